"""Dotted leaders: the dots on which forms are filled in, followed along their even steps even below the letters.

A form prints all its leaders with the same full stop, so the runs that lie bare tell the size and the step of the
dots; from any such dot the row is followed step by step: where there is ink at every step, a leader runs through.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ocr.clean import Blobs, Grey
from ocr.rects import Rect

_Box = tuple[float, float, int, int]

_MIN_RUN, _LONG_RUN, _PLAIN = 4, 8, 8
_TINY, _BELOW = 4, 2.2
_EVEN = 0.45
_SURE_STEPS = 7
_MISSES = 0.08
_NEAR_STEP = 0.24
_FLAT = 5.0
_CAPITAL = 10
_MANY = 30
_FARTHEST = 5.5


@dataclass(frozen=True, slots=True)
class Glued:
    """A dot that touches letters: its box (left, top, width, height) and the white between two dots, in pixels."""

    box: Rect
    gap: int


@dataclass(frozen=True, slots=True, eq=False)
class Leaders:
    """What belongs to leaders: whole blobs, and dots that have become one blob with letters."""

    blobs: NDArray[np.bool_]
    glued: tuple[Glued, ...]


@dataclass(frozen=True, slots=True)
class _Dot:
    blob: int
    x: float
    y: float
    size: int


@dataclass(frozen=True, slots=True)
class _Kind:
    """A form's leader: the size of its dots and the step from dot to dot, in pixels; how many steps show it."""

    size: float
    step: float
    count: int


@dataclass(frozen=True, slots=True)
class _Walk:
    """A row followed from one dot: the blobs on it, the places where letters hide its dots, and the places missed."""

    blobs: frozenset[int]
    hidden: tuple[tuple[float, float], ...]
    misses: int

    @property
    def steps(self) -> int:
        return len(self.blobs) + len(self.hidden)


def find_leaders(ink: Grey, blobs: Blobs, dpi: int, parts: NDArray[np.bool_] | None = None) -> Leaders:
    """The leaders of a level page: `ink` is 255 where there is ink, `blobs` are its connected parts.

    `parts` are blobs that are only the darker spots of pale letters, which fall into even rows like dots.
    """
    picked = np.zeros(len(blobs.stats), dtype=bool)
    round_ones = [dot for dot in _list_round(blobs.stats, dpi) if parts is None or not parts[dot.blob]]
    lone = [dot for dot in round_ones if not _hangs_over(ink, blobs.stats[dot.blob])]
    dots, colons = _part_colons(lone, round_ones, ink)
    runs = [run for row in _gather_rows(dots, max(1.5, dpi / 150)) for run in _list_runs(row, dpi * 0.13)]
    kinds = _list_kinds(runs)
    shortest = _MIN_RUN if kinds and kinds[0].count >= _PLAIN else _LONG_RUN
    anchored = [run for run in runs if len(run) >= shortest and _is_even(run) and _is_close(run)]
    for run in [*anchored, *_list_dashed(blobs.stats, dpi)]:
        picked[[dot.blob for dot in run]] = True
    glued: list[Glued] = []
    seen: set[int] = set()
    small = _list_small(blobs.stats, max([kind.size for kind in kinds], default=0.0))
    if parts is not None:
        small = {blob: box for blob, box in small.items() if not parts[blob]}
    first = {dot.blob for run in anchored for dot in run}
    for dot in sorted(dots, key=lambda dot: dot.blob not in first):
        if dot.blob in seen:
            continue
        walks = [(_walk(blobs, small, dot, kind, colons), kind) for kind in kinds if _is_alike(dot, kind)]
        sound = [(walk, kind) for walk, kind in walks if _is_sound(walk, bool(picked[dot.blob]))]
        if not sound:
            continue
        walk, kind = max(sound, key=lambda item: item[0].steps)
        seen |= walk.blobs
        picked[list(walk.blobs)] = True
        side, gap = round(kind.size), max(1, round(0.6 * (kind.step - kind.size)))
        glued += [Glued((round(x - side / 2), round(y - side / 2), side, side), gap) for x, y in walk.hidden]
    for dot in dots:
        if not picked[dot.blob] and any(_stands_apart(ink, blobs, dot, kind) for kind in kinds if kind.count >= _MANY):
            picked[dot.blob] = True
    return Leaders(picked, tuple(glued))


