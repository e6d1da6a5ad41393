from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ocr.boxing import drop_coded, tidy_boxes
from ocr.rects import Rect, shared_area
from pipeline.model import Box, Code, Region

RECTS = st.lists(st.tuples(*(st.integers(0, 800),) * 2, *(st.integers(5, 120),) * 2), max_size=12)


def test_pieces_of_one_line_are_one_box_with_a_margin() -> None:
    [(left, top, width, height)] = tidy_boxes([(100, 200, 80, 30), (195, 202, 60, 28), (120, 205, 30, 20)], 300)
    assert left < 100 and top < 200 and left + width > 255 and top + height > 230


def test_lines_above_one_another_and_far_apart_stay_apart() -> None:
    boxes = [(100, 200, 80, 30), (100, 260, 80, 30), (400, 200, 80, 30)]
    assert len(tidy_boxes(boxes, 300)) == 3


@given(RECTS)
def test_every_box_lies_in_one_that_is_shown(boxes: list[Rect]) -> None:
    shown = tidy_boxes(boxes, 200)
    assert len(shown) <= len(boxes)
    assert all(any(shared_area(box, one) == box[2] * box[3] for one in shown) for box in boxes)


def test_bars_of_a_code_that_was_read_are_no_unread_zone() -> None:
    code = Code("Code128", "H08", Box(0.1, 0.1, 0.3, 0.05))
    bars, beside = Region("unread", Box(0.12, 0.09, 0.1, 0.04)), Region("unread", Box(0.5, 0.1, 0.1, 0.04))
    table = Region("table", Box(0.12, 0.1, 0.1, 0.04))
    assert drop_coded([bars, beside, table], [code]) == [beside, table]
    assert drop_coded([bars], []) == [bars]
