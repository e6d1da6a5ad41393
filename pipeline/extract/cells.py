"""Forms set as ruled tables: a cell with a label, the cell with its value right of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rapidfuzz import fuzz, process

from pipeline.extract.pairs import bare_letters
from pipeline.layout import Row
from pipeline.model import Box

_LIKE: Final = 85
"""How like one of the type's labels a cell must be, of 100."""
_LABELS, _VALUES = 0.4, 0.2
"""The share of left cells that are labels at least, and of right ones at most, in the tables of a form."""
_CELLS: Final = (2, 4, 6)
_FEWEST: Final = 2
"""So many labels tell a form."""
_MOST_LINES: Final = 5


@dataclass(frozen=True, slots=True)
class _Cell:
    """What is read from one cell: where its rows stand in the caller's list, and their words as one row."""

    rows: tuple[int, ...]
    whole: Row


def mark_cells(rows: Sequence[Row], tables: Sequence[Box], labels: Collection[str]) -> list[Row]:
    """The rows where each label's cell of a form's tables is one row, marked so; other rows as they are.

    `tables` are the boxes of a page's ruled tables, `labels` the letters of the type's labels. A form's table has two
    cells a line or some such pairs, in turn a label and its value; most labels may be worded in ways unknown.
    """
    joined: dict[int, Row] = {}
    gone: set[int] = set()
    pairs = [pair for table in tables for pair in _pair_cells(_list_cells(rows, table))]
    labelled = sum(_is_label(left, labels) for left, _ in pairs)
    wrong = sum(_is_label(right, labels) for _, right in pairs)
    if labelled < max(_FEWEST, _LABELS * len(pairs)) or wrong > _VALUES * len(pairs):
        return list(rows)
    for left, _ in pairs:
        if len(left.rows) <= _MOST_LINES and ":" not in left.whole.text:
            joined[left.rows[0]] = replace(left.whole, label=True)
            gone.update(left.rows[1:])
    return [joined.get(place, row) for place, row in enumerate(rows) if place not in gone]


def _list_cells(rows: Sequence[Row], table: Box) -> list[_Cell]:
    """The table's cells in reading order: the lines of one block are those of one cell."""
    cells: list[list[int]] = []
    for place, row in enumerate(rows):
        middle = row.top + row.box.h / 2
        if not table.y < middle < table.y + table.h:
            continue
        if cells and cells[-1][-1] == place - 1 and rows[place - 1].words[-1].block == row.words[0].block:
            cells[-1].append(place)
        else:
            cells.append([place])
    return [
        _Cell(tuple(places), Row(rows[places[0]].place, tuple(word for place in places for word in rows[place].words)))
        for places in cells
    ]


def _pair_cells(cells: Sequence[_Cell]) -> list[tuple[_Cell, _Cell]]:
    """The cells of lines that have pairs of them, two by two."""
    lines: list[list[_Cell]] = []
    for cell in cells:
        if lines and _stands_right(lines[-1][-1].whole.box, cell.whole.box):
            lines[-1].append(cell)
        else:
            lines.append([cell])
    return [(line[at], line[at + 1]) for line in lines if len(line) in _CELLS for at in range(0, len(line), 2)]


def _stands_right(left: Box, right: Box) -> bool:
    level = min(left.y + left.h, right.y + right.h) - max(left.y, right.y)
    return right.x > left.x + left.w and level > 0


def _is_label(cell: _Cell, labels: Collection[str]) -> bool:
    letters = bare_letters(cell.whole)
    return letters in labels or process.extractOne(letters, labels, scorer=fuzz.ratio, score_cutoff=_LIKE) is not None
