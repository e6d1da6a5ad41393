"""What the second reader sees in the ninety cells of a TD1 zone: each row set level, in halves, on bare paper."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ocr.clean import Grey
from ocr.lines import LineReader
from ocr.mrz_cells import ALPHABET, COLUMNS, ROWS, Costs, Grid
from ocr.rects import Rect
from ocr.trace import Trace

_HALVES = 2
_HIGH = 48
_SPARE, _PAPER = 0.12, 0.5
"""Of the height of capitals: what is cut above and below them, and the bare paper around."""
_NEAR = 0.55
"""Columns from the middle of a cell within which a frame speaks of it."""
_FLOOR = -12.0
_FILLERS = [(0, column) for column in (27, 28)] + [(1, column) for column in range(18, 29)]
"""Cells of the numbers' rows that hold fillers on every card."""


def look_at_cells(second: LineReader, pictures: Sequence[Grey], grid: Grid) -> Costs:
    """Votes (rows x columns x letters): the share that each letter has in its cell, added up over the pictures.

    The reader hardly knows fillers: a letter that it takes one of this zone for says little among the names.
    """
    votes = np.zeros((ROWS, COLUMNS, len(ALPHABET)))
    for picture in pictures:
        shares = np.zeros_like(votes)
        sheet, rects = cut_rows(picture, grid)
        for number, (_, trace) in enumerate(second.trace_lines(sheet, rects)):
            if trace is not None:
                first = number % _HALVES * COLUMNS // _HALVES
                shares[number // _HALVES, first : first + COLUMNS // _HALVES] = _share_out(trace, rects[number])
        shares[-1] *= 1 - np.max([shares[cell] for cell in _FILLERS], axis=0)
        votes += shares
    return votes


def cut_rows(picture: Grey, grid: Grid) -> tuple[Grey, list[Rect]]:
    """The halves of the rows one below another, their capitals one height, and where each stands."""
    zoom, columns = _HIGH / grid.height, COLUMNS // _HALVES
    wide, paper, spare = round(columns * grid.pitch * zoom), round(_PAPER * _HIGH), round(_SPARE * _HIGH)
    apart = _HIGH + 2 * paper
    sheet = np.full((apart * ROWS * _HALVES, wide + 2 * paper), 255, np.uint8)
    rects = []
    for number in range(ROWS * _HALVES):
        row, half = divmod(number, _HALVES)
        x, y = grid.left + half * columns * grid.pitch, grid.tops[row] - spare / zoom
        across, down = 1 / zoom, grid.slope / zoom
        matrix = np.array([[across, -down, x - grid.slope * y], [down, across, y + grid.slope * x]])
        way = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        size = (wide, _HIGH + 2 * spare)
        cut = cv2.warpAffine(picture, matrix, size, flags=way, borderMode=cv2.BORDER_CONSTANT, borderValue=255)
        top = number * apart + paper
        sheet[top - spare : top + _HIGH + spare, paper : paper + wide] = cut
        rects.append((paper, top, wide, _HIGH))
    return sheet, rects


def _share_out(trace: Trace, rect: Rect) -> Costs:
    """The share of each letter (columns x letters) in each cell of a half row."""
    columns = COLUMNS // _HALVES
    known = [trace.alphabet.get(letter, -1) for letter in ALPHABET]
    frames = np.pad(trace.frames, ((0, 0), (0, 1)), constant_values=_FLOOR)[:, known]
    middles = (trace.start + (np.arange(len(frames)) + 0.5) * trace.step - rect[0]) / (rect[2] / columns) - 0.5
    best = np.full((columns, len(ALPHABET)), _FLOOR)
    for column in range(columns):
        near = np.abs(middles - column) < _NEAR
        best[column] = frames[near].max(axis=0, initial=_FLOOR)
    return np.asarray(np.exp(best), np.float64)
