"""The words of pages and queries as the search index compares them, and how a query is understood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pipeline.vietnamese import fold, identifier_forms, parse_date, repair_look_alikes, search_text
from storage.current import bare

_LONGEST: Final = 100
_WORD: Final = re.compile(r"[^\W_]+")
_OPEN_Y: Final = re.compile(r"(?:qu|[hklmst])[yỳỷỹýỵ]")
_Y_AS_I: Final = str.maketrans("yỳỷỹýỵ", "iìỉĩíị")
_DATES: Final = re.compile(r"\b\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?\d{4}\b|\bngay +\d{1,2} +thang +\d{1,2} +nam +\d{4}\b")
_QUERY: Final = re.compile(r'"([^"]*)"?|([^\s"]+)')


@dataclass(frozen=True, slots=True)
class Clause:
    """One typed word or quoted phrase: its tokens in order, and the identifiers it may stand for."""

    tokens: tuple[str, ...]
    identifiers: frozenset[str]

    @property
    def folded(self) -> tuple[str, ...]:
        return tuple(map(fold, self.tokens))

    @property
    def marked(self) -> bool:
        """Whether it was typed with Vietnamese marks, so that they count."""
        return self.folded != self.tokens


@dataclass(frozen=True, slots=True)
class Query:
    """A query: its clauses, the words outside quotes in a row, and the identifiers that the whole may stand for."""

    clauses: tuple[Clause, ...]
    phrase: Clause
    identifiers: frozenset[str]


def split_tokens(text: str) -> list[str]:
    """The words of a text in lower case, with one tone placement and one spelling of i and y (Lý, Lí)."""
    return [_respell(word)[:_LONGEST] for word in _WORD.findall(search_text(text))]


@lru_cache(maxsize=50_000)
def split_word(text: str) -> tuple[tuple[str, str], ...]:
    """The tokens of one printed word, each as it is and folded; pages share most of their words."""
    return tuple((token, fold(token)) for token in split_tokens(text))


def identifier_terms(text: str) -> set[str]:
    """Every number, code and whole date in one line of text, in a form that no separator or leading zero changes."""
    if not any(char.isdigit() for char in text):
        return set()
    found = {form[:_LONGEST] for form in identifier_forms(text)}
    for span in _DATES.findall(fold(text)):
        day = parse_date(span)
        if day is not None:
            found.add(f"date{day:%Y%m%d}")
    return found


def parse_query(text: str) -> Query:
    """Understands whatever was typed; there is no syntax but quotes around phrases, so nothing can be wrong."""
    typed = repair_look_alikes(text)
    clauses: list[Clause] = []
    loose: list[str] = []
    for quoted, word in _QUERY.findall(typed):
        clauses.append(_clause(quoted or word))
        if word:
            loose.append(word)
    phrase = Clause(tuple(split_tokens(" ".join(loose))), frozenset())
    return Query(tuple(clause for clause in clauses if clause.tokens), phrase, frozenset(_whole_identifiers(typed)))


def _clause(text: str) -> Clause:
    return Clause(tuple(split_tokens(text)), frozenset(identifier_terms(text)))


def _whole_identifiers(text: str) -> Iterator[str]:
    """What was typed as one identifier, with spaces where its separators belong."""
    joined = bare(text)
    if sum(char.isdigit() for char in joined) >= 3 or joined in identifier_forms(text):
        yield joined[:_LONGEST]


def _respell(word: str) -> str:
    return word.translate(_Y_AS_I) if _OPEN_Y.fullmatch(word) else word
