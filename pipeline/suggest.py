"""Suggestions for names and issuers that were read with slips: offered to the clerk, never applied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Final

from rapidfuzz.distance import Levenshtein

from pipeline.catalog import Catalog
from pipeline.letters import canonical_tone, fold, legal_syllable

_MOST: Final = 5
_LOST_DOT: Final = ("thi", "Thị")
"""In the middle of a name the first is nearly always the second with its dot lost (domain section 7)."""


def suggest_name(name: str, catalog: Catalog) -> tuple[str, ...]:
    """Names that this one may be a slip of, best first; empty where every word is known or nothing is near.

    `Nguyên Thi Hoa` -> `Nguyễn Thị Hoa`. Capitals stay capitals.
    """
    words = canonical_tone(name).split()
    lexicons = catalog.lexicons
    lists = [lexicons.surnames if place == 0 else lexicons.given_names for place in range(len(words))]
    offers = [_offers(word, known) for word, known in zip(words, lists, strict=True)]
    for place in range(1, len(words) - 1):
        if words[place].lower() == _LOST_DOT[0]:
            offers[place] = (*_cased(_LOST_DOT[1:], words[place]), words[place])
    if len(words) < 2 or all(len(offer) == 1 and offer[0] == word for offer, word in zip(offers, words, strict=True)):
        return ()
    made = (" ".join(choice) for choice in product(*(offer[:3] for offer in offers)))
    return tuple(dict.fromkeys(choice for choice in made if choice != " ".join(words)))[:_MOST]


def spell_agency(text: str, catalog: Catalog) -> str | None:
    """The issuer's usual full name: `UBND xã Hòa Bình` -> `Ủy ban nhân dân xã Hòa Bình`; None for one not listed.

    An abbreviation counts in capitals only.
    """
    words = text.split()
    agencies = catalog.lexicons.agencies
    for count in range(len(words), 0, -1):
        start = " ".join(words[:count]).strip(" .,;:")
        agency = agencies.get(fold(start))
        short = len(start.split()) == 1 and len(start) < 8
        if agency is None or (short and not start.isupper()) or (count < len(words) and not agency.places):
            continue
        return " ".join((agency.name, *words[count:])).strip(" .,;:")
    return None


def _offers(word: str, known: Sequence[str]) -> tuple[str, ...]:
    """The word itself where it is known or could well be a word, before it what it may be a slip of."""
    spelled = {canonical_tone(entry).lower(): entry for entry in known}
    if word.lower() in spelled:
        return (word,)
    bare = fold(word)
    same = [entry for entry in known if fold(entry) == bare]
    near = [entry for entry in known if entry not in same and _is_near(bare, fold(entry))] if len(bare) > 2 else []
    offers = _cased([*same, *near], word)
    return (*offers, word) if legal_syllable(word) or not offers else tuple(offers)


def _is_near(one: str, other: str) -> bool:
    return Levenshtein.distance(one, other, score_cutoff=1) <= 1


def _cased(entries: Iterable[str], like: str) -> list[str]:
    capitals = len(like) > 1 and like.isupper()
    return [entry.upper() if capitals else re.sub(r"^\w", lambda first: first[0].upper(), entry) for entry in entries]
