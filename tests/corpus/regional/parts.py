"""Heads, titles, tables and signature blocks of the regional edition: those of the law, with what offices change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PIL import ImageDraw

from tests.corpus.blocks import (
    Cell,
    Signer,
    number_spans,
    place_date_spans,
    write_head,
    write_signatures,
    write_table,
    write_title,
)
from tests.corpus.form import Form
from tests.corpus.heldout.parts import say_cells
from tests.corpus.page import POINT, Span
from tests.corpus.regional.form import RegionalForm
from tests.corpus.regional.manner import FORMS

ROOM = 42.0
"""Millimetres that notes at the foot need."""


def fitted(form: RegionalForm, span: Span, width: float) -> Span:
    """The span small enough to stand on one line."""
    for _ in range(12):
        if form.natural(span) <= form.sheet.px(width):
            break
        span = replace(span, style=replace(span.style, points=span.style.points * 0.96))
    return span


def write_motto(form: RegionalForm, x: float, width: float) -> float:
    """The two lines that every state paper begins with; returns the y below them."""
    spans = [Span(form.look.republic, form.style(bold=True, scale=0.95)), Span(form.look.motto, form.style(bold=True))]
    return form.column([([fitted(form, span, width)], {}) for span in spans], x, form.y, width)


@write_head.register
def _(
    form: RegionalForm,
    agency: Sequence[str],
    *,
    number: Sequence[Span] = (),
    about: Sequence[Span] = (),
    place_date: Sequence[Span] = (),
    agency_key: str | None = None,
) -> None:
    """Agency at the left, motto at the right, number and day below each; or motto first, or number below the title."""
    manner, sheet = form.manner.head, form.sheet
    left, right = form.look.left - 5, sheet.size[0] - form.look.right + 2
    split = left + (right - left) * form.rng.uniform(0.4, 0.44)
    if agency_key:
        form.note(agency_key, " ".join(agency))
    if manner == "stacked":
        form.y = low = write_motto(form, left, right - left)
        form.rule((left + right) / 2, 44, low - 4.0)
        form.y += 3
    firm = len(agency) - 2 if len(agency) > 1 and agency[-2].endswith("NHÂN DÂN") else len(agency) - 1
    spans = [Span(line, form.style(scale=0.95, bold=place >= firm), agency_key) for place, line in enumerate(agency)]
    room = split - left - 2
    lines = [([fitted(form, span, room) if form.natural(span) < sheet.px(room * 1.2) else span], {}) for span in spans]
    low_left = form.column(lines, left, form.y, split - left - 2)
    form.rule((left + split - 2) / 2, form.rng.uniform(14, 26), low_left - 4.1)
    low_right = form.y
    if manner != "stacked":
        low_right = write_motto(form, split, right - split)
        form.rule((split + right) / 2, form.rng.uniform(42, 54), low_right - 4.1)
    y = max(low_left, low_right) + form.rng.uniform(0.5, 2.5)
    if manner == "low" and number and not about and number[0].text.startswith("Số:"):
        form.number_below, number = list(number), ()
    if manner == "low" and place_date and place_date[0].key is None and not place_date[0].text.startswith("Quyển"):
        form.date_below, place_date = list(place_date), ()
    low = y
    if number:
        low = sheet.write(list(number), left, y, split - left - 2, align="centre")
    if about:
        low = sheet.write(list(about), left, low, split - left - 2, align="centre", leading=1.15)
    if place_date:
        low = max(low, sheet.write(list(place_date), split, y, right - split, align="centre"))
    form.y = low + form.rng.uniform(3, 6)


@number_spans.register
def _(form: RegionalForm, number: int | str, notation: str, *, key: str = "so", hand: bool = False) -> list[Span]:
    return number_spans.dispatch(Form)(form, number, notation, key=key, hand=hand)


@place_date_spans.register
def _(
    form: RegionalForm,
    place: str,
    day: date,
    *,
    key: str = "ngay_ban_hanh",
    hand: bool = False,
    place_key: str | None = None,
) -> list[Span]:
    return place_date_spans.dispatch(Form)(form, place, day, key=key, hand=hand, place_key=place_key)


@write_title.register
def _(form: RegionalForm, *lines: str, scale: float = 1.2, **style: object) -> None:
    """The title, and the number below it where the head has none."""
    write_title.dispatch(Form)(form, *lines, scale=scale, **style)
    if form.number_below:
        number, form.number_below = form.number_below, []
        form.text(*number, align="centre")


@write_table.register
def _(
    form: RegionalForm,
    widths: Sequence[float],
    rows: Sequence[Sequence[Cell]],
    *,
    scale: float = 0.92,
    x: float | None = None,
    ruled: bool = True,
    upright: bool = True,
) -> None:
    """A table, its head shaded now and then; words of a narrow column small enough for it."""
    form.release()
    form.need(10.0 + 9.0 * len(rows))
    said = say_cells(form, rows)
    scale *= fitting_scale(form, widths, said, scale)
    line = form.look.form.points * scale * POINT
    if form.manner.rules == "shaded" and ruled:
        left = form.look.left if x is None else x
        box = (left, form.y - line * 1.05, left + sum(widths), form.y + line * 1.2)
        ImageDraw.Draw(form.sheet.image).rectangle(tuple(form.sheet.px(edge) for edge in box), fill=(228, 228, 228))
    write_table.dispatch(Form)(form, widths, said, scale=scale, x=x, ruled=ruled, upright=upright)


def fitting_scale(form: RegionalForm, widths: Sequence[float], rows: Sequence[Sequence[Cell]], scale: float) -> float:
    """How much smaller letters must be for the longest word of each cell to stay in it."""
    tightest = 1.0
    for row in rows:
        for width, cell in zip(widths, row, strict=True):
            base = form.look.value if cell.filled else form.look.form
            style = replace(base, points=base.points * scale, bold=cell.bold or base.bold)
            for piece in form.sheet.pieces([Span(cell.text, style)]):
                tightest = min(tightest, form.sheet.px(width - 2.8) / max(1.0, piece.width))
    return max(0.6, tightest)


@write_signatures.register
def _(
    form: RegionalForm,
    columns: Sequence[Signer],
    *,
    x: float | None = None,
    width: float | None = None,
    height: float = 24.0,
) -> None:
    """The blocks as they are, with the office's words in brackets, and notes at the foot."""
    form.release()
    form.need(height + 11.0 + 5.0 * max(len(column.office) for column in columns))
    if form.date_below:
        day, form.date_below = form.date_below, []
        form.text(*day, align="right")
    hint = form.manner.hint
    said = [
        replace(
            column,
            office=tuple(
                line if column.office_key or column.body_key else form.wording.office(line) for line in column.office
            ),
            hint=hint if column.hint == "(Ký, ghi rõ họ tên)" and hint else column.hint,
        )
        for column in columns
    ]
    write_signatures.dispatch(Form)(form, said, x=x, width=width, height=height + form.manner.signing_room)
    if form.manner.notes and form.paper.type in FORMS - {"TOKHAI_KS"} and form.left_on_page() > ROOM:
        write_notes(form)


def write_notes(form: RegionalForm) -> None:
    """What the numbers in brackets refer to, small, at the foot of the sheet."""
    notes = (
        "Chú thích:",
        "(1) Ghi rõ tên cơ quan đăng ký hộ tịch.",
        "(2) Ghi theo nơi đăng ký thường trú, nếu không có thì ghi theo nơi đăng ký tạm trú hoặc nơi đang sinh sống.",
        "(3) Ghi thông tin về giấy tờ tùy thân, ví dụ: Căn cước công dân, Hộ chiếu hoặc giấy tờ hợp lệ thay thế.",
    )
    y, size = form.sheet.size[1] - 36, form.look.form.points * 0.72
    form.rule(form.look.left + 20, 40, y - 5)
    for place, note in enumerate(notes):
        style = replace(form.look.form, points=size, italic=place > 0, bold=place == 0)
        y = form.sheet.write(Span(note, style), form.look.left, y, form.width, leading=1.15)
