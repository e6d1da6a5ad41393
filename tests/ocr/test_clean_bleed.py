from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr.clean import Grey
from ocr.lines import read_cuts
from ocr.orient import ReadLines
from ocr.sheet import Sheet, even_page, prepare_sheet
from ocr.trueocr_lines import open_trueocr_lines
from tests.corpus.damage import bleed_through
from tests.ocr.drawing import LETTER, find_font

DPI, SIZE, HEIGHT = 200, (1654, 2339), 36


@pytest.fixture(scope="module")
def read_lines() -> ReadLines:
    return partial(read_cuts, open_trueocr_lines())


def draw(lines: Sequence[str], ink: int = 0, start: int = 200, left: int = 180) -> Grey:
    """Lines of print from row `start`, `ink` 0 for black."""
    page = Image.new("L", SIZE, 255)
    pen = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        pen.text((left, start + 62 * number), line, fill=ink, font=find_font(HEIGHT))
    return np.asarray(page)


def scan(page: Grey) -> Grey:
    """The page as a scanner sees it: yellowed, slightly soft, with grain."""
    grain = np.random.default_rng(3).normal(0, 3, page.shape)
    soft = cv2.GaussianBlur(page, (0, 0), 0.6).astype(np.float32) * 0.88
    return np.clip(soft + grain, 0, 255).astype(np.uint8)


def see_back(page: Grey, back: Grey, strength: float = 0.22) -> Grey:
    """The page with its other side showing through."""
    seen = bleed_through(*(cv2.cvtColor(side, cv2.COLOR_GRAY2RGB) for side in (page, back)), strength)
    return cv2.cvtColor(seen, cv2.COLOR_RGB2GRAY)


def prepare(page: Grey, read_lines: ReadLines | None) -> Sheet:
    return prepare_sheet(even_page(scan(page), DPI), 0, read_lines)


def share_kept(sheet: Sheet, print_: Grey) -> float:
    """How much of the strokes of some print is still ink in the picture that is read."""
    return float((sheet.picture[print_ < 100] < 245).mean())


def share_left(sheet: Sheet, own: Grey) -> float:
    """How much of the picture is ink away from the page's own print."""
    away = cv2.erode(own, np.ones((13, 13), np.uint8)) == 255
    return float((sheet.picture[away] < 240).mean())


def test_mirrored_print_goes_and_print_over_it_stays(read_lines: ReadLines) -> None:
    own, back = draw(LETTER), draw(LETTER * 3, start=170)
    page = see_back(own, back, 0.3)
    before, after = prepare(page, None), prepare(page, read_lines)
    assert share_left(before, own) > 0.01
    assert share_left(after, own) < 0.0005
    assert share_kept(after, own) > 0.99
    assert "bleed" in after.steps


def test_most_of_the_ink_may_be_the_other_sides(read_lines: ReadLines) -> None:
    own, back = draw(LETTER[:3]), draw(LETTER * 4, start=170)
    after = prepare(see_back(own, back, 0.35), read_lines)
    assert "bleed" in after.steps
    assert share_left(after, own) < 0.003
    assert share_kept(after, own) > 0.97


def test_the_other_side_may_stand_on_its_head(read_lines: ReadLines) -> None:
    own, back = draw(LETTER), draw(LETTER * 3, start=170)
    after = prepare(see_back(own, np.ascontiguousarray(back[::-1, ::-1])), read_lines)
    assert share_left(after, own) < 0.0005
    assert share_kept(after, own) > 0.99


def test_faded_print_as_pale_as_the_other_side_stays(read_lines: ReadLines) -> None:
    dark, faded = draw(LETTER[:4]), draw(LETTER[4:], ink=195, start=560)
    page = np.minimum(dark, faded)
    sheet = prepare(see_back(page, draw(LETTER * 2, start=1000), 0.25), read_lines)
    assert "bleed" in sheet.steps
    assert share_left(sheet, page) < 0.001
    assert share_kept(sheet, dark) > 0.99
    assert share_kept(sheet, draw(LETTER[4:], start=560)) > 0.95


@pytest.mark.parametrize("ink", [90, 150, 190])
def test_a_page_of_pale_print_stays_whole(read_lines: ReadLines, ink: int) -> None:
    page = draw(LETTER, ink=ink)
    sheet = prepare(page, read_lines)
    assert "bleed" not in sheet.steps
    assert np.array_equal(sheet.picture, prepare(page, None).picture)


def test_numbers_read_out_of_grain_are_no_mirrored_print() -> None:
    def read_grain(cuts: Sequence[Grey]) -> list[tuple[str, float]]:
        return [("5C06JE- MEPXG C7VL", 0.5), ("0197LN0230/00130-2L/0288", 0.55)] * (len(cuts) // 2)

    page = np.minimum(draw(LETTER), draw(LETTER, ink=190, start=1000))
    assert "bleed" not in prepare(page, read_grain).steps


def test_pale_writing_and_stamps_beside_dark_print_stay_whole(read_lines: ReadLines) -> None:
    stamped = Image.fromarray(np.minimum(draw(LETTER), draw(LETTER[:3], ink=185, start=900)))
    pen = ImageDraw.Draw(stamped)
    pen.ellipse((900, 1300, 1250, 1650), outline=180, width=6)
    pen.text((940, 1450), "ĐÃ KIỂM TRA", fill=180, font=find_font(44))
    pen.line([(300, 1400), (420, 1300), (480, 1460), (600, 1330), (720, 1420)], fill=170, width=5)
    page = np.asarray(stamped)
    sheet = prepare(page, read_lines)
    assert "bleed" not in sheet.steps
    assert np.array_equal(sheet.picture, prepare(page, None).picture)


def test_pale_stamps_of_its_own_stay_where_mirrored_print_goes(read_lines: ReadLines) -> None:
    stamp = Image.new("L", SIZE, 255)
    pen = ImageDraw.Draw(stamp)
    pen.rectangle((1000, 1700, 1500, 1900), outline=170, width=6)
    pen.text((1040, 1770), "ĐÃ KIỂM TRA", fill=170, font=find_font(60))
    page = np.minimum(draw(LETTER), np.asarray(stamp))
    sheet = prepare(see_back(page, draw(LETTER * 2, start=400), 0.2), read_lines)
    strokes = np.where(np.asarray(stamp) < 200, 0, 255).astype(np.uint8)
    strokes[1690:1910, 990:1030], strokes[1690:1910, 1480:1510] = 255, 255
    strokes[1690:1720], strokes[1880:1910] = 255, 255
    assert "bleed" in sheet.steps
    assert share_kept(sheet, strokes) > 0.9


def test_a_page_of_one_depth_is_not_read_for_it() -> None:
    read: list[Grey] = []

    def note(cuts: Sequence[Grey]) -> list[tuple[str, float]]:
        read.extend(cuts)
        return [("", 0.0)] * len(cuts)

    assert "bleed" not in prepare(draw(LETTER), note).steps
    assert not read
