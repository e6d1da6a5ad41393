"""Openings by long lines against OpenCV's own."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.runs import open_runs


@given(seed=st.integers(0, 1 << 16), length=st.integers(1, 40), share=st.sampled_from((0.3, 0.8, 0.97)))
@pytest.mark.parametrize("down", [False, True])
def test_runs_are_what_an_opening_by_a_line_leaves(down: bool, seed: int, length: int, share: float) -> None:
    source = np.random.default_rng(seed)
    ink = ((source.random(source.integers(1, 60, 2)) < share) * 255).astype(np.uint8)
    line = np.ones((length, 1) if down else (1, length), np.uint8)
    assert (open_runs(ink, length, down=down) == cv2.morphologyEx(ink, cv2.MORPH_OPEN, line)).all()
