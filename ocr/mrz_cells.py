"""The ninety cells of a TD1 zone: where they stand, what several readings say of each, and which of them look alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.clean import Grey

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
ROWS, COLUMNS = 3, 30
_CODES = {letter: code for code, letter in enumerate(ALPHABET)}
_DIGITS = dict(zip("OQDICLTZSBG", "00011112586", strict=True))
_LETTERS = dict(zip("01258", "OIZSB", strict=True))
_DIGIT_CELLS = np.zeros((ROWS, COLUMNS), np.bool_)
_DIGIT_CELLS[0, 5:27] = _DIGIT_CELLS[0, 29] = True
_DIGIT_CELLS[1, 0:7] = _DIGIT_CELLS[1, 8:15] = _DIGIT_CELLS[1, 29] = True
_KNOWN = {(0, at): letter for at, letter in enumerate("IDVNM")} | {(0, 15): "0", (0, 27): "<", (0, 28): "<"}
_KNOWN |= {(1, 15 + at): letter for at, letter in enumerate("VNM")}
_PATCH = (16, 24)
_SHIFT = 2
_SHARP = 0.035
"""How fast a cell that looks less like another says less about it: correlation that halves its say or more."""
_FLOOR = 0.04
_MARGIN = 0.18
_DIRT, _EMPTY = 3, 0.2
_LEFT_OUT, _TWICE, _PASSES = 3.0, 1.5, 2
_DOUBLED = {
    one + other for pair in ("TI", "1I", "1T", "0O", "0D", "OD", "8B", "5S", "06") for one, other in (pair, pair[::-1])
}
"""Letters that are put out side by side for one that looks like both."""
_OWN = 0.25
"""What a cell says of itself while it is not settled which letter of a reading is its own."""
_DARK, _REACH, _PALE, _PALEST = 0.5, 1.5, 0.3, 40.0
_BARE, _STEEP = 0.12, 0.03
_SEEN, _SEEN_ELSEWHERE = 2.0, 0.5
"""Votes of one look at a cell: on itself, and as one of its likes."""
_SURE = 10.0
"""Times that a cell counts whose letter is known."""
_STRICT = 2
"""How much more alike than others a cell must be to take its letter from one that is known."""

Bound = tuple[float, float, float, float]
"""left, top, right, bottom in pixels"""

Costs = NDArray[np.float64]
"""Rows x columns x letters of ALPHABET: how unlikely each is in each cell, -ln of its share."""


@dataclass(frozen=True, slots=True)
class Line:
    """A run of letters read without a gap: left and right end and middle of its height, in pixels of the zone."""

    text: str
    left: float
    right: float
    middle: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A zone level with its `slope` (pixels down for one to the right, about 0, 0): left end and width of its columns,
    tops and height of its capitals there."""

    slope: float
    left: float
    pitch: float
    tops: tuple[float, ...]
    height: float

    def find_column(self, x: float, y: float) -> float:
        """Where a point of the picture lies, in columns from the left end."""
        return (x + self.slope * y - self.left) / self.pitch


def fit_grid(picture: Grey, rows: Sequence[Sequence[Bound]]) -> Grid:
    """The grid whose gaps hold the least ink; `rows`: what several readings take for each of the three lines."""
    tall = float(np.median([bottom - top for row in rows for _, top, _, bottom in row]))
    y, x = np.nonzero(_mark_dark(picture, tall))
    slope = _find_slope(x, y)
    x, y = x + slope * y, y - slope * x
    middles = [
        float(np.median([(top + bottom) / 2 - slope * (left + right) / 2 for left, top, right, bottom in row]))
        for row in rows
    ]
    tops, height = _find_bands(y, middles, tall)
    inside = np.zeros(y.size, np.bool_)
    for top in tops:
        inside |= (y >= top) & (y <= top + height)
    lefts, rights = (sorted({round(bound[side]) for row in rows for bound in row}) for side in (0, 2))
    left, pitch = _find_columns(x[inside], lefts, rights)
    return Grid(slope, left, pitch, tops, height)


