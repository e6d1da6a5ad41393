"""Tables read from where their words stand: columns known by their heads, rows by the order of the cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from rapidfuzz import fuzz

from pipeline.classify import PageView
from pipeline.extract.glosses import without_glosses
from pipeline.layout import Row
from pipeline.letters import squeeze
from pipeline.model import Box, Word

_HEAD_LINES: Final = 5
_LABELS: Final = 3
"""So many labels under each other make a column."""
_LEVEL: Final = 0.01
"""Cells begin under each other within this share of the page's width."""
_ALIKE: Final = 85.0
_Hit = tuple[int, float, list[Row]]
"""The place of a head in the caller's list, how like it is, and the pieces that spell it, from top to bottom."""
_NEXT_ITEM: Final = re.compile(r"^\W*(\d{1,2}|[ivx]{1,4}|[a-h])[.)]\s*[^\W\d]")


@dataclass(frozen=True, slots=True)
class TableRow:
    """The cells of one row by column: the place of its head in the caller's list, or -1 for the leftmost other."""

    cells: dict[int, tuple[Word, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table found on a page: its rows, and every word that stands in it."""

    view: PageView
    rows: tuple[TableRow, ...]
    words: frozenset[int]
    """The `id` of each word of heads and cells."""
    below: float = 0.0
    """The height at which the heads end."""


@dataclass(slots=True)
class _Column:
    """A column by what its head and cells take up of the page's width; `head` is None where the head is unknown."""

    left: float
    right: float
    head: int | None = None

    def overlap(self, box: Box) -> float:
        return min(self.right, box.x + box.w) - max(self.left, box.x)

    def widen(self, box: Box) -> None:
        self.left, self.right = min(self.left, box.x), max(self.right, box.x + box.w)


@dataclass(slots=True)
class _Heads:
    """The line of heads: where it stands and the columns under it, from left to right."""

    top: float
    bottom: float
    columns: list[_Column]
    words: list[Word]
    found: int = 0
    zone: Box | None = None
    held: set[int] = field(default_factory=set)


def find_table(view: PageView, heads: Sequence[Sequence[str]], below: float = 0.0, *, least: int = 2) -> Table | None:
    """The first table under height `below` with at least `least` of the heads, each given with its spellings."""
    pieces = list(cut_pieces(view))
    top = _find_heads(view, pieces, heads, below, least)
    if top is None:
        return None
    cells = list(_cells(view, pieces, top))
    _add_first(top, [piece for piece, _ in cells])
    rows, words = _gather(top, cells)
    made = [TableRow(row) for row in rows if any(key >= 0 for key in row)]
    return Table(view, tuple(made), frozenset(id(word) for word in (*top.words, *words)), top.bottom)


def cut_pieces(view: PageView) -> Iterator[Row]:
    """Words that stand together on a line within a cell: lines cut at gaps that are wide for the print's height."""
    ratio = view.reading.height / view.reading.width if view.reading.width else 1.0
    bare = [row for line in view.lines if (row := without_glosses(line)) is not None and row.words]
    for line in bare:
        start = 0
        words = line.words
        for place in range(1, len(words) + 1):
            if place < len(words):
                left, right = words[place - 1], words[place]
                gap = right.box.x - (left.box.x + left.box.w)
                wide = gap > 1.1 * max(left.box.h, right.box.h) * ratio
                if left.block == right.block and not wide and gap > -0.02:
                    continue
            yield Row(line.place, words[start:place])
            start = place


def _find_heads(
    view: PageView, pieces: Sequence[Row], heads: Sequence[Sequence[str]], below: float, least: int
) -> _Heads | None:
    height = view.row_height
    spelled = [[squeeze(name) for name in names] for names in heads]
    hits: list[_Hit] = []
    for place, piece in enumerate(pieces):
        if piece.top < below or ":" in piece.text:
            continue
        for stack in _stacks(pieces, place, height):
            letters = "".join(row.letters for row in stack)
            for number, names in enumerate(spelled):
                score = max(_likeness(letters, name) for name in names)
                if score >= _ALIKE:
                    hits.append((number, score, stack))
    bands = [
        _abreast([hit for hit in hits if abs(_middle(hit[2]) - _middle(first[2])) < 2.2 * height], pieces)
        for first in hits
    ]
    fitting = [band for band in bands if len({hit[0] for hit in band}) >= least]
    if not fitting:
        return None
    most = max(len({hit[0] for hit in band}) for band in fitting)
    band = next(band for band in fitting if len({hit[0] for hit in band}) == most)
    return _make_heads(view, pieces, band, height)


def _abreast(band: Sequence[_Hit], pieces: Sequence[Row]) -> list[_Hit]:
    """The best hit of each head, none above another: labels under each other are a form's, no heads of columns."""
    kept: list[_Hit] = []
    for hit in sorted(band, key=lambda hit: (-hit[1], -len(hit[2]))):
        left, right = _reach(hit[2])
        if all(other[0] != hit[0] and (right <= _reach(other[2])[0] or _reach(other[2])[1] <= left) for other in kept):
            kept.append(hit)
    return [_unsunk(hit, kept, band, pieces) for hit in kept]


def _unsunk(hit: _Hit, beside: Sequence[_Hit], band: Sequence[_Hit], pieces: Sequence[Row]) -> _Hit:
    """The hit without the cells under it that spell one of its longer names: `Giới tính` over `Nam` and `Nữ`.

    Cells have others beside them that are no heads.
    """
    shorter = [
        one
        for one in band
        if one[0] == hit[0] and one[2][0] is hit[2][0] and len(one[2]) < len(hit[2])
        if one[1] >= hit[1]
    ]
    heads = {id(row) for other in beside for row in other[2]}
    reaches = [_reach(other[2]) for other in beside if other is not hit]
    for one in sorted(shorter, key=lambda one: -len(one[2])):
        first = hit[2][len(one[2])]
        level = [row for row in pieces if abs(row.top - first.top) < 0.5 * first.box.h and id(row) not in heads]
        under = [row for row in level for left, right in reaches if left < row.middle < right]
        if under:
            hit = one
    return hit


def _reach(stack: Sequence[Row]) -> tuple[float, float]:
    return min(row.box.x for row in stack), max(row.box.x + row.box.w for row in stack)


def _stacks(pieces: Sequence[Row], place: int, height: float) -> Iterator[list[Row]]:
    """The piece, then it with one more of those right below it at a time: a head may run over several lines."""
    stack = [pieces[place]]
    yield list(stack)
    for piece in pieces[place + 1 :]:
        last = stack[-1]
        gap = piece.top - last.bottom
        if piece.words[0].block != last.words[0].block and piece.words[0].block > last.words[0].block + 12:
            break
        if not -0.5 * height < gap < 0.9 * height or piece.top <= last.top + 0.3 * height:
            continue
        if min(piece.box.x + piece.box.w, last.box.x + last.box.w) - max(piece.box.x, last.box.x) <= 0:
            continue
        stack.append(piece)
        yield list(stack)
        if len(stack) == _HEAD_LINES:
            return


def _likeness(letters: str, name: str) -> float:
    if len(name) <= 5:
        return 100.0 if letters == name else 0.0
    return fuzz.ratio(letters, name, score_cutoff=_ALIKE)


def _middle(stack: Sequence[Row]) -> float:
    return (stack[0].top + stack[-1].bottom) / 2


def _make_heads(view: PageView, pieces: Sequence[Row], band: Sequence[_Hit], height: float) -> _Heads:
    chosen: dict[int, list[Row]] = {}
    taken: set[int] = set()
    for number, _, stack in sorted(band, key=lambda hit: (-hit[1], -len(hit[2]))):
        ids = {id(word) for row in stack for word in row.words}
        if number not in chosen and not ids & taken:
            chosen[number] = stack
            taken |= ids
    rows = [row for stack in chosen.values() for row in stack]
    top, bottom = min(row.top for row in rows), max(row.bottom for row in rows)
    columns = []
    for number, stack in chosen.items():
        column = _Column(stack[0].box.x, stack[0].box.x, number)
        for row in stack:
            column.widen(row.box)
        columns.append(column)
    words = [word for row in rows for word in row.words]
    for piece in pieces:
        ids = {id(word) for word in piece.words}
        level = top - 0.6 * height < piece.top + piece.box.h / 2 < bottom + 0.6 * height
        if not level or ids & taken:
            continue
        near = next((column for column in columns if column.overlap(piece.box) > 0), None)
        if near is None:
            columns.append(_Column(piece.box.x, piece.box.x + piece.box.w))
        elif piece.top > bottom - 0.3 * height:
            continue
        words += piece.words
    zone = next(
        (
            region.box
            for region in view.reading.regions
            if region.kind == "table"
            and region.box.y - height < (top + bottom) / 2 < region.box.y + region.box.h
            and all(region.box.x < column.right and column.left < region.box.x + region.box.w for column in columns)
        ),
        None,
    )  # fmt: skip
    columns.sort(key=lambda column: column.left)
    return _Heads(top, bottom, columns, words, len(chosen), zone, {id(word) for word in words})


def _cells(view: PageView, pieces: Sequence[Row], heads: _Heads) -> Iterator[tuple[Row, bool]]:
    """What stands under the heads until the table ends, in reading order; whether a new cell begins with it."""
    height = view.row_height
    bottom, block = heads.bottom, -1
    for piece in pieces:
        if any(id(word) in heads.held for word in piece.words) or piece.top < heads.bottom - 0.6 * height:
            continue
        if heads.zone is not None:
            if piece.top + piece.box.h / 2 > heads.zone.y + heads.zone.h:
                continue
            if not heads.zone.x - 0.02 < piece.middle < heads.zone.x + heads.zone.w + 0.02:
                continue
            if ":" in piece.text and _opens_item(piece, heads):
                return
        elif piece.top - bottom > 2.5 * height or _ends_table(piece, heads):
            return
        bottom = max(bottom, piece.bottom)
        yield piece, piece.words[0].block != block
        block = piece.words[0].block


def _add_first(heads: _Heads, pieces: Sequence[Row]) -> None:
    """Puts in the column left of the first head, where labels stand under none: other cells stand beside them."""
    first = heads.columns[0]
    if first.head is None:
        return
    end = heads.columns[1].left if len(heads.columns) > 1 else 1.0
    beside = [
        (left, right)
        for left, right in pairwise(sorted(pieces, key=lambda piece: (round(piece.top / 0.008), piece.box.x)))
        if abs(left.top - right.top) < 0.5 * right.box.h
        if left.box.x + left.box.w < right.box.x < end and left.middle < first.left < right.box.x + right.box.w + 0.2
    ]
    for left, right in beside:
        level = [
            (one, other)
            for one, other in beside
            if abs(one.box.x - left.box.x) < _LEVEL and abs(other.box.x - right.box.x) < _LEVEL
        ]
        if len(level) >= _LABELS:
            heads.columns.insert(0, _Column(left.box.x, max(one.box.x + one.box.w for one, _ in level)))
            first.left = min(first.left, right.box.x)
            return


def _ends_table(piece: Row, heads: _Heads) -> bool:
    """Whether the piece is no cell: an item's heading, a line across the columns, or words with a colon."""
    first = heads.columns[0]
    crossed = sum(column.overlap(piece.box) > 0.01 for column in heads.columns)
    if crossed >= 3 or (crossed == 2 and len(heads.columns) > 2 and piece.box.w > 0.45):
        return True
    if piece.text.rstrip().endswith(":") and piece.box.x < first.right:
        return True
    return _opens_item(piece, heads)


def _opens_item(piece: Row, heads: _Heads) -> bool:
    """Whether the piece is the numbered heading of the form's next item, wider than the first column."""
    first = heads.columns[0]
    wide = piece.box.x < first.right and piece.box.w > first.right - first.left
    return wide and _NEXT_ITEM.match(piece.folded) is not None


def _gather(heads: _Heads, cells: Sequence[tuple[Row, bool]]) -> tuple[list[dict[int, tuple[Word, ...]]], list[Word]]:
    placed = _place(heads.columns, [piece for piece, _ in cells])
    rows: list[dict[int, tuple[Word, ...]]] = []
    words: list[Word] = []
    last = len(heads.columns)
    row_top = 0.0
    for (piece, fresh), column in zip(cells, placed, strict=True):
        words += piece.words
        if heads.zone is not None:
            begins = fresh and (column < last or (column == last == 0))
        else:
            begins = column == 0 and piece.top > row_top + 0.3 * piece.box.h
        if begins or not rows:
            rows.append({})
            row_top = piece.top
        key = heads.columns[column].head
        name = key if key is not None else (-1 if column == 0 else -2 - column)
        rows[-1][name] = (*rows[-1].get(name, ()), *piece.words)
        last = column
    return rows, words


def _place(columns: list[_Column], pieces: Sequence[Row]) -> list[int]:
    """The column of each piece: the one it overlaps most, else the one whose cells begin where it does, else the
    nearest once the others have shown their widths.

    What stands across columns is a sentence and shows the width of none.
    """
    found: dict[int, int] = {}
    widening: list[tuple[_Column, Box]] = []
    for number, piece in enumerate(pieces):
        overlaps = [column.overlap(piece.box) for column in columns]
        best = max(range(len(columns)), key=lambda place: overlaps[place])
        if overlaps[best] > 0:
            found[number] = best
            if sum(overlap > 0 for overlap in overlaps) == 1:
                widening.append((columns[best], piece.box))
    for column, box in widening:
        column.widen(box)
    begun = [
        [pieces[number].box.x for number, place in found.items() if place == column] for column in range(len(columns))
    ]
    return [
        found[number] if number in found else _nearest(piece.box, columns, begun) for number, piece in enumerate(pieces)
    ]


def _nearest(box: Box, columns: Sequence[_Column], begun: Sequence[Sequence[float]]) -> int:
    """The column most of whose cells begin where the box does, of those that none does the one it overlaps most."""
    level = [sum(abs(x - box.x) < _LEVEL for x in starts) for starts in begun]
    return max(range(len(columns)), key=lambda place: (level[place] > 1, columns[place].overlap(box)))
