"""Lines of print that fell to pieces are boxed; dust, rules and what was read are not."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr.broken import gather_broken
from ocr.clean import Blobs, Grey, find_blobs
from ocr.engine import EngineWord
from tests.ocr.drawing import find_font

LINE = (300, 400, 900, 60)


def draw_broken(kept: float) -> Grey:
    """255 on what is left of a printed line of which so much of the ink stayed."""
    page = Image.new("L", (1600, 900), 255)
    ImageDraw.Draw(page).text(LINE[:2], "Số giấy tờ pháp lý của cá nhân: 0270", fill=0, font=find_font(48))
    left = np.random.default_rng(3).random((900, 1600)) < kept
    return np.where((np.asarray(page) < 128) & left, 255, 0).astype(np.uint8)


def broken(ink: Grey, words: tuple[EngineWord, ...] = ()) -> list[tuple[int, int, int, int]]:
    blobs: Blobs = find_blobs(ink)
    return gather_broken(blobs, words, (), 300)


def test_a_line_of_pieces_is_boxed_where_it_stands() -> None:
    boxes = broken(draw_broken(0.12))
    assert boxes
    left, right = min(box[0] for box in boxes), max(box[0] + box[2] for box in boxes)
    assert left < LINE[0] + 60
    assert right > LINE[0] + 600
    assert all(LINE[1] - 15 <= box[1] and box[1] + box[3] <= LINE[1] + 85 for box in boxes)


def test_whole_letters_are_no_pieces() -> None:
    assert broken(draw_broken(1.0)) == []


def test_pieces_within_a_word_are_explained() -> None:
    word = EngineWord("Số", 280, 380, 1000, 90, 0.4, 0, 0, 0)
    assert broken(draw_broken(0.12), (word,)) == []


@pytest.mark.parametrize("many", [300, 6000])
def test_dust_all_over_the_page_is_no_line(many: int) -> None:
    ink = np.zeros((900, 1600), np.uint8)
    at = np.random.default_rng(5).integers((0, 0), (900, 1600), (many, 2))
    ink[at[:, 0], at[:, 1]] = 255
    assert len(broken(ink)) <= 1


def test_a_dotted_rule_is_no_line() -> None:
    ink = np.zeros((900, 1600), np.uint8)
    for x in range(200, 1400, 9):
        ink[500:503, x : x + 3] = 255
    assert broken(ink) == []
