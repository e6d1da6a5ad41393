"""Giấy báo tử (domain 3.0), trích lục kết hôn (3.4) and phiếu yêu cầu bổ sung (3.11); wording partly remembered."""

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
from tests.corpus.numbers import date_words, short_date
from tests.corpus.page import Span
from tests.corpus.papers.birth import card_line
from tests.corpus.papers.death import CAUSES
from tests.corpus.people import Person


def time_row(form: Form, label: str, key: str, day: date) -> None:
    """`... 08 giờ 15 phút, ngày ...`; now and then the hour is not known, then the day alone stands there."""
    rng = form.rng
    parts = [("tháng", f"{day.month:02d}"), ("năm", str(day.year))]
    if rng.random() < 0.3:
        value = short_date(day)
        parts = [(f"{label} ngày", f"{day.day:02d}"), *parts]
    else:
        hour, minute = rng.randint(0, 23), rng.randint(0, 59)
        value = f"{hour:02d}:{minute:02d} {short_date(day)}"
        parts = [(label, f"{hour:02d}"), ("giờ", f"{minute:02d}"), ("phút, ngày", f"{day.day:02d}"), *parts]
    form.row(*(item for word, raw in parts for item in (word, F(key, raw, value))))


def make_death_notice(studio: Studio, case: Setting, day: date, dead: Person, death: date, kin: Person) -> Paper:
    """GBT of a hospital or of the commune's committee."""
    form, look = studio.begin("GBT", day, 2)
    rng, home = form.rng, dead.home
    facility = f"Trung tâm Y tế {home.district_kind} {home.district}"
    agency = (
        [f"SỞ Y TẾ {home.province.name}".upper(), facility.upper()]
        if look.layout == 0
        else commune_agency(form, home, day)
    )
    form.paper.layout = "hospital" if look.layout == 0 else "commune"
    number = f"{rng.randint(1, 199):02d}/GBT"
    write_head(
        form, agency, number=[Span("Số: ", form.style()), Span(number, form.style(), form.note("so", number))],
        agency_key="co_quan",
    )  # fmt: skip
    write_title(form, "GIẤY BÁO TỬ", scale=1.5)
    form.gap(3)
    form.row("Họ, chữ đệm, tên:" if look.layout else "Họ và tên:", F("ho_ten", dead.name.upper(), bold=True))
    form.day_row("Ngày, tháng, năm sinh:", "ngay_sinh", dead.birth, rng.choice((0, 1)))
    form.row(
        "Giới tính:", F("gioi_tinh", dead.sex, weight=0.6), "Dân tộc:", F("dan_toc", dead.ethnic),
        "Quốc tịch:", F("quoc_tich", "Việt Nam"),
    )  # fmt: skip
    if look.layout:
        form.card_row("Giấy tờ tùy thân:", "giay_to", card_line(dead, day))
    else:
        form.row("Số định danh cá nhân:", F("so_dinh_danh", dead.id12))
    form.row("Nơi cư trú cuối cùng:" if look.layout else "Nơi thường trú:", F("noi_cu_tru_cuoi", home.full(day)))
    time_row(form, "Đã chết vào lúc:" if look.layout else "Đã tử vong vào lúc:", "thoi_diem_chet", death)
    form.row("(Ghi bằng chữ:", F("ngay_chet_chu", date_words(death)), ")")
    form.row("Nơi chết:" if look.layout else "Nơi tử vong:", F("noi_chet", facility))
    form.row("Nguyên nhân chết:" if look.layout else "Nguyên nhân tử vong:", F("nguyen_nhan", rng.choice(CAUSES)))
    form.row("Họ và tên người thân:", F("nguoi_than", kin.name))
    form.gap(2)
    seat = home.commune if look.layout else home.district
    form.text(*place_date_spans(form, seat, day, key="ngay_cap"), align="right")
    form.gap(2)
    office = (f"TM. {look.people} NHÂN DÂN", "CHỦ TỊCH") if look.layout else ("THỦ TRƯỞNG CƠ SỞ Y TẾ",)
    chief = Signer(office, case.chair, "nguoi_ky", "chuc_vu", sealed=True)
    if look.layout:
        write_signatures(form, [chief], x=form.middle, width=form.width / 2)
    else:
        write_signatures(form, [Signer(("NGƯỜI GHI GIẤY",), case.clerk), chief])
    return form.paper


