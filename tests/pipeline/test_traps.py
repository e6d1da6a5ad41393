"""Papers that are easily taken for others, and values that are easily taken for others' values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pipeline.catalog import load_catalog
from pipeline.extract.identity import parse_identity
from pipeline.extract.owner import read_receiver
from pipeline.model import Box, Document, Method, Reading, Record, Region, union
from pipeline.review import PASSES
from pipeline.understand import understand
from pipeline.wording import mend_ia
from tests.pipeline.papers import CARD_QR, HEAD, MRZ, lay_out

CATALOG = load_catalog()
RECEIVED = datetime(2026, 10, 6, 8, 0, tzinfo=UTC)


def read(*pages: Reading) -> Record:
    stack = [replace(page, source="a" * 64, page=number) for number, page in enumerate(pages, 1)]
    (record,) = understand([stack], catalog=CATALOG, batch="b", received=RECEIVED, procedure=None, reader="r")
    return record


def only(*pages: Reading) -> Document:
    (document,) = read(*pages).documents
    return document


def values(document: Document) -> dict[str, str]:
    return {key: field.value for key, field in document.fields.items()}


def page(*lines: str, codes: Sequence[str] = ()) -> Reading:
    return lay_out([*HEAD, "", *lines], codes=codes)


def with_table(reading: Reading, first: str, last: str, columns: Sequence[float]) -> Reading:
    """The reading with its words from the line with `first` to that with `last` as cells of a ruled table."""
    lines = [line.text for line in reading.lines]
    start, end = (next(n for n, text in enumerate(lines) if part in text) for part in (first, last))
    inside = [word for word in reading.words if start <= word.line <= end]
    cells = {id(word): 100 + word.line * 10 + sum(word.box.x >= column for column in columns) for word in inside}
    ordered = sorted(inside, key=lambda word: cells[id(word)])
    made = [replace(word, block=cells[id(word)], line=cells[id(word)]) for word in ordered]
    before = [word for word in reading.words if word.line < start]
    after = [replace(word, line=word.line + 1000, block=1000) for word in reading.words if word.line > end]
    zone = Region("table", union([word.box for word in inside]))
    return replace(reading, words=(*before, *made, *after), regions=(zone,))


@pytest.mark.parametrize(
    ("title", "code"),
    [
        (["^GIẤY BÁO TỬ", "Họ, chữ đệm, tên: NGUYỄN VĂN MẪU"], "GBT"),
        (["^THÔNG BÁO TỪ CHỐI", "Hồ sơ của ông: NGUYỄN VĂN MẪU"], "GTN_TC"),
        (["^THÔNG BÁO", "^Về việc từ chối giấy báo tử"], "TB"),
        (["^ĐƠN ĐĂNG KÝ BIẾN ĐỘNG", "^ĐẤT ĐAI, TÀI SẢN GẮN LIỀN VỚI ĐẤT"], "TOKHAI_DAT"),
        (["^GIẤY ĐỀ NGHỊ", "^ĐĂNG KÝ HỘ KINH DOANH"], "TOKHAI_HKD"),
        (["^TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ"], "TOKHAI_CT01"),
        (["^TỜ KHAI ĐĂNG KÝ KẾT HÔN"], "TOKHAI_KH"),
        (["^HỢP ĐỒNG CHUYỂN NHƯỢNG", "^QUYỀN SỬ DỤNG ĐẤT"], "HOPDONG"),
        (["^TRÍCH LỤC BẢN ĐỒ ĐỊA CHÍNH"], "TLBD"),
        (["^HỢP ĐỒNG ỦY QUYỀN"], "GUQ"),
        (["^GIẤY KHAI SANH"], "GKS"),
        (["^GIẤY THẾ VÌ KHAI SANH"], "GKS"),
        (["^TRÍCH Y SỔ BỘ"], "TLKS_BS"),
        (["^TRÍCH LỤC BỘ KHAI SANH"], "TLKS_BS"),
        (["^CHỨNG THƯ HÔN THÚ"], "GCNKH"),
        (["^LỜI CHỨNG CHỨNG THỰC CHỮ KÝ"], "CHUNGTHUC"),
    ],
)  # fmt: skip
def test_a_title_that_names_another_paper_is_not_that_paper(title: list[str], code: str) -> None:
    assert only(page(*title, "", "Nội dung của giấy tờ này được viết ở đây cho đủ một dòng.")).type == code


def test_a_paper_named_in_small_letters_under_a_title_is_not_that_paper() -> None:
    """However tall its line: in a receipt's list stands the application that was handed in."""
    listed = "Tờ khai cấp Giấy xác nhận tình trạng hôn nhân"
    page = lay_out(
        [*HEAD, "", "^GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN NGÀY TRẢ KẾT QUẢ", "", "1. Thành phần hồ sơ nộp gồm:", f"^{listed}"]
    )
    tall = {number for number, line in enumerate(page.lines) if line.text == listed}
    words = (
        replace(word, box=word.box._replace(h=2 * word.box.h)) if word.line in tall else word for word in page.words
    )
    assert only(replace(page, words=tuple(words))).type == "GTN"


