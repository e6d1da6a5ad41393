"""Rectangles in pixels, and what several steps ask of them."""

from __future__ import annotations

from collections.abc import Sequence

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


def shared_areas(one: Rect, others: Sequence[Rect]) -> NDArray[np.int64]:
    """How many pixels lie in both, for each of the others."""
    left, top, width, height = np.array(others, np.int64).reshape(-1, 4).T
    wide = np.minimum(one[0] + one[2], left + width) - np.maximum(one[0], left)
    high = np.minimum(one[1] + one[3], top + height) - np.maximum(one[1], top)
    return np.maximum(wide, 0) * np.maximum(high, 0)


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
    """The piece of connected ink (255) that each pixel belongs to (0: none), and each piece's left, top, width, height,
    area.

    OpenCV measures pieces pixel by pixel, paper included, which takes twice as long as finding them.
    """
    count, labels = cv2.connectedComponentsWithAlgorithm(ink, 8, cv2.CV_32S, cv2.CCL_SPAGHETTI)
    return np.asarray(labels, np.int32), _measure_pieces(ink, labels, count)


def _measure_pieces(ink: NDArray[np.uint8], labels: NDArray[np.int32], count: int) -> NDArray[np.int32]:
    """Left, top, width, height and area of each piece, from its runs along the rows; the paper's are the page's."""
    rows, columns = ink.shape
    runs = list_runs(ink)
    row, left = np.divmod(runs[:, 0], columns)
    length = runs[:, 1] - runs[:, 0]
    piece = labels[row, left]
    stats = np.empty((count, 5), np.int32)
    first, last, top, bottom = (np.zeros(count, np.intp) for _ in range(4))
    first[:] = columns
    np.minimum.at(first, piece, left)
    np.maximum.at(last, piece, left + length)
    bottom[piece] = row + 1
    top[piece[::-1]] = row[::-1]
    stats[:, 0], stats[:, 1], stats[:, 2], stats[:, 3] = first, top, last - first, bottom - top
    stats[:, 4] = np.bincount(piece, weights=length, minlength=count)
    stats[0] = 0, 0, columns, rows, ink.size - length.sum()
    return stats


def list_runs(ink: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Where each run of ink (255) along a row begins and ends, in pixels counted row by row; n x 2."""
    columns = ink.shape[1]
    framed = cv2.copyMakeBorder(ink, 0, 1, 1, 0, cv2.BORDER_CONSTANT, value=0).reshape(-1, 1)
    edges = np.flatnonzero((cv2.absdiff(framed[1:], framed[:-1]) & 1).view(np.bool_)).reshape(-1, 2)
    row = edges[:, :1] // (columns + 1)
    runs: NDArray[np.intp] = edges - row
    return runs
