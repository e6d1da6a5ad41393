"""Giấy đề nghị đăng ký hộ kinh doanh (domain 4.8); the order of its items is remembered."""

from __future__ import annotations

from datetime import date

from tests.corpus.blocks import Cell, Signer, place_date_spans, write_signatures, write_table, write_title
from tests.corpus.context import Setting, Studio
from tests.corpus.form import F, Paper
from tests.corpus.numbers import count_words, money, short_date
from tests.corpus.papers.request import national_head
from tests.corpus.papers.residence import SHOPS, TRADES
from tests.corpus.people import CARD_ISSUER, Person
from tests.corpus.places import MERGER


def make_business_request(studio: Studio, case: Setting, day: date, owner: Person) -> Paper:
    """TOKHAI_HKD: the owner first, then the shop with its trades as a table."""
    form, look = studio.begin("TOKHAI_HKD", day, 2)
    rng, place = form.rng, owner.home
    national_head(form)
    form.text(*place_date_spans(form, place.commune, day, key="ngay_lam"), align="right")
    form.gap(3)
    write_title(form, "GIẤY ĐỀ NGHỊ", "ĐĂNG KÝ HỘ KINH DOANH", scale=1.3)
    office = (
        f"Phòng Kinh tế {place.commune_kind} {place.commune}"
        if day >= MERGER
        else f"Phòng Tài chính - Kế hoạch {place.district_kind} {place.district}"
    )
    form.row("Kính gửi:", F("kinh_gui", office))
    label = "Tôi là (ghi họ tên bằng chữ in hoa):" if look.layout else "Họ và tên chủ hộ kinh doanh:"
    form.row(
        label, F("chu_ho_ten", owner.name.upper(), weight=2), "Giới tính:", F("chu_ho_gioi_tinh", owner.sex, weight=0.5)
    )
    form.row(
        "Sinh ngày:", F("chu_ho_ngay_sinh", short_date(owner.birth)), "Dân tộc:", F("chu_ho_dan_toc", owner.ethnic),
        "Quốc tịch:", F("chu_ho_quoc_tich", "Việt Nam"),
    )  # fmt: skip
    if look.layout:
        form.row("Số định danh cá nhân:", F("chu_ho_giay_to_so", owner.id12))
    else:
        form.row("Loại giấy tờ pháp lý của cá nhân:", F("chu_ho_giay_to_loai", "Căn cước công dân"))
        form.row("Số giấy tờ pháp lý của cá nhân:", F("chu_ho_giay_to_so", owner.id12))
        form.row(
            "Ngày cấp:", F("chu_ho_giay_to_ngay_cap", short_date(owner.card_issued), weight=0.5),
            "Nơi cấp:", F("chu_ho_giay_to_noi_cap", CARD_ISSUER, weight=1.6),
        )  # fmt: skip
    form.row("Địa chỉ thường trú:", F("chu_ho_thuong_tru", owner.home.full(day)))
    form.row("Địa chỉ liên lạc:", F("chu_ho_lien_lac", owner.home.full(day)))
    mail = f"{owner.phone[-6:]}@thu.vn" if rng.random() < 0.5 else ""
    form.row("Điện thoại:", F("chu_ho_dien_thoai", owner.phone), "Email:", F("chu_ho_email", mail))
    form.text("Đăng ký hộ kinh doanh do tôi làm chủ với các nội dung sau:", bold=True)
    form.row("1. Tên hộ kinh doanh (ghi bằng chữ in hoa):", F("ten", f"HỘ KINH DOANH {rng.choice(SHOPS)}"))
    form.row("2. Địa chỉ trụ sở hộ kinh doanh:", F("dia_chi", owner.home.full(day)))
    form.row("Điện thoại:", F("dien_thoai", owner.phone), "Email:", F("email", ""))
    form.text("3. Ngành, nghề kinh doanh:")
    heads = ("STT", "Tên ngành", "Mã ngành", "Ngành, nghề kinh doanh chính")
    rows = [[Cell(text, "centre", True) for text in heads]]
    for index, (trade, code) in enumerate(rng.sample(TRADES, rng.randint(1, 3)), 1):
        rows.append([
            Cell(str(index), "centre"),
            Cell(trade, key=form.note(f"nganh_nghe[{index}].ten", trade), filled=True),
            Cell(code, "centre", key=form.note(f"nganh_nghe[{index}].ma", code), filled=True),
            Cell("X" if index == 1 else "", "centre"),
        ])  # fmt: skip
    write_table(form, [14, form.width - 14 - 30 - 36, 30, 36], rows)
    capital = rng.choice((30, 60, 90, 150, 250, 400)) * 1_000_000
    words = count_words(capital)
    form.row("4. Vốn kinh doanh (bằng số):", F("von", money(capital), str(capital)), "VNĐ")
    form.row("(bằng chữ):", F("von_chu", f"{words[0].upper()}{words[1:]} đồng"))
    form.row("5. Số lượng lao động (dự kiến):", F("so_lao_dong", str(rng.randint(1, 9))))
    form.row("6. Chủ thể thành lập hộ kinh doanh:", F("chu_the", rng.choice(("Cá nhân", "Các thành viên hộ gia đình"))))
    form.text("Tôi xin cam kết chịu trách nhiệm trước pháp luật về tính trung thực của nội dung trên.", indent=10)
    form.gap(3)
    write_signatures(form, [Signer(("CHỦ HỘ KINH DOANH",), owner.name)], x=form.middle, width=form.width / 2, height=16)
    return form.paper