def test_an_extract_keeps_the_numbers_and_days_of_copy_and_register_apart() -> None:
    found = values(
        only(
            lay_out(
                [
                    *HEAD,
                    "Số: 15/TLKH-BS | Hòa Bình, ngày 05 tháng 9 năm 2025",
                    "^TRÍCH LỤC KẾT HÔN",
                    "^(BẢN SAO)",
                    "Họ, chữ đệm, tên chồng: NGUYỄN VĂN MẪU",
                    "Ngày, tháng, năm sinh: 14/05/1983   Dân tộc: Kinh",
                    "Họ, chữ đệm, tên vợ: TRẦN THỊ THỬ",
                    "Ngày, tháng, năm sinh: 02/09/1986   Dân tộc: Tày",
                    "Đăng ký kết hôn tại: Ủy ban nhân dân xã Hòa Bình",
                    "Số: 27 ngày 11/03/2010",
                ]
            )
        )
    )
    assert (found["so_ban_sao"], found["ngay_cap_ban_sao"]) == ("15/TLKH-BS", "05/09/2025")
    assert (found["so_dang_ky"], found["ngay_dang_ky"]) == ("27", "11/03/2010")
    assert (found["chong_dan_toc"], found["vo_dan_toc"]) == ("Kinh", "Tày")


COUPLE = (
    "^GIẤY CHỨNG NHẬN KẾT HÔN",
    "Họ, chữ đệm, tên vợ: TRẦN THỊ THỬ | Họ, chữ đệm, tên chồng: LÊ VĂN MẪU",
    "Ngày, tháng, năm sinh: 02/09/1986 | Ngày, tháng, năm sinh: 14/05/1983",
)


def test_the_columns_of_a_marriage_certificate_are_not_mixed() -> None:
    found = values(only(page(*COUPLE, "Nơi cư trú: xã Hòa Bình, | Nơi cư trú: xã Đông Sơn,", "tỉnh Mẫu | tỉnh Thử")))
    assert (found["vo_ngay_sinh"], found["chong_ngay_sinh"]) == ("02/09/1986", "14/05/1983")
    assert (found["vo_noi_cu_tru"], found["chong_noi_cu_tru"]) == ("xã Hòa Bình, tỉnh Mẫu", "xã Đông Sơn, tỉnh Thử")


def test_a_single_value_under_a_label_is_the_wifes() -> None:
    found = values(only(page(*COUPLE, "Dân tộc: Tày")))
    assert found["vo_dan_toc"] == "Tày"
    assert "chong_dan_toc" not in found


def test_the_owner_in_the_last_change_is_a_value_of_its_own() -> None:
    reading = page(
        "^GIẤY CHỨNG NHẬN",
        "^QUYỀN SỬ DỤNG ĐẤT, QUYỀN SỞ HỮU",
        "^TÀI SẢN GẮN LIỀN VỚI ĐẤT",
        "1. Người sử dụng đất, chủ sở hữu tài sản gắn liền với đất:",
        "Ông: NGUYỄN VĂN MẪU   CCCD số: 079203012345",
        "2. Thông tin thửa đất:",
        "Thửa đất số: 12   Tờ bản đồ số: 3",
        "Diện tích: 1.234,5 m²",
        "6. Những thay đổi sau khi cấp Giấy chứng nhận",
        "Nội dung thay đổi và cơ sở pháp lý | Xác nhận của cơ quan có thẩm quyền",
        "Thế chấp tại Ngân hàng theo hồ sơ số 1.TC | CHI NHÁNH",
        "Chuyển nhượng cho bà Trần Thị Thử, sinh năm 1990 | CHI NHÁNH",
    )
    record = read(with_table(reading, "Nội dung thay đổi", "Chuyển nhượng", [0.5]))
    found = values(record.documents[0])
    assert found["nguoi_su_dung[1].ho_ten"] == "NGUYỄN VĂN MẪU"
    assert found["nguoi_su_dung[1].giay_to"] == "079203012345"
    assert found["chu_moi"] == "Trần Thị Thử"
    assert found["dien_tich"] == "1234.5"
    assert "owner_changed" in {finding.rule for finding in record.findings}


