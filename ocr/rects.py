"""Rectangles in pixels, and what several steps ask of them."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Rect = tuple[int, int, int, int]
"""left, top, width, height in pixels."""


def shared_area(one: Rect, other: Rect) -> int:
    """How many pixels lie in both."""
    wide = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    high = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return max(0, wide) * max(0, high)


def grow(rect: Rect, pad: float, factor: float, width: int, height: int) -> Rect:
    """A box of an image shrunk by `factor`, wider by `pad` of its pixels on each side, on the full width x height."""
    left, top, wide, high = rect
    x0, y0 = max(0, int((left - pad) / factor)), max(0, int((top - pad) / factor))
    x1, y1 = min(width, int((left + wide + pad) / factor)), min(height, int((top + high + pad) / factor))
    return x0, y0, x1 - x0, y1 - y0


def pick_middle(rect: Rect, share: float) -> Rect:
    """The middle part of a box that takes `share` of each of its sides."""
    left, top, width, height = rect
    wide, high = round(width * share), round(height * share)
    return left + (width - wide) // 2, top + (height - high) // 2, wide, high


def list_pieces(ink: NDArray[np.uint8]) -> list[Rect]:
    """The box of every piece of connected ink (not 0), by its outline: a third of the time that labels take."""
    outlines, tree = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if tree is None:
        return []
    return [cv2.boundingRect(outline) for outline, above in zip(outlines, tree[0, :, 3], strict=True) if above < 0]


def label_pieces(ink: NDArray[np.uint8]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The piece of connected ink that each pixel belongs to (0: none), and each piece's left, top, width, height, area.

    OpenCV's own choice of algorithm takes two to five times as long on a page of print.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(ink, 8, cv2.CV_32S, cv2.CCL_GRANA)
    return np.asarray(labels, np.int32), np.asarray(stats, np.int32)
