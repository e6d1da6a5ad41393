"""What the other lines of a dossier say: whether a value's words and numbers stand there too, or nearly."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Final, TypeVar

from rapidfuzz.distance import Levenshtein

from pipeline.classify import PageView
from pipeline.extract.tokens import EDGES, Token, plain_word
from pipeline.letters import fold
from pipeline.model import PageRef, Word
from pipeline.wording import format_date, parse_date

MOST: Final = 8
"""Places of one text that are kept, and texts between the same words: more say nothing new, and hostile paper may
repeat them without end."""
_BESIDE: Final = 0.018
"""As much of the page's width as may part words of one text."""
_LEVELS: Final = 100
_RUN: Final = re.compile(r"\d(?:[ .]?\d){5,13}")
_DAY: Final = re.compile(
    r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}|ngay\W{1,3}\d{1,2}\W+thang\W{1,3}\d{1,2}\W+nam\W{1,3}\d{4}"
)

K = TypeVar("K")
Place = int
"""A word's identity among the dossier's words."""


@dataclass(eq=False)
class Elsewhere:
    """The words of a dossier's pages by their neighbours, its long numbers and its days by the words that say them."""

    pairs: dict[tuple[str, str], dict[tuple[str, str], list[Place]]] = field(default_factory=dict)
    """Folded pair -> the pair as read -> the second word of each."""
    words: dict[str, list[Place]] = field(default_factory=dict)
    """Words with figures."""
    middles: dict[tuple[str, str], dict[str, list[Place]]] = field(default_factory=dict)
    """Words two apart -> the word between them."""
    numbers: dict[str, list[frozenset[Place]]] = field(default_factory=dict)
    masks: dict[str, set[str]] = field(default_factory=dict)
    """Long numbers with one figure left open -> those that fit."""
    days: dict[str, list[frozenset[Place]]] = field(default_factory=dict)
    coded: set[str] = field(default_factory=set)
    """What machine-readable codes say."""
    following: dict[Place, Word] = field(default_factory=dict)
    """The word after each that says something."""
    preceding: dict[Place, Word] = field(default_factory=dict)
    levels: dict[tuple[PageRef, int], list[Word]] = field(default_factory=dict)
    """The words of each page by their height on it."""
    lines: dict[Place, tuple[float, float]] = field(default_factory=dict)
    """How surely the other words of each word's line were read on the whole, and how tall its words are."""
    surety: dict[PageRef, float] = field(default_factory=dict)
    """How surely the words of each page were read on the whole."""

    def count_pair(self, first: Token, second: Token) -> tuple[int, int]:
        """How often the pair stands elsewhere letter by letter, and how often with other marks."""
        read = self.pairs.get((fold(first.core), fold(second.core)), {})
        own = (first.plain, second.plain)
        same = sum(place != id(second.word) for place in read.get(own, ()))
        return same, sum(len(places) for pair, places in read.items() if pair != own)

    def count_word(self, token: Token) -> int:
        """How often a word with figures stands elsewhere."""
        return sum(place != id(token.word) for place in self.words.get(token.plain, ()))

    def count_others(self, before: Token, token: Token, after: Token) -> int:
        """How often a word unlike this one by a letter stands elsewhere between the same two."""
        read = self.middles.get((before.plain, after.plain), {})
        return sum(
            len(places) for text, places in read.items() if text != token.plain and _near(fold(text), fold(token.core))
        )

    def list_before(self, word: Word, most: int) -> list[Word]:
        """Up to so many words that stand before the word in reading order, the nearest first."""
        found: list[Word] = []
        before = self.preceding.get(id(word))
        while before is not None and len(found) < most:
            found.append(before)
            before = self.preceding.get(id(before))
        return found

    def find_beside(self, page: PageRef, word: Word, own: Collection[Place]) -> bool:
        """Whether a word read as another line's, none of `own`, stands right after this one at its height."""
        right, height = word.box.x + word.box.w, word.box.h
        for level in _levels(word):
            for other in self.levels.get((page, level), ()):
                near = -0.25 * other.box.w < other.box.x - right < _BESIDE
                if (
                    near
                    and abs(other.box.y + other.box.h / 2 - word.box.y - height / 2) < 0.5 * height
                    and other.line != word.line
                    and id(other) not in own
                ):
                    return True
        return False

    def count_number(self, number: str, words: Iterable[Word]) -> tuple[int, int]:
        """How often the number stands on other words, and how many numbers there are one figure apart."""
        own = {id(word) for word in words}
        same = sum(not own & places for places in self.numbers.get(number, ())) + 2 * (number in self.coded)
        near = {other for mask in _masks(number) for other in self.masks.get(mask, ()) if other != number}
        return same, len(near)

    def count_day(self, day: str, words: Iterable[Word]) -> int:
        """How often the day (`dd/mm/yyyy`) stands on other words."""
        own = {id(word) for word in words}
        return sum(not own & places for places in self.days.get(day, ())) + 2 * (day in self.coded)


