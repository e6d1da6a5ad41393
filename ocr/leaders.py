"""Dotted leaders: the dots on which forms are filled in, found as evenly spaced rows and picked for painting out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_MIN_RUN = 4
_EVEN = 0.45


@dataclass(frozen=True, slots=True)
class _Dot:
    blob: int
    x: float
    y: float
    size: int


def pick_leaders(stats: NDArray[np.int32], dpi: int) -> NDArray[np.bool_]:
    """Which blobs (rows left, top, width, height, area) are dots of a leader.

    Runs of evenly spaced like dots on one line anchor it; then every like dot on that line between or near its runs
    belongs to it, for values typed over a leader leave only single dots between their letters.
    """
    picked = np.zeros(len(stats), dtype=bool)
    dots = _list_dots(stats, dpi)
    for row in _gather_rows(dots, max(1.5, dpi / 150)):
        anchored = [run for run in _list_runs(row, dpi * 0.13) if len(run) >= _MIN_RUN and _is_even(run)]
        if not anchored:
            continue
        for run in anchored:
            picked[[dot.blob for dot in run]] = True
        reach = dpi * 1.5
        start, end = anchored[0][0].x - reach, anchored[-1][-1].x + reach
        level = float(np.median([dot.y for run in anchored for dot in run]))
        size = float(np.median([dot.size for run in anchored for dot in run]))
        for dot in row:
            alike = abs(dot.y - level) <= max(1.5, dpi / 200) and abs(dot.size - size) <= max(1.5, 0.35 * size)
            if start <= dot.x <= end and alike:
                picked[dot.blob] = True
    return picked


def _list_dots(stats: NDArray[np.int32], dpi: int) -> list[_Dot]:
    left, top, width, height, area = (stats[:, column] for column in range(5))
    largest = max(4.0, dpi * 0.034)
    longer, shorter = np.maximum(width, height), np.minimum(width, height)
    dotlike = (longer <= largest) & (longer <= 2 * shorter + 1) & (area >= 0.45 * width * height)
    dotlike[0] = False
    return [
        _Dot(int(blob), left[blob] + width[blob] / 2, top[blob] + height[blob] / 2, int(longer[blob]))
        for blob in np.flatnonzero(dotlike)
    ]


def _gather_rows(dots: Sequence[_Dot], tolerance: float) -> Iterator[list[_Dot]]:
    """Dots at one height, left to right; a row that drifts across a bin's edge is found through the bin beside it."""
    bins: defaultdict[int, list[_Dot]] = defaultdict(list)
    for dot in dots:
        bins[int(dot.y // tolerance)].append(dot)
    for number in sorted(bins):
        row = bins[number] + bins.get(number + 1, [])
        if len(row) >= _MIN_RUN:
            yield sorted(row, key=lambda dot: dot.x)


def _list_runs(row: Sequence[_Dot], reach: float) -> Iterator[list[_Dot]]:
    run = [row[0]]
    for dot in row[1:]:
        if dot.x - run[-1].x <= reach:
            run.append(dot)
        else:
            yield run
            run = [dot]
    yield run


def _is_even(run: Sequence[_Dot]) -> bool:
    gaps = np.diff([dot.x for dot in run])
    middle = float(np.median(gaps))
    return middle > 0 and float(np.mean(np.abs(gaps - middle) <= _EVEN * middle)) >= 0.6
