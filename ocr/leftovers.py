"""Accounts for the ink: letter-like blobs that no word explains, gathered into lines to be read another way."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.clean import Blobs, Grey
from ocr.engine import EngineWord
from ocr.quality import pick_letters
from ocr.rects import Rect, list_pieces, shared_areas

_MAX_LINES = 40
_MIN_LETTERS, _LOWEST = 3, 0.05
_SMALL_LETTERS, _LEAST_SMALL, _MOST_SMALL, _FULL = 3, 0.014, 0.06, 0.15
_LOWEST_SMALL, _DENSE = 0.025, 0.3
"""Inches that a line of small print is high at least, and the share of its width that its letters take."""
_MARGIN_INCH, _NEAR_INCH, _LEAST_INCH = 0.2, 0.4, 0.02
_STEPS = 5
_LEAST_SIDE_INCH = 5.0
"""The longer side of what is shown at least: letters of a few words that fill it are too large to be found whole."""
_PAD_HIGH, _PAD_WIDE = 0.25, 0.35
"""Paper around a line that is cut out, in heights of the line."""


def pick_unexplained(
    blobs: Blobs, words: Sequence[EngineWord], others: Sequence[Rect], erased: NDArray[np.bool_], dpi: int
) -> NDArray[np.bool_]:
    """Which letter-like blobs lie neither in a word nor in one of the other explained zones."""
    letters = pick_letters(blobs, dpi) & ~erased
    letters &= blobs.stats[:, 3] <= dpi * 0.3
    return _drop_explained(letters, blobs, words, others)


def gather_small(
    blobs: Blobs, words: Sequence[EngineWord], others: Sequence[Rect], erased: NDArray[np.bool_], dpi: int
) -> list[Rect]:
    """Boxes of lines of print too small to count as letters that no word explains."""
    width, height, area = blobs.stats[:, 2], blobs.stats[:, 3], blobs.stats[:, 4]
    small = (height >= _LEAST_SMALL * dpi) & (height <= _MOST_SMALL * dpi) & (width <= 3 * height)
    small &= (area >= _FULL * width * height) & ~erased
    small[0] = False
    picked = _drop_explained(small, blobs, words, others)
    lines = gather_lines(blobs, picked, dpi, _SMALL_LETTERS, _LOWEST_SMALL)
    return [line for line in lines if _share_of_width(line, blobs.stats[picked]) >= _DENSE]


def _share_of_width(line: Rect, stats: NDArray[np.int32]) -> float:
    """The share of the line's width that lies over or under a blob in it."""
    left, top, width, height = line
    middle = stats[:, 1] + stats[:, 3] / 2
    taken = np.zeros(width + 1, np.bool_)
    for x, _, wide, _, _ in stats[(middle >= top) & (middle <= top + height)]:
        taken[max(0, x - left) : max(0, x + wide - left)] = True
    return float(taken.mean())


