"""How a query meets the index: queries built from objects, never from a string with a syntax of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import tantivy
from tantivy import FieldType, Occur

from storage.entries import day_number
from storage.terms import Clause, Query

_FOLDED_ONLY = 0.01
"""Weight of a match without the marks that were typed: far below, whatever the lengths and rarities of words."""
_EXACT_UNMARKED = 1.2
_IDENTIFIER = 4.0
_PHRASE = 2.0


@dataclass(frozen=True, slots=True)
class Filters:
    type: str | None = None
    dossier: str | None = None
    date_from: date | None = None
    date_to: date | None = None


def match_all(schema: tantivy.Schema, query: Query, filters: Filters) -> tantivy.Query:
    """Pages with every word of the query, or with the one identifier that it is as a whole."""
    return _match(schema, query, filters, len(query.clauses))


def match_most(schema: tantivy.Schema, query: Query, filters: Filters) -> tantivy.Query | None:
    """Pages with most of the words; None where that could not give more, or would blur a number."""
    count = len(query.clauses)
    if count < 2 or any(clause.identifiers for clause in query.clauses):
        return None
    return _match(schema, query, filters, max(1, (2 * count + 1) // 3))


def _match(schema: tantivy.Schema, query: Query, filters: Filters, least: int) -> tantivy.Query:
    wanted: list[tantivy.Query] = []
    if query.clauses:
        words = [(Occur.Should, _clause(schema, clause)) for clause in query.clauses]
        wanted.append(tantivy.Query.boolean_query(words, minimum_number_should_match=least))
    wanted += _identifiers(schema, query.identifiers)
    parts = [(Occur.Must, tantivy.Query.disjunction_max_query(wanted, 0.1))]
    if len(query.phrase.tokens) > 1:
        parts.append((Occur.Should, tantivy.Query.boost_query(_words(schema, query.phrase), _PHRASE)))
    parts += [(Occur.Must, tantivy.Query.const_score_query(bound, 0.0)) for bound in _bounds(schema, filters)]
    return tantivy.Query.boolean_query(parts)


def _clause(schema: tantivy.Schema, clause: Clause) -> tantivy.Query:
    alternatives = [_words(schema, clause), *_identifiers(schema, clause.identifiers)]
    return tantivy.Query.disjunction_max_query(alternatives, 0.1)


def _words(schema: tantivy.Schema, clause: Clause) -> tantivy.Query:
    exact = _sequence(schema, "exact", clause.tokens)
    folded = _sequence(schema, "folded", clause.folded)
    if clause.marked:
        pair = [exact, tantivy.Query.boost_query(folded, _FOLDED_ONLY)]
    else:
        pair = [tantivy.Query.boost_query(exact, _EXACT_UNMARKED), folded]
    return tantivy.Query.disjunction_max_query(pair)


def _sequence(schema: tantivy.Schema, field: str, tokens: tuple[str, ...]) -> tantivy.Query:
    if len(tokens) == 1:
        return tantivy.Query.term_query(schema, field, tokens[0])
    return tantivy.Query.phrase_query(schema, field, list(tokens))


def _identifiers(schema: tantivy.Schema, terms: Iterable[str]) -> list[tantivy.Query]:
    found = (tantivy.Query.term_query(schema, "ids", term, "basic") for term in sorted(terms))
    return [tantivy.Query.boost_query(term, _IDENTIFIER) for term in found]


def _bounds(schema: tantivy.Schema, filters: Filters) -> Iterator[tantivy.Query]:
    if filters.type is not None:
        yield tantivy.Query.term_query(schema, "type", filters.type, "basic")
    if filters.dossier is not None:
        yield tantivy.Query.term_query(schema, "dossier", filters.dossier, "basic")
    if filters.date_from is not None or filters.date_to is not None:
        first = day_number(filters.date_from) if filters.date_from else None
        last = day_number(filters.date_to) if filters.date_to else None
        yield tantivy.Query.range_query(schema, "day", FieldType.Integer, first, last)
