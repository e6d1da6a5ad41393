"""Print far smaller than the rest of its page: found, no ghost for being thin, boxed where nobody reads it."""

from __future__ import annotations

import cv2
import numpy as np

from ocr.clean import Grey, find_blobs, mark_ink
from ocr.engine import EngineWord
from ocr.leftovers import bound_letters, gather_small
from ocr.noise import drop_ghosts
from ocr.quality import measure_blob_depths
from ocr.unsure import find_dropped

DPI = 200


def draw(*bars: tuple[int, int, int, int, int]) -> Grey:
    """White paper with rows of upright strokes: left, top, height, how many, grey."""
    page = np.full((1600, 1200), 255, np.uint8)
    for left, top, height, count, grey in bars:
        for number in range(count):
            x = left + number * height
            cv2.rectangle(page, (x, top), (x + height // 3, top + height), grey, -1)
    return page


def bound(page: Grey) -> tuple[int, int, int, int]:
    blobs = find_blobs(mark_ink(page))
    return bound_letters(blobs, np.zeros(len(blobs.stats), np.bool_), DPI)


def test_small_print_beside_letters_is_within_their_bounds_and_far_specks_are_not() -> None:
    left, top, width, height = bound(draw((300, 300, 20, 10, 0), (520, 340, 6, 20, 0), (1150, 1580, 6, 1, 0)))
    assert left <= 300 and top <= 300
    assert 520 + 20 * 6 <= left + width < 1150
    assert top + height < 1500


def test_a_page_without_letters_is_looked_at_whole() -> None:
    assert bound(draw()) == (0, 0, 1200, 1600)


def test_thin_small_print_is_no_ghost_and_pale_print_of_body_size_is() -> None:
    page = draw((100, 100, 24, 30, 0), (100, 300, 24, 12, 190))
    for x in range(100, 220, 6):
        page[500:511, x] = 40
        page[500:511, x + 1 : x + 4] = 200
    blobs = find_blobs(mark_ink(page))
    body = EngineWord("văn", 100, 100, 720, 25, 0.9, 0, 0)
    pale = EngineWord("uTt~xqs", 100, 300, 290, 25, 0.2, 0, 1)
    small = EngineWord("qwz", 100, 498, 122, 15, 0.2, 0, 2)
    kept = drop_ghosts([body, pale, small], page, blobs, measure_blob_depths(page, blobs), DPI)
    assert kept == [body, small]


def test_small_print_that_no_word_explains_is_boxed_and_lone_specks_are_not() -> None:
    blobs = find_blobs(mark_ink(draw((300, 300, 7, 12, 0), (700, 900, 7, 1, 0))))
    none = np.zeros(len(blobs.stats), np.bool_)
    [box] = gather_small(blobs, [], [], none, DPI)
    assert box[0] <= 300 <= 300 + 11 * 7 <= box[0] + box[2] and box[1] <= 300 <= box[1] + box[3]
    word = EngineWord("finger", 295, 295, 100, 18, 0.9, 0, 0)
    assert gather_small(blobs, [word], [], none, DPI) == []


def test_what_was_read_but_not_kept_is_boxed_unless_a_seal_explains_it() -> None:
    kept = EngineWord("chữ", 100, 100, 60, 20, 0.9, 0, 0)
    dropped = EngineWord("fnget", 300, 100, 60, 20, 0.1, 0, 1)
    mark = EngineWord("|", 500, 100, 4, 40, 0.1, 0, 2)
    assert find_dropped([kept, dropped, mark], [kept], []) == [(300, 100, 60, 20)]
    assert find_dropped([kept, dropped, mark], [kept], [(250, 50, 200, 200)]) == []


def test_broken_small_letters_are_a_line_and_scattered_specks_are_none() -> None:
    page = draw((300, 300, 3, 9, 0))
    page[303, 300:327:6] = 255
    for number in range(6):
        page[900 + 2 * number, 300 + 25 * number : 303 + 25 * number] = 0
        page[904 + number : 907 + number, 300 + 25 * number : 303 + 25 * number] = 0
    blobs = find_blobs(mark_ink(page))
    found = gather_small(blobs, [], [], np.zeros(len(blobs.stats), np.bool_), 120)
    assert [(round(left, -2), round(top, -2)) for left, top, _, _ in found] == [(300, 300)]
