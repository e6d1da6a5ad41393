"""Giấy chứng nhận quyền sử dụng đất of three generations (domain 3.9); the red book's wording is remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from PIL import ImageDraw

from tests.corpus.blocks import Cell, Signer, place_date_spans, write_signatures, write_table, write_title
from tests.corpus.codes import make_code128, make_qr
from tests.corpus.context import Setting, Studio
from tests.corpus.form import F, Form, Paper
from tests.corpus.marks import paste_code
from tests.corpus.numbers import count_words, short_date
from tests.corpus.page import Span
from tests.corpus.people import Person
from tests.corpus.places import Place
from tests.corpus.texture import draw_frame, draw_pattern

NEW_FORM = date(2024, 8, 1)
RED_UNTIL = date(2009, 12, 1)
USES = (
    ("Đất ở tại nông thôn (ONT)", "Lâu dài"), ("Đất ở tại đô thị (ODT)", "Lâu dài"),
    ("Đất trồng cây lâu năm (CLN)", "Đến ngày {}"), ("Đất trồng lúa nước còn lại (LUK)", "Đến ngày {}"),
    ("Đất nuôi trồng thủy sản (NTS)", "Đến ngày {}"),
)  # fmt: skip
ORIGINS = (
    "Nhà nước giao đất có thu tiền sử dụng đất",
    "Nhận chuyển nhượng đất được Nhà nước giao đất có thu tiền sử dụng đất",
    "Công nhận quyền sử dụng đất như giao đất không thu tiền sử dụng đất",
)


@dataclass(frozen=True)
class Parcel:
    """A piece of land as its papers name it; `serial` and `register` are those of its certificate."""

    sheet: int
    number: int
    place: Place
    tenths: int
    """Its area in tenths of a square metre."""
    use: str
    term: str
    origin: str
    serial: str
    register: str
    issued: date

    @property
    def area(self) -> str:
        whole, tenth = divmod(self.tenths, 10)
        return f"{whole:,}".replace(",", ".") + (f",{tenth}" if tenth else "")

    @property
    def area_value(self) -> str:
        whole, tenth = divmod(self.tenths, 10)
        return f"{whole}.{tenth}" if tenth else str(whole)

    @property
    def area_words(self) -> str:
        whole, tenth = divmod(self.tenths, 10)
        words = count_words(whole) + (f" phẩy {count_words(tenth)}" if tenth else "")
        return f"{words[0].upper()}{words[1:]} mét vuông"


def make_parcel(rng: Random, place: Place, issued: date) -> Parcel:
    """A parcel in the commune, with a certificate of that day."""
    use, term = rng.choice(USES)
    letters = "".join(rng.choice("ABCDĐ") for _ in range(2))
    digits = f"{rng.randint(1000, 99999999):08d}" if issued >= NEW_FORM else f"{rng.randint(1000, 999999):06d}"
    register = f"{rng.randint(100, 9999):05d}"
    return Parcel(
        sheet=rng.randint(1, 90),
        number=rng.randint(1, 1400),
        place=place,
        tenths=rng.choice((rng.randint(400, 9900), rng.randint(10000, 65000), 10 * rng.randint(60, 900))),
        use=use,
        term=term.format(short_date(issued + timedelta(days=50 * 365))),
        origin=rng.choice(ORIGINS),
        serial=f"{letters} {digits}",
        register=f"{register}/QSDĐ" if issued < RED_UNTIL else f"{rng.choice(('CH', 'CS', 'VP'))} {register}",
        issued=issued,
    )


def make_land_certificate(
    studio: Studio, case: Setting, parcel: Parcel, owners: Sequence[Person], receiver: Person | None = None
) -> Paper:
    """GCN_DAT in the form of its day; `receiver` is named in the last of its change entries."""
    day = parcel.issued
    if day >= NEW_FORM:
        return write_new_form(studio, case, parcel, owners, receiver)
    if day >= RED_UNTIL:
        return write_pink_form(studio, case, parcel, owners, receiver)
    return write_red_book(studio, case, parcel, owners, receiver)


def owner_rows(form: Form, day: date, owners: Sequence[Person], *, year: bool) -> None:
    """Each owner's name, year, identity paper and address."""
    for place, owner in enumerate(owners, 1):
        key = f"nguoi_su_dung[{place}]"
        word = "Ông" if owner.sex == "Nam" else "Bà"
        if place == 2:
            word = f"và {'chồng là ông' if owner.sex == 'Nam' else 'vợ là bà'}"
        number = owner.id12 if day >= owner.card_issued or not owner.id9 else owner.id9
        kind = "CCCD số:" if len(number) == 12 else "CMND số:"
        if year:
            form.row(
                f"{word}:", F(f"{key}.ho_ten", owner.name.upper(), weight=2),
                "Năm sinh:", F(f"{key}.nam_sinh", str(owner.birth.year), weight=0.7),
            )  # fmt: skip
            form.row(kind, F(f"{key}.giay_to", number))
        else:
            form.row(f"{word}:", F(f"{key}.ho_ten", owner.name.upper(), weight=1.6), kind, F(f"{key}.giay_to", number))
        form.row("Địa chỉ thường trú:" if year else "Địa chỉ:", F(f"{key}.dia_chi", owner.home.full(day)))


