"""Trích lục khai tử (domain 3.6)."""

from __future__ import annotations

from datetime import date

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
from tests.corpus.form import F, Paper
from tests.corpus.numbers import date_words, short_date
from tests.corpus.papers.birth import card_line
from tests.corpus.people import Person

CAUSES = ("Bệnh già", "Tai nạn giao thông", "Bệnh hiểm nghèo", "Đột quỵ", "Suy hô hấp", "Nhồi máu cơ tim")


def make_death_extract(studio: Studio, case: Setting, day: date, dead: Person, death: date, teller: Person) -> Paper:
    """TLKT, original or copy."""
    form, look = studio.begin("TLKT", day, 2)
    rng, copy = form.rng, studio.rng.random() < 0.5
    form.paper.layout = f"{'copy' if copy else 'original'}-{look.layout}"
    write_head(
        form, commune_agency(form, dead.home, day),
        number=number_spans(form, rng.randint(1, 190), "/TLKT-BS" if copy else "/TLKT"),
        place_date=place_date_spans(form, dead.home.commune, day, key="ngay_cap"),
    )  # fmt: skip
    write_title(form, "TRÍCH LỤC KHAI TỬ", *(["(BẢN SAO)"] if copy else []), scale=1.4)
    form.gap(3)
    form.row("Họ, chữ đệm, tên:", F("ho_ten", dead.name.upper(), bold=True))
    form.day_row("Ngày, tháng, năm sinh:", "ngay_sinh", dead.birth, rng.choice((0, 1)))
    form.row(
        "Giới tính:",
        F("gioi_tinh", dead.sex, weight=0.6),
        "Dân tộc:",
        F("dan_toc", dead.ethnic),
        "Quốc tịch:",
        F("quoc_tich", "Việt Nam"),
    )
    form.row("Số định danh cá nhân:", F("so_dinh_danh", dead.id12))
    form.card_row("Giấy tờ tùy thân:", "giay_to", card_line(dead, day))
    hour, minute = rng.randint(0, 23), rng.randint(0, 59)
    moment = f"{hour:02d}:{minute:02d} {short_date(death)}"
    parts = [
        ("Đã chết vào lúc:", f"{hour:02d}"),
        ("giờ", f"{minute:02d}"),
        ("phút, ngày", f"{death.day:02d}"),
        ("tháng", f"{death.month:02d}"),
        ("năm", str(death.year)),
    ]
    form.row(*(item for label, raw in parts for item in (label, F("thoi_diem_chet", raw, moment))))
    form.row("Ghi bằng chữ:", F("ngay_chet_chu", date_words(death)))
    form.row("Nơi chết:", F("noi_chet", dead.home.full(day)))
    form.row("Nguyên nhân chết:", F("nguyen_nhan", rng.choice(CAUSES)))
    notice = f"{rng.randint(1, 99):02d}/GBT"
    form.row("Giấy báo tử/Giấy tờ thay thế Giấy báo tử số:", F("giay_bao_tu_so", notice))
    form.row(
        "do",
        F("giay_bao_tu_noi_cap", agency_title(dead.home), weight=2),
        "cấp ngày",
        F("giay_bao_tu_ngay", short_date(death)),
    )
    form.row("Họ, chữ đệm, tên người đi khai tử:", F("nguoi_di_khai_ho_ten", teller.name))
    form.card_row("Giấy tờ tùy thân:", "nguoi_di_khai_giay_to", card_line(teller, day))
    if copy:
        form.row("Đã được đăng ký khai tử tại:", F("noi_dang_ky", agency_title(dead.home)))
        form.row(
            "Số:", F("so_dang_ky", str(rng.randint(1, 150)), weight=0.5), "ngày", F("ngay_dang_ky", short_date(day))
        )
    form.row("Ghi chú:", F("ghi_chu", ""))
    form.gap(4)
    signer = Signer(
        ("NGƯỜI KÝ TRÍCH LỤC", rng.choice(("CHỦ TỊCH", "PHÓ CHỦ TỊCH"))), case.chair, "nguoi_ky", sealed=look.seal
    )
    write_signatures(form, [signer], x=form.middle, width=form.width / 2)
    return form.paper
