from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ocr.rects import Rect, label_pieces, list_pieces, shared_area, shared_areas


def test_every_piece_of_ink_has_a_box_also_one_inside_another() -> None:
    ink = np.zeros((60, 100), np.uint8)
    ink[5:50, 10:12] = ink[5:50, 70:72] = ink[5:7, 10:72] = ink[48:50, 10:72] = 255
    ink[20:30, 30:45] = 255
    ink[24:26, 35:40] = 0
    ink[55, 90] = 255
    assert sorted(list_pieces(ink)) == [(10, 5, 62, 45), (30, 20, 15, 10), (90, 55, 1, 1)]


def test_a_bare_picture_has_no_pieces() -> None:
    assert list_pieces(np.zeros((8, 8), np.uint8)) == []


def test_pieces_and_labels_tell_the_same_boxes() -> None:
    ink = (np.random.default_rng(3).random((60, 80)) < 0.2).astype(np.uint8) * 255
    labels, stats = label_pieces(ink)
    assert sorted(tuple(box) for box in stats[1:, :4].tolist()) == sorted(list_pieces(ink))
    assert ((labels > 0) == (ink > 0)).all()
    assert stats[1:, 4].sum() == (ink > 0).sum()


@given(seed=st.integers(0, 1 << 16), share=st.sampled_from((0.0, 0.1, 0.5, 0.9, 1.0)))
def test_pieces_are_labelled_and_measured_as_opencv_does(seed: int, share: float) -> None:
    source = np.random.default_rng(seed)
    ink = ((source.random(source.integers(1, 40, 2)) < share) * 255).astype(np.uint8)
    labels, stats = label_pieces(ink)
    _, theirs, measured, _ = cv2.connectedComponentsWithStats(ink)
    assert ((labels > 0) == (theirs > 0)).all()
    assert sorted(stats[1:].tolist()) == sorted(measured[1:].tolist())
    for number, (left, top, width, height, area) in enumerate(stats[1:].tolist(), 1):
        assert (labels[top : top + height, left : left + width] == number).sum() == area


@given(boxes=st.lists(st.tuples(*(st.integers(0, 9),) * 4), max_size=6), one=st.tuples(*(st.integers(0, 9),) * 4))
def test_areas_shared_with_many_are_those_shared_with_each(boxes: list[Rect], one: Rect) -> None:
    assert shared_areas(one, boxes).tolist() == [shared_area(one, other) for other in boxes]