def _mark_dark(picture: Grey, tall: float) -> NDArray[np.bool_]:
    """Ink at least half as dark as the darkest a letter's height around: print fades along a line."""
    ink = 255 - picture
    reach = max(3, round(_REACH * tall)) | 1
    around = cv2.blur(cv2.dilate(ink, np.ones((reach, reach), np.uint8)), (reach, reach))
    least = max(_PALEST, _PALE * float(np.percentile(ink, 99)))
    return np.asarray(ink > _DARK * np.maximum(around, least))


def _find_slope(x: NDArray[np.int64], y: NDArray[np.int64]) -> float:
    """The slope along which the ink lies in the sharpest rows."""
    best, found = -1.0, 0.0
    for slope in np.linspace(-_STEEP, _STEEP, 25):
        rows = np.round(y - slope * x).astype(np.int64)
        level = np.bincount(rows - rows.min()) if rows.size else np.zeros(1)
        score = float((level.astype(np.float64) ** 2).sum())
        if score > best:
            best, found = score, float(slope)
    return found


def _find_bands(y: NDArray[np.float64], middles: Sequence[float], tall: float) -> tuple[tuple[float, ...], float]:
    """Tops and height of the rows of capitals nearest to the middles of what was read."""
    if not y.size:
        return tuple(middle - tall / 2 for middle in middles), tall
    base = float(y.min())
    level = np.bincount(np.round(y - base).astype(np.int64)).astype(np.float64)
    runs = [
        (base + start, base + end) for start, end in _find_runs(level > _BARE * level.max()) if end - start > 0.4 * tall
    ]
    if not runs:
        return tuple(middle - tall / 2 for middle in middles), tall
    near = [min(runs, key=lambda run: abs((run[0] + run[1]) / 2 - middle)) for middle in middles]
    height = float(np.median([end - start for start, end in near]))
    fit = [(start + end) / 2 if abs(end - start - height) < 0.3 * height else None for start, end in near]
    known = [(row, middle) for row, middle in enumerate(fit) if middle is not None]
    if len(known) > 1:
        step = (known[-1][1] - known[0][1]) / (known[-1][0] - known[0][0])
        fit = [known[0][1] + (row - known[0][0]) * step if middle is None else middle for row, middle in enumerate(fit)]
    return tuple((middles[row] if middle is None else middle) - height / 2 for row, middle in enumerate(fit)), height


