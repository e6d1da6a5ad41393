"""The invisible words of a page: each stretched over its box, line by line in reading order."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass, replace
from itertools import combinations
from statistics import median

from archive.glyphless import GlyphTable
from archive.letters import SPACE_ADVANCE, UNITS_PER_EM, Extent, measure_extent, measure_text
from pipeline.model import Line, Reading, Word

FONT = "/F0"
_SURE_EXTENT = 0.3
"""Words whose ink should be lower than this part of an em (dashes, dots) say too little about the letters' size."""
_LEVEL_DRIFT = 0.35
"""Below this rise in font sizes from a line's first to last word, it is set level: readers then see one line."""
_STEEPEST = math.tan(math.radians(2.2))
"""Steeper lines are set level too: PDFium mixes the words of neighbouring lines whose heights overlap."""
_SMALLEST_SIZE = 1.0
_SMALLEST_SPACE = 0.22
"""Least gap between words in font sizes; poppler takes words nearer than 0.15 for one, whatever stands between."""
_NARROWEST = 0.4
"""A word gives up at most the rest of its box to that gap; then the next word moves."""


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word on the page, in points from the lower left corner."""

    text: str
    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width


@dataclass(frozen=True, slots=True)
class Baseline:
    """The line's letters stand on `height + slope * x` with font size `size`, all in points."""

    size: float
    height: float
    slope: float

    def at(self, x: float) -> float:
        return self.height + self.slope * x


def measure_page(reading: Reading) -> tuple[float, float]:
    """Width and height in points at which the page is as large as the paper was."""
    return reading.width * 72 / reading.dpi, reading.height * 72 / reading.dpi


def write_text_layer(reading: Reading, glyphs: GlyphTable) -> bytes:
    """The operators that set the page's words invisibly; empty where nothing was read."""
    page = measure_page(reading)
    lines = [words for line in reading.lines if (words := place_words(line, page))]
    if not lines:
        return b""
    body = "\n".join(_write_line(words, glyphs) for words in lines)
    return f"BT\n3 Tr\n{body}\nET\n".encode("ascii")


def place_words(line: Line, page: tuple[float, float]) -> list[PlacedWord]:
    """The line's words that hold a character, in points."""
    width, height = page
    least = _SMALLEST_SIZE / 2
    return [
        PlacedWord(
            text,
            word.box.x * width,
            (1 - word.box.y - word.box.h) * height,
            max(word.box.w * width, least),
            max(word.box.h * height, least),
        )
        for word in line.words
        if (text := clean_text(word))
    ]


def clean_text(word: Word) -> str:
    """The word in NFC without white space, control characters or code points that no text may hold."""
    text = unicodedata.normalize("NFC", word.text)
    return "".join(char for char in text if not char.isspace() and unicodedata.category(char) not in ("Cc", "Cs", "Cn"))


def fit_baseline(words: list[PlacedWord]) -> Baseline:
    """The baseline and font size that best explain the boxes, knowing how far each word's letters reach."""
    extents = [measure_extent(word.text) for word in words]
    sure = [
        (word, extent) for word, extent in zip(words, extents, strict=True) if extent.top - extent.bottom > _SURE_EXTENT
    ]
    known = sure or [(word, Extent(min(extent.bottom, 0.0), 0.5)) for word, extent in zip(words, extents, strict=True)]
    size = max(median(word.height / (extent.top - extent.bottom) for word, extent in known), _SMALLEST_SIZE)
    feet = [(word.left + word.width / 2, word.bottom - extent.bottom * size) for word, extent in known]
    slope = _fit_slope(feet)
    rise = abs(slope) * (words[-1].right - words[0].left)
    if rise < _LEVEL_DRIFT * size or abs(slope) > _STEEPEST:
        slope = 0.0
    return Baseline(size, median(y - slope * x for x, y in feet), slope)


def _fit_slope(points: list[tuple[float, float]]) -> float:
    """Theil-Sen: the median of all slopes, which a few wrong boxes do not move."""
    slopes = [(y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in combinations(points, 2) if abs(x2 - x1) > 1]
    return median(slopes) if slopes else 0.0


def space_words(words: list[PlacedWord], gap: float) -> list[PlacedWord]:
    """Words of one line with at least `gap` points after each, where their boxes touch or overlap."""
    spaced: list[PlacedWord] = []
    for before, word, after in zip([None, *words], words, [*words[1:], None], strict=False):
        left, right = word.left, word.right
        if before is not None and before.left <= left:
            left = max(left, spaced[-1].right + gap)
        if after is not None and word.left <= after.left:
            right = min(right, after.left - gap)
        spaced.append(replace(word, left=left, width=max(right - left, _NARROWEST * word.width)))
    return spaced


def _write_line(words: list[PlacedWord], glyphs: GlyphTable) -> str:
    baseline = fit_baseline(words)
    angle = math.atan(baseline.slope)
    turn = f"{math.cos(angle):.5f} {math.sin(angle):.5f} {-math.sin(angle):.5f} {math.cos(angle):.5f}"
    least = _SMALLEST_SPACE * baseline.size
    spaced = space_words(words, least)
    shown = [f"{FONT} {baseline.size:.3f} Tf"]
    for word, after in zip(spaced, [*spaced[1:], None], strict=True):
        width = max(measure_text(word.text), 1) * baseline.size / UNITS_PER_EM
        shown.append(f"{turn} {word.left:.3f} {baseline.at(word.left):.3f} Tm")
        shown.append(f"{word.width / width * 100:.3f} Tz <{glyphs.encode(word.text)}> Tj")
        if after is not None:
            space = max(after.left - word.right, least) / (SPACE_ADVANCE * baseline.size / UNITS_PER_EM)
            shown.append(f"{space * 100:.3f} Tz <{glyphs.encode(' ')}> Tj")
    return "\n".join(shown)
