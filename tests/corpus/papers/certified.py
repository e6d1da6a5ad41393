"""Certification (chứng thực): the stamp on a copy and the page of a certifier's words; the wording is remembered."""

from __future__ import annotations

from datetime import date

from tests.corpus.blocks import Signer, agency_title, write_signatures, write_title
from tests.corpus.context import Setting, Studio
from tests.corpus.form import F, Paper
from tests.corpus.marks import draw_seal, draw_signature
from tests.corpus.numbers import date_words, long_date, short_date
from tests.corpus.page import Span
from tests.corpus.papers.birth import card_line
from tests.corpus.people import Person


def stamp_copy(studio: Studio, case: Setting, paper: Paper, day: date) -> Paper:
    """The stamp `chứng thực bản sao đúng với bản chính` on the last page, where there is room at its foot."""
    rng, sheet = studio.rng, paper.sheets[-1]
    low = max((sheet.mm(line.box[3]) for line in sheet.lines), default=30.0)
    if low > sheet.size[1] - 52:
        return paper
    form, _ = studio.begin(paper.type, day, 1, printed=True, size=sheet.size)
    style = form.style(scale=0.9)
    bold = form.style(scale=0.95, bold=True)
    left, y = rng.uniform(20, 60), max(low + 10, sheet.size[1] - 55)
    number, book = str(rng.randint(20, 9800)), f"{rng.randint(1, 12):02d}-SCT/BS"
    values = {"chung_thuc_so": number, "chung_thuc_quyen": book, "chung_thuc_ngay": short_date(day)}
    paper.values |= values
    y = sheet.write(Span("CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH", bold), left, y, 95, align="centre")
    y = sheet.write(
        [Span("Số chứng thực: ", style), Span(number, style, "chung_thuc_so"), Span(" Quyển số: ", style),
         Span(book, style, "chung_thuc_quyen")], left, y, 95, align="centre",
    )  # fmt: skip
    whole = long_date(day)
    y = sheet.write(
        Span(whole[0].upper() + whole[1:], style, "chung_thuc_ngay"), left, y, 95, align="centre",
    )  # fmt: skip
    y = sheet.write(Span("TM. ỦY BAN NHÂN DÂN", bold), left, y, 95, align="centre")
    y = sheet.write(Span(rng.choice(("CHỦ TỊCH", "PHÓ CHỦ TỊCH")), bold), left, y, 95, align="centre")
    draw_signature(sheet, rng, left + 47, y + 6, 30)
    draw_seal(sheet, rng, left + 30, y + 4)
    sheet.write(Span(case.chair, bold), left, y + 16, 95, align="centre")
    return paper


def make_certification(studio: Studio, case: Setting, day: date, person: Person) -> Paper:
    """CHUNGTHUC: a page of its own, of a signature or of a copy."""
    form, look = studio.begin("CHUNGTHUC", day, 2, printed=studio.rng.random() < 0.6)
    rng, office = form.rng, agency_title(case.place)
    form.text(look.republic, align="centre", bold=True)
    form.text(look.motto, align="centre", bold=True)
    form.rule(form.middle, 45, form.y - 3.8)
    form.gap(8)
    signature = look.layout == 0
    form.paper.layout = "signature" if signature else "copy"
    write_title(form, "LỜI CHỨNG CHỨNG THỰC CHỮ KÝ" if signature else "LỜI CHỨNG CHỨNG THỰC BẢN SAO", scale=1.3)
    form.gap(4)
    if rng.random() < 0.5:
        words = date_words(day)
        form.note("ngay", short_date(day))
        form.row("Hôm nay,", F("ngay", words[0].lower() + words[1:], short_date(day)))
    else:
        form.day_row("Hôm nay,", "ngay", day, 1)
    form.row("Tại:", F("noi_chung_thuc", office))
    form.row("Tôi là:", F("nguoi_chung_thuc", case.chair))
    if signature:
        form.text("Chứng thực", bold=True)
        form.row("Ông/bà:", F("nguoi_ky_ten", person.name))
        form.card_row("Giấy tờ tùy thân:", "nguoi_ky_giay_to", card_line(person, day))
        form.text(
            "Đã ký trước mặt tôi vào giấy tờ này và cam kết chịu trách nhiệm trước pháp luật về nội dung của giấy tờ.",
            align="justify", indent=10,
        )  # fmt: skip
    else:
        form.text("Chứng thực bản sao này đúng với bản chính đã được xuất trình.", align="justify", indent=10)
    book = f"{rng.randint(1, 12):02d}-SCT/{'CK' if signature else 'BS'}"
    form.row("Số chứng thực:", F("so", str(rng.randint(5, 4000))), "quyển số:", F("quyen_so", book))
    form.gap(5)
    signer = Signer(("CHỦ TỊCH" if look.layout else "PHÓ CHỦ TỊCH",), case.chair, "nguoi_ky", "chuc_vu", sealed=True)
    write_signatures(form, [signer], x=form.middle, width=form.width / 2)
    return form.paper
