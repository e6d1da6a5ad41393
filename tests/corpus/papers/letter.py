"""Decisions, official letters and the other administrative papers of NĐ 30/2020 (domain 3.12), of one or more pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from tests.corpus.blocks import (
    Cell,
    Signer,
    hand_style,
    place_date_spans,
    write_head,
    write_signatures,
    write_table,
)
from tests.corpus.context import Setting, Studio
from tests.corpus.form import Form, Paper
from tests.corpus.marks import draw_receipt_stamp, draw_urgent_stamp
from tests.corpus.numbers import count_words, long_date, money, short_date
from tests.corpus.page import Span
from tests.corpus.people import birthday, make_person, random_day
from tests.corpus.phrases import KINDS, OFFICES, RECEIVERS, phrases
from tests.corpus.places import MERGER

SETTINGS = ((10.0, 1.32, 1.2), (0.0, 1.2, 2.6), (12.7, 1.5, 0.8), (8.0, 1.18, 1.0))
"""First-line indent (mm), leading and space after a paragraph (mm) of the four layouts."""


class Prose:
    """Fills sentences of a paper with figures, days and names that fit its time."""

    def __init__(self, studio: Studio, case: Setting, day: date, topic: str) -> None:
        self.rng, self.case, self.day, self.topic, self.edition = studio.rng, case, day, topic, studio.edition

    def fill(self, sentence: str) -> str:
        rng, place = self.rng, self.case.place
        office, abbr = rng.choice(OFFICES)
        amount = rng.randint(2, 4800) * 100_000
        day = random_day(rng, self.day - timedelta(days=700), self.day - timedelta(days=2))
        born = birthday(self.day, -rng.randint(25, 70))
        person = make_person(rng, sex="Nam", born=(born - timedelta(days=300), born), home=place)
        known = self.day.year >= 2016
        idline = f"số định danh cá nhân {person.id12}" if known else f"CMND số {person.id12[3:]}"
        org = f"{place.commune_kind} {place.commune}"
        values = {
            "n": rng.randint(2, 4200), "m": rng.randint(12, 980), "k": rng.randint(2, 46),
            "p": f"{rng.randint(11, 99)},{rng.randint(1, 99)}",
            "day": long_date(day), "sday": short_date(day), "year": self.day.year, "month": rng.randint(1, 12),
            "money": money(amount),
            "moneyw": count_words(amount), "office": office, "abbr": abbr, "org": org, "topic": self.topic,
            "name": person.name,
            "idline": idline, "addr": place.full(self.day), "mail": f"vp.{abbr.lower()}@tinh.gov.vn",
        }  # fmt: skip
        return sentence.format(**values)

    def phrases(self, kind: str) -> tuple[str, ...]:
        return phrases(kind, self.edition)

    def sentences(self, source: tuple[str, ...], count: int) -> Iterator[str]:
        for sentence in self.rng.sample(source, min(count, len(source))):
            yield self.fill(sentence)


class Flow:
    """Body text over as many pages as it needs, with page numbers from the second on."""

    def __init__(self, form: Form, *, foot_numbers: bool) -> None:
        self.form, self.foot, self.page = form, foot_numbers, 1

    def need(self, mm: float) -> None:
        """Start a new page unless so much room is left."""
        form = self.form
        if form.left_on_page() >= mm:
            return
        if self.page > 1 and self.foot:
            self.number()
        form.new_sheet()
        self.page += 1
        form.y = 16.0
        if not self.foot:
            self.number()
        form.y = 25.0

    def number(self) -> None:
        form = self.form
        form.sheet.write(
            Span(str(self.page), form.style()),
            form.look.left,
            14.0 if not self.foot else form.sheet.size[1] - 12,
            form.width,
            align="centre",
        )

    def paragraph(self, text: str, **style: object) -> None:
        """A justified paragraph that may break over the page."""
        form = self.form
        look = form.style(**style)
        sheet, width = form.sheet, form.width
        indent, leading, after = form.spaced(SETTINGS[form.look.layout])
        step = look.points * 25.4 / 72 * leading
        lines = sheet.wrap(sheet.pieces([Span(text, look)]), sheet.px(width), sheet.px(indent))
        words = [" ".join(piece.text for piece in line) for line in lines]
        start = 0
        while start < len(words):
            self.need(step * min(2, len(words) - start))
            count = max(1, int(form.left_on_page() / step))
            chunk = words[start : start + count]
            first, last = start == 0, start + count >= len(words)
            joined = " ".join(chunk)
            form.y = form.sheet.write(
                Span(joined, look),
                form.look.left,
                form.y,
                width,
                align="justify",
                indent=indent if first else 0.0,
                leading=leading,
            )
            start += len(chunk)
            if not last:
                self.need(form.left_on_page() + 1)
        form.gap(after)

    def finish(self) -> None:
        if self.page > 1 and self.foot:
            self.number()


def issuer(form: Form, case: Setting, day: date) -> tuple[list[str], str, str]:
    """Agency lines, place of the date and the signer's committee."""
    place = case.place
    kind, name = place.province_on(day)
    chance = form.rng.random()
    if chance < 0.35:
        return [f"{form.look.people} NHÂN DÂN", f"{kind} {name}".upper()], name, "UBND"
    if chance < 0.6 and day < MERGER:
        return (
            [f"{form.look.people} NHÂN DÂN", f"{place.district_kind} {place.district}".upper()],
            place.district,
            "UBND",
        )
    if chance < 0.75:
        return [f"{form.look.people} NHÂN DÂN {kind} {name}".upper(), form.rng.choice(OFFICES)[0].upper()], name, "SO"
    return [f"{form.look.people} NHÂN DÂN", f"{place.commune_kind} {place.commune}".upper()], place.commune, "UBND"


