"""Heads, titles, tables and signature blocks of the commune edition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tests.corpus.blocks import Cell, Signer, place_date_spans, write_head, write_signatures, write_table
from tests.corpus.commune.form import CommuneForm
from tests.corpus.commune.manner import EXTRACTS
from tests.corpus.form import Form
from tests.corpus.heldout.manner import LETTERS
from tests.corpus.numbers import short_date
from tests.corpus.page import Span
from tests.corpus.regional.form import RegionalForm

MEMBERS = (0, 1, 5, 2, 3, 4)
ORDERS: dict[tuple[str, ...], tuple[tuple[int, ...], ...]] = {
    ("TT", "Tên thành phần hồ sơ", "Bản chính", "Bản sao", "Ghi chú"): ((0, 1, 3, 2, 4), (0, 1, 2, 3)),
    ("TT", "Họ, chữ đệm và tên", "Ngày, tháng, năm sinh", "Giới tính", "Số định danh cá nhân", "Quan hệ với chủ hộ"): (
        MEMBERS, (0, 1, 2, 3, 5, 4),
    ),
    ("STT", "Tên ngành", "Mã ngành"): ((0, 2, 1), (0, 2, 1)),
    ("STT", "Tên ngành", "Mã ngành", "Ngành, nghề kinh doanh chính"): ((0, 2, 1, 3), (0, 1, 2, 3)),
    ("Số tờ bản đồ", "Số thửa", "Diện tích (m²)", "Mục đích sử dụng", "Thời hạn sử dụng", "Phần ghi thêm"): (
        (1, 0, 2, 3, 4, 5), (1, 0, 3, 2, 4, 5),
    ),
}  # fmt: skip
"""Other orders of the columns of a table with these heads; a column without values may be left out."""
SIGNED_FROM = 2020
"""Since this year letters bear the mark of a digital signature at their head."""


@write_head.register
def _(
    form: CommuneForm,
    agency: Sequence[str],
    *,
    number: Sequence[Span] = (),
    about: Sequence[Span] = (),
    place_date: Sequence[Span] = (),
    agency_key: str | None = None,
) -> None:
    """The head of the law; or `UBND` for the committee, or the number at the right and the day above the signature."""
    if form.paper.type in LETTERS and form.paper.day.year >= SIGNED_FROM and form.manner.coded:
        write_digital_mark(form, agency)
    if form.manner.brief and agency_key is None:
        agency = brief(agency)
    dated = bool(place_date) and not place_date[0].text.startswith("Quyển")
    if form.manner.head == "right" and number and not about and number[0].text.startswith("Số:"):
        if dated and place_date[0].key is None:
            form.date_below, place_date = list(place_date), ()
        if not place_date or not dated:
            number, place_date = (), [*number, *([Span("  ", form.style())] if place_date else []), *place_date]
    write_head.dispatch(RegionalForm)(
        form, agency, number=number, about=about, place_date=place_date, agency_key=agency_key
    )


def brief(agency: Sequence[str]) -> list[str]:
    """`UBND HUYỆN ...` and `UBND XÃ ...`, as clerks shorten the lines of a committee."""
    firm = next((place for place, line in enumerate(agency) if line.endswith("NHÂN DÂN")), None)
    if firm is None or firm + 1 >= len(agency):
        return list(agency)
    over = [f"UBND {line}" for line in agency[max(0, firm - 1) : firm]]
    return [*over, f"UBND {agency[firm + 1]}", *agency[firm + 2 :]]


def write_digital_mark(form: CommuneForm, agency: Sequence[str]) -> None:
    """Who signed the file and when, small at the top right of a letter that left the office as one."""
    rng, day, style = form.rng, form.paper.day, replace(form.style(), points=7.0)
    moment = f"{day:%d.%m.%Y} {rng.randint(7, 17):02d}:{rng.randint(0, 59):02d}:{rng.randint(0, 59):02d} +07:00"
    body = f"{agency[0].capitalize()} " if agency[0].endswith("NHÂN DÂN") else ""
    name = f"{body}{agency[-1].title()}"
    y = 6.0
    for line in (f"Người ký: {name}", f"Thời gian ký: {moment}"):
        y = form.sheet.write(Span(line, style), form.look.left + 95, y, form.width - 95, leading=1.2)


@place_date_spans.register
def _(
    form: CommuneForm,
    place: str,
    day: date,
    *,
    key: str = "ngay_ban_hanh",
    hand: bool = False,
    place_key: str | None = None,
) -> list[Span]:
    """Place and day; the day now and then with no zero before it, or all of it in figures."""
    manner = form.manner.day
    if hand or form.paper.type in LETTERS or manner not in {"bare", "dash", "dot"}:
        return place_date_spans.dispatch(Form)(form, place, day, key=key, hand=hand, place_key=place_key)
    style = form.style(italic=manner != "dot")
    form.note(key, short_date(day))
    if place_key:
        form.note(place_key, place)
    written = f"{day.day} tháng {day.month} năm {day.year}" if manner != "dash" else short_date(day)
    return [Span(place, style, place_key), Span(", ", style), Span(f"ngày {written}", style, key)]


@write_table.register
def _(
    form: CommuneForm,
    widths: Sequence[float],
    rows: Sequence[Sequence[Cell]],
    *,
    scale: float = 0.92,
    x: float | None = None,
    ruled: bool = True,
    upright: bool = True,
) -> None:
    """A table with its columns in another order, or numbered below their heads."""
    heads = tuple(cell.text.replace("Mối quan hệ", "Quan hệ") for cell in rows[0])
    orders = ORDERS.get(heads)
    if orders and form.manner.columns:
        order = orders[form.manner.columns - 1]
        spare = sum(widths) - sum(widths[place] for place in order)
        widest = max(order, key=lambda place: widths[place])
        widths = [widths[place] + (spare if place == widest else 0.0) for place in order]
        rows = [[row[place] for place in order] for row in rows]
    if orders and form.manner.lettered:
        numbers = [Cell(f"({number})", "centre") for number in range(1, len(widths) + 1)]
        rows = [rows[0], numbers, *rows[1:]]
    write_table.dispatch(RegionalForm)(form, widths, rows, scale=scale, x=x, ruled=ruled, upright=upright)


@write_signatures.register
def _(
    form: CommuneForm,
    columns: Sequence[Signer],
    *,
    x: float | None = None,
    width: float | None = None,
    height: float = 24.0,
) -> None:
    """The blocks with the words of who signs for whom."""
    said = [replace(column, office=signing_for(form, column)) for column in columns]
    write_signatures.dispatch(RegionalForm)(form, said, x=x, width=width, height=height)


def signing_for(form: CommuneForm, signer: Signer) -> tuple[str, ...]:
    """The lines above a chairman's signature, as his deputies and clerks set them; the last stays where it is read."""
    office, chance = signer.office, form.manner.signer
    if form.paper.type in LETTERS or office[-1] not in {"CHỦ TỊCH", "PHÓ CHỦ TỊCH"}:
        return office
    committee = office[0] if signer.body_key else f"TM. {form.look.people} NHÂN DÂN"
    if form.paper.type in EXTRACTS and signer.office_key is None and chance < 0.25:
        return ("TUQ. CHỦ TỊCH", "CÔNG CHỨC TƯ PHÁP - HỘ TỊCH")
    if office[-1] == "CHỦ TỊCH":
        return (committee, "CHỦ TỊCH") if chance < 0.5 or signer.body_key else office
    if chance < 0.6:
        return (committee, "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    return (*office[:-1], "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH") if chance < 0.75 else office
