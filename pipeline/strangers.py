"""Papers that lie in the wrong dossier: their owner is named by none of the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from pipeline.catalog import OTHER, WITHHELD, Catalog
from pipeline.codes import read_digits
from pipeline.letters import squeeze
from pipeline.model import Document
from pipeline.people import Mention, births_agree

ALIKE: Final = 82
"""Names this alike (of 100, without marks) may be one name misread."""
SURE: Final = 0.5
"""A name below this confidence may be anybody's."""

MAY_LACK: Final = frozenset(("nguoi_ky_ten",))
"""Roles of persons whom papers of a kind name only at times: a certification of a copy has no signatory."""


@dataclass(frozen=True)
class _Paper:
    """What of a document tells whose it is."""

    document: Document
    people: tuple[Mention, ...]
    numbers: frozenset[str]
    texts: tuple[str, ...]
    """Its values, squeezed."""
    sound: bool
    """Whether every person's name could be read, the first's surely."""
    accusable: bool
    near: set[str] = field(default_factory=set)
    """Ids of documents that name one of its persons, or whose persons it names."""


def find_strangers(documents: Sequence[Document], mentions: Sequence[Mention], catalog: Catalog) -> Iterator[Mention]:
    """The owner of each paper that has nobody in common with the others, where these hang together.

    Nothing is said while a paper is unknown or names persons that could not be read: they may be just these. Nor of
    one paper beside a receipt: whoever hands it in may do so for another.
    """
    papers = _list_papers(documents, mentions, catalog)
    if not all(paper.sound for paper in papers) or any(document.type in {OTHER, WITHHELD} for document in documents):
        return
    _link(papers)
    if any(paper.near for paper in papers) or (len(papers) == 2 and all(paper.accusable for paper in papers)):
        yield from (paper.people[0] for paper in papers if paper.accusable and not paper.near)


def _list_papers(documents: Sequence[Document], mentions: Sequence[Mention], catalog: Catalog) -> list[_Paper]:
    people: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        people[mention.document].append(mention)
    return [_take(document, people[document.id], catalog) for document in documents if _names_people(document, catalog)]


def _names_people(document: Document, catalog: Catalog) -> bool:
    """Whether somebody is named on every paper of its kind, or on this one."""
    kind = catalog.types.get(document.type)
    persons = kind.persons_on(document.fields) if kind else ()
    return any(person.role not in MAY_LACK or person.name in document.fields for person in persons)


def _take(document: Document, people: Sequence[Mention], catalog: Catalog) -> _Paper:
    kind = catalog.types[document.type]
    numbers = (read_digits(value.value, 12) for value in document.fields.values())
    persons = kind.persons_on(document.fields)
    unread = [
        person
        for person in persons
        if person.name not in document.fields and any(key in document.fields for key in person.named)
    ]
    first = document.fields.get(people[0].keys[0]) if people else None
    return _Paper(
        document,
        tuple(people),
        frozenset(number for number in numbers if number),
        tuple(squeeze(value.value) for value in document.fields.values()),
        sound=first is not None and first.confidence >= SURE and len(people[0].name.split()) > 1 and not unread,
        accusable=not kind.starts_dossier,
    )


def _link(papers: Sequence[_Paper]) -> None:
    """Say of each paper which others name its persons: by equal values first, by all others only where these fail."""
    by_value: dict[str, set[str]] = defaultdict(set)
    for paper in papers:
        for value in {*paper.numbers, *(squeeze(mention.name) for mention in paper.people)}:
            by_value[value].add(paper.document.id)
    known = {paper.document.id: paper for paper in papers}
    for shared in by_value.values():
        for name in shared:
            known[name].near.update(shared - {name})
    for paper in papers:
        if not paper.near:
            for other in papers:
                if other is not paper and _may_name(paper, other):
                    paper.near.add(other.document.id)
                    other.near.add(paper.document.id)


def _may_name(paper: _Paper, other: _Paper) -> bool:
    """Whether the other paper may name one of this paper's persons, or this paper one of the other's."""
    if any(OSA.distance(one, two, score_cutoff=1) <= 1 for one in paper.numbers for two in other.numbers):
        return True
    if any(_may_be_same(one, two) for one in paper.people for two in other.people):
        return True
    return any(_is_inside(one, other) for one in paper.people) or any(_is_inside(two, paper) for two in other.people)


def _may_be_same(one: Mention, other: Mention) -> bool:
    if fuzz.ratio(squeeze(one.name), squeeze(other.name)) < ALIKE:
        return False
    births_differ = bool(one.birth and other.birth and not births_agree(one.birth, other.birth))
    return not (births_differ and one.id12 and other.id12 and one.id12 != other.id12)


def _is_inside(person: Mention, paper: _Paper) -> bool:
    name = squeeze(person.name)
    return len(name) > 5 and any(name in text for text in paper.texts)