def make_marriage_extract(
    studio: Studio, case: Setting, day: date, wife: Person, husband: Person, registered: date
) -> Paper:
    """TLKH_BS: one column, husband first; the copy's number and day above, the register's below."""
    form, look = studio.begin("TLKH_BS", day, 2)
    rng, home = form.rng, wife.home
    number = f"{rng.randint(1, 900)}/TLKH-BS"
    write_head(
        form, commune_agency(form, home, day),
        number=[Span("Số: ", form.style()), Span(number, form.style(), form.note("so_ban_sao", number))],
        place_date=place_date_spans(form, home.commune, day, key="ngay_cap_ban_sao"),
    )  # fmt: skip
    write_title(form, "TRÍCH LỤC KẾT HÔN", "(BẢN SAO)", scale=1.4)
    form.gap(3)
    couple = (("chong", "chồng", husband), ("vo", "vợ", wife))
    for prefix, word, person in couple if look.layout == 0 or rng.random() < 0.7 else reversed(couple):
        form.row(f"Họ, chữ đệm, tên {word}:", F(f"{prefix}_ho_ten", person.name.upper(), bold=True))
        form.day_row("Ngày, tháng, năm sinh:", f"{prefix}_ngay_sinh", person.birth, rng.choice((0, 1)))
        form.row(
            "Dân tộc:", F(f"{prefix}_dan_toc", person.ethnic), "Quốc tịch:", F(f"{prefix}_quoc_tich", "Việt Nam"),
        )  # fmt: skip
        form.row("Nơi cư trú:", F(f"{prefix}_noi_cu_tru", person.home.full(registered)))
        form.card_row("Giấy tờ tùy thân:", f"{prefix}_giay_to", card_line(person, registered))
        form.gap(2)
    tell = "Đã đăng ký kết hôn tại:" if look.layout else "Đăng ký kết hôn tại:"
    form.row(tell, F("noi_dang_ky", agency_title(home)))
    book = ["quyển số:", F("quyen_so", f"01/{registered.year}", weight=0.6)] if look.layout else []
    form.row(
        "Số:", F("so_dang_ky", str(rng.randint(2, 400)), weight=0.5), *book,
        "ngày", F("ngay_dang_ky", short_date(registered)),
    )  # fmt: skip
    form.row("Ghi chú:", F("ghi_chu", "Trích từ sổ đăng ký kết hôn điện tử" if rng.random() < 0.3 else ""))
    form.gap(4)
    signer = Signer(("NGƯỜI KÝ TRÍCH LỤC", "PHÓ CHỦ TỊCH"), case.chair, "nguoi_ky", sealed=look.seal)
    write_signatures(form, [signer], x=form.middle, width=form.width / 2)
    return form.paper


WANTED = (
    "Bản chính Giấy chứng nhận kết hôn; bản sao Căn cước công dân của người yêu cầu",
    "Tờ khai ghi thiếu nơi cư trú của người mẹ, đề nghị ghi đầy đủ",
    "Giấy ủy quyền có chứng thực của cơ quan có thẩm quyền",
)
REASONS = ("Hồ sơ chưa đủ thành phần theo quy định", "Thông tin trên tờ khai chưa thống nhất với giấy tờ nộp kèm")


def make_supplement_slip(studio: Studio, case: Setting, day: date, applicant: Person) -> Paper:
    """GTN_BS: what the dossier lacks; the layout after form 02 of the circular, its words remembered."""
    form, look = studio.begin("GTN_BS", day, 2, printed=studio.rng.random() < 0.7)
    rng, place = form.rng, case.place
    agency = [f"{look.people} NHÂN DÂN", f"{place.commune_kind} {place.commune}".upper()]
    if look.layout:
        agency.append("BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ")
    write_head(
        form, agency, number=number_spans(form, rng.randint(1, 300), "/HDHS"),
        place_date=place_date_spans(form, place.commune, day, key="ngay_cap"), agency_key="co_quan",
    )  # fmt: skip
    write_title(form, "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ", scale=1.2)
    form.gap(3)
    form.row("Hồ sơ của:" if look.layout else "Hồ sơ của ông/bà:", F("nguoi_nop", applicant.name))
    form.row("Mã hồ sơ:", F("ma_ho_so", case.code))
    form.row("Nội dung yêu cầu giải quyết:", F("noi_dung", case.procedure_name))
    form.row("Địa chỉ:", F("dia_chi", applicant.home.full(day)))
    form.row("Số điện thoại:", F("so_dien_thoai", applicant.phone), "Email:", F("email", ""))
    form.row("Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:", F("bo_sung", rng.choice(WANTED)))
    form.row("Lý do:", F("ly_do", rng.choice(REASONS)))
    form.row("Thời hạn bổ sung hồ sơ trước ngày", F("thoi_han_bo_sung", short_date(day + timedelta(days=30))))
    form.text(
        "Trong quá trình hoàn thiện hồ sơ nếu có vướng mắc, ông/bà liên hệ với Bộ phận Một cửa để được hướng dẫn.",
        align="justify", indent=10,
    )  # fmt: skip
    form.gap(4)
    write_signatures(form, [Signer(("NGƯỜI TIẾP NHẬN HỒ SƠ",), case.clerk)], x=form.middle, width=form.width / 2)
    return form.paper
