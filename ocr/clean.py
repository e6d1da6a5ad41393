"""From a scan to even black on white: background, dirt, borders, rules and skew, each a step of its own."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
VERSION = "1"
"""Raised with every change that may read another text out of the same page."""

_BACKGROUND_DPI = 75
_SKEW_DPI = 90
_MAX_SKEW = 12.0
_TURN_ABOVE = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class Blobs:
    """Connected ink: `labels` per pixel, and per blob left, top, width, height, area (row 0 is the paper)."""

    labels: NDArray[np.int32]
    stats: NDArray[np.int32]


def flatten_background(grey: Grey, dpi: int) -> Grey:
    """The page with its paper brought to white everywhere: shade, tint and pale bleed-through go."""
    factor = min(1.0, _BACKGROUND_DPI / dpi)
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    reach = max(3, round(_BACKGROUND_DPI * 0.16)) | 1
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    paper = cv2.GaussianBlur(cv2.medianBlur(paper, 15), (0, 0), 5)
    paper = cv2.resize(np.maximum(paper, 40), (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return cv2.divide(grey, paper, scale=255)


def measure_depth(flat: Grey) -> float:
    """How dark the page's ink is: grey levels below white of its darker strokes; 0 on an empty page."""
    sample = 255 - flat[::2, ::2]
    inked = sample[sample > 40]
    return float(np.percentile(inked, 85)) if inked.size > 50 else 0.0


def stretch_ink(flat: Grey, depth: float) -> Grey:
    """Grey levels spread so that strokes of `depth` become near black and the paper's grain white."""
    depth = max(60.0, depth)
    levels = np.arange(256, dtype=np.float32)
    darkness = np.clip((255 - levels - 0.12 * depth) / (0.88 * depth), 0, 1)
    return cv2.LUT(flat, (255 - 255 * darkness).astype(np.uint8))


def mark_ink(even: Grey) -> Grey:
    """255 where an evened page has ink, else 0."""
    return cv2.threshold(even, 150, 255, cv2.THRESH_BINARY_INV)[1]


def find_blobs(ink: Grey) -> Blobs:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    return Blobs(labels, stats)


def pick_dirt(blobs: Blobs, dpi: int) -> NDArray[np.bool_]:
    """Which blobs are no writing: specks too small for any dot or mark, scan borders, punch holes."""
    left, top, width, height, area = (blobs.stats[:, column] for column in range(5))
    inch = float(dpi)
    specks = _pick_specks(blobs, dpi)
    rows, columns = blobs.labels.shape
    at_edge = (left <= 2) | (top <= 2) | (left + width >= columns - 2) | (top + height >= rows - 2)
    fill = area / np.maximum(1, width.astype(np.int64) * height)
    borders = at_edge & (
        (np.maximum(width, height) > inch * 0.7) | ((np.minimum(width, height) > inch * 0.12) & (fill > 0.7))
    )
    near_edge = np.minimum.reduce([left, top, columns - left - width, rows - top - height]) < inch * 0.8
    holes = (
        near_edge
        & (fill > 0.66)
        & (np.minimum(width, height) > inch * 0.13)
        & (np.maximum(width, height) < inch * 0.36)
        & (np.abs(width - height) < inch * 0.06)
    )
    picked = specks | borders | holes
    picked[0] = False
    return picked


def _pick_specks(blobs: Blobs, dpi: int) -> NDArray[np.bool_]:
    """Blobs too small for any mark of the letters around them, or small ones that stand alone.

    Tone marks and dots of small print are no larger than dust: what tells them is the letter close by.
    """
    longer, area = np.maximum(blobs.stats[:, 2], blobs.stats[:, 3]), blobs.stats[:, 4]
    largest = max(2, round(dpi / 75))
    small = (area <= max(2.0, 8.0 * (dpi / 300) ** 2)) & (longer <= largest)
    small[0] = False
    letters = (blobs.stats[:, 3] >= dpi * 0.03) & (blobs.stats[:, 3] <= dpi * 0.4) & ~small
    letters[0] = False
    if not small.any() or not letters.any():
        return small
    high = float(np.median(blobs.stats[letters, 3]))
    near = _mark_near(blobs, letters, reach=max(3, round(0.6 * high)))
    x = blobs.stats[:, 0] + blobs.stats[:, 2] // 2
    y = blobs.stats[:, 1] + blobs.stats[:, 3] // 2
    tiny = area <= max(1.0, 0.004 * high * high)
    return small & (tiny | (near[np.minimum(y, near.shape[0] - 1), np.minimum(x, near.shape[1] - 1)] == 0))


