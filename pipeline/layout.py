"""A page's words as rows of print: lines cut where a wide gap shows that two columns share a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from statistics import median

from pipeline.letters import fold, squeeze
from pipeline.model import Box, Reading, Word, union

_LEAN_FROM, _LEANS = 0.2, 0.001
"""Rows so wide tell how the page leans, and pages that lean less, in page heights a page width, stand upright."""


@dataclass(frozen=True)
class Row:
    """Words that stand together on one printed line; `place` counts rows in reading order within the page.

    `label` says that they are all there is in a cell whose value stands in the next one.
    """

    place: int
    words: tuple[Word, ...]
    label: bool = False

    @cached_property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def letters(self) -> str:
        """Folded letters and digits without spaces: immune to words that were glued or torn."""
        return squeeze(self.text)

    @cached_property
    def box(self) -> Box:
        return union([word.box for word in self.words])

    @property
    def top(self) -> float:
        return self.box.y

    @property
    def bottom(self) -> float:
        return self.box.y + self.box.h

    @property
    def middle(self) -> float:
        """Centre of the row, as a fraction of the page's width."""
        return self.box.x + self.box.w / 2

    @cached_property
    def capitals(self) -> float:
        """Share of capital letters among the letters; 0 where there are none."""
        letters = [char for char in self.text if char.isalpha()]
        return sum(char.isupper() for char in letters) / len(letters) if letters else 0.0


def cut_rows(reading: Reading) -> tuple[Row, ...]:
    """The page's rows: its lines, cut at gaps much wider than the print is high."""
    ratio = reading.height / reading.width if reading.width else 1.0
    rows: list[Row] = []
    for line in reading.lines:
        words = [word for word in line.words if word.text.strip()]
        start = 0
        for place in range(1, len(words) + 1):
            if place == len(words) or _parted(words[place - 1], words[place], ratio) or _starts_head(words[place:]):
                if words[start:place]:
                    rows.append(Row(len(rows), tuple(words[start:place])))
                start = place
    return tuple(rows)


_HEAD_STARTS = ("conghoa", "doclap")
"""How the lines of the national head begin; they part from an agency's name however close it stands."""


def _parted(left: Word, right: Word, ratio: float) -> bool:
    gap = right.box.x - (left.box.x + left.box.w)
    height = max(left.box.h, right.box.h) * ratio
    return gap > max(2.5 * height, 0.04)


def _starts_head(words: Sequence[Word]) -> bool:
    return len(words) >= 6 and squeeze(words[0].text + words[1].text) in _HEAD_STARTS


def whole_lines(reading: Reading) -> tuple[Row, ...]:
    """The page's lines uncut, for values that stand far from their labels."""
    kept = [tuple(word for word in line.words if word.text.strip()) for line in reading.lines]
    return tuple(Row(place, words) for place, words in enumerate(words for words in kept if words))


def join_levels(rows: Sequence[Row], height: float) -> tuple[Row, ...]:
    """All words that stand at one height as one row, from the top: for lines torn at their leaders."""
    levels: list[tuple[float, list[Word]]] = []
    words = [word for row in rows for word in row.words]
    for middle, word in sorted(((word.box.y + word.box.h / 2, word) for word in words), key=lambda pair: pair[0]):
        if not levels or middle - levels[-1][0] > 0.6 * height:
            levels.append((middle, []))
        levels[-1][1].append(word)
    ordered = (sorted(level, key=lambda word: word.box.x) for _, level in levels)
    return tuple(Row(place, tuple(level)) for place, level in enumerate(ordered))


def row_height(rows: Sequence[Row]) -> float:
    """The usual height of print on the page, as a fraction of its height; a plain guess on an empty one."""
    return median(row.box.h for row in rows) if rows else 0.012


def row_pitch(rows: Sequence[Row]) -> float:
    """The usual distance from line to line of running text on the page."""
    steps = [lower.top - upper.top for upper, lower in pairwise(rows) if 0.004 < lower.top - upper.top < 0.06]
    return median(steps) if steps else 0.02


def find_slope(rows: Sequence[Row]) -> float:
    """How far the rows sink from left to right, in page heights a page width: a page is kept as it was scanned."""
    slopes = [
        (last.box.y + last.box.h / 2 - first.box.y - first.box.h / 2) / (last.box.x - first.box.x)
        for row in rows
        for first, last in [(row.words[0], row.words[-1])]
        if last.box.x - first.box.x > _LEAN_FROM
    ]
    slope = median(slopes) if slopes else 0.0
    return slope if abs(slope) >= _LEANS else 0.0


def level_box(box: Box, slope: float) -> Box:
    """The box where it would stand if the page did not lean; `-slope` puts it back."""
    return box._replace(y=box.y - slope * (box.x + box.w / 2))


def level_reading(reading: Reading, slope: float) -> Reading:
    """The reading as of a page that does not lean by `slope` (page heights a page width)."""
    return replace(
        reading,
        words=tuple(replace(word, box=level_box(word.box, slope)) for word in reading.words),
        codes=tuple(replace(code, box=level_box(code.box, slope)) for code in reading.codes),
        regions=tuple(replace(region, box=level_box(region.box, slope)) for region in reading.regions),
    )
