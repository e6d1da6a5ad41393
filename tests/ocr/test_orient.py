from __future__ import annotations

from functools import partial

import cv2
import numpy as np
import pytest
from PIL import Image, ImageFilter

from ocr.clean import Grey
from ocr.lines import read_cuts
from ocr.orient import SURE, Turn, find_turn, pick_lines, score_text, turn
from ocr.sheet import even_page
from ocr.trueocr_lines import TrueOcrLines, open_trueocr_lines
from tests.ocr.drawing import LETTER, draw_page

CARD = ("CĂN CƯỚC CÔNG DÂN", "Số: 079203012345", "Họ và tên: NGUYỄN VĂN MẪU", "Quê quán: Tân Lập, Nam Định")


@pytest.fixture(scope="module")
def second() -> TrueOcrLines:
    return open_trueocr_lines()


def find(page: Image.Image, second: TrueOcrLines, dpi: int = 300) -> Turn:
    evened = even_page(np.asarray(page.convert("L")), dpi)
    return find_turn(evened.even, evened.dpi, partial(read_cuts, second))


@pytest.mark.parametrize(("turned", "lean"), [(0, 0), (90, 10), (180, -10), (270, 10)])
def test_lines_tell_the_way_up_of_a_leaning_page(second: TrueOcrLines, turned: int, lean: int) -> None:
    page = draw_page().rotate(lean, resample=Image.Resampling.BICUBIC, fillcolor="white")
    found = find(page.rotate(turned, expand=True), second)
    assert found.degrees == turned
    assert found.confidence >= SURE


@pytest.mark.parametrize("turned", [90, 180])
def test_a_card_lying_on_a_sheet_is_told_by_its_lines(second: TrueOcrLines, turned: int) -> None:
    sheet = Image.new("RGB", (2480, 3508), "white")
    sheet.paste(draw_page(CARD, (1011, 638), 40), (300, 400))
    found = find(sheet.rotate(turned, expand=True), second)
    assert (found.degrees, found.confidence >= SURE) == (turned, True)


def test_print_showing_through_has_no_say(second: TrueOcrLines) -> None:
    back = draw_page(LETTER * 4).transpose(Image.Transpose.FLIP_LEFT_RIGHT).filter(ImageFilter.GaussianBlur(2))
    page = np.minimum(
        np.asarray(draw_page(LETTER[:3])),
        np.asarray(Image.blend(Image.new("RGB", back.size, "white"), back, 0.3)),
    )
    assert find(Image.fromarray(page), second).degrees == 0


def test_an_empty_page_tells_nothing(second: TrueOcrLines) -> None:
    assert find(draw_page(()), second).confidence == 0.0


def test_only_one_axis_is_read_where_it_is_plain() -> None:
    read: list[Grey] = []

    def read_lines(cuts: list[Grey]) -> list[tuple[str, float]]:
        read.extend(cuts)
        return [("cơ quan liên quan chịu trách nhiệm", 0.9)] * (len(cuts) // 2) + [("", 0.0)] * (len(cuts) // 2)

    even = np.asarray(draw_page().convert("L"))
    assert find_turn(even, 300, read_lines).degrees == 0
    assert len(read) <= 10


def test_rules_and_blots_are_no_lines_of_writing() -> None:
    darkness = np.zeros((1169, 827), np.uint8)
    cv2.rectangle(darkness, (100, 300), (600, 420), 255, -1)
    assert pick_lines(darkness, 100, 5) == []


def test_vietnamese_counts_and_its_mirror_image_does_not() -> None:
    assert score_text("Căn cứ Luật Tổ chức", 1.0) > 10
    assert score_text("Trực.tuyến..", 1.0) > 5
    assert score_text("ɔọɥɔ ọʇ ʇɐ̣nl uɐɔ", 1.0) < 3


def test_an_image_turns_clockwise() -> None:
    assert np.array_equal(turn(np.array([[1, 2]], np.uint8), 90), np.array([[1], [2]], np.uint8))
