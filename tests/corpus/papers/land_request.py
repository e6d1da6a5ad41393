"""Đơn đăng ký biến động đất đai, tài sản gắn liền với đất (domain 4.7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tests.corpus.blocks import Signer, write_signatures, write_title
from tests.corpus.context import Setting, Studio
from tests.corpus.form import F, Paper
from tests.corpus.numbers import long_date, short_date
from tests.corpus.page import Span
from tests.corpus.papers.land import Parcel
from tests.corpus.people import CARD_ISSUER, Person
from tests.corpus.places import MERGER


def make_land_request(
    studio: Studio, case: Setting, day: date, parcel: Parcel, person: Person, names: Sequence[str]
) -> Paper:
    """TOKHAI_DAT: the application for a change of registration (domain 4.7), by the receiver of the land."""
    form, look = studio.begin("TOKHAI_DAT", day, 2)
    rng, where = form.rng, case.place
    if look.layout == 0:
        form.text("Mẫu số 18", align="right", italic=True, scale=0.9)
    form.text(look.republic, align="centre", bold=True)
    form.text(look.motto, align="centre", bold=True)
    form.rule(form.middle, 45, form.y - 3.8)
    form.gap(5)
    write_title(form, "ĐƠN ĐĂNG KÝ BIẾN ĐỘNG", "ĐẤT ĐAI, TÀI SẢN GẮN LIỀN VỚI ĐẤT", scale=1.2)
    office = f"Chi nhánh Văn phòng đăng ký đất đai {where.district}"
    form.row(
        "Kính gửi:", F("kinh_gui", office if day < MERGER else f"Ủy ban nhân dân {where.commune_kind} {where.commune}")
    )
    form.text("1. Người sử dụng đất, chủ sở hữu tài sản gắn liền với đất:", bold=True)
    form.row("a) Tên:", F("ho_ten", person.name.upper()))
    form.card_row(
        "b) Giấy tờ nhân thân/pháp nhân:", "giay_to",
        f"Căn cước công dân số {person.id12} do {CARD_ISSUER} cấp ngày {short_date(person.card_issued)}",
    )  # fmt: skip
    form.row("c) Địa chỉ:", F("dia_chi", person.home.full(day)))
    mail = f"{person.phone[-6:]}@thu.vn" if rng.random() < 0.5 else ""
    form.row("d) Điện thoại liên hệ (nếu có):", F("so_dien_thoai", person.phone), "Email:", F("email", mail))
    form.text("2. Giấy chứng nhận đã cấp:", bold=True)
    form.row("2.1. Số vào sổ cấp Giấy chứng nhận:", F("so_vao_so", parcel.register))
    form.row("2.2. Số phát hành Giấy chứng nhận (Số seri):", F("so_seri", parcel.serial))
    form.row("2.3. Ngày cấp Giấy chứng nhận:", F("ngay_cap", short_date(parcel.issued)))
    change = rng.choice(
        (
            f"Nhận chuyển nhượng quyền sử dụng đất thửa đất số {parcel.number}, tờ bản đồ số {parcel.sheet}, "
            f"diện tích {parcel.area} m²",
            f"Nhận tặng cho quyền sử dụng toàn bộ thửa đất số {parcel.number}, tờ bản đồ số {parcel.sheet}",
            "Đề nghị cấp lại Giấy chứng nhận do bị mất",
        )
    )
    label = "3. Nội dung biến động:" if look.layout else "3. Nội dung biến động về:"
    form.row(label, F("noi_dung", change))
    relief = rng.choice(("Không", "Miễn thuế thu nhập cá nhân giữa cha mẹ và con"))
    form.row("4. Đề nghị được miễn, giảm nghĩa vụ tài chính:", F("mien_giam", relief))
    listed = "; ".join(f"({index}) {name}" for index, name in enumerate(names, 1))
    form.row("5. Giấy tờ nộp kèm theo đơn này gồm có:", F("giay_to_kem", listed))
    wanted = rng.random() < 0.7
    ticked = "Có x Không" if wanted else "Có Không x"
    form.row("Nhu cầu cấp mới Giấy chứng nhận:", F("cap_moi", ticked, "Có" if wanted else "Không"))
    form.text("Tôi cam đoan nội dung kê khai trên đơn là đúng sự thật, nếu sai tôi xin chịu trách nhiệm.", indent=10)
    form.gap(1)
    form.note("lam_tai", where.commune)
    style = form.style(italic=True)
    form.text(
        Span(where.commune, style, "lam_tai"), Span(", ", style),
        Span(long_date(day), style, form.note("ngay_lam", short_date(day))), align="right",
    )  # fmt: skip
    write_signatures(form, [Signer(("Người viết đơn",), person.name)], x=form.middle, width=form.width / 2, height=16)
    return form.paper
