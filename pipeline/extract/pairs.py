"""Labels and values that were read apart put together again, row by row, by where they stand on the page."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from pipeline.layout import Row
from pipeline.model import Word

_MANY_VALUES, _LEVEL, _GAP = 4, 0.012, 0.015
"""How many values make a column, within how much they begin, after how wide a gap."""
_ITEM: Final = re.compile(r"\w{1,2}[).:/]")
_SAME, _OVER, _TORN = 0.6, 0.005, 0.017
"""Rows whose middles are so many row heights apart stand beside each other though they overlap so little; pieces so
near are of one line."""
_NARROW: Final = 0.5
"""A column of labels ends left of here."""
_INDENT: Final = 0.03
"""A label goes on within so much of where it begins."""


def pair_rows(rows: Sequence[Row], height: float, labels: Container[str] = ()) -> list[Row]:
    """The rows with colons, second rows of labels and values read as columns of their own put where they belong.

    `height` is the page's height of a row of print, in fractions of the page; `labels` the letters of labels that may
    have no colon.
    """
    whole = _join_torn(_join_colons(rows, height), height)
    return _join_wrapped(_pair(_join_labels(whole, height), height, labels), height)


def _join_colons(rows: Sequence[Row], height: float) -> list[Row]:
    """Colons that stand in a column of their own put behind the words left of them."""
    joined: list[Row] = []
    for row in rows:
        if row.text.strip(" .") == ":" and joined:
            last = next(
                (
                    place
                    for place in range(len(joined) - 1, max(-1, len(joined) - 4), -1)
                    if abs(joined[place].top - row.top) < 2.2 * height and joined[place].box.x < row.box.x
                ),
                None,
            )
            if last is not None:
                words = list(joined[last].words)
                end = _last_left_of(words, row.box.x)
                words[end] = replace(words[end], text=f"{words[end].text}:")
                joined[last] = Row(joined[last].place, tuple(words))
            continue
        joined.append(row)
    return joined


def _join_labels(rows: Sequence[Row], height: float) -> list[Row]:
    """Labels in a narrow column that end on a second row, up to their colon, as one row each."""
    joined: list[Row] = []
    for row in rows:
        upper = joined[-1] if joined else None
        if (
            upper is not None
            and row.text.endswith(":")
            and _goes_on(upper, row.words[0].text)
            and ":" not in upper.text
            and upper.box.x + upper.box.w < _NARROW
            and abs(upper.box.x - row.box.x) < _LEVEL
            and -0.6 * height < row.top - upper.bottom < 0.9 * height
        ):
            joined[-1] = Row(upper.place, (*upper.words, *row.words))
            continue
        joined.append(row)
    return joined


def _join_torn(rows: Sequence[Row], height: float) -> list[Row]:
    """Pieces of one printed line that were read as lines of their own, wherever the reading has them, joined."""
    joined = list(rows)
    levels = _Levels(rows, height)
    for place in sorted(range(len(rows)), key=lambda place: -rows[place].box.x):
        other = levels.right_of(place, _TORN)
        piece = joined[other] if other is not None else None
        if other is not None and piece is not None and piece.words:
            joined[place] = Row(rows[place].place, (*rows[place].words, *piece.words))
            joined[other] = Row(piece.place, ())
    return [row for row in joined if row.words]


def _pair(rows: Sequence[Row], height: float, labels: Container[str]) -> list[Row]:
    """Labels and the values right of them that were read as columns apart, row by row."""
    levels = _Levels(rows, height)
    marked: dict[int, int] = {}
    open_: dict[int, int] = {}
    for place, row in enumerate(rows):
        value = levels.right_of(place)
        if value is None or row.text[0] == ":":
            continue
        if rows[value].text[0] == ":" and ":" not in row.words[-1].text:
            marked[place] = value
        elif ":" not in rows[value].text and (
            row.text.endswith(":") or (bare_letters(row) in labels and bare_letters(rows[value]) not in labels)
        ):
            open_[place] = value
    starts = [rows[value].box.x for value in (*marked.values(), *open_.values())]
    column = {
        place: value
        for place, value in open_.items()
        if sum(abs(rows[value].box.x - x) < _LEVEL for x in starts) >= _MANY_VALUES
    }
    apart = any(abs(place - value) > 1 for place, value in column.items())
    return _put_together(rows, marked | (column if apart else {}), height)


def bare_letters(row: Row) -> str:
    """The row's letters without the number before them."""
    return row.letters.lstrip("0123456789")


def _put_together(rows: Sequence[Row], values: Mapping[int, int], height: float) -> list[Row]:
    """The rows with each label's value behind it, and the rest of the value right after them."""
    begun = set(values.values()) | set(values)
    rest: dict[int, list[int]] = {}
    for value in values.values():
        rest[value] = []
        here = value
        while here + 1 < len(rows) and here + 1 not in begun and _continues(rows[here], rows[here + 1], height):
            here += 1
            rest[value].append(here)
    moved = {place for value, others in rest.items() for place in (value, *others)}
    paired: list[Row] = []
    for place, row in enumerate(rows):
        if place in values:
            value = values[place]
            paired += [Row(row.place, (*row.words, *rows[value].words)), *(rows[other] for other in rest[value])]
        elif place not in moved:
            paired.append(row)
    return paired


