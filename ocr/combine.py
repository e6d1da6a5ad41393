"""Two readings of one line made one: word by word the likelier, with how likely it is to be right."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from rapidfuzz.distance import Levenshtein

from ocr.choice import EDGES, Options, Setting, pick_best
from ocr.dashes import DASHES
from ocr.engine import EngineWord
from ocr.likelihood import NOBODY, Likelihood, Pair, Side, describe, pick_likelier
from ocr.lines import Letter
from ocr.lookalikes import drop_leader_rest, mend_figure, mend_numbers
from ocr.mixes import mix_texts, vary_text
from ocr.trace import Trace

_FLATTER = 7
"""Tesseract's confidence of a word is 1 - 7 (1 - its least letter's)."""
_FAR = 0.5
"""Share of the letters in which two readings may differ to be two readings of one text."""
_SURE = 0.9
_DISPUTED = 0.94
"""How sure a number may be at most whose figures two readers read differently: no spelling tells which is right, so a
clerk is to look."""
_FILLER = "<"
"""Stands between the names of a machine-readable zone, which has a reader of its own (`mrz.py`)."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The least part of a line that both readers bound by spaces: what each read there; either may be empty."""

    words: tuple[EngineWord, ...]
    letters: tuple[Letter, ...]
    start: int = 0
    """Which letter of the line the first one is."""

    @property
    def pair(self) -> Pair:
        text = _tidy("".join(letter.text for letter in self.letters).strip())
        if text in DASHES and len(self.words) == 1 and self.words[0].text in DASHES:
            text = self.words[0].text
        sure = [letter.confidence for letter in self.letters if letter.text != " "]
        return Pair(
            Side(
                _tidy(" ".join(word.text for word in self.words)),
                min((word.confidence for word in self.words), default=0.0),
                min((find_least(word) for word in self.words), default=0.0),
            ),
            Side(text, sum(sure) / len(sure) if sure else 0.0, min(sure, default=0.0)),
        )

    @property
    def agrees(self) -> bool:
        """Whether both readers read one and the same word."""
        own = "".join(letter.text for letter in self.letters).strip()
        return len(self.words) == 1 and self.words[0].text == own

    @property
    def least(self) -> float:
        """How sure both readers are of every letter."""
        sure = [letter.confidence for letter in self.letters if letter.text != " "]
        return min([*(find_least(word) for word in self.words), *sure], default=0.0)

    @property
    def sure(self) -> tuple[float, ...]:
        """How sure the engine is of each character of its words, spaces between them included."""
        sure: list[float] = []
        for word in self.words:
            own = word.letters if len(word.letters) == len(word.text) else (find_least(word),) * len(word.text)
            sure += ([min(sure[-1], own[0])] if sure else []) + [*own]
        return tuple(sure)


@dataclass(frozen=True, slots=True)
class Page:
    """How often it has each word, in small letters, of which both readers were sure, and the share of stretches on
    which they agreed."""

    known: Mapping[str, int]
    agreed: float


UNKNOWN = Page({}, 1.0)


def _tidy(text: str) -> str:
    return drop_leader_rest(mend_numbers(text))


def find_least(word: EngineWord) -> float:
    """The confidence of the word's least sure letter, from the word's own where none is told."""
    return min(word.letters, default=1 - (1 - word.confidence) / _FLATTER)


def combine_line(
    words: Sequence[EngineWord],
    letters: Sequence[Letter],
    height: tuple[int, int],
    likelihood: Likelihood,
    trace: Trace | None = None,
    page: Page = UNKNOWN,
) -> list[EngineWord]:
    """The line's words out of both readings; `height`: its top and bottom in pixels, for words that only one saw.

    `trace` is what the second reader saw of the line, `page` what the other lines say.
    """
    line = words[0].line if words else 0
    figure = mend_figure("".join(word.text for word in words), "".join(letter.text for letter in letters).strip())
    if figure:
        words = [replace(word, text=figure, raw="" if word.text == figure else word.text) for word in words]
        letters = [replace(letter, text=figure) for letter in letters if letter.text != " "]
    result: list[EngineWord] = []
    stretches = list(split_stretches(words, letters))
    for stretch, around in zip(stretches, look_around(stretches, page), strict=True):
        pair = stretch.pair
        options = (
            list_options(stretch, words, letters, trace, page.known)
            if trace and not figure and not stretch.agrees
            else None
        )
        text, confidence = (
            pick_best(options, likelihood, around) if options else pick_likelier(pair, likelihood, around)
        )
        if _read_other_figures(pair):
            confidence = min(confidence, _DISPUTED)
        if text == pair.first.text:
            result += [_mend(word, confidence) for word in stretch.words]
        elif text == pair.second.text:
            result += _write_words(text, confidence, stretch, height, line)
        elif text:
            result += _write_mix(text, confidence, stretch, height, line)
    return result


def rate_once(words: Sequence[EngineWord], likelihood: Likelihood, page: Page) -> list[EngineWord]:
    """The words of a line that the engine alone has read."""
    return [_mend(word, likelihood.rate("once", describe_once(word, page))) for word in words]


def describe_once(word: EngineWord, page: Page) -> dict[str, float]:
    """Features of a word that the engine alone has read."""
    own = Side(_tidy(word.text), word.confidence, find_least(word))
    elsewhere = page.known.get(_bare(word), 0) - 1
    return describe(own, NOBODY) | {"page agrees": page.agreed, "known word": _weigh_known(elsewhere)}


