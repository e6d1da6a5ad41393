"""Giấy khai sinh (domain 3.1), trích lục khai sinh (3.2), giấy chứng sinh (3.3)."""

from __future__ import annotations

from datetime import date, timedelta

from tests.corpus.blocks import (
    Signer,
    agency_title,
    commune_agency,
    place_date_spans,
    write_head,
    write_signatures,
    write_title,
)
from tests.corpus.context import Setting, Studio
from tests.corpus.form import F, Form, Paper
from tests.corpus.numbers import date_words, money, short_date
from tests.corpus.page import Span
from tests.corpus.people import CARD_ISSUER, Person
from tests.corpus.places import Place
from tests.corpus.texture import draw_frame, draw_pattern


def card_line(person: Person, day: date) -> str:
    """The one-line identity paper of domain 4: kind, number, issuer, day."""
    if day >= person.card_issued:
        return f"Căn cước công dân số {person.id12} do {CARD_ISSUER} cấp ngày {short_date(person.card_issued)}"
    number = person.id9 or person.id12
    issuer = f"Công an {person.home.province.kind.lower()} {person.home.province.name}"
    return f"CMND số {number} do {issuer} cấp ngày {short_date(person.birth + timedelta(days=365 * 16 + 40))}"


def make_birth_certificate(
    studio: Studio, case: Setting, day: date, child: Person, parents: tuple[Person, Person]
) -> Paper:
    """GKS in the form of its decade; three layouts since 2016, two before."""
    form, look = studio.begin("GKS", day, 3)
    paper = form.paper
    if day.year < 2016:
        paper.layout = f"{'1998' if day.year < 2006 else '2006'}-{look.layout % 2}"
        write_old_birth(form, case, day, child, parents)
    else:
        paper.layout = f"2016-{look.layout}"
        write_new_birth(form, case, day, child, parents)
    return paper


def parent_rows(
    form: Form,
    prefix: str,
    role: str,
    parent: Person,
    day: date,
    *,
    birth_label: str = "Năm sinh:",
    home_label: str = "Nơi cư trú:",
) -> None:
    """The block of one parent."""
    full = day.year >= 2024
    form.row(f"{role}", F(f"{prefix}_ho_ten", parent.name.upper() if form.look.layout % 2 == 0 else parent.name))
    born = short_date(parent.birth) if full else str(parent.birth.year)
    key = "ngay_sinh" if full else "nam_sinh"
    label = "Ngày, tháng, năm sinh:" if full else birth_label
    form.row(
        label,
        F(f"{prefix}_{key}", born),
        "Dân tộc:",
        F(f"{prefix}_dan_toc", parent.ethnic, weight=0.7),
        "Quốc tịch:",
        F(f"{prefix}_quoc_tich", "Việt Nam"),
    )
    form.row(home_label, F(f"{prefix}_noi_cu_tru", parent.home.full(day)))


