"""Thẻ căn cước of 2024 and chứng minh nhân dân (domain 3.7), thẻ bảo hiểm y tế: the cards beside that of 2021.

The layout of the old card and of the insurance card is remembered.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tests.corpus.cards import mrz_lines, qr_payload
from tests.corpus.codes import make_qr
from tests.corpus.context import Studio
from tests.corpus.form import Form, Paper
from tests.corpus.lettering import Colour, Style
from tests.corpus.marks import draw_seal, paste_code
from tests.corpus.numbers import long_date, short_date
from tests.corpus.page import Span
from tests.corpus.papers.card import HEIGHT, WIDTH, card_style, draw_finger, draw_ground, draw_portrait
from tests.corpus.people import Person, birthday

NEW_CARD = date(2024, 7, 1)
RED: Colour = (200, 30, 40)


class Face:
    """One side of a card; places are millimetres from its own corner."""

    def __init__(self, form: Form, at: tuple[float, float]) -> None:
        self.form, self.at = form, at
        draw_ground(form, at, 1.0)

    def style(self, points: float, **changes: object) -> Style:
        return card_style(self.form, points, 1.0, **changes)

    def line(self, x: float, y: float, width: float, *spans: Span, align: str = "left") -> None:
        self.form.sheet.write(list(spans), self.at[0] + x, self.at[1] + y, width, align=align, leading=1.12)

    def item(self, x: float, y: float, width: float, label: str, key: str, value: str, points: float = 6.8) -> None:
        """A label with its value on the same line."""
        shown = Span(value, self.style(points, bold=True), self.form.note(key, value))
        self.line(x, y, width, Span(f"{self.form.say(label)} ", self.style(5.6)), shown)

    def under(self, x: float, y: float, width: float, label: str, key: str, value: str) -> None:
        """A label with its value on the next line."""
        self.line(x, y, width, Span(label, self.style(5.4)))
        self.line(x, y + 3.1, width, Span(value, self.style(6.8, bold=True), self.form.note(key, value)))


def _faces(studio: Studio, kind: str, day: date) -> tuple[Form, tuple[float, float], tuple[float, float]]:
    """A sheet for both sides, below each other or beside; on two pages where the second place says so."""
    form, look = studio.begin(kind, day, 2, printed=True)
    rng = studio.rng
    form.paper.layout = ("below", "beside")[look.layout]
    if look.layout == 0:
        x, y = rng.uniform(45, 75), rng.uniform(35, 80)
        return form, (x, y), (x + rng.uniform(-3, 3), y + HEIGHT + rng.uniform(12, 40))
    y = rng.uniform(35, 160)
    return form, (rng.uniform(10, 14), y), (rng.uniform(108, 112), y + rng.uniform(-2, 2))


def make_new_card(studio: Studio, person: Person, issued: date) -> Paper:
    """CC24: the name is on the front alone, address, code and zone on the back."""
    form, first, second = _faces(studio, "CC24", issued)
    owner = replace(person, card_issued=issued)
    form.paper.payloads = {"qr": qr_payload(owner), "mrz": "\n".join(mrz_lines(owner))}
    front = Face(form, first)
    bold = front.style(7.0, bold=True)
    front.line(17, 5.5, 60, Span("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold), align="centre")
    front.line(17, 8.6, 60, Span("Độc lập - Tự do - Hạnh phúc", front.style(5.2, bold=True)), align="centre")
    front.line(17, 11.4, 60, Span("SOCIALIST REPUBLIC OF VIET NAM", front.style(5.0)), align="centre")
    front.line(22, 17.6, 50, Span("CĂN CƯỚC", replace(front.style(9.5, bold=True), colour=RED)), align="centre")
    front.line(22, 20.8, 50, Span("IDENTITY CARD", replace(front.style(6.0), colour=RED)), align="centre")
    front.under(27, 25.0, 57, "Số định danh cá nhân / Personal identification number", "so_dinh_danh", owner.id12)
    front.under(27, 32.2, 57, "Họ, chữ đệm và tên khai sinh / Full name", "ho_ten", owner.name.upper())
    front.item(27, 39.6, 57, "Ngày, tháng, năm sinh / Date of birth:", "ngay_sinh", short_date(owner.birth))
    label = front.style(5.6)
    value = front.style(6.8, bold=True)
    front.line(
        27, 43.6, 57, Span("Giới tính / Sex: ", label), Span(owner.sex, value, form.note("gioi_tinh", owner.sex)),
        Span(" Quốc tịch / Nationality: ", label), Span("Việt Nam", value, form.note("quoc_tich", "Việt Nam")),
    )  # fmt: skip
    draw_portrait(form, (first[0] + 3, first[1] + 17), 20, 26)
    back = Face(form, second)
    home = owner.home.bare(issued)
    back.line(4, 5.0, 58, Span("Nơi cư trú / Place of residence:", back.style(5.4)))
    back.line(4, 8.2, 58, Span(home, back.style(6.4, bold=True), form.note("noi_cu_tru", home)))
    birthplace = owner.origin.bare(issued, detail=False)
    back.line(4, 14.2, 58, Span("Nơi đăng ký khai sinh / Place of birth:", back.style(5.4)))
    back.line(4, 17.4, 58, Span(birthplace, back.style(6.4, bold=True), form.note("noi_dang_ky_khai_sinh", birthplace)))
    back.item(20, 23.6, 46, "Ngày, tháng, năm cấp / Date of issue:", "ngay_cap", short_date(issued), 6.2)
    expiry = short_date(owner.card_expiry) if owner.card_expiry else "Không thời hạn"
    back.item(20, 27.2, 48, "Ngày, tháng, năm hết hạn / Date of expiry:", "co_gia_tri_den", expiry, 6.2)
    issuer = form.note("noi_cap", "Bộ Công an")
    back.line(40, 31.6, 40, Span("BỘ CÔNG AN", back.style(5.6, bold=True), issuer), align="centre")
    back.line(40, 34.2, 40, Span("MINISTRY OF PUBLIC SECURITY", back.style(4.8)), align="centre")
    code = make_qr(qr_payload(owner), border=1, error="l")
    paste_code(form.sheet, code, "QRCode", qr_payload(owner), second[0] + WIDTH - 21.5, second[1] + 3.0, 18.0)
    write_zone(form, second, owner)
    return form.paper


def write_zone(form: Form, at: tuple[float, float], person: Person) -> None:
    """The three lines for machines at the foot of the back."""
    sheet = form.sheet
    mono = next((f for f in form.book.families["typewriter"] if not f.composed), form.book.families["typewriter"][0])
    zone = replace(card_style(form, 10.6, 1.0, bold=True), family=mono)
    for index, text in enumerate(mrz_lines(person)):
        room = sheet.px(WIDTH - 7)
        points = zone.points * min(1.0, room / max(1.0, sheet.font(zone).getlength(text)))
        sheet.write([Span(text, replace(zone, points=points))], at[0] + 3.5, at[1] + 40.2 + index * 5.0, WIDTH)


def make_old_card(studio: Studio, person: Person) -> Paper:
    """CMND: nine digits, filled in by machine; the back with finger prints and the provincial police."""
    issued = birthday(person.birth, 16) + timedelta(days=studio.rng.randint(60, 2500))
    form, first, second = _faces(studio, "CMND", issued)
    rng = form.rng
    number = person.id9 or person.id12[3:]
    front = Face(form, first)
    front.line(22, 6.0, 60, Span("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", front.style(7.0, bold=True)), align="centre")
    front.line(22, 9.4, 60, Span("Độc lập - Tự do - Hạnh phúc", front.style(6.0, bold=True)), align="centre")
    front.line(
        22, 14.2, 60, Span("GIẤY CHỨNG MINH NHÂN DÂN", replace(front.style(8.5, bold=True), colour=RED)), align="centre"
    )
    shown = replace(front.style(9.5, bold=True), colour=RED)
    front.line(40, 19.0, 40, Span("Số: ", front.style(7.0)), Span(number, shown, form.note("so_cmnd", number)))
    front.item(28, 24.4, 55, "Họ tên:", "ho_ten", person.name.upper(), 7.2)
    front.item(28, 29.6, 55, "Sinh ngày:", "ngay_sinh", short_date(person.birth))
    front.item(28, 34.6, 55, "Nguyên quán:", "que_quan", person.origin.bare(issued, detail=False))
    front.item(28, 42.6, 55, "Nơi ĐKHK thường trú:", "noi_thuong_tru", person.home.bare(issued))
    draw_portrait(form, (first[0] + 4, first[1] + 18), 20, 27)
    back = Face(form, second)
    back.line(
        5, 6.0, 76, Span("Dân tộc: ", back.style(6.0)),
        Span(person.ethnic, back.style(6.8, bold=True), form.note("dan_toc", person.ethnic)),
        Span("   Tôn giáo: ", back.style(6.0)),
        Span("Không", back.style(6.8, bold=True), form.note("ton_giao", "Không")),
    )  # fmt: skip
    back.line(28, 11.0, 55, Span("DẤU VẾT RIÊNG VÀ DỊ HÌNH", back.style(5.8, bold=True)), align="centre")
    marks = rng.choice(("Nốt ruồi C. {}cm dưới sau mép phải", "Sẹo chấm C. {}cm trên đuôi mắt trái")).format(
        rng.randint(1, 3)
    )
    back.line(28, 14.8, 55, Span(marks, back.style(6.4), form.note("dau_vet", marks)))
    for index, finger in enumerate(("NGÓN TRỎ TRÁI", "NGÓN TRỎ PHẢI")):
        draw_finger(form, second[0] + 7, second[1] + 10.5 + 21 * index, 14)
        back.line(4, 28.5 + 21 * index, 20, Span(finger, back.style(4.6)), align="centre")
    province = person.home.province.name
    whole = long_date(issued)
    back.line(
        28, 24.0, 55, Span(f"{province}, ", back.style(6.0, italic=True)),
        Span(whole, back.style(6.0, italic=True), form.note("ngay_cap", short_date(issued))), align="centre",
    )  # fmt: skip
    body = f"CÔNG AN {'TỈNH' if person.home.province.kind == 'Tỉnh' else 'THÀNH PHỐ'} {province}".upper()
    form.note("noi_cap", body)
    back.line(
        28, 28.4, 55, Span("GIÁM ĐỐC ", back.style(5.8, bold=True)), Span(body, back.style(5.8, bold=True), "noi_cap"),
        align="centre",
    )  # fmt: skip
    draw_seal(form.sheet, rng, second[0] + 46, second[1] + 39)
    return form.paper


def make_insurance_card(studio: Studio, person: Person, day: date) -> Paper:
    """BHYT: one side, number of fifteen or ten characters."""
    form, first, _ = _faces(studio, "BHYT", day)
    rng = form.rng
    social = f"{rng.randint(10**9, 10**10 - 1)}"
    number = social if form.look.layout else f"DN4{person.home.province.code[1:]}{social}"
    face = Face(form, first)
    home = person.home
    face.line(17, 5.6, 64, Span("BẢO HIỂM XÃ HỘI VIỆT NAM", face.style(6.6, bold=True)), align="centre")
    face.line(17, 10.4, 64, Span("THẺ BẢO HIỂM Y TẾ", replace(face.style(9.5, bold=True), colour=RED)), align="centre")
    face.item(17, 15.6, 64, "Mã số:", "ma_so", number, 8.5)
    face.item(17, 20.2, 64, "Họ và tên:", "ho_ten", person.name.upper(), 7.2)
    birth = short_date(person.birth)
    face.line(
        17, 24.6, 64, Span("Ngày sinh: ", face.style(5.6)), Span(birth, face.style(6.8), form.note("ngay_sinh", birth)),
        Span("   Giới tính: ", face.style(5.6)), Span(person.sex, face.style(6.8), form.note("gioi_tinh", person.sex)),
    )  # fmt: skip
    face.item(17, 28.8, 66, "Địa chỉ:", "dia_chi", home.full(day, detail=False), 6.2)
    clinic = f"Trung tâm Y tế {home.district_kind} {home.district}"
    face.item(17, 35.6, 66, "Nơi ĐK KCB BĐ:", "noi_kham", clinic, 6.4)
    start = date(day.year, 1, 1)
    face.item(
        17,
        39.8,
        64,
        "Giá trị sử dụng: từ ngày" if form.look.layout else "Giá trị sử dụng: từ",
        "gia_tri_tu",
        short_date(start),
    )
    full = date(day.year - rng.randint(0, 4), rng.randint(1, 12), 1)
    face.item(17, 43.8, 66, "Thời điểm đủ 05 năm liên tục:", "du_5_nam", short_date(full), 6.2)
    office = f"Bảo hiểm xã hội {home.district_kind} {home.district}"
    face.item(17, 48.0, 66, "Nơi cấp, đổi thẻ BHYT:", "noi_cap", office, 6.0)
    return form.paper