NOWHERE: Final = Elsewhere()


def look_elsewhere(views: Sequence[PageView]) -> Elsewhere:
    """Everything that the pages of one dossier say, in time that grows with their words."""
    made = Elsewhere()
    for view in views:
        read_words = view.reading.words
        if read_words:
            made.surety[view.reading.ref] = sum(word.confidence for word in read_words) / len(read_words)
        words = [(word, core) for word in read_words if (core := word.text.strip(EDGES))]
        for word, core in words:
            if any(char.isdigit() for char in core):
                _note(made.words, plain_word(core), word, len(made.words) + 1)
            made.levels.setdefault((view.reading.ref, _levels(word)[1]), []).append(word)
        for (one_word, one), (word, other) in pairwise(words):
            made.following[id(one_word)] = word
            made.preceding[id(word)] = one_word
            read = made.pairs.setdefault((fold(one), fold(other)), {})
            _note(read, (plain_word(one), plain_word(other)), word)
        for (_, one), (word, between), (_, other) in zip(words, words[1:], words[2:], strict=False):
            _note(made.middles.setdefault((plain_word(one), plain_word(other)), {}), plain_word(between), word)
        for line in view.lines:
            usual = median(word.box.h for word in line.words)
            total = sum(word.confidence for word in line.words)
            for word in line.words:
                sure = (total - word.confidence) / (len(line.words) - 1) if len(line.words) > 1 else word.confidence
                made.lines[id(word)] = (sure, usual)
            for number, places in _runs(line.words):
                if len(made.numbers.setdefault(number, [])) < MOST:
                    made.numbers[number].append(places)
                    for mask in _masks(number):
                        made.masks.setdefault(mask, set()).add(number)
            for day, places in _days(line.words):
                if len(made.days.setdefault(day, [])) < MOST:
                    made.days[day].append(places)
        card, zone = view.card_qr, view.mrz
        made.coded |= {text for text in (card.id12, card.id9) if text} if card else set()
        made.coded |= {format_date(day) for day in (card.birth, card.issued) if day} if card else set()
        made.coded |= {zone.id12} if zone and zone.id12 else set()
        made.coded |= {format_date(day) for day in (zone.birth, zone.expiry) if day} if zone else set()
    return made


def _levels(word: Word) -> range:
    middle = round((word.box.y + word.box.h / 2) * _LEVELS)
    return range(middle - 1, middle + 2)


def _note(read: dict[K, list[Place]], text: K, word: Word, most: int = MOST) -> None:
    """Keeps where a text was read: a few places of each of a few texts."""
    if text in read or len(read) < most:
        places = read.setdefault(text, [])
        if len(places) < MOST:
            places.append(id(word))


def _near(one: str, other: str) -> bool:
    return (
        len(one) > 1 and len(other) > 1 and not one.isdigit() and Levenshtein.distance(one, other, score_cutoff=1) <= 1
    )


def _masks(number: str) -> Iterator[str]:
    if len(number) >= 9:
        for place in range(len(number)):
            yield f"{number[:place]}?{number[place + 1 :]}"


def _runs(words: Sequence[Word]) -> Iterator[tuple[str, frozenset[Place]]]:
    for match, places in _match(_RUN, words):
        yield re.sub(r"\D", "", match), places


def _days(words: Sequence[Word]) -> Iterator[tuple[str, frozenset[Place]]]:
    for match, places in _match(_DAY, words):
        day = parse_date(match)
        if day:
            yield format_date(day), places


def _match(pattern: re.Pattern[str], words: Sequence[Word]) -> Iterator[tuple[str, frozenset[Place]]]:
    text = " ".join(word.text for word in words)
    if not any(char.isdigit() for char in text):
        return
    folded = fold(text)
    if len(folded) != len(text):
        return
    ends, at = [], 0
    for word in words:
        at += len(word.text) + 1
        ends.append(at)
    for match in pattern.finditer(folded):
        held = [
            id(word)
            for word, end in zip(words, ends, strict=True)
            if end - len(word.text) - 1 < match.end() and match.start() < end - 1
        ]
        yield match.group(), frozenset(held)
