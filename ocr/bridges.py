"""What joins words across a gap: leaders of dots, and rules behind labels."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import numpy as np

from ocr.engine import EngineWord, group_lines
from ocr.sheet import Sheet

_BELOW, _ABOVE, _NEAR = 0.5, 0.3, 1.0
"""Heights of a line: how far below and above its foot a ruled leader lies, and its longest break."""


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
