from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr.engine import EngineWord, Grey
from ocr.gaps import part_words
from tests.ocr.drawing import find_font, find_mono


def draw_glued(text: str, height: int, face: str = "") -> tuple[Grey, EngineWord]:
    """Print in which the readers saw no space."""
    font = ImageFont.truetype(face, height) if face else find_font(height)
    image = Image.new("L", (1400, 150), 255)
    pen = ImageDraw.Draw(image)
    pen.text((40, 20), text, fill=0, font=font)
    left, top, right, bottom = pen.textbbox((40, 20), text, font=font)
    page = cv2.GaussianBlur(np.asarray(image), (0, 0), 0.7)
    return page, EngineWord(text.replace(" ", ""), left, top, right - left, bottom - top, 0.9, 1, 0)


@pytest.mark.parametrize("height", [20, 32, 54])
@pytest.mark.parametrize("text", ["Số / No.:", "/ Place", "trái /", "tên: NGUYỄN", "Xóm 8"])
def test_words_with_a_gap_between_them_are_parted(text: str, height: int) -> None:
    page, word = draw_glued(text, height)
    parts = part_words([word], page)
    assert [part.text for part in parts] == text.split()
    assert parts[0].left == word.left
    assert parts[-1].left + parts[-1].width == word.left + word.width
    for one, other in pairwise(parts):
        gap = page[word.top : word.top + word.height, one.left + one.width : other.left]
        assert gap.shape[1] > 0
        assert gap.min() > 100


@pytest.mark.parametrize("mono", [False, True])
@pytest.mark.parametrize(
    "text", ["V/v", "ông/bà", "trú/tạm", "/UBND-XNTTHN", "83/TTr-SNV", "12/03/2021", "KT.CHỦ", "mai:a", "H04", "A5"]
)
def test_words_without_one_stay_whole(text: str, mono: bool) -> None:
    page, word = draw_glued(text, 54, find_mono() if mono else "")
    word = replace(word, raw="as read", letters=(0.9,) * len(word.text))
    assert part_words([word], page) == [word]


def test_codes_and_dates_stay_whole_whatever_stands_between_their_figures() -> None:
    for text in ("07/10/ 2021", "902 /UBND", "14: 26"):
        page, word = draw_glued(text, 54)
        assert part_words([word], page) == [word]
