"""Words as rows of print: what stands side by side at one height, cut where a wide gap is not bridged by a leader."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from ocr.engine import EngineWord, group_lines
from ocr.tables import Table

_GAP, _GAP_BETWEEN = 1.8, 0.7
"""Heights of print: the narrowest gap that cuts one line, and the one at which two lines found apart stay apart."""
_WIDE_SPACE, _SAME_START, _AROUND = 0.8, 0.5, 3
"""Heights of print: a gap wider than a space, how exactly columns begin; and the rows looked at on either side."""
_NATION = re.compile(r"cong ho?a xa")
"""The name of the state begins a part of a head of its own (NĐ 30/2020/NĐ-CP, Phụ lục I)."""
_PARAGRAPH = 2.5
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
    rows = [join_near(row, leaders, tall) for row in _stack(pieces)]
    return join_continued(cut_at_columns(rows, tall), tall)


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


def cut_at_columns(rows: Sequence[Row], tall: float) -> list[Row]:
    """The rows with segments cut where the rows around begin a column: values may reach close to their neighbour."""
    starts = [[segment.left for segment in row[1:]] for row in rows]
    return [
        [
            part
            for segment in row
            for part in _cut_segment(segment, starts[max(0, n - _AROUND) : n] + starts[n + 1 : n + 1 + _AROUND], tall)
        ]
        for n, row in enumerate(rows)
    ]


def join_continued(rows: Sequence[Row], tall: float) -> list[Row]:
    """The rows with segments joined that go on what a label began, as a form's words after a blank do.

    What begins small below a segment that stands clear of the neighbour is a line of a column and stays apart.
    """
    result: list[Row] = []
    for row in rows:
        above = result[-1] if result and top_of(row) - bottom_of(result[-1]) < _PARAGRAPH * tall else []
        joined: Row = []
        for segment in row:
            if joined and _continues(joined[-1], segment, above):
                joined[-1] = to_segment([*joined[-1].words, *segment.words])
            else:
                joined.append(segment)
        result.append(joined)
    return result


def _cut_segment(segment: Segment, around: Sequence[Sequence[float]], tall: float) -> list[Segment]:
    if segment.table is not None:
        return [segment]
    parts: list[list[EngineWord]] = [[]]
    reach = segment.left
    for number, word in enumerate(segment.words):
        near = sum(any(abs(left - word.left) < _SAME_START * tall for left in lefts) for lefts in around)
        begins = near >= 2 and word.text[:1].isupper() and word.left - reach > _WIDE_SPACE * tall
        if parts[-1] and (begins or _NATION.match(_fold(segment.words[number : number + 3]))):
            parts.append([])
        parts[-1].append(word)
        reach = max(reach, word.left + word.width)
    return [segment] if len(parts) == 1 else [to_segment(part) for part in parts]


def _continues(left: Segment, segment: Segment, above: Row) -> bool:
    begins = segment.text[:1]
    if left.table is not None or segment.table is not None or ":" not in left.text:
        return False
    if not (begins.islower() or begins == "("):
        return False
    return not any(one.right > segment.left and one.left < segment.right and one.left > left.right for one in above)


def top_of(row: Row) -> float:
    return min(segment.top for segment in row)


def bottom_of(row: Row) -> float:
    return max(segment.bottom for segment in row)


def fold_row(row: Row) -> str:
    """The row's text in lower case without marks."""
    return _fold([word for segment in row for word in segment.words])


def _fold(words: Sequence[EngineWord]) -> str:
    text = " ".join(word.text for word in words)
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _stack(pieces: Sequence[Segment]) -> list[Row]:
    """Pieces side by side become one row: each overlaps the row's own height by more than half.

    A table is as high as all its rows: beside one it is the other print that tells a row's height.
    """
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
    known = [one for one in row if one.table is None] or row
    top, bottom = median([one.top for one in known]), median([one.bottom for one in known])
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
