from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from ocr.clean import find_blobs, mark_ink
from ocr.engine import EngineWord
from ocr.leftovers import pick_unexplained
from ocr.lone import find_lone, is_number
from ocr.rects import Rect
from tests.ocr.drawing import LETTER, draw_page, find_font

WRITTEN = [(0, 0, 2480, 1400)]
"""Where the words of the page lie."""


def look(page: Image.Image) -> list[Rect]:
    grey = np.asarray(page.convert("L"))
    blobs = find_blobs(mark_ink(grey))
    none = np.zeros(len(blobs.stats), np.bool_)
    return find_lone(blobs, pick_unexplained(blobs, (), WRITTEN, none, 300), grey, 300)


def put(page: Image.Image, text: str, left: int, shade: int = 0) -> None:
    ImageDraw.Draw(page).text((left, 1700), text, fill=(shade,) * 3, font=find_font(54), anchor="ls")


def test_the_number_of_a_page_and_of_a_cell_is_found() -> None:
    page = draw_page(LETTER)
    put(page, "2", 400)
    put(page, "01", 1200)
    assert [(left // 100, width > 30) for left, _, width, _ in look(page)] == [(4, False), (12, True)]


def test_words_pale_figures_of_the_other_side_and_strokes_are_none() -> None:
    page = draw_page(LETTER)
    put(page, "văn thư", 300)
    put(page, "7", 1000, shade=190)
    ImageDraw.Draw(page).rectangle((1500, 1660, 1504, 1700), fill="black")
    assert look(page) == []


def test_only_a_number_that_was_read_for_sure_is_kept() -> None:
    def word(text: str, confidence: float) -> EngineWord:
        return EngineWord(text, 0, 0, 10, 10, confidence, 0, 0)

    assert is_number([word("01.", 0.9)])
    assert not is_number([word("01", 0.2)])
    assert not is_number([word("x", 0.9)])
    assert not is_number([])