def change_entries(form: Form, case: Setting, parcel: Parcel, receiver: Person | None) -> list[str]:
    """Entries after the issue: a mortgage now and then, and the hand-over to the receiver last."""
    rng, entries = form.rng, []
    latest = max(3, min(900, (case.received - parcel.issued).days - 12))
    later = parcel.issued + timedelta(days=rng.randint(latest // 3, latest))
    if rng.random() < 0.5:
        entries.append(
            f"Thế chấp bằng quyền sử dụng đất tại Ngân hàng Nông nghiệp theo hồ sơ số {rng.randint(10, 990)}.TC."
            f"{rng.randint(100, 999)} ngày {short_date(later)}"
        )
    if receiver is not None:
        manner = rng.choice(("Chuyển nhượng cho", "Tặng cho"))
        word = "ông" if receiver.sex == "Nam" else "bà"
        old = bool(receiver.id9) and later < receiver.card_issued
        paper = f"CMND số {receiver.id9}" if old else f"CCCD số {receiver.id12}"
        entries.append(
            f"{manner} {word} {receiver.name}, sinh năm {receiver.birth.year}, {paper}, "
            f"theo hồ sơ số {rng.randint(10, 990)}.CN ngày {short_date(later + timedelta(days=9))}"
        )
    return entries


def write_changes(form: Form, case: Setting, parcel: Parcel, receiver: Person | None) -> None:
    """The table of changes; blank where there are none."""
    heads = ("Nội dung thay đổi và cơ sở pháp lý", "Xác nhận của cơ quan có thẩm quyền")
    rows = [[Cell(text, "centre", True) for text in heads]]
    for place, text in enumerate(change_entries(form, case, parcel, receiver), 1):
        office = f"CHI NHÁNH VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI {parcel.place.district}".upper()
        keys = [
            form.note(f"thay_doi[{place}].{key}", value) for key, value in (("noi_dung", text), ("xac_nhan", office))
        ]
        rows.append([Cell(text, key=keys[0], filled=True), Cell(office, "centre", key=keys[1])])
    if len(rows) == 1:
        rows.append([Cell(), Cell()])
    write_table(form, [form.width * 0.62, form.width * 0.38], rows)
    if receiver is not None:
        form.sheet.fields[form.note("chu_moi", receiver.name)] = form.sheet.fields[
            f"thay_doi[{len(rows) - 1}].noi_dung"
        ]


def draw_plan(form: Form, parcel: Parcel, height: float) -> None:
    """The sketch of the parcel: an outline with lengths and the parcel's number."""
    sheet, rng = form.sheet, form.rng
    left, top = form.look.left + 35, form.y + 4
    wide = form.width - 80
    corners = [
        (left + rng.uniform(0, 12), top + rng.uniform(0, 8)),
        (left + wide - rng.uniform(0, 12), top + rng.uniform(0, 8)),
        (left + wide, top + height - 14), (left + rng.uniform(0, 15), top + height - 12),
    ]  # fmt: skip
    points = [(sheet.px(x), sheet.px(y)) for x, y in corners]
    ImageDraw.Draw(sheet.image).polygon(points, outline=(30, 30, 30))
    small = form.style(scale=0.75)
    sheet.write([Span(str(parcel.number), small)], left + wide / 2 - 5, top + height / 2 - 4, 20)
    form.y = top + height


def signed(form: Form, case: Setting, parcel: Parcel, offices: Sequence[str]) -> None:
    """Place, day and the block of the issuing body."""
    form.text(*place_date_spans(form, parcel.place.district, parcel.issued, key="ngay_cap"), align="right")
    signer = Signer(tuple(offices), case.chair, "nguoi_ky", sealed=True, body_key="co_quan_cap")
    write_signatures(form, [signer], x=form.middle - 14, width=form.width / 2 + 14, height=20)


def write_new_form(
    studio: Studio, case: Setting, parcel: Parcel, owners: Sequence[Person], receiver: Person | None
) -> Paper:
    """The form of 2024: one sheet, a QR code at the top right, serial of two letters and eight digits."""
    form, look = studio.begin("GCN_DAT", parcel.issued, 2, printed=True)
    rng = form.rng
    form.paper.layout = f"2024-{look.layout}"
    draw_pattern(form.sheet, rng)
    draw_frame(form.sheet, rng, 8)
    payload = f"{parcel.serial.replace(' ', '')};{parcel.sheet};{parcel.number}"
    paste_code(form.sheet, make_qr(payload), "QRCode", payload, form.sheet.size[0] - 38, 14, 20)
    form.y = 22
    form.text(look.republic, align="centre", bold=True)
    form.text(look.motto, align="centre", bold=True)
    form.gap(8)
    write_title(form, "GIẤY CHỨNG NHẬN", scale=1.5)
    write_title(form, "QUYỀN SỬ DỤNG ĐẤT, QUYỀN SỞ HỮU", "TÀI SẢN GẮN LIỀN VỚI ĐẤT", scale=1.1)
    form.gap(3)
    form.text("1. Người sử dụng đất, chủ sở hữu tài sản gắn liền với đất:", bold=True)
    owner_rows(form, parcel.issued, owners, year=False)
    form.text("2. Thông tin thửa đất:", bold=True)
    marks = ("a) ", "b) ", "c) ", "d) ", "đ) ", "e) ", "g) ") if look.layout else ("- ",) * 7
    form.row(
        f"{marks[0]}Thửa đất số:", F("so_thua", str(parcel.number)), "Tờ bản đồ số:", F("so_to", str(parcel.sheet))
    )
    form.row(f"{marks[1]}Diện tích:", F("dien_tich", f"{parcel.area} m²", parcel.area_value))
    form.row(f"{marks[2]}Loại đất:", F("muc_dich", parcel.use))
    form.row(f"{marks[3]}Thời hạn sử dụng đất:", F("thoi_han", parcel.term))
    form.row(f"{marks[4]}Hình thức sử dụng đất:", F("hinh_thuc", "Sử dụng riêng"))
    form.row(f"{marks[5]}Địa chỉ:", F("dia_chi_thua", parcel.place.full(parcel.issued)))
    form.row(f"{marks[6]}Nguồn gốc sử dụng đất:", F("nguon_goc", parcel.origin))
    form.text("3. Thông tin tài sản gắn liền với đất: -/-", bold=True)
    form.gap(2)
    where = parcel.place
    office = f"CHI NHÁNH VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI {where.district}".upper()
    signed(form, case, parcel, (office, "GIÁM ĐỐC"))
    if look.layout == 0:
        form.row("Số vào sổ cấp Giấy chứng nhận:", F("so_vao_so", parcel.register))
        form.text("Số phát hành: ", form.field_span("so_seri", parcel.serial, bold=True), align="right")
    else:
        form.text(form.field_span("so_seri", parcel.serial, bold=True, scale=1.2), align="right")
    form.new_sheet()
    form.y = 24
    form.text("4. Sơ đồ thửa đất, tài sản gắn liền với đất:", bold=True)
    draw_plan(form, parcel, 80)
    form.row("5. Ghi chú:", F("ghi_chu", "Số liệu đo đạc theo bản đồ địa chính" if rng.random() < 0.5 else ""))
    if look.layout:
        form.row("Số vào sổ cấp Giấy chứng nhận:", F("so_vao_so", parcel.register))
    form.text("6. Những thay đổi sau khi cấp Giấy chứng nhận:", bold=True)
    form.gap(2)
    write_changes(form, case, parcel, receiver)
    return form.paper


def write_pink_form(
    studio: Studio, case: Setting, parcel: Parcel, owners: Sequence[Person], receiver: Person | None
) -> Paper:
    """The form of 2009 to 2024: four pages of 190 x 265 mm, a bar code on the last."""
    form, look = studio.begin("GCN_DAT", parcel.issued, 2, printed=True, size=(190, 265))
    rng, where = form.rng, parcel.place
    form.paper.layout = f"2009-{look.layout}"
    draw_pattern(form.sheet, rng)
    draw_frame(form.sheet, rng, 8)
    form.y = 30
    form.text(look.republic, align="centre", bold=True)
    form.text(look.motto, align="centre", bold=True)
    form.gap(18)
    write_title(form, "GIẤY CHỨNG NHẬN", scale=1.6)
    write_title(form, "QUYỀN SỬ DỤNG ĐẤT", "QUYỀN SỞ HỮU NHÀ Ở VÀ TÀI SẢN KHÁC GẮN LIỀN VỚI ĐẤT", scale=1.0)
    form.gap(8)
    owner_title = "Người" if look.layout else "Tên người"
    form.text(f"I. {owner_title} sử dụng đất, chủ sở hữu nhà ở và tài sản khác gắn liền với đất", bold=True)
    owner_rows(form, parcel.issued, owners, year=True)
    form.y = max(form.y + 10, 238)
    form.text(form.field_span("so_seri", parcel.serial, bold=True, scale=1.2), align="right")
    form.new_sheet()
    form.y = 20
    form.text("II. Thửa đất, nhà ở và tài sản khác gắn liền với đất", bold=True)
    form.text("1. Thửa đất:", bold=True)
    form.row("a) Thửa đất số:", F("so_thua", str(parcel.number)), ", tờ bản đồ số:", F("so_to", str(parcel.sheet)))
    form.row("b) Địa chỉ:", F("dia_chi_thua", where.full(parcel.issued)))
    form.row("c) Diện tích:", F("dien_tich", f"{parcel.area} m²", parcel.area_value))
    form.row("(bằng chữ:", F("dien_tich_chu", parcel.area_words), ")")
    form.row(
        "d) Hình thức sử dụng: riêng:", F("dien_tich_rieng", f"{parcel.area} m²", parcel.area_value),
        "; chung:", F("dien_tich_chung", "0 m²", "0", weight=0.6),
    )  # fmt: skip
    form.row("đ) Mục đích sử dụng:", F("muc_dich", parcel.use))
    form.row("e) Thời hạn sử dụng:", F("thoi_han", parcel.term))
    form.row("g) Nguồn gốc sử dụng:", F("nguon_goc", parcel.origin))
    for number, asset in enumerate(
        ("Nhà ở", "Công trình xây dựng khác", "Rừng sản xuất là rừng trồng", "Cây lâu năm"), 2
    ):
        form.text(f"{number}. {asset}: -/-")
    form.text("6. Ghi chú: -/-")
    form.gap(3)
    offices = (
        (f"TM. {look.people} NHÂN DÂN {where.district_kind} {where.district}".upper(), "CHỦ TỊCH")
        if look.layout == 0
        else (f"SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG {where.province.name}".upper(), "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")
    )
    signed(form, case, parcel, offices)
    form.row("Số vào sổ cấp GCN:", F("so_vao_so", parcel.register))
    form.new_sheet()
    form.y = 20
    form.text("III. Sơ đồ thửa đất, nhà ở và tài sản khác gắn liền với đất", bold=True)
    draw_plan(form, parcel, 90)
    form.text("IV. Những thay đổi sau khi cấp Giấy chứng nhận", bold=True)
    form.gap(2)
    write_changes(form, case, parcel, receiver)
    form.new_sheet()
    form.y = 215
    code = f"{rng.randint(10**12, 10**13 - 1)}"
    paste_code(form.sheet, make_code128(code), "Code128", code, 60, form.y, 70)
    form.y += 34
    form.text(
        "Người được cấp Giấy chứng nhận không được sửa chữa, tẩy xóa hoặc bổ sung bất kỳ nội dung nào trong Giấy chứng "
        "nhận; khi bị mất hoặc hư hỏng Giấy chứng nhận phải khai báo ngay với cơ quan cấp Giấy.",
        align="justify", scale=0.85,
    )  # fmt: skip
    return form.paper


def write_red_book(
    studio: Studio, case: Setting, parcel: Parcel, owners: Sequence[Person], receiver: Person | None
) -> Paper:
    """The red book of before 2009: a cover, then the household and its parcels in a table."""
    form, look = studio.begin("GCN_DAT", parcel.issued, 2, size=(190, 265))
    rng, where, owner = form.rng, parcel.place, owners[0]
    form.paper.layout = f"red-{look.layout}"
    draw_frame(form.sheet, rng, 8)
    form.y = 30
    form.text(look.republic, align="centre", bold=True)
    form.text(look.motto, align="centre", bold=True)
    form.gap(40)
    write_title(form, "GIẤY CHỨNG NHẬN", "QUYỀN SỬ DỤNG ĐẤT", scale=1.8)
    form.y = 236
    form.text(form.field_span("so_seri", parcel.serial, bold=True, scale=1.2), align="right")
    form.new_sheet()
    form.y = 22
    form.text(f"{look.people} NHÂN DÂN {where.district_kind} {where.district}".upper(), align="centre", bold=True)
    form.text("CHỨNG NHẬN", align="centre", bold=True, scale=1.3)
    form.gap(3)
    word = "ông" if owner.sex == "Nam" else "bà"
    form.row(
        f"Hộ {word}:" if look.layout else "Hộ ông/bà:", F("nguoi_su_dung[1].ho_ten", owner.name, weight=2),
        "Năm sinh:", F("nguoi_su_dung[1].nam_sinh", str(owner.birth.year), weight=0.7),
    )  # fmt: skip
    form.row("Thường trú tại:", F("nguoi_su_dung[1].dia_chi", owner.home.full(parcel.issued)))
    form.gap(1)
    form.row("Được quyền sử dụng:", F("dien_tich", f"{parcel.area} m² đất", parcel.area_value))
    form.row("Tại:", F("dia_chi_thua", where.full(parcel.issued, detail=False)))
    form.gap(3)
    heads = ("Số tờ bản đồ", "Số thửa", "Diện tích (m²)", "Mục đích sử dụng", "Thời hạn sử dụng", "Phần ghi thêm")
    rows = [[Cell(text, "centre", True) for text in heads]]
    cells = (str(parcel.sheet), str(parcel.number), parcel.area, parcel.use, parcel.term)
    values = (*cells[:2], parcel.area_value, *cells[3:])
    keys = ("so_to", "so_thua", "dien_tich", "muc_dich", "thoi_han")
    rows.append(
        [
            Cell(text, "centre", key=form.note(f"thua_dat[1].{key}", value), filled=True)
            for text, key, value in zip(cells, keys, values, strict=True)
        ]
        + [Cell()]
    )
    share = form.width / 100
    write_table(form, [14 * share, 12 * share, 16 * share, 25 * share, 19 * share, 14 * share], rows)
    form.gap(3)
    signed(
        form, case, parcel, (f"TM. {look.people} NHÂN DÂN {where.district_kind} {where.district}".upper(), "CHỦ TỊCH")
    )
    form.row("Vào sổ cấp giấy chứng nhận quyền sử dụng đất số:", F("so_vao_so", parcel.register))
    if receiver is not None:
        form.new_sheet()
        form.y = 20
        form.text("NHỮNG THAY ĐỔI SAU KHI CẤP GIẤY CHỨNG NHẬN", align="centre", bold=True)
        form.gap(3)
        write_changes(form, case, parcel, receiver)
    return form.paper
