"""Hợp đồng chuyển nhượng, tặng cho quyền sử dụng đất: parties, land and price; the wording is remembered."""

from __future__ import annotations

from datetime import date

from tests.corpus.blocks import Signer, write_signatures, write_title
from tests.corpus.context import Setting, Studio
from tests.corpus.form import F, Paper
from tests.corpus.numbers import count_words, money, short_date
from tests.corpus.papers.land import Parcel
from tests.corpus.papers.request import national_head
from tests.corpus.people import Person


def make_land_contract(studio: Studio, case: Setting, day: date, parcel: Parcel, giver: Person, taker: Person) -> Paper:
    """HOPDONG of a sale or a gift."""
    form, look = studio.begin("HOPDONG", day, 2, printed=studio.rng.random() < 0.7)
    rng, sale = form.rng, studio.rng.random() < 0.7
    form.paper.layout = f"{'sale' if sale else 'gift'}-{look.layout}"
    national_head(form)
    write_title(form, f"HỢP ĐỒNG {'CHUYỂN NHƯỢNG' if sale else 'TẶNG CHO'}", "QUYỀN SỬ DỤNG ĐẤT", scale=1.3)
    form.gap(2)
    form.day_row("Hôm nay,", "ngay_lap", day, 1)
    form.text("Chúng tôi gồm có:")
    verbs = ("CHUYỂN NHƯỢNG", "NHẬN CHUYỂN NHƯỢNG") if sale else ("TẶNG CHO", "ĐƯỢC TẶNG CHO")
    for letter, prefix, verb, person in (("A", "ben_a", verbs[0], giver), ("B", "ben_b", verbs[1], taker)):
        form.text(f"BÊN {verb} (BÊN {letter}):", bold=True)
        word = "Họ và tên:" if look.layout else ("Ông:" if person.sex == "Nam" else "Bà:")
        form.row(
            word, F(f"{prefix}_ho_ten", person.name.upper(), weight=2),
            "Sinh ngày:", F(f"{prefix}_ngay_sinh", short_date(person.birth)),
        )  # fmt: skip
        form.row("Căn cước công dân số:", F(f"{prefix}_so", person.id12))
        form.row("Địa chỉ thường trú:", F(f"{prefix}_noi_cu_tru", person.home.full(day)))
    form.text(f"ĐIỀU 1. QUYỀN SỬ DỤNG ĐẤT {verbs[0]}", bold=True)
    form.row("- Thửa đất số:", F("so_thua", str(parcel.number)), "- Tờ bản đồ số:", F("so_to", str(parcel.sheet)))
    form.row("- Địa chỉ thửa đất:", F("dia_chi_thua", parcel.place.full(day)))
    form.row("- Diện tích:", F("dien_tich", f"{parcel.area} m²", parcel.area_value))
    form.row(
        "- Giấy chứng nhận số phát hành:", F("so_seri", parcel.serial),
        "số vào sổ cấp GCN:", F("so_vao_so", parcel.register),
    )  # fmt: skip
    if sale:
        price = rng.randint(20, 400) * 10_000_000
        words = count_words(price)
        form.text("ĐIỀU 2. GIÁ CHUYỂN NHƯỢNG VÀ PHƯƠNG THỨC THANH TOÁN", bold=True)
        form.row("- Giá chuyển nhượng là:", F("gia", f"{money(price)} đồng", str(price)))
        form.row("(bằng chữ:", F("gia_chu", f"{words[0].upper()}{words[1:]} đồng"), ")")
    form.text("ĐIỀU 3. CAM ĐOAN CỦA CÁC BÊN", bold=True)
    form.text(
        "Hai bên cam đoan những thông tin về nhân thân, về thửa đất đã ghi trong Hợp đồng này là đúng sự thật và chịu "
        "trách nhiệm trước pháp luật.",
        align="justify", indent=10,
    )  # fmt: skip
    form.gap(4)
    write_signatures(form, [Signer(("BÊN A",), giver.name), Signer(("BÊN B",), taker.name)])
    return form.paper