def _drop_explained(
    letters: NDArray[np.bool_], blobs: Blobs, words: Sequence[EngineWord], others: Sequence[Rect]
) -> NDArray[np.bool_]:
    explained = np.zeros(blobs.labels.shape, np.uint8)
    for left, top, width, height in [(w.left, w.top, w.width, w.height) for w in words] + list(others):
        pad = max(2, height // 10)
        explained[max(0, top - pad) : top + height + pad, max(0, left - pad) : left + width + pad] = 1
    x = np.minimum(blobs.stats[:, 0] + blobs.stats[:, 2] // 2, explained.shape[1] - 1)
    y = np.minimum(blobs.stats[:, 1] + blobs.stats[:, 3] // 2, explained.shape[0] - 1)
    picked: NDArray[np.bool_] = letters & (explained[y, x] == 0)
    return picked


def bound_letters(blobs: Blobs, erased: NDArray[np.bool_], dpi: int) -> Rect:
    """The part of the page with letters, smaller ink near them and a margin; the whole page where there are none."""
    rows, columns = blobs.labels.shape
    letters = pick_letters(blobs, dpi) & ~erased
    if not letters.any():
        return 0, 0, columns, rows
    near = ~erased & (blobs.stats[:, 3] >= _LEAST_INCH * dpi)
    near[0] = False
    corners = blobs.stats[:, :2]
    ends = corners + blobs.stats[:, 2:4]
    chosen, reach = letters, _NEAR_INCH * dpi
    for _ in range(_STEPS):
        low, high = corners[chosen].min(axis=0) - reach, ends[chosen].max(axis=0) + reach
        wider = letters | (near & (ends > low).all(axis=1) & (corners < high).all(axis=1))
        if (wider == chosen).all():
            break
        chosen = wider
    span = max(ends[chosen].max(axis=0) - corners[chosen].min(axis=0))
    margin = round(max(_MARGIN_INCH * dpi, (_LEAST_SIDE_INCH * dpi - span) / 2))
    left, top = (max(0, int(value) - margin) for value in corners[chosen].min(axis=0))
    right, bottom = (int(value) + margin for value in ends[chosen].max(axis=0))
    return left, top, min(columns, right) - left, min(rows, bottom) - top


def gather_lines(
    blobs: Blobs, picked: NDArray[np.bool_], dpi: int, letters: int = _MIN_LETTERS, lowest: float = _LOWEST
) -> list[Rect]:
    """Boxes of line-like groups of the picked blobs, top to bottom; scattered strokes make none.

    `letters`: how many make a line; `lowest`: inches that it is high at least.
    """
    factor = min(1.0, 100 / dpi)
    shape = (round(blobs.labels.shape[0] * factor) + 1, round(blobs.labels.shape[1] * factor) + 1)
    mask = np.zeros(shape, np.uint8)
    for left, top, width, height, _ in blobs.stats[picked]:
        x0, y0 = int(left * factor), int(top * factor)
        mask[y0 : int((top + height) * factor) + 1, x0 : int((left + width) * factor) + 1] = 255
    joined = cv2.dilate(mask, np.ones((1, max(3, round(100 * 0.16))), np.uint8))
    centres = blobs.stats[picked][:, :2] + blobs.stats[picked][:, 2:4] / 2
    lines: list[Rect] = []
    for left, top, width, height in list_pieces(joined):
        x0, y0, x1, y1 = left / factor, top / factor, (left + width) / factor, (top + height) / factor
        inside = (centres[:, 0] >= x0) & (centres[:, 0] <= x1) & (centres[:, 1] >= y0) & (centres[:, 1] <= y1)
        if inside.sum() >= letters and dpi * lowest < y1 - y0 < dpi * 0.35:
            lines.append((int(x0), int(y0), int(x1 - x0), int(y1 - y0)))
    return sorted(lines, key=lambda line: (line[1], line[0]))[:_MAX_LINES]


def cut_line(even: Grey, line: Rect, blobs: Blobs, others: Sequence[Rect]) -> tuple[Grey, int, int]:
    """The line with some paper around it, and the offset of its pixels on the page.

    Blobs in `others`, its neighbours, are painted out: bits of them make engines misread.
    """
    left, top, width, height = line
    high, wide = max(5, round(height * _PAD_HIGH)), max(6, round(height * _PAD_WIDE))
    x0, y0 = max(0, left - wide), max(0, top - high)
    crop = even[y0 : top + height + high, x0 : left + width + wide]
    crop = _drop_neighbours(crop, (x0, y0), line, blobs, others)
    edge = 10
    framed = cv2.copyMakeBorder(crop, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=255)
    return np.ascontiguousarray(framed), x0 - edge, y0 - edge


def _drop_neighbours(crop: Grey, at: tuple[int, int], line: Rect, blobs: Blobs, others: Sequence[Rect]) -> Grey:
    own = (*at, crop.shape[1], crop.shape[0])
    near = [others[place] for place in np.flatnonzero(shared_areas(own, others)) if others[place] != line]
    if not near:
        return crop
    x = blobs.stats[:, 0] + blobs.stats[:, 2] / 2
    y = blobs.stats[:, 1] + blobs.stats[:, 3] / 2
    foreign = np.zeros(len(x), np.bool_)
    for other in near:
        foreign |= _lie_in(other, x, y)
    foreign &= ~_lie_in(line, x, y)
    foreign[0] = False
    labels = blobs.labels[at[1] : at[1] + crop.shape[0], at[0] : at[0] + crop.shape[1]]
    strange = foreign[labels]
    if not strange.any():
        return crop
    fringe = cv2.dilate(strange.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return np.where(fringe & (strange | (labels == 0)), 255, crop).astype(np.uint8)


def _lie_in(rect: Rect, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
    left, top, width, height = rect
    return (left <= x) & (x < left + width) & (top <= y) & (y < top + height)
