"""Percentiles of grey levels by counting: sorting a page's pixels takes far longer and says the same."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray


def count_levels(pixels: NDArray[np.uint8]) -> NDArray[np.int64]:
    """How many pixels have each of the 256 grey levels."""
    if not pixels.size:
        return np.zeros(256, np.int64)
    counts = cv2.calcHist([np.ascontiguousarray(pixels)], [0], None, [256], [0, 256])
    return counts.ravel().astype(np.int64)


def find_percentile(pixels: NDArray[np.uint8], share: float) -> float:
    """The grey level below which the share (0..100) of the pixels lies. Raises ValueError where there are none."""
    return find_percentiles(count_levels(pixels), (share,))[0]


def find_percentiles(counts: NDArray[np.int64], shares: Sequence[float]) -> list[float]:
    """The grey levels below which each share (0..100) of the counted pixels lies, as `numpy.percentile` says them.

    Raises ValueError where nothing was counted.
    """
    below = np.cumsum(counts)
    total = int(below[-1])
    if total == 0:
        raise ValueError("no pixels")
    found = []
    for share in shares:
        place = (total - 1) * share / 100
        low = int(place)
        first, second = np.searchsorted(below, [low, min(low + 1, total - 1)], side="right")
        found.append(float(first + (second - first) * (place - low)))
    return found
