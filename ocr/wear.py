"""Wear of a sheet that looks like ink: holes and their rims, dots, stars of seals, staples and pieces of folds."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.rects import Rect, list_pieces

_HOLE_MM = (3.5, 8.0)
_JOIN_MM, _ARM_MM = 0.9, 1.3
"""How wide a fold cuts through a hole's rim at most, and how thick what it leaves beside the hole is."""
_BAR_MM = (2.0, 3.6)
"""How thick a straight bar is at most and how long at least: a staple, drawn large by a coarse scan."""
_STAR_MM = (13.0, 1.0)
"""Extent of a star in a seal at most, and half of how thick it is at least: no pen draws so thick."""


def is_wear(own: NDArray[np.bool_], rect: Rect, shape: tuple[int, ...], per_mm: float) -> bool:
    """Holes and their rims near an edge, round dots, stars of seals, staples and pieces of folds."""
    left, top, width, height = rect
    slim, long = sorted((width, height))
    from_side = min(left, top, shape[1] - left - width, shape[0] - top - height)
    at_side = from_side < 20 * per_mm
    if at_side and _is_hole(width, height, per_mm):
        return True
    if slim > 0.8 * long and long < 2.6 * per_mm and own.sum() > 0.6 * width * height:
        return True
    if long <= _STAR_MM[0] * per_mm and slim > 2 * _STAR_MM[1] * per_mm and _is_thick(own, per_mm):
        return True
    if at_side and slim > 0.8 * _HOLE_MM[0] * per_mm and _is_folded_hole(own, per_mm):
        return True
    rows, columns = np.nonzero(own)
    _, sides, _ = cv2.minAreaRect(np.column_stack((columns, rows)).astype(np.float32))
    thick, length = 1 + min(sides), 1 + max(sides)
    return bool(thick < _BAR_MM[0] * per_mm and length > _BAR_MM[1] * per_mm and length > 4 * thick)


def _is_hole(width: int, height: int, per_mm: float) -> bool:
    slim, long = sorted((width, height))
    return slim > 0.8 * long and _HOLE_MM[0] * per_mm < long < _HOLE_MM[1] * per_mm


def _is_folded_hole(own: NDArray[np.bool_], per_mm: float) -> bool:
    """Whether the piece is a hole's rim with the thin lines of a fold that goes through it."""
    side = round(_JOIN_MM * per_mm)
    framed = cv2.copyMakeBorder(own.astype(np.uint8), side, side, side, side, cv2.BORDER_CONSTANT, value=0)
    joined = cv2.morphologyEx(framed, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    outlines, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = cv2.drawContours(np.zeros_like(joined), outlines, -1, 1, cv2.FILLED)
    side = round(_BAR_MM[0] * per_mm)
    discs = list_pieces(cv2.morphologyEx(filled, cv2.MORPH_OPEN, np.ones((side, side), np.uint8)))
    if len(discs) != 1:
        return False
    left, top, width, height = discs[0]
    if not _is_hole(width, height, per_mm):
        return False
    rim = side // 2
    filled[max(0, top - rim) : top + height + rim, max(0, left - rim) : left + width + rim] = 0
    return all(min(arm[2:]) <= _ARM_MM * per_mm for arm in list_pieces(filled))


def _is_thick(own: NDArray[np.bool_], per_mm: float) -> bool:
    """Whether the piece is thicker somewhere than any pen draws: the star of a seal that came through in a copy."""
    framed = cv2.copyMakeBorder(own.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    return float(cv2.distanceTransform(framed, cv2.DIST_L2, 3).max()) >= _STAR_MM[1] * per_mm
