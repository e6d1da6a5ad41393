"""Reading order: rows, columns beside each other, tables cell by cell; DESIGN's rules for state papers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from ocr.engine import EngineWord
from ocr.tables import Table

_GAP = 1.8
_GUTTER = 1.4
_APART = 12.0
_MOTTO = re.compile(r"cong ho?a xa hoi|chu nghia viet nam|doc lap.{0,4}tu do|hanh phuc")
_NUMBER = re.compile(r"^(?:so|s6|s0)\s*[:.\d/]|^(?:so|s6)$")
_DATE = re.compile(r"ngay.*thang|thang.*nam")


@dataclass(frozen=True, slots=True)
class Placed:
    """A word in its place: `line` and `block` number lines and blocks in reading order from 0."""

    word: EngineWord
    line: int
    block: int


@dataclass(slots=True)
class Segment:
    """Words of one line without a wide gap between them, or a whole table standing in for its words."""

    words: list[EngineWord]
    left: float
    top: float
    right: float
    bottom: float
    table: Table | None = None

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


Row = list[Segment]


@dataclass(slots=True)
class _Order:
    placed: list[Placed] = field(default_factory=list)
    line: int = 0
    block: int = 0

    def put_line(self, words: Sequence[EngineWord]) -> None:
        self.placed += [Placed(word, self.line, self.block) for word in words if word.text]
        self.line += 1 if any(word.text for word in words) else 0

    def end_block(self) -> None:
        if self.placed and self.placed[-1].block == self.block:
            self.block += 1


def order_words(words: Sequence[EngineWord], tables: Sequence[Table], width: int, height: int) -> list[Placed]:
    """The words in reading order. Words without text are leaders: they bridge gaps and are left out."""
    tall = median([word.height for word in words if word.text] or [1.0])
    order = _Order()
    _order_region(words, tables, tall, order)
    del width, height
    return order.placed


def _order_region(words: Sequence[EngineWord], tables: Sequence[Table], tall: float, order: _Order) -> None:
    free, segments = list(words), []
    for table in tables:
        inside = [word for word in free if _stands_in(word, table.rect)]
        held = [word for word in inside if any(_stands_in(word, cell) for cell in table.cells)]
        if any(word.text for word in held):
            taken = {id(word) for word in held}
            free = [word for word in free if id(word) not in taken]
            left, top, wide, high = table.rect
            segments.append(Segment(held, left, top, left + wide, top + high, table))
    segments += [segment for line in _group_lines(free) for segment in _split_line(line, tall)]
    _order_rows(_gather_rows(segments), tall, order)


def _order_rows(rows: list[Row], tall: float, order: _Order, depth: int = 0) -> None:
    start, last = 0, None
    while start < len(rows):
        end, gutter = _find_columns(rows, start, tall) if depth < 3 else (start, 0.0)
        if end - start > min(depth, 1):
            order.end_block()
            for band in _split_head(rows[start:end], gutter):
                _order_columns(band, gutter, tall, order, depth)
            order.end_block()
            start, last = end, None
            continue
        row = rows[start]
        if last is not None and _top(row) - last > 1.2 * tall:
            order.end_block()
        _put_row(row, tall, order)
        last, start = _bottom(row), start + 1
    order.end_block()


def _order_columns(rows: list[Row], gutter: float, tall: float, order: _Order, depth: int) -> None:
    for side in (_keep_left, _keep_right):
        own = [part for row in rows if (part := side(row, gutter))]
        if own:
            _order_rows(own, tall, order, depth + 1)


def _put_row(row: Row, tall: float, order: _Order) -> None:
    words: list[EngineWord] = []
    for segment in sorted(row, key=lambda segment: segment.left):
        if segment.table is None:
            words += segment.words
            continue
        order.put_line(words)
        words = []
        order.end_block()
        for cell in segment.table.cells:
            inside = [word for word in segment.words if _stands_in(word, cell)]
            if inside:
                _order_region(inside, (), tall, order)
                order.end_block()
    order.put_line(words)


# --- columns ----------------------------------------------------------------------------------------------------------


def _find_columns(rows: list[Row], start: int, tall: float) -> tuple[int, float]:
    """The end of the run of rows from `start` that stand in two columns, and the gutter's middle.

    (start, 0) where the rows do not: no common gutter, or sides that belong together line by line.
    """
    best_end, best_gutter, best_paired = start, 0.0, 0
    first = next((row for row in rows[start : start + 3] if len(row) > 1), None)
    if first is None:
        return start, 0.0
    for low, high in _list_gaps(first, tall):
        end, gutter, paired = _extend(rows, start, low, high, tall)
        if paired > best_paired:
            best_end, best_gutter, best_paired = end, gutter, paired
    if best_paired == 0:
        return start, 0.0
    best_end = _trim(rows, start, best_end, best_gutter, tall)
    run = rows[start:best_end]
    if not _keep_left(rows[start], best_gutter) and not any(_keep_left(row, best_gutter) for row in run[:3]):
        return start, 0.0
    if not any(_keep_right(row, best_gutter) for row in run[:1]) and len(run) > 1 and not _is_head(run):
        return start, 0.0
    return (start, 0.0) if _belong_by_row(run, best_gutter, tall) else (best_end, best_gutter)


def _list_gaps(row: Row, tall: float) -> Iterator[tuple[float, float]]:
    ordered = sorted(row, key=lambda segment: segment.left)
    for one, other in pairwise(ordered):
        if other.left - one.right >= _GUTTER * tall:
            yield one.right, other.left


def _extend(rows: list[Row], start: int, low: float, high: float, tall: float) -> tuple[int, float, int]:
    """Follows the gap low..high down the rows; end of the run, its gutter, and rows with both sides."""
    end, paired = start, 0
    for row in rows[start:]:
        if end > start and _top(row) - _bottom(rows[end - 1]) > _APART * tall:
            break
        gap = _narrow(row, low, high)
        if gap is None or gap[1] - gap[0] < _GUTTER * tall or any(segment.table for segment in row):
            break
        low, high = gap
        gutter = (low + high) / 2
        paired += bool(_keep_left(row, gutter)) and bool(_keep_right(row, gutter))
        end += 1
    return end, (low + high) / 2, paired


def _narrow(row: Row, low: float, high: float) -> tuple[float, float] | None:
    """The widest part of low..high that the row leaves free."""
    inside = sorted((max(low, s.left), min(high, s.right)) for s in row if s.left < high and s.right > low)
    edges = [low, *(edge for part in inside for edge in part), high]
    gaps = [(edges[i], edges[i + 1]) for i in range(0, len(edges), 2)]
    widest = max(gaps, key=lambda gap: gap[1] - gap[0])
    return widest if widest[1] > widest[0] else None


def _trim(rows: list[Row], start: int, end: int, gutter: float, tall: float) -> int:
    """The run's end without the rows after its last right-hand one, unless they go on the left column closely."""
    last = max((i for i in range(start, end) if _keep_right(rows[i], gutter)), default=start)
    left = [row for row in rows[start : last + 1] if _keep_left(row, gutter)]
    if len(left) < 2:
        return last + 1
    left = [_keep_left(row, gutter) for row in left]
    pitch = median([_top(other) - _top(one) for one, other in pairwise(left)])
    edge = min(segment.left for row in left for segment in row)
    stop, above = last + 1, _top(left[-1])
    while stop < end:
        own = _keep_left(rows[stop], gutter)
        close = bool(own) and _top(own) - above <= max(1.6 * pitch, 1.8 * tall)
        aligned = bool(own) and min(segment.left for segment in own) - edge < 2.5 * tall
        if not (close and aligned):
            break
        above = _top(own)
        stop += 1
    return stop


