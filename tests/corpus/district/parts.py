"""Heads, titles and signature blocks of the district edition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tests.corpus.blocks import (
    Cell,
    Signer,
    place_date_spans,
    write_head,
    write_signatures,
    write_table,
    write_title,
)
from tests.corpus.commune.manner import EXTRACTS
from tests.corpus.district.form import DistrictForm
from tests.corpus.district.tables import write_columns
from tests.corpus.form import Form
from tests.corpus.heldout.manner import CERTIFICATES, LETTERS, OWN
from tests.corpus.numbers import padded_day, padded_month, short_date
from tests.corpus.page import Span
from tests.corpus.people import GIVEN, MIDDLE, SURNAMES
from tests.corpus.regional.form import RegionalForm
from tests.corpus.regional.parts import fitted, write_motto

CLERKS = dict.fromkeys(EXTRACTS, "CÔNG CHỨC TƯ PHÁP - HỘ TỊCH") | {
    "CT07": "NGƯỜI TRA CỨU",
    "GCN_HKD": "CHUYÊN VIÊN THỤ LÝ",
    "GBT": "NGƯỜI LẬP GIẤY",
}
"""Who signs at the left of the head of an office."""
RECEIVERS = {
    "GTN_BS": ("Như trên", "Lưu: VT, MC"),
    "XNTTHN": ("Người đề nghị", "Lưu: TP-HT"),
    "CT07": ("Công dân", "Lưu: hồ sơ cư trú"),
    "GCN_HKD": ("Hộ kinh doanh", "Chi cục Thuế", "Lưu: ĐKKD"),
}
PROGRAMS = ("Phần mềm Một cửa điện tử", "Hệ thống thông tin giải quyết thủ tục hành chính")
FOOT = 11.5
"""Millimetres from the foot of a sheet at which the program is named."""


@write_head.register
def _(
    form: DistrictForm,
    agency: Sequence[str],
    *,
    number: Sequence[Span] = (),
    about: Sequence[Span] = (),
    place_date: Sequence[Span] = (),
    agency_key: str | None = None,
) -> None:
    """The head of the law, one of two equal columns, of one column, of three, or with its lower line spread out."""
    manner, sheet = form.manner.head, form.sheet
    if manner == "standard" or (manner == "triple" and (about or place_date or not number)):
        form.manner = replace(form.manner, head="standard")
        write_head.dispatch(RegionalForm)(
            form, agency, number=number, about=about, place_date=place_date, agency_key=agency_key
        )
        return
    left, right = form.look.left - 3, sheet.size[0] - form.look.right + 2
    if agency_key:
        form.note(agency_key, " ".join(agency))
    if manner == "triple":
        write_triple(form, agency, number, agency_key, left, right)
        return
    split = left + (right - left) * {"wide": 0.48, "spread": 0.42}.get(manner, 0.5)
    if manner == "centred":
        motto = write_motto(form, left, right - left)
        form.rule((left + right) / 2, 50, motto - 4.0)
        low = write_agency(form, agency, agency_key, left, motto + 2.0, right - left)
    else:
        low = write_agency(form, agency, agency_key, left, form.y, split - left - 3)
        form.rule((left + split - 3) / 2, form.rng.uniform(18, 30), low - 4.2)
        motto = write_motto(form, split, right - split)
        form.rule((split + right) / 2, form.rng.uniform(40, 50), motto - 4.0)
        low = max(low, motto)
    aligned = ("centre", "centre") if manner == "wide" else ("left", "right")
    at = left if manner == "wide" else form.look.left
    edge = right if manner == "wide" else form.look.left + form.width
    top = low + form.rng.uniform(0.5, 2.0)
    low = top
    if number:
        low = sheet.write(list(number), at, top, split - at - 3, align=aligned[0])
    if about:
        low = sheet.write(list(about), at, low, split - at - 3, align=aligned[0], leading=1.15)
    if place_date:
        low = max(low, sheet.write(list(place_date), split, top, edge - split, align=aligned[1]))
    form.y = low + form.rng.uniform(3, 6)


def write_agency(form: DistrictForm, agency: Sequence[str], key: str | None, x: float, y: float, width: float) -> float:
    """The lines of an agency, its own name bold; returns the y below them."""
    firm = len(agency) - 2 if len(agency) > 1 and agency[-2].endswith("NHÂN DÂN") else len(agency) - 1
    spans = [Span(line, form.style(scale=0.93, bold=place >= firm), key) for place, line in enumerate(agency)]
    room = form.sheet.px(width * 1.25)
    return form.column(
        [([fitted(form, span, width) if form.natural(span) < room else span], {}) for span in spans], x, y, width
    )


def write_triple(
    form: DistrictForm, agency: Sequence[str], number: Sequence[Span], key: str | None, left: float, right: float
) -> None:
    """The head of hospitals: agency, motto, and the number in a column of its own."""
    sheet, whole = form.sheet, right - left
    first, second = left + whole * 0.29, left + whole * 0.74
    small = [replace(span, style=replace(span.style, points=span.style.points * 0.9)) for span in number]
    low = write_agency(form, agency, key, left, form.y, first - left - 2)
    motto = write_motto(form, first + 1, second - first - 4)
    form.rule((first + second) / 2 - 1.5, 34, motto - 4.0)
    beside = sheet.write(small, second, form.y, right - second)
    form.y = max(low, motto, beside) + form.rng.uniform(4, 7)


@place_date_spans.register
def _(
    form: DistrictForm,
    place: str,
    day: date,
    *,
    key: str = "ngay_ban_hanh",
    hand: bool = False,
    place_key: str | None = None,
) -> list[Span]:
    """Place and day; now and then in figures, without the place, or with no zero before a figure."""
    manner = form.manner.date_line
    if hand or form.paper.type in LETTERS or manner == "law" or (manner == "placeless" and place_key):
        return place_date_spans.dispatch(Form)(form, place, day, key=key, hand=hand, place_key=place_key)
    style = form.style(italic=manner != "figures")
    form.note(key, short_date(day))
    if manner == "placeless":
        return [Span(f"Ngày {padded_day(day)} tháng {padded_month(day)} năm {day.year}", style, key)]
    if place_key:
        form.note(place_key, place)
    written = short_date(day) if manner == "figures" else f"{day.day} tháng {day.month} năm {day.year}"
    return [Span(place, style, place_key), Span(", ", style), Span(f"ngày {written}", style, key)]


@write_title.register
def _(form: DistrictForm, *lines: str, scale: float = 1.2, **style: object) -> None:
    """The title larger or smaller, now and then with a line below it."""
    factor = 1.0 if form.paper.type in OWN else form.manner.title
    write_title.dispatch(Form)(form, *lines, scale=scale * factor, **style)
    if form.manner.title_rule and form.paper.type not in CERTIFICATES | OWN:
        form.rule(form.middle, 28, form.y - 3.6)
        form.y += 1.8


@write_table.register
def _(
    form: DistrictForm,
    widths: Sequence[float],
    rows: Sequence[Sequence[Cell]],
    *,
    scale: float = 0.92,
    x: float | None = None,
    ruled: bool = True,
    upright: bool = True,
) -> None:
    form.release()
    form.need(14.0 + 9.0 * len(rows))
    form.clear()
    write_columns(form, widths, rows, scale=scale, x=x, ruled=ruled, upright=upright)


@write_signatures.register
def _(
    form: DistrictForm,
    columns: Sequence[Signer],
    *,
    x: float | None = None,
    width: float | None = None,
    height: float = 24.0,
) -> None:
    """The blocks; beside a single one a clerk's or the receivers; below them the notes of the form."""
    form.release()
    form.clear()
    form.need(height + 14.0 + 5.0 * max(len(column.office) for column in columns))
    kind, beside, top = form.paper.type, form.manner.beside_signer, form.y
    low = top
    if len(columns) == 1 and width is not None:
        if beside == "clerk" and kind in CLERKS:
            name = " ".join(form.rng.choice(words) for words in (SURNAMES, MIDDLE["Nữ"], GIVEN["Nữ"]))
            columns, x, width = [Signer((CLERKS[kind],), name), *columns], None, None
        elif beside == "receivers" and kind in RECEIVERS:
            low = write_receivers(form, RECEIVERS[kind])
    form.y = top
    write_signatures.dispatch(RegionalForm)(form, columns, x=x, width=width, height=height)
    form.y = max(low, form.y)
    if form.wording.marks and not form.footed:
        write_notes(form)
    if form.manner.foot and not form.footed and form.paper.day.year >= 2012:
        write_program(form)
    form.footed = True


