"""A line as the engine's network wants it: cut close, of the one height that it looks at, and a little condensed.

Measured on the lines of generated pages: reading costs a third less than of the line as it stands, no letter more is
misread, and dirt beside the line can no longer make the engine drop it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.clean import Grey
from ocr.engine import EngineWord
from ocr.rects import Rect

_HEIGHT, _CONDENSED = 36, 0.9
"""Pixels of a strip's height, which is what Tesseract's networks look at, and its width as a share of the line's."""
_MARGIN = 0.15
"""Paper around the ink in heights of it: with more at the sides the network sees signs that are not there."""
_BEYOND = 0.2
"""Heights of its box by which a line's marks and tails may leave it."""
_BEFORE, _BEHIND, _LEAST = 16, 9, 2
"""Pixels of the strip before and behind the told beginning of a word where it may be, and a letter's least width."""
_FAR = 0.5
"""By how much narrower a gap may be for each pixel by which it is nearer."""
_TALLEST = 1.25
"""Heights of the line's box from which a word's ink holds more than letters: a rule or a blot beside them."""
_DARK = 150


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """A line's picture for the engine.

    `left` and `across` lead from its columns to those of the image that it was cut from: where it begins there, and
    strip pixels per image pixel. `ink` is the line's own on that image, `rows` where its box begins and ends.
    """

    picture: Grey
    left: float
    across: float
    ink: NDArray[np.bool_]
    rows: tuple[int, int]

    @property
    def inked(self) -> bool:
        """Whether there is anything to read."""
        return bool(self.ink.any())

    def place(self, words: Sequence[EngineWord]) -> list[EngineWord]:
        """Words read in the strip, from left to right, in the pixels of the image and as wide and high as their ink.

        Where a word begins is told well, where it ends is not: the gap in the ink before the next one tells.
        """
        ordered = sorted(words, key=lambda word: word.left)
        inked = np.flatnonzero(self.ink.any(axis=0))
        if not ordered:
            return []
        runs = np.split(inked, np.flatnonzero(np.diff(inked) > 1) + 1)
        gaps = [(int(one[-1]) + 1, int(other[0])) for one, other in pairwise(runs)]
        begins, told = self._to_x(ordered[0].left - _BEFORE), self._to_x(ordered[0].left)
        edges = [_pick_gap(gaps, begins, told, told)[1] if begins > inked[0] else int(inked[0])]
        for before, word in pairwise(ordered):
            first = max(before.left + _LEAST, word.left - _BEFORE)
            last = word.left + min(_BEHIND, max(_LEAST, 0.4 * word.width / len(word.text)))
            edges += _pick_gap(gaps, self._to_x(first), self._to_x(word.left), self._to_x(last))
        edges.append(int(inked[-1]) + 1)
        return [self._bound(word, *edges[2 * number : 2 * number + 2]) for number, word in enumerate(ordered)]

    def _to_x(self, column: float) -> int:
        return min(self.ink.shape[1], max(0, round(self.left + column / self.across)))

    def _bound(self, word: EngineWord, left: int, right: int) -> EngineWord:
        right = max(left + 1, right)
        rows = np.flatnonzero(self.ink[:, left:right].any(axis=1))
        top, bottom = (int(rows[0]), int(rows[-1]) + 1) if rows.size else self.rows
        if bottom - top > _TALLEST * (self.rows[1] - self.rows[0]):
            top, bottom = self.rows
        return replace(word, left=left, top=top, width=right - left, height=bottom - top)


def make_strip(image: Grey, line: Rect) -> Strip:
    """The strip of the line that stands in `line` of the image (black on white), its marks and tails with it."""
    _, upper, _, height = line
    own = max(0, upper), min(image.shape[0], upper + height)
    ink = image < _DARK
    ink[: max(0, round(upper - _BEYOND * height))] = False
    ink[max(1, round(upper + (1 + _BEYOND) * height)) :] = False
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not rows.size:
        rows, columns = np.arange(image.shape[0]), np.arange(image.shape[1])
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    left, right = int(columns[0]), int(columns[-1]) + 1
    margin = max(1, round(_MARGIN * (bottom - top)))
    close = np.ascontiguousarray(image[top:bottom, left:right])
    framed = cv2.copyMakeBorder(close, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=255)
    zoom = _HEIGHT / framed.shape[0]
    size = (max(1, round(framed.shape[1] * zoom * _CONDENSED)), _HEIGHT)
    picture = cv2.resize(framed, size, interpolation=cv2.INTER_AREA if zoom < 1 else cv2.INTER_CUBIC)
    return Strip(picture, left - margin, size[0] / framed.shape[1], ink, own)


def _pick_gap(gaps: Sequence[tuple[int, int]], first: int, told: int, last: int) -> tuple[int, int]:
    """Of the gaps (from, to) between two columns the widest, a near one before a far one; else where told."""
    close = [gap for gap in gaps if gap[0] < last and gap[1] > first]
    return max(close, key=lambda gap: gap[1] - gap[0] - _FAR * abs(told - gap[1]), default=(told, told))