def _belong_by_row(run: list[Row], gutter: float, tall: float) -> bool:
    """Whether the right-hand parts continue the left-hand ones line by line (label and value side by side)."""
    rights = [(row, part) for row in run if (part := _keep_right(row, gutter))]
    lefts = [part for row in run if (part := _keep_left(row, gutter))]
    paired = [(row, part) for row, part in rights if _keep_left(row, gutter)]
    if len(rights) < 2 or len(paired) < 0.8 * len(rights) or _is_head(run):
        return False
    starts = [min(segment.left for segment in part) for _, part in rights]
    middles = [(min(s.left for s in part) + max(s.right for s in part)) / 2 for _, part in rights]
    colons = sum(":" in segment.text for part in lefts for segment in part)
    ranged = _spread(starts) < 1.2 * tall or (colons >= len(lefts) / 2 and _spread(starts) <= _spread(middles))
    return ranged and (colons >= len(lefts) / 2 or len(lefts) <= len(rights) * 1.2) and _spread(middles) > 0.5 * tall


def _spread(values: Sequence[float]) -> float:
    middle = median(values)
    return float(median([abs(value - middle) for value in values]))


def _split_head(run: list[Row], gutter: float) -> list[list[Row]]:
    """The head of a state paper in its bands: agency and motto, then number and date."""
    if not _is_head(run):
        return [run]
    bands: list[list[Row]] = [[]]
    for row in run:
        left, right = _fold(_keep_left(row, gutter)), _fold(_keep_right(row, gutter))
        begins = bool(_NUMBER.search(left)) or (bool(_DATE.search(right)) and not _MOTTO.search(right))
        if begins and bands[-1] and not _starts_band(bands[-1], gutter):
            bands.append([])
        bands[-1].append(row)
    return bands


