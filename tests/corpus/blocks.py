"""Parts that many papers share: the head of a state paper, titles, tables and signature blocks.

An edition whose forms are of a class of their own may set them in its own way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import singledispatch

from PIL import ImageDraw

from tests.corpus.form import Form
from tests.corpus.marks import draw_seal, draw_signature
from tests.corpus.numbers import padded_day, padded_month, short_date
from tests.corpus.page import Span
from tests.corpus.places import MERGER, Place

HAND_POINTS = 15.0


def commune_agency(form: Form, place: Place, day: date) -> list[str]:
    """The lines of a commune's committee: one of three manners of the time, all of domain 3.0."""
    kind, name = place.province_on(day)
    commune = f"{place.commune_kind} {place.commune}".upper()
    if day >= MERGER:
        return [f"{form.look.people} NHÂN DÂN", commune]
    if day.year < 2012 and form.rng.random() < 0.7:
        return [
            f"{kind} {name}".upper(),
            f"{place.district_kind} {place.district}".upper(),
            f"{form.look.people} NHÂN DÂN",
            commune,
        ]
    if form.rng.random() < 0.4:
        return [
            f"{form.look.people} NHÂN DÂN",
            commune,
            f"{place.district_kind} {place.district}, {kind} {name}".upper(),
        ]
    return [f"{form.look.people} NHÂN DÂN", commune]


@singledispatch
def write_head(
    form: Form,
    agency: Sequence[str],
    *,
    number: Sequence[Span] = (),
    about: Sequence[Span] = (),
    place_date: Sequence[Span] = (),
    agency_key: str | None = None,
) -> None:
    """Head of a state paper, band by band: agency, then motto; number and V/v, then place and date."""
    left, right = form.look.left - 6, form.sheet.size[0] - form.look.right
    split = left + (right - left) * 0.43
    top, small = form.y, 0.95
    if agency_key:
        form.note(agency_key, " ".join(agency))
    lines = []
    for index, line in enumerate(agency):
        bold = index >= len(agency) - 2 and (index == len(agency) - 1 or agency[-2].endswith("NHÂN DÂN"))
        lines.append(([Span(line, form.style(scale=small, bold=bold), agency_key)], {}))
    low_left = form.column(lines, left, top, split - left - 2)
    form.rule((left + split - 2) / 2, 18, low_left - 4.2)
    right_lines = [
        (form.look.republic, {"bold": True, "scale": small}),
        (form.look.motto, {"bold": True, "scale": 1.0}),
    ]
    low_right = form.column(right_lines, split, top, right - split)
    form.rule((split + right) / 2, 45, low_right - 4.2)
    y = max(low_left, low_right) + form.rng.uniform(0.5, 3)
    low = y
    if number:
        low = form.sheet.write(list(number), left, y, split - left - 2, align="centre")
    if about:
        low = form.sheet.write(list(about), left, low, split - left - 2, align="centre", leading=1.15)
    if place_date:
        low = max(low, form.sheet.write(list(place_date), split, y, right - split, align="centre"))
    form.y = low + form.rng.uniform(3, 7)


@singledispatch
def number_spans(form: Form, number: int | str, notation: str, *, key: str = "so", hand: bool = False) -> list[Span]:
    """`Số: 15/QĐ-UBND`, the number printed or written into the gap by hand."""
    style = form.style(scale=0.97)
    written = f"{number:02d}" if isinstance(number, int) else number
    form.note(key, f"{written}{notation}")
    if not hand:
        return [Span("Số: ", style), Span(f"{written}{notation}", style, key)]
    pen = replace(hand_style(form), points=HAND_POINTS)
    return [Span("Số: ", style), Span(written, pen, key), Span(f"  {notation}", style, key)]


def hand_style(form: Form):
    """A clerk's pen."""
    family = form.book.pick("hand", form.rng)
    return replace(form.look.form, family=family, way="hand", colour=(28, 40, 130), bold=False, italic=False)


@singledispatch
def place_date_spans(
    form: Form, place: str, day: date, *, key: str = "ngay_ban_hanh", hand: bool = False, place_key: str | None = None
) -> list[Span]:
    """`Tân Thạnh, ngày 05 tháng 02 năm 2026` in italics, the day printed or written by hand."""
    style = form.style(italic=True)
    form.note(key, short_date(day))
    if place_key:
        form.note(place_key, place)
    first = [Span(place, style, place_key), Span(", ", style)]
    if not hand:
        return [*first, Span(f"ngày {padded_day(day)} tháng {padded_month(day)} năm {day.year}", style, key)]
    pen = replace(hand_style(form), points=HAND_POINTS)
    return [
        *first, Span("ngày ", style, key), Span(padded_day(day), pen, key), Span(" tháng ", style, key),
        Span(padded_month(day), pen, key), Span(f" năm {day.year}", style, key),
    ]  # fmt: skip


