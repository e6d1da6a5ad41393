"""Xác nhận thông tin về cư trú (CT07, domain 3.8) and giấy chứng nhận đăng ký hộ kinh doanh (3.10)."""

from __future__ import annotations

from datetime import date, timedelta

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
from tests.corpus.context import Setting, Studio
from tests.corpus.form import F, Paper
from tests.corpus.numbers import count_words, money, short_date
from tests.corpus.people import CARD_ISSUER, Family, Person
from tests.corpus.places import MERGER

TRADES = (
    ("Bán lẻ lương thực, thực phẩm trong các cửa hàng", "4711"), ("Dịch vụ ăn uống phục vụ lưu động", "5610"),
    ("Sửa chữa xe có động cơ, mô tô, xe máy", "9521"),
    ("Cắt tóc, làm đầu, gội đầu", "9631"), ("Sản xuất đồ gỗ xây dựng", "1622"),
    ("Photocopy, chuẩn bị tài liệu", "8219"), ("Bán buôn vải, hàng may sẵn", "4641"),
)  # fmt: skip
SHOPS = (
    "HƯỞNG THỦY",
    "BẢY RỖ",
    "TẠP HÓA CHÚ TỴ",
    "QUÁN CƠM SÁU LỮ",
    "MỘC MỸ NGHỆ ĐỨC",
    "NHÀ MAY Ý NHI",
    "ĐIỆN MÁY KỲ VỸ",
    "SỮA CHUA BÀ LỴ",
    "CÀ PHÊ BÉ NHỎ",
    "TẠP HÓA LẼ PHẢI",
)


def make_residence(studio: Studio, case: Setting, day: date, family: Family) -> Paper:
    """CT07: sixteen items, with the household as a table."""
    form, look = studio.begin("CT07", day, 2)
    rng, head, person = form.rng, family.father, family.mother
    place = head.home
    commune = f"{place.commune_kind} {place.commune}".upper()
    upper = (
        f"CÔNG AN {place.province_on(day)[1]}".upper()
        if day >= MERGER
        else f"CÔNG AN {place.district_kind} {place.district}".upper()
    )
    write_head(
        form,
        [upper, f"CÔNG AN {commune}"],
        number=number_spans(form, rng.randint(3, 2400), "/XN"),
        place_date=place_date_spans(form, place.commune, day, key="ngay_cap"),
    )
    write_title(form, "XÁC NHẬN THÔNG TIN VỀ CƯ TRÚ", scale=1.3)
    form.gap(2)
    form.text("I. Thông tin về người được xác nhận:", bold=True)
    form.row("1. Họ, chữ đệm và tên:", F("ho_ten", person.name.upper()))
    form.row(
        "2. Ngày, tháng, năm sinh:",
        F("ngay_sinh", short_date(person.birth)),
        "3. Giới tính:",
        F("gioi_tinh", person.sex, weight=0.5),
    )
    form.row("4. Số định danh cá nhân:", F("so_dinh_danh", person.id12))
    form.row(
        "5. Dân tộc:",
        F("dan_toc", person.ethnic),
        "6. Tôn giáo:",
        F("ton_giao", rng.choice(("Không", "Phật giáo", "Công giáo"))),
        "7. Quốc tịch:",
        F("quoc_tich", "Việt Nam"),
    )
    form.row("8. Quê quán:", F("que_quan", person.origin.full(day, detail=False)))
    form.row("9. Nơi thường trú:", F("noi_thuong_tru", person.home.full(day)))
    form.row("10. Nơi tạm trú:", F("noi_tam_tru", ""))
    form.row("11. Nơi ở hiện tại:", F("noi_o_hien_tai", person.home.full(day)))
    form.row(
        "12. Họ, chữ đệm và tên chủ hộ:",
        F("chu_ho_ten", head.name.upper()),
        "13. Quan hệ với chủ hộ:",
        F("quan_he_chu_ho", "Vợ", weight=0.4),
    )
    form.row("14. Số định danh cá nhân của chủ hộ:", F("chu_ho_so_dinh_danh", head.id12))
    form.text("15. Thông tin các thành viên khác trong hộ gia đình:")
    rows = [
        [
            Cell(text, "centre", True)
            for text in (
                "TT",
                "Họ, chữ đệm và tên",
                "Ngày, tháng, năm sinh",
                "Giới tính",
                "Số định danh cá nhân",
                "Quan hệ với chủ hộ",
            )
        ]
    ]
    for index, (member, role) in enumerate(
        ((head, "Chủ hộ"), (family.child, "Con"))[: 1 + (family.child.birth < day)], 1
    ):
        cells = (str(index), member.name, short_date(member.birth), member.sex, member.id12, role)
        keys = ("", "ho_ten", "ngay_sinh", "gioi_tinh", "so_dinh_danh", "quan_he")
        rows.append(
            [
                Cell(
                    text,
                    "left" if i == 1 else "centre",
                    key=form.note(f"thanh_vien[{index}].{keys[i]}", text) if i else None,
                    filled=i > 0,
                )
                for i, text in enumerate(cells)
            ]
        )
    write_table(form, [9, form.width - 9 - 27 - 15 - 33 - 24, 27, 15, 33, 24], rows, scale=0.88)
    form.row("16. Nội dung xác nhận khác:", F("noi_dung_khac", ""))
    until = day + timedelta(days=365)
    form.row("Xác nhận này có giá trị đến hết ngày", F("gia_tri_den", short_date(until)))
    form.gap(4)
    write_signatures(
        form,
        [
            Signer(
                ("TRƯỞNG CÔNG AN",) if look.layout else ("THỦ TRƯỞNG CƠ QUAN", "ĐĂNG KÝ CƯ TRÚ"),
                case.chair,
                "nguoi_ky",
                sealed=True,
            )
        ],
        x=form.middle,
        width=form.width / 2,
    )
    return form.paper


