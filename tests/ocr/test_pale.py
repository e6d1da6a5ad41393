"""Lines paler than the page's ink are made black before they are read."""

from __future__ import annotations

import numpy as np

from ocr.pale import deepen_lines


def test_a_pale_line_becomes_black_and_its_edges_keep_their_share() -> None:
    page = np.full((60, 100), 255, np.uint8)
    page[10:20, 10:60] = 105
    page[20, 10:60] = 180
    deep = deepen_lines(page, [(5, 5, 90, 20)])
    assert (deep[10:20, 10:60] == 0).all()
    assert (deep[20, 10:60] == 127).all()
    assert (deep[:5] == 255).all()


def test_each_line_is_deepened_by_itself() -> None:
    page = np.full((60, 100), 255, np.uint8)
    page[10:20, 10:60], page[40:50, 10:60] = 10, 120
    page[19, 10:60] = 120
    deep = deepen_lines(page, [(0, 5, 100, 20), (0, 35, 100, 20)])
    assert (deep[:30] == page[:30]).all()
    assert (deep[40:50, 10:60] == 0).all()


def test_bare_paper_and_black_print_stay_as_they_are() -> None:
    page = np.full((60, 100), 255, np.uint8)
    page[10:20, 10:60] = 0
    page[40, 10:20] = 150
    assert deepen_lines(page, [(0, 5, 100, 20), (0, 35, 100, 20), (-4, -4, 20, 8)]) is page