def _is_alike(dot: _Dot, kind: _Kind) -> bool:
    return abs(dot.size - kind.size) <= max(1.5, 0.35 * kind.size)


def erase_glued(page: Grey, ink: Grey, glued: Sequence[Glued]) -> Grey:
    """The page without the glued dots that stand beside letters; those right below a letter's strokes stay."""
    result = page.copy()
    for dot in glued:
        _erase_dot(result, ink, dot.box, dot.gap)
    return result


def _stands_apart(ink: Grey, blobs: Blobs, dot: _Dot, kind: _Kind) -> bool:
    """Whether a lone dot of a form's leader has white on its left: a full stop follows its letter closely."""
    left, top, width, height, _ = (int(value) for value in blobs.stats[dot.blob])
    if abs(dot.size - kind.size) > max(1.0, 0.2 * kind.size) or abs(width - height) > max(1.0, 0.25 * kind.size):
        return False
    reach = round(0.75 * kind.step)
    upper = max(0, top - round(3 * kind.size))
    if left < reach or ink[upper : top + height + 1, left - reach : left].any():
        return False
    high, low = max(0, top - _CAPITAL * height), top + height + _CAPITAL * height
    own = slice(max(0, left - 1), left + width + 1)
    return not ink[high:top, own].any() and not ink[top + height : low, own].any()


def _erase_dot(page: Grey, ink: Grey, box: Rect, gap: int) -> None:
    """Takes out a dot beside a letter: nothing above it, and clear paper on one side, and not the foot of a letter."""
    left, top, width, height = box
    over = max(2, round(0.35 * height))
    x0, x1 = max(0, left - 1), min(ink.shape[1], left + width + 1)
    y0, y1 = max(0, top - over), min(ink.shape[0], top + height + over)
    before, after = ink[y0:y1, max(0, x0 - gap) : x0] > 0, ink[y0:y1, x1 : x1 + gap] > 0
    filled = [side.any(axis=0) for side in (before, after)]
    if any(side.size and side.all() for side in filled) or all(side.any() for side in filled):
        return
    zone = ink[y0:y1, x0:x1] > 0
    free = ~(ink[max(0, top - _CAPITAL * height) : y0, x0:x1] > 0).any(axis=0) & ~zone[0] & ~zone[-1]
    for column in np.flatnonzero(free):
        rows = np.flatnonzero(zone[:, column])
        if rows.size:
            page[max(0, y0 + int(rows[0]) - 1) : y0 + int(rows[-1]) + 2, x0 + int(column)] = 255


def _walk(blobs: Blobs, small: Mapping[int, _Box], start: _Dot, kind: _Kind, colons: Set[int]) -> _Walk:
    """The row through a dot, both ways, as far as there is ink at its steps."""
    found, hidden, misses = {start.blob}, [], 0
    for way in (1, -1):
        x, y, waiting = start.x, start.y, 0
        pending: list[tuple[float, float]] = []
        while True:
            x += way * kind.step
            blob = _find_dot(blobs, small, x, y, kind)
            if blob in colons:
                break
            if blob is not None:
                at_x, at_y, width, _ = small[blob]
                if blob not in found and width <= 2 * kind.size:
                    x += 0.5 * (at_x - x)
                    y += 0.4 * (at_y - y)
                found.add(blob)
            elif _has_ink(blobs, x, y, kind):
                pending.append((x, y))
                continue
            else:
                waiting += 1
                if waiting > 1:
                    break
                pending.append((np.nan, y))
                continue
            misses += sum(bool(np.isnan(place[0])) for place in pending)
            hidden += [place for place in pending if not np.isnan(place[0])]
            pending, waiting = [], 0
        tail = []
        for place in pending:
            if np.isnan(place[0]):
                break
            tail.append(place)
        hidden += tail
    return _Walk(frozenset(found), tuple(hidden), misses)


