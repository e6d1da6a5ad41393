"""Light print on dark ground: banners and heads of tables are turned over so that they read as any other print."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.levels import count_levels, find_percentiles
from ocr.rects import Rect
from ocr.shrink import shrink

Grey = NDArray[np.uint8]

_SMALL_DPI = 75
_DARK = 0.62
_CORE_MM, _SIDES_MM = 1.6, (8.0, 3.2)
_FILL, _GROUND, _RIM = 0.86, 0.6, 0.85
_LIGHT = (0.03, 0.5)
_LETTERS = 3


def invert_banners(grey: Grey, dpi: float) -> Grey:
    """The page with its dark banners turned over: dark letters on white."""
    result = grey
    for left, top, width, height in find_banners(grey, dpi):
        if result is grey:
            result = grey.copy()
        zone = result[top : top + height, left : left + width]
        dark, light = (float(value) for value in np.percentile(zone, (20, 99)))
        levels = np.clip((light - np.arange(256)) * (255 / max(20.0, light - dark)), 0, 255).astype(np.uint8)
        zone[:] = cv2.LUT(zone, levels)
    return result


def find_banners(grey: Grey, dpi: float) -> list[Rect]:
    """Boxes of evenly dark upright zones with letters in light; pictures, stamps and dark edges are none."""
    factor = min(1.0, _SMALL_DPI / dpi)
    small = shrink(grey, factor)
    per_mm = dpi * factor / 25.4
    limit = _DARK * find_percentiles(count_levels(small), (80,))[0]
    core = max(3, round(_CORE_MM * per_mm)) | 1
    dark = cv2.threshold(small, limit, 255, cv2.THRESH_BINARY_INV)[1]
    if not cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((core // 2 | 1, core), np.uint8)).any():
        return []
    joined = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((core, core), np.uint8))
    joined = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((core, core), np.uint8))
    stats = cv2.connectedComponentsWithStats(joined, connectivity=4)[2][1:]
    rows, columns = small.shape
    found = []
    for left, top, width, height, area in stats.tolist():
        inside = left > 1 and top > 1 and left + width < columns - 1 and top + height < rows - 1
        wide = width >= _SIDES_MM[0] * per_mm and height >= _SIDES_MM[1] * per_mm
        own = dark[top : top + height, left : left + width] > 0
        if inside and wide and area >= _FILL * width * height and own.mean() >= _GROUND and _has_dark_rim(own):
            box = (
                round((left + 1) / factor),
                round((top + 1) / factor),
                round((width - 2) / factor),
                round((height - 2) / factor),
            )
            if _holds_light_letters(grey, box, limit, dpi):
                found.append(box)
    return found


def _has_dark_rim(own: NDArray[np.bool_]) -> bool:
    """Whether the zone is dark along all its sides: codes and lines of bold print are not."""
    return min(own[1].mean(), own[-2].mean(), own[:, 1].mean(), own[:, -2].mean()) >= _RIM


def _holds_light_letters(grey: Grey, box: Sequence[int], limit: float, dpi: float) -> bool:
    left, top, width, height = box
    zone = grey[top : top + height, left : left + width]
    ground, bright = float(np.percentile(zone, 20)), float(np.percentile(zone, 99))
    if bright - ground < 60 or ground > limit:
        return False
    light = cv2.threshold(zone, (ground + bright) / 2, 255, cv2.THRESH_BINARY)[1]
    if not _LIGHT[0] <= cv2.countNonZero(light) / light.size <= _LIGHT[1]:
        return False
    stats = cv2.connectedComponentsWithStats(light, connectivity=8)[2][1:]
    letters = (stats[:, 3] >= dpi * 0.04) & (stats[:, 3] <= dpi * 0.4) & (stats[:, 3] < height)
    letters &= stats[:, 2] <= 3 * stats[:, 3]
    return int(letters.sum()) >= _LETTERS
