"""Giấy chứng nhận kết hôn (domain 3.4) and giấy xác nhận tình trạng hôn nhân (3.5)."""

from __future__ import annotations

from datetime import date, timedelta

from tests.corpus.blocks import (
    Signer,
    agency_title,
    commune_agency,
    number_spans,
    place_date_spans,
    write_head,
    write_signatures,
    write_title,
)
from tests.corpus.context import Setting, Studio
from tests.corpus.form import F, Form, Paper
from tests.corpus.numbers import short_date
from tests.corpus.page import Span
from tests.corpus.papers.birth import card_line
from tests.corpus.people import Person, random_day
from tests.corpus.texture import draw_frame, draw_pattern

PURPOSES = (
    "Làm thủ tục đăng ký kết hôn với ông/bà {other}",
    "Bổ túc hồ sơ vay vốn ngân hàng, không có giá trị sử dụng để đăng ký kết hôn",
    "Làm thủ tục chuyển nhượng quyền sử dụng đất, không có giá trị sử dụng để đăng ký kết hôn",
    "Xuất khẩu lao động, không có giá trị sử dụng để đăng ký kết hôn",
)


def make_marriage_certificate(studio: Studio, case: Setting, day: date, wife: Person, husband: Person) -> Paper:
    """GCNKH: two columns, wife left and husband right, read as the columns they are."""
    landscape = studio.rng.random() < 0.45
    form, look = studio.begin("GCNKH", day, 2, size=(297, 210) if landscape else (210, 297))
    rng, paper = form.rng, form.paper
    paper.layout = f"{'landscape' if landscape else 'portrait'}-{look.layout}"
    if look.layout == 0:
        draw_pattern(form.sheet, rng)
        draw_frame(form.sheet, rng, 8)
    number = f"{rng.randint(2, 260)}/{day.year}" if rng.random() < 0.6 else str(rng.randint(2, 260))
    write_head(
        form,
        commune_agency(form, wife.home, day),
        number=[Span("Số: ", form.style()), form.value_span(F("so", number))],
    )
    write_title(form, "GIẤY CHỨNG NHẬN KẾT HÔN", scale=1.5)
    form.gap(3)
    top, gutter = form.y, 6.0
    half = (form.width - gutter) / 2
    lows = []
    couple = form.order("couple", (("vo", "vợ", wife), ("chong", "chồng", husband)))
    for (prefix, word, person), x in zip(couple, (0.0, half + gutter), strict=True):
        if form.beside:
            form.y = top
        person_column(form, prefix, word, person, day, x if form.beside else 0.0, half if form.beside else form.width)
        lows.append(form.y)
    form.y = max(lows) + 2
    form.row(
        "Nơi đăng ký kết hôn:",
        F("noi_dang_ky", agency_title(wife.home) + ", " + wife.home.full(day, detail=False).split(", ", 1)[1]),
    )
    form.day_row("Ngày, tháng, năm đăng ký:", "ngay_dang_ky", day, rng.choice((0, 1, 2)))
    form.gap(3)
    write_signatures(form, [
        Signer(("Vợ",), wife.name), Signer(("Chồng",), husband.name),
        Signer(("NGƯỜI KÝ GIẤY", "CHỨNG NHẬN KẾT HÔN"), case.chair, "nguoi_ky", sealed=look.seal),
    ], height=20)  # fmt: skip
    return paper


def person_column(form: Form, prefix: str, word: str, person: Person, day: date, x: float, width: float) -> None:
    """One spouse's block in its column."""
    style = form.rng.choice((0, 0, 1))
    form.row(f"Họ, chữ đệm, tên {word}:", F(f"{prefix}_ho_ten", person.name.upper(), bold=True), x=x, width=width)
    form.day_row(
        "Ngày, tháng, năm sinh:", f"{prefix}_ngay_sinh", person.birth, 0 if style == 0 else 2, x=x, width=width
    )
    form.row(
        "Dân tộc:",
        F(f"{prefix}_dan_toc", person.ethnic),
        "Quốc tịch:",
        F(f"{prefix}_quoc_tich", "Việt Nam"),
        x=x,
        width=width,
    )
    form.row("Nơi cư trú:", F(f"{prefix}_noi_cu_tru", person.home.full(day)), x=x, width=width)
    form.card_row("Giấy tờ tùy thân:", f"{prefix}_giay_to", card_line(person, day), x=x, width=width)