def test_only_a_hand_over_names_a_new_owner() -> None:
    assert read_receiver("Tặng cho con là ông Lê Văn Mẫu, sinh năm 1990") is None
    assert read_receiver("Tặng cho ông Lê Văn Mẫu, sinh năm 1990") == "Lê Văn Mẫu"
    assert read_receiver("Thế chấp cho ông Lê Văn Mẫu") is None


def test_the_back_of_the_card_of_2024_has_no_name_and_takes_none() -> None:
    back = lay_out(
        [
            "Nơi cư trú / Place of residence:",
            "Tổ 1, Hòa Bình, Thử Nghiệm",
            "Nơi đăng ký khai sinh / Place of birth:",
            "Hòa Bình, Thử Nghiệm",
            "Ngày, tháng, năm cấp / Date of issue: 15/07/2024",
            "Ngày, tháng, năm hết hạn / Date of expiry: 14/05/2043",
            "^BỘ CÔNG AN",
            "^MINISTRY OF PUBLIC SECURITY",
            *MRZ,
        ]
    )
    card = only(back)
    found = values(card)
    assert card.type == "CC24"
    assert "ho_ten" not in found
    assert (found["noi_cu_tru"], found["noi_dang_ky_khai_sinh"]) == (
        "Tổ 1, Hòa Bình, Thử Nghiệm",
        "Hòa Bình, Thử Nghiệm",
    )
    assert (found["ngay_cap"], found["co_gia_tri_den"]) == ("15/07/2024", "14/05/2043")
    assert card.fields["so_dinh_danh"].method is Method.MRZ


def test_english_lines_do_not_change_a_card_into_another() -> None:
    front = [
        "^CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "^SOCIALIST REPUBLIC OF VIET NAM",
        "^CĂN CƯỚC",
        "^IDENTITY CARD",
        "Số định danh cá nhân / Personal identification number",
        "079203012345",
        "Họ, chữ đệm và tên khai sinh / Full name",
        "NGUYỄN VĂN MẪU",
        "Ngày, tháng, năm sinh / Date of birth: 14/05/2003",
        "Giới tính / Sex: Nam Quốc tịch / Nationality: Việt Nam",
    ]
    card = only(lay_out(front))
    assert card.type == "CC24"
    assert values(card) == {
        "so_dinh_danh": "079203012345",
        "ho_ten": "NGUYỄN VĂN MẪU",
        "ngay_sinh": "14/05/2003",
        "gioi_tinh": "Nam",
        "quoc_tich": "Việt Nam",
    }
    old = only(lay_out(["^CĂN CƯỚC CÔNG DÂN", "^Citizen Identity Card", "Số / No.: 079203012345"], codes=[CARD_QR]))
    assert old.type == "CCCD21"


def test_the_rows_of_a_table_are_fields_with_a_number() -> None:
    lines = [
        "^GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH",
        "Mã số hộ kinh doanh: 079203012345",
        "3. Ngành, nghề kinh doanh:",
        "STT      Tên ngành                          | Mã ngành",
        "1        Bán lẻ lương thực, thực phẩm       | 4711 (Chính)",
        "2        Cắt tóc, gội đầu                   | 9631",
        "4. Vốn kinh doanh (bằng số): 50.000.000 VNĐ",
        "(bằng chữ): Sáu mươi triệu đồng",
    ]
    plain = page(*lines)
    for reading in (plain, with_table(plain, "Tên ngành", "9631", [0.14, 0.5])):
        record = read(reading)
        found = values(record.documents[0])
        assert (found["nganh_nghe[1].ten"], found["nganh_nghe[1].ma"]) == ("Bán lẻ lương thực, thực phẩm", "4711")
        assert (found["nganh_nghe[2].ten"], found["nganh_nghe[2].ma"]) == ("Cắt tóc, gội đầu", "9631")
        assert found["von"] == "50000000"
        assert "number_words" in {finding.rule for finding in record.findings}


