"""Two readings of one line made one: word by word the likelier, with how likely it is to be right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from ocr.dashes import DASHES
from ocr.engine import EngineWord
from ocr.likelihood import Likelihood, Pair, Side, pick_likelier
from ocr.lines import Letter
from ocr.lookalikes import mend_figure, mend_numbers

_FLATTER = 7
"""Tesseract's confidence of a word is 1 - 7 (1 - its least letter's)."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The least part of a line that both readers bound by spaces: what each read there; either may be empty."""

    words: tuple[EngineWord, ...]
    letters: tuple[Letter, ...]

    @property
    def pair(self) -> Pair:
        text = mend_numbers("".join(letter.text for letter in self.letters).strip())
        if text in DASHES and len(self.words) == 1 and self.words[0].text in DASHES:
            text = self.words[0].text
        sure = [letter.confidence for letter in self.letters if letter.text != " "]
        return Pair(
            Side(
                mend_numbers(" ".join(word.text for word in self.words)),
                min((word.confidence for word in self.words), default=0.0),
                min((find_least(word) for word in self.words), default=0.0),
            ),
            Side(text, sum(sure) / len(sure) if sure else 0.0, min(sure, default=0.0)),
        )


def find_least(word: EngineWord) -> float:
    """The confidence of the word's least sure letter, from the word's own where none is told."""
    return min(word.letters, default=1 - (1 - word.confidence) / _FLATTER)


def combine_line(
    words: Sequence[EngineWord], letters: Sequence[Letter], height: tuple[int, int], likelihood: Likelihood
) -> list[EngineWord]:
    """The line's words out of both readings; `height`: its top and bottom in pixels, for words that only one saw."""
    line = words[0].line if words else 0
    figure = mend_figure("".join(word.text for word in words), "".join(letter.text for letter in letters).strip())
    if figure:
        words = [replace(word, text=figure, raw="" if word.text == figure else word.text) for word in words]
        letters = [replace(letter, text=figure) for letter in letters if letter.text != " "]
    result: list[EngineWord] = []
    for stretch in split_stretches(words, letters):
        pair = stretch.pair
        text, confidence = pick_likelier(pair, likelihood)
        if text == pair.first.text:
            result += [_mend(word, confidence) for word in stretch.words]
        elif text:
            result += _write_words(text, confidence, stretch, height, line)
    return result


def _mend(word: EngineWord, confidence: float) -> EngineWord:
    text = mend_numbers(word.text)
    return replace(word, text=text, confidence=confidence, raw=word.text if text != word.text else word.raw)


def split_stretches(words: Sequence[EngineWord], letters: Sequence[Letter]) -> Iterator[Stretch]:
    """Cuts both readings where they agree on a space."""
    one = " ".join(word.text for word in words)
    other = "".join(letter.text for letter in letters)
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word.text) + 1)
    cuts = [(-1, -1)]
    for tag, start, end, there, _ in Levenshtein.opcodes(one, other):
        if tag == "equal":
            cuts += [(start + step, there + step) for step in range(end - start) if one[start + step] == " "]
    cuts.append((len(one), len(other)))
    for (left, low), (right, high) in pairwise(cuts):
        held = tuple(word for word, start in zip(words, starts, strict=False) if left < start < right)
        own = tuple(letters[low + 1 : high])
        if held or any(letter.text != " " for letter in own):
            yield Stretch(held, own)


def _write_words(
    text: str, confidence: float, stretch: Stretch, height: tuple[int, int], line: int
) -> Iterator[EngineWord]:
    """The second reader's words, each where the first has as many, else where its letters stand."""
    tokens = text.split()
    block = stretch.words[0].block if stretch.words else 0
    if len(tokens) == len(stretch.words):
        read = "".join(letter.text for letter in stretch.letters).split()
        for token, word in zip(read, stretch.words, strict=True):
            yield _mend(replace(word, text=token, letters=(), raw=""), confidence)
        return
    top, bottom = height
    half = 0.25 * (bottom - top)
    group: list[Letter] = []
    for letter in (*stretch.letters, Letter(" ", 1.0, 0.0)):
        if letter.text != " ":
            group.append(letter)
        elif group:
            left, right = min(one.x for one in group) - half, max(one.x for one in group) + half
            name = "".join(one.text for one in group)
            word = EngineWord(name, round(left), top, max(1, round(right - left)), bottom - top, 0.0, block, line)
            yield _mend(word, confidence)
            group = []