def _find_runs(marks: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First place of each run of marks and the place after it."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], marks, [False]]).astype(np.int8)))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]


def _find_columns(x: NDArray[np.float64], lefts: Sequence[float], rights: Sequence[float]) -> tuple[float, float]:
    """Left end and width of the thirty columns, none empty, whose gaps hold the least ink.

    Dirt beside a line is often read as a part of it, so that its ends may lie some columns further in.
    """
    size = int(max(x.max() if x.size else 0, rights[-1])) + 60
    profile = np.bincount(np.maximum(0, np.round(x)).astype(np.int64), minlength=size).astype(np.float64)
    rough = (rights[-1] - lefts[0]) / COLUMNS
    profile = cv2.GaussianBlur(profile.reshape(1, -1), (0, 0), max(0.6, rough / 12)).ravel()
    total, at, gaps = np.cumsum(profile), np.arange(size), np.arange(COLUMNS + 1)
    best, found = np.inf, (float(lefts[0]), rough)
    inwards = rough * np.arange(_DIRT + 1)
    for left in _space(sorted(left + step for left in lefts for step in inwards), 0.5 * rough):
        for right in _space(sorted(right - step for right in rights for step in inwards), 0.5 * rough):
            pitch = (right - left) / (COLUMNS - 0.2)
            starts = left + pitch * np.linspace(-0.4, 0.2, 13)
            pitches = pitch * np.linspace(0.98, 1.02, 21)
            places = starts[:, None, None] + pitches[None, :, None] * gaps
            held = np.interp(places, at, profile).sum(axis=2)
            inside = np.diff(np.interp(places, at, total), axis=2)
            held += (inside < _EMPTY * total[-1] / COLUMNS).sum(axis=2) * total[-1] / COLUMNS
            start, width = np.unravel_index(int(held.argmin()), held.shape)
            if held[start, width] < best:
                best, found = float(held[start, width]), (float(starts[start]), float(pitches[width]))
    return found


def _space(places: Sequence[float], apart: float) -> list[float]:
    """The places without those that lie close behind another."""
    kept: list[float] = []
    for place in places:
        if not kept or place - kept[-1] >= apart:
            kept.append(place)
    return kept


def weigh_cells(picture: Grey, grid: Grid, readings: Sequence[Sequence[Sequence[Line]]], seen: Costs) -> Costs:
    """How unlikely each letter is in each cell, from what the readings (each three rows of runs) say of it and of the
    cells that look like it; `seen`: votes (rows x columns x letters) of one who looked at the cells themselves.

    A run is laid out one letter a column, from both of its ends where their numbers differ, then once more so that its
    letters go where they cost least.
    """
    alike = _compare_cells(picture, grid)
    rows = [[run for rows in readings for run in rows[row]] for row in range(ROWS)]
    placed = [[_place_run(run, grid) for run in row] for row in rows]
    votes = np.stack([
        sum((_lay_ends(run) for run in row), np.zeros((COLUMNS, len(ALPHABET)))) for row in placed
    ])  # fmt: skip
    others = alike.copy()
    np.fill_diagonal(others, _OWN)
    for _ in range(_PASSES):
        costs = _pool(votes, seen, others)
        votes = np.stack([
            sum((_lay_cheapest(run, own) for run in row), np.zeros_like(own))
            for row, own in zip(placed, costs, strict=True)
        ])  # fmt: skip
    return _pool(votes, seen, alike)


@dataclass(frozen=True, slots=True)
class _Placed:
    """The codes of a run's letters and the columns that it takes, `last` not among them."""

    codes: tuple[int, ...]
    first: int
    last: int

    @property
    def surplus(self) -> int:
        return len(self.codes) - (self.last - self.first)


def _place_run(line: Line, grid: Grid) -> _Placed:
    """What sticks out of the grid is dirt that was taken for a part of the line."""
    first, last = (round(grid.find_column(side, line.middle)) for side in (line.left, line.right))
    first, last = max(0, first), min(COLUMNS, last)
    codes = tuple(_CODES[letter] for letter in line.text if letter in _CODES)
    return _Placed(codes if first < last else (), first, max(first, last))


def _lay_ends(run: _Placed) -> Costs:
    """Votes (columns x letters) of a run laid out from its left and its right end."""
    votes = np.zeros((COLUMNS, len(ALPHABET)))
    for start in (run.first, run.first - run.surplus):
        for at, code in enumerate(run.codes, start):
            if 0 <= at < COLUMNS:
                votes[at, code] += 0.5
    return votes


def _lay_cheapest(run: _Placed, costs: NDArray[np.float64]) -> Costs:
    """Votes of a run whose letters go to the columns, in their order, at the least cost, some of either left out."""
    wide = run.last - run.first
    price = costs[run.first : run.last][:, list(run.codes)]
    letters = [ALPHABET[code] for code in run.codes]
    beside = zip(["", *letters], letters, [*letters[1:], ""], strict=False)
    dropped = [_TWICE if {last + one, one + then} & _DOUBLED else _LEFT_OUT for last, one, then in beside]
    total = np.full((len(run.codes) + 1, wide + 1), np.inf)
    total[:, 0] = np.cumsum([0.0, *dropped])
    total[0, :] = np.arange(wide + 1) * _LEFT_OUT
    for letter in range(1, len(run.codes) + 1):
        for column in range(1, wide + 1):
            total[letter, column] = min(
                total[letter - 1, column - 1] + price[column - 1, letter - 1],
                total[letter - 1, column] + dropped[letter - 1],
                total[letter, column - 1] + _LEFT_OUT,
            )
    votes = np.zeros((COLUMNS, len(ALPHABET)))
    letter, column = len(run.codes), wide
    while letter and column:
        if total[letter, column] == total[letter - 1, column - 1] + price[column - 1, letter - 1]:
            letter, column = letter - 1, column - 1
            votes[run.first + column, run.codes[letter]] += 1.0
        elif total[letter, column] == total[letter - 1, column] + dropped[letter - 1]:
            letter -= 1
        else:
            column -= 1
    return votes


def _pool(votes: Costs, seen: Costs, alike: NDArray[np.float64]) -> Costs:
    """Costs out of the votes (rows x columns x letters) on each cell and on its likes.

    Who reads a row may be a column wrong, who looks at a cell is not: that says little of others and much of its own.
    """
    own_look = _fit_alphabets(seen).reshape(ROWS * COLUMNS, -1)
    said = _fit_alphabets(votes).reshape(ROWS * COLUMNS, -1) + _SEEN_ELSEWHERE * own_look
    known = np.zeros_like(said)
    strength = max(1.0, float(np.median(said.sum(axis=1))))
    for (row, column), letter in _KNOWN.items():
        said[row * COLUMNS + column] = 0
        known[row * COLUMNS + column, _CODES[letter]] = _SURE * strength
    pooled = np.zeros_like(said)
    kinds = _DIGIT_CELLS.ravel()
    for kind in (True, False):
        own = kinds == kind
        like = alike[np.ix_(own, own)]
        pooled[own] = like @ said[own] + like**_STRICT @ known[own]
    pooled += _SEEN * own_look
    share = (pooled + _FLOOR) / (pooled.sum(axis=1, keepdims=True) + _FLOOR * len(ALPHABET))
    return np.asarray(-np.log(share).reshape(ROWS, COLUMNS, -1), np.float64)


def _fit_alphabets(votes: Costs) -> Costs:
    """Votes for letters where only digits stand go to the digits that look like them, and the other way round."""
    fitted = votes.copy()
    for table, cells in ((_DIGITS, _DIGIT_CELLS), (_LETTERS, ~_DIGIT_CELLS)):
        for wrong, right in table.items():
            fitted[cells, _CODES[right]] += fitted[cells, _CODES[wrong]]
            fitted[cells, _CODES[wrong]] = 0
    fitted[_DIGIT_CELLS, 10:] = 0
    fitted[~_DIGIT_CELLS, :10] = 0
    return fitted


def _compare_cells(picture: Grey, grid: Grid) -> NDArray[np.float64]:
    """How much each cell (row by row) says about each other: 1 for itself and for what looks as like as likes do."""
    softened = cv2.GaussianBlur(picture, (0, 0), max(0.4, 0.5 * grid.pitch / _PATCH[0]))
    patches = np.stack([_cut_cell(softened, grid, row, column) for row in range(ROWS) for column in range(COLUMNS)])
    flat = _level(patches.reshape(len(patches), -1))
    like = np.full((len(patches), len(patches)), -1.0)
    for down in range(-_SHIFT, _SHIFT + 1):
        for right in range(-_SHIFT, _SHIFT + 1):
            moved = np.roll(patches, (down, right), axis=(1, 2)).reshape(len(patches), -1)
            like = np.maximum(like, flat @ _level(moved).T)
    like = np.maximum(like, like.T)
    np.fill_diagonal(like, -1.0)
    usual = float(np.median(like.max(axis=1)))
    say = np.minimum(1.0, np.exp((like - usual) / _SHARP))
    np.fill_diagonal(say, 1.0)
    return np.asarray(say)


def _cut_cell(softened: Grey, grid: Grid, row: int, column: int) -> NDArray[np.float32]:
    """The cell's ink in a patch of one size."""
    spare = _MARGIN * grid.height
    wide, high = _PATCH
    across, down = grid.pitch / wide, (grid.height + 2 * spare) / high
    x, y, slope = grid.left + column * grid.pitch, grid.tops[row] - spare, grid.slope
    matrix = np.array([[across, -slope * down, x - slope * y], [slope * across, down, y + slope * x]])
    way = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    cut = cv2.warpAffine(softened, matrix, _PATCH, flags=way, borderMode=cv2.BORDER_CONSTANT, borderValue=255)
    return 255.0 - cut.astype(np.float32)


def _level(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows of mean 0 and length 1."""
    rows = rows - rows.mean(axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6), np.float32)
