"""Whether rows stand in columns to be read one after the other, as heads, certificates and signatures do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ocr.rows import Row, Segment, bottom_of, fold_row, top_of

_GUTTER, _HEAD_GUTTER = 1.4, 0.8
_APART = 12.0
_ALIGNED = 1.0
_MANY = 4
_BULLETS = "-–•+*"
_SIGNATURE = 2.5
_STAGGERED = 0.15
"""Share of the lower of two lines that stands beside the other where they are lines of two columns out of step."""
_MOST = 0.6
_MOTTO = re.compile(r"cong ho?a xa hoi|chu nghia viet nam|doc lap.{0,4}tu do|hanh phuc")
_NUMBER = re.compile(r"^(?:so|s6|s0)\s*[:.\d/]|^(?:so|s6)$|^ma ho so")
_DATE = re.compile(r"ngay.*thang|thang.*nam")
Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Columns:
    """Rows `start` up to `end` and the x where one column ends and the next begins."""

    end: int
    gutters: tuple[float, ...]

    def split(self, rows: Sequence[Row]) -> list[list[Row]]:
        """The rows' parts, column by column."""
        edges = (float("-inf"), *self.gutters, float("inf"))
        return [
            [part for row in rows if (part := [one for one in row if low < one.centre <= high])]
            for low, high in pairwise(edges)
        ]


def find_columns(rows: Sequence[Row], start: int, tall: float) -> Columns | None:
    """The columns that begin with row `start`; None where its parts belong together line by line."""
    staggered = _starts_staggered(rows, start, tall)
    if (len(rows[start]) < 2 and not staggered) or _stands_alone(rows, start, tall):
        return None
    columns = _follow(rows, start, tall)
    if columns is None or columns.end - start < 2:
        return None if staggered else _follow_list(rows, start, tall)
    run = rows[start : columns.end]
    if staggered:
        return columns if is_head(run) or not _are_labelled(run, tall) else None
    return columns if _read_down(run, columns, tall) else None


def split_head(run: Sequence[Row]) -> list[list[Row]]:
    """The head of a state paper in its bands: agency and motto, then number and date; other runs whole."""
    if not is_head(run):
        return [list(run)]
    bands: list[list[Row]] = [[]]
    numbered = False
    for row in run:
        parts = [fold_row([one]) for one in row]
        begins = any(_NUMBER.search(part) or (_is_dated(part) and not _MOTTO.search(part)) for part in parts)
        if begins and bands[-1] and not numbered:
            bands.append([])
        numbered = numbered or begins
        bands[-1].append(row)
    return bands


def is_head(run: Sequence[Row]) -> bool:
    return any(_MOTTO.search(fold_row(row)) for row in run[:4])


def _starts_staggered(rows: Sequence[Row], start: int, tall: float) -> bool:
    """Whether a line of its own and one of the next row stand side by side, neither above the other."""
    if len(rows[start]) != 1 or start + 1 == len(rows):
        return False
    return any(_stand_staggered(rows[start][0], other, tall) for other in rows[start + 1])


def _stand_staggered(one: Segment, other: Segment, tall: float) -> bool:
    beside = min(one.bottom, other.bottom) - max(one.top, other.top)
    least = min(one.bottom - one.top, other.bottom - other.top)
    gap = max(one.left, other.left) - min(one.right, other.right)
    return one.table is None and other.table is None and beside > _STAGGERED * least and gap > _GUTTER * tall


def _are_labelled(run: Sequence[Row], tall: float) -> bool:
    """Whether the lines side by side are labels and their values, for the greater part."""
    pairs = [
        (left, right)
        for row, following in pairwise(run)
        for one in row
        for other in following
        if _stand_staggered(one, other, tall)
        for left, right in [sorted((one, other), key=lambda segment: segment.left)]
    ]
    values = sum(left.text.rstrip(" .…").endswith(":") and ":" not in right.text for left, right in pairs)
    return 2 * values >= len(pairs)


def _follow(rows: Sequence[Row], start: int, tall: float) -> Columns | None:
    """Follows the gaps of the first row down as far as two columns stay apart."""
    begun = rows[start : start + 2] if len(rows[start]) < 2 else rows[start : start + 1]
    gutter = (_HEAD_GUTTER if is_head(begun) else _GUTTER) * tall
    spans = _merge([(one.left, one.right) for row in begun for one in row], gutter)
    end = start
    for row in rows[start:]:
        if end > start and top_of(row) - bottom_of(rows[end - 1]) > _APART * tall:
            break
        wider = _merge([*spans, *((one.left, one.right) for one in row)], gutter)
        title = len(row) == 1 and spans[0][1] < row[0].left < spans[-1][0] - 2 * tall
        if (
            title
            or len(wider) < 2
            or any(one.table for one in row)
            or (end > start and _begins_anew(row, rows[start:end]))
        ):
            break
        spans, end = wider, end + 1
    if end == start:
        return None
    found = Columns(end, tuple((one[1] + other[0]) / 2 for one, other in pairwise(spans)))
    return _trim(rows, start, found, tall)


def _stands_alone(rows: Sequence[Row], start: int, tall: float) -> bool:
    """Whether the row is the last of a form, labels with their values, above signatures that stand elsewhere."""
    if start + 1 >= len(rows) or len(rows[start + 1]) < 2:
        return False
    labelled = all(":" in one.text for one in rows[start])
    below = rows[start + 1]
    return labelled and not any(":" in one.text for one in below) and below[0].left - rows[start][0].left > 2 * tall


