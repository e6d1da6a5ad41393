"""Print that fell to pieces in a 1-bit copy: lines of bits too small to count as letters, boxed for a clerk to read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import cv2
import numpy as np

from ocr.clean import Blobs
from ocr.engine import EngineWord
from ocr.rects import Rect, list_pieces

_COARSE_DPI: Final = 100
_PIECE: Final = 0.07
"""Inches of the largest piece."""
_BESIDE, _ABOVE = 0.14, 0.025
"""Inches within which pieces beside each other, and above each other, are of one line."""
_LOW, _HIGH, _WIDE = 0.05, 0.22, 0.12
"""Inches that a line is high at least and at most, and wide at least."""
_LEAST, _CLOSER, _SPREAD = 8, 3.0, 0.15
"""Pieces of a line at least, how much closer they lie than is usual on the page, and how far they spread about its
middle, in its heights: what is left of a rule lies in a row."""


def gather_broken(blobs: Blobs, words: Iterable[EngineWord], others: Sequence[Rect], dpi: int) -> list[Rect]:
    """Boxes of lines of small pieces of ink, dirt among them, that lie neither in a word nor in one of the `others`."""
    factor = min(1.0, _COARSE_DPI / dpi)
    rows, columns = (round(side * factor) + 1 for side in blobs.labels.shape)
    explained = np.zeros((rows, columns), np.bool_)
    for left, top, width, height in [*((w.left, w.top, w.width, w.height) for w in words), *others]:
        pad = max(2, height // 8)
        low, high = max(0, int((top - pad) * factor)), int((top + height + pad) * factor) + 1
        explained[low:high, max(0, int((left - pad) * factor)) : int((left + width + pad) * factor) + 1] = True
    small = np.maximum(blobs.stats[:, 2], blobs.stats[:, 3]) <= _PIECE * dpi
    small[0] = False
    x, y = (
        np.minimum(((blobs.stats[small, side] + blobs.stats[small, side + 2] / 2) * factor).astype(int), end - 1)
        for side, end in ((0, columns), (1, rows))
    )
    free = ~explained[y, x]
    x, y = x[free], y[free]
    mask = np.zeros((rows, columns), np.uint8)
    mask[y, x] = 255
    reach = [2 * max(1, round(_COARSE_DPI * inches / 2)) + 1 for inches in (_BESIDE, _ABOVE)]
    usual = len(x) / (rows * columns)
    lines: list[Rect] = []
    for across, down, wide, high in list_pieces(cv2.dilate(mask, np.ones(reach[::-1], np.uint8))):
        left, width = across + reach[0] // 2, wide - reach[0] + 1
        top, height = down + reach[1] // 2, high - reach[1] + 1
        if not _LOW * _COARSE_DPI <= height <= _HIGH * _COARSE_DPI or width < _WIDE * _COARSE_DPI:
            continue
        own = (x >= left) & (x < left + width) & (y >= top) & (y < top + height)
        if own.sum() >= max(_LEAST, _CLOSER * usual * width * height) and np.std(y[own]) >= _SPREAD * height:
            lines.append((int(left / factor), int(top / factor), int(width / factor), int(height / factor)))
    return lines
