"""Forms whose labels and values were read apart: wrapped labels, columns with colons, requests that name a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.catalog import Catalog, load_catalog
from pipeline.classify import PageView, classify_page
from pipeline.extract.fields import extract_fields
from pipeline.extract.pairs import pair_rows
from pipeline.layout import Row
from pipeline.model import Reading

from .papers import HEAD, lay_out
from .test_layouts import put

BIRTH = ("Họ và tên: NGUYỄN VĂN AN", "Ngày sinh: 05/9/2020")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def read(reading: Reading, code: str, catalog: Catalog) -> dict[str, str]:
    view = PageView(reading, catalog)
    fields, _ = extract_fields("paper", catalog.types[code], [view], catalog)
    return {key: value.value for key, value in fields.items()}


def paired(*pieces: tuple[float, float, str]) -> list[str]:
    view = PageView(put(replace(lay_out(["x"]), words=()), *pieces), load_catalog())
    rows: list[Row] = list(view.lines)
    return [row.text for row in pair_rows(rows, view.row_height)]


def test_values_with_colons_come_behind_the_labels_at_their_height() -> None:
    labels = [(0.1, 0.20 + 0.02 * place, text) for place, text in enumerate(("Người nộp", "Địa chỉ", "Điện thoại"))]
    values = [(0.4, 0.20, ": Lê Văn An"), (0.4, 0.22, ": Tổ 5, xã Hòa Bình,"), (0.4, 0.234, "tỉnh Bắc Ninh")]
    assert paired(*labels, *values, (0.4, 0.24, ": 0912345678")) == [
        "Người nộp : Lê Văn An",
        "Địa chỉ : Tổ 5, xã Hòa Bình,",
        "tỉnh Bắc Ninh",
        "Điện thoại : 0912345678",
    ]


def test_columns_of_labels_and_values_are_put_together_row_by_row() -> None:
    texts = (("Họ và tên:", "LÊ VĂN AN"), ("Dân tộc:", "Kinh"), ("Quốc tịch:", "Việt Nam"), ("Giới tính:", "Nam"))
    labels = [(0.1, 0.20 + 0.02 * place, label) for place, (label, _) in enumerate(texts)]
    values = [(0.4, 0.20 + 0.02 * place, value) for place, (_, value) in enumerate(texts)]
    assert paired(*labels, *values) == [f"{label} {value}" for label, value in texts]


def test_labels_go_on_under_themselves_left_of_their_values() -> None:
    rows = [
        (0.1, 0.20, "Họ và tên"), (0.5, 0.20, "LÊ VĂN AN"),
        (0.1, 0.22, "Dân tộc"), (0.5, 0.22, "Kinh"),
        (0.1, 0.24, "Mục đích sử dụng Giấy"), (0.5, 0.24, "Vay vốn ngân hàng"),
        (0.1, 0.256, "xác nhận tình trạng"),
        (0.1, 0.28, "Quốc tịch"), (0.5, 0.28, "Việt Nam"),
    ]  # fmt: skip
    page = put(replace(lay_out(["x"]), words=()), *rows)
    view = PageView(page, load_catalog())
    texts = [row.text for row in pair_rows(list(view.levels), view.row_height)]
    assert "Mục đích sử dụng Giấy xác nhận tình trạng Vay vốn ngân hàng" in texts
    assert "Quốc tịch Việt Nam" in texts


@pytest.mark.parametrize(
    "label",
    ["Số CMND, CCCD hoặc giấy tờ khác", "CMND/Căn cước công dân/Hộ chiếu", "Loại và số CCCD hoặc Hộ chiếu"],
)
def test_labels_list_papers_of_identity_in_any_words(label: str, catalog: Catalog) -> None:
    lines = [*HEAD, "", "^TRÍCH LỤC KHAI TỬ", *BIRTH]
    page = lay_out([*lines, f"{label}: Căn cước công dân số 079203012345, cấp ngày 01/02/2022", "Nơi chết: Tại nhà"])
    values = read(page, "TLKT", catalog)
    assert values["giay_to_so"] == "079203012345"
    assert values["giay_to_ngay_cap"] == "01/02/2022"


def test_a_list_of_papers_ends_on_the_next_line(catalog: Catalog) -> None:
    lines = [*HEAD, "", "^TRÍCH LỤC KHAI TỬ", *BIRTH, "Số CMND, CCCD hoặc giấy tờ", "khác: CCCD số 079203012345"]
    assert read(lay_out(lines), "TLKT", catalog)["giay_to_so"] == "079203012345"


@pytest.mark.parametrize(
    "request_line",
    [
        "Xin đăng ký khai tử cho:",
        "Đề nghị đăng ký khai tử cho người có lý lịch sau:",
        "Nay yêu cầu đăng ký cho ông/bà:",
    ],
)
def test_a_request_names_the_person_that_follows(request_line: str, catalog: Catalog) -> None:
    page = lay_out(
        [
            "^CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "^TỜ KHAI ĐĂNG KÝ KHAI TỬ",
            "Họ, chữ đệm, tên người yêu cầu: Trần Thị Bình", "Nơi cư trú: Tổ 1, xã Hòa Bình, tỉnh Bắc Ninh",
            request_line,
            "Họ, chữ đệm, tên: TRẦN VĂN CẢNH", "Ngày, tháng, năm sinh: 02/3/1950", "Giới tính: Nam",
            "Nơi cư trú: Tổ 9, xã Kim Sơn, tỉnh Bắc Ninh",
        ]
    )  # fmt: skip
    values = read(page, "TOKHAI_KT", catalog)
    assert values["ho_ten"] == "TRẦN VĂN CẢNH"
    assert values["ngay_sinh"] == "02/03/1950"
    assert values["noi_cu_tru"] == "Tổ 9, xã Kim Sơn, tỉnh Bắc Ninh"
    assert "nyc_ngay_sinh" not in values


def test_the_hour_of_a_death_is_not_the_papers_day(catalog: Catalog) -> None:
    lines = [*HEAD, "Số: 12/TLKT", "", "^TRÍCH LỤC KHAI TỬ", *BIRTH]
    said = "Đã chết vào lúc: 04 giờ 05 phút, ngày 01 tháng 7 năm 2024"
    page = lay_out([*lines, said, *[""] * 14, "Hòa Bình, ngày 09 tháng 7 năm 2024", "CHỦ TỊCH"])
    assert read(page, "TLKT", catalog)["ngay_cap"] == "09/07/2024"


def test_the_words_of_a_place_with_a_dash_stay_together(catalog: Catalog) -> None:
    page = lay_out([*HEAD, "Số: 15/QĐ-UBND | Bà Rịa - Vũng Tàu, ngày 05 tháng 9 năm 2025", "", "^QUYẾT ĐỊNH"])
    assert read(page, "QD", catalog)["dia_danh"] == "Bà Rịa - Vũng Tàu"


def test_a_letter_is_known_by_southern_spelling_and_a_spelled_out_subject(catalog: Catalog) -> None:
    head = [
        *HEAD,
        "Số: 367/UBND-VP | Huế, ngày 02 tháng 01 năm 2026",
        "Về việc: rà soát dữ liệu",
        "Kính gởi: Sở Nội vụ",
    ]
    found = classify_page(PageView(lay_out(head), catalog))
    assert found is not None
    assert found.type.code == "CV"


def test_values_are_matched_on_a_page_that_leans() -> None:
    names = ("Thời gian nhận hồ sơ của người nộp", "Hẹn trả kết quả vào lúc", "Hình thức trả kết quả", "Mức phí")
    wide = (0.1, 0.14, "Thành phần hồ sơ nộp gồm những giấy tờ có tên sau đây và kèm theo")
    labels = [(0.1, 0.2 + 0.016 * place, name) for place, name in enumerate(names)]
    values = [(0.6, 0.2 + 0.016 * place, f": {place} giờ") for place in range(len(names))]
    page = put(replace(lay_out(["x"]), words=()), wide, *labels, *values)
    words = [replace(word, box=word.box._replace(y=word.box.y - 0.03 * word.box.x)) for word in page.words]
    page = replace(page, words=tuple(words))
    view = PageView(page, load_catalog())
    texts = [row.text for row in pair_rows(list(view.lines), view.row_height)]
    assert [text for text in texts if ":" in text] == [f"{name} : {place} giờ" for place, name in enumerate(names)]


def test_who_signs_a_receipt_is_no_title_of_one(catalog: Catalog) -> None:
    page = lay_out(["NGƯỜI NỘP HỒ SƠ | NGƯỜI TIẾP NHẬN HỒ SƠ", "(Ký, ghi rõ họ tên)", "", "Lê Văn An | Trần Thị Bình"])
    found = classify_page(PageView(page, catalog))
    assert found is None or found.type.code != "GTN"
