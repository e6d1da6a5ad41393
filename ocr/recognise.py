"""From a cleaned page to its words: lines found twice over, each read by two readers, the likelier kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ocr.barred_d import mend_barred_d
from ocr.clear import is_clear
from ocr.combine import combine_line, find_least, look_over, rate_once
from ocr.dashes import mend_dashes
from ocr.dotted_y import mend_dotted_y
from ocr.engine import Engine, EngineWord, Grey, Mode, tidy_words
from ocr.gaps import part_words
from ocr.leftovers import bound_letters, cut_line, gather_lines, gather_small, pick_unexplained
from ocr.likelihood import NOBODY, Likelihood, Side, describe
from ocr.lines import Letter, LineReader
from ocr.lone import find_lone, is_number
from ocr.marks import doubt_unmarked
from ocr.pale import deepen_lines
from ocr.rects import Rect, shared_areas
from ocr.sheet import Sheet
from ocr.sizes import split_sizes
from ocr.strip import make_strip
from ocr.syllables import is_syllable
from ocr.tiny import join_pieces
from ocr.trace import Trace

_SHARED = 0.6
"""Share of the smaller of two boxes that lies in the other where both are one line."""


@dataclass(frozen=True, slots=True)
class LineRead:
    """A line, what the engine read of it (page pixels) and what the second reader did, None where it was not asked."""

    rect: Rect
    words: tuple[EngineWord, ...]
    letters: tuple[Letter, ...] | None
    trace: Trace | None = None


@dataclass(frozen=True)
class Recogniser:
    """The engine, the second reader where there is one, and what is known of their mistakes."""

    engine: Engine
    second: LineReader | None
    likelihood: Likelihood

    def read(self, sheet: Sheet, others: Sequence[Rect], left: Callable[[], float]) -> list[EngineWord]:
        """The words of the sheet, lines numbered; `others`: zones of no writing; `left`: seconds until the deadline."""
        if self.second is None:
            words = self.read_page(sheet, left())
        else:
            parts = split_sizes(find_lines(sheet, self.second), sheet.blobs, sheet.dpi)
            numbers = [number for number, line in enumerate(parts) for _ in line]
            read = self.combine(self.read_each(sheet, [part for line in parts for part in line], left()))
            words = [replace(word, line=numbers[word.line]) for word in read]
        words += self.read_leftovers(sheet, words, others, left)
        return doubt_unmarked(part_words(mend_barred_d(words, sheet.picture), sheet.picture))

    def read_page(self, sheet: Sheet, seconds: float) -> list[EngineWord]:
        """The engine's own reading of the whole page: the way without a second reader."""
        [found] = self.engine.recognise([sheet.picture], Mode.PAGE, sheet.dpi, seconds)
        return [self._rate_alone(word) for word in tidy_words(found, sheet.picture.shape[1], sheet.picture.shape[0])]

    def read_each(self, sheet: Sheet, rects: Sequence[Rect], seconds: float) -> list[LineRead]:
        """Each line by the engine and, where that leaves a doubt, by the second reader.

        Both see letters on bare paper, where there are none.
        """
        picture = deepen_lines(sheet.picture, rects)
        cuts = [cut_line(picture, rect, sheet.blobs, rects) for rect in rects]
        strips = [
            make_strip(cut, (rect[0] - x, rect[1] - y, rect[2], rect[3]))
            for rect, (cut, x, y) in zip(rects, cuts, strict=True)
        ]
        shown = [strip.picture for strip in strips if strip.inked]
        answers = iter(self.engine.recognise(shown, Mode.LINE, sheet.dpi, seconds))
        lines = []
        for number, (rect, (cut, x, y), strip) in enumerate(zip(rects, cuts, strips, strict=True)):
            if not strip.inked:
                lines.append(LineRead(rect, (), None))
                continue
            read = strip.place(tidy_words(next(answers), strip.picture.shape[1], strip.picture.shape[0]))
            words = mend_dashes(mend_dotted_y(read, cut), cut)
            placed = tuple(replace(word, left=word.left + x, top=word.top + y, line=number, block=0) for word in words)
            lines.append(LineRead(rect, placed, None if is_clear(placed) else ()))
        return self._read_again(picture, lines)

    def _read_again(self, picture: Grey, lines: Sequence[LineRead]) -> list[LineRead]:
        """The lines that are not clear, with what the second reader says of them."""
        if self.second is None:
            return list(lines)
        asked = [line.rect for line in lines if line.letters is not None]
        answers = iter(self.second.trace_lines(picture, asked))
        return [line if line.letters is None else LineRead(line.rect, line.words, *next(answers)) for line in lines]

    def combine(self, lines: Sequence[LineRead], first: int = 0) -> list[EngineWord]:
        """The words of lines read; lines are numbered from `first`."""
        if self.second is None:
            alone = [(number, word) for number, line in enumerate(lines, first) for word in line.words]
            return [replace(self._rate_alone(word), line=number) for number, word in alone]
        words: list[EngineWord] = []
        page = look_over((line.words, line.letters) for line in lines)
        for number, line in enumerate(lines, first):
            top, height = line.rect[1], line.rect[3]
            joined = (
                rate_once(line.words, self.likelihood, page)
                if line.letters is None
                else combine_line(line.words, line.letters, (top, top + height), self.likelihood, line.trace, page)
            )
            words += [replace(word, line=number) for word in joined]
        return words

    def read_leftovers(
        self, sheet: Sheet, words: list[EngineWord], others: Sequence[Rect], left: Callable[[], float]
    ) -> list[EngineWord]:
        """Lines of ink that no word explains, read on their own; kept where syllables or numbers come out."""
        missed = pick_unexplained(sheet.blobs, words, others, sheet.erased, sheet.dpi)
        rects = gather_lines(sheet.blobs, missed, sheet.dpi)
        small = gather_small(sheet.blobs, words, [*others, *rects], sheet.erased, sheet.dpi)
        rects += join_pieces(small, sheet.dpi)
        start = 1 + max((word.line for word in words), default=0)
        found: list[EngineWord] = []
        for number, line in enumerate(self.read_each(sheet, rects, left()), start):
            reading = self.combine([line], number)
            if _is_worth_keeping(reading):
                found += [word for word in reading if not _is_known(word, words)]
        return found + self._read_lone(sheet, missed, [*words, *found], left())

    def _read_lone(
        self, sheet: Sheet, missed: NDArray[np.bool_], words: Sequence[EngineWord], seconds: float
    ) -> list[EngineWord]:
        start = 1 + max((word.line for word in words), default=0)
        lines = self.read_each(sheet, find_lone(sheet.blobs, missed, sheet.flat, sheet.dpi), seconds)
        readings = [self.combine([line], number) for number, line in enumerate(lines, start)]
        return [word for reading in readings if is_number(reading) for word in reading if not _is_known(word, words)]

    def _rate_alone(self, word: EngineWord) -> EngineWord:
        own = Side(word.text, word.confidence, find_least(word))
        return replace(word, confidence=self.likelihood.rate("only reader", describe(own, NOBODY)))


