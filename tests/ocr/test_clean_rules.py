from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr.clean import Grey, erase_rules, find_rules, measure_skew
from ocr.sheet import even_page, prepare_sheet
from ocr.tables import find_tables
from tests.ocr.drawing import draw_page, find_font


def write(page: Image.Image, text: str, baseline: int) -> None:
    ImageDraw.Draw(page).text((300, baseline), text, fill="black", font=find_font(54, bold=True), anchor="ls")


def rid(page: Grey, dpi: int) -> Grey:
    return erase_rules(page, *find_rules(page, dpi))


@pytest.mark.parametrize("dpi", [300, 200])
@pytest.mark.parametrize("tilt", [0.0, 0.2, -0.24])
def test_a_thin_pale_rule_a_little_crooked_goes_and_the_value_over_it_stays(dpi: int, tilt: float) -> None:
    page = draw_page((), (2000, 300))
    write(page, "Nguyễn Thị Hoa", 180)
    value = np.asarray(page.convert("L"))
    drop = np.tan(np.radians(tilt)) * 1600
    ImageDraw.Draw(page).line((200, 192, 1800, 192 + drop), fill=(90, 90, 90), width=2)
    factor = dpi / 300
    ruled, bare = (
        cv2.resize(np.asarray(image), None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        for image in (page.convert("L"), value)
    )
    after = rid(ruled, dpi)
    letters = bare < 128
    assert (after[letters] < 160).mean() > 0.97
    assert (after[bare > 250] < 200).sum() < 0.05 * (ruled[bare > 250] < 200).sum()


def test_lines_of_bold_print_are_no_rules() -> None:
    page = np.asarray(
        draw_page(("ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP", "minh mẫn inh ỉm mmmmm nnnn"), (2000, 400)).convert("L")
    )
    assert (rid(page, 300) != page).mean() < 0.0005


def test_a_letter_that_crosses_a_rule_keeps_its_stroke() -> None:
    page = draw_page((), (2000, 300))
    write(page, "php qpqp pqp", 180)
    value = np.asarray(page.convert("L")) < 128
    ImageDraw.Draw(page).line((200, 186, 1800, 186), fill="black", width=3)
    after = rid(np.asarray(page.convert("L")), 300)
    below = np.zeros_like(value)
    below[184:189] = value[184:189]
    assert (after[below] < 128).mean() > 0.8


def test_the_rules_of_a_table_are_found_after_they_are_taken_out_of_the_picture() -> None:
    page = draw_page((), (2480, 1200))
    pen = ImageDraw.Draw(page)
    for x in (300, 1100, 2100):
        pen.line((x, 200, x, 800), fill="black", width=4)
    for y in (200, 400, 600, 800):
        pen.line((300, y, 2100, y), fill="black", width=4)
    sheet = prepare_sheet(even_page(np.asarray(page.convert("L")), 300), 0)
    assert (sheet.picture < 200).sum() < 40
    [table] = find_tables(sheet.across, sheet.down, sheet.dpi)
    assert len(table.cells) == 6


@pytest.mark.parametrize("angle", [-10.0, -4.3, 0.6, 9.5])
def test_skew_is_measured_up_to_ten_degrees(angle: float) -> None:
    page = draw_page().rotate(-angle, resample=Image.Resampling.BICUBIC, fillcolor="white")
    assert abs(measure_skew(np.asarray(page.convert("L")), 300) + angle) < 0.2


def test_the_bars_of_a_code_are_no_rules_and_take_nothing_from_the_print_below_them() -> None:
    page = draw_page((), (2000, 700))
    widths = np.random.default_rng(4).integers(3, 12, 120)
    left = 250
    for number, width in enumerate(widths):
        if number % 2 == 0:
            ImageDraw.Draw(page).rectangle((left, 60, left + int(width), 260), fill="black")
        left += int(width)
    write(page, "Bộ phận Tiếp nhận và Trả kết quả", 420)
    before = np.asarray(page.convert("L"))
    assert (rid(before, 300) != before).mean() < 0.0005


def test_a_fold_from_edge_to_edge_parts_no_cells() -> None:
    page = draw_page((), (2480, 3508))
    draw = ImageDraw.Draw(page)
    for x in (300, 900, 2100):
        draw.line((x, 1000, x, 1600), fill="black", width=4)
    for y in (1000, 1300, 1600):
        draw.line((300, y, 2100, y), fill="black", width=4)
    whole = find_tables(*find_rules(np.asarray(page.convert("L")), 300), 300)
    draw.line((1500, 0, 1506, 3508), fill=(120, 120, 120), width=3)
    draw.line((1300, 500, 1700, 500), fill="black", width=3)
    folded = find_tables(*find_rules(np.asarray(page.convert("L")), 300), 300)
    assert [len(table.cells) for table in whole] == [len(table.cells) for table in folded] == [4]
