"""Heads, titles, tables and signature blocks of the held-out edition, in place of those of `tests.corpus.blocks`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PIL import ImageDraw

from tests.corpus.blocks import (
    HAND_POINTS,
    Cell,
    Signer,
    hand_style,
    number_spans,
    place_date_spans,
    write_head,
    write_signatures,
    write_table,
    write_title,
)
from tests.corpus.form import Form
from tests.corpus.heldout.form import HeldoutForm
from tests.corpus.heldout.manner import LETTERS, OWN
from tests.corpus.heldout.wording import write_day
from tests.corpus.marks import draw_seal, draw_signature
from tests.corpus.numbers import padded_day, padded_month, short_date
from tests.corpus.page import Span

PREFIXES = {"Số:": ("Số :", "Số", "Số hiệu:"), "Quyển số:": ("Quyển số :", "Quyển"), "V/v": ("V/v:", "v/v", "Về việc:")}
HINTS = ("(Ký và ghi rõ họ, tên)", "(ký tên)", "(Ký, ghi rõ họ, chữ đệm, tên)", "(Chữ ký, họ tên)", "")


def reworded(form: HeldoutForm, spans: Sequence[Span]) -> list[Span]:
    """The spans of a head with other words before number and subject."""
    prefixes = [PREFIXES.get(span.text.strip(), ()) if not span.key else () for span in spans]
    return [
        replace(span, text=f"{form.wording.rng.choice(variants)} ") if variants else span
        for span, variants in zip(spans, prefixes, strict=True)
    ]


@write_head.register
def _(
    form: HeldoutForm,
    agency: Sequence[str],
    *,
    number: Sequence[Span] = (),
    about: Sequence[Span] = (),
    place_date: Sequence[Span] = (),
    agency_key: str | None = None,
) -> None:
    """The head in one of six manners: agency, motto, number, subject, place and day are all there in each."""
    manner, left, right = form.manner.head, form.look.left - 4, form.sheet.size[0] - form.look.right
    if agency_key:
        form.note(agency_key, " ".join(agency))
    lines = [
        ([Span(line, form.style(scale=0.95, bold=place == len(agency) - 1), agency_key)], {})
        for place, line in enumerate(agency)
    ]
    motto = [(form.look.republic, {"bold": True, "scale": 0.9}), (form.look.motto, {"bold": True})]
    number, about = reworded(form, number), reworded(form, about)
    place_date = list(place_date) if place_date and place_date[0].key else reworded(form, place_date)
    split = left + (right - left) * form.rng.uniform(0.4, 0.46)
    side = (left, split - left - 2)
    other = (split, right - split)
    if manner == "stacked":
        low = form.column(motto, left, form.y, right - left)
        form.rule((left + right) / 2, 40, low - 4)
        top = low = form.column(lines, left, low + 3, (right - left) * 0.6, align="left")
    else:
        align = "left" if manner in {"left", "flush"} else "centre"
        low = form.column(lines, *_at(side, form.y), align=align)
        form.rule(left + 12 if align == "left" else (left + split - 2) / 2, 22, low - 4.2)
        beside = form.column(motto, *_at(other, form.y))
        if manner != "left":
            form.rule((split + right) / 2, 52, beside - 4.0)
        top = low = max(low, beside) + form.rng.uniform(0.0, 4.0)
    if manner == "crossed":
        side, other = other, side
    if manner == "low" and number and not about:
        form.number_below, number = list(number), []
    if manner == "low" and place_date and not place_date[0].text.startswith("Quyển"):
        form.date_below, place_date = list(place_date), []
    align = "left" if manner in {"stacked", "left", "flush"} else "centre"
    if number:
        low = form.sheet.write(list(number), side[0], top, side[1], align=align)
    if about:
        low = form.sheet.write(list(about), side[0], low, side[1], align=align, leading=1.15)
    if place_date:
        where = side if manner == "dated-left" else other
        at = low if manner == "dated-left" else top
        low = max(
            low, form.sheet.write(list(place_date), where[0], at, where[1], align="right" if where is other else align)
        )
    form.y = low + form.rng.uniform(3, 6)


def _at(column: tuple[float, float], y: float) -> tuple[float, float, float]:
    return column[0], y, column[1]


@number_spans.register
def _(form: HeldoutForm, number: int | str, notation: str, *, key: str = "so", hand: bool = False) -> list[Span]:
    """The number without the zero before it, a space before the stroke."""
    style = form.style(scale=0.97)
    written = str(number)
    form.note(key, f"{written}{notation}")
    if hand:
        pen = replace(hand_style(form), points=HAND_POINTS)
        return [Span("Số: ", style), Span(written, pen, key), Span(f"  {notation}", style, key)]
    return [Span("Số: ", style), Span(f"{written} {notation}", style, key)]


@place_date_spans.register
def _(
    form: HeldoutForm,
    place: str,
    day: date,
    *,
    key: str = "ngay_ban_hanh",
    hand: bool = False,
    place_key: str | None = None,
) -> list[Span]:
    """Place and day, upright or in italics, the day in words or in figures."""
    style = form.style(italic=form.wording.old_spelling)
    form.note(key, short_date(day))
    if place_key:
        form.note(place_key, place)
    first = [Span(place, style, place_key), Span(", ", style)]
    if hand:
        pen = replace(hand_style(form), points=HAND_POINTS)
        return [
            *first, Span("ngày ", style, key), Span(padded_day(day), pen, key), Span(" tháng ", style, key),
            Span(padded_month(day), pen, key), Span(f" năm {day.year}", style, key),
        ]  # fmt: skip
    if form.paper.type in LETTERS or form.manner.day == "long":
        return [*first, Span(f"ngày {day.day} tháng {day.month} năm {day.year}", style, key)]
    return [*first, Span(f"ngày {write_day(day, form.manner.day)}", style, key)]


@write_title.register
def _(form: HeldoutForm, *lines: str, scale: float = 1.2, **style: object) -> None:
    """The title smaller or at the left, with the number below it where the head has none."""
    factor = 1.0 if form.paper.type in OWN else 0.88
    align = "left" if form.manner.head == "flush" and len(lines[0]) < 40 else "centre"
    for place, line in enumerate(lines):
        form.text(line, align=align, bold=True, scale=scale * factor if place == 0 else factor, leading=1.2, **style)
    if form.number_below:
        number, form.number_below = form.number_below, []
        form.text(*number, align=align)


@write_table.register
def _(
    form: HeldoutForm,
    widths: Sequence[float],
    rows: Sequence[Sequence[Cell]],
    *,
    scale: float = 0.92,
    x: float | None = None,
    ruled: bool = True,
    upright: bool = True,
) -> None:
    """A table with other headings, ruled between its rows alone or with its head shaded."""
    form.release()
    form.need(10.0 + 9.0 * len(rows))
    said = say_cells(form, rows)
    if form.manner.rules == "shaded" and ruled:
        left = form.look.left if x is None else x
        line = form.look.form.points * scale * 25.4 / 72
        sheet = form.sheet
        box = (left, form.y - line * 1.05, left + sum(widths), form.y + line * 1.2)
        ImageDraw.Draw(sheet.image).rectangle(tuple(sheet.px(edge) for edge in box), fill=(226, 228, 232))
    set_table = write_table.dispatch(Form)
    set_table(form, widths, said, scale=scale, x=x, ruled=ruled, upright=form.manner.rules != "rows")


def say_cells(form: HeldoutForm, rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """A table's rows in the edition's own words, the values of fields as they are."""
    said = [[replace(cell, text=cell.text if cell.key else form.wording.heading(cell.text)) for cell in rows[0]]]
    said += [[cell if cell.key else replace(cell, text=form.say(cell.text)) for cell in row] for row in rows[1:]]
    return said


@write_signatures.register
def _(
    form: HeldoutForm,
    columns: Sequence[Signer],
    *,
    x: float | None = None,
    width: float | None = None,
    height: float = 24.0,
) -> None:
    """Signature blocks in the other order, a single one at the left or in the middle."""
    form.release()
    form.need(height + 14.0)
    if form.date_below:
        day, form.date_below = form.date_below, []
        form.text(*day, align="right")
    manner, top = form.manner.signing, form.y
    if form.paper.type in LETTERS:
        manner = "right"
    left = form.look.left - 4 if x is None else x
    total = form.sheet.size[0] - form.look.right - left if width is None else width
    if len(columns) == 1 and width is not None and manner != "right":
        left = form.look.left - 4 if manner == "left" else form.middle - total / 2
    if len(columns) > 1 and manner == "turned":
        columns = tuple(reversed(columns))
    share, low = total / len(columns), top
    for place, column in enumerate(columns):
        low = max(low, write_signer(form, column, left + place * share, share, height))
    form.y = low + 3


def write_signer(form: HeldoutForm, signer: Signer, x: float, width: float, height: float) -> float:
    """One signer's block; returns the y below it."""
    keys: list[str | None] = [None] * len(signer.office)
    if signer.office_key:
        keys[-1] = form.note(signer.office_key, signer.office[-1])
    if signer.body_key:
        keys[0] = form.note(signer.body_key, signer.office[0].removeprefix("TM. "))
    lines: list[tuple[list[Span], dict[str, object]]] = []
    for text, key in zip(signer.office, keys, strict=True):
        lines.append(([Span(text if key else form.wording.spell(text), form.style(bold=True), key)], {}))
    hint = form.wording.rng.choice(HINTS) if signer.hint and not signer.sealed else ""
    if hint:
        lines.append(([Span(hint, form.style(italic=True, scale=0.85))], {}))
    y = form.column(lines, x, form.y, width)
    if not signer.blank:
        draw_signature(form.sheet, form.rng, x + width / 2, y + height * 0.35, width * 0.5)
    if signer.sealed:
        draw_seal(form.sheet, form.rng, x + width * form.rng.uniform(0.15, 0.4), y + height * 0.35)
    if signer.name:
        if signer.key:
            form.note(signer.key, signer.name)
        y = form.sheet.write(Span(signer.name, form.style(bold=True), signer.key), x, y + height, width, align="centre")
    return y