def test_the_spouses_of_a_request_stand_in_their_own_columns() -> None:
    rows = (
        ("Thông tin", "Bên nữ", "Bên nam"),
        ("Họ, chữ đệm, tên", "TRẦN THỊ THỬ", "LÊ VĂN MẪU"),
        ("Ngày, tháng, năm sinh", "02/09/2001", "14/05/1998"),
        ("Dân tộc", "Tày", "Kinh"),
    )
    made = page(
        "^TỜ KHAI ĐĂNG KÝ KẾT HÔN", "Kính gửi: Ủy ban nhân dân xã Hòa Bình", *(f"{a:28}{b:20}| {c}" for a, b, c in rows)
    )
    found = values(only(with_table(made, "Thông tin", "Kinh", [0.35, 0.5])))
    assert (found["nu_ho_ten"], found["nam_ho_ten"]) == ("TRẦN THỊ THỬ", "LÊ VĂN MẪU")
    assert (found["nu_ngay_sinh"], found["nam_ngay_sinh"]) == ("02/09/2001", "14/05/1998")
    assert (found["nu_dan_toc"], found["nam_dan_toc"]) == ("Tày", "Kinh")


def test_boxes_ticks_and_labels_over_two_lines_are_read() -> None:
    found = values(
        only(
            page(
                "^TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ",
                "4. Số định danh cá nhân: 0 7 9 2 0 3 0 1 2 3 4 5",
                "7. Họ, chữ đệm và tên chủ hộ: LÊ VĂN MẪU   8. Mối quan hệ",
                "với chủ hộ: Con",
            )
        )
    )
    assert found["so_dinh_danh"] == "079203012345"
    assert (found["chu_ho_ten"], found["quan_he_chu_ho"]) == ("LÊ VĂN MẪU", "Con")
    walls = values(
        only(page("^TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ", "4. Số định danh cá nhân: /0|7|9|2|0|3|0|1|2|3|4|5!"))
    )
    assert walls["so_dinh_danh"] == "079203012345"
    unticked = values(only(page("^TỜ KHAI ĐĂNG KÝ KHAI SINH", "Đề nghị cấp bản sao: Có Không")))
    assert "cap_ban_sao" not in unticked
    for line, wanted in (("Có ☐ Không ☒", "Không"), ("☒ Có ☐ Không", "Có"), ("Có x , Không", "Có")):
        ticked = values(only(page("^TỜ KHAI ĐĂNG KÝ KHAI SINH", f"Đề nghị cấp bản sao: {line}")))
        assert ticked["cap_ban_sao"] == wanted


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        (
            "Căn cước công dân số 025188001010 do Cục Cảnh sát QLHC về TTXH cấp ngày 20/11/2021",
            ("Căn cước công dân", "025188001010", "Cục Cảnh sát QLHC về TTXH", "20/11/2021"),
        ),
        (
            "CMND số 205196748, cấp ngày 31/05/1963, nơi cấp: Công an tỉnh Mẫu",
            ("CMND", "205196748", "Công an tỉnh Mẫu", "31/05/1963"),
        ),
        (
            "Hộ chiếu số B1234567 do Cục Quản lý xuất nhập cảnh cấp ngày 1/2/2020",
            ("Hộ chiếu", "B1234567", "Cục Quản lý xuất nhập cảnh", "01/02/2020"),
        ),
        (
            "Căn cước công dân số 058182731594 do.Cục Cảnh sát cấp.ngày 14/07/2021",
            ("Căn cước công dân", "058182731594", "Cục Cảnh sát", "14/07/2021"),
        ),
        ("Thẻ căn cước: 079203012345", ("Thẻ căn cước", "079203012345", None, None)),
        ("không có", (None, None, None, None)),
    ],
)  # fmt: skip
def test_a_composed_line_is_taken_apart(line: str, parts: tuple[str | None, ...]) -> None:
    found = parse_identity(line)
    assert tuple(found.get(key) for key in ("loai", "so", "noi_cap", "ngay_cap")) == parts


