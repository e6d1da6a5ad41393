"""Reading order of lines in columns that are out of step, and of pages that folds and edges cross."""

from __future__ import annotations

import numpy as np

from ocr.engine import EngineWord
from ocr.layout import order_words
from ocr.tables import find_tables

DPI = 200


def lay(*lines: tuple[str, int, int]) -> list[EngineWord]:
    """Lines of print 20 pixels high: text, left, top."""
    return [
        EngineWord(text, left, top, 12 * len(text), 20, 0.9, 0, number)
        for number, (text, left, top) in enumerate(lines)
    ]


def read(words: list[EngineWord]) -> list[str]:
    return [placed.word.text for placed in order_words(words, ())]


def test_columns_out_of_step_are_read_one_after_the_other() -> None:
    words = lay(("valid-until", 0, 100), ("address:-one", 300, 112), ("of-expiry", 0, 125), ("two", 300, 137))
    assert read(words) == ["valid-until", "of-expiry", "address:-one", "two"]


def test_columns_that_share_only_their_first_line_are_read_one_after_the_other() -> None:
    words = lay(("valid-until", 0, 100), ("address:-one", 300, 103), ("of-expiry", 0, 124), ("two", 300, 137))
    assert read(words) == ["valid-until", "of-expiry", "address:-one", "two"]


def test_values_that_sit_a_little_lower_stay_with_their_labels() -> None:
    words = lay(("Name:", 0, 100), ("Minh", 300, 113), ("Born:", 0, 150), ("1990", 300, 163))
    assert read(words) == ["Name:", "Minh", "Born:", "1990"]


def test_columns_that_share_no_row_break_nothing() -> None:
    words = lay(("w" * 13, 300, 112), ("w" * 19, 199, 210), ("w" * 6, 505, 190), ("w" * 12, 85, 112))
    assert read(words) == ["w" * 12, "w" * 13, "w" * 6, "w" * 19]


def test_lines_across_the_page_end_columns_out_of_step() -> None:
    wide = "x" * 40
    beside = (("note-one", 300, 112), ("note-two", 300, 138))
    words = lay(("left-one", 0, 100), beside[0], ("left-two", 0, 126), beside[1], (wide, 0, 170))
    assert read(words) == ["left-one", "left-two", "note-one", "note-two", wide]


def test_folds_from_edge_to_edge_make_no_table() -> None:
    across, down = np.zeros((1200, 900), np.uint8), np.zeros((1200, 900), np.uint8)
    for x in (200, 700):
        down[300:900, x] = 255
    for y in (300, 900):
        across[y, 200:700] = 255
    frame = across.copy()
    across[600, :] = 255
    assert find_tables(across, down, DPI) == find_tables(frame, down, DPI) == []
    frame[600, 200:700] = 255
    assert len(find_tables(frame, down, DPI)) == 1


def test_lines_that_meet_the_sheet_s_edge_make_no_table() -> None:
    across, down = np.zeros((1200, 900), np.uint8), np.zeros((1200, 900), np.uint8)
    for x in (500, 620, 899):
        down[3:700, x] = 255
    for y in (3, 640, 700):
        across[y, 500:] = 255
    assert find_tables(across, down, DPI) == []
    for x in (100, 300, 500):
        down[800:1100, x] = 255
    for y in (800, 950, 1100):
        across[y, 100:500] = 255
    [table] = find_tables(across, down, DPI)
    assert len(table.cells) == 4
    assert table.rect[1] >= 795
