"""Which words of a page a query meant: their boxes, and a snippet with them marked."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.model import Box
from storage.terms import Clause, Query, identifier_terms, split_word

_SNIPPET = 24
_LEAD = 6
_RUN = 8
"""Words that one identifier may be spread over: `ngày 05 tháng 9 năm 2025` has six."""


@dataclass(frozen=True, slots=True)
class PageWord:
    text: str
    line: int
    box: Box


@dataclass(frozen=True, slots=True)
class PageField:
    """A field's value that stands on the page, or belongs to it; `box` is None where it stands nowhere."""

    value: str
    box: Box | None


@dataclass(frozen=True, slots=True)
class Fragment:
    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Highlight:
    """A snippet in pieces, and the boxes of every matching word on the page, in reading order."""

    fragments: tuple[Fragment, ...]
    boxes: tuple[Box, ...]


def highlight_page(query: Query, words: Sequence[PageWord], fields: Sequence[PageField]) -> Highlight:
    """The page's matching words, or else the field that matched; a match by dossier code alone marks nothing."""
    matches = [found for found in (set(_matches(clause, words)) for clause in _clauses(query)) if found]
    if matches:
        marked = set().union(*matches)
        fragments = _snippet([word.text for word in words], marked, _best_start(matches))
        return Highlight(fragments, tuple(words[place].box for place in sorted(marked)))
    for field in fields:
        value = [PageWord(text, 0, Box(0, 0, 0, 0)) for text in field.value.split()]
        marked = {place for clause in _clauses(query) for place in _matches(clause, value)}
        if marked:
            fragments = _snippet([word.text for word in value], marked, min(marked))
            return Highlight(fragments, (field.box,) if field.box else ())
    return Highlight(_snippet([word.text for word in words], set(), 0), ())


def marked_html(fragments: Iterable[Fragment]) -> str:
    """The snippet as HTML: everything escaped, matching words in `<mark>`."""
    pieces = ((html.escape(fragment.text, quote=False), fragment.marked) for fragment in fragments)
    return " ".join(f"<mark>{text}</mark>" if marked else text for text, marked in pieces)


def _clauses(query: Query) -> tuple[Clause, ...]:
    return (*query.clauses, Clause((), query.identifiers)) if query.identifiers else query.clauses


def _matches(clause: Clause, words: Sequence[PageWord]) -> Iterator[int]:
    """Places of the words that the clause meant; with marks typed, unmarked words only where none is exact."""
    tokens = [(*token, place) for place, word in enumerate(words) for token in split_word(word.text)]
    exact = list(_runs(clause.tokens, [(token, place) for token, _, place in tokens])) if clause.marked else []
    yield from exact or _runs(clause.folded, [(folded, place) for _, folded, place in tokens])
    if clause.identifiers:
        yield from _identifier_places(clause.identifiers, words)


def _runs(wanted: tuple[str, ...], tokens: Sequence[tuple[str, int]]) -> Iterator[int]:
    if not wanted:
        return
    for start in range(len(tokens) - len(wanted) + 1):
        if tokens[start][0] == wanted[0]:
            run = tokens[start : start + len(wanted)]
            if tuple(token for token, _ in run) == wanted:
                yield from (place for _, place in run)


def _identifier_places(wanted: frozenset[str], words: Sequence[PageWord]) -> Iterator[int]:
    for _, numbered in groupby(enumerate(words), key=lambda pair: pair[1].line):
        line = list(numbered)
        if wanted & identifier_terms(" ".join(word.text for _, word in line)):
            yield from _shortest_run(wanted, line)


def _shortest_run(wanted: frozenset[str], line: Sequence[tuple[int, PageWord]]) -> Iterator[int]:
    for size in range(1, min(_RUN, len(line)) + 1):
        runs = [line[start : start + size] for start in range(len(line) - size + 1)]
        found = [run for run in runs if wanted & identifier_terms(" ".join(word.text for _, word in run))]
        if found:
            yield from (place for run in found for place, _ in run)
            return


def _best_start(matches: Sequence[set[int]]) -> int:
    """The match from which a snippet shows the most clauses, then the most words; the earliest of equals."""

    def worth(start: int) -> tuple[int, int, int]:
        window = range(start, start + _SNIPPET - _LEAD)
        counts = [sum(place in window for place in found) for found in matches]
        return sum(count > 0 for count in counts), sum(counts), -start

    return max((place for found in matches for place in found), key=worth)


def _snippet(words: Sequence[str], marked: set[int], start: int) -> tuple[Fragment, ...]:
    first = max(0, min(start - _LEAD, len(words) - _SNIPPET))
    last = min(len(words), first + _SNIPPET)
    fragments = [
        Fragment(" ".join(words[place] for place in run), is_marked)
        for is_marked, run in groupby(range(first, last), key=lambda place: place in marked)
    ]
    before = [Fragment("…", marked=False)] if first > 0 else []
    after = [Fragment("…", marked=False)] if last < len(words) else []
    return (*before, *fragments, *after)
