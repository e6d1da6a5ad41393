"""Lines of thin or coloured print that stay grey where the page's own ink is black: readers take grey strokes for
broken ones."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ocr.clean import Grey
from ocr.levels import count_levels
from ocr.rects import Rect

_INK, _SOME = 200, 20
"""The palest level of ink, and how many pixels of it make a line."""
_DARKER = 20
"""Percentage of a line's ink that is as dark as its strokes are in their middle: the rest is their edge."""
_BLACK = 60
"""The level up to which a line is black enough."""


def deepen_lines(picture: Grey, lines: Sequence[Rect]) -> Grey:
    """The page (black on white) with the ink of its pale lines brought to black, each line by itself."""
    result: Grey | None = None
    for x, y, width, height in lines:
        place = slice(max(0, y), max(0, y + height)), slice(max(0, x), max(0, x + width))
        line = picture[place]
        if not line.size:
            continue
        counts = count_levels(line)[:_INK].cumsum()
        if counts[-1] < _SOME:
            continue
        level = int(np.searchsorted(counts, counts[-1] * _DARKER / 100))
        if level <= _BLACK:
            continue
        result = picture.copy() if result is None else result
        result[place] = np.minimum(result[place], cv2.LUT(line, _spread_levels(level)))
    return picture if result is None else result


def _spread_levels(black: int) -> Grey:
    """The level that each becomes where `black` becomes 0 and white stays."""
    levels = 255 - (255 - np.arange(256, dtype=np.float64)) * 255 / (255 - black)
    return np.clip(levels, 0, 255).astype(np.uint8)