def _mark_near(blobs: Blobs, picked: NDArray[np.bool_], reach: int) -> Grey:
    """255 within `reach` pixels of the boxes of the picked blobs."""
    mask = np.zeros(blobs.labels.shape, np.uint8)
    for left, top, width, height, _ in blobs.stats[picked]:
        mask[max(0, top - reach) : top + height + reach, max(0, left - reach) : left + width + reach] = 255
    return mask


def erase_blobs(even: Grey, blobs: Blobs, picked: NDArray[np.bool_]) -> Grey:
    """The page with the picked blobs, and the grey fringe around them, painted white."""
    if not picked.any():
        return even
    mask = picked[blobs.labels].astype(np.uint8)
    mask = cv2.dilate(mask, np.ones((3, 3), np.uint8))
    keep = (blobs.labels > 0) & ~picked[blobs.labels]
    return np.where((mask > 0) & ~keep, 255, even).astype(np.uint8)


def find_rules(ink: Grey, dpi: int) -> tuple[Grey, Grey]:
    """Masks of long thin horizontal and vertical lines: table rules, underlines, frames."""
    long = max(20, round(dpi * 0.5))
    bridged = cv2.dilate(ink, np.ones((1, 3), np.uint8))
    across = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
    bridged = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    down = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, np.ones((long, 1), np.uint8))
    thick = max(5, round(dpi * 0.035))
    across = cv2.subtract(across, cv2.morphologyEx(across, cv2.MORPH_OPEN, np.ones((thick, 1), np.uint8)))
    down = cv2.subtract(down, cv2.morphologyEx(down, cv2.MORPH_OPEN, np.ones((1, thick), np.uint8)))
    return across, down


def erase_rules(even: Grey, across: Grey, down: Grey) -> Grey:
    """The page without its rules; letters that cross one keep all but the crossing."""
    mask = cv2.dilate(across, np.ones((3, 1), np.uint8)) | cv2.dilate(down, np.ones((1, 3), np.uint8))
    return np.where(mask > 0, 255, even).astype(np.uint8)


def measure_skew(even: Grey, dpi: int) -> float:
    """Degrees that the page must turn clockwise to level its lines; 0 where no lines show."""
    factor = min(1.0, _SKEW_DPI / dpi)
    small = cv2.resize(even, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    ink = cv2.threshold(small, 170, 255, cv2.THRESH_BINARY_INV)[1]
    ink[: ink.shape[0] // 50], ink[-ink.shape[0] // 50 :] = 0, 0
    if cv2.countNonZero(ink) < 200:
        return 0.0
    coarse = np.arange(-_MAX_SKEW, _MAX_SKEW + 0.1, 0.75)
    best = max(coarse, key=lambda angle: score_lines(ink, float(angle)))
    fine = np.arange(best - 0.7, best + 0.71, 0.1)
    best = float(max(fine, key=lambda angle: score_lines(ink, float(angle))))
    return best if score_lines(ink, best) > 1.02 * score_lines(ink, 0.0) else 0.0


def score_lines(ink: Grey, angle: float) -> float:
    """How sharply the ink, turned clockwise by `angle` degrees, falls into lines."""
    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1.0)
    turned = cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_NEAREST) if angle else ink
    profile = cv2.reduce(turned, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32F).ravel() / 255
    return float(np.square(np.diff(profile)).sum())


def level_page(even: Grey, angle: float) -> tuple[Grey, NDArray[np.float64]]:
    """The page turned clockwise by `angle`, and the 2 x 3 matrix from its pixels to the turned ones."""
    height, width = even.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1.0)
    if abs(angle) < _TURN_ABOVE:
        return even, np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    level = cv2.warpAffine(
        even, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=255
    )
    return level, matrix
