"""Application forms with dotted leaders (domain 4) and giấy ủy quyền."""

from __future__ import annotations

from datetime import date, timedelta

from tests.corpus.blocks import Cell, Signer, agency_title, place_date_spans, write_signatures, write_table, write_title
from tests.corpus.context import Setting, Studio
from tests.corpus.form import F, Form, Paper
from tests.corpus.numbers import date_words, short_date
from tests.corpus.papers.birth import card_line
from tests.corpus.people import Family, Person
from tests.corpus.places import Place


def national_head(form: Form) -> None:
    """The motto in the middle, as on papers of citizens."""
    form.text(form.look.republic, align="centre", bold=True)
    form.text(form.look.motto, align="centre", bold=True)
    form.rule(form.middle, 45, form.y - 3.8)
    form.gap(5)


def requester(form: Form, person: Person, day: date, relation: str) -> None:
    """The requester's rows at the head of every civil-status form."""
    form.row("Họ, chữ đệm, tên người yêu cầu:", F("nyc_ho_ten", person.name))
    form.row("Nơi cư trú:", F("nyc_noi_cu_tru", person.home.full(day)))
    form.card_row("Giấy tờ tùy thân:", "nyc_giay_to", card_line(person, day))
    if relation:
        form.row(
            "Quan hệ với người được khai sinh:" if relation in {"Cha đẻ", "Mẹ đẻ"} else "Quan hệ với người được cấp:",
            F("nyc_quan_he", relation),
        )


def close_request(form: Form, place: Place, day: date, person: Person, *more: Signer) -> None:
    """The promise, place and day, and the signature."""
    form.text(
        "Tôi cam đoan những nội dung khai trên đây là đúng sự thật "
        "và chịu trách nhiệm trước pháp luật về cam đoan của mình.",
        align="justify",
        indent=10,
    )
    form.gap(1)
    form.row(
        "Làm tại:",
        F("lam_tai", place.commune),
        ", ngày",
        F("ngay_lam", f"{day.day:02d}", short_date(day), 0.4),
        "tháng",
        F("ngay_lam", f"{day.month:02d}", short_date(day), 0.4),
        "năm",
        F("ngay_lam", str(day.year), short_date(day), 0.6),
    )
    form.gap(2)
    signers = [*more, Signer(("Người yêu cầu",), person.name)]
    if len(signers) == 1:
        write_signatures(form, signers, x=form.middle, width=form.width / 2, height=18)
    else:
        write_signatures(form, signers, height=18)


def make_birth_request(studio: Studio, case: Setting, day: date, family: Family) -> Paper:
    """TOKHAI_KS."""
    form, _ = studio.begin("TOKHAI_KS", day, 2)
    rng, child = form.rng, family.child
    national_head(form)
    write_title(form, "TỜ KHAI ĐĂNG KÝ KHAI SINH", scale=1.3)
    form.row("Kính gửi:", F("kinh_gui", agency_title(case.place)))
    requester(form, family.father, day, "Cha đẻ")
    form.text("Đề nghị cơ quan đăng ký khai sinh cho người dưới đây:", bold=True)
    form.row("Họ, chữ đệm, tên:", F("ks_ho_ten", child.name.upper()))
    form.day_row("Ngày, tháng, năm sinh:", "ks_ngay_sinh", child.birth, rng.choice((0, 1)))
    form.row("ghi bằng chữ:", F("ks_ngay_sinh_chu", date_words(child.birth)))
    form.row(
        "Giới tính:",
        F("ks_gioi_tinh", child.sex),
        "Dân tộc:",
        F("ks_dan_toc", child.ethnic),
        "Quốc tịch:",
        F("ks_quoc_tich", "Việt Nam"),
    )
    form.row("Nơi sinh:", F("ks_noi_sinh", f"Trung tâm Y tế {child.home.district_kind} {child.home.district}"))
    form.row("Quê quán:", F("ks_que_quan", child.origin.full(day, detail=False)))
    parents = (("me", "mẹ", family.mother), ("cha", "cha", family.father))
    for prefix, word, parent in form.order("parents", parents):
        form.row(f"Họ, chữ đệm, tên người {word}:", F(f"{prefix}_ho_ten", parent.name))
        form.row(
            "Năm sinh:",
            F(f"{prefix}_nam_sinh", str(parent.birth.year)),
            "Dân tộc:",
            F(f"{prefix}_dan_toc", parent.ethnic),
            "Quốc tịch:",
            F(f"{prefix}_quoc_tich", "Việt Nam"),
        )
        form.row("Nơi cư trú:", F(f"{prefix}_noi_cu_tru", parent.home.full(day)))
    close_request(form, case.place, day, family.father)
    form.row(
        "Đề nghị cấp bản sao: Có",
        F("cap_ban_sao", "x", "Có", 0.2),
        ", Không",
        F("khong_cap", "", weight=0.2),
        "Số lượng:",
        F("so_luong", f"{rng.randint(1, 9):02d}", weight=0.5),
        "bản",
    )
    return form.paper


