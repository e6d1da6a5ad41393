"""Tờ khai thay đổi thông tin cư trú (CT01, domain 4.6) and sổ hộ khẩu (3.8; its wording is remembered)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from tests.corpus.blocks import Cell, Signer, place_date_spans, write_signatures, write_table, write_title
from tests.corpus.context import Setting, Studio
from tests.corpus.form import F, Form, Paper
from tests.corpus.numbers import short_date
from tests.corpus.papers.request import national_head
from tests.corpus.people import Family, Person, birthday

JOBS = ("Làm ruộng", "Giáo viên", "Công nhân", "Buôn bán", "Nội trợ", "Thợ may", "Học sinh", "Lái xe")


def make_residence_request(studio: Studio, case: Setting, day: date, family: Family) -> Paper:
    """TOKHAI_CT01: numbers in twelve boxes or on a line, the family as a table."""
    form, look = studio.begin("TOKHAI_CT01", day, 2)
    rng, head, person = form.rng, family.father, family.mother
    form.text("Mẫu CT01 ban hành kèm theo Thông tư số 53/2025/TT-BCA", align="right", italic=True, scale=0.8)
    national_head(form)
    write_title(form, "TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ", scale=1.3)
    form.row("Kính gửi:", F("kinh_gui", f"Công an {person.home.commune_kind} {person.home.commune}"))
    form.row("1. Họ, chữ đệm và tên khai sinh:", F("ho_ten", person.name.upper()))
    form.row(
        "2. Ngày, tháng, năm sinh:", F("ngay_sinh", short_date(person.birth)),
        "3. Giới tính:", F("gioi_tinh", person.sex, weight=0.5),
    )  # fmt: skip
    number_row(form, "4. Số định danh cá nhân:", "so_dinh_danh", person.id12)
    mail = f"{person.phone[-6:]}@thu.vn" if rng.random() < 0.5 else ""
    form.row("5. Số điện thoại liên hệ:", F("so_dien_thoai", person.phone), "6. Email:", F("email", mail))
    form.row(
        "7. Họ, chữ đệm và tên chủ hộ:", F("chu_ho_ten", head.name.upper(), weight=1.6),
        "8. Mối quan hệ với chủ hộ:", F("quan_he_chu_ho", "Vợ", weight=0.5),
    )  # fmt: skip
    number_row(form, "9. Số định danh cá nhân của chủ hộ:", "chu_ho_so_dinh_danh", head.id12)
    form.row(
        "10. Nội dung đề nghị:",
        F("noi_dung", rng.choice((
            f"Đăng ký thường trú vào hộ ông {head.name} tại {head.home.full(day)}",
            f"Đăng ký thường trú cho con mới sinh tại {head.home.full(day)}",
            "Tách hộ, đăng ký thường trú cùng một chỗ ở hợp pháp",
        ))),
    )  # fmt: skip
    form.text("11. Những thành viên trong hộ gia đình cùng thay đổi:")
    titles = (
        "TT", "Họ, chữ đệm và tên", "Ngày, tháng, năm sinh", "Giới tính", "Số định danh cá nhân",
        "Mối quan hệ với chủ hộ",
    )  # fmt: skip
    keys = ("", "ho_ten", "ngay_sinh", "gioi_tinh", "so_dinh_danh", "quan_he")
    rows = [[Cell(text, "centre", True) for text in titles]]
    members = [(family.child, "Con")] if family.child.birth < day else []
    for index, (member, role) in enumerate(members, 1):
        cells = (str(index), member.name, short_date(member.birth), member.sex, member.id12, role)
        rows.append([
            Cell(text, "left" if key == "ho_ten" else "centre",
                 key=form.note(f"thanh_vien[{index}].{key}", text) if key else None, filled=bool(key))
            for key, text in zip(keys, cells, strict=True)
        ])  # fmt: skip
    rows.append([Cell() for _ in titles])
    write_table(form, [9, form.width - 9 - 27 - 15 - 33 - 24, 27, 15, 33, 24], rows, scale=0.88)
    form.gap(2)
    form.text(*place_date_spans(form, person.home.commune, day, key="ngay_lam"), align="right")
    form.gap(2)
    blocks = [
        Signer(("Ý KIẾN CỦA", "CHỦ HỘ"), head.name),
        Signer(("Ý KIẾN CỦA CHỦ SỞ HỮU", "CHỖ Ở HỢP PHÁP"), head.name if look.layout else None, blank=not look.layout),
        Signer(("Ý KIẾN CỦA CHA, MẸ", "HOẶC NGƯỜI GIÁM HỘ"), None, blank=True),
        Signer(("NGƯỜI KÊ KHAI",), person.name),
    ]
    write_signatures(form, blocks, height=18)
    return form.paper


def number_row(form: Form, label: str, key: str, number: str) -> None:
    """An ID number in boxes, or on a line where the form has none."""
    if form.look.layout == 0:
        form.boxes_row(label, key, number)
    else:
        form.row(label, F(key, number))


def make_household_register(studio: Studio, case: Setting, day: date, family: Family) -> Paper:
    """SHK: the cover's inside, then a page for every member or two to a page."""
    form, look = studio.begin("SHK", day, 2)
    rng, head = form.rng, family.father
    form.y = 40
    form.text(look.republic, align="centre", bold=True)
    form.text(look.motto, align="centre", bold=True)
    form.gap(25)
    write_title(form, "SỔ HỘ KHẨU", scale=2.0)
    form.text("Số: ", form.field_span("so", f"{rng.randint(10**8, 10**9 - 1)}", bold=True), align="centre")
    form.gap(10)
    form.row("Họ và tên chủ hộ:", F("chu_ho", head.name.upper()))
    form.row("Nơi thường trú:", F("noi_thuong_tru", head.home.full(day)))
    form.gap(8)
    form.text(*place_date_spans(form, head.home.district, day, key="ngay_cap"), align="right")
    office = Signer(("TRƯỞNG CÔNG AN",), case.chair, sealed=True)
    write_signatures(form, [office], x=form.middle, width=form.width / 2)
    members = [(head, "Chủ hộ"), (family.mother, "Vợ")]
    members += [(family.child, "Con")] if family.child.birth < day else []
    each = 2 if look.layout else 1
    for index, (member, role) in enumerate(members):
        if index % each == 0:
            form.new_sheet()
            form.y = 24
        write_member(form, index + 1, member, role, day, members)
        form.gap(16)
    return form.paper