def marital_status(studio: Studio, person: Person, other: Person, day: date) -> str:
    """One of the status sentences of domain 3.5."""
    rng = studio.rng
    past = random_day(rng, day - timedelta(days=2000), day - timedelta(days=100))
    spouse = "chồng" if person.sex == "Nữ" else "vợ"
    court = f"Tòa án nhân dân {person.home.district_kind} {person.home.district}"
    verdict = f"Quyết định số {rng.randint(10, 300)}/{past.year}/QĐST-HNGĐ ngày {short_date(past)} của {court}"
    keeper = agency_title(person.home)
    extract = f"Trích lục khai tử số {rng.randint(2, 90)}/TLKT ngày {short_date(past)} do {keeper} cấp"
    free = "hiện tại chưa đăng ký kết hôn với ai"
    return rng.choice((
        "Hiện tại chưa đăng ký kết hôn với ai",
        "Hiện tại chưa đăng ký kết hôn với ai",
        f"Hiện tại đang có {spouse} là {other.name}",
        f"Có đăng ký kết hôn, nhưng đã ly hôn theo {verdict}; {free}",
        f"Có đăng ký kết hôn, nhưng {spouse} đã chết ({extract}); {free}",
    ))  # fmt: skip


def make_marital_status(studio: Studio, case: Setting, day: date, person: Person, other: Person) -> Paper:
    """XNTTHN in three layouts: form with leaders, running text, and computer-filled."""
    form, look = studio.begin("XNTTHN", day, 3, printed=studio.rng.random() < 0.35)
    rng = form.rng
    number, notation = rng.randint(1, 720), "/UBND-XNTTHN"
    pens = (look.layout != 0 and rng.random() < 0.5, look.layout != 0 and rng.random() < 0.4)
    write_head(
        form,
        commune_agency(form, person.home, day),
        number=number_spans(form, number, notation, hand=pens[0]),
        place_date=place_date_spans(form, person.home.commune, day, key="ngay_cap", hand=pens[1]),
        agency_key="co_quan",
    )
    write_title(form, "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN", scale=1.25)
    form.gap(2)
    form.text(f"{agency_title(person.home)}".upper(), align="centre", bold=True)
    status = marital_status(studio, person, other, day)
    purpose = rng.choice(PURPOSES[1 if "đang có" in status else 0 :]).format(other=other.name)
    if look.layout == 2:
        form.text(
            "Xét đề nghị của ông/bà: ",
            form.field_span("nguoi_yeu_cau", person.name),
            ", về việc cấp Giấy xác nhận tình trạng hôn nhân,",
            align="justify",
            indent=10,
        )
    else:
        form.row("Xét đề nghị của ông/bà:", F("nguoi_yeu_cau", person.name))
        form.text("về việc cấp Giấy xác nhận tình trạng hôn nhân,")
    form.text("XÁC NHẬN:", align="centre", bold=True)
    form.row("Họ, chữ đệm, tên:", F("ho_ten", person.name.upper(), bold=True))
    form.day_row("Ngày, tháng, năm sinh:", "ngay_sinh", person.birth, rng.choice((0, 1)))
    if look.layout == 1:
        form.row(
            "Giới tính:",
            F("gioi_tinh", person.sex, weight=0.6),
            "Dân tộc:",
            F("dan_toc", person.ethnic),
            "Quốc tịch:",
            F("quoc_tich", "Việt Nam"),
        )
    else:
        form.row("Giới tính:", F("gioi_tinh", person.sex))
        form.row("Dân tộc:", F("dan_toc", person.ethnic), "Quốc tịch:", F("quoc_tich", "Việt Nam"))
    form.card_row("Giấy tờ tùy thân:", "giay_to", card_line(person, day))
    form.row("Nơi cư trú:", F("noi_cu_tru", person.home.full(day)))
    if rng.random() < 0.3:
        start = random_day(rng, day - timedelta(days=3000), day - timedelta(days=1500))
        end = random_day(rng, start + timedelta(days=300), day - timedelta(days=30))
        form.row("Trong thời gian cư trú tại:", F("cu_tru_tai", person.home.full(day, detail=False)))
        form.row("từ ngày", F("tu_ngay", short_date(start)), "đến ngày", F("den_ngay", short_date(end)))
    if look.layout == 2:
        form.text("Tình trạng hôn nhân: ", form.field_span("tinh_trang", status), ".", align="justify", indent=10)
        form.text(
            "Giấy này có giá trị sử dụng trong thời hạn 6 tháng kể từ ngày cấp, được sử dụng để: ",
            form.field_span("muc_dich", purpose),
            ".",
            align="justify",
            indent=10,
        )
    else:
        form.row("Tình trạng hôn nhân:", F("tinh_trang", status))
        form.text("Giấy này có giá trị sử dụng trong thời hạn 6 tháng kể từ ngày cấp, được sử dụng", align="justify")
        form.row("để:", F("muc_dich", purpose))
    form.gap(5)
    office = (
        (f"TM. {look.people} NHÂN DÂN", "CHỦ TỊCH")
        if rng.random() < 0.5
        else ("NGƯỜI KÝ GIẤY XÁC NHẬN", "TÌNH TRẠNG HÔN NHÂN")
    )
    write_signatures(
        form,
        [Signer(office, case.chair, "nguoi_ky", "chuc_vu" if office[-1] == "CHỦ TỊCH" else None, sealed=True)],
        x=form.middle - 4,
        width=form.width / 2 + 4,
    )
    return form.paper
