"""The dots and hyphens of print so small that they are no larger than dust, and pale strokes that break into dots."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocr.clean import Blobs, Grey, find_blobs, mark_ink, pick_darker_parts, pick_dirt, weigh_blobs
from ocr.leaders import find_leaders

DPI = 200


def draw_letters(page: Grey, top: int = 100, high: int = 10) -> None:
    """A line of stems in two words, eight pixels apart in the middle of the page."""
    for left in (*range(60, 140, 6), *range(152, 230, 6)):
        page[top : top + high, left : left + 2] = 0


def soften(page: Grey) -> Grey:
    return np.asarray(cv2.GaussianBlur(page, (0, 0), 0.6), dtype=np.uint8)


def list_dirt(page: Grey) -> list[tuple[int, int]]:
    blobs = find_blobs(mark_ink(page))
    picked = blobs.stats[pick_dirt(page, blobs, DPI)]
    return [(int(left), int(top)) for left, top, *_ in picked]


def test_a_hyphen_a_space_away_from_small_letters_is_no_dirt() -> None:
    page = np.full((200, 300), 255, np.uint8)
    draw_letters(page)
    page[106, 145:148] = 60
    assert list_dirt(page) == []


def test_a_full_stop_of_one_inked_pixel_and_a_grey_edge_is_no_dirt() -> None:
    page = np.full((200, 300), 255, np.uint8)
    page[109:111, 144] = 0
    page = soften(page)
    draw_letters(page)
    inked = mark_ink(page)[108:112, 142:147]
    assert 0 < np.count_nonzero(inked) <= 2
    assert list_dirt(page) == []


def test_a_grain_without_an_edge_is_dirt_among_letters_and_every_speck_is_away_from_them() -> None:
    page = np.full((200, 300), 255, np.uint8)
    draw_letters(page)
    page[106, 145] = 0
    page[160, 100:103] = 0
    assert list_dirt(page) == [(145, 106), (100, 160)]


def test_a_blob_weighs_its_ink_and_its_grey_edge() -> None:
    page = np.full((9, 9), 255, np.uint8)
    page[4, 4], page[4, 5], page[8, 8] = 0, 204, 0
    blobs = find_blobs(mark_ink(page))
    assert weigh_blobs(page, blobs.stats[1:]) == pytest.approx([1.2, 1.0])
    assert weigh_blobs(page, blobs.stats[:0]).size == 0


def draw_dots(page: Grey, stem: int | None) -> tuple[Grey, Blobs]:
    """An even row of dots; each the foot of a pale stem where `stem` tells its grey."""
    for left in range(40, 260, 10):
        if stem is not None:
            page[100:112, left : left + 3] = stem
        page[110:113, left : left + 3] = 40
    ink = mark_ink(page)
    return ink, find_blobs(ink)


def test_feet_of_pale_letters_are_no_leader_and_dots_on_bare_paper_are() -> None:
    page = np.full((200, 300), 255, np.uint8)
    ink, blobs = draw_dots(page, 180)
    assert find_leaders(ink, blobs, DPI).blobs.any()
    assert not find_leaders(ink, blobs, DPI, pick_darker_parts(page, blobs, DPI)).blobs.any()
    bare = np.full((200, 300), 255, np.uint8)
    ink, blobs = draw_dots(bare, None)
    assert find_leaders(ink, blobs, DPI, pick_darker_parts(bare, blobs, DPI)).blobs.sum() == 22