def find_lines(sheet: Sheet, second: LineReader) -> list[Rect]:
    """The lines that the second reader sees, without boxes that lie in others.

    It is shown the part of the page that holds letters: readers shrink what they look at, and small print is lost.
    """
    x, y, width, height = bound_letters(sheet.blobs, sheet.erased, sheet.dpi)
    seen = second.find_lines(np.ascontiguousarray(sheet.picture[y : y + height, x : x + width]))
    found = [(x + left, y + top, wide, high) for left, top, wide, high in seen]
    rects = sorted(join_pieces(found, sheet.dpi), key=lambda rect: -rect[2] * rect[3])
    kept: list[Rect] = []
    for rect in rects:
        if not (shared_areas(rect, kept) > _SHARED * rect[2] * rect[3]).any():
            kept.append(rect)
    return sorted(kept, key=lambda rect: (rect[1], rect[0]))


def _is_worth_keeping(words: Sequence[EngineWord]) -> bool:
    sure = [word for word in words if word.confidence > 0.35 and any(letter.isalnum() for letter in word.text)]
    good = [
        word
        for word in sure
        if (len(word.text) > 1 and is_syllable(word.text)) or sum(letter.isdigit() for letter in word.text) >= 2
    ]
    return bool(good) and len(good) >= 0.5 * len(words)


def _is_known(word: EngineWord, words: Sequence[EngineWord]) -> bool:
    x, y = word.left + word.width / 2, word.top + word.height / 2
    return any(
        known.left <= x <= known.left + known.width and known.top <= y <= known.top + known.height for known in words
    )