def _follow_list(rows: Sequence[Row], start: int, tall: float) -> Columns | None:
    """A list below its label with one line beside the label, an office whose holder's name was not read."""
    label, beside = rows[start][0], rows[start][1]
    if not label.text.rstrip().endswith(":") or ":" in beside.text:
        return None
    end = start + 1
    while end < len(rows) and len(rows[end]) == 1 and rows[end][0].table is None:
        item = rows[end][0]
        if item.text[:1] not in _BULLETS or abs(item.left - label.left) > tall or item.right > beside.left:
            break
        end += 1
    return Columns(end, ((label.right + beside.left) / 2,)) if end - start > 2 else None


def _begins_anew(row: Row, above: Sequence[Row]) -> bool:
    """Whether the row is place and date between a body and its signatures."""
    return len(row) > 1 and any(_is_dated(fold_row([one])) for one in row) and not is_head(above)


def _is_dated(text: str) -> bool:
    """Whether folded text is place and date; a label with its value is not."""
    return ":" not in text and bool(_DATE.search(text))


def _merge(spans: Sequence[Span], gap: float) -> list[Span]:
    merged: list[Span] = []
    for left, right in sorted(spans):
        if merged and left - merged[-1][1] < gap:
            merged[-1] = (merged[-1][0], max(right, merged[-1][1]))
        else:
            merged.append((left, right))
    return merged


def _trim(rows: Sequence[Row], start: int, columns: Columns, tall: float) -> Columns:
    """Without the rows after the last that has other columns than the first, unless they go on it closely."""
    first = columns.gutters[0]
    last = max((i for i in range(start, columns.end) if any(one.centre > first for one in rows[i])), default=start)
    own = [part for row in rows[start : last + 1] if (part := [one for one in row if one.centre <= first])]
    if len(own) < 2:
        return Columns(last + 1, columns.gutters)
    pitch = median([top_of(other) - top_of(one) for one, other in pairwise(own)])
    edge, reach = min(one.left for part in own for one in part), max(one.right for part in own for one in part)
    stop, above = last + 1, top_of(own[-1])
    axis = median([one.centre for part in own for one in part])
    signed = _is_centred([one for part in own for one in part], tall)
    while stop < columns.end:
        part = rows[stop]
        close = top_of(part) - above <= max(1.6 * pitch, 1.8 * tall)
        signs = signed and top_of(part) - above <= _APART * tall and abs(part[0].centre - axis) < 2 * _ALIGNED * tall
        under = min(one.left for one in part) - edge < 2.5 * tall or part[-1].right < reach
        if not signs and not (close and under):
            break
        above = top_of(part)
        stop += 1
    return Columns(stop, columns.gutters)


def _read_down(run: Sequence[Row], columns: Columns, tall: float) -> bool:
    """Columns rather than rows: a head, signatures, or text that goes on from line to line on both sides."""
    if is_head(run):
        return True
    parts = [[one for row in part for one in row] for part in columns.split(run)]
    paired = [row for row in run if len({sum(one.centre > x for x in columns.gutters) for one in row}) > 1]
    first, rest = parts[0], [one for part in parts[1:] for one in part]
    if not first or not rest:
        return False
    beside = [row for row in paired if row[0].text.rstrip(" .…").endswith(":") and ":" not in row[-1].text]
    if 2 * len(beside) >= len(paired) and len(paired) >= _MOST * len(first):
        return False
    if any(_is_centred(part, tall) and len(part) > 2 for part in parts):
        return True
    if sum(_is_centred(part, tall) for part in parts) > 1:
        return True
    if any(_is_centred(part, tall) and _leaves_room(part, tall) for part in parts[1:]):
        return True
    if (len(paired) > 1 or _out_of_step_below(run)) and all(_goes_on(part, tall) for part in parts):
        return True
    labelled = sum(":" in one.text for one in rest) >= 0.5 * len(rest)
    if len(paired) >= _MANY and _spread([one.left for one in parts[1]]) < _ALIGNED * tall:
        return labelled or _out_of_step(paired, tall) or len(rest) > len(paired)
    return not labelled and bool(paired) and _out_of_step(paired, tall)


def _is_centred(part: Sequence[Segment], tall: float) -> bool:
    """Lines about a common axis with ragged edges on both sides."""
    if len(part) < 2:
        return False
    axis = _spread([one.centre for one in part])
    return axis < 0.8 * tall and min(_spread([one.left for one in part]), _spread([one.right for one in part])) > axis


def _leaves_room(part: Sequence[Segment], tall: float) -> bool:
    """Whether two lines stand as far apart as an office and the name of its holder: a signature goes between."""
    return any(other.top - one.bottom > _SIGNATURE * tall for one, other in pairwise(part))


def _goes_on(part: Sequence[Segment], tall: float) -> bool:
    """Whether a line without a label of its own follows another closely at the same edge."""
    return any(
        ":" not in other.text and abs(other.left - one.left) < _ALIGNED * tall and other.top - one.bottom < 1.2 * tall
        for one, other in pairwise(part)
    )


def _out_of_step_below(run: Sequence[Row]) -> bool:
    """Whether sides that share their first line keep lines of their own below it."""
    return all(len(row) == 1 for row in run[1:])


def _out_of_step(paired: Sequence[Row], tall: float) -> bool:
    """Whether the sides keep line heights of their own; one small offset throughout is a page not quite level."""
    apart = [row[-1].middle - row[0].middle for row in paired]
    return _spread(apart) > 0.15 * tall or abs(median(apart)) > 0.4 * tall


def _spread(values: Sequence[float]) -> float:
    middle = median(values)
    return float(median([abs(value - middle) for value in values]))