def look_over(lines: Iterable[tuple[Sequence[EngineWord], Sequence[Letter] | None]]) -> Page:
    """What the lines of a page say of each other; those that one reader alone has read (None) count as agreed."""
    known: Counter[str] = Counter()
    agreed = count = 0
    for words, letters in lines:
        if letters is None:
            agreed += len(words)
            count += len(words)
            known.update(_bare(word) for word in words)
            continue
        for stretch in split_stretches(words, letters):
            count += 1
            if stretch.agrees:
                agreed += 1
                if stretch.least > _SURE:
                    known[_bare(stretch.words[0])] += 1
    return Page(known, agreed / count if count else 1.0)


def look_around(stretches: Sequence[Stretch], page: Page) -> list[dict[str, float]]:
    """What stands around each stretch of a line: whether the readers agree there, and whether its word is known."""
    agreed = [stretch.agrees for stretch in stretches]
    count = sum(agreed)
    return [
        {
            "line agrees": (count - fits) / (len(stretches) - 1) if len(stretches) > 1 else page.agreed,
            "page agrees": page.agreed,
            "known word": _weigh_known(_count_known(stretch, page, fits)),
        }
        for stretch, fits in zip(stretches, agreed, strict=True)
    ]


def _count_known(stretch: Stretch, page: Page, fits: bool) -> int:
    """How often the page has the stretch's word elsewhere."""
    if not fits:
        return 0
    return page.known.get(_bare(stretch.words[0]), 0) - (stretch.least > _SURE)


def _bare(word: EngineWord) -> str:
    return word.text.strip(EDGES).casefold()


def _weigh_known(count: int) -> float:
    """What it is worth that the page has a word so often elsewhere."""
    return min(3.0, math.log1p(max(0, count)))


def list_options(
    stretch: Stretch, words: Sequence[EngineWord], letters: Sequence[Letter], trace: Trace, known: Mapping[str, int]
) -> Options | None:
    """What a stretch may say of which the readers said different but like things; None where they did not."""
    pair = stretch.pair
    one, other = pair.first.text, pair.second.text
    if not one or not other or one == other or _FILLER in one + other:
        return None
    if Levenshtein.distance(one, other) > max(2, _FAR * max(len(one), len(other))):
        return None
    solid = [place for place, letter in enumerate(stretch.letters, stretch.start) if letter.text != " "]
    before, after = min(solid) - 1, max(solid) + 1
    first = trace.frame_at(letters[before].x) + 1 if before >= 0 else 0
    last = trace.frame_at(letters[after].x) if after < len(letters) else len(trace.frames)
    if last <= first:
        return None
    texts = mix_texts(one, other)
    scores = trace.score(texts, first, last)
    best = texts[int(scores.argmax())]
    own = letters[before + 1 : after]
    near = [text for base in dict.fromkeys((one, other, best)) for text in vary_text(base, own, trace, first, last)]
    near = [text for text in dict.fromkeys(near) if text not in texts]
    scores = np.concatenate((scores, trace.score(near, first, last)))
    sure = stretch.sure if len(stretch.sure) == len(one) else (pair.first.least,) * len(one)
    setting = Setting(one, sure, other, _share_capitals(words, one), known)
    return Options((*texts, *near), scores, setting)


def _share_capitals(words: Sequence[EngineWord], without: str) -> float:
    """The share of capitals among the letters of the line without those of a stretch; 0.5 where there are no others."""
    count, upper = (
        sum(fits(letter) for word in words for letter in word.text) - sum(fits(letter) for letter in without)
        for fits in (str.isalpha, str.isupper)
    )
    return upper / count if count > 0 else 0.5


def _read_other_figures(pair: Pair) -> bool:
    """Whether both readers read something and not the same figures in it."""
    one, other = ([letter for letter in side.text if letter.isdigit()] for side in (pair.first, pair.second))
    return bool(pair.first.text and pair.second.text) and one != other


def _mend(word: EngineWord, confidence: float) -> EngineWord:
    text = _tidy(word.text)
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
            yield Stretch(held, own, low + 1)


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
    yield from _place_words(stretch.letters, confidence, height, block, line)


def _write_mix(
    text: str, confidence: float, stretch: Stretch, height: tuple[int, int], line: int
) -> Iterator[EngineWord]:
    """Words that neither reader read as a whole; the engine's are kept as what was read there."""
    tokens = text.split()
    if len(tokens) == len(stretch.words):
        for token, word in zip(tokens, stretch.words, strict=True):
            raw = "" if word.text == token else word.text
            yield replace(word, text=token, letters=(), raw=raw, confidence=confidence)
        return
    block = stretch.words[0].block if stretch.words else 0
    raw = " ".join(word.text for word in stretch.words)
    for word in _place_words(_place_letters(text, stretch.letters), confidence, height, block, line):
        yield replace(word, raw=raw)


def _place_letters(text: str, letters: Sequence[Letter]) -> list[Letter]:
    """The text's letters where the second reader's stand that they were read for, new ones beside them."""
    own = "".join(letter.text for letter in letters)
    places: list[int] = []
    for tag, start, end, there, till in Levenshtein.opcodes(text, own):
        if tag != "insert":
            places += [min(there + step, max(there, till - 1), len(own) - 1) for step in range(end - start)]
    return [replace(letters[place], text=letter) for letter, place in zip(text, places, strict=True)]


def _place_words(
    letters: Sequence[Letter], confidence: float, height: tuple[int, int], block: int, line: int
) -> Iterator[EngineWord]:
    top, bottom = height
    half = 0.25 * (bottom - top)
    group: list[Letter] = []
    for letter in (*letters, Letter(" ", 1.0, 0.0)):
        if letter.text != " ":
            group.append(letter)
        elif group:
            left, right = min(one.x for one in group) - half, max(one.x for one in group) + half
            name = "".join(one.text for one in group)
            word = EngineWord(name, round(left), top, max(1, round(right - left)), bottom - top, 0.0, block, line)
            yield _mend(word, confidence)
            group = []
