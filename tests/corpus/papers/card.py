"""The citizen identity card of 2021 on scanned or copied sheets (domain 3.7)."""

from __future__ import annotations

from dataclasses import replace

from PIL import Image, ImageDraw

from tests.corpus.cards import mrz_lines, qr_payload
from tests.corpus.codes import make_qr
from tests.corpus.context import Studio
from tests.corpus.form import Form, Paper
from tests.corpus.lettering import Style
from tests.corpus.marks import paste_code
from tests.corpus.numbers import short_date
from tests.corpus.page import Span
from tests.corpus.people import CARD_ISSUER, Person
from tests.corpus.texture import draw_pattern

WIDTH, HEIGHT = 85.6, 53.98
MARKS = (
    "Nốt ruồi C: {}cm dưới sau mép phải",
    "Sẹo chấm C: {}cm trên sau đuôi mắt trái",
    "Nốt ruồi C: {}cm trên trước cánh mũi phải",
)


def make_card(studio: Studio, person: Person, layouts: int = 5) -> Paper:
    """Both faces of a card, laid out in one of five manners of offices."""
    rng = studio.rng
    form, look = studio.begin("CCCD21", person.card_issued, layouts, printed=True)
    paper, scale = form.paper, 1.0
    form.note("noi_cap", CARD_ISSUER)
    paper.payloads = {"qr": qr_payload(person), "mrz": "\n".join(mrz_lines(person))}
    paper.layout = ("one-below-another", "separate-pages", "enlarged", "beside", "top-of-page")[look.layout]
    if look.layout == 0:
        x, y = rng.uniform(50, 75), rng.uniform(45, 75)
        front, back = (x, y), (x + rng.uniform(-4, 4), y + HEIGHT + rng.uniform(12, 40))
    elif look.layout == 1:
        front, back = ((rng.uniform(40, 80), rng.uniform(40, 150)),) * 2
    elif look.layout == 2:
        scale = rng.uniform(1.35, 1.7)
        front = (105 - WIDTH * scale / 2, rng.uniform(25, 40))
        back = (front[0], front[1] + HEIGHT * scale + rng.uniform(10, 25))
    elif look.layout == 3:
        y = rng.uniform(40, 170)
        front, back = (rng.uniform(10, 14), y), (rng.uniform(108, 112), y + rng.uniform(-2, 2))
    else:
        front = (rng.uniform(8, 30), rng.uniform(8, 20))
        back = (rng.uniform(90, 110), front[1] + HEIGHT + rng.uniform(5, 30))
    draw_front(form, person, front, scale)
    if look.layout == 1:
        form.new_sheet()
    draw_back(form, person, back, scale)
    return paper


def card_style(form: Form, points: float, scale: float, **changes: object) -> Style:
    family = form.book.families["sans"][0]
    return replace(form.look.form, family=family, points=points * scale, way="print", colour=(25, 25, 30), **changes)  # type: ignore[arg-type]


def draw_ground(form: Form, at: tuple[float, float], scale: float) -> None:
    """The patterned card itself with its edge."""
    sheet = form.sheet
    draw_pattern(sheet, form.rng, (*at, WIDTH * scale, HEIGHT * scale), strength=0.8)
    box = (sheet.px(at[0]), sheet.px(at[1]), sheet.px(at[0] + WIDTH * scale), sheet.px(at[1] + HEIGHT * scale))
    ImageDraw.Draw(sheet.image).rounded_rectangle(
        box, radius=sheet.px(3.2 * scale), outline=(150, 150, 155), width=max(1, sheet.px(0.2))
    )


