"""From a scan to even black on white: background, dirt, borders, rules and skew, each a step of its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.levels import count_levels, find_percentiles
from ocr.rects import label_pieces
from ocr.runs import open_runs
from ocr.shrink import shrink

Grey = NDArray[np.uint8]
VERSION = "19"
"""Raised with every change that may read another text out of the same page."""

_BACKGROUND_DPI = 75
_SKEW_DPI = 90
_MAX_SKEW = 12.0
_SOME = 3
"""Of so many inked points one is enough to tell the skew roughly."""
_TURN_ABOVE = 0.25
_HALVE_FROM_DPI = 250
_BREAK, _PIECE, _STROKE = 1.2, 0.05, 0.06
_FAINT = 225
_PACKED, _STRIPES = 0.1, 0.3
"""Inches between bars of a code at most, and the least extent of a code across its bars."""
_PART, _BEYOND, _GOES_ON, _AT_ONCE = 200, 3, 2, 10_000
_LEAST_LETTER, _USUAL_LETTER = 0.022, 0.03
"""Inches of height from which ink is a letter that speaks for a speck beside it, and one that tells the page's size."""
_LARGEST_LETTER = 0.2
_PALEST = 40
"""Grey levels below white up to which ink is no more than grain."""
_HOLLOW, _ROUND = 0.36, 0.54
"""Diameters from the middle of a ring within which it has no ink, and beyond which it has none."""
_GRAIN = 1.5
"""Black pixels that a dot weighs at least."""
_BESIDE, _ABOVE = 0.8, 0.6
"""Usual heights within which a speck is near a letter: a hyphen stands a space away from it."""


@dataclass(frozen=True, eq=False)
class Blobs:
    """Connected ink: `labels` per pixel, and per blob left, top, width, height, area (row 0 is the paper)."""

    labels: NDArray[np.int32]
    stats: NDArray[np.int32]

    @cached_property
    def inked(self) -> NDArray[np.intp]:
        """The places of the blobs' pixels in the page laid out row by row."""
        return np.flatnonzero((cv2.compare(self.labels, 0, cv2.CMP_NE) & 1).view(np.bool_))


