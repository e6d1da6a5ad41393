from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr.barred_d import mend_barred_d
from ocr.engine import EngineWord, Grey
from tests.ocr.drawing import find_font


def draw_word(text: str, font: ImageFont.FreeTypeFont, bar: float = 0.0) -> tuple[Grey, EngineWord]:
    """A word in print, boxed; `bar`: heights of its first letter by which a drawn bar leaves the stem on the left."""
    image = Image.new("L", (700, 120), 255)
    pen = ImageDraw.Draw(image)
    pen.text((60, 20), text, fill=0, font=font)
    left, top, right, bottom = pen.textbbox((60, 20), text, font=font)
    _, high, _, low = pen.textbbox((60, 20), text[0], font=font)
    if bar:
        middle, side = (high + low) // 2, round(bar * (low - high))
        pen.line((left - side, middle, left + side, middle), fill=0, width=max(2, (low - high) // 14))
        left -= side
    page = cv2.GaussianBlur(np.asarray(image), (0, 0), 0.7)
    return page, EngineWord(text.replace("Đ", "D"), left, top, right - left, bottom - top, 0.9, 1, 0)


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("height", [28, 54, 80])
@pytest.mark.parametrize("text", ["Điều", "ĐỊNH", "QĐ-UBND", "Đắk"])
def test_a_bar_through_the_stem_makes_the_letter(text: str, height: int, bold: bool) -> None:
    page, word = draw_word(text, find_font(height, bold), 0.3 if text[0] == "Đ" else 0.0)
    [mended] = mend_barred_d([word], page)
    assert mended.text == text
    assert mended.raw == word.text
    assert mended.confidence == word.confidence


@pytest.mark.parametrize("height", [20, 28, 54, 80])
@pytest.mark.parametrize("text", ["Dân", "DANH", "ND-CP", "Dương", "Di", "CMND"])
def test_a_letter_without_a_bar_stays(text: str, height: int) -> None:
    for bold in (False, True):
        page, word = draw_word(text, find_font(height, bold))
        assert mend_barred_d([word], page) == [word]


def test_a_fold_or_a_box_beside_the_letter_is_no_bar() -> None:
    page, word = draw_word("Dân", find_font(54))
    page[:, word.left - 6 : word.left] = 0
    assert mend_barred_d([word], page) == [word]


def test_words_without_ink_and_zones_of_cards_stay() -> None:
    page = np.full((100, 300), 255, np.uint8)
    words = [EngineWord("Dân", 10, 10, 80, 30, 0.9, 1, 0), EngineWord("IDVNM<<D", 10, 10, 80, 30, 0.9, 1, 0)]
    assert mend_barred_d(words, page) == words