def test_the_stamp_of_a_certified_copy_is_not_the_papers_own_number_or_signer() -> None:
    found = values(
        only(
            page(
                "Số: 45/2025",
                "^GIẤY KHAI SINH",
                "Họ, chữ đệm, tên: NGUYỄN VĂN MẪU",
                "Ngày, tháng, năm sinh: 14/05/2003",
                "Giới tính: Nam   Dân tộc: Kinh",
                "Nơi sinh: Trạm Y tế xã Hòa Bình",
                "Quê quán: xã Hòa Bình, tỉnh Thử Nghiệm",
                "Ngày, tháng, năm đăng ký: 20/05/2003",
                " | CHỦ TỊCH",
                "",
                " | Lê Thị Mẫu",
                "",
                "^CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH",
                "^Số chứng thực: 4203 Quyển số: 05-SCT/BS",
                "^Ngày 14 tháng 10 năm 2024",
                "^PHÓ CHỦ TỊCH",
                "",
                "^Trần Văn Khác",
            )
        )
    )
    assert (found["so"], found["ngay_dang_ky"], found["nguoi_ky"]) == ("45/2025", "20/05/2003", "Lê Thị Mẫu")
    assert (found["chung_thuc_so"], found["chung_thuc_quyen"]) == ("4203", "05-SCT/BS")
    assert found["chung_thuc_ngay"] == "14/10/2024"
    assert "quyen_so" not in found


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("08 giờ 15 phút, ngày 09 tháng 08 năm 2021", "08:15 09/08/2021"),
        ("08 giờ, ngày 09 tháng 08 năm 2021", "08 giờ 09/08/2021"),
        ("ngày 09 tháng 08 năm 2021", "09/08/2021"),
        ("tháng 8 năm 2021 (không rõ ngày)", "08/2021"),
        ("năm 1972", "1972"),
    ],
)
def test_the_time_of_death_is_as_precise_as_the_paper(said: str, value: str) -> None:
    found = values(only(page("^TRÍCH LỤC KHAI TỬ", "Họ, chữ đệm, tên: LÊ VĂN MẪU", f"Đã chết vào lúc: {said}")))
    assert found["thoi_diem_chet"] == value


def test_a_change_noted_on_the_back_is_told() -> None:
    back = lay_out(
        [
            "^GHI CHÚ NHỮNG THÔNG TIN THAY ĐỔI SAU NÀY",
            "Nội dung ghi chú      Căn cứ ghi chú   | Ngày, tháng, năm",
            "Cải chính họ tên      QĐ 12/QĐ-UBND    | 05/06/2020",
        ]
    )
    record = read(
        page("^GIẤY KHAI SINH", "Họ, chữ đệm, tên: NGUYỄN VĂN MẪU"),
        with_table(back, "Nội dung", "Cải chính", [0.3, 0.5]),
    )
    found = values(record.documents[0])
    assert (found["thay_doi[1].noi_dung"], found["thay_doi[1].ngay"]) == ("Cải chính họ tên", "05/06/2020")
    assert "change_noted" in {finding.rule for finding in record.findings}


def decision_of(place: str, signer: str = "Lê Thị Mẫu") -> Reading:
    return lay_out(
        [
            *HEAD,
            f"Số: 15/QĐ-UBND | {place}, ngày 05 tháng 9 năm 2025",
            "",
            "^QUYẾT ĐỊNH",
            "^Về việc thành lập Tổ công tác",
            "",
            "Điều 1. Thành lập Tổ công tác rà soát thủ tục hành chính.",
            "",
            "Nơi nhận: | CHỦ TỊCH",
            "",
            "",
            f"- Lưu: VT. | {signer}",
        ]
    )


def test_a_commune_of_the_highlands_keeps_its_first_syllable() -> None:
    assert values(only(decision_of("la Tơi")))["dia_danh"] == "Ia Tơi"
    assert mend_ia("Thôn Hạ, xã la Tơi, tỉnh Hà Tĩnh") == "Thôn Hạ, xã Ia Tơi, tỉnh Hà Tĩnh"
    assert mend_ia("đó la nhà của ông") == "đó la nhà của ông"


def test_a_name_that_begins_under_the_seal_is_not_believed() -> None:
    cut = decision_of("Hòa Bình", signer="Mẫu Thử")
    name = next(word for word in cut.words if word.text == "Mẫu")
    seal = Region("seal", Box(name.box.x - 0.1, name.box.y - 0.08, 0.11, 0.12))
    free, sealed, whole = (
        only(page).fields["nguoi_ky"].confidence
        for page in (cut, replace(cut, regions=(seal,)), replace(decision_of("Hòa Bình"), regions=(seal,)))
    )
    assert sealed < free
    assert sealed < PASSES
    assert whole > sealed


def test_words_of_a_sentence_are_no_label_without_a_value() -> None:
    record = read(
        page(
            "Số: 12/UBND-XNTTHN | Hòa Bình, ngày 05 tháng 9 năm 2026",
            "^GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN",
            "Họ, chữ đệm, tên: TRẦN THỊ THỬ",
            "Tình trạng hôn nhân: Hiện tại chưa đăng ký kết hôn với ai",
            "Giấy này có giá trị sử dụng trong thời hạn 6 tháng kể từ ngày cấp, được sử dụng để: Bổ túc hồ sơ",
        )
    )
    assert ("unreadable", "tu_ngay") not in {(found.rule, found.field) for found in record.findings}