def flatten_background(grey: Grey, dpi: int) -> Grey:
    """The page with its paper brought to white everywhere: shade, tint and pale bleed-through go."""
    factor = min(1.0, _BACKGROUND_DPI / dpi)
    small = shrink(grey, factor)
    reach = max(3, round(_BACKGROUND_DPI * 0.16)) | 1
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    coarse = cv2.resize(paper, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    paper = cv2.GaussianBlur(cv2.medianBlur(coarse, 7), (0, 0), 2.5)
    paper = cv2.resize(np.maximum(paper, 40), (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return cv2.divide(grey, paper, scale=255)


def measure_depth(flat: Grey) -> float:
    """How dark the page's ink is: grey levels below white of its darker strokes; 0 on an empty page."""
    counts = count_levels(flat[::3, ::3])[::-1]
    counts[: _PALEST + 1] = 0
    return find_percentiles(counts, (85,))[0] if counts.sum() > 50 else 0.0


def measure_print_depth(flat: Grey, dpi: int) -> float:
    """How dark the pieces are that have the size of letters: a page's holes, edges and dust are darker than pale print.

    0 where there are none.
    """
    blobs = find_blobs(cv2.threshold(flat, 254 - _PALEST, 255, cv2.THRESH_BINARY_INV)[1])
    longer = np.maximum(blobs.stats[:, 2], blobs.stats[:, 3])
    print_like = (longer >= dpi * _USUAL_LETTER) & (longer <= dpi * _LARGEST_LETTER)
    print_like[0] = False
    darkness = 255 - flat[print_like[blobs.labels]]
    return float(np.percentile(darkness, 85)) if darkness.size else 0.0


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
    return Blobs(*label_pieces(ink))


def pick_dirt(even: Grey, blobs: Blobs, dpi: int) -> NDArray[np.bool_]:
    """Which blobs of the evened page are no writing: specks too small for any dot or mark, scan borders, holes."""
    left, top, width, height, area = (blobs.stats[:, column] for column in range(5))
    inch = float(dpi)
    specks = _pick_specks(even, blobs, dpi)
    rows, columns = blobs.labels.shape
    at_edge = (left <= 2) | (top <= 2) | (left + width >= columns - 2) | (top + height >= rows - 2)
    fill = area / np.maximum(1, width.astype(np.int64) * height)
    borders = at_edge & (
        (np.maximum(width, height) > inch * 0.7) | ((np.minimum(width, height) > inch * 0.12) & (fill > 0.7))
    )
    near_edge = np.minimum.reduce([left, top, columns - left - width, rows - top - height]) < inch * 0.8
    like_holes = (
        near_edge
        & (np.minimum(width, height) > inch * 0.13)
        & (np.maximum(width, height) < inch * 0.36)
        & (np.abs(width - height) < inch * 0.06)
    )
    picked = specks | borders | (like_holes & ((fill > 0.66) | _pick_rings(blobs, like_holes)))
    picked[0] = False
    return picked


def _pick_rings(blobs: Blobs, candidates: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which of the candidates are bare circles without a letter beside them: rims of holes on a white lid."""
    picked = np.zeros_like(candidates)
    left, top, width, height = (blobs.stats[:, column] for column in range(4))
    for blob in np.flatnonzero(candidates):
        x, y, wide, high = (int(value) for value in blobs.stats[blob, :4])
        inside = blobs.labels[y : y + high, x : x + wide]
        rows, columns = np.nonzero(inside == blob)
        far = np.hypot((columns + 0.5) / wide - 0.5, (rows + 0.5) / high - 0.5)
        beside = (left < x + 2 * wide) & (left + width > x - wide) & (top < y + high) & (top + height > y)
        beside &= (height > 0.3 * high) & (height < 3 * high) & (width < 4 * wide)
        beside[[0, blob]] = False
        picked[blob] = far.min() > _HOLLOW and far.max() < _ROUND and not beside.any()
    return picked


def pick_darker_parts(even: Grey, blobs: Blobs, dpi: int) -> NDArray[np.bool_]:
    """Which small blobs are only the darker spots of pale strokes: paler ink goes on beyond their fringe."""
    parts = np.zeros(len(blobs.stats), np.bool_)
    small = np.flatnonzero(np.maximum(blobs.stats[:, 2], blobs.stats[:, 3]) <= dpi * 0.03)
    sizes, alike = np.unique(blobs.stats[small, 2:4], axis=0, return_inverse=True)
    for number, (width, height) in enumerate(sizes.tolist()):
        own = small[alike.ravel() == number]
        across, down = _walk_around(width, height, _BEYOND)
        for some in np.array_split(own, 1 + len(own) // _AT_ONCE):
            x, y = blobs.stats[some, 0, None] + across, blobs.stats[some, 1, None] + down
            inside = (x >= 0) & (y >= 0) & (x < even.shape[1]) & (y < even.shape[0])
            x[~inside] = y[~inside] = 0
            parts[some] = ((even[y, x] <= _PART) & inside).sum(axis=1) >= _GOES_ON
    return parts


def _walk_around(width: int, height: int, reach: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Across and down from a box's corner to each pixel that lies `reach` pixels outside the box."""
    rim = np.ones((height + 2 * reach, width + 2 * reach), np.bool_)
    rim[1:-1, 1:-1] = False
    down, across = np.nonzero(rim)
    return across - reach, down - reach


def _pick_specks(even: Grey, blobs: Blobs, dpi: int) -> NDArray[np.bool_]:
    """Blobs too small for any mark of the letters around them, or small ones that stand alone.

    Tone marks and dots of small print are no larger than dust: what tells them is the letter close by, and their soft
    edge: a full stop of a pixel's ink weighs two or three, a grain of a copier's no more than itself.
    """
    longer, area = np.maximum(blobs.stats[:, 2], blobs.stats[:, 3]), blobs.stats[:, 4]
    largest = max(2, round(dpi / 75))
    small = (area <= max(2.0, 8.0 * (dpi / 300) ** 2)) & (longer <= largest)
    small[0] = False
    letters = (blobs.stats[:, 3] >= dpi * _LEAST_LETTER) & (blobs.stats[:, 3] <= dpi * 0.4) & ~small
    letters[0] = False
    usual = letters & (blobs.stats[:, 3] >= dpi * _USUAL_LETTER)
    if not small.any() or not usual.any():
        return small
    high = float(np.median(blobs.stats[usual, 3]))
    near = _mark_near(blobs, letters, max(3, round(_BESIDE * high)), max(3, round(_ABOVE * high)))
    x = blobs.stats[:, 0] + blobs.stats[:, 2] // 2
    y = blobs.stats[:, 1] + blobs.stats[:, 3] // 2
    tiny = area <= max(1.0, 0.004 * high * high)
    tiny[tiny] = weigh_blobs(even, blobs.stats[tiny]) <= max(_GRAIN, 0.006 * high * high)
    return small & (tiny | (near[np.minimum(y, near.shape[0] - 1), np.minimum(x, near.shape[1] - 1)] == 0))


def weigh_blobs(even: Grey, stats: NDArray[np.int32]) -> NDArray[np.float64]:
    """The ink of blobs of a pixel or some with their grey edge, in black pixels."""
    if not len(stats):
        return np.zeros(0)
    left, top, width, height = (stats[:, column] for column in range(4))
    steps = np.arange(-1, int(max(width.max(), height.max())) + 1)
    weight = np.zeros(len(stats))
    for down in steps:
        for across in steps:
            y, x = top + down, left + across
            inside = (down <= height) & (across <= width) & (y >= 0) & (x >= 0)
            inside &= (y < even.shape[0]) & (x < even.shape[1])
            weight[inside] += 1 - even[y[inside], x[inside]] / 255
    return weight


def _mark_near(blobs: Blobs, picked: NDArray[np.bool_], beside: int, above: int) -> Grey:
    """255 within so many pixels beside the boxes of the picked blobs, and above and below them."""
    mask = np.zeros(blobs.labels.shape, np.uint8)
    for left, top, width, height, _ in blobs.stats[picked]:
        mask[max(0, top - above) : top + height + above, max(0, left - beside) : left + width + beside] = 255
    return mask


def erase_blobs(even: Grey, blobs: Blobs, picked: NDArray[np.bool_]) -> Grey:
    """The page with the picked blobs, and the grey fringe around them, painted white."""
    if not picked.any():
        return even
    goes = picked[blobs.labels.ravel()[blobs.inked]]
    gone = np.zeros(even.shape, np.uint8)
    gone.ravel()[blobs.inked[goes]] = 255
    gone = cv2.dilate(gone, np.ones((3, 3), np.uint8))
    gone.ravel()[blobs.inked[~goes]] = 0
    return cv2.max(even, gone)


def find_rules(even: Grey, dpi: int) -> tuple[Grey, Grey]:
    """Masks of long thin horizontal and vertical lines: table rules, underlines, frames, ruled leaders."""
    ink, faint = mark_ink(even), cv2.threshold(even, _FAINT, 255, cv2.THRESH_BINARY_INV)[1]
    halves = _halve(ink, dpi), _halve(faint, dpi)
    across = _find_lines(*halves, dpi)
    down = cv2.transpose(_find_lines(cv2.transpose(halves[0]), cv2.transpose(halves[1]), dpi))
    if not cv2.hasNonZero(across) and not cv2.hasNonZero(down):
        return np.zeros_like(even), np.zeros_like(even)
    if cv2.hasNonZero(across) and cv2.hasNonZero(down):
        near = np.ones((5, 5), np.uint8)
        corners = cv2.bitwise_and(cv2.dilate(across, near), cv2.dilate(down, near))
        across, down = cv2.bitwise_or(across, corners), cv2.bitwise_or(down, corners)
    return _widen(across, faint, (3, 1)), _widen(down, faint, (1, 3))


def _halve(ink: Grey, dpi: int) -> Grey:
    """The ink at half the size where the page has pixels to spare."""
    if dpi < _HALVE_FROM_DPI:
        return ink
    half = cv2.resize(ink, ((ink.shape[1] + 1) // 2, (ink.shape[0] + 1) // 2), interpolation=cv2.INTER_AREA)
    return cv2.threshold(half, 120, 255, cv2.THRESH_BINARY)[1]


def _find_lines(ink: Grey, faint: Grey, page_dpi: int) -> Grey:
    """Lines along the rows, thin across them: whole runs, and the thin pieces of broken ones between and beside."""
    dpi = page_dpi / 2 if page_dpi >= _HALVE_FROM_DPI else float(page_dpi)
    long, thick = max(10, round(dpi * 0.5)), max(3, round(dpi * 0.035))
    low = np.ones((max(4, round(dpi * 0.022)), 1), np.uint8)
    slim = cv2.subtract(faint, cv2.morphologyEx(faint, cv2.MORPH_OPEN, low))
    up = np.ones((3, 1), np.uint8)
    whole, pale = open_runs(cv2.dilate(ink, up), long), open_runs(cv2.dilate(slim, up), long)
    stroke = max(6, round(dpi * _STROKE))
    near = _list_near(cv2.bitwise_or(whole, pale), max(stroke, thick + 2))
    if not near.size:
        return np.zeros_like(ink)
    stripes = _find_stripes(whole, dpi)[near]
    ink_near, slim, whole, pale = ink[near], slim[near], whole[near], cv2.subtract(pale[near], stripes)
    runs = cv2.subtract(whole, cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((thick + 2, 1), np.uint8)))
    runs = cv2.subtract(runs, stripes)
    lines = cv2.bitwise_or(runs, pale)
    beside = cv2.dilate(lines, np.ones((1, round(dpi * _BREAK) | 1), np.uint8))
    short = np.ones((1, max(3, round(dpi * _PIECE))), np.uint8)
    pieces = cv2.morphologyEx(cv2.bitwise_and(beside, slim), cv2.MORPH_OPEN, short)
    crossing = cv2.morphologyEx(ink_near, cv2.MORPH_OPEN, np.ones((stroke, 1), np.uint8))
    found = np.zeros_like(ink)
    found[near] = cv2.bitwise_or(cv2.subtract(cv2.bitwise_and(runs, ink_near), crossing), pieces)
    return found


def _list_near(lines: Grey, reach: int) -> NDArray[np.intp]:
    """The rows within `reach` of a row with lines: elsewhere there is nothing to look at."""
    held = lines.any(axis=1).astype(np.uint8)[:, None]
    return np.flatnonzero(cv2.dilate(held, np.ones((2 * reach + 1, 1), np.uint8)))


def _find_stripes(runs: Grey, dpi: float) -> Grey:
    """Where runs along the rows are packed side by side, as the bars of a code are: rules and frames keep apart."""
    if not _may_be_packed(runs, dpi):
        return np.zeros_like(runs)
    packed = cv2.morphologyEx(runs, cv2.MORPH_CLOSE, np.ones((round(dpi * _PACKED), 1), np.uint8))
    return open_runs(packed, round(dpi * _STRIPES), down=True)


def _may_be_packed(runs: Grey, dpi: float) -> bool:
    """Whether rows with runs follow as closely and as long as a code's bars do; the sheet's edge adds to them."""
    rows = np.flatnonzero(runs.any(axis=1))
    if not rows.size:
        return False
    near, least = round(dpi * _PACKED) + 1, round(dpi * _STRIPES)
    if rows[0] <= near or rows[-1] >= len(runs) - 1 - near:
        return True
    groups = np.split(rows, np.flatnonzero(np.diff(rows) > near) + 1)
    return max(int(group[-1] - group[0]) for group in groups) + 1 >= least


def _widen(lines: Grey, faint: Grey, way: tuple[int, int]) -> Grey:
    """The lines in the full size, as far as there is ink, with the pale edge of either side."""
    if not cv2.hasNonZero(lines):
        return np.zeros_like(faint)
    if lines.shape == faint.shape:
        return cv2.bitwise_and(lines, faint)
    result = np.zeros_like(faint)
    left, top, width, height = cv2.boundingRect(lines)
    x0, y0 = max(0, left - 2), max(0, top - 2)
    part = lines[y0 : top + height + 2, x0 : left + width + 2]
    under = faint[2 * y0 : 2 * (y0 + part.shape[0]), 2 * x0 : 2 * (x0 + part.shape[1])]
    full = cv2.resize(part, None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)[: under.shape[0], : under.shape[1]]
    result[2 * y0 : 2 * y0 + under.shape[0], 2 * x0 : 2 * x0 + under.shape[1]] = cv2.bitwise_and(
        cv2.dilate(full, np.ones(way, np.uint8)), under
    )
    return result


def erase_rules(even: Grey, across: Grey, down: Grey) -> Grey:
    """The page without its rules; letters that cross one keep their strokes."""
    for rules, way in ((across, (3, 1)), (down, (1, 3))):
        if cv2.hasNonZero(rules):
            even = cv2.max(even, cv2.dilate(rules, np.ones(way, np.uint8)))
    return even


def measure_skew(even: Grey, dpi: int) -> float:
    """Degrees that the page must turn clockwise to level its lines; 0 where no lines show."""
    factor = min(1.0, _SKEW_DPI / dpi)
    small = shrink(even, factor)
    ink = cv2.threshold(small, 170, 255, cv2.THRESH_BINARY_INV)[1]
    ink[: ink.shape[0] // 50], ink[-ink.shape[0] // 50 :] = 0, 0
    if cv2.countNonZero(ink) < 200:
        return 0.0
    x, y = list_points(ink)
    coarse = np.arange(-_MAX_SKEW, _MAX_SKEW + 0.1, 0.75)
    some_x, some_y = (np.ascontiguousarray(values[::_SOME]) for values in (x, y))
    best = max(coarse, key=lambda angle: score_rows(some_x, some_y, float(angle)))
    fine = np.arange(best - 0.7, best + 0.71, 0.1)
    best = float(max(fine, key=lambda angle: score_rows(x, y, float(angle))))
    return best if score_rows(x, y, best) > 1.02 * score_rows(x, y, 0.0) else 0.0


def list_points(ink: Grey) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The x and the y of every pixel with ink, row by row."""
    found = cv2.findNonZero(ink)
    points = np.zeros((0, 2), np.float32) if found is None else found.reshape(-1, 2).astype(np.float32)
    return np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1])


def score_rows(x: NDArray[np.float32], y: NDArray[np.float32], angle: float) -> float:
    """How sharply points of ink, turned clockwise by `angle` degrees, fall into rows; 0 without any."""
    if not len(y):
        return 0.0
    turn = np.radians(angle)
    rows = y * np.float32(np.cos(turn)) + x * np.float32(np.sin(turn))
    places = (rows - rows.min()).astype(np.int32)
    return float(np.square(np.diff(np.bincount(places).astype(np.float64))).sum())


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
