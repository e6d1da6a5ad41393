"""Lines that the page's edge cuts through: nobody can read them, but a clerk must know that they are there."""

from __future__ import annotations

import numpy as np

from ocr.clean import Blobs
from ocr.rects import Rect

_HIGHEST, _GAP = 0.16, 0.35
"""Inches: of a cut letter at most, and between the letters of one line at most."""
_LETTERS = 5
_TOUCH = 2


def find_cut_lines(blobs: Blobs, dpi: int) -> list[Rect]:
    """Boxes at the top and bottom edge where five or more letter-like blobs in a row are cut off."""
    rows = blobs.labels.shape[0]
    left, top, width, height = (blobs.stats[1:, column] for column in range(4))
    fits = (height <= _HIGHEST * dpi) & (width <= 2 * _HIGHEST * dpi) & (width >= 2)
    found: list[Rect] = []
    for touching in (top <= _TOUCH, top + height >= rows - _TOUCH):
        chosen = np.flatnonzero(fits & touching)
        run: list[int] = []
        for blob in [*chosen[np.argsort(left[chosen])].tolist(), None]:
            if run and (blob is None or left[blob] - left[run[-1]] - width[run[-1]] > _GAP * dpi):
                if len(run) >= _LETTERS:
                    x, right = int(left[run].min()), int((left[run] + width[run]).max())
                    high = int(height[run].max())
                    found.append((x, 0 if top[run[0]] <= _TOUCH else rows - high, right - x, high))
                run = []
            if blob is not None:
                run.append(blob)
    return found
