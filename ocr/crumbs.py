"""Crumbs: what print of the other side falls to in a black and white copy, told from ink of this side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.clean import Grey
from ocr.rects import Rect, label_pieces, list_pieces

_GREY = 0.02
"""How much grey a copy in black and white has at most, to its black."""
CRUMBLED: Final = 0.3, 1.2
"""How many crumbs to each larger piece around make a ghost, on a page mostly of ghosts and on any other."""
_CRUMB_MM, _AROUND_MM, _FEW = 0.5, (4.0, 2.0), 4
"""How large crumbs are at most, how far around a piece they are counted across and down, how many are chance."""
_SOLID_MM, _SOLID_SHARE, _SOLID_LONG_MM = 0.22, 0.81, 5.0
"""How thick ink of this side is, which share of a long stroke is so, and how long it then is."""

_RIM_MM, _JOIN_MM = 12, 5
"""How far from the edge a line of pencil lies, and how near to each other its pieces."""
_GROUP, _LINE_PIECES = 12, 25
"""How many pieces close to each other are a group, and of how many pieces a line of pencil is."""
_LINE_MM, _THIN_MM = (20.0, 110.0, 8.0), 0.8
"""How long a line of pencil is at least and at most, how high at most, and how far its pieces spread across it."""


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
    def of(cls, flat: Grey, per_mm: float, folds: Grey) -> Crumbs:
        """The pieces of a page off its folds, which crumble too; `folds`: 255 where the page has some."""
        pieces = np.array(list_pieces(cv2.threshold(flat, 127, 255, cv2.THRESH_BINARY_INV)[1]), float).reshape(-1, 4)
        small = pieces[:, 2:].max(axis=1, initial=0) < _CRUMB_MM * per_mm
        centres = pieces[:, :2] + pieces[:, 2:] / 2
        reach = max(3, round(per_mm))
        creased = cv2.dilate(folds, np.ones((reach, reach), np.uint8))
        places = centres.astype(int)
        off_folds = creased[places[:, 1], places[:, 0]] == 0
        return cls(centres[off_folds], small[off_folds], per_mm)

    def count(self, own: NDArray[np.bool_], rect: Rect) -> float:
        """How many crumbs are around a piece to each larger one there; 0 for a long solid stroke, no ghost has such."""
        left, top, width, height = rect
        off = np.abs(self.centres - (left + width / 2, top + height / 2))
        reach = (width / 2 + _AROUND_MM[0] * self.per_mm, height / 2 + _AROUND_MM[1] * self.per_mm)
        near = (off < reach).all(axis=1)
        crumbs = np.count_nonzero(near & self.small)
        share = crumbs / (np.count_nonzero(near) - crumbs + 1)
        if share <= CRUMBLED[0]:
            return share
        if max(width, height) >= _SOLID_LONG_MM * self.per_mm and self._measure_solid(own) >= _SOLID_SHARE:
            return 0.0
        return min(share, CRUMBLED[1]) if crumbs <= _FEW else share

    def _measure_solid(self, own: NDArray[np.bool_]) -> float:
        """Share of a piece's ink that is as thick as strokes are."""
        side = max(2, round(_SOLID_MM * self.per_mm))
        framed = cv2.copyMakeBorder(own.astype(np.uint8), side, side, side, side, cv2.BORDER_CONSTANT, value=0)
        solid = cv2.morphologyEx(framed, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
        return float(np.count_nonzero(solid) / max(1, np.count_nonzero(framed)))

    def find_line(self, shape: tuple[int, ...]) -> list[Rect]:
        """The box of all groups of pieces on a page of this shape where they are one line: pale pencil.

        What shines through has more lines than one, a fold is thinner.
        """
        height, width = (round(side / self.per_mm) for side in shape)
        places = np.round(self.centres / self.per_mm).astype(int)
        places = places[((places >= _RIM_MM) & (places < (width - _RIM_MM, height - _RIM_MM))).all(axis=1)]
        count = np.zeros((height, width), np.uint8)
        count[places[:, 1], places[:, 0]] = 255
        labels, _ = label_pieces(cv2.dilate(count, np.ones((_JOIN_MM, _JOIN_MM), np.uint8)))
        group = labels[places[:, 1], places[:, 0]]
        grouped = places[np.bincount(group)[group] >= _GROUP] if group.size else places
        if len(grouped) < _LINE_PIECES:
            return []
        _, axes = np.linalg.eigh(np.cov(grouped.T))
        turned = (grouped - grouped.mean(axis=0)) @ axes
        slim, long = np.subtract(*np.percentile(turned, (98, 2), axis=0))
        if not _LINE_MM[0] <= long <= _LINE_MM[1] or slim > _LINE_MM[2] or turned[:, 0].std() < _THIN_MM:
            return []
        left, top, right, bottom = (round(end * self.per_mm) for end in (*grouped.min(axis=0), *grouped.max(axis=0)))
        return [(left, top, right - left, bottom - top)]