def draw_front(form: Form, person: Person, at: tuple[float, float], scale: float) -> None:
    """Head, portrait, number, name and the rest, with the QR code at the top right."""
    draw_ground(form, at, scale)
    sheet, rng = form.sheet, form.rng
    small, label, value = (card_style(form, p, scale) for p in (5.2, 6.0, 7.6))
    bold = card_style(form, 7.2, scale, bold=True)
    red = replace(card_style(form, 9.5, scale, bold=True), colour=(200, 30, 40))
    number = card_style(form, 11.0, scale, bold=True)

    def line(spans: list[Span], x: float, y: float, width: float, align: str = "left") -> float:
        return sheet.write(spans, at[0] + x * scale, at[1] + y * scale, width * scale, align=align, leading=1.12)

    line([Span("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold)], 17, 5.5, 53, "centre")
    line([Span("Độc lập - Tự do - Hạnh phúc", replace(small, bold=True))], 17, 8.6, 53, "centre")
    line([Span("SOCIALIST REPUBLIC OF VIET NAM", small)], 17, 11.2, 53, "centre")
    line([Span("Independence - Freedom - Happiness", small)], 17, 13.6, 53, "centre")
    line([Span("CĂN CƯỚC CÔNG DÂN", red)], 22, 18.6, 48, "centre")
    line([Span("Citizen Identity Card", replace(label, colour=(200, 30, 40)))], 22, 21.6, 48, "centre")
    line([Span("Số / No.: ", label), Span(person.id12, number, form.note("so_dinh_danh", person.id12))], 28, 26.6, 56)
    line([Span("Họ và tên / Full name:", label)], 28, 29.6, 56)
    line([Span(person.name.upper(), replace(value, bold=True), form.note("ho_ten", person.name.upper()))], 28, 33.2, 56)
    birth = short_date(person.birth)
    line([Span("Ngày sinh / Date of birth: ", label), Span(birth, value, form.note("ngay_sinh", birth))], 28, 36.8, 56)
    line([
        Span("Giới tính / Sex: ", label), Span(person.sex, value, form.note("gioi_tinh", person.sex)),
        Span(" Quốc tịch / Nationality: ", label), Span("Việt Nam", value, form.note("quoc_tich", "Việt Nam")),
    ], 28, 40.2, 57)  # fmt: skip
    origin = person.origin.bare(person.card_issued, detail=False)
    low = line([Span("Quê quán / Place of origin: ", label)], 28, 43.4, 57)
    low = sheet.write(
        [Span(origin, value, form.note("que_quan", origin))],
        at[0] + 28 * scale,
        at[1] + 46.5 * scale,
        56 * scale,
        leading=1.05,
    )
    expiry = short_date(person.card_expiry) if person.card_expiry else "Không thời hạn"
    line(
        [Span("Có giá trị đến: ", small), Span(expiry, replace(small, bold=True), form.note("co_gia_tri_den", expiry))],
        2.5,
        48.6,
        25,
    )
    line([Span("Date of expiry", small)], 2.5, 50.8, 25)
    home = person.home.bare(person.card_issued)
    top = max(49.6, (low - at[1]) / scale - 0.2)
    spans = [
        Span("Nơi thường trú / Place of residence: ", replace(label, points=5.6 * scale)),
        Span(home, replace(value, points=6.6 * scale), form.note("noi_thuong_tru", home)),
    ]
    line(spans, 28, top, 56.5)
    draw_portrait(form, (at[0] + 3 * scale, at[1] + 21 * scale), 21 * scale, 25 * scale)
    code = make_qr(qr_payload(person), border=1, error="m" if rng.random() < 0.5 else "l")
    paste_code(sheet, code, "QRCode", qr_payload(person), at[0] + 70.2 * scale, at[1] + 2.6 * scale, 14.0 * scale)


def draw_portrait(form: Form, at: tuple[float, float], width: float, height: float) -> None:
    """A face of three shapes; nothing to read there."""
    sheet, rng = form.sheet, form.rng
    w, h = sheet.px(width), sheet.px(height)
    image = Image.new("RGB", (w, h), (196, 214, 232))
    draw = ImageDraw.Draw(image)
    skin = rng.choice(((222, 186, 160), (205, 165, 135), (232, 200, 176)))
    draw.ellipse((w * 0.22, h * 0.08, w * 0.78, h * 0.62), fill=(40, 34, 32))
    draw.ellipse((w * 0.28, h * 0.18, w * 0.72, h * 0.68), fill=skin)
    draw.ellipse(
        (w * 0.02, h * 0.68, w * 0.98, h * 1.5), fill=rng.choice(((240, 240, 245), (70, 80, 110), (130, 60, 60)))
    )
    sheet.image.paste(image, (sheet.px(at[0]), sheet.px(at[1])))
    box = (sheet.px(at[0]), sheet.px(at[1]), sheet.px(at[0]) + w, sheet.px(at[1]) + h)
    sheet.regions.append(("picture", box))


def draw_back(form: Form, person: Person, at: tuple[float, float], scale: float) -> None:
    """Marks, day of issue, the issuer's block, chip, finger prints and the zone for machines."""
    draw_ground(form, at, scale)
    sheet, rng = form.sheet, form.rng
    small, label, value = (card_style(form, p, scale) for p in (4.8, 5.8, 6.8))

    def line(spans: list[Span], x: float, y: float, width: float, align: str = "left") -> float:
        return sheet.write(spans, at[0] + x * scale, at[1] + y * scale, width * scale, align=align, leading=1.15)

    marks = rng.choice(MARKS).format(f"0,{rng.randint(2, 9)}" if rng.random() < 0.5 else rng.randint(1, 3))
    line([Span("Đặc điểm nhận dạng / Personal identification:", label)], 20, 5.5, 44)
    line([Span(marks, value, form.note("dac_diem_nhan_dang", marks))], 20, 8.8, 44)
    issued = short_date(person.card_issued)
    line(
        [
            Span("Ngày, tháng, năm / Date, month, year: ", replace(label, points=5.0 * scale)),
            Span(issued, replace(value, points=6.2 * scale), form.note("ngay_cap", issued)),
        ],
        19,
        15.2,
        49,
    )
    for index, text in enumerate(("CỤC TRƯỞNG CỤC CẢNH SÁT", "QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI")):
        line(
            [Span(text, replace(label, bold=True, points=5.2 * scale), "noi_cap")], 20, 18.6 + index * 2.6, 46, "centre"
        )
    line([Span("DIRECTOR GENERAL OF THE POLICE DEPARTMENT", small)], 20, 23.6, 46, "centre")
    line([Span("FOR ADMINISTRATIVE MANAGEMENT OF SOCIAL ORDER", small)], 20, 25.6, 46, "centre")
    line([Span(rng.choice(("Tô Văn Huệ", "Nguyễn Quốc Hùng")), replace(label, bold=True))], 20, 33.8, 46, "centre")
    draw = ImageDraw.Draw(sheet.image)
    chip = [sheet.px(v) for v in (at[0] + 5 * scale, at[1] + 13 * scale, at[0] + 17 * scale, at[1] + 22 * scale)]
    draw.rounded_rectangle(chip, radius=sheet.px(1), fill=(214, 190, 120), outline=(140, 115, 60))
    for index, text in enumerate(("Ngón trỏ trái", "Ngón trỏ phải")):
        left, top = at[0] + 69 * scale, at[1] + (4 + index * 15.5) * scale
        draw_finger(form, left, top, 12 * scale)
        line(
            [Span(f"{text} / {('Left', 'Right')[index]} index finger", replace(small, points=3.8 * scale))],
            67,
            4 + index * 15.5 + 13.6,
            18,
        )
    mono = next((f for f in form.book.families["typewriter"] if not f.composed), form.book.families["typewriter"][0])
    zone = replace(label, family=mono, points=10.6 * scale, bold=True)
    for index, text in enumerate(mrz_lines(person)):
        room = sheet.px((WIDTH - 7) * scale)
        points = zone.points * min(1.0, room / max(1.0, sheet.font(zone).getlength(text)))
        line([Span(text, replace(zone, points=points))], 3.5, 40.2 + index * 5.0, WIDTH)


def draw_finger(form: Form, x: float, y: float, width: float) -> None:
    """Nested arcs of a finger print."""
    sheet = form.sheet
    draw = ImageDraw.Draw(sheet.image)
    step = max(2, sheet.px(0.55))
    box = [sheet.px(x), sheet.px(y), sheet.px(x + width * 0.8), sheet.px(y + width)]
    sheet.regions.append(("picture", tuple(float(v) for v in box)))
    while box[2] - box[0] > step * 2:
        draw.arc(
            tuple(box), form.rng.randint(0, 40), form.rng.randint(300, 355), fill=(120, 60, 60), width=max(1, step // 3)
        )
        box = [box[0] + step, box[1] + step, box[2] - step, box[3] - step]