def make_letter(studio: Studio, case: Setting, kind: str, day: date, *, pages: int = 1) -> Paper:
    """A QD, CV or another administrative paper of about `pages` pages."""
    form, look = studio.begin(kind, day, 4, printed=True)
    rng = form.rng
    form.look = look = replace(look, leader="none")
    topic = rng.choice(phrases("topics", studio.edition))
    prose = Prose(studio, case, day, topic)
    agency, seat, _ = issuer(form, case, day)
    number = rng.randint(1, 4990)
    notation = (
        rng.choice((f"UBND-{rng.choice(('VP', 'NC', 'KGVX', 'TH'))}", f"UBND-{rng.choice(OFFICES)[1]}"))
        if kind == "CV"
        else KINDS[kind][1]
    )
    if kind == "NQ":
        agency = ["HỘI ĐỒNG NHÂN DÂN", agency[-1]]
        notation = "NQ-HĐND"
    notation = form.say(notation)
    hand = rng.random() < 0.5
    subject = f"V/v {topic}" if kind == "CV" else f"Về việc {topic}"
    shown = f"{number:02d}"
    number_line = head_number(form, shown, notation, hand=hand)
    about = (
        [Span("V/v ", form.style(scale=0.9)), Span(topic, form.style(scale=0.9), form.note("trich_yeu", subject))]
        if kind == "CV"
        else []
    )
    write_head(
        form,
        agency,
        number=number_line,
        about=about,
        place_date=place_date_spans(form, seat, day, hand=hand, place_key="dia_danh"),
        agency_key="co_quan",
    )
    if rng.random() < 0.2:
        draw_urgent_stamp(form.sheet, rng, form.look.left + rng.uniform(16, 30), form.y)
        form.gap(5)
    flow = Flow(form, foot_numbers=day.year < 2011 and rng.random() < 0.7)
    if kind == "CV":
        receiver = rng.choice(OFFICES)[0]
        form.text("Kính gửi: ", form.field_span("noi_nhan_chinh", receiver), align="centre")
        form.gap(2)
    else:
        loai = form.field_span("loai", KINDS[kind][0], bold=True, scale=1.15)
        form.text(loai, align="centre", bold=True, scale=1.15, leading=1.2)
        form.text(form.field_span("trich_yeu", subject, bold=True), align="centre", bold=True, leading=1.2)
        form.rule(form.middle, 40, form.y - 3)
        form.gap(4)
    write_body(flow, prose, kind, agency, pages)
    flow.need(62)
    write_foot(form, case, kind, agency, day)
    flow.finish()
    if rng.random() < 0.25:
        first = form.paper.sheets[0]
        draw_receipt_stamp(first, rng, rng.uniform(40, 80), rng.uniform(62, 95))
    return form.paper


def head_number(form: Form, shown: str, notation: str, *, hand: bool) -> list[Span]:
    """`Số: 15/QĐ-UBND` with its three keys; the number may be written by hand into the gap."""
    form.note("so_ky_hieu", f"{shown}/{notation}")
    form.note("so", shown)
    form.note("ky_hieu", notation)
    style = form.style(scale=0.97)
    if not hand:
        return [Span("Số: ", style), Span(f"{shown}/{notation}", style, "so_ky_hieu")]
    return [
        Span("Số: ", style),
        Span(shown, replace(hand_style(form), points=15.0), "so_ky_hieu"),
        Span(f" /{notation}", style, "so_ky_hieu"),
    ]


