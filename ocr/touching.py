"""Gives back what touches a rule and went with it: the dots under letters, tails and feet on an underline."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.clean import Grey
from ocr.rects import list_pieces

_DARK = 150
_REACH, _HIGH, _WIDE = 0.08, 0.01, 0.008
"""Inches that a mark leaves its rule at most, at least, and its least width: a rule's own edge is rougher than
straight by less."""
_CLEAR = 0.5
"""Share of a rule's columns in which nothing touches it at least, or its own edge cannot be told."""
_FRINGE = 1
"""Pixels around a mark's ink that hold its pale edge."""


def restore_marks(level: Grey, bare: Grey, across: Grey, down: Grey, dpi: int) -> Grey:
    """The page `bare` of its rules with the ink of `level` above and below the rows of each rule across.

    `across` and `down` are the masks of what was taken away; nothing comes back where a rule stands upright.
    """
    if not cv2.hasNonZero(across):
        return bare
    result = bare.copy()
    reach = max(3, round(_REACH * dpi))
    rows, columns = level.shape
    for left, top, width, height in list_pieces(across):
        if width < 4 * reach or top < reach or top + height + reach > rows or left + width > columns:
            continue
        window = slice(top - reach, top + height + reach), slice(left, left + width)
        rule = across[window] > 0
        upright = cv2.dilate(down[window], np.ones((3, 3), np.uint8)) > 0
        for page, own, mask, stands in (
            (result[window], level[window], rule, upright),
            (result[window][::-1], level[window][::-1], rule[::-1], upright[::-1]),
        ):
            marks = _mark_above(own < _DARK, mask, dpi) & ~stands
            page[marks] = own[marks]
    return result


def _mark_above(ink: NDArray[np.bool_], rule: NDArray[np.bool_], dpi: int) -> NDArray[np.bool_]:
    """Where ink stands on the rule, from its own upper edge on, with the fringe of that ink."""
    held = rule.any(axis=0)
    tops = np.where(held, rule.argmax(axis=0), 0)
    clear = held & (_find_ends(ink, tops) == tops)
    if clear.sum() < _CLEAR * held.sum():
        return np.zeros(rule.shape, np.bool_)
    columns = np.arange(rule.shape[1])
    slope, start = _fit_line(columns[clear], tops[clear])
    edge = np.clip(np.round(start + slope * columns), 0, len(rule)).astype(np.intp)
    ends = _find_ends(ink, np.where(held, np.minimum(tops, edge), edge))
    stands = edge - ends >= max(2.0, _HIGH * dpi)
    least = np.ones((1, max(2, round(_WIDE * dpi))), np.uint8)
    stands &= cv2.morphologyEx(stands.astype(np.uint8)[None], cv2.MORPH_OPEN, least)[0] > 0
    levels = np.arange(len(rule))[:, None]
    marks = stands & (levels >= ends - _FRINGE) & (levels < edge)
    return cv2.dilate(marks.astype(np.uint8), np.ones((1, 2 * _FRINGE + 1), np.uint8)) > 0


def _fit_line(x: NDArray[np.intp], y: NDArray[np.intp]) -> tuple[float, float]:
    """Slope and start of the straight line nearest to the points (least squares)."""
    middle, high = float(x.mean()), float(y.mean())
    spread = float(np.square(x - middle).sum())
    slope = float(((x - middle) * (y - high)).sum()) / spread if spread else 0.0
    return slope, high - slope * middle


def _find_ends(ink: NDArray[np.bool_], tops: NDArray[np.intp]) -> NDArray[np.intp]:
    """The row in each column where the ink that stands on the row `tops` begins; `tops` itself where none does."""
    levels = np.arange(1, len(ink) + 1, dtype=np.uint16)[:, None]
    bare = (levels <= tops.astype(np.uint16)) & ~ink
    ends: NDArray[np.intp] = (bare * levels).max(axis=0).astype(np.intp)
    return ends
