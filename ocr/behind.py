"""What shows through a sheet, told by its other side: that side mirrored, laid over this one, compared mark by mark.

Ink of the other side that soaked through can be as deep and as sharp as ink of this side; no look at one side alone
tells them apart. The other side of a sheet is the page before or after it in a stack scanned on both sides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.clean import Grey, flatten_background
from ocr.rects import Rect
from ocr.shrink import shrink

Pixels = NDArray[np.uint8]
_Map = NDArray[np.float32]

_FINE_DPI: Final = 75
_COARSE: Final = 3
"""How many times coarser the turn and shift are looked for than marks are compared."""
_PALE, _DEEP = 60, 120
"""Grey levels down to which this side and the other are looked at: ink of this side outweighs no ghost."""
_EDGE_MM, _BROAD_MM, _SHIFT_MM = 8.0, 6.0, 20.0
"""The edge left out, what is shade rather than ink, and how far apart the two sides lie at most."""
_LEAN, _LEAN_STEP = 8.0, 0.5
"""Degrees by which the two sides lean apart at most."""
_FITS, _FITS_BILEVEL, _PEAK = 0.4, 0.2, 1.5
"""Correlation from which the sides fit, of a copy in black and white too, and to how much it is at other angles."""
_ECC_STEPS, _ECC_BLUR = 40, 5
_AROUND, _SLACK = (round(reach * _FINE_DPI / 25.4) for reach in (3.0, 1.5))
"""How much of its surroundings is compared with a mark, and how far it may lie off: 3 and 1.5 mm in pixels."""
_SAME, _INK, _BESIDE, _LOST = 0.7, (0.5, 60.0), 0.5, 0.85
"""Correlation from which a mark is ink of the other side, how deep that ink is there, to its deepest and at least, how
deep the mark is beside it at most, to its deepest, and how deep on it, to that ink: the sheet takes some."""


@dataclass(frozen=True, slots=True, eq=False)
class Behind:
    """Two sides of a sheet one on the other, as depths of ink (0..255) at 75 dpi."""

    here: _Map
    other: _Map
    """With a frame of `_SLACK` around it."""
    bilevel: bool

    @classmethod
    def lay(cls, pixels: Pixels, dpi: int, other: Pixels, other_dpi: int, *, bilevel: bool) -> Self | None:
        """The `other` side, mirrored, over a grey or RGB page; None where it does not show through.

        Turn, lean and shift by the greatest normalised correlation, then an affine fit by the enhanced correlation
        coefficient (Evangelidis and Psarakis 2008). `bilevel`: the page is a copy in black and white, which keeps
        shreds of what shows through.
        """
        here = _measure_depth(pixels, dpi)
        mirrored = cv2.flip(_measure_depth(other, other_dpi), 1)
        found = _find_place(here, mirrored, _FITS_BILEVEL if bilevel else _FITS)
        if found is None:
            return None
        fitted = _fit(here, *found)
        return cls(here, cv2.copyMakeBorder(fitted, *(_SLACK,) * 4, cv2.BORDER_CONSTANT, value=0), bilevel)

    def explains(self, rect: Rect, dpi: int) -> bool:
        """Whether the mark in the box, in pixels of the page at `dpi`, is ink of the other side."""
        scale = _FINE_DPI / dpi
        left, top = (max(0, int(place * scale)) for place in rect[:2])
        right = min(self.here.shape[1], left + max(1, round(rect[2] * scale)))
        bottom = min(self.here.shape[0], top + max(1, round(rect[3] * scale)))
        x, y = max(0, left - _AROUND), max(0, top - _AROUND)
        patch = self.here[y : bottom + _AROUND, x : right + _AROUND]
        beneath = self.other[y : y + patch.shape[0] + 2 * _SLACK, x : x + patch.shape[1] + 2 * _SLACK]
        if not patch.any() or not beneath.any():
            return False
        alike = cv2.matchTemplate(_soften(beneath), _soften(patch), cv2.TM_CCOEFF_NORMED)
        _, most, _, (off_x, off_y) = cv2.minMaxLoc(np.nan_to_num(alike, posinf=0, neginf=0))
        if most < _SAME:
            return False
        mark = self.here[top:bottom, left:right]
        below = cv2.dilate(beneath, np.ones((3, 3), np.uint8))
        row, column = off_y + top - y, off_x + left - x
        below = below[row : row + mark.shape[0], column : column + mark.shape[1]]
        ink = below > min(_INK[0] * float(below.max()), _INK[1])
        beside = mark[~ink]
        if not ink.any() or (beside.size and np.percentile(beside, 98) > _BESIDE * mark.max()):
            return False
        if self.bilevel:
            return True
        return float(np.median(mark[mark > mark.max() / 2])) <= _LOST * float(np.percentile(below[ink], 75))


def _measure_depth(pixels: Pixels, dpi: int) -> _Map:
    """How deep the ink is at 75 dpi; of colours by green, in which red ink is deep too."""
    grey = np.ascontiguousarray(pixels if pixels.ndim == 2 else pixels[..., 1])
    small = shrink(grey, min(1.0, _FINE_DPI / dpi))
    flat: Grey = flatten_background(small, min(dpi, _FINE_DPI))
    return (255 - flat).astype(np.float32)


def _soften(depths: _Map) -> _Map:
    return cv2.GaussianBlur(depths, (0, 0), 1).astype(np.float32)


def _sharpen(depths: _Map, most: float, dpi: float) -> _Map:
    """Ink without shade and without the page's edge, its depth evened."""
    per_mm = dpi / 25.4
    ink = np.minimum(depths, most)
    ink = ink - cv2.GaussianBlur(ink, (0, 0), _BROAD_MM * per_mm)
    edge = round(_EDGE_MM * per_mm)
    inside = np.zeros_like(ink)
    inside[edge : ink.shape[0] - edge, edge : ink.shape[1] - edge] = 1
    ink *= cv2.GaussianBlur(inside, (0, 0), 2 * per_mm)
    return (np.sign(ink) * np.sqrt(np.abs(ink))).astype(np.float32)