def make_marriage_request(studio: Studio, case: Setting, day: date) -> Paper:
    """TOKHAI_KH: a table with the bride's and the groom's column."""
    form, _ = studio.begin("TOKHAI_KH", day, 2)
    bride, groom = case.bride, case.groom
    national_head(form)
    write_title(form, "TỜ KHAI ĐĂNG KÝ KẾT HÔN", scale=1.3)
    form.row("Kính gửi:", F("kinh_gui", agency_title(case.place)))
    sides = form.order("couple", (("nu", "Bên nữ", bride), ("nam", "Bên nam", groom)))
    rows = [[Cell(text, "centre", True) for text in ("Thông tin", *(title for _, title, _ in sides))]]
    items = (
        ("Họ, chữ đệm, tên", "ho_ten", lambda p: p.name.upper()),
        ("Ngày, tháng, năm sinh", "ngay_sinh", lambda p: short_date(p.birth)),
        ("Dân tộc", "dan_toc", lambda p: p.ethnic), ("Quốc tịch", "quoc_tich", lambda p: "Việt Nam"),
        ("Nơi cư trú", "noi_cu_tru", lambda p: p.home.full(day)),
        ("Giấy tờ tùy thân", "giay_to", lambda p: form.identity(card_line(p, day))),
        ("Kết hôn lần thứ mấy", "lan_thu", lambda p: "Lần thứ nhất"),
    )  # fmt: skip
    if form.beside:
        for label, key, get in items:
            cells = [Cell(get(p), key=form.note(f"{side}_{key}", get(p)), filled=True) for side, _, p in sides]
            rows.append([Cell(label), *cells])
        third = form.width * 0.24
        write_table(form, [third, (form.width - third) / 2, (form.width - third) / 2], rows)
    else:
        for side, title, person in sides:
            form.text(f"{title}:", bold=True)
            for label, key, get in items:
                form.row(f"{label}:", F(f"{side}_{key}", get(person)))
    for side, _, person in sides:
        form.note_parts(f"{side}_giay_to", card_line(person, day))
    form.gap(2)
    close_request(form, case.place, day, groom, Signer(("Bên nữ",), bride.name))
    return form.paper


def make_status_request(studio: Studio, case: Setting, day: date, person: Person) -> Paper:
    """TOKHAI_XNTTHN."""
    form, _ = studio.begin("TOKHAI_XNTTHN", day, 2)
    rng = form.rng
    national_head(form)
    write_title(form, "TỜ KHAI CẤP GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN", scale=1.15)
    form.row("Kính gửi:", F("kinh_gui", agency_title(case.place)))
    requester(form, person, day, "Bản thân")
    form.text("Đề nghị cấp Giấy xác nhận tình trạng hôn nhân cho người có tên dưới đây:", bold=True)
    form.row("Họ, chữ đệm, tên:", F("ho_ten", person.name.upper()))
    form.day_row("Ngày, tháng, năm sinh:", "ngay_sinh", person.birth, rng.choice((0, 1)))
    form.row(
        "Giới tính:",
        F("gioi_tinh", person.sex),
        "Dân tộc:",
        F("dan_toc", person.ethnic),
        "Quốc tịch:",
        F("quoc_tich", "Việt Nam"),
    )
    form.row("Nơi cư trú:", F("noi_cu_tru", person.home.full(day)))
    form.card_row("Giấy tờ tùy thân:", "giay_to", card_line(person, day))
    form.row("Tình trạng hôn nhân:", F("tinh_trang", "Hiện tại chưa đăng ký kết hôn với ai"))
    form.row(
        "Mục đích sử dụng Giấy xác nhận tình trạng hôn nhân:",
        F("muc_dich", rng.choice(("Đăng ký kết hôn", "Vay vốn ngân hàng", "Mua bán nhà đất"))),
    )
    close_request(form, case.place, day, person)
    return form.paper


def make_extract_request(
    studio: Studio, case: Setting, day: date, person: Person, subject: Person, registered: date
) -> Paper:
    """TOKHAI_TL."""
    form, _ = studio.begin("TOKHAI_TL", day, 2)
    rng = form.rng
    national_head(form)
    write_title(form, "TỜ KHAI CẤP BẢN SAO TRÍCH LỤC HỘ TỊCH", scale=1.2)
    form.row("Kính gửi:", F("kinh_gui", agency_title(case.place)))
    requester(form, person, day, "Con")
    form.row("Đề nghị cơ quan cấp bản sao trích lục", F("loai", "khai sinh"), "cho người có tên dưới đây:")
    form.row("Họ, chữ đệm, tên:", F("ho_ten", subject.name.upper()))
    form.day_row("Ngày, tháng, năm sinh:", "ngay_sinh", subject.birth, rng.choice((0, 1)))
    form.row(
        "Giới tính:",
        F("gioi_tinh", subject.sex),
        "Dân tộc:",
        F("dan_toc", subject.ethnic),
        "Quốc tịch:",
        F("quoc_tich", "Việt Nam"),
    )
    form.row("Nơi cư trú:", F("noi_cu_tru", subject.home.full(day)))
    form.row("Đã đăng ký tại:", F("noi_dang_ky", agency_title(case.place)))
    form.day_row("", "ngay_dang_ky", registered, 1)
    form.row(
        "Theo (loại giấy tờ):",
        F("loai_giay_to", "Giấy khai sinh"),
        "Số:",
        F("so_dang_ky", str(rng.randint(3, 300)), weight=0.5),
        "Quyển số:",
        F("quyen_so", f"01/{registered.year}", weight=0.6),
    )
    form.row("Số lượng bản sao đề nghị cấp:", F("so_luong", f"{rng.randint(1, 6):02d}"), "bản sao")
    close_request(form, case.place, day, person)
    return form.paper


