"""Print of the sheet's other side: told from pale print of its own by reading it mirrored, then taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np

from ocr.clean import Grey
from ocr.levels import count_levels, find_percentile, find_percentiles
from ocr.orient import ReadLines, drop_rules, pick_lines, score_syllables, score_text
from ocr.rects import Rect
from ocr.shrink import shrink

_COARSE_DPI = 100
"""The page is made smaller by a whole number, as near to this as it gets from above: other sizes take long."""
_DARKEST = 3
_DEEP = 0.55
"""Share of the page's depth from which ink is surely of this side."""
_GRAIN, _PALE = 14, 22
"""Darkness (0..255) that the paper's grain reaches, and that of the palest ink."""
_LEAST_MM2 = 15.0
_CANDIDATES, _LINES, _LONGEST_MM = 9, 3, 55.0
_SAYS, _MIRRORED, _PLAIN, _TIMES = 2.5, 9.0, 16.0, 3.0
_KEPT = 0.9
_SIDEWAYS, _HEAD_TO_FOOT = 1, 0
"""How the sheet was turned over for its other side: as books are, or as pads are."""
_SOFT = 0.7
_MOST = 95
_DARKER, _STEEPER, _SURE = 1.45, 1.08, 1.3
_LEAST_EDGE = 13.0
_NEAR_MM, _FRINGE_MM = 0.75, 0.2
_STRIP = 256
"""Rows worked on at a time: small pictures stay in the cache."""
_PAIR = np.ones((2, 2), np.uint8)


@dataclass(frozen=True, slots=True)
class Ghost:
    """What nearly all print of the other side stays below: its darkness (0..255), how steep and how sharp its edges."""

    depth: float
    edge: float
    sharpness: float
    """Steepness per depth, 255 where a stroke goes from paper to full depth between two pixels."""


@dataclass(frozen=True, slots=True, eq=False)
class _Pale:
    """Ink of a level page that is much paler than its darkest, small: `factor` of its pixels make one of the page."""

    darkness: Grey
    deep: Grey
    """255 where the darker ink stands, and close to it."""
    factor: float
    depth: float


def find_ghost(flat: Grey, depth: float, dpi: int, read_lines: ReadLines) -> Ghost | None:
    """The print of the other side, where the page's pale lines say more mirrored than straight; None without any.

    `flat`: the level, upright page on white paper; `depth`: how dark its ink is. Faded ink, pencil and carbon copies
    of its own are pale too: they are read straight.
    """
    pale = _pick_pale(flat, max(depth, _measure_darkest(flat)), dpi)
    if pale is None:
        return None
    lines = pick_lines(drop_rules(pale.darkness), round(dpi * pale.factor), _CANDIDATES)
    measured = [(ghost, line) for line in lines if (ghost := _measure_line(flat, pale, line, dpi)) is not None]
    measured.sort(key=lambda one: one[0].sharpness)
    through: list[Ghost] = []
    own: list[Rect] = []
    mirrored, way = 0.0, _SIDEWAYS
    for start in (0, _LINES):
        for ghost, line in measured[start : start + _LINES]:
            one, other, proven = _read_both_ways(_cut_line(flat, pale, line, dpi), way, read_lines)
            if proven >= max(_SAYS, _TIMES * one):
                through, mirrored = [*through, ghost], mirrored + proven
            elif one >= max(_SAYS, _TIMES * other):
                own.append(line)
        if mirrored >= _PLAIN or (own and not through):
            break
        way = way if through else _HEAD_TO_FOOT
    if mirrored < _MIRRORED:
        return None
    usual = _take_usual(through)
    return usual if all(_keeps(flat, pale, line, usual, dpi) for line in own) else None


def mark_bleed(flat: Grey, ghost: Ghost, dpi: int) -> Grey:
    """255 on the print of the other side and on paper, 0 on ink of this side and its grey fringe.

    Ink of this side is darker than the ghost gets or, where it faded, has steeper edges: paper blurs what comes
    through it.
    """
    rows = len(flat)
    margin = round(2 * _NEAR_MM * dpi / 25.4)
    bleed = np.empty_like(flat)
    for top in range(0, rows, _STRIP):
        first, below = max(0, top - margin), min(rows, top + _STRIP)
        own = _mark_own(flat[first : min(rows, below + margin)], ghost, dpi)
        bleed[top:below] = cv2.bitwise_not(own[top - first : below - first])
    return bleed


def _mark_own(flat: Grey, ghost: Ghost, dpi: int) -> Grey:
    darkness, edges = _soften(flat)
    sharp = _mark_above(_rate_sharpness(darkness, edges), ghost.sharpness)
    dark = _mark_above(darkness, _DARKER * ghost.depth)
    steep = max(_LEAST_EDGE, _STEEPER * ghost.edge)
    own = cv2.bitwise_or(dark, cv2.bitwise_and(sharp, _mark_above(edges, steep)))
    sure = cv2.bitwise_or(dark, cv2.bitwise_and(sharp, _mark_above(edges, _SURE * steep)))
    own = cv2.bitwise_and(own, _reach_around(sure, _NEAR_MM, dpi))
    reach = 2 * max(1, round(_FRINGE_MM * dpi / 25.4)) + 1
    return cv2.dilate(own, np.ones((reach, reach), np.uint8))


def _measure_darkest(flat: Grey) -> float:
    """How dark the darkest part of the ink is: on the back of a full page most of the ink is the other side's."""
    counts = count_levels(flat[::3, ::3])
    counts[255 - _PALE :] = 0
    return 255 - find_percentiles(counts, (_DARKEST,))[0] if counts.any() else 0.0