def _list_turns(here: _Map, mirrored: _Map) -> Iterator[_Map]:
    """The other side turned as both sides of one sheet can lie, in this side's size."""
    height, width = here.shape
    lying = (height > width) != (mirrored.shape[0] > mirrored.shape[1])
    for quarters in (1, 3) if lying else (0, 2):
        yield cv2.resize(
            np.ascontiguousarray(np.rot90(mirrored, quarters)), (width, height), interpolation=cv2.INTER_AREA
        ).astype(np.float32)


def _find_place(here: _Map, mirrored: _Map, least: float) -> tuple[_Map, NDArray[np.float64]] | None:
    """The other side turned, and the 2 x 3 matrix that brings it over this one; None where it fits nowhere."""
    dpi = _FINE_DPI / _COARSE
    height, width = (max(1, side // _COARSE) for side in here.shape)
    reach = round(_SHIFT_MM * dpi / 25.4)
    size = cv2.getOptimalDFTSize(height + 2 * reach), cv2.getOptimalDFTSize(width + 2 * reach)
    ink = _sharpen(cv2.resize(here, (width, height), interpolation=cv2.INTER_AREA), _PALE, dpi)
    spectrum, weight = np.fft.rfft2(ink, size), float(np.linalg.norm(ink))
    scores: list[float] = []
    best: tuple[_Map, NDArray[np.float64]] | None = None
    for turned in _list_turns(here, mirrored):
        small = cv2.resize(turned, (width, height), interpolation=cv2.INTER_AREA)
        for lean in np.arange(-_LEAN, _LEAN + _LEAN_STEP, _LEAN_STEP):
            matrix = cv2.getRotationMatrix2D((width / 2, height / 2), float(lean), 1)
            leaning = _sharpen(cv2.warpAffine(small, matrix, (width, height)), _DEEP, dpi)
            product = np.fft.irfft2(spectrum * np.conj(np.fft.rfft2(leaning, size)), size)
            near = np.roll(product, (reach, reach), (0, 1))[: 2 * reach + 1, : 2 * reach + 1]
            row, column = np.unravel_index(int(near.argmax()), near.shape)
            score = float(near[row, column]) / (weight * float(np.linalg.norm(leaning)) + 1e-6)
            if score > max(scores, default=0.0):
                matrix[:, 2] += (column - reach, row - reach)
                matrix[:, 2] *= _COARSE
                best = turned, matrix
            scores.append(score)
    return best if max(scores) >= max(least, _PEAK * float(np.median(scores))) else None


def _fit(here: _Map, turned: _Map, matrix: NDArray[np.float64]) -> _Map:
    """The other side brought over this one as closely as an affine map does."""
    height, width = here.shape
    near = cv2.warpAffine(turned, matrix, (width, height))
    ink, other = _soften(_sharpen(here, _PALE, _FINE_DPI)), _soften(_sharpen(near, _DEEP, _FINE_DPI))
    enough = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, _ECC_STEPS, 1e-5)
    try:
        start = np.eye(2, 3, dtype=np.float32)
        _, closer = cv2.findTransformECC(ink, other, start, cv2.MOTION_AFFINE, enough, None, _ECC_BLUR)
    except cv2.error:  # it does not converge: the first place stays
        return near.astype(np.float32)
    fitted = cv2.warpAffine(near, closer, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    return fitted.astype(np.float32)
