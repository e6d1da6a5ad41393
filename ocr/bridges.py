"""What joins words across a gap and what does not: leaders of dots, ruled leaders behind labels, and false tables."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import numpy as np

from ocr.engine import EngineWord, group_lines
from ocr.sheet import Sheet
from ocr.tables import Table

_BELOW, _ABOVE, _NEAR = 0.5, 0.3, 1.0
"""Heights of a line: how far below and above its foot a ruled leader lies, and its longest break."""
_CUT, _SOME, _MANY = 0.12, 3, 0.15
"""Share of a word's width on either side of a wall that goes through it; how many such words, and which share of a
table's, tell that it is none."""


def bridge_leaders(sheet: Sheet, words: Sequence[EngineWord]) -> list[EngineWord]:
    """Leaders as words without text, on the line that they belong to, so that their width is not taken for a gap."""
    bridges: list[EngineWord] = []
    for line in group_lines(words):
        upper = median([word.top for word in line])
        lower = median([word.top + word.height for word in line])
        number = line[0].line
        for left, top, width, height in sheet.leaders:
            if upper < top + height / 2 < lower + 0.3 * (lower - upper):
                bridges.append(EngineWord("", left, int(upper), width, int(lower - upper), 0.0, 0, number))
        last = max(line, key=lambda word: word.left + word.width)
        if last.text.endswith(":"):
            right = last.left + last.width
            end = _follow_rule(sheet, right, upper, lower)
            if end > right:
                bridges.append(EngineWord("", right, int(upper), end - right, int(lower - upper), 0.0, 0, number))
    return bridges


def _follow_rule(sheet: Sheet, start: int, upper: float, lower: float) -> int:
    """Where the rule at the foot of a line ends that begins right behind the column `start`; that column without one.

    A value stands on its rule, often far behind the label.
    """
    high = lower - upper
    rows = slice(max(0, round(lower - _ABOVE * high)), max(0, round(lower + _BELOW * high)))
    inked = np.flatnonzero(sheet.across[rows, start:].any(axis=0))
    if not inked.size or inked[0] > _NEAR * high:
        return start
    breaks = np.flatnonzero(np.diff(inked) > _NEAR * high)
    return start + 1 + int(inked[breaks[0]] if breaks.size else inked[-1])


def drop_false_tables(tables: Sequence[Table], words: Sequence[EngineWord]) -> list[Table]:
    """The tables without those whose walls go through words: folds, scratches and frames of stamps that meet."""
    return [table for table in tables if not _cuts_words(table, words)]


def _cuts_words(table: Table, words: Sequence[EngineWord]) -> bool:
    cut = inside = 0
    left, top, width, height = table.rect
    for word in words:
        middle = word.top + word.height / 2
        if not (top < middle < top + height and word.left < left + width and word.left + word.width > left):
            continue
        inside += 1
        room = _CUT * word.width
        walls = [x for x, y, wide, high in table.cells if y < middle < y + high for x in (x, x + wide)]
        cut += any(word.left + room < wall < word.left + word.width - room for wall in walls)
    return cut >= _SOME and cut >= _MANY * inside