class _Levels:
    """Rows by the height at which they stand, to find what stands beside one wherever the reading has it."""

    def __init__(self, rows: Sequence[Row], height: float) -> None:
        self.rows, self.height = rows, height
        self.order = sorted(range(len(rows)), key=self.middle)
        self.middles = [self.middle(place) for place in self.order]

    def middle(self, place: int) -> float:
        return self.rows[place].top + self.rows[place].box.h / 2

    def right_of(self, place: int, reach: float = 1.0) -> int | None:
        """The row that begins next right of this one at its height, within `reach`, a share of the page's width."""
        row, middle = self.rows[place], self.middle(place)
        right = row.box.x + row.box.w - _OVER
        first = bisect_left(self.middles, middle - _SAME * self.height)
        last = bisect_right(self.middles, middle + _SAME * self.height)
        beside = [other for other in self.order[first:last] if right < self.rows[other].box.x < right + reach]
        left = min((self.rows[other].box.x for other in beside), default=0.0) + _LEVEL
        near = [other for other in beside if self.rows[other].box.x < left]
        return min(near, key=lambda other: abs(self.middle(other) - middle), default=None)


def _continues(upper: Row, row: Row, height: float) -> bool:
    """Whether the row goes on with a value: right under it, not left of it, and no value of its own."""
    gap = row.top - upper.bottom
    return row.text[0] != ":" and row.box.x > upper.box.x - 0.005 and -0.6 * height < gap < 0.9 * height


def _last_left_of(words: Sequence[Word], x: float) -> int:
    """The place of the last word before a wide gap that `x` lies left of or in, of the last word else."""
    for place, (before, here) in enumerate(pairwise(words)):
        if here.box.x - (before.box.x + before.box.w) > _GAP and x < here.box.x:
            return place
    return len(words) - 1


def _join_wrapped(rows: Sequence[Row], height: float) -> list[Row]:
    """Labels that go on under themselves, left of a column of values, put before their values as one row."""
    border = _find_border(rows)
    if border is None:
        return list(rows)
    joined: list[Row] = []
    open_label = False
    for row in rows:
        left, right = _split_row(row, border)
        upper = joined[-1] if joined else None
        goes_on = open_label and left and _goes_on(upper, left[0].text)
        if goes_on and upper is not None and _follows(upper, row, left, height):
            label, value = _split_row(upper, border)
            joined[-1] = Row(upper.place, (*label, *left, *value, *right))
            open_label = not left[-1].text.endswith(":")
            continue
        joined.append(row)
        open_label = _is_open(left, right)
    return joined


def _goes_on(upper: Row | None, text: str) -> bool:
    """Whether a label's second line may begin so; its colon stands alone where the rest was a gloss."""
    if text == ":":
        return True
    if upper is None or any(":" in word.text[1:] for word in upper.words) or _ITEM.match(text):
        return False
    return text[:1].islower() or (text.isupper() and text.endswith(":") and upper.words[0].text.isupper())


def _is_open(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether a label without its colon stands left of the border and its value begins right of it."""
    if not left or not right or any(":" in word.text for word in left):
        return False
    return right[0].box.x - (left[-1].box.x + left[-1].box.w) > _GAP or right[0].text[:1] == ":"


def _find_border(rows: Sequence[Row]) -> float | None:
    """Where the column of values begins: at least `_MANY_VALUES` rows have a word there after a gap or a colon."""
    starts = sorted(
        here.box.x
        for row in rows
        for before, here in pairwise(row.words)
        if here.box.x - (before.box.x + before.box.w) > _GAP or here.text[:1] == ":"
    )
    for place, start in enumerate(starts):
        near = [x for x in starts[place:] if x - start < _LEVEL]
        if len(near) >= _MANY_VALUES:
            return near[0] - 0.004
    return None


def _split_row(row: Row, border: float) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """The row's words left and right of the border; all of them left where one crosses it."""
    left = tuple(word for word in row.words if word.box.x < border)
    if left and max(word.box.x + word.box.w for word in left) > border + 0.006:
        return tuple(row.words), ()
    return left, tuple(word for word in row.words if word.box.x >= border)


def _follows(upper: Row, row: Row, left: Sequence[Word], height: float) -> bool:
    """Whether the row is the next below and begins under the upper one."""
    bottom = max(word.box.y + word.box.h for word in upper.words)
    last = left[-1].box.x + left[-1].box.w
    ends = [abs(word.box.x + word.box.w - last) for word in upper.words]
    level = abs(left[0].box.x - upper.words[0].box.x) < _INDENT or min(ends) < _INDENT
    return row.top - bottom < 1.2 * height and level