def write_new_birth(form: Form, case: Setting, day: date, child: Person, parents: tuple[Person, Person]) -> None:
    """The form since 2016: mother first, personal number, on patterned paper."""
    rng, look = form.rng, form.look
    father, mother = parents
    if look.layout != 1:
        draw_pattern(form.sheet, rng)
        draw_frame(form.sheet, rng, 9)
    number = rng.randint(3, 480)
    docno = f"{number}/{day.year}" if rng.random() < 0.6 else str(number)
    agency = commune_agency(form, child.home, day)
    if look.layout == 0:
        form.text(look.republic, align="centre", bold=True)
        form.text(look.motto, align="centre", bold=True)
        form.rule(form.middle, 45, form.y - 4)
        form.gap(5)
        write_title(form, "GIẤY KHAI SINH", scale=1.6)
        form.text("Số: ", form.value_span(F("so", docno)), align="centre")
    else:
        write_head(form, agency, number=[Span("Số: ", form.style()), form.value_span(F("so", docno))])
        write_title(form, "GIẤY KHAI SINH", scale=1.5)
    form.gap(4)
    form.row("Họ, chữ đệm, tên:", F("ho_ten", child.name.upper(), bold=True))
    form.day_row("Ngày, tháng, năm sinh:", "ngay_sinh", child.birth, look.layout % 2 if rng.random() < 0.7 else 2)
    form.row(rng.choice(("ghi bằng chữ:", "(Ghi bằng chữ):")), F("ngay_sinh_chu", date_words(child.birth)))
    form.row(
        "Giới tính:",
        F("gioi_tinh", child.sex, weight=0.6),
        "Dân tộc:",
        F("dan_toc", child.ethnic),
        "Quốc tịch:",
        F("quoc_tich", "Việt Nam"),
    )
    form.row("Nơi sinh:", F("noi_sinh", birth_place(form, child.home, day)))
    form.row("Quê quán:", F("que_quan", child.origin.full(day, detail=False)))
    form.row("Số định danh cá nhân:", F("so_dinh_danh", child.id12))
    form.gap(2)
    for prefix, word, parent in form.order("parents", (("me", "mẹ", mother), ("cha", "cha", father))):
        label = f"Họ, chữ đệm, tên người {word}:"
        if prefix == "me" or case.procedure != "1.004222" or rng.random() < 0.85:
            parent_rows(form, prefix, label, parent, day)
        else:
            form.row(label, F("cha_ho_ten", ""))
            form.row(
                "Năm sinh:", F("cha_nam_sinh", ""), "Dân tộc:", F("cha_dan_toc", ""),
                "Quốc tịch:", F("cha_quoc_tich", ""),
            )  # fmt: skip
            form.row("Nơi cư trú:", F("cha_noi_cu_tru", ""))
    form.gap(2)
    teller = rng.choice(parents)
    form.row("Họ, chữ đệm, tên người đi khai sinh:", F("nguoi_di_khai_ho_ten", teller.name))
    form.card_row("Giấy tờ tùy thân:", "nguoi_di_khai_giay_to", card_line(teller, day))
    form.row(
        "Nơi đăng ký khai sinh:",
        F("noi_dang_ky", f"{agency_title(child.home)}, {child.home.full(day, detail=False).split(', ', 1)[1]}"),
    )
    form.day_row("Ngày, tháng, năm đăng ký:", "ngay_dang_ky", day, rng.choice((0, 1)))
    form.gap(4)
    signer = Signer(
        ("NGƯỜI KÝ GIẤY KHAI SINH", rng.choice(("CHỦ TỊCH", "PHÓ CHỦ TỊCH"))),
        case.chair,
        "nguoi_ky",
        "chuc_vu",
        sealed=look.seal,
    )
    write_signatures(form, [signer], x=form.middle - 5, width=form.width / 2 + 5)


def birth_place(form: Form, home: Place, day: date) -> str:
    where = home.full(day, detail=False).split(", ", 1)[1]
    return form.rng.choice(
        (
            f"Trung tâm Y tế {home.district_kind} {home.district}, {where}",
            f"Bệnh viện Đa khoa {home.province.name}",
            f"Trạm Y tế {home.commune_kind} {home.commune}, {where}",
        )
    )


