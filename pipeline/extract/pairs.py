"""Labels and values that were read apart put together again, row by row, by where they stand on the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from pipeline.layout import Row, find_slope
from pipeline.model import Word

_MANY_VALUES, _LEVEL, _GAP = 4, 0.012, 0.015
"""How many values make a column, within how much they begin, after how wide a gap."""
_ITEM: Final = re.compile(r"\w{1,2}[).:/]")
_FAR: Final = 40
"""A column of values is read within so many rows after its labels."""
_NARROW: Final = 0.5
"""A column of labels ends left of here."""
_INDENT: Final = 0.03
"""A label goes on within so much of where it begins."""


def pair_rows(rows: Sequence[Row], height: float) -> list[Row]:
    """The rows with colons, second rows of labels and values read as columns of their own put where they belong.

    `height` is the page's height of a row of print, in fractions of the page.
    """
    paired = _join_labels(_join_colons(rows, height), height)
    slope = find_slope(rows)
    return _join_wrapped(_pair_values(_pair_columns(paired, height, slope), height, slope), height)


def _level_of(row: Row, slope: float) -> float:
    """The height at which the row's middle would stand at the page's left edge."""
    return row.top + row.box.h / 2 - slope * (row.box.x + row.box.w / 2)


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


def _pair_columns(rows: Sequence[Row], height: float, slope: float) -> list[Row]:
    """Labels that end in a colon and values that stand right of them, each read as a column, row by row."""
    pairs = {
        place: value for place in range(len(rows)) if (value := _value_beside(rows, place, height, slope)) is not None
    }
    starts = [rows[value].box.x for value in pairs.values()]
    level = {
        place: value
        for place, value in pairs.items()
        if sum(abs(rows[value].box.x - x) < _LEVEL for x in starts) >= _MANY_VALUES
    }
    if not any(abs(place - value) > 1 for place, value in level.items()):
        return list(rows)
    values = set(level.values())
    follow: dict[int, list[int]] = {}
    for value in level.values():
        block = [value]
        while block[-1] + 1 < len(rows) and block[-1] + 1 not in values and block[-1] + 1 not in level:
            if ":" in rows[block[-1] + 1].text or not _continues(rows[block[-1]], rows[block[-1] + 1], height):
                break
            block.append(block[-1] + 1)
        follow[value] = block
    moved = {place for block in follow.values() for place in block}
    paired: list[Row] = []
    for place, row in enumerate(rows):
        if place in level:
            first, *rest = follow[level[place]]
            paired += [Row(row.place, (*row.words, *rows[first].words)), *(rows[other] for other in rest)]
        elif place not in moved:
            paired.append(row)
    return paired


def _value_beside(rows: Sequence[Row], place: int, height: float, slope: float) -> int | None:
    """The nearest row right of a label that ends in a colon, at its height, that has no colon itself."""
    label = rows[place]
    if not label.text.endswith(":"):
        return None
    right, middle = label.box.x + label.box.w, _level_of(label, slope)
    reach = label.box.h / 2 + 0.1 * height
    beside = [
        other
        for other in range(max(0, place - _FAR), min(len(rows), place + _FAR))
        if abs(_level_of(rows[other], slope) - middle) < reach
        if rows[other].box.x > right
    ]
    left = min((rows[other].box.x for other in beside), default=0.0) + _LEVEL
    nearest = min(
        (other for other in beside if rows[other].box.x < left), key=lambda other: rows[other].top, default=None
    )
    return nearest if nearest is not None and ":" not in rows[nearest].text else None


def _pair_values(rows: Sequence[Row], height: float, slope: float) -> list[Row]:
    """Values that begin with a colon and were read as a column of their own, put behind the labels at their height."""
    paired: list[Row] = []
    place = 0
    while place < len(rows):
        row = rows[place]
        place += 1
        label = _label_beside(paired, row, height, slope) if row.text[0] == ":" else None
        if label is None:
            paired.append(row)
            continue
        paired[label] = Row(paired[label].place, (*paired[label].words, *row.words))
        at = label + 1
        while place < len(rows) and _continues(row, rows[place], height):
            paired.insert(at, rows[place])
            row, at, place = rows[place], at + 1, place + 1
    return paired


def _label_beside(rows: Sequence[Row], value: Row, height: float, slope: float) -> int | None:
    """The row that ends left of the value at its height, if it has no colon of its own."""
    middle = _level_of(value, slope)
    for place in range(len(rows) - 1, max(-1, len(rows) - _FAR - 1), -1):
        row = rows[place]
        level = abs(_level_of(row, slope) - middle) < 0.5 * height
        if level and row.box.x + row.box.w < value.box.x + 0.005 and row.text[0] != ":":
            return None if ":" in row.words[-1].text else place
    return None


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