@singledispatch
def write_title(form: Form, *lines: str, scale: float = 1.2, **style: object) -> None:
    """The title, centred and bold; the first line largest."""
    for index, line in enumerate(lines):
        form.text(line, align="centre", bold=True, scale=scale if index == 0 else 1.0, leading=1.2, **style)


@dataclass(frozen=True)
class Signer:
    """A column of a signature block. `name` is None where only a hint stands below the office."""

    office: tuple[str, ...]
    name: str | None
    key: str | None = None
    office_key: str | None = None
    sealed: bool = False
    hint: str = "(Ký, ghi rõ họ tên)"
    blank: bool = False
    body_key: str | None = None
    """The body signed for, in the first line (`TM. ỦY BAN NHÂN DÂN HUYỆN ...`)."""


@singledispatch
def write_signatures(
    form: Form, columns: Sequence[Signer], *, x: float | None = None, width: float | None = None, height: float = 24.0
) -> None:
    """Signature blocks side by side, read column by column."""
    left = form.look.left - 4 if x is None else x
    total = form.sheet.size[0] - form.look.right - left if width is None else width
    share, top, low = total / len(columns), form.y, form.y
    agency_seal = next((c for c in columns if c.sealed), None)
    for index, column in enumerate(columns):
        at = left + index * share
        keys: list[str | None] = [None] * len(column.office)
        if column.office_key:
            keys[-1] = form.note(column.office_key, column.office[-1])
        if column.body_key:
            keys[0] = form.note(column.body_key, column.office[0].removeprefix("TM. "))
        lines = [([Span(line, form.style(bold=True), key)], {}) for line, key in zip(column.office, keys, strict=True)]
        if column.hint and not column.sealed:
            lines.append(([Span(column.hint, form.style(italic=True, scale=0.85))], {}))
        y = form.column(lines, at, top, share)
        sign_y = y + height * 0.35
        if not column.blank:
            draw_signature(form.sheet, form.rng, at + share / 2, sign_y, share * 0.55)
        if column.sealed and agency_seal:
            draw_seal(form.sheet, form.rng, at + share * form.rng.uniform(0.2, 0.38), sign_y + form.rng.uniform(-3, 4))
        if column.name:
            style = form.style(bold=True)
            if column.key:
                form.note(column.key, column.name)
            y = form.sheet.write(Span(column.name, style, column.key), at, y + height, share, align="centre")
        low = max(low, y)
    form.y = low + 3


@dataclass(frozen=True)
class Cell:
    """Text of a table cell; empty text leaves it blank."""

    text: str = ""
    align: str = "left"
    bold: bool = False
    key: str | None = None
    filled: bool = False


@singledispatch
def write_table(
    form: Form,
    widths: Sequence[float],
    rows: Sequence[Sequence[Cell]],
    *,
    scale: float = 0.92,
    x: float | None = None,
    ruled: bool = True,
    upright: bool = True,
) -> None:
    """A table, row by row and cell by cell; widths in millimetres. `upright` rules part its columns too."""
    left = form.look.left if x is None else x
    sheet, draw = form.sheet, ImageDraw.Draw(form.sheet.image)
    line = form.look.form.points * scale * 25.4 / 72
    pen = max(1, sheet.px(0.2))
    first, cells = form.y - line * 1.05, max((printed.block for printed in sheet.lines), default=0)
    for row in rows:
        top, heights, at = form.y - line * 1.05, [], left
        for width, cell in zip(widths, row, strict=True):
            cells += 1
            sheet.cell = cells
            base = form.look.value if cell.filled else form.look.form
            style = replace(base, points=base.points * scale, bold=cell.bold or base.bold)
            low = sheet.write(
                Span(cell.text, style, cell.key), at + 1.4, form.y + 0.8, width - 2.8, align=cell.align, leading=1.15
            )
            heights.append(max(low, form.y + line * 1.2) - top - line * 0.55)
            at += width
        height, at = max(heights), left
        for width in widths if upright else (sum(widths),):
            if ruled:
                box = (sheet.px(at), sheet.px(top), sheet.px(at + width), sheet.px(top + height))
                draw.rectangle(box, outline=(30, 30, 30), width=pen)
            at += width
        form.y = top + height + line * 1.05
    sheet.cell = 0
    if ruled:
        frame = (left, first, left + sum(widths), form.y - line * 1.05)
        sheet.regions.append(("table", tuple(float(sheet.px(edge)) for edge in frame)))
    form.y += 1.5


def agency_title(place: Place) -> str:
    """`Ủy ban nhân dân xã Tân Thạnh`, as it stands in running text."""
    return f"Ủy ban nhân dân {place.commune_kind} {place.commune}"


def place_of_date(place: Place, day: date) -> str:
    return place.seat(day)
