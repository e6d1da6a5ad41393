"""Labels in words that no type knows: the words that they share with a field's, and what stands there, tell it."""

from __future__ import annotations

import pytest

from pipeline.catalog import Catalog, load_catalog
from pipeline.classify import PageView
from pipeline.extract.fields import extract_fields
from pipeline.model import FieldValue

from .papers import HEAD, lay_out

RECEIPT = (*HEAD, "", "^GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "Mã hồ sơ: H10.32-250410-0047")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def read(lines: tuple[str, ...], catalog: Catalog) -> dict[str, FieldValue]:
    view = PageView(lay_out([*RECEIPT, *lines]), catalog)
    return extract_fields("paper", catalog.types["GTN"], [view], catalog)[0]


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        (
            "Giấy hẹn trả kết quả vào hồi: 16 giờ 11 phút, ngày 20 tháng 02 năm 2026",
            "thoi_gian_tra",
            "16:11 20/02/2026",
        ),
        ("Máy điện thoại di động liên lạc số: 0911603102", "so_dien_thoai", "0911603102"),
        ("Hòm thư điện tử email nhận tin: a.b@thu.vn", "email", "a.b@thu.vn"),
    ],
)
def test_a_label_is_told_by_its_words_and_its_value(line: str, key: str, value: str, catalog: Catalog) -> None:
    assert read((line,), catalog)[key].value == value


def test_a_guess_is_believed_less_than_a_label_that_is_known(catalog: Catalog) -> None:
    known = read(("Số điện thoại: 0911603102",), catalog)["so_dien_thoai"]
    guessed = read(("Máy điện thoại di động liên lạc số: 0911603102",), catalog)["so_dien_thoai"]
    assert guessed.value == known.value
    assert guessed.confidence < known.confidence


def test_words_of_no_field_and_values_of_another_kind_give_nothing(catalog: Catalog) -> None:
    fields = read(("Máy điện thoại di động liên lạc số: không có", "Màu mực đóng dấu: 0911603102"), catalog)
    assert "so_dien_thoai" not in fields
