"""Crumbs: what print of the other side falls to in a black and white copy, told from ink of this side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.clean import Grey
from ocr.rects import Rect, list_pieces

_GREY = 0.02
"""How much grey a copy in black and white has at most, to its black."""
_CRUMB_MM, _AROUND_MM, _CRUMBS = 0.5, (4.0, 2.0), (4, 1.2)
"""How large crumbs are at most, how far around a piece they are counted across and down, and how many make a ghost, by
themselves and for each larger piece."""
_SOLID_MM, _SOLID_SHARE, _SOLID_LONG_MM = 0.22, 0.9, 5.0
"""How thick ink of this side is, which share of a long stroke is so, and how long it then is."""

_LINE_MM, _LINE_PIECES = (6.5, 20.0), 6
"""How high a line of pencil is at most and how long at least, and of how many pieces."""


def is_bilevel(pixels: NDArray[np.uint8]) -> bool:
    """Whether a grey or RGB page is a copy in black and white: where it is grey, depth and edges tell a ghost."""
    counts = cv2.calcHist([pixels], [pixels.ndim - 2], None, [16], [0, 256]).ravel()
    return bool(counts[1:-1].sum() <= _GREY * counts[0])


@dataclass(frozen=True, slots=True)
class Crumbs:
    """Where the pieces of a black and white copy lie, and which are crumbs that something shone through as."""

    centres: NDArray[np.float64]
    small: NDArray[np.bool_]
    per_mm: float

    @classmethod
    def of(cls, flat: Grey, per_mm: float) -> Crumbs:
        pieces = np.array(list_pieces(cv2.threshold(flat, 127, 255, cv2.THRESH_BINARY_INV)[1]), float).reshape(-1, 4)
        small = pieces[:, 2:].max(axis=1, initial=0) < _CRUMB_MM * per_mm
        return cls(pieces[:, :2] + pieces[:, 2:] / 2, small, per_mm)

    def surround(self, own: NDArray[np.bool_], rect: Rect) -> bool:
        """Whether a piece belongs to a ghost: crumbs around it outnumber larger ones, and it is no solid stroke."""
        left, top, width, height = rect
        off = np.abs(self.centres - (left + width / 2, top + height / 2))
        reach = (width / 2 + _AROUND_MM[0] * self.per_mm, height / 2 + _AROUND_MM[1] * self.per_mm)
        near = (off < reach).all(axis=1)
        crumbs = np.count_nonzero(near & self.small)
        if crumbs <= max(_CRUMBS[0], _CRUMBS[1] * (np.count_nonzero(near) - crumbs + 1)):
            return False
        if max(width, height) < _SOLID_LONG_MM * self.per_mm:
            return True
        side = max(2, round(_SOLID_MM * self.per_mm))
        framed = cv2.copyMakeBorder(own.astype(np.uint8), side, side, side, side, cv2.BORDER_CONSTANT, value=0)
        solid = cv2.morphologyEx(framed, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
        return np.count_nonzero(solid) < _SOLID_SHARE * np.count_nonzero(framed)


def find_line(pieces: Sequence[Rect], per_mm: float) -> list[Rect]:
    """The pieces among crumbs where they are one line alone: pale pencil. What shines through has more than a line."""
    if len(pieces) < _LINE_PIECES:
        return []
    boxes = np.array(pieces)
    slim, long = sorted((boxes[:, :2] + boxes[:, 2:]).max(axis=0) - boxes[:, :2].min(axis=0))
    return list(pieces) if slim <= _LINE_MM[0] * per_mm and long >= _LINE_MM[1] * per_mm else []
