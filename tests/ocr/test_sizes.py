from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from ocr.clean import find_blobs, mark_ink
from ocr.rects import Rect
from ocr.sizes import split_sizes
from tests.ocr.drawing import find_font

LINE: Rect = (90, 90, 1400, 70)


def draw(*parts: tuple[str, int]) -> Image.Image:
    """Texts of so many pixels one after another on one base line."""
    page = Image.new("L", (1600, 240), 255)
    pen = ImageDraw.Draw(page)
    x = 100.0
    for text, size in parts:
        pen.text((x, 150), text, fill=0, font=find_font(size), anchor="ls")
        x += find_font(size).getlength(text) + 0.3 * size
    return page


def split(*parts: tuple[str, int]) -> list[Rect]:
    [found] = split_sizes([LINE], find_blobs(mark_ink(np.asarray(draw(*parts)))), 300)
    return found


def test_a_small_label_and_a_large_number_are_parts_of_their_own_heights() -> None:
    small, large = split(("Số / No.:", 26), ("079203012345", 56))
    end = 100 + find_font(26).getlength("Số / No.:")
    assert small[0] + small[2] == large[0]
    assert end - 3 <= large[0] <= end + 0.3 * 26 + 3
    assert small[3] < 0.75 * large[3]


def test_a_line_of_one_size_stays_whole() -> None:
    assert split(("Số: 079203012345 do Công an cấp", 44)) == [LINE]


def test_letters_without_ascenders_before_capitals_stay_whole() -> None:
    assert split(("xuân ra sao", 44), ("CÔNG AN", 44)) == [LINE]


def test_a_raised_mark_of_reference_stays_with_its_line() -> None:
    assert split(("Điều 12 khoản 3 của Luật", 44), ("(1)", 22)) == [LINE]


def test_a_line_without_letters_stays_whole() -> None:
    assert split(("", 40)) == [LINE]
