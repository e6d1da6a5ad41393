"""How well a page can be read: a grade, the reasons as codes, and whether the page is blank."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ocr.clean import Blobs, Grey
from ocr.levels import count_levels, find_percentiles
from pipeline.model import Grade, Quality

Depths = np.ndarray[tuple[int], np.dtype[np.float64]]
"""Mean darkness (0..255) of every blob."""

_STRIP = 64
"""Every other strip of so many rows is looked at: sharpness is the same all over a page."""
_SERIOUS = {"blurred", "low_contrast", "unread"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was measured on a page. Lengths are shares of the page, `sharpness` and `depth` grey levels."""

    dpi: int
    skew: float
    depth: float
    sharpness: float
    letter_height: float
    """Median height of letters, in pixels of the page as scanned; 0 without any."""
    confidence: float
    syllables: float
    """Share of words that are Vietnamese syllables."""
    words: int
    unread: float
    """Share of letter-like ink that no word explains."""
    cut: bool


def grade_page(seen: Evidence) -> Quality:
    """Grade and reasons; a page without words to judge by is graded on its image alone.

    A page that is no good for its words alone is `unclear`: broken or worn print.
    """
    reasons = tuple(_list_reasons(seen))
    marks = 4.0
    if seen.words:
        marks -= 1.0 * (seen.confidence < 0.88) + 1.0 * (seen.confidence < 0.75) + 1.0 * (seen.confidence < 0.55)
        marks -= 1.0 * (seen.words >= 10 and seen.syllables < 0.4)
    marks -= sum(1.0 if reason in _SERIOUS else 0.5 for reason in reasons)
    if marks <= 0.5 and seen.words and seen.confidence < 0.35:
        return Quality(Grade.UNREADABLE, reasons)
    grades = (Grade.POOR, Grade.POOR, Grade.FAIR, Grade.GOOD, Grade.EXCELLENT)
    grade = grades[max(0, min(4, int(marks)))]
    return Quality(grade, reasons or (("unclear",) if grade in (Grade.POOR, Grade.FAIR) else ()))


def measure_sharpness(grey: Grey, depth: float) -> float:
    """Steepness of the ink's edges as a share of its depth, 0..1; even slightly blurred print stays above 0.25."""
    if depth <= 0:
        return 0.0
    counts = np.zeros(256, np.int64)
    for top in range(0, max(1, len(grey) - 1), 2 * _STRIP):
        part = grey[top : top + _STRIP + 1]
        counts += count_levels(
            cv2.max(cv2.absdiff(part[:, 1:], part[:, :-1])[:-1], cv2.absdiff(part[1:], part[:-1])[:, :-1])
        )
    counts[: int(0.1 * depth) + 1] = 0
    return min(1.0, find_percentiles(counts, (95,))[0] / depth) if counts.sum() > 200 else 0.0


def pick_letters(blobs: Blobs, dpi: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which blobs have the size and shape of letters (1.1 to 12 mm high)."""
    width, height, area = blobs.stats[:, 2], blobs.stats[:, 3], blobs.stats[:, 4]
    low, high = dpi * 0.043, dpi * 0.47
    picked = (height >= low) & (height <= high) & (width <= dpi * 0.9) & (width >= 2)
    picked &= area >= 0.08 * width * height
    picked[0] = False
    return picked


def measure_blob_depths(flat: Grey, blobs: Blobs) -> Depths:
    """Mean darkness (0..255) of every blob; ink that shows through the sheet is paler than ink on it."""
    darkness = (255 - flat.ravel()[blobs.inked]).astype(np.float64)
    sums = np.bincount(blobs.labels.ravel()[blobs.inked], weights=darkness, minlength=len(blobs.stats))
    areas = blobs.stats[:, 4].copy()
    areas[0] = 1
    return sums / np.maximum(1, areas)


def _list_reasons(seen: Evidence) -> list[str]:
    reasons = []
    if 0 < seen.sharpness < 0.22:
        reasons.append("blurred")
    if abs(seen.skew) > 2.0:
        reasons.append("skewed")
    if seen.dpi < 150 or 0 < seen.letter_height < 11:
        reasons.append("low_resolution")
    if 0 < seen.depth < 110:
        reasons.append("low_contrast")
    if seen.cut:
        reasons.append("cut")
    if seen.unread > 0.12:
        reasons.append("unread")
    return reasons
