"""Coloured ink: round red seals leave the ink that is read, and become regions of their own."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Rect = tuple[int, int, int, int]
"""left, top, width, height in pixels."""

_SEAL_MM = (18.0, 62.0)
_REDNESS = 28
_COARSE_DPI = 75


@dataclass(frozen=True, slots=True, eq=False)
class Inks:
    """The page's ink without seals, as grey, and where the seals stood."""

    grey: Pixels
    seals: tuple[Rect, ...]


def split_inks(pixels: Pixels, dpi: int) -> Inks:
    """Grey ink of a page; inside round red stamps only what is not red, so that text under them stays."""
    if pixels.ndim == 2:
        return Inks(pixels, ())
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    seals = tuple(find_seals(pixels, dpi))
    if seals:
        grey = grey.copy()
        for left, top, width, height in seals:
            zone = pixels[top : top + height, left : left + width]
            part = grey[top : top + height, left : left + width]
            red = mark_red(zone)
            red = cv2.dilate(red, np.ones((3, 3), np.uint8)) > 0
            part[red] = np.maximum(part, zone[:, :, 0])[red]
    return Inks(grey, seals)


def mark_red(pixels: Pixels) -> Pixels:
    """255 where the ink is red (also pale, as through the sheet), else 0."""
    red, green, blue = cv2.split(pixels)
    return np.where(cv2.subtract(red, cv2.max(green, blue)) > _REDNESS, 255, 0).astype(np.uint8)


def find_seals(pixels: Pixels, dpi: int) -> list[Rect]:
    """Round red stamps: red ink whose outline fills about a disc of a seal's size."""
    factor = min(1.0, _COARSE_DPI / dpi)
    small = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    mask = mark_red(small)
    if not mask.any():
        return []
    per_mm = dpi * factor / 25.4
    reach = max(3, round(per_mm * 2.5)) | 1
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    closed = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    outlines, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = [cv2.boundingRect(outline) for outline in outlines if _is_round(outline, per_mm)]
    pad = round(per_mm)
    height, width = pixels.shape[:2]
    return [_grow(rect, pad, 1 / factor, width, height) for rect in found]


def _is_round(outline: NDArray[np.int32], per_mm: float) -> bool:
    _, _, width, height = cv2.boundingRect(outline)
    low, high = (side * per_mm for side in _SEAL_MM)
    if not (low <= max(width, height) <= high and min(width, height) >= low * 0.6):
        return False
    if max(width, height) > 1.5 * min(width, height):
        return False
    hull = cv2.convexHull(outline)
    area, around = cv2.contourArea(hull), cv2.arcLength(hull, True)
    fills_box = area / (width * height)
    return bool(around) and 4 * np.pi * area / around**2 > 0.82 and 0.62 < fills_box < 0.93


def _grow(rect: Rect, pad: int, factor: float, width: int, height: int) -> Rect:
    left, top, wide, high = rect
    x0, y0 = max(0, int((left - pad) * factor)), max(0, int((top - pad) * factor))
    x1, y1 = min(width, int((left + wide + pad) * factor)), min(height, int((top + high + pad) * factor))
    return x0, y0, x1 - x0, y1 - y0
