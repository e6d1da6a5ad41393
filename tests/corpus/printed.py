"""Papers of an edition as its tests look at them: words and places alone, and the keys that each type may have."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from random import Random

from pipeline.catalog import load_catalog
from tests.corpus.context import Studio
from tests.corpus.dossiers import STORIES, make_dossier
from tests.corpus.edition import Edition
from tests.corpus.fonts import FontBook
from tests.corpus.form import Paper
from tests.corpus.readings import words_only

SMALL_DPI = 24


def print_papers(book: FontBook, edition: Edition, each: int = 2) -> list[Paper]:
    """The papers of `each` dossiers of every story; no letter is drawn, for only their words and places count."""
    with words_only():
        return [
            paper
            for number in range(each * len(STORIES))
            for paper in make_dossier(
                Studio(book, Random(f"held/{number}"), SMALL_DPI, edition), STORIES[number % len(STORIES)]
            ).papers
        ]


def shape(key: str) -> str:
    """The key of a field with its number in a list left out."""
    return re.sub(r"\[\d+\]", "[]", key)


def known_keys(papers: Iterable[Paper]) -> dict[str, set[str]]:
    """The keys that a paper of each type may have: those of the catalogue, and those of these papers."""
    known: dict[str, set[str]] = defaultdict(set)
    for kind in load_catalog().types.values():
        known[kind.code] |= {spec.key for spec in kind.fields}
        known[kind.code] |= {f"{row.key}[].{column.key}" for row in kind.rows for column in row.columns}
    for paper in papers:
        known[paper.type] |= set(map(shape, paper.values))
    return known