def write_old_birth(form: Form, case: Setting, day: date, child: Person, parents: tuple[Person, Person]) -> None:
    """The forms of 1998 to 2015: father first before 2006, parents' table, Quyển số beside Số."""
    rng, look = form.rng, form.look
    father, mother = parents
    agency = commune_agency(form, child.home, day)
    book = f"{rng.randint(1, 3):02d}/{day.year}" if day.year >= 2006 else f"{rng.randint(1, 9):02d}"
    number = str(rng.randint(3, 480))
    write_head(
        form,
        agency,
        number=[Span("Số: ", form.style()), form.value_span(F("so", number))],
        place_date=[Span("Quyển số: ", form.style()), form.value_span(F("quyen_so", book))],
    )
    title = "GIẤY KHAI SINH"
    write_title(form, title, *(["(BẢN CHÍNH)"] if rng.random() < 0.3 else []), scale=1.6)
    form.gap(4)
    form.row(
        "Họ và tên:",
        F("ho_ten", child.name.upper(), weight=2),
        "Nam, nữ:" if day.year < 2006 else "Giới tính:",
        F("gioi_tinh", child.sex, weight=0.6),
    )
    form.day_row(
        "Ngày, tháng, năm sinh:" if day.year >= 2006 else "Sinh",
        "ngay_sinh",
        child.birth,
        1 if day.year < 2006 else rng.choice((0, 1)),
    )
    form.row(
        "(Bằng chữ:" if day.year < 2006 else "Ghi bằng chữ:",
        F("ngay_sinh_chu", date_words(child.birth)),
        *([")"] if day.year < 2006 else []),
    )
    form.row("Nơi sinh:", F("noi_sinh", birth_place(form, child.home, day)))
    form.row("Dân tộc:", F("dan_toc", child.ethnic), "Quốc tịch:", F("quoc_tich", "Việt Nam"))
    form.row("Quê quán:", F("que_quan", child.origin.full(day, detail=False)))
    form.gap(2)
    home_label = rng.choice(("Nơi thường trú/tạm trú:", "Nơi đăng ký hộ khẩu thường trú:"))
    order = (("cha", "cha", father), ("me", "mẹ", mother))
    for prefix, word, parent in order if day.year < 2006 else reversed(order):
        form.row(
            f"Họ và tên {word}:",
            F(f"{prefix}_ho_ten", parent.name, weight=2),
            "Năm sinh:",
            F(f"{prefix}_nam_sinh", str(parent.birth.year), weight=0.7),
        )
        form.row("Dân tộc:", F(f"{prefix}_dan_toc", parent.ethnic), "Quốc tịch:", F(f"{prefix}_quoc_tich", "Việt Nam"))
        form.row(home_label, F(f"{prefix}_noi_cu_tru", parent.home.full(day)))
    form.gap(2)
    if look.layout % 2 == 0:
        form.row("Nơi đăng ký:", F("noi_dang_ky", f"{agency_title(child.home)}"))
        form.day_row("Ngày, tháng, năm đăng ký:", "ngay_dang_ky", day, rng.choice((0, 1)))
    else:
        form.day_row("Đăng ký", "ngay_dang_ky", day, 1)
    form.row("Họ và tên, chữ ký người đi khai:", F("nguoi_di_khai_ho_ten", rng.choice(parents).name))
    form.gap(5)
    clerk = Signer(("CÁN BỘ TƯ PHÁP HỘ TỊCH",), case.clerk)
    chair = Signer(
        ("TM. " + form.look.people + " NHÂN DÂN", "CHỦ TỊCH"), case.chair, "nguoi_ky", "chuc_vu", sealed=look.seal
    )
    write_signatures(form, [clerk, chair])


def make_birth_extract(
    studio: Studio, case: Setting, day: date, child: Person, parents: tuple[Person, Person], registered: date
) -> Paper:
    """TLKS_BS: a copy's number and day at the head, the register's own at the foot."""
    form, look = studio.begin("TLKS_BS", day, 2)
    rng, father, mother = form.rng, *parents
    number = f"{rng.randint(1, 900)}/TLKS-BS"
    write_head(
        form, commune_agency(form, child.home, day),
        number=[Span("Số: ", form.style()), Span(number, form.style(), form.note("so_ban_sao", number))],
        place_date=place_date_spans(form, child.home.commune, day, key="ngay_cap_ban_sao"),
    )  # fmt: skip
    write_title(form, rng.choice(("TRÍCH LỤC KHAI SINH", "GIẤY KHAI SINH")), "(BẢN SAO)", scale=1.4)
    form.gap(3)
    form.row("Họ, chữ đệm, tên:", F("ho_ten", child.name.upper(), bold=True))
    form.day_row("Ngày, tháng, năm sinh:", "ngay_sinh", child.birth, rng.choice((0, 1)))
    form.row("Ghi bằng chữ:", F("ngay_sinh_chu", date_words(child.birth)))
    form.row(
        "Giới tính:",
        F("gioi_tinh", child.sex, weight=0.6),
        "Dân tộc:",
        F("dan_toc", child.ethnic),
        "Quốc tịch:",
        F("quoc_tich", "Việt Nam"),
    )
    form.row("Nơi sinh:", F("noi_sinh", birth_place(form, child.home, registered)))
    form.row("Quê quán:", F("que_quan", child.origin.full(registered, detail=False)))
    form.row("Số định danh cá nhân:", F("so_dinh_danh", child.id12))
    form.gap(1)
    for prefix, word, parent in form.order("parents", (("me", "mẹ", mother), ("cha", "cha", father))):
        parent_rows(form, prefix, f"Họ, chữ đệm, tên người {word}:", parent, day)
    form.gap(1)
    form.row("Đăng ký khai sinh tại:", F("noi_dang_ky", agency_title(child.home)))
    form.row(
        "Số:", F("so_dang_ky", str(rng.randint(2, 400)), weight=0.5), "ngày", F("ngay_dang_ky", short_date(registered))
    )
    form.note("ngay_dang_ky", short_date(registered))
    form.row("Ghi chú:", F("ghi_chu", ""))
    form.gap(4)
    signer = Signer(("NGƯỜI KÝ TRÍCH LỤC", "PHÓ CHỦ TỊCH"), case.chair, "nguoi_ky", sealed=look.seal)
    write_signatures(form, [signer], x=form.middle, width=form.width / 2)
    return form.paper


