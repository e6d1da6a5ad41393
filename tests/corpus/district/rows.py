"""Rows with labels at tab stops, before boxes or on ruled lines, and in tables of four columns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PIL import ImageDraw

from tests.corpus.heldout.rows import Entry, begins_table, step_of, value_pieces, write_frames
from tests.corpus.lettering import PixelBox
from tests.corpus.page import POINT, Piece, Span

if TYPE_CHECKING:
    from tests.corpus.district.form import DistrictForm

TAB = 12.7
"""Millimetres from one tab stop to the next."""
PAIR = 0.21
"""The width of a label's column in a table of four columns, as a share of the whole."""
PADDING = 3.4
"""Millimetres of a cell that its words leave free."""
INK = (110, 118, 126)


def label_pieces(form: DistrictForm, entry: Entry) -> list[Piece]:
    return [piece for span in form.label_spans(entry.label) for piece in form.sheet.pieces([span])]


def write_stops(form: DistrictForm, entries: Sequence[Entry], leading: float) -> bool:
    """Several entries of a row at equal stops with their leaders; whether each has room there."""
    sheet, share = form.sheet, form.width / len(entries)
    parts = [(label_pieces(form, entry), value_pieces(form, entry)) for entry in entries]
    if any(sheet.mm(sheet.line_width(label) + sheet.line_width(value)) > share - 6 for label, value in parts):
        return False
    boxes: list[PixelBox] = []
    groups: list[list[Piece]] = []
    for place, (label, value) in enumerate(parts):
        at = form.look.left + place * share
        left = float(sheet.px(at))
        boxes += sheet.put(label, left, sheet.px(form.y))
        left += sheet.line_width(label) + sheet.px(1.0)
        room = sheet.px(at + share - (2.5 if place + 1 < len(parts) else 0.0)) - left
        boxes += sheet.value(value, left, form.y, room, form.look.form, centred=False)
        groups += [label, value]
    sheet.record(groups, boxes)
    form.y += max(step_of(form, entry, leading) for entry in entries)
    return True


def next_stop(mm: float) -> float:
    """The first tab stop that leaves a little room behind so many millimetres."""
    return math.ceil((mm + 1.5) / TAB) * TAB


def write_tabbed(form: DistrictForm, entries: Sequence[Entry], leading: float) -> None:
    """Each value at the first tab stop behind its label; it goes on below there, or near the margin."""
    sheet, at = form.sheet, 0.0
    boxes: list[PixelBox] = []
    groups: list[list[Piece]] = []

    def end_line(step: float) -> None:
        if boxes:
            sheet.record(groups, boxes)
            form.y += step
        boxes.clear()
        groups.clear()

    for entry in entries:
        label, value, step = label_pieces(form, entry), value_pieces(form, entry), step_of(form, entry, leading)
        wide, needed = sheet.mm(sheet.line_width(label)), sheet.mm(sheet.line_width(value))
        start = next_stop(at + wide)
        if at and start + needed > form.width:
            end_line(step)
            at, start = 0.0, next_stop(wide)
        first = sheet.mm(value[0].width) if value else 0.0
        if start + max(first, 12.0 if needed > 12.0 else 0.0) > form.width:
            form.y = sheet.write(form.label_spans(entry.label), form.look.left, form.y, form.width, leading=leading)
            label, start = [], TAB
        boxes += sheet.put(label, sheet.px(form.look.left + at), sheet.px(form.y))
        hang = start if form.width - start > 70 else TAB
        lines = sheet.wrap(value, sheet.px(form.width - hang), sheet.px(start - hang)) if value else [[]]
        boxes += sheet.put(lines[0], sheet.px(form.look.left + start), sheet.px(form.y))
        groups += [label, lines[0]]
        at = next_stop(start + sheet.mm(sheet.line_width(lines[0])) + 2.0)
        for words in lines[1:]:
            end_line(step)
            boxes += sheet.put(words, sheet.px(form.look.left + hang), sheet.px(form.y))
            groups.append(words)
            at = form.width
    end_line(max(step_of(form, entry, leading) for entry in entries))


