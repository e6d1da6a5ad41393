"""Giấy tiếp nhận hồ sơ và hẹn trả kết quả (domain 3.11), separator sheets and empty backs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from pipeline.separator import encode_separator
from tests.corpus.blocks import Cell, Signer, place_date_spans, write_head, write_signatures, write_table, write_title
from tests.corpus.codes import make_code128, make_qr
from tests.corpus.context import Setting, Studio
from tests.corpus.form import F, Paper
from tests.corpus.marks import paste_code
from tests.corpus.numbers import padded_month, short_date
from tests.corpus.page import Span
from tests.corpus.people import Person


def moment(day: date, hour: int, minute: int) -> str:
    return f"{hour:02d} giờ {minute:02d} phút, ngày {day.day:02d} tháng {padded_month(day)} năm {day.year}"


def make_receipt(studio: Studio, case: Setting, applicant: Person, components: Sequence[str]) -> Paper:
    """GTN with the dossier code in print and in a QR code, a bar code or both."""
    form, look = studio.begin("GTN", case.received, 3, printed=studio.rng.random() < 0.8)
    form.look = look = replace(
        look,
        leader=look.leader
        if look.layout == 2 and studio.rng.random() < 0.4
        else studio.rng.choice(("none", "none", "none", "tail")),
    )
    form.sheet.leader = look.leader
    rng, place = form.rng, case.place
    center = f"TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG {place.commune_kind} {place.commune}".upper()
    office = center if rng.random() < 0.6 else "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ"
    agency = (
        [f"{look.people} NHÂN DÂN", f"{place.commune_kind} {place.commune}".upper(), office]
        if look.layout != 1
        else [f"{look.people} NHÂN DÂN {place.commune_kind} {place.commune}".upper(), office]
    )
    code = form.note("ma_ho_so", case.code)
    top = form.y
    if look.layout == 2:
        form.y += 15
    write_head(
        form, agency,
        number=[Span("Mã hồ sơ: ", form.style(scale=0.9)), Span(case.code, form.style(bold=True, scale=0.9), code)],
        place_date=place_date_spans(form, place.commune, case.received, key="ngay_cap"), agency_key="co_quan",
    )  # fmt: skip
    if look.layout in (0, 2):
        size = rng.uniform(19, 25)
        x = form.look.left + 12 if look.layout == 0 else form.sheet.size[0] - form.look.right - size
        y = form.y + 1 if look.layout == 0 else form.y - 2
        paste_code(form.sheet, make_qr(case.code), "QRCode", case.code, x, y, size)
        form.y += size + 8 if look.layout == 0 else size + 5
    if look.layout in (1, 2):
        width = rng.uniform(62, 78)
        y = form.y if look.layout == 1 else top - 9
        paste_code(form.sheet, make_code128(case.code), "Code128", case.code, form.look.left - 4, y, width)
        form.y += 22 if look.layout == 1 else 0
    write_title(form, "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", scale=1.1)
    form.gap(3)
    form.row("Bộ phận Tiếp nhận và Trả kết quả:", F("bo_phan", f"{place.commune_kind.capitalize()} {place.commune}"))
    form.row("Tiếp nhận hồ sơ của:", F("nguoi_nop", applicant.name))
    form.row("Địa chỉ:", F("dia_chi", applicant.home.full(case.received)))
    form.row(
        "Số điện thoại:",
        F("so_dien_thoai", applicant.phone),
        "Email:",
        F("email", f"{applicant.phone[-6:]}@thu.vn" if rng.random() < 0.4 else ""),
    )
    form.row("Số CMND/CCCD/Căn cước:", F("so_giay_to", applicant.id12))
    form.row("Nội dung yêu cầu giải quyết:", F("noi_dung", case.procedure_name))
    form.text("1. Thành phần hồ sơ nộp gồm:")
    rows = [[Cell(text, "centre", True) for text in ("TT", "Tên thành phần hồ sơ", "Bản chính", "Bản sao", "Ghi chú")]]
    for index, name in enumerate(components, 1):
        original = rng.random() < 0.6
        rows.append(
            [
                Cell(str(index), "centre"),
                Cell(name, key=form.note(f"thanh_phan[{index}].ten", name)),
                Cell("01", "centre", key=form.note(f"thanh_phan[{index}].ban_chinh", "1")) if original else Cell(),
                Cell() if original else Cell("01", "centre", key=form.note(f"thanh_phan[{index}].ban_sao", "1")),
                Cell(""),
            ]
        )
    write_table(form, [10, form.width - 10 - 3 * 21, 21, 21, 21], rows)
    form.row("2. Số lượng hồ sơ:", F("so_luong", "01", "1", weight=0.3), "(bộ)")
    days = (case.decided - case.received).days
    form.row(
        "3. Thời gian giải quyết hồ sơ theo quy định là:",
        F("thoi_han", f"{max(1, days):02d}", str(max(1, days)), weight=0.3),
        "ngày làm việc",
    )
    times = [(rng.randint(7, 16), rng.randint(0, 59)) for _ in range(2)]
    form.row(
        "4. Thời gian nhận hồ sơ:",
        F(
            "thoi_gian_nhan",
            moment(case.received, *times[0]),
            f"{times[0][0]:02d}:{times[0][1]:02d} {short_date(case.received)}",
        ),
    )
    form.row(
        "5. Thời gian trả kết quả giải quyết hồ sơ:",
        F(
            "thoi_gian_tra",
            moment(case.decided, *times[1]),
            f"{times[1][0]:02d}:{times[1][1]:02d} {short_date(case.decided)}",
        ),
    )
    form.row(
        "6. Đăng ký nhận kết quả tại:",
        F("noi_nhan_ket_qua", rng.choice(("Bộ phận Một cửa", "Trực tuyến", "Dịch vụ bưu chính công ích"))),
    )
    form.row("7. Phí, lệ phí:", F("le_phi", rng.choice(("Không", "8.000 đồng", "15.000 đồng", "100.000 đồng"))))
    form.row(
        "Vào Sổ theo dõi hồ sơ, Quyển số:",
        F("quyen_so", f"{rng.randint(1, 4):02d}"),
        "Số thứ tự:",
        F("so_thu_tu", str(rng.randint(5, 900))),
    )
    form.gap(4)
    write_signatures(
        form, [Signer(("NGƯỜI NỘP HỒ SƠ",), applicant.name), Signer(("NGƯỜI TIẾP NHẬN HỒ SƠ",), case.clerk)], height=20
    )
    return form.paper


def make_separator(studio: Studio, case: Setting) -> Paper:
    """A sheet that parts two dossiers: the code large in a QR code and in print."""
    form, _ = studio.begin("SEPARATOR", case.received, 1, printed=True)
    rng = form.rng
    form.y = rng.uniform(50, 80)
    payload = encode_separator(case.code)
    write_title(form, "TỜ PHÂN CÁCH HỒ SƠ", "SEPARATOR SHEET", scale=2.0)
    form.gap(6)
    paste_code(
        form.sheet,
        make_qr(payload, error="h"),
        "QRCode",
        payload,
        70,
        form.y,
        70,
    )
    form.gap(84)
    form.text("Mã hồ sơ: ", form.field_span("ma_ho_so", case.code, bold=True, scale=1.6), align="centre", scale=1.4)
    return form.paper


def make_blank(studio: Studio, day: date) -> Paper:
    """The empty back of a sheet."""
    return studio.begin("BLANK", day, 1, printed=True)[0].paper


def due_days(received: date, days: int) -> date:
    """The day of the result: so many working days later."""
    day = received
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day
