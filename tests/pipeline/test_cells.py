"""Forms set as ruled tables, and parts of forms under headings that nobody listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

import pytest

from pipeline.catalog import Catalog, load_catalog
from pipeline.classify import PageView
from pipeline.extract.fields import extract_fields
from pipeline.model import Box, Reading, Region, Word

from .papers import HEAD, HEIGHT, LETTER, lay_out

TITLE = [*HEAD, "", "^TỜ KHAI", "^CẤP BẢN SAO TRÍCH LỤC HỘ TỊCH", "Kính gửi: Ủy ban nhân dân xã Hòa Bình"]
PERSON = [
    ("Họ tên khai sinh", "LÊ VĂN AN"),
    ("Ngày, tháng, năm / sinh", "05/9/1990"),
    ("Giới tính", "Nam", "Dân tộc", "Kinh"),
    ("Quốc tịch", "Việt Nam"),
    ("Nơi cư trú", "Tổ 5, xã Hòa Bình, / tỉnh Bắc Ninh"),
]
ASKING = [
    ("Họ, tên người đứng / khai", "Lê Thị Hoa"),
    ("Nơi cư trú", "Tổ 7, xã Hòa Bình, tỉnh Bắc Ninh"),
    ("Hộ chiếu/CMND/Thẻ / CCCD", "Thẻ CCCD số 001190012345"),
    ("Quan hệ với người / trong giấy tờ", "Mẹ"),
]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def rule(reading: Reading, rows: Sequence[Sequence[str]], top: float) -> Reading:
    """The reading with a ruled table: each cell a block, `/` between its lines."""
    words, lines, blocks, y = list(reading.words), count(500), count(500), top
    for row in rows:
        for place, cell in enumerate(row):
            block, left = next(blocks), 0.1 + 0.8 / len(row) * place
            for step, text in enumerate(cell.split(" / ")):
                line, x = next(lines), left
                for word in text.split():
                    words.append(Word(word, Box(x, y + 0.018 * step, LETTER * len(word), HEIGHT), 0.9, line, block))
                    x += LETTER * (len(word) + 1)
        y += 0.018 * max(cell.count(" / ") for cell in row) + 0.025
    box = Box(0.09, top - 0.005, 0.82, y - top)
    return replace(reading, words=tuple(words), regions=(*reading.regions, Region("table", box)))


def read(reading: Reading, catalog: Catalog) -> dict[str, str]:
    fields, _ = extract_fields("paper", catalog.types["TOKHAI_TL"], [PageView(reading, catalog)], catalog)
    return {key: value.value for key, value in fields.items()}


def test_a_label_over_two_lines_of_its_cell_has_the_next_cell_for_its_value(catalog: Catalog) -> None:
    values = read(rule(lay_out(TITLE), ASKING, 0.3), catalog)
    assert values["nyc_ho_ten"] == "Lê Thị Hoa"
    assert values["nyc_quan_he"] == "Mẹ"
    assert values["nyc_giay_to_so"] == "001190012345"


def test_two_labels_beside_each_other_have_each_their_cell(catalog: Catalog) -> None:
    both = rule(rule(lay_out(TITLE), ASKING, 0.3), PERSON, 0.5)
    values = read(both, catalog)
    assert (values["gioi_tinh"], values["dan_toc"]) == ("Nam", "Kinh")
    assert values["noi_cu_tru"] == "Tổ 5, xã Hòa Bình, tỉnh Bắc Ninh"


def test_a_person_under_an_unknown_heading_is_told_by_labels_of_its_own(catalog: Catalog) -> None:
    lines = [*TITLE, "Họ và tên người khai: Lê Thị Hoa", "Nơi cư trú: Tổ 7, xã Hòa Bình, tỉnh Bắc Ninh"]
    lines += ["PHẦN TRÍCH TỪ SỔ GỐC", "Họ tên khai sinh: LÊ VĂN AN", "Ngày sinh: 05/9/1990", "Giới tính: Nam"]
    lines += ["Dân tộc: Kinh", "Nơi cư trú: Tổ 5, xã Hòa Bình, tỉnh Bắc Ninh"]
    values = read(lay_out(lines), catalog)
    assert (values["nyc_ho_ten"], values["ho_ten"]) == ("Lê Thị Hoa", "LÊ VĂN AN")
    assert values["ngay_sinh"] == "05/09/1990"
    assert values["nyc_noi_cu_tru"] == "Tổ 7, xã Hòa Bình, tỉnh Bắc Ninh"
    assert values["noi_cu_tru"] == "Tổ 5, xã Hòa Bình, tỉnh Bắc Ninh"


def test_a_table_of_things_is_no_form(catalog: Catalog) -> None:
    rows = [("STT", "Tên giấy tờ"), ("1", "Giấy khai sinh"), ("2", "Sổ hộ khẩu"), ("3", "Quốc tịch")]
    page = rule(lay_out(TITLE), rows, 0.3)
    assert "quoc_tich" not in read(page, catalog)