def _is_sound(walk: _Walk, anchored: bool) -> bool:
    if anchored:
        return True
    return len(walk.blobs) >= 2 and walk.steps >= _SURE_STEPS and walk.misses <= _MISSES * walk.steps


def _find_dot(blobs: Blobs, small: Mapping[int, _Box], x: float, y: float, kind: _Kind) -> int | None:
    """The small blob at the place: a dot, or a few that have run together."""
    rows, columns = blobs.labels.shape
    reach = max(1, round(_NEAR_STEP * kind.step))
    level, middle = round(y), round(x)
    if not (0 <= level < rows and reach <= middle < columns - reach):
        return None
    for blob in sorted({*blobs.labels[level, middle - reach : middle + reach + 1].tolist()} & small.keys()):
        at_x, at_y, width, height = small[blob]
        if height > 1.45 * kind.size + 1 or height < 0.5 * kind.size or abs(at_y - y) > 0.4 * kind.size + 1:
            continue
        if width > _FLAT * kind.step or (width > 1.6 * kind.size + 1 and height > 1.2 * kind.size + 1):
            continue
        if width > 1.6 * kind.size + 1 or abs(at_x - x) <= reach + 0.5:
            return blob
    return None


def _list_small(stats: NDArray[np.int32], size: float) -> dict[int, _Box]:
    """Middle, width and height of the blobs low enough for dots of the size."""
    low = np.flatnonzero(stats[:, 3] <= 1.45 * size + 1)
    return {
        int(blob): (float(left + width / 2), float(top + height / 2), int(width), int(height))
        for blob, (left, top, width, height) in zip(low, stats[low, :4], strict=True)
        if blob
    }


def _has_ink(blobs: Blobs, x: float, y: float, kind: _Kind) -> bool:
    """Whether ink fills the middle of the place."""
    rows, columns = blobs.labels.shape
    half = max(1, round(0.3 * kind.size))
    left, top = round(x) - half, round(y) - half
    if left < 0 or top < 0 or left + 2 * half + 1 > columns or top + 2 * half + 1 > rows:
        return False
    part = blobs.labels[top : top + 2 * half + 1, left : left + 2 * half + 1]
    return int(np.count_nonzero(part)) >= 0.5 * part.size


def _list_kinds(runs: Sequence[Sequence[_Dot]]) -> list[_Kind]:
    """The page's kinds of leaders, the commonest first: steps that at least three neighbours agree on."""
    steps = np.array(
        [(b.x - a.x, (a.size + b.size) / 2) for run in runs for a, b in pairwise(run)], dtype=float
    ).reshape(-1, 2)
    steps = steps[(steps[:, 0] >= 1.5 * steps[:, 1]) & (steps[:, 0] <= 6 * steps[:, 1])]
    kinds: list[_Kind] = []
    while len(steps) and len(kinds) < 3:
        close = np.abs(steps[:, None, 0] - steps[None, :, 0]) <= 0.09 * steps[:, None, 0]
        best = int(close.sum(axis=1).argmax())
        group = steps[close[best]]
        if len(group) < 3:
            break
        if kinds and len(group) < 0.1 * kinds[0].count:
            break
        kinds.append(_Kind(float(np.median(group[:, 1])), float(np.mean(group[:, 0])), len(group)))
        steps = steps[np.abs(steps[:, 0] - steps[best, 0]) > 0.2 * steps[best, 0]]
    return kinds


def _list_round(stats: NDArray[np.int32], dpi: int) -> list[_Dot]:
    """Solid round blobs. Small print is full of others than full stops: the dot of i, tones, o and n."""
    left, top, width, height, area = (stats[:, column] for column in range(5))
    largest = max(4.0, dpi * 0.034)
    longer, shorter = np.maximum(width, height), np.minimum(width, height)
    filled = np.where(longer <= _TINY, 0.45, 0.62)
    dotlike = (longer <= largest) & (longer <= 2 * shorter + 1) & (area >= filled * width * height)
    dotlike[0] = False
    return [
        _Dot(blob, left[blob] + width[blob] / 2, top[blob] + height[blob] / 2, int(longer[blob]))
        for blob in (int(number) for number in np.flatnonzero(dotlike))
    ]


