"""Reading order: rows, columns beside each other, tables cell by cell; DESIGN's rules for state papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from ocr.columns import find_columns, split_head
from ocr.engine import EngineWord
from ocr.rects import Rect
from ocr.rows import Row, Segment, bottom_of, gather_rows, top_of
from ocr.tables import Table

_DEEPEST = 3
_PARAGRAPH = 1.2


@dataclass(frozen=True, slots=True)
class Placed:
    """A word in its place: `line` and `block` number lines and blocks in reading order from 0."""

    word: EngineWord
    line: int
    block: int


@dataclass(slots=True)
class _Order:
    placed: list[Placed] = field(default_factory=list)
    line: int = 0
    block: int = 0

    def put_line(self, words: Sequence[EngineWord]) -> None:
        self.placed += [Placed(word, self.line, self.block) for word in words]
        self.line += 1 if words else 0

    def end_block(self) -> None:
        if self.placed and self.placed[-1].block == self.block:
            self.block += 1


def order_words(words: Sequence[EngineWord], tables: Sequence[Table]) -> list[Placed]:
    """The words in reading order. Words without text are leaders: they bridge gaps and are left out."""
    tall = median([word.height for word in words if word.text] or [1.0])
    order = _Order()
    _order_region(words, tables, tall, order)
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
    _order_rows(gather_rows(free, segments, tall), tall, order)


def _order_rows(rows: list[Row], tall: float, order: _Order, depth: int = 0) -> None:
    start, last = 0, None
    while start < len(rows):
        columns = find_columns(rows, start, tall) if depth < _DEEPEST else None
        if columns is not None:
            order.end_block()
            for band in split_head(rows[start : columns.end]):
                for part in columns.split(band):
                    _order_rows(part, tall, order, depth + 1)
            order.end_block()
            start, last = columns.end, None
            continue
        row = rows[start]
        if last is not None and top_of(row) - last > _PARAGRAPH * tall:
            order.end_block()
        _put_row(row, tall, order)
        last, start = bottom_of(row), start + 1
    order.end_block()


def _put_row(row: Row, tall: float, order: _Order) -> None:
    words: list[EngineWord] = []
    for segment in row:
        if segment.table is None:
            words += segment.words
            continue
        order.put_line(words)
        words = []
        order.end_block()
        for inside in _share_out(segment.words, segment.table.cells):
            _order_region(inside, (), tall, order)
            order.end_block()
    order.put_line(words)


def _share_out(words: Sequence[EngineWord], cells: Sequence[Rect]) -> list[list[EngineWord]]:
    """The words of each cell that has any, cells in their order. Where a rule is broken cells lie over each other: a
    word goes to the least one around it.
    """
    held: dict[int, list[EngineWord]] = {}
    for word in words:
        around = [number for number, cell in enumerate(cells) if _stands_in(word, cell)]
        if around:
            held.setdefault(min(around, key=lambda number: cells[number][2] * cells[number][3]), []).append(word)
    return [held[number] for number in sorted(held)]


def _stands_in(word: EngineWord, rect: Rect) -> bool:
    x, y = word.left + word.width / 2, word.top + word.height / 2
    return rect[0] <= x < rect[0] + rect[2] and rect[1] <= y < rect[1] + rect[3]
