"""The resolution that a page really has: resolution tags are often missing or wrong, letters are always letters."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]

_PAPERS_INCH = (11.69, 16.54, 11.0, 14.0)
"""Longer sides of A4, A3, US letter and US legal."""
_LONGEST_INCH = 18.0
_NEAR = 0.06
_A4_LONG = 11.69
_LETTER_INCH = 0.083
"""Median height of the letters of 12 to 14 point body text."""
_LIKELY = (0.5, 1.8)
_FEWEST = 60


def judge_dpi(pixels: Grey, claimed: int) -> int:
    """Dots per inch of a grey or RGB page: what is claimed where that makes a usual sheet, else what letters tell."""
    long = max(pixels.shape[:2])
    if any(abs(long / claimed / paper - 1) <= _NEAR for paper in _PAPERS_INCH):
        return claimed
    sheet = long / _A4_LONG
    usual = (sheet,) if long / claimed > _LONGEST_INCH else (claimed, sheet)
    height = measure_letters(pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
    if height <= 0:
        return round(usual[0])
    told = height / _LETTER_INCH
    likeliest = min(usual, key=lambda dpi: abs(float(np.log(told / dpi))))
    if _LIKELY[0] <= told / likeliest <= _LIKELY[1]:
        return round(likeliest)
    return max(50, min(1200, round(told)))


def measure_letters(grey: Grey) -> float:
    """Median height in pixels of what looks like letters; 0 where there are too few of them."""
    paper = cv2.medianBlur(cv2.resize(grey, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA), 15)
    whole = cv2.resize(np.maximum(paper, 40), (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    ink = cv2.threshold(cv2.divide(grey, whole, scale=255), 150, 255, cv2.THRESH_BINARY_INV)[1]
    stats = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)[2][1:]
    width, height, area = stats[:, 2], stats[:, 3], stats[:, 4]
    solid = (
        (height >= 5) & (width >= 2) & (height <= grey.shape[0] / 20) & (width <= 4 * height) & (height <= 6 * width)
    )
    solid &= area >= 0.15 * width * height
    heights = height[solid]
    if heights.size < _FEWEST:
        return 0.0
    return float(np.median(heights[heights >= 0.45 * np.percentile(heights, 85)]))