def _hangs_over(ink: Grey, stats: NDArray[np.int32]) -> bool:
    """Whether ink follows right below the blob, as under the dot of an i or a tone mark."""
    left, top, width, height, _ = (int(value) for value in stats)
    foot = top + height + 1
    return bool(ink[foot : foot + round(_BELOW * height), left : left + width].any())


def _list_dashed(stats: NDArray[np.int32], dpi: int) -> list[list[_Dot]]:
    """Even runs of like dashes on one line."""
    width, height = stats[:, 2], stats[:, 3]
    flat = (height <= dpi * 0.02 + 1) & (width >= 1.6 * height) & (width >= dpi * 0.015) & (width <= dpi * 0.13)
    flat[0] = False
    dashes = [
        _Dot(int(blob), stats[blob, 0] + width[blob] / 2, stats[blob, 1] + height[blob] / 2, int(width[blob]))
        for blob in np.flatnonzero(flat)
    ]
    runs = [run for row in _gather_rows(dashes, max(1.5, dpi / 150)) for run in _list_runs(row, dpi * 0.25)]
    return [run for run in runs if len(run) > _MIN_RUN and _is_even(run) and _are_alike(run)]


def _is_close(run: Sequence[_Dot]) -> bool:
    """Whether the dots follow each other as full stops do; marks under letters lie farther apart."""
    gaps = np.diff([dot.x for dot in run])
    return float(np.median(gaps)) <= _FARTHEST * float(np.median([dot.size for dot in run]))


def _are_alike(run: Sequence[_Dot]) -> bool:
    sizes = np.array([dot.size for dot in run])
    middle = float(np.median(sizes))
    return float(np.mean(np.abs(sizes - middle) <= max(1.5, 0.3 * middle))) >= 0.8


def _part_colons(dots: Sequence[_Dot], others: Sequence[_Dot], ink: Grey) -> tuple[list[_Dot], frozenset[int]]:
    """The dots that stand alone, and the blobs of those with a like one of the others right above or below.

    Paper alone lies between the dots of a colon: a tone mark stands right above a leader's dot too, a letter between.
    """
    ordered = sorted(others, key=lambda dot: dot.x)
    x, y, size = np.array([(dot.x, dot.y, dot.size) for dot in ordered]).reshape(-1, 3).T
    own_x, own_size = np.array([(dot.x, dot.size) for dot in dots]).reshape(-1, 2).T
    reach = np.maximum(1.5, 0.35 * own_size)
    first, last = np.searchsorted(x, own_x - reach), np.searchsorted(x, own_x + reach, side="right")

    def stands_in_colon(number: int) -> bool:
        dot, near = dots[number], slice(first[number], last[number])
        apart = np.abs(y[near] - dot.y)
        alike = np.abs(size[near] - dot.size) <= max(1.0, 0.3 * dot.size)
        pairs = np.flatnonzero(alike & (apart >= 1.5 * dot.size) & (apart <= 6.5 * dot.size))
        return any(not _has_ink_between(ink, dot, float(y[near][pair])) for pair in pairs)

    neighboured = np.flatnonzero(last - first > 1)
    colons = frozenset(dots[number].blob for number in neighboured if stands_in_colon(int(number)))
    return [dot for dot in dots if dot.blob not in colons], colons


def _has_ink_between(ink: Grey, dot: _Dot, level: float) -> bool:
    half = dot.size / 2 + 1
    top, bottom = round(min(dot.y, level) + half), round(max(dot.y, level) - half)
    return bool(ink[top : bottom + 1, round(dot.x - half) : round(dot.x + half)].any())


def _gather_rows(dots: Sequence[_Dot], tolerance: float) -> Iterator[list[_Dot]]:
    """Dots at one height, left to right; a row that drifts across a bin's edge is found through the bin beside it."""
    bins: defaultdict[int, list[_Dot]] = defaultdict(list)
    for dot in dots:
        bins[int(dot.y // tolerance)].append(dot)
    for number in sorted(bins):
        row = bins[number] + bins.get(number + 1, [])
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
