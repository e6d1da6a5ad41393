"""The machine-readable zone of cards: found by its look, read again with its own letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import numpy as np

from ocr.clean import Grey
from ocr.engine import EngineWord, group_lines
from ocr.lines import LineReader
from ocr.mrz_cells import ALPHABET, COLUMNS, ROWS, Bound, Line, fit_grid, weigh_cells
from ocr.mrz_seen import look_at_cells
from ocr.mrz_solve import read_cells, solve_names, solve_numbers
from ocr.rects import Rect
from ocr.syllables import is_bare_syllable

_LOOK = re.compile(r"[A-Z0-9<«‹]{8,}")
_START = re.compile(r"[I1TL]?[DO0]?VN[MHN]")
_MOST_EXCESS, _LEAST_MARGIN = 8.0, 2.0
"""A zone is believed that is not much less likely than its letters one by one (nats), and likelier than any other."""
_SETTLED = 0.5
_COVERED = 0.3
"""Share of a row's height that lies in the row above it where that was taken for two."""
_FILLERS = str.maketrans({"«": "<<", "‹": "<", "c": "<", "(": "<", "-": "<"})
"""What fillers come out as where letters of all kinds are looked for."""


@dataclass(frozen=True, slots=True)
class Zone:
    """Where an MRZ stands, in pixels of the image read."""

    rect: Rect


def find_zone(words: Sequence[EngineWord], width: int, height: int) -> Zone | None:
    """The rows whose words look like MRZ lines (fillers, long capitals), widened to three lines; None without."""
    zone = [row for row in group_lines(words) if _looks_like_mrz("".join(word.text for word in row))]
    if not zone:
        return None
    found = [word for row in zone for word in row]
    left, top = min(word.left for word in found), min(word.top for word in found)
    right = max(word.left + word.width for word in found)
    bottom = max(word.top + word.height for word in found)
    tall = max(round(median(word.height for word in found for _ in word.text)), 10)
    missing = max(0, ROWS - len(zone))
    spare = round(tall * (0.6 + 2.2 * missing))
    left, right = max(0, left - 2 * tall), min(width, right + 2 * tall)
    top, bottom = max(0, top - spare), min(height, bottom + spare)
    return Zone((left, top, right - left, bottom - top))


@dataclass(frozen=True, slots=True)
class ZoneText:
    """The three lines of a zone; `holds`: its check digits are right; `settled`: no other reading is called for."""

    text: str
    holds: bool
    settled: bool


def place_page_words(words: Sequence[EngineWord], left: int, top: int) -> list[EngineWord]:
    """The words of the page as a reading of the zone's picture, which begins at `left` and `top` of the page."""
    return [
        replace(word, text=word.text.translate(_FILLERS), left=word.left - left, top=word.top - top, letters=())
        for word in words
    ]


def solve_zone(
    readings: Sequence[Sequence[EngineWord]], pictures: Sequence[Grey], second: LineReader | None
) -> ZoneText | None:
    """The three lines of a TD1 zone out of several readings of it, in pixels of its pictures (the cleanest first), and
    what the second reader sees in the cells of these.

    None where no reading shows three lines. The letters that stand in its ninety cells are chosen together: by what
    the readings and cells that look alike say, and so that what stands twice agrees and all check digits hold. Where
    that takes too much, or another zone is as likely, the letters come out as read, and their check digits tell.
    """
    found = [rows for words in readings if (rows := _list_rows(words))]
    if not found:
        return None
    grid = fit_grid(pictures[0], [[rows[row].bound for rows in found] for row in range(ROWS)])
    seen = look_at_cells(second, pictures, grid) if second else np.zeros((ROWS, COLUMNS, len(ALPHABET)))
    costs = weigh_cells(pictures[0], grid, [[row.runs for row in rows] for rows in found], seen)
    solved, third = solve_numbers(costs), solve_names(costs[2])
    if solved is None or solved.excess > _MOST_EXCESS or solved.margin < _LEAST_MARGIN:
        return ZoneText("\n".join((*(read_cells(row) for row in costs[:2]), third)), False, False)
    settled = solved.excess < _SETTLED and all(is_bare_syllable(name) for name in third.split("<") if name)
    return ZoneText("\n".join((solved.first, solved.second, third)), True, settled)


def shrink(words: Sequence[EngineWord], zoom: float) -> list[EngineWord]:
    """Words of a picture in the pixels that it had before it was enlarged by `zoom`."""
    boxes = [[round(side / zoom) for side in (word.left, word.top, word.width, word.height)] for word in words]
    return [
        replace(word, left=left, top=top, width=width, height=height)
        for word, (left, top, width, height) in zip(words, boxes, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Row:
    runs: list[Line]
    bound: Bound


def _list_rows(words: Sequence[EngineWord]) -> list[_Row]:
    """The three lines of the zone as one reading has them; none where it has fewer."""
    rows = []
    for line in group_lines(words):
        runs = [
            (Line(text, word.left, word.left + word.width, word.top + word.height / 2), word)
            for word in sorted(line, key=lambda word: word.left)
            if (text := re.sub(r"[^A-Z0-9<]", "", word.text.upper()))
        ]
        if sum(len(run.text) for run, _ in runs) >= COLUMNS // 2:
            top = float(np.median([word.top for _, word in runs]))
            bottom = float(np.median([word.top + word.height for _, word in runs]))
            rows.append(_Row([run for run, _ in runs], (runs[0][0].left, top, runs[-1][0].right, bottom)))
    if len(rows) < ROWS:
        return []
    starts = [at for at in range(len(rows) - ROWS + 1) if _START.search("".join(run.text for run in rows[at].runs)[:7])]
    first = starts[0] if starts else len(rows) - ROWS
    chosen = rows[first : first + ROWS]
    joined = any(
        upper.bound[3] - lower.bound[1] > _COVERED * (lower.bound[3] - lower.bound[1])
        for upper, lower in pairwise(chosen)
    )
    return [] if joined else chosen


def _looks_like_mrz(text: str) -> bool:
    dense = text.replace(" ", "")
    fillers = sum(letter in "<«‹" for letter in dense)
    return len(dense) >= 15 and ((fillers >= 2 and bool(_LOOK.search(dense))) or dense.startswith("IDVNM"))
