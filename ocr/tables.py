"""Ruled tables: cells as the white between crossing rules, in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ocr.clean import Grey
from ocr.rects import Rect, label_pieces, list_pieces
from ocr.shrink import shrink

_WHOLE, _BREAK = 0.93, 131
"""Share of the sheet's side that no table takes, and the widest gap in a line in hundredths of an inch."""
_EDGE, _MOST = 0.08, 0.5
"""Inches from the sheet's edge within which no cell lies, and the share of its cells there that tells a table from
folds, shadows and frames of cards that meet the edge."""

_THROUGH, _SOME, _MANY = 0.15, 3, 0.1
"""Share of a word's width at its ends that a wall may touch; how many words a line goes through that is none, and for
which share of its length."""


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table and its cells (left, top, width, height in pixels), row by row, left to right."""

    rect: Rect
    cells: tuple[Rect, ...]


def find_tables(across: Grey, down: Grey, dpi: int, words: Sequence[Rect] = ()) -> list[Table]:
    """Tables of two cells or more, top to bottom; a frame around text is no table, nor are lines through `words`."""
    if not cv2.hasNonZero(across) or not cv2.hasNonZero(down):
        return []
    factor = min(1.0, 100 / dpi)
    lying, standing = (_shrink(mask, factor) for mask in (across, down))
    standing = _drop_through(_drop_folds(np.ascontiguousarray(standing.T)).T, words, factor)
    grid = cv2.bitwise_or(_drop_folds(lying), np.ascontiguousarray(standing))
    grid = cv2.morphologyEx(grid, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    labels, stats = label_pieces(grid)
    least = 100 * min(1.0, dpi / 100)
    tables = []
    for number in range(1, len(stats)):
        left, top, width, height, _ = (int(value) for value in stats[number])
        if width < 1.2 * least or height < 0.3 * least:
            continue
        own = (labels[top : top + height, left : left + width] == number).astype(np.uint8) * 255
        cells = [(left + x, top + y, w, h) for x, y, w, h in _find_cells(own, least)]
        if len(cells) >= 2 and _share_at_edge(cells, grid, least) <= _MOST:
            scaled = [_scale(cell, factor) for cell in cells]
            tables.append(Table(_scale((left, top, width, height), factor), tuple(_order_cells(scaled, dpi))))
    return sorted(tables, key=lambda table: (table.rect[1], table.rect[0]))


def _shrink(mask: Grey, factor: float) -> Grey:
    return cv2.threshold(shrink(mask, factor), 40, 255, cv2.THRESH_BINARY)[1]


def _drop_folds(lines: Grey) -> Grey:
    """Lines along the rows without those from one edge of the sheet to the other: folds and scratches of the glass."""
    inked = np.flatnonzero(lines.any(axis=0))
    if not inked.size or inked[-1] - inked[0] + 1 < _WHOLE * lines.shape[1]:
        return lines
    joined = cv2.morphologyEx(
        cv2.dilate(lines, np.ones((3, 1), np.uint8)), cv2.MORPH_CLOSE, np.ones((1, _BREAK), np.uint8)
    )
    whole = _WHOLE * lines.shape[1]
    if not any(piece[2] >= whole for piece in list_pieces(joined)):
        return lines
    labels, stats = label_pieces(joined)
    long = stats[:, 2] >= whole
    long[0] = False
    return np.where(long[labels], np.uint8(0), lines)


def _drop_through(lines: Grey, words: Sequence[Rect], factor: float) -> Grey:
    """Lines down the columns without those that go through words, as folds and scratches do and walls of cells do not.

    `words` are in pixels of the page of which `lines` is `factor` the size.
    """
    if not words or not cv2.hasNonZero(np.ascontiguousarray(lines)):
        return lines
    joined = cv2.morphologyEx(
        cv2.dilate(np.ascontiguousarray(lines), np.ones((1, 3), np.uint8)),
        cv2.MORPH_CLOSE,
        np.ones((_BREAK, 1), np.uint8),
    )
    labels, stats = label_pieces(joined)
    crossed, height = np.zeros(len(stats), np.intp), np.zeros(len(stats), np.intp)
    for left, top, wide, high in words:
        x0, x1 = (round((left + share * wide) * factor) for share in (_THROUGH, 1 - _THROUGH))
        y0, y1 = round(top * factor), round((top + high) * factor)
        under = labels[max(0, y0) : y1, max(0, x0) : x1]
        if not under.any():
            continue
        through = np.unique(under)
        crossed[through] += 1
        height[through] += y1 - y0
    false = (crossed >= _SOME) & (height >= _MANY * stats[:, 3])
    false[0] = False
    return np.where(false[labels], np.uint8(0), lines)


def _share_at_edge(cells: Sequence[Rect], grid: Grey, inch: float) -> float:
    """The share of the cells' area that cells at the sheet's edge take."""
    rows, columns = grid.shape
    near = _EDGE * inch
    areas = [(min(x, y, columns - x - w, rows - y - h) <= near, w * h) for x, y, w, h in cells]
    return sum(area for touches, area in areas if touches) / sum(area for _, area in areas)


def _find_cells(lines: Grey, inch: float) -> list[Rect]:
    """Closed white areas inside the grid's own outline."""
    height, width = lines.shape
    walls = cv2.dilate(lines, np.ones((3, 3), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(255 - walls, connectivity=4)
    cells = []
    for number in range(1, count):
        x, y, w, h, area = (int(value) for value in stats[number])
        outside = (x == 0 or y == 0 or x + w == width or y + h == height) and area < 0.6 * w * h
        if w >= 0.12 * inch and h >= 0.1 * inch and not outside and w * h < 0.97 * width * height:
            cells.append((x, y, w, h))
    return cells


def _order_cells(cells: Sequence[Rect], dpi: int) -> list[Rect]:
    ordered: list[Rect] = []
    row: list[Rect] = []
    for cell in sorted(cells, key=lambda cell: cell[1]):
        if row and cell[1] - row[0][1] > dpi * 0.08:
            ordered += sorted(row)
            row = []
        row.append(cell)
    return ordered + sorted(row)


def _scale(rect: Rect, factor: float) -> Rect:
    left, top, width, height = (round(value / factor) for value in rect)
    return left, top, width, height