def make_birth_notice(studio: Studio, case: Setting, day: date, child: Person, parents: tuple[Person, Person]) -> Paper:
    """GCS of a hospital; the form of 2025 numbers itself, older ones have Quyển số."""
    form, _ = studio.begin("GCS", day, 2)
    rng, father, mother = form.rng, *parents
    facility = f"Trung tâm Y tế {child.home.district_kind} {child.home.district}"
    code = (
        f"{rng.randint(1, 9999):05d}.GCS.{rng.randint(10000, 99999)}.{day:%y}"
        if day.year >= 2024
        else str(rng.randint(10, 900))
    )
    write_head(
        form,
        [f"SỞ Y TẾ {child.home.province.name}".upper(), facility.upper()],
        number=[Span("Số: ", form.style()), form.value_span(F("ma_so", code))],
    )
    write_title(form, "GIẤY CHỨNG SINH", scale=1.5)
    form.gap(3)
    form.row("Họ và tên mẹ/Người nuôi dưỡng:", F("me_ho_ten", mother.name.upper()))
    form.row(
        "Năm sinh:", F("me_nam_sinh", str(mother.birth.year), weight=0.5), "Dân tộc:", F("me_dan_toc", mother.ethnic)
    )
    form.row("Nơi đăng ký thường trú:", F("me_noi_cu_tru", mother.home.full(day)))
    form.row("Mã số BHXH/Thẻ BHYT số:", F("me_bhyt", f"{rng.randint(10**9, 10**10 - 1)}"))
    form.row(
        "Số CMND/Căn cước/Hộ chiếu:",
        F("me_giay_to_so", mother.id12 if day >= mother.card_issued else mother.id9 or mother.id12),
    )
    if day >= mother.card_issued:
        form.row(
            "Ngày cấp:",
            F("me_giay_to_ngay_cap", short_date(mother.card_issued), weight=0.5),
            "Nơi cấp:",
            F("me_giay_to_noi_cap", "Cục CSQLHC về TTXH"),
        )
    form.row("Họ và tên cha:", F("cha_ho_ten", father.name))
    hour, minute = rng.randint(0, 23), rng.randint(0, 59)
    moment = f"{hour:02d}:{minute:02d} {short_date(child.birth)}"
    parts = [
        ("Đã sinh con vào lúc:", f"{hour:02d}"),
        ("giờ", f"{minute:02d}"),
        ("phút, ngày", f"{child.birth.day:02d}"),
        ("tháng", f"{child.birth.month:02d}"),
        ("năm", str(child.birth.year)),
    ]
    form.row(*(item for label, raw in parts for item in (label, F("thoi_diem_sinh", raw, moment))))
    form.row("Tại:", F("noi_sinh", facility))
    form.row("Số con trong lần sinh này:", F("so_con", "01", "1"), "Giới tính của con:", F("con_gioi_tinh", child.sex))
    weight = rng.randint(25, 41) * 100
    form.row(
        "Cân nặng:",
        F("con_can_nang", f"{money(weight)} gam" if rng.random() < 0.5 else f"{weight}g", str(weight)),
        "Hiện trạng:",
        F("con_tinh_trang", rng.choice(("Bình thường", "Khỏe mạnh"))),
    )
    form.row("Dự định đặt tên con là:", F("con_ten_du_dinh", child.name.upper()))
    form.row("Người đỡ đẻ:", F("nguoi_do_de", f"{rng.choice(('BS', 'NHS'))}. {case.clerk}"))
    form.gap(2)
    form.text(*place_date_spans(form, child.home.district, day, key="ngay_cap"), align="right")
    form.gap(2)
    write_signatures(form, [
        Signer(("Cha, mẹ hoặc người", "thân thích"), mother.name, hint="(Ký, ghi rõ họ tên)"),
        Signer(("Người đỡ đẻ",), case.clerk),
        Signer(("Thủ trưởng cơ sở y tế",), case.chair, "nguoi_ky", sealed=True),
    ])  # fmt: skip
    return form.paper
