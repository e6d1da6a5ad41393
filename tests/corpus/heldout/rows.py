"""Rows of a form with labels above, in a column of their own, or in ruled boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import ImageDraw

from tests.corpus.page import POINT, Piece, Span

if TYPE_CHECKING:
    from tests.corpus.heldout.form import HeldoutForm


@dataclass
class Entry:
    """A label with its value, which may have words of the form between its parts."""

    label: str
    values: list[Span]


def step_of(form: HeldoutForm, entry: Entry, leading: float) -> float:
    """Millimetres from one baseline of an entry to the next."""
    return max([form.look.form.points, *(span.style.points for span in entry.values)]) * POINT * leading


def value_pieces(form: HeldoutForm, entry: Entry) -> list[Piece]:
    return [piece for span in entry.values for piece in form.sheet.pieces([span])]


def write_above(
    form: HeldoutForm, entries: Sequence[Entry], x: float, width: float, leading: float, below: float = 1.15
) -> None:
    """Labels with their values on the next line (`below` of a label), beside each other where they have room."""
    sheet = form.sheet
    share = width / len(entries)
    for entry in entries:
        label = sheet.pieces([Span(entry.label, form.label_style())])
        if max(sheet.line_width(label), sheet.line_width(value_pieces(form, entry))) > sheet.px(share - 5):
            share = width
            break
    if share == width and len(entries) > 1:
        for entry in entries:
            write_above(form, [entry], x, width, leading, below)
        return
    top, low, left = form.y, form.y, form.look.left + x
    for place, entry in enumerate(entries):
        step = step_of(form, entry, leading)
        at = left + place * share
        y = sheet.write(Span(entry.label, form.label_style()), at, top, share - 1, leading=below)
        pieces = value_pieces(form, entry)
        lines = sheet.wrap(pieces, sheet.px(share - 5)) if pieces else [[]]
        for words in lines:
            start = float(sheet.px(at + 3))
            if sheet.leader != "none":
                rule_below(form, at + 3, share - 6, y)
            sheet.record([words], sheet.put(words, start, sheet.px(y)))
            y += step
        low = max(low, y)
    form.y = low


def rule_below(form: HeldoutForm, x: float, width: float, y: float) -> None:
    """A thin line for a value to stand on."""
    sheet = form.sheet
    level = sheet.px(y + 1.0)
    ImageDraw.Draw(sheet.image).line((sheet.px(x), level, sheet.px(x + width), level), fill=(90, 90, 90))


def write_columns(form: HeldoutForm, entries: Sequence[Entry], manner: str, leading: float) -> None:
    """Labels in a column of their own (against its right edge, or with colons below each other), values beside."""
    sheet = form.sheet
    left, width = form.look.left, form.width
    column = width * form.manner.column
    for entry in entries:
        step = step_of(form, entry, leading)
        text = entry.label.rstrip(" :") if manner == "colon" else entry.label
        labels = sheet.wrap(sheet.pieces([Span(text, form.label_style())]), sheet.px(column - 2))
        colon = sheet.pieces([Span(":", form.label_style())]) if manner == "colon" and entry.label else []
        room = sheet.px(width - column - 2)
        values = sheet.wrap([*colon, *value_pieces(form, entry)], room)
        for place in range(max(len(labels), len(values))):
            label = labels[place] if place < len(labels) else []
            value = values[place] if place < len(values) else []
            start = float(sheet.px(left))
            if manner == "right":
                start = sheet.px(left + column - 2) - sheet.line_width(label)
            boxes = [
                *sheet.put(label, start, sheet.px(form.y)),
                *sheet.put(value, sheet.px(left + column), sheet.px(form.y)),
            ]
            if boxes:
                sheet.record([label, value], boxes)
            form.y += step if place + 1 >= len(values) else step * 0.92


def write_boxed(form: HeldoutForm, entries: Sequence[Entry], leading: float) -> None:
    """Each label and each value in a ruled cell, one pair below the other."""
    column = form.width * form.manner.column
    if begins_table(form):
        form.y += 1.8
    for entry in entries:
        label = [Span(entry.label, form.label_style())]
        write_frames(form, ((column, (label,)), (form.width - column, (entry.values,))))


def begins_table(form: HeldoutForm) -> bool:
    """Whether no table ends right above."""
    sheet = form.sheet
    return not sheet.regions or sheet.regions[-1][0] != "table" or sheet.px(form.y - 12) > sheet.regions[-1][1][3]


def write_frames(
    form: HeldoutForm, cells: Sequence[tuple[float, Sequence[Sequence[Span]]]], leading: float = 1.15
) -> None:
    """Ruled cells beside each other, each of a width (mm) with its paragraphs."""
    sheet, left = form.sheet, form.look.left
    pen = max(1, sheet.px(0.2))
    line = form.look.form.points * POINT
    top = form.y - line * 1.05
    before = max((printed.block for printed in sheet.lines), default=0)
    at, lows = left, []
    for place, (width, paragraphs) in enumerate(cells):
        sheet.cell = before + 1 + place
        low = form.y + 0.4
        for spans in paragraphs:
            low = sheet.write(spaced(spans), at + 1.4, low, width - 2.8, leading=leading)
        largest = max([span.style.points for span in paragraphs[-1]], default=0.0)
        lows.append(low - (leading - 1.15) * largest * POINT)
        at += width
    sheet.cell = 0
    height = max(*lows, form.y + line * 1.2) - top - line * 0.5
    at = left
    for width, _ in cells:
        box = (sheet.px(at), sheet.px(top), sheet.px(at + width), sheet.px(top + height))
        ImageDraw.Draw(sheet.image).rectangle(box, outline=(30, 30, 30), width=pen)
        at += width
    mark_table(form, top, top + height)
    form.y = top + height + line * 1.05


def spaced(spans: Sequence[Span]) -> list[Span]:
    """The spans with a space between them."""
    return [Span(f"{span.text} ", span.style, span.key) for span in spans]


def mark_table(form: HeldoutForm, top: float, low: float) -> None:
    """Note the boxes as one table with those that they touch."""
    sheet = form.sheet
    left, right = float(sheet.px(form.look.left)), float(sheet.px(form.look.left + form.width))
    if sheet.regions and sheet.regions[-1][0] == "table" and abs(sheet.regions[-1][1][3] - sheet.px(top)) <= 2:
        kind, box = sheet.regions.pop()
        sheet.regions.append((kind, (*box[:3], float(sheet.px(low)))))
        return
    sheet.regions.append(("table", (left, float(sheet.px(top)), right, float(sheet.px(low)))))