def write_member(
    form: Form, number: int, member: Person, role: str, day: date, members: Sequence[tuple[Person, str]]
) -> None:
    """One person's page: fields in the order of the printed booklet."""
    rng, key = form.rng, f"thanh_vien[{number}]"
    adult = birthday(member.birth, 15) < day
    form.row("Quan hệ với chủ hộ:", F(f"{key}.quan_he", role))
    form.row("Họ và tên:", F(f"{key}.ho_ten", member.name.upper()))
    form.row("Họ và tên gọi khác (nếu có):", F(f"{key}.ten_khac", ""))
    form.row(
        "Ngày, tháng, năm sinh:", F(f"{key}.ngay_sinh", short_date(member.birth)),
        "Giới tính:", F(f"{key}.gioi_tinh", member.sex, weight=0.5),
    )  # fmt: skip
    form.row("Nguyên quán:", F(f"{key}.que_quan", member.origin.full(day, detail=False)))
    form.row(
        "Dân tộc:", F(f"{key}.dan_toc", member.ethnic), "Tôn giáo:", F(f"{key}.ton_giao", "Không"),
        "Quốc tịch:", F(f"{key}.quoc_tich", "Việt Nam"),
    )  # fmt: skip
    form.row("CMND số:", F(f"{key}.so_giay_to", member.id9 if adult else ""))
    form.row("Nghề nghiệp, nơi làm việc:", F(f"{key}.nghe_nghiep", rng.choice(JOBS) if adult else ""))
    before = member.origin.full(day) if rng.random() < 0.5 and adult else ""
    form.row("Nơi thường trú trước khi chuyển đến:", F(f"{key}.noi_truoc", before))
    registered = max(member.birth + timedelta(days=30), day - timedelta(days=rng.randint(0, 300)))
    form.row("Đăng ký thường trú ngày:", F(f"{key}.ngay_dang_ky", short_date(min(registered, day))))
    form.gap(2)
    clerk = Signer(("CÁN BỘ ĐĂNG KÝ",), None, hint="(Ký, ghi rõ họ tên)")
    chief = Signer(("TRƯỞNG CÔNG AN",), None, hint="(Ký, ghi rõ họ tên, đóng dấu)")
    write_signatures(form, [clerk, chief], height=12)
