"""Numbers that stand alone, in a cell or at the foot of a page: line finders look for lines and pass them over."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ocr.clean import Blobs, Grey
from ocr.engine import EngineWord
from ocr.quality import pick_letters
from ocr.rects import Rect

_HEIGHTS = (0.55, 1.6)
_NEAR, _CLEAR = 0.5, 1.0
"""Heights of print: between the digits of one number at most, and to anything else at least."""
_SLIM = 0.22
_DEPTH = 0.7
_LONGEST, _MOST = 3, 30
_SURE = 0.5


def find_lone(blobs: Blobs, picked: NDArray[np.bool_], flat: Grey, dpi: int) -> list[Rect]:
    """Boxes of up to three of the picked blobs, as high and deep as the page's letters, with nothing else close by.

    `flat` is the page in grey levels with white paper.
    """
    letters = pick_letters(blobs, dpi)
    known = letters & ~picked
    if not picked.any() or not known.any():
        return []
    high = float(np.median(blobs.stats[known, 3]))
    sizes = blobs.stats[:, 3]
    fits = picked & (sizes >= _HEIGHTS[0] * high) & (sizes <= _HEIGHTS[1] * high)
    fits &= blobs.stats[:, 2] >= _SLIM * sizes
    inked = np.flatnonzero(letters)
    edges = np.column_stack((blobs.stats[inked, :2], blobs.stats[inked, :2] + blobs.stats[inked, 2:4])).astype(float)
    groups = [group for group in _group(blobs.stats, np.flatnonzero(fits), high) if len(group) <= _LONGEST]
    found: list[tuple[Rect, list[int]]] = []
    for group in groups:
        box = _bound(blobs.stats[group])
        if np.isin(inked[_touch(edges, box, _CLEAR * high)], group).all():
            found.append((box, group))
    if not 0 < len(found) <= _MOST:
        return []
    least = _DEPTH * float(np.median([_measure_depth(blobs, flat, int(blob)) for blob in np.flatnonzero(known)[::9]]))
    return [box for box, group in found if min(_measure_depth(blobs, flat, blob) for blob in group) >= least]


def is_number(words: Sequence[EngineWord]) -> bool:
    """Whether what was read of a lone box is a number: anything else is likelier a speck, a tick or a stroke."""
    text = "".join(word.text for word in words).strip(".,-–()")
    return bool(words) and text.isdecimal() and min(word.confidence for word in words) >= _SURE


def _group(stats: NDArray[np.int32], members: NDArray[np.intp], high: float) -> list[list[int]]:
    """Blobs side by side, each group from left to right."""
    groups: list[list[int]] = []
    for blob in sorted((int(one) for one in members), key=lambda one: int(stats[one, 0])):
        left, top, _, height, _ = (int(value) for value in stats[blob])
        for group in reversed(groups):
            x, y, w, h = (int(value) for value in stats[group[-1], :4])
            if -h < left - x - w <= _NEAR * high and abs(top + height - y - h) <= 0.3 * high:
                group.append(blob)
                break
        else:
            groups.append([blob])
    return groups


def _bound(stats: NDArray[np.int32]) -> Rect:
    left, top = (int(value) for value in stats[:, :2].min(axis=0))
    right, bottom = (int(value) for value in (stats[:, :2] + stats[:, 2:4]).max(axis=0))
    return left, top, right - left, bottom - top


def _touch(edges: NDArray[np.float64], box: Rect, reach: float) -> NDArray[np.bool_]:
    """Which boxes (left, top, right, bottom) lie within `reach` to the left or right of the box, at its height."""
    left, top, width, height = box
    across = (edges[:, 0] < left + width + reach) & (edges[:, 2] > left - reach)
    touching: NDArray[np.bool_] = across & (edges[:, 1] < top + height) & (edges[:, 3] > top)
    return touching


def _measure_depth(blobs: Blobs, flat: Grey, blob: int) -> float:
    """How dark the blob is, in grey levels below white."""
    left, top, width, height = (int(value) for value in blobs.stats[blob, :4])
    zone = np.s_[top : top + height, left : left + width]
    return float(255 - flat[zone][blobs.labels[zone] == blob].mean())
