"""Which way up a page stands: a few lines read both ways up tell; where they do not, the whole page is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.clean import Grey, list_points, score_rows
from ocr.engine import EngineWord
from ocr.levels import count_levels, find_percentile, find_percentiles
from ocr.rects import Rect, list_pieces
from ocr.runs import open_runs
from ocr.shrink import shrink
from ocr.syllables import is_syllable, share_of_syllables

ReadLines = Callable[[Sequence[Grey]], Sequence[tuple[str, float]]]
"""A fast line recogniser: black text on white, one line an image, any height; text and confidence (0..1) for each."""

SURE = 0.6
"""Confidence from which a turn needs no reading of the whole page."""

_LINE_DPI, _SKEW_DPI = 100, 50
_STEEP = 12.0
_AXIS = 1.35
_INK, _HALF = 170, 127
_FIRST, _LINES, _MOST_LINES = 1, 3, 15
_PLENTY = 20.0
"""Letters of Vietnamese from which the longest line tells the way up by itself."""
_LINE_HEIGHT = 48
_LONGEST_MM = 90.0
_DOUBT = 3.0
_WAYS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


@dataclass(frozen=True, slots=True)
class Turn:
    """The clockwise turns of a page, likeliest first, and how sure the first is (0..1; see `SURE`)."""

    order: tuple[int, int, int, int]
    confidence: float

    @property
    def degrees(self) -> int:
        return self.order[0]


@dataclass(frozen=True, slots=True, eq=False)
class _Axis:
    """The page's ink at _LINE_DPI turned by `degrees`, and how one pair of its sides becomes level."""

    degrees: int
    darkness: Grey
    forth: NDArray[np.float64]
    """2 x 3 matrix from the turned page's pixels to the levelled ones."""
    strength: float
    """How sharply the ink falls into lines along this axis; compares with the other axis of the page."""


def turn(image: Grey, degrees: int) -> Grey:
    """The image turned clockwise by a multiple of 90 degrees."""
    way = _WAYS.get(degrees % 360)
    return np.ascontiguousarray(image) if way is None else cv2.rotate(image, way)


def find_turn(even: Grey, dpi: int, read_lines: ReadLines) -> Turn:
    """The way up, by reading the longest line both ways; more lines, of both axes, as long as they say little."""
    axes = _level_axes(even, dpi)
    clear = axes[0].strength > _AXIS * axes[1].strength
    cuts: dict[int, list[Grey]] = {}
    scores = dict.fromkeys((0, 90, 180, 270), 0.0)
    found = Turn((0, 90, 180, 270), 0.0)
    few, many = (_FIRST, _LINES), (_LINES, _MOST_LINES)
    for number, start, end in ((0, 0, _FIRST), (0, *few), (1, 0, _LINES), (0, *many), (1, *many)):
        if number not in cuts:
            cuts[number] = _cut_lines(even, dpi, axes[number])
        lines = cuts[number][start:end]
        if lines:
            answers = [score_text(*answer) for answer in read_lines([*lines, *(turn(line, 180) for line in lines)])]
            scores[axes[number].degrees] += sum(answers[: len(lines)])
            scores[axes[number].degrees + 180] += sum(answers[len(lines) :])
        found = _weigh(scores, axes[0].degrees)
        tells = end > _FIRST or scores[found.degrees] >= _PLENTY
        if found.confidence >= SURE and tells and (clear or number == 1):
            break
    return found


def order_turns(even: Grey, dpi: int) -> tuple[int, ...]:
    """Clockwise turns worth reading, likeliest first: two where the lines show the axis, four where they do not."""
    first, second = _level_axes(even, dpi)
    both = (first.degrees, first.degrees + 180)
    if first.degrees == 0:
        return both if first.strength > _AXIS * second.strength else (0, 180, 90, 270)
    if first.strength > 2 * _AXIS * second.strength:
        return both
    return (90, 270, 0, 180) if first.strength > _AXIS * second.strength else (0, 180, 90, 270)


def pick_lines(darkness: Grey, dpi: int, most: int) -> list[Rect]:
    """The longest and deepest runs of writing in level ink (0 where paper); rules, leaders and blots are none."""
    per_mm = dpi / 25.4
    ink = cv2.threshold(darkness, 255 - _INK, 255, cv2.THRESH_BINARY)[1]
    counts = count_levels(darkness)
    counts[: 256 - _INK] = 0
    full = find_percentiles(counts, (95,))[0] if counts.any() else 255.0
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, round(per_mm * 3.5)), np.uint8))
    joined = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, round(per_mm * 2)), np.uint8))
    lines: list[tuple[float, Rect]] = []
    for left, top, width, height in list_pieces(joined):
        if not (1.3 * per_mm <= height <= 9 * per_mm and width >= max(5 * height, 12 * per_mm)):
            continue
        inked = ink[top : top + height, left : left + width] > 0
        if 0.08 <= inked.mean() <= 0.75:
            depth = find_percentile(darkness[top : top + height, left : left + width][inked], 80) / full
            worth = min(width, _LONGEST_MM * per_mm) * min(1.0, height / (2 * per_mm)) * depth**3
            lines.append((worth, (left, top, width, height)))
    lines.sort(key=lambda line: -line[0])
    return [rect for _, rect in lines[:most]]


def score_reading(words: Iterable[EngineWord]) -> float:
    """How much Vietnamese was read: letters of plausible syllables and digits, weighted by confidence."""
    total = 0.0
    for word in words:
        letters = sum(letter.isalnum() for letter in word.text)
        if (
            letters >= 2
            and not _lies_on_its_side(word)
            and (is_syllable(word.text) or sum(letter.isdigit() for letter in word.text) >= 4)
        ):
            total += letters * word.confidence**2
    return total


