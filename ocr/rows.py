"""Words as rows of print: what stands side by side at one height, cut where a wide gap is not bridged by a leader."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from ocr.engine import EngineWord, group_lines
from ocr.tables import Table

_GAP, _GAP_BETWEEN = 1.8, 0.7
"""Heights of print: the narrowest gap that cuts one line, and the one at which two lines found apart stay apart."""
_SAME_ROW = 0.5
_SEARCHED = 6


@dataclass
class Segment:
    """Words of one row without a wide gap between them, or a whole table standing in for its words."""

    words: list[EngineWord]
    left: float
    top: float
    right: float
    bottom: float
    table: Table | None = None

    @cached_property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def middle(self) -> float:
        """Of its height."""
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        """Of its width."""
        return (self.left + self.right) / 2


Row = list[Segment]
"""Segments side by side, left to right."""


def gather_rows(words: Sequence[EngineWord], tables: Sequence[Segment], tall: float) -> list[Row]:
    """Rows from top to bottom; words without text are leaders, which bridge gaps and are left out."""
    leaders = [word for word in words if not word.text]
    pieces = [*tables, *(to_segment(line) for line in group_lines(word for word in words if word.text))]
    return [join_near(row, leaders, tall) for row in _stack(pieces)]


def to_segment(words: list[EngineWord]) -> Segment:
    ordered = sorted(words, key=lambda word: word.left)
    return Segment(
        ordered,
        ordered[0].left,
        median([word.top for word in words]),
        max(word.left + word.width for word in words),
        median([word.top + word.height for word in words]),
    )


def join_near(row: Row, leaders: Sequence[EngineWord], tall: float) -> Row:
    """The row with neighbours joined across gaps that are narrow or filled by a leader, and cut at wide ones."""
    result: Row = []
    run: list[EngineWord] = []
    for segment in row:
        if segment.table is not None:
            result += [to_segment(run)] if run else []
            run = []
            result.append(segment)
            continue
        for word in segment.words:
            reach = max((known.left + known.width for known in run), default=word.left)
            gap = _GAP if run and run[-1].line == word.line else _GAP_BETWEEN
            if run and _open_width(reach, word.left, segment, leaders) > gap * tall:
                result.append(to_segment(run))
                run = []
            run.append(word)
    return result + ([to_segment(run)] if run else [])


def top_of(row: Row) -> float:
    return min(segment.top for segment in row)


def bottom_of(row: Row) -> float:
    return max(segment.bottom for segment in row)


def fold_row(row: Row) -> str:
    """The row's text in lower case without marks."""
    text = " ".join(segment.text for segment in row)
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _stack(pieces: Sequence[Segment]) -> list[Row]:
    """Pieces side by side become one row: each overlaps the row's own height by more than half."""
    rows: list[Row] = []
    for piece in sorted(pieces, key=lambda piece: piece.middle):
        for row in reversed(rows[-_SEARCHED:]):
            if _fits(piece, row):
                row.append(piece)
                break
        else:
            rows.append([piece])
    return sorted((sorted(row, key=lambda piece: piece.left) for row in rows), key=top_of)


def _fits(piece: Segment, row: Row) -> bool:
    top, bottom = median([one.top for one in row]), median([one.bottom for one in row])
    shared = min(bottom, piece.bottom) - max(top, piece.top)
    if shared <= _SAME_ROW * min(bottom - top, piece.bottom - piece.top):
        return False
    spare = 0.5 * (bottom - top)
    return all(piece.left >= one.right - spare or piece.right <= one.left + spare for one in row)


def _open_width(start: float, end: float, segment: Segment, leaders: Sequence[EngineWord]) -> float:
    """The widest stretch from `start` to `end` that no leader at the segment's height fills."""
    spare = 0.4 * (segment.bottom - segment.top)
    inside = sorted(
        (leader.left, leader.left + leader.width)
        for leader in leaders
        if start <= leader.left <= end and segment.top - spare < leader.top + leader.height / 2 < segment.bottom + spare
    )
    widest, reach = 0.0, start
    for left, right in inside:
        widest, reach = max(widest, left - reach), max(reach, right)
    return max(widest, end - reach)