def _pick_pale(flat: Grey, depth: float, dpi: int) -> _Pale | None:
    """The page's paler ink, its palest near black; None where there is not enough of it for a line."""
    factor = 1 / max(1, dpi // _COARSE_DPI)
    small = shrink(flat, factor)
    dark = cv2.threshold(flat, 255 - _DEEP * depth, 255, cv2.THRESH_BINARY_INV)[1]
    share = shrink(dark, factor)
    deep = cv2.dilate(cv2.threshold(share, 20, 255, cv2.THRESH_BINARY)[1], np.ones((3, 3), np.uint8))
    darkness = cv2.subtract(cv2.bitwise_not(small), deep)
    inked = darkness[darkness > _PALE]
    if inked.size < _LEAST_MM2 * (dpi * factor / 25.4) ** 2:
        return None
    pale = find_percentile(inked, 85)
    return _Pale(_stretch(darkness, pale), deep, factor, pale)


def _stretch(darkness: Grey, depth: float) -> Grey:
    levels = (np.arange(256, dtype=np.float32) - _GRAIN) / (depth - _GRAIN)
    return cv2.LUT(darkness, (255 * np.clip(levels, 0, 1)).astype(np.uint8))


def _cut_line(flat: Grey, pale: _Pale, line: Rect, dpi: int) -> Grey:
    """A pale line out of the full page, black on white, darker ink painted white."""
    cut, deep = _cut_both(flat, pale, line, dpi)
    darkness = cv2.subtract(cv2.bitwise_not(cut), deep)
    return cv2.bitwise_not(_stretch(darkness, 1.25 * pale.depth))


def _cut_both(flat: Grey, pale: _Pale, line: Rect, dpi: int) -> tuple[Grey, Grey]:
    """The line's part of the full page, and that of the mask of darker ink in the same size."""
    left, top, width, height = line
    longest = round(_LONGEST_MM * dpi * pale.factor / 25.4)
    pad = max(1, round(0.12 * height))
    rows, columns = pale.deep.shape
    x0, y0 = max(0, left - pad), max(0, top - pad)
    x1, y1 = min(columns, left + min(width, longest) + pad), min(rows, top + height + pad)
    grow = 1 / pale.factor
    cut = flat[round(y0 * grow) : round(y1 * grow), round(x0 * grow) : round(x1 * grow)]
    deep = cv2.resize(pale.deep[y0:y1, x0:x1], (cut.shape[1], cut.shape[0]), interpolation=cv2.INTER_NEAREST)
    return cut, deep


def _read_both_ways(cut: Grey, way: int, read_lines: ReadLines) -> tuple[float, float, float]:
    """How much Vietnamese the line is as it stands, mirrored, and mirrored without numbers, which prove nothing."""
    one, other = read_lines([cut, cv2.flip(cut, way)])
    return score_text(*one), score_text(*other), score_syllables(*other)


def _measure_line(flat: Grey, pale: _Pale, line: Rect, dpi: int) -> Ghost | None:
    """How dark, steep and sharp the pale ink of a line is; None where dark ink covers it."""
    cut, deep = _cut_both(flat, pale, line, dpi)
    darkness, edges = _soften(cut)
    inked = (deep == 0) & (darkness > _PALE)
    if not inked.any():
        return None
    values = (darkness, edges, _rate_sharpness(darkness, edges))
    return Ghost(*(find_percentile(value[inked], _MOST) for value in values))


def _take_usual(lines: Sequence[Ghost]) -> Ghost:
    """The middle of what lines of the other side measure: some of them cross faded print."""
    return Ghost(*(median([getattr(line, name) for line in lines]) for name in ("depth", "edge", "sharpness")))


def _keeps(flat: Grey, pale: _Pale, line: Rect, ghost: Ghost, dpi: int) -> bool:
    """Whether a pale line of this side would stay."""
    cut, deep = _cut_both(flat, pale, line, dpi)
    inked = (deep == 0) & (cut < 255 - 0.6 * pale.depth)
    return not inked.any() or float((mark_bleed(cut, ghost, dpi)[inked] == 0).mean()) >= _KEPT


def _soften(flat: Grey) -> tuple[Grey, Grey]:
    """Darkness without the paper's grain, and by how much it changes from pixel to pixel."""
    darkness = cv2.GaussianBlur(cv2.bitwise_not(flat), (3, 3), _SOFT)
    return darkness, cv2.morphologyEx(darkness, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))


def _rate_sharpness(darkness: Grey, edges: Grey) -> Grey:
    """The steepest edge close to each pixel as a share of the darkest ink there, 255 for the whole of it."""
    around = np.ones((5, 5), np.uint8)
    return cv2.divide(cv2.dilate(edges, around), cv2.dilate(darkness, around), scale=255)


def _mark_above(values: Grey, least: float) -> Grey:
    return cv2.threshold(values, least, 255, cv2.THRESH_BINARY)[1]


def _reach_around(mask: Grey, reach_mm: float, dpi: int) -> Grey:
    """The mask grown by `reach_mm` on every side; single pixels and thinner do not count."""
    size = 2 * max(1, round(reach_mm * dpi / 25.4)) + 1
    return cv2.dilate(cv2.morphologyEx(mask, cv2.MORPH_OPEN, _PAIR), np.ones((size, size), np.uint8))
