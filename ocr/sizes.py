"""Lines set in two sizes, a small label before a large number above all: readers see a line at one size only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ocr.clean import Blobs
from ocr.rects import Rect

_LARGER = 1.6
"""How much taller the letters of a size are: capitals beside letters without ascenders are 1.45 times as tall."""
_LETTERS = 3
_LEAST_INCH, _MOST_INCH = 0.03, 0.5
_GAP, _BELOW, _PURE, _USUAL = 0.2, 0.3, 0.75, 0.8
_BEFORE = 0.15
"""Share of the gap that goes to the second part: the first one may end in a colon, which is too small for a letter."""
_ABOVE, _UNDER = 0.35, 0.2
"""Room for marks over and under the letters of a part, in their heights."""


def split_sizes(rects: Sequence[Rect], blobs: Blobs, dpi: int) -> list[list[Rect]]:
    """Each line as its parts of one size, from the left; a part has the height of its own letters."""
    tall, wide = blobs.stats[:, 3], blobs.stats[:, 2]
    letters = blobs.stats[(tall >= _LEAST_INCH * dpi) & (tall <= _MOST_INCH * dpi) & (wide <= _MOST_INCH * dpi)][:, :4]
    middles = letters[:, :2] + letters[:, 2:4] / 2
    return [_split_line(rect, letters, middles) for rect in rects]


def _split_line(rect: Rect, letters: NDArray[np.int32], middles: NDArray[np.float64]) -> list[Rect]:
    left, top, width, height = rect
    x, y = middles[:, 0], middles[:, 1]
    inside = letters[(x >= left) & (x <= left + width) & (y >= top) & (y <= top + height)]
    if len(inside) < 2 * _LETTERS:
        return [rect]
    inside = inside[np.argsort(inside[:, 0])]
    rights = np.maximum.accumulate(inside[:, 0] + inside[:, 2])
    gaps = inside[1:, 0] - rights[:-1]
    wide = np.flatnonzero(gaps >= _GAP * np.median(inside[:, 3])) + 1
    cuts = [int(cut) for cut in wide if _are_two_sizes(inside[:cut], inside[cut:], float(gaps[cut - 1]))]
    if not cuts:
        return [rect]
    place = max(cuts, key=lambda cut: gaps[cut - 1])
    start = int(inside[place, 0] - max(2, round(_BEFORE * gaps[place - 1])))
    return [_bound(inside[:place], left, start), _bound(inside[place:], start, left + width)]


def _are_two_sizes(one: NDArray[np.int32], other: NDArray[np.int32], gap: float) -> bool:
    """Whether the letters of one part are of a larger size than the other's, on one line and well apart."""
    if min(len(one), len(other)) < _LETTERS:
        return False
    tall = [float(np.sort(part[:, 3])[round(_USUAL * (len(part) - 1))]) for part in (one, other)]
    small, large = (one, other) if tall[0] < tall[1] else (other, one)
    least, most = sorted(tall)
    if most < _LARGER * least or gap < _GAP * most or small[:, 3].max() > _PURE * most:
        return False
    level = abs(float(np.median(one[:, 1] + one[:, 3]) - np.median(other[:, 1] + other[:, 3])))
    return level <= _BELOW * most and float(np.median(large[:, 3])) >= _PURE * most


def _bound(letters: NDArray[np.int32], left: int, right: int) -> Rect:
    top, bottom = int(letters[:, 1].min()), int((letters[:, 1] + letters[:, 3]).max())
    above, under = (max(2, round(share * (bottom - top))) for share in (_ABOVE, _UNDER))
    return left, max(0, top - above), right - left, bottom - max(0, top - above) + under