def make_household_business(studio: Studio, case: Setting, day: date, owner: Person) -> Paper:
    """GCN_HKD with the table of trades; issued by the district's office before 07/2025."""
    form, look = studio.begin("GCN_HKD", day, 2, printed=studio.rng.random() < 0.6)
    rng, place = form.rng, owner.home
    if day >= MERGER:
        agency = [
            f"ỦY BAN NHÂN DÂN {place.commune_kind} {place.commune}".upper(),
            rng.choice(("PHÒNG KINH TẾ", "PHÒNG KINH TẾ, HẠ TẦNG VÀ ĐÔ THỊ")),
        ]
        number = owner.id12
    else:
        agency = [f"ỦY BAN NHÂN DÂN {place.district_kind} {place.district}".upper(), "PHÒNG TÀI CHÍNH - KẾ HOẠCH"]
        number = f"{rng.randint(10, 60)}{rng.choice('ABCDX')}{rng.randint(8000000, 8099999)}"
    write_head(form, agency, agency_key="co_quan")
    write_title(form, "GIẤY CHỨNG NHẬN", "ĐĂNG KÝ HỘ KINH DOANH", scale=1.3)
    label = "Mã số hộ kinh doanh: " if day >= MERGER else "Số: "
    form.text(label, form.field_span("ma_so", number, bold=True), align="centre")
    form.text("Đăng ký lần đầu, ngày ", form.field_span("ngay_dang_ky", short_date(day)), align="centre", italic=True)
    form.gap(2)
    form.row("1. Tên hộ kinh doanh (ghi bằng chữ in hoa):", F("ten", f"HỘ KINH DOANH {rng.choice(SHOPS)}"))
    form.row("2. Địa chỉ trụ sở hộ kinh doanh:", F("dia_chi", owner.home.full(day)))
    form.row("Điện thoại:", F("dien_thoai", owner.phone), "Fax:", F("fax", ""))
    form.text("3. Ngành, nghề kinh doanh:")
    rows = [[Cell(text, "centre", True) for text in ("STT", "Tên ngành", "Mã ngành")]]
    for index, (trade, code) in enumerate(rng.sample(TRADES, rng.randint(1, 4)), 1):
        rows.append(
            [
                Cell(str(index), "centre"),
                Cell(trade, key=form.note(f"nganh_nghe[{index}].ten", trade)),
                Cell(
                    f"{code} (Chính)" if index == 1 else code,
                    "centre",
                    key=form.note(f"nganh_nghe[{index}].ma", code),
                ),
            ]
        )
    write_table(form, [14, form.width - 14 - 38, 38], rows)
    capital = rng.choice((50, 80, 120, 150, 200, 350, 500)) * 1_000_000
    form.row("4. Vốn kinh doanh (bằng số):", F("von", money(capital), str(capital)), "VNĐ")
    words = count_words(capital)
    form.row("(bằng chữ):", F("von_chu", words[0].upper() + words[1:] + " đồng"))
    form.row("5. Chủ thể thành lập hộ kinh doanh:", F("chu_the", "Cá nhân"))
    form.text("6. Thông tin về chủ hộ kinh doanh:")
    form.row(
        "Họ và tên:",
        F("chu_ho_ten", owner.name.upper(), weight=2),
        "Giới tính:",
        F("chu_ho_gioi_tinh", owner.sex, weight=0.5),
    )
    form.row(
        "Sinh ngày:",
        F("chu_ho_ngay_sinh", short_date(owner.birth)),
        "Dân tộc:",
        F("chu_ho_dan_toc", owner.ethnic),
        "Quốc tịch:",
        F("chu_ho_quoc_tich", "Việt Nam"),
    )
    form.row("Loại giấy tờ pháp lý của cá nhân:", F("chu_ho_giay_to_loai", "Căn cước công dân"))
    form.row(
        "Số giấy tờ:",
        F("chu_ho_giay_to_so", owner.id12),
        "Ngày cấp:",
        F("chu_ho_giay_to_ngay_cap", short_date(owner.card_issued)),
    )
    form.row("Nơi cấp:", F("chu_ho_giay_to_noi_cap", CARD_ISSUER))
    form.row("Địa chỉ thường trú:", F("chu_ho_thuong_tru", owner.home.full(day)))
    form.row("Địa chỉ liên lạc:", F("chu_ho_lien_lac", owner.home.full(day)))
    form.gap(4)
    write_signatures(
        form,
        [
            Signer(
                ("TRƯỞNG PHÒNG",) if look.layout else ("KT. TRƯỞNG PHÒNG", "PHÓ TRƯỞNG PHÒNG"),
                case.chair,
                "nguoi_ky",
                "chuc_vu",
                sealed=True,
            )
        ],
        x=form.middle,
        width=form.width / 2,
    )
    return form.paper
