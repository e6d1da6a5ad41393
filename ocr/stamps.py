"""Coloured ink: round red seals leave the ink that is read, and become regions of their own."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.coloured import find_marks, take_out
from ocr.levels import count_levels, find_percentiles
from ocr.rects import Rect, grow, shared_area
from ocr.shrink import shrink

Pixels = NDArray[np.uint8]

_SEAL_MM = (18.0, 62.0)
_REDNESS = (28, 42, 60)
"""Levels that stamping ink exceeds other colours by: the more, the surer it stands apart from a red ground."""
_TINT, _PALE, _GHOST = 12, 0.8, 0.8
_FADED = 140
_SMALL_DPI = 100
_COARSE_DPI = 75
_STRIP = 256
"""Rows worked on at a time: the steps between hold several copies of what they work on."""


@dataclass(frozen=True, slots=True, eq=False)
class Inks:
    """The page's ink as grey without coloured seals, stamps and signatures, and where those of this side stand."""

    grey: Pixels
    seals: tuple[Rect, ...]
    stamps: tuple[Rect, ...] = ()
    signatures: tuple[Rect, ...] = ()


def split_inks(pixels: Pixels, dpi: int) -> Inks:
    """Grey ink of a page; inside round red stamps only what is not red, so that text under them stays."""
    if pixels.ndim == 2:
        return Inks(pixels, ())
    factor = min(1.0, _SMALL_DPI / dpi)
    small = shrink(pixels, factor)
    tint = _TINT + measure_tint(small)
    grey = whiten_pale_red(pixels, cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), tint)
    coarse = shrink(small, min(1.0, _COARSE_DPI / (dpi * factor)))
    seals = tuple(_spread(find_seals(small, coarse, dpi * factor), factor, pixels.shape))
    ghosts = _spread(find_ghost_stamps(small, coarse, dpi * factor), factor, pixels.shape)
    for left, top, width, height in (*seals, *ghosts):
        zone = pixels[top : top + height, left : left + width]
        part = grey[top : top + height, left : left + width]
        red = cv2.dilate(mark_red(zone, tint), np.ones((3, 3), np.uint8)) > 0
        part[red] = np.maximum(part, zone[:, :, 0])[red]
    marks = find_marks(small, dpi * factor, pixels.shape)
    grey = take_out(pixels, grey, (*marks.stamps, *marks.signatures))
    stamps, signatures = (tuple(mark.rect for mark in found if mark.deep) for found in (marks.stamps, marks.signatures))
    return Inks(grey, seals, stamps, signatures)


def _spread(rects: list[Rect], factor: float, shape: tuple[int, ...]) -> list[Rect]:
    """Boxes of the small image on the page."""
    return [grow(rect, 0, factor, shape[1], shape[0]) for rect in rects]


def whiten_pale_red(pixels: Pixels, grey: Pixels, tint: int) -> Pixels:
    """Grey ink without pale red: seals showing through the sheet and the pink ground of certificates."""
    result = grey.copy()
    least = _judge_pale(grey)
    for top in range(0, grey.shape[0], _STRIP):
        part = result[top : top + _STRIP]
        red, green, blue = cv2.split(pixels[top : top + _STRIP])
        redness = cv2.subtract(red, cv2.max(green, blue))
        pale = cv2.bitwise_and(cv2.compare(redness, _TINT, cv2.CMP_GT), cv2.compare(part, _FADED, cv2.CMP_GT))
        if not cv2.hasNonZero(pale):
            continue
        strong = cv2.bitwise_and(cv2.compare(redness, tint, cv2.CMP_GT), cv2.compare(part, least, cv2.CMP_LT))
        if cv2.hasNonZero(strong):
            pale = cv2.subtract(pale, cv2.dilate(strong, np.ones((7, 7), np.uint8)))
        cv2.copyTo(red, pale, part)
    return result


def measure_tint(pixels: Pixels) -> int:
    """By how many levels red exceeds the other colours on the page's own paper: old paper is yellow to brown."""
    red, green, blue = cv2.split(pixels[::3, ::3])
    return int(np.median(cv2.subtract(red, cv2.max(green, blue))))


def _judge_pale(grey: Pixels) -> float:
    """The grey level above which red ink came through the sheet or belongs to its ground; faded print is darker."""
    return _PALE * find_percentiles(count_levels(grey[::4, ::4]), (70,))[0]


def mark_red(pixels: Pixels, least: int) -> Pixels:
    """255 where red exceeds the other colours by more than `least` levels, else 0."""
    red, green, blue = cv2.split(pixels)
    return cv2.threshold(cv2.subtract(red, cv2.max(green, blue)), least, 255, cv2.THRESH_BINARY)[1]


def find_ghost_stamps(pixels: Pixels, coarse: Pixels, dpi: float) -> list[Rect]:
    """Red stamps seen through the sheet, whole or in part: of a stamp's size and pale nearly everywhere.

    `coarse` is the page made smaller, in which they are looked for; boxes are of `pixels`, as is `dpi`.
    """
    factor = coarse.shape[0] / pixels.shape[0]
    tint = _TINT + measure_tint(coarse)
    per_mm = dpi * factor / 25.4
    reach = max(3, round(per_mm * 2.5)) | 1
    closed = cv2.morphologyEx(mark_red(coarse, tint), cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    outlines, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    pale = _judge_pale(cv2.cvtColor(coarse, cv2.COLOR_RGB2GRAY))
    ghosts = []
    for outline in outlines:
        rect = cv2.boundingRect(outline)
        if not 8 * per_mm <= max(rect[2:]) <= _SEAL_MM[1] * per_mm:
            continue
        left, top, wide, high = grow(rect, round(per_mm), factor, pixels.shape[1], pixels.shape[0])
        zone = pixels[top : top + high, left : left + wide]
        inked = cv2.cvtColor(zone, cv2.COLOR_RGB2GRAY)[mark_red(zone, tint) > 0]
        if inked.size and (inked > pale).mean() > _GHOST:
            ghosts.append((left, top, wide, high))
    return ghosts


def find_seals(pixels: Pixels, coarse: Pixels, dpi: float) -> list[Rect]:
    """Round red stamps: red ink whose outline fills about a disc of a seal's size.

    `coarse` is the page made smaller, in which they are looked for; boxes are of `pixels`, as is `dpi`.
    """
    factor = coarse.shape[0] / pixels.shape[0]
    per_mm = dpi * factor / 25.4
    found: list[Rect] = []
    for least in _REDNESS:
        found += [seal for seal in _find_round(mark_red(coarse, least), per_mm) if not _meets_any(seal, found)]
    pad = round(per_mm)
    height, width = pixels.shape[:2]
    return [grow(rect, pad, factor, width, height) for rect in found]


def _find_round(mask: Pixels, per_mm: float) -> list[Rect]:
    """Boxes of what is round and of a seal's size once its letters and its rim are joined."""
    if not mask.any():
        return []
    reach = max(3, round(per_mm * 2.5)) | 1
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    closed = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    outlines, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return [cv2.boundingRect(outline) for outline in outlines if _is_round(outline, per_mm)]


def _meets_any(rect: Rect, others: list[Rect]) -> bool:
    return any(shared_area(rect, other) for other in others)


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