def write_body(flow: Flow, prose: Prose, kind: str, agency: list[str], pages: int) -> None:
    """Grounds and articles of a decision; numbered sections of a report; plain paragraphs of a letter."""
    form, rng = flow.form, flow.form.rng
    amount = 3 if pages == 1 else 8 + (pages - 2) * 7
    if kind in {"QD", "NQ"}:
        form.text(" ".join(agency).upper(), align="centre", bold=True)
        form.gap(1)
        for base in prose.sentences(prose.phrases("bases"), rng.randint(3, 5) + (2 if pages > 1 else 0)):
            flow.paragraph(base, italic=rng.random() < 0.5)
        form.text("QUYẾT ĐỊNH:" if kind == "QD" else "QUYẾT NGHỊ:", align="centre", bold=True)
        articles = [prose.fill(article) for article in prose.phrases("articles")[:-1] if rng.random() < 0.8][
            : 3 if pages == 1 else 4
        ]
        for extra in prose.sentences(prose.phrases("paragraphs"), 0 if pages == 1 else amount):
            articles.insert(rng.randint(0, len(articles)), extra)
        articles.append(prose.fill(prose.phrases("articles")[-1]))
        for index, article in enumerate(articles, 1):
            flow.paragraph(f"Điều {index}. {article}")
        return
    sections = ("I. TÌNH HÌNH, KẾT QUẢ THỰC HIỆN", "II. TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN", "III. PHƯƠNG HƯỚNG, NHIỆM VỤ")
    numbered = rng.random() < 0.5
    for index, text in enumerate(prose.sentences(prose.phrases("paragraphs"), amount)):
        if kind in {"BC", "KH"} and index % 3 == 0 and index // 3 < len(sections):
            flow.need(16)
            form.text(sections[index // 3], bold=True)
        flow.paragraph(f"{index + 1}. {text}" if numbered and kind != "CV" else text)
    if kind in {"BC", "KH"} or rng.random() < 0.25:
        write_figures(flow, prose)
    flow.paragraph(f"Trên đây là nội dung {prose.topic}, đề nghị các cơ quan, đơn vị quan tâm phối hợp thực hiện./.")


def write_figures(flow: Flow, prose: Prose) -> None:
    """A table of people or of figures."""
    form, rng = flow.form, flow.form.rng
    flow.need(55)
    if rng.random() < 0.5:
        rows = [[Cell(text, "centre", True) for text in ("TT", "Họ và tên", "Năm sinh", "Địa chỉ", "Số tiền (đồng)")]]
        for index in range(1, rng.randint(4, 7)):
            born = birthday(prose.day, -rng.randint(20, 75))
            person = make_person(rng, sex=rng.choice(("Nam", "Nữ")), born=(born, born), home=prose.case.place)
            cells = (
                str(index),
                person.name,
                str(person.birth.year),
                f"{person.origin.detail}",
                money(rng.randint(3, 90) * 100_000),
            )
            rows.append(
                [
                    Cell(text, align)
                    for text, align in zip(cells, ("centre", "left", "centre", "left", "right"), strict=True)
                ]
            )
        widths = [10, form.width * 0.3, 18, form.width * 0.7 - 54, 26]
    else:
        rows = [[Cell(text, "centre", True) for text in ("STT", "Nội dung", "Kế hoạch", "Thực hiện", "Tỷ lệ (%)")]]
        for index, topic in enumerate(rng.sample(prose.phrases("topics"), rng.randint(3, 5)), 1):
            plan = rng.randint(20, 900)
            done = round(plan * rng.uniform(0.5, 1.2))
            cells = (
                str(index),
                topic[0].upper() + topic[1:],
                money(plan),
                money(done),
                f"{done / plan * 100:.1f}".replace(".", ","),
            )
            rows.append(
                [
                    Cell(text, align)
                    for text, align in zip(cells, ("centre", "left", "right", "right", "right"), strict=True)
                ]
            )
        widths = [11, form.width - 11 - 3 * 23, 23, 23, 23]
    form.gap(2)
    write_table(form, widths, rows)
    form.gap(2)


def write_foot(form: Form, case: Setting, kind: str, agency: list[str], day: date) -> None:
    """Receivers on the left, the signature block on the right."""
    rng = form.rng
    form.gap(2)
    top = form.y
    receivers = ["Nơi nhận:", *(f"- {name};" for name in rng.sample(RECEIVERS[:-3], rng.randint(3, 6))), "- Lưu: VT."]
    form.note("noi_nhan", "; ".join(text.strip("-;. ") for text in receivers[1:]))
    lines = [
        (
            [Span(text, form.style(bold=index == 0, italic=index == 0, scale=0.85), "noi_nhan" if index else None)],
            {"scale": 0.85},
        )
        for index, text in enumerate(receivers)
    ]
    low = form.column(lines, form.look.left, top, form.width * 0.42, align="left", leading=1.12)
    head = "HỘI ĐỒNG NHÂN DÂN" if kind == "NQ" else f"{form.look.people} NHÂN DÂN"
    office = rng.choice(
        (
            (f"TM. {head}", "CHỦ TỊCH"),
            ("CHỦ TỊCH",),
            ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
            ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"),
        )
    )
    if "NHÂN DÂN" not in agency[0] or (
        len(agency) > 1 and "NHÂN DÂN" in agency[0] and not agency[0].endswith("NHÂN DÂN")
    ):
        office = rng.choice((("GIÁM ĐỐC",), ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")))
    form.y = top
    signer = Signer(office, case.chair, "nguoi_ky", "chuc_vu", sealed=True)
    write_signatures(form, [signer], x=form.look.left + form.width * 0.45, width=form.width * 0.55)
    form.y = max(form.y, low)