def write_receivers(form: DistrictForm, names: Sequence[str]) -> float:
    """Who gets the paper, small at the left; returns the y below."""
    words = ("Nơi nhận:", *(f"- {name}{';' if name != names[-1] else '.'}" for name in names))
    lines = [(line, {"scale": 0.82, "bold": place == 0, "italic": place == 0}) for place, line in enumerate(words)]
    return form.column(lines, form.look.left, form.y, form.width * 0.36, align="left", leading=1.15)


def write_notes(form: DistrictForm) -> None:
    """What the asterisks of labels refer to, small below a line, where the sheet has room for it."""
    notes = form.wording.tables()["notes"]
    size = form.look.form.points * 0.74
    words = [f"{mark} {notes[core]}" for core, mark in form.wording.marks.items()]
    if form.left_on_page() < 8 + 9 * len(words):
        return
    form.rule(form.look.left + 25, 50, form.y + 1)
    y = form.y + 6
    for line in ("Ghi chú:", *words):
        style = replace(form.look.form, points=size, italic=True, bold=False)
        y = form.sheet.write(Span(line, style), form.look.left, y, form.width, leading=1.2)
    form.y = y


def write_program(form: DistrictForm) -> None:
    """The program and the minute of printing, small at the foot of the sheet."""
    rng, day = form.rng, form.paper.day
    clock = f"{rng.randint(7, 16):02d}:{rng.randint(0, 59):02d}"
    words = f"{rng.choice(PROGRAMS)} - In lúc {clock} ngày {day:%d/%m/%Y}"
    style = replace(form.look.form, points=7.5, italic=True, bold=False)
    form.sheet.write(Span(words, style), form.look.left, form.sheet.size[1] - FOOT, form.width, align="right")