def make_death_request(studio: Studio, case: Setting, day: date, person: Person, dead: Person, death: date) -> Paper:
    """TOKHAI_KT."""
    form, _ = studio.begin("TOKHAI_KT", day, 2)
    rng = form.rng
    national_head(form)
    write_title(form, "TỜ KHAI ĐĂNG KÝ KHAI TỬ", scale=1.3)
    form.row("Kính gửi:", F("kinh_gui", agency_title(case.place)))
    requester(form, person, day, "")
    form.row("Quan hệ với người đã chết:", F("nyc_quan_he", "Con"))
    form.text("Đề nghị cơ quan đăng ký khai tử cho người có tên dưới đây:", bold=True)
    form.row("Họ, chữ đệm, tên:", F("ho_ten", dead.name.upper()))
    form.day_row("Ngày, tháng, năm sinh:", "ngay_sinh", dead.birth, rng.choice((0, 1)))
    form.row(
        "Giới tính:",
        F("gioi_tinh", dead.sex),
        "Dân tộc:",
        F("dan_toc", dead.ethnic),
        "Quốc tịch:",
        F("quoc_tich", "Việt Nam"),
    )
    form.row("Nơi cư trú cuối cùng:", F("noi_cu_tru", dead.home.full(day)))
    form.card_row("Giấy tờ tùy thân:", "giay_to", card_line(dead, day))
    form.day_row("Đã chết vào", "ngay_chet", death, 1)
    form.row("Nơi chết:", F("noi_chet", dead.home.full(day)))
    form.row("Nguyên nhân chết:", F("nguyen_nhan", rng.choice(("Bệnh già", "Tai nạn giao thông", "Đột quỵ"))))
    close_request(form, case.place, day, person)
    return form.paper


def make_authority(studio: Studio, case: Setting, day: date, giver: Person, taker: Person) -> Paper:
    """GUQ between two citizens."""
    form, _ = studio.begin("GUQ", day, 2, printed=studio.rng.random() < 0.5)
    rng = form.rng
    national_head(form)
    write_title(form, "GIẤY ỦY QUYỀN", scale=1.4)
    form.gap(2)
    for title, prefix, person in (
        ("BÊN ỦY QUYỀN", "ben_uy_quyen", giver),
        ("BÊN ĐƯỢC ỦY QUYỀN", "ben_duoc_uy_quyen", taker),
    ):
        form.text(f"{title}:", bold=True)
        form.row(
            "Họ và tên:",
            F(f"{prefix}_ho_ten", person.name.upper(), weight=2),
            "Sinh ngày:",
            F(f"{prefix}_ngay_sinh", short_date(person.birth)),
        )
        form.row(
            "Căn cước công dân số:",
            F(f"{prefix}_so", person.id12),
            "cấp ngày:",
            F(f"{prefix}_ngay_cap", short_date(person.card_issued)),
        )
        form.row("Nơi thường trú:", F(f"{prefix}_noi_cu_tru", person.home.full(day)))
    form.text("NỘI DUNG ỦY QUYỀN:", bold=True)
    scope = rng.choice((
        "Thay mặt tôi nộp hồ sơ, bổ sung giấy tờ, nộp phí, lệ phí "
        "và nhận kết quả giải quyết thủ tục hành chính tại Bộ phận Một cửa",
        "Được quyền liên hệ cơ quan nhà nước có thẩm quyền để xin cấp bản sao trích lục hộ tịch "
        "và ký tên vào các giấy tờ có liên quan",
    ))  # fmt: skip
    form.text(form.field_span("noi_dung", scope), ".", align="justify", indent=10)
    until = day + timedelta(days=rng.choice((30, 90, 180, 365)))
    form.row("Thời hạn ủy quyền: từ ngày", F("tu_ngay", short_date(day)), "đến ngày", F("den_ngay", short_date(until)))
    form.text(
        "Chúng tôi cam kết chịu hoàn toàn trách nhiệm trước pháp luật về nội dung ủy quyền trên đây.",
        align="justify",
        indent=10,
    )
    form.gap(1)
    form.text(*place_date_spans(form, case.place.commune, day, key="ngay_lap"), align="right")
    form.gap(2)
    write_signatures(form, [Signer(("BÊN ĐƯỢC ỦY QUYỀN",), taker.name), Signer(("BÊN ỦY QUYỀN",), giver.name)])
    return form.paper
