"""Papers as other offices word and set them: whose value a label names, lists without tables, titles in other words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.catalog import load_catalog
from pipeline.classify import PageView, classify_page
from pipeline.extract.fields import extract_fields
from pipeline.extract.identity import parse_identity
from pipeline.model import FieldValue

from .papers import HEAD, lay_out

CATALOG = load_catalog()


def read(code: str, *lines: str) -> dict[str, FieldValue]:
    view = PageView(lay_out([*HEAD, *lines]), CATALOG)
    return extract_fields("paper", CATALOG.types[code], [view], CATALOG)[0]


@pytest.mark.parametrize("kind", ["Căn cước công dân", "CCCD", "Hộ chiếu"])
@pytest.mark.parametrize("body", ["Cục Cảnh sát quản lý hành chính về trật tự xã hội", "CA TP. Hà Nội", "Bộ Công an"])
@pytest.mark.parametrize(
    "line",
    [
        "{kind} số: 079090123456, ngày cấp: 12/03/2021, nơi cấp: {body}",
        "{kind} 079090123456, {body}, 12/03/2021",
        "{kind} 079090123456, {body} cấp 12-3-2021",
        "{kind} số 079090123456 cấp ngày 12 tháng 3 năm 2021 bởi {body}",
        "{kind}: 079090123456 ({body} cấp ngày 12/03/2021)",
        "079090123456 ({kind}) do {body} cấp ngày 12/03/2021",
        "Loại giấy tờ: {kind}; số: 079090123456; ngày cấp: 12/03/2021; cơ quan cấp: {body}",
    ],
)
def test_papers_of_identity_are_named_in_many_ways(line: str, body: str, kind: str) -> None:
    assert parse_identity(line.format(kind=kind, body=body)) == {
        "loai": kind,
        "so": "079090123456",
        "noi_cap": body,
        "ngay_cap": "12/03/2021",
    }


def test_a_line_of_identity_holds_its_own_labels() -> None:
    found = read(
        "GBT",
        "Họ, chữ đệm, tên: NGUYỄN VĂN MẪU",
        "Giấy tờ tùy thân: CCCD số: 079090123456; ngày cấp: 12/03/2021;",
        "nơi cấp: Bộ Công an",
    )
    assert found["giay_to_so"].value == "079090123456"
    assert found["giay_to_noi_cap"].value == "Bộ Công an"
    assert found["giay_to_ngay_cap"].value == "12/03/2021"


def test_a_year_after_another_offices_wording_is_no_day() -> None:
    found = read("GKS", "Họ và tên mẹ: TRẦN THỊ THỬ", "Sinh năm: 1975   Dân tộc: Kinh")
    assert found["me_nam_sinh"].value == "1975"
    assert "me_ngay_sinh" not in found


def test_a_heading_says_whose_name_follows() -> None:
    found = read(
        "GKS",
        "Họ, chữ đệm, tên: NGUYỄN VĂN CON",
        "THÔNG TIN VỀ NGƯỜI MẸ",
        "Họ, chữ đệm, tên: TRẦN THỊ THỬ",
        "Dân tộc: Tày",
        "THÔNG TIN VỀ NGƯỜI CHA",
        "Họ, chữ đệm, tên: NGUYỄN VĂN MẪU",
        "Dân tộc: Kinh",
    )
    names = [found[key].value for key in ("ho_ten", "me_ho_ten", "cha_ho_ten")]
    assert names == ["NGUYỄN VĂN CON", "TRẦN THỊ THỬ", "NGUYỄN VĂN MẪU"]
    assert (found["me_dan_toc"].value, found["cha_dan_toc"].value) == ("Tày", "Kinh")


def test_spouses_under_each_other_are_told_apart_by_their_headings() -> None:
    found = read(
        "TOKHAI_KH",
        "BÊN NỮ",
        "Họ, chữ đệm, tên: TRẦN THỊ THỬ",
        "Dân tộc: Tày",
        "BÊN NAM",
        "Họ, chữ đệm, tên: LÊ VĂN MẪU",
        "Dân tộc: Kinh",
    )
    assert (found["nu_ho_ten"].value, found["nam_ho_ten"].value) == ("TRẦN THỊ THỬ", "LÊ VĂN MẪU")
    assert (found["nu_dan_toc"].value, found["nam_dan_toc"].value) == ("Tày", "Kinh")


def test_papers_handed_in_are_read_from_a_list() -> None:
    found = read("GTN", "Thành phần hồ sơ gồm:", "1. Tờ khai đăng ký khai sinh (01 bản chính)", "2. Giấy chứng sinh")
    assert [found[f"thanh_phan[{place}].ten"].value for place in (1, 2)] == [
        "Tờ khai đăng ký khai sinh",
        "Giấy chứng sinh",
    ]


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("ĐƠN XIN CẤP GIẤY VỀ TÌNH TRẠNG HÔN NHÂN", "TOKHAI_XNTTHN"),
        ("TỜ KHAI XIN ĐĂNG KÝ HỘ KINH DOANH CÁ THỂ", "TOKHAI_HKD"),
        ("TỜ KHAI NHẬN CHA, MẸ, CON", "TOKHAI"),
    ],
)
def test_what_an_application_asks_for_tells_its_kind(title: str, code: str) -> None:
    found = classify_page(PageView(lay_out([*HEAD, f"^{title}"]), CATALOG))
    assert found is not None
    assert found.type.code == code


@pytest.mark.parametrize("of", [" của mẹ", " của người mẹ", " mẹ", " người mẹ"])
def test_a_labels_own_words_say_whose_value_it_names(of: str) -> None:
    found = read(
        "GKS",
        "Họ, chữ đệm, tên: NGUYỄN VĂN CON",
        "Họ, chữ đệm, tên người mẹ: TRẦN THỊ THỬ",
        "Họ, chữ đệm, tên người cha: NGUYỄN VĂN MẪU",
        f"Dân tộc{of}: Tày",
        "Dân tộc của cha: Kinh",
        f"Nơi cư trú{of}: xã Hòa Bình, tỉnh Phú Thọ",
    )
    assert found["me_dan_toc"].value == "Tày"
    assert found["cha_dan_toc"].value == "Kinh"
    assert found["me_noi_cu_tru"].value == "xã Hòa Bình, tỉnh Phú Thọ"
    assert "dan_toc" not in found
    assert "cha_noi_cu_tru" not in found


def test_words_about_the_papers_own_person_are_no_relatives() -> None:
    found = read(
        "TLKT",
        "Họ, chữ đệm, tên người đi khai tử: LÊ VĂN MẪU",
        "Họ, chữ đệm, tên của người chết: TRẦN THỊ THỬ",
        "Dân tộc của người chết: Tày",
    )
    assert found["ho_ten"].value == "TRẦN THỊ THỬ"
    assert found["dan_toc"].value == "Tày"


@pytest.mark.parametrize("mark", ["V/v", "V/v:", "v/v", "V / v"])
def test_subjects_begin_in_one_form(mark: str) -> None:
    found = read("CV", "Số: 12/UBND-VP | Hòa Bình, ngày 05 tháng 9 năm 2025", f"{mark} báo cáo kết quả quý III")
    assert found["trich_yeu"].value == "V/v báo cáo kết quả quý III"


def test_words_of_sentences_are_no_labels_of_other_offices() -> None:
    found = read(
        "XNTTHN",
        "Tình trạng hôn nhân: Có đăng ký kết hôn, nhưng đã ly hôn theo Quyết định của Tòa án; hiện tại",
        "chưa đăng ký kết hôn với ai",
    )
    assert found["tinh_trang"].value.endswith("; hiện tại chưa đăng ký kết hôn với ai")


def test_numbered_papers_go_on_under_their_label() -> None:
    found = read(
        "TOKHAI_DAT",
        "5. Giấy tờ nộp kèm theo đơn này gồm có: (1) Giấy chứng nhận đã cấp;",
        "(2) Hợp đồng tặng cho quyền sử dụng đất; (3) Căn cước công dân",
    )
    assert found["giay_to_kem"].value.endswith("quyền sử dụng đất; (3) Căn cước công dân")


def test_cells_are_no_part_of_the_head_above_them() -> None:
    head = "Họ và tên      Ngày sinh      Giới tính      Quan hệ với chủ hộ"
    cells = ("Lê Văn Mẫu     01/02/1980     Nam            Chủ hộ", "Lê Thị Thử     03/04/2010     Nữ             Con")
    found = read("CT07", head, *cells)
    sexes = [found[f"thanh_vien[{place}].gioi_tinh"].value for place in (1, 2)]
    assert sexes == ["Nam", "Nữ"]


def test_a_labels_own_words_are_never_its_value() -> None:
    found = read("TOKHAI_CT01", "Họ và tên: LÊ VĂN MẪU", "Nơi thường trú", "hiện nay", "xã Hòa Bình, tỉnh Phú Thọ")
    assert all(value.value != "hiện nay" for value in found.values())


def test_the_text_of_a_numbered_letter_is_no_title() -> None:
    lines = [
        "Số: 12/UBND-TTr",
        "V/v rà soát hồ sơ",
        "Kính gửi: Phòng Văn hóa",
        "^GIẤY ĐỀ NGHỊ",
        "gửi về trước ngày 05 tháng 6 năm 2024.",
    ]
    found = classify_page(PageView(lay_out([*HEAD, *lines]), CATALOG))
    assert found is not None
    assert found.type.code == "CV"


def test_a_note_in_brackets_belongs_to_its_label_over_two_lines() -> None:
    found = read(
        "GCN_HKD",
        "1. Tên hộ kinh doanh (ghi | HỘ KINH DOANH MẪU",
        "bằng chữ in hoa):",
        "",
        "2. Vốn kinh doanh (bằng số; | 50.000.000 VNĐ",
        "VNĐ):",
    )
    assert found["ten"].value == "HỘ KINH DOANH MẪU"
    assert found["von"].value == "50000000"


def test_a_note_in_brackets_is_no_value_and_no_label() -> None:
    found = read(
        "GKS",
        "Họ, chữ đệm, tên: NGUYỄN VĂN CON",
        "Quê quán (nơi sinh của cha hoặc mẹ): xã Hòa Bình, tỉnh Phú Thọ",
        "Họ và tên mẹ: TRẦN THỊ THỬ",
    )
    assert found["que_quan"].value == "xã Hòa Bình, tỉnh Phú Thọ"
    assert found["me_ho_ten"].value == "TRẦN THỊ THỬ"


def test_what_reads_on_up_to_the_colon_is_no_value() -> None:
    found = read("GTN", "Nội dung yêu cầu giải quyết", "của hồ sơ:", "Đăng ký khai sinh")
    assert found["noi_dung"].value == "Đăng ký khai sinh"


def test_the_parts_of_a_paper_of_identity_are_no_value() -> None:
    found = read(
        "XNTTHN",
        "Họ, chữ đệm, tên: NGUYỄN VĂN MẪU",
        "Giấy tờ tùy thân, số, ngày cấp, nơi",
        "cấp:",
        "CCCD số 079090123456 do Bộ Công an cấp ngày 12/03/2021",
    )
    assert found["giay_to_so"].value == "079090123456"
    assert found["giay_to_ngay_cap"].value == "12/03/2021"


def test_values_set_apart_from_their_labels_are_matched_by_height() -> None:
    lines = [
        *HEAD,
        "a) Tên | : NGUYỄN VĂN MẪU",
        "b) Giấy tờ nhân thân | : CCCD số 079090123456",
        "c) Địa chỉ | : Xóm 1",
    ]
    reading = lay_out(["1. Người sử dụng đất, chủ sở hữu tài sản gắn liền với đất:", *lines])
    left = [replace(word, line=2 * word.line) for word in reading.words if word.box.x < 0.5]
    right = [replace(word, line=1000 + word.line) for word in reading.words if word.box.x >= 0.5]
    view = PageView(replace(reading, words=(*left, *right)), CATALOG)
    found = extract_fields("paper", CATALOG.types["TOKHAI_DAT"], [view], CATALOG)[0]
    assert found["ho_ten"].value == "NGUYỄN VĂN MẪU"
    assert found["giay_to_so"].value == "079090123456"


def test_a_day_that_goes_on_naming_a_paper_is_no_new_label() -> None:
    found = read(
        "TOKHAI_XNTTHN",
        "Họ, chữ đệm, tên người yêu cầu: NGUYỄN VĂN MẪU",
        "Giấy tờ tùy thân: CCCD số 079090123456, cấp ngày",
        "12/03/2021. nơi cấp: Bộ Công an",
    )
    assert found["nyc_giay_to_ngay_cap"].value == "12/03/2021"
    assert found["nyc_giay_to_noi_cap"].value == "Bộ Công an"


def test_the_day_of_an_application_stands_lowest_and_is_no_birthday() -> None:
    lines = ["Họ, chữ đệm, tên: NGUYỄN VĂN MẪU", *["Tôi khai như trên."] * 20]
    born = "Ngày, tháng, năm sinh: | ngày 17 tháng 12 năm 1988"
    found = read("TOKHAI_XNTTHN", *lines, born, "Làm tại: Hòa Bình , ngày 05 tháng 9 năm 2022")
    assert found["ngay_lam"].value == "05/09/2022"
    assert "ngay_lam" not in read("TOKHAI_XNTTHN", *lines, born)


def test_a_parents_bare_year_follows_the_whole_label_of_a_birthday() -> None:
    found = read("GKS", "Họ và tên mẹ: TRẦN THỊ THỬ", "Ngày, tháng, năm sinh: 1992   Dân tộc: Kinh")
    assert found["me_nam_sinh"].value == "1992"
    whole = read("GKS", "Họ và tên mẹ: TRẦN THỊ THỬ", "Ngày, tháng, năm sinh: 05/06/1992   Dân tộc: Kinh")
    assert "me_nam_sinh" not in whole


def test_a_slip_is_dated_over_its_signatures_too() -> None:
    found = read("GTN", *["Kèm theo hồ sơ."] * 20, " | Hòa Bình, ngày 05 tháng 9 năm 2025", " | NGƯỜI TIẾP NHẬN HỒ SƠ")
    assert found["ngay_cap"].value == "05/09/2025"


@pytest.mark.parametrize(("read_as", "value"), [("thu.mau@vn.vn", "thu.mau@vn.vn"), ("123®thu.vn", "123@thu.vn")])
def test_the_sign_of_an_address_is_read_in_other_circles(read_as: str, value: str) -> None:
    assert read("GTN", f"Email: {read_as}")["email"].value == value


def test_an_address_with_a_marked_letter_was_misread() -> None:
    assert "email" not in read("GTN", "Email: 6Š1@thu.vn")
