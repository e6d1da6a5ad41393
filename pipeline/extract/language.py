"""What the language says of a value's words: which stand beside each other, which only with other marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pipeline.catalog import Catalog
from pipeline.extract.tokens import Token, plain_word
from pipeline.letters import fold

_KIND = re.compile(r"^(?:xã|phường|thị trấn|đặc khu|quận|huyện|thị xã|thành phố|tỉnh)\s+(?=\S)")
_WORDS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Known:
    """Texts that are known as they are spelled, and their spellings without marks."""

    exact: frozenset[str]
    folded: frozenset[str]

    def judge(self, text: str) -> tuple[bool, bool]:
        """Whether the text is known, and whether it is only with other marks."""
        exact = text in self.exact
        return exact, not exact and fold(text) in self.folded


@dataclass(frozen=True)
class Language:
    """What is known of spelling: pairs of words, pairs in names of places, surnames, words of given names."""

    words: Known
    places: Known
    surnames: Known
    given: Known
    units: Known
    """Names of communes, districts and provinces without their kinds."""
    provinces: Known
    phrases: Known
    """Whole texts of the catalogue."""

    def judge_pair(self, first: Token, second: Token, *, place: bool) -> tuple[bool, bool]:
        """Whether the two stand beside each other in known words, and whether they do only with other marks."""
        return (self.places if place else self.words).judge(f"{first.plain} {second.plain}")


@lru_cache(maxsize=4)
def _learn(source: _Source) -> Language:
    catalog = source.catalog
    lists = catalog.lexicons
    units = [unit.name for unit in lists.communes.values()]
    units += [name for unit in lists.old_communes for name in (unit.name, unit.district, unit.province)]
    units += [unit.province for unit in lists.communes.values()]
    return Language(
        _know([*lists.word_pairs, *_pairs(_phrases(catalog))]),
        _know([*_pairs(units), *(plain_word(name) for name in units)]),
        _know(plain_word(name) for name in lists.surnames),
        _know(plain_word(name) for name in lists.given_names),
        _know(_bare(name) for name in units if name),
        _know(_bare(name) for name in (*lists.heirs, *lists.heirs.values())),
        _know(" ".join(plain_word(word) for word in _WORDS.findall(phrase)) for phrase in _phrases(catalog)),
    )


@dataclass(frozen=True, eq=False)
class _Source:
    """A catalogue that compares by its version."""

    catalog: Catalog

    def __hash__(self) -> int:
        return hash(self.catalog.version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Source) and self.catalog.version == other.catalog.version


def learn_language(catalog: Catalog) -> Language:
    """What the catalogue's lists and its own texts say of spelling; learned once of each version."""
    return _learn(_Source(catalog))


def _bare(name: str) -> str:
    return _KIND.sub("", plain_word(name))


def _know(texts: Iterable[str]) -> Known:
    exact = frozenset(texts)
    return Known(exact, frozenset(fold(text) for text in exact))


def _pairs(phrases: Iterable[str]) -> Iterator[str]:
    for phrase in phrases:
        for first, second in pairwise(plain_word(word) for word in _WORDS.findall(phrase)):
            yield f"{first} {second}"


def _phrases(catalog: Catalog) -> Iterator[str]:
    """Everything that the catalogue says in Vietnamese: it is spelled right."""
    for kind in catalog.types.values():
        yield from (kind.name_vi, *kind.titles, *kind.title_starts, *kind.stops)
        for spec in (*kind.fields, *(column for row in kind.rows for column in row.columns)):
            yield from (spec.name_vi, *spec.labels, *spec.choices)
    for procedure in catalog.procedures.values():
        yield procedure.name
        yield from (need.name_vi for need in procedure.requires or ())
    yield from (*catalog.positions.values(), *catalog.issuers.values(), *catalog.ethnic_groups.values())
    yield from (agency.name for agency in catalog.lexicons.agencies.values())
    yield from catalog.lexicons.countries.values()
    yield from (short.meaning for short in catalog.abbreviations.values())