def keep_below(form: DistrictForm, line: float) -> None:
    """Room for a box of letters of this height (mm) below the words above it, unless they stand in a table too."""
    sheet = form.sheet
    if sheet.lines and not sheet.lines[-1].block:
        form.y = max(form.y, sheet.mm(sheet.lines[-1].box[3]) + 0.7 + line * 1.05)


def write_beside(form: DistrictForm, entries: Sequence[Entry], *, boxed: bool) -> None:
    """Each label in a column with its value beside it, in a box or on a line that runs below both."""
    sheet = form.sheet
    column = form.width * form.manner.column
    for entry in entries:
        line = step_of(form, entry, 1.0)
        label = sheet.wrap(label_pieces(form, entry), sheet.px(column - 2))
        value = sheet.wrap(value_pieces(form, entry), sheet.px(form.width - column - 3))
        count = max(len(label), len(value))
        form.need(line * 1.2 * count + 8)
        sheet = form.sheet
        if boxed:
            keep_below(form, line)
        top = form.y - line * 1.05
        for place in range(count):
            words = label[place] if place < len(label) else []
            told = value[place] if place < len(value) else []
            boxes = sheet.put(words, sheet.px(form.look.left), sheet.px(form.y))
            boxes += sheet.put(told, sheet.px(form.look.left + column + 1.5), sheet.px(form.y))
            if boxes:
                sheet.record([words, told], boxes)
            form.y += line * 1.2
        low = form.y - line * 1.2 + line * 0.5
        left, right = form.look.left, form.look.left + form.width
        draw, pen = ImageDraw.Draw(sheet.image), max(1, sheet.px(0.18))
        if boxed:
            frame = (sheet.px(left + column), sheet.px(top), sheet.px(right), sheet.px(low))
            draw.rectangle(frame, outline=INK, width=pen)
        else:
            draw.line((sheet.px(left), sheet.px(low), sheet.px(right), sheet.px(low)), fill=INK, width=pen)
        form.y = low + line * 1.05 + (1.4 if boxed else 0.5)


def write_quad(form: DistrictForm, entries: Sequence[Entry]) -> None:
    """Labels and values in ruled cells beside each other, two of each a line."""
    form.need(22)
    if begins_table(form):
        form.y += 1.8
    keep_below(form, form.look.form.points * POINT)
    sheet = form.sheet
    count = max(2, len(entries))
    column = form.width * (PAIR if count == 2 else 0.5 / count)
    share = form.width / count
    label_width = column if len(entries) > 1 else form.width * PAIR
    value_width = share - column if len(entries) > 1 else form.width - label_width
    if len(entries) > 1:
        for entry in entries:
            cells = ((label_pieces(form, entry), label_width), (value_pieces(form, entry), value_width))
            tight = any(sheet.mm(piece.width) + PADDING > width for pieces, width in cells for piece in pieces)
            if tight or sheet.mm(sheet.line_width(cells[1][0])) > 2.2 * value_width:
                for single in entries:
                    write_quad(form, [single])
                return
    made = []
    for entry in entries:
        label = [Span(span.text.rstrip(" :"), span.style) for span in form.label_spans(entry.label)]
        made += [(label_width, (label,)), (value_width, ([span for span in entry.values if span.text.strip()],))]
    largest = max([span.style.points for entry in entries for span in entry.values], default=0.0)
    write_frames(form, made, leading=1.15 * max(1.0, 0.95 * largest / form.look.form.points))


def write_paragraph(form: DistrictForm, spans: Sequence[Span], leading: float) -> None:
    """Running text that keeps to one sheet."""
    sheet = form.sheet
    lines = sheet.wrap(sheet.pieces(spans), sheet.px(form.width), sheet.px(TAB))
    form.need(len(lines) * form.look.form.points * POINT * leading + 4)
    form.y = form.sheet.write(spans, form.look.left, form.y, form.width, align="justify", indent=TAB, leading=leading)
    form.y += 0.8
