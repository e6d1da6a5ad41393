from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr.clean import Grey, erase_rules, find_rules
from ocr.touching import restore_marks
from tests.ocr.drawing import draw_page, find_font

TEXT = "Độc lập - Tự do - Hạnh phúc"


def underline(depth: int, thick: int, slope: float = 0.0, height: int = 54) -> tuple[Grey, Grey]:
    """Words without and with a rule whose upper edge lies `depth` pixels below the line that they stand on."""
    page = draw_page((), (1400, 400))
    pen, font = ImageDraw.Draw(page), find_font(height, bold=True)
    pen.text((200, 200), TEXT, fill="black", font=font, anchor="ls")
    plain = np.asarray(page.convert("L"))
    right = 200 + round(font.getlength(TEXT))
    level = 200 + depth + thick // 2
    pen.line((180, level, right + 20, level + round(slope * (right - 160))), fill="black", width=thick)
    return plain, np.asarray(page.convert("L"))


def take_off(page: Grey, dpi: int = 300) -> Grey:
    across, down = find_rules(page, dpi)
    assert across.any()
    return restore_marks(page, erase_rules(page, across, down), across, down, dpi)


def count_dots(page: Grey, height: int = 54) -> int:
    """Dots below the line on which the words stand."""
    ink = (page < 128).astype(np.uint8)
    stats = cv2.connectedComponentsWithStats(ink)[2][1:]
    side = 0.07 * height
    wide, high = stats[:, 2], stats[:, 3]
    return int(((wide >= side) & (high >= side) & (wide <= 3 * side) & (high <= 3 * side) & (stats[:, 1] > 200)).sum())


@pytest.mark.parametrize("slope", [0.0, 0.004])
@pytest.mark.parametrize("thick", [2, 3, 4])
@pytest.mark.parametrize("depth", [9, 11, 13])
def test_dots_that_touch_an_underline_stay_as_dots(depth: int, thick: int, slope: float) -> None:
    plain, page = underline(depth, thick, slope)
    dots = count_dots(plain)
    assert dots == 4
    assert count_dots(take_off(page)) == dots


def test_the_rule_itself_goes() -> None:
    plain, page = underline(13, 3)
    left = (take_off(page) < 150) & (plain > 200)
    assert left.sum() < 0.1 * ((page < 150) & (plain > 200)).sum()


def test_a_rough_rule_leaves_no_crumbs() -> None:
    page = np.asarray(draw_page((), (1400, 400)).convert("L")).copy()
    random = np.random.default_rng(5)
    for x in range(100, 1300):
        top = 200 + int(random.integers(0, 2))
        page[top : top + 3 + int(random.integers(0, 2)), x] = 0
    assert (take_off(page) > 200).all()


def test_frames_and_tables_are_taken_off_whole() -> None:
    image = Image.new("L", (1400, 700), 255)
    pen = ImageDraw.Draw(image)
    for x in (100, 500, 900, 1300):
        pen.line((x, 100, x, 600), fill=0, width=3)
    for y in (100, 350, 600):
        pen.line((100, y, 1300, y), fill=0, width=3)
    after = take_off(np.asarray(image))
    assert (after < 150).sum() < 200