def score_text(text: str, confidence: float) -> float:
    """How much Vietnamese a line is: its letters in syllables and long numbers, weighted by the line's confidence."""
    numbers = [token for token in _list_tokens(text) if len(token) >= 4 and not is_syllable(token)]
    digits = sum(len(token) for token in numbers if sum(letter.isdigit() for letter in token) >= 0.7 * len(token))
    return score_syllables(text, confidence) + digits * confidence**2


def score_syllables(text: str, confidence: float) -> float:
    """The same of syllables alone: the grain of a scan and what has no letters come out as numbers."""
    return sum(len(token) for token in _list_tokens(text) if len(token) >= 2 and is_syllable(token)) * confidence**2


def _list_tokens(text: str) -> list[str]:
    return re.split(r"[\W_]+", text)


def stands_upright(words: list[EngineWord]) -> bool:
    """Whether a reading is so plainly Vietnamese that no other way up needs to be tried."""
    texts = [word.text for word in words if sum(letter.isalpha() for letter in word.text) >= 2]
    aside = sum(_lies_on_its_side(word) for word in words)
    if len(texts) < 12 or aside > 0.2 * len(texts):
        return False
    confidence = sum(word.confidence for word in words) / len(words)
    return share_of_syllables(texts) > 0.7 and confidence > 0.6


def _weigh(scores: dict[int, float], axis: int) -> Turn:
    """The turns by their scores, ties along the page's axis first; sure where the best leaves the others behind."""
    order = sorted(scores, key=lambda degrees: (-scores[degrees], degrees % 180 != axis, degrees))
    best, second = scores[order[0]], scores[order[1]]
    return Turn((order[0], order[1], order[2], order[3]), max(0.0, 1 - (second + _DOUBT) / (best + _DOUBT)))


def _cut_lines(even: Grey, dpi: int, axis: _Axis) -> list[Grey]:
    page = turn(even, axis.degrees)
    level = cv2.warpAffine(axis.darkness, axis.forth, axis.darkness.shape[::-1], flags=cv2.INTER_LINEAR)
    return [_cut_line(page, dpi, axis.forth, line) for line in pick_lines(level, _LINE_DPI, _MOST_LINES)]


def _cut_line(page: Grey, dpi: int, forth: NDArray[np.float64], line: Rect) -> Grey:
    """A line of the levelled thumbnail taken level out of the full page, _LINE_HEIGHT pixels high."""
    left, top, width, height = line
    width = min(width, round(_LONGEST_MM * _LINE_DPI / 25.4))
    pad = 0.12 * height
    zoom = _LINE_HEIGHT / (height + 2 * pad)
    place = np.array([[1 / zoom, 0, left - pad], [0, 1 / zoom, top - pad], [0, 0, 1]])
    back = np.vstack([cv2.invertAffineTransform(forth), [0, 0, 1]])
    grow = dpi / min(dpi, _LINE_DPI)
    matrix = (np.diag([grow, grow, 1.0]) @ back @ place)[:2]
    size = (max(8, round((width + 2 * pad) * zoom)), _LINE_HEIGHT)
    way = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(page, matrix, size, flags=way, borderMode=cv2.BORDER_CONSTANT, borderValue=255)


def _level_axes(even: Grey, dpi: int) -> tuple[_Axis, _Axis]:
    """Both axes of the page, each levelled for itself, the one along which the ink falls into lines first."""
    factor = min(1.0, _LINE_DPI / dpi)
    small = shrink(even, factor)
    darkness = drop_rules(255 - small)
    lying, standing = _level(darkness, 0), _level(turn(darkness, 90), 90)
    return (standing, lying) if standing.strength > lying.strength else (lying, standing)


def _level(darkness: Grey, degrees: int) -> _Axis:
    factor = _SKEW_DPI / _LINE_DPI
    ink = cv2.threshold(darkness, 255 - _INK, 255, cv2.THRESH_BINARY)[1]
    small = cv2.resize(ink, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    x, y = list_points(cv2.threshold(small, _HALF, 255, cv2.THRESH_BINARY)[1])
    coarse = {float(tilt): score_rows(x, y, float(tilt)) for tilt in np.arange(-_STEEP, _STEEP + 0.1, 1.5)}
    near = max(coarse, key=lambda tilt: (coarse[tilt], -abs(tilt)))
    fine = {float(tilt): score_rows(x, y, float(tilt)) for tilt in np.arange(near - 1.2, near + 1.21, 0.3)}
    tilt = max(fine, key=lambda tilt: (fine[tilt], -abs(tilt)))
    rows, columns = ink.shape
    forth = cv2.getRotationMatrix2D((columns / 2, rows / 2), -tilt, 1.0)
    return _Axis(degrees, darkness, np.asarray(forth, np.float64), fine[tilt] / max(1, small.shape[1]))


def drop_rules(darkness: Grey) -> Grey:
    """The page's darkness without long straight runs: borders and table rules are no lines of writing."""
    ink = cv2.threshold(darkness, 255 - _INK, 255, cv2.THRESH_BINARY)[1]
    long = round(_LINE_DPI * 0.6)
    for down in (False, True):
        runs = cv2.dilate(open_runs(ink, long, down=down), np.ones((3, 3), np.uint8))
        darkness = cv2.subtract(darkness, runs)
    return darkness


def _lies_on_its_side(word: EngineWord) -> bool:
    """Whether the engine read the word along a standing line, as it does by itself on turned pages."""
    return sum(letter.isalnum() for letter in word.text) >= 3 and word.height > 1.2 * word.width