def _starts_band(band: list[Row], gutter: float) -> bool:
    """Whether the band already is the one of number and date."""
    return any(
        _NUMBER.search(_fold(_keep_left(row, gutter)))
        or (_DATE.search(_fold(_keep_right(row, gutter))) and not _MOTTO.search(_fold(_keep_right(row, gutter))))
        for row in band
    )


def _is_head(run: list[Row]) -> bool:
    return any(_MOTTO.search(_fold(row)) for row in run[:4])


def _fold(row: Row) -> str:
    text = " ".join(segment.text for segment in sorted(row, key=lambda segment: segment.left))
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _keep_left(row: Row, gutter: float) -> Row:
    return [segment for segment in row if (segment.left + segment.right) / 2 <= gutter]


def _keep_right(row: Row, gutter: float) -> Row:
    return [segment for segment in row if (segment.left + segment.right) / 2 > gutter]


# --- rows -------------------------------------------------------------------------------------------------------------


def _group_lines(words: Sequence[EngineWord]) -> list[list[EngineWord]]:
    lines: dict[int, list[EngineWord]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    return [sorted(line, key=lambda word: word.left) for line in lines.values()]


def _split_line(line: list[EngineWord], tall: float) -> Iterator[Segment]:
    part = [line[0]]
    for word in line[1:]:
        reach = max(known.left + known.width for known in part)
        if word.left - reach > _GAP * tall:
            yield _to_segment(part)
            part = []
        part.append(word)
    yield _to_segment(part)


def _to_segment(words: list[EngineWord]) -> Segment:
    return Segment(
        words,
        min(word.left for word in words),
        median([word.top for word in words]),
        max(word.left + word.width for word in words),
        median([word.top + word.height for word in words]),
    )


def _gather_rows(segments: Sequence[Segment]) -> list[Row]:
    """Segments side by side become one row: each overlaps the row's own height by more than half."""
    rows: list[Row] = []
    for segment in sorted(segments, key=lambda segment: segment.middle):
        for row in reversed(rows[-4:]):
            top, bottom = median([s.top for s in row]), median([s.bottom for s in row])
            shared = min(bottom, segment.bottom) - max(top, segment.top)
            clear = all(segment.left >= s.right - 2 or segment.right <= s.left + 2 for s in row)
            if clear and shared > 0.5 * min(bottom - top, segment.bottom - segment.top):
                row.append(segment)
                break
        else:
            rows.append([segment])
    return sorted(rows, key=_top)


def _top(row: Row) -> float:
    return min(segment.top for segment in row)


def _bottom(row: Row) -> float:
    return max(segment.bottom for segment in row)


def _stands_in(word: EngineWord, rect: tuple[int, int, int, int]) -> bool:
    x, y = word.left + word.width / 2, word.top + word.height / 2
    return rect[0] <= x < rect[0] + rect[2] and rect[1] <= y < rect[1] + rect[3]
