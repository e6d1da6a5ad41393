"""A document's lines in the order they are to be searched: two people side by side are read one after the other."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.catalog import DocumentType
from pipeline.classify import PageView
from pipeline.extract.glosses import without_glosses
from pipeline.extract.label_book import likely
from pipeline.extract.label_hits import find_label
from pipeline.extract.lines import PrintLine
from pipeline.layout import Row
from pipeline.letters import squeeze
from pipeline.model import Word

_MOST_ANCHORS = 100
"""A page that opens more sections is no form."""
_MANY_VALUES, _LEVEL, _GAP = 4, 0.012, 0.015
"""How many values make a column, within how much they begin, after how wide a gap."""
_ITEM = re.compile(r"\w{1,2}[).:/]")
_FAR = 40
"""A column of values is read within so many rows after its labels."""
_NARROW = 0.5
"""A column of labels ends left of here."""
_INDENT = 0.03
"""A label goes on within so much of where it begins."""


def print_lines(
    views: Sequence[PageView], kind: DocumentType, tables: Collection[int] = frozenset()
) -> list[PrintLine]:
    """The document's lines in order; where two sections stand side by side, column by column.

    `tables` holds the `id` of words that were read as cells of a table: lines of these alone are left out, and the
    paper's title, whose words may be a label further down.
    """
    lines: list[PrintLine] = []
    for view in views:
        held = set(tables)
        if view.title is not None and view.title.type.code == kind.code:
            held |= {id(word) for row in view.rows[view.title.first : view.title.last + 1] for word in row.words}
        rows = [row for row in view.lines if row.words and not all(id(word) in held for word in row.words)]
        rows = _join_labels(_join_colons(_strip(rows, kind), view.row_height), view.row_height)
        rows = _pair_columns(rows, view.row_height)
        rows = _pair_values(rows, view.row_height)
        page = [PrintLine(view, row) for row in _join_wrapped(rows, view.row_height)]
        split = _find_columns(page, kind)
        lines += _order_columns(page, *split) if split else page
    return lines


def _strip(rows: Sequence[Row], kind: DocumentType) -> list[Row]:
    """The rows without glosses; a card's English stands between its labels and values for good."""
    if kind.faces:
        return list(rows)
    return [bare for row in rows if (bare := without_glosses(row)) is not None]


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


def _pair_columns(rows: Sequence[Row], height: float) -> list[Row]:
    """Labels that end in a colon and values that stand right of them, each read as a column, row by row."""
    pairs = {place: value for place in range(len(rows)) if (value := _value_beside(rows, place, height)) is not None}
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


def _value_beside(rows: Sequence[Row], place: int, height: float) -> int | None:
    """The nearest row right of a label that ends in a colon, at its height, that has no colon itself."""
    label = rows[place]
    if not label.text.endswith(":"):
        return None
    right, spare = label.box.x + label.box.w, 0.1 * height
    beside = [
        other
        for other in range(max(0, place - _FAR), min(len(rows), place + _FAR))
        if label.top - spare < rows[other].top + rows[other].box.h / 2 < label.bottom + spare
        if rows[other].box.x > right
    ]
    left = min((rows[other].box.x for other in beside), default=0.0) + _LEVEL
    nearest = min(
        (other for other in beside if rows[other].box.x < left), key=lambda other: rows[other].top, default=None
    )
    return nearest if nearest is not None and ":" not in rows[nearest].text else None


def _pair_values(rows: Sequence[Row], height: float) -> list[Row]:
    """Values that begin with a colon and were read as a column of their own, put behind the labels at their height."""
    paired: list[Row] = []
    place = 0
    while place < len(rows):
        row = rows[place]
        place += 1
        label = _label_beside(paired, row, height) if row.text[0] == ":" else None
        if label is None:
            paired.append(row)
            continue
        paired[label] = Row(paired[label].place, (*paired[label].words, *row.words))
        at = label + 1
        while place < len(rows) and _continues(row, rows[place], height):
            paired.insert(at, rows[place])
            row, at, place = rows[place], at + 1, place + 1
    return paired


def _label_beside(rows: Sequence[Row], value: Row, height: float) -> int | None:
    """The row that ends left of the value at its height, if it has no colon of its own."""
    middle = value.top + value.box.h / 2
    for place in range(len(rows) - 1, max(-1, len(rows) - _FAR - 1), -1):
        row = rows[place]
        level = abs(row.top + row.box.h / 2 - middle) < 0.6 * height
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


def _find_columns(page: Sequence[PrintLine], kind: DocumentType) -> tuple[float, float, float] | None:
    """Where two sections' anchors stand side by side: the height they start at, the x between them, and the height
    at which another section ends them."""
    if len(kind.sections) < 2:
        return None
    names = [(anchor, section.key) for section in kind.sections for anchor in section.anchors]
    held = likely([line.letters for line in page], [squeeze(anchor) for anchor, _ in names])
    anchors = [
        (line.row.words[line.owners[hit.start][0]], names[place][1])
        for number, line in enumerate(page)
        for place in sorted(held[number])
        for hit in find_label(line, number, names[place][0])
    ]
    if len(anchors) > _MOST_ANCHORS:
        return None
    for left, key in anchors:
        for right, other in anchors:
            level = abs(left.box.y - right.box.y) < 1.5 * max(left.box.h, right.box.h)
            if key != other and level and right.box.x - left.box.x > 0.25:
                top = min(left.box.y, right.box.y)
                ends = [word.box.y for word, third in anchors if third not in (key, other) and word.box.y > top]
                return top, right.box.x - 0.015, min(ends, default=2.0)
    return None


def _order_columns(page: Sequence[PrintLine], top: float, middle: float, bottom: float) -> list[PrintLine]:
    above: list[PrintLine] = []
    left: list[PrintLine] = []
    right: list[PrintLine] = []
    below: list[PrintLine] = []
    for line in page:
        words = line.row.words
        if line.row.bottom <= top:
            above.append(line)
            continue
        if line.row.top + 0.5 * line.row.box.h >= bottom:
            below.append(line)
            continue
        before = tuple(word for word in words if word.box.x + word.box.w / 2 < middle)
        after = tuple(word for word in words if word.box.x + word.box.w / 2 >= middle)
        crossing = before and after and after[0].box.x - (before[-1].box.x + before[-1].box.w) < 0.012
        if crossing or (below and before and line.row.top >= below[0].row.top):
            below.append(line)
            continue
        if before:
            left.append(PrintLine(line.view, Row(line.row.place, before)))
        if after:
            right.append(PrintLine(line.view, Row(line.row.place, after)))
    return [*above, *left, *right, *below]
