"""What must hold between the documents of a dossier: one person, one number, one birth; nobody else's papers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from pipeline.catalog import Catalog, DocumentType
from pipeline.findings import make_finding
from pipeline.letters import squeeze
from pipeline.model import Document, Finding
from pipeline.people import Mention, births_agree, is_slip, list_mentions, name_key
from pipeline.strangers import find_strangers
from pipeline.wording import read_date

Said = tuple[str, str | None, str | None, bool]
"""What mentions that say the same have in common: name, number, birth, whether a code gave the number."""


def validate_persons(documents: Sequence[Document], catalog: Catalog) -> tuple[Finding, ...]:
    """Persons compared across documents, and papers of somebody whom no other paper names."""
    mentions = list_mentions(documents, catalog)
    kinds = {document.id: catalog.types[document.type] for document in documents if document.type in catalog.types}
    findings: dict[tuple[str, str, str], Finding] = {}
    for one, other in _list_pairs(mentions):
        found = _compare(one, other, catalog, kinds)
        if found is not None:
            findings.setdefault((found.rule, found.document or "", found.message_vi), found)
    for mention in find_strangers(documents, mentions, catalog):
        spec = kinds[mention.document].field(mention.keys[0])
        found = make_finding(catalog, "stranger", mention.document, spec, value=mention.name)
        findings.setdefault((found.rule, mention.document, found.message_vi), found)
    return tuple(findings.values())


def _list_pairs(mentions: Sequence[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """Mentions on two documents that share a name or a number; those that say the same stand for one another."""
    alike: dict[str, dict[Said, list[Mention]]] = defaultdict(lambda: defaultdict(list))
    for mention in mentions:
        said = (name_key(mention.name), mention.id12, mention.birth, mention.sure)
        for key in {said[0], mention.id12} - {None}:
            alike[str(key)][said].append(mention)
    for variants in alike.values():
        for ones, others in combinations(variants.values(), 2):
            pair = next(((a, b) for a in ones[:2] for b in others[:2] if a.document != b.document), None)
            if pair is not None:
                yield pair


def _compare(one: Mention, other: Mention, catalog: Catalog, kinds: Mapping[str, DocumentType]) -> Finding | None:
    same_name = name_key(one.name) == name_key(other.name)
    blamed = one if other.sure and not one.sure else other

    def say(rule: str, value: str, a: str, b: str) -> Finding:
        spec = kinds[blamed.document].field(blamed.number_key or blamed.keys[0])
        return make_finding(catalog, rule, blamed.document, spec, value=value, a=a, b=b)

    if one.id12 and other.id12 and one.id12 != other.id12:
        births = {one.birth, other.birth} - {None}
        slip = is_slip(one.id12, other.id12)
        if not same_name or (len(births) > 1 and not slip):
            return None
        return say("person_id_slip" if slip else "person_id_differs", one.name, one.id12, other.id12)
    same_number = one.id12 is not None and one.id12 == other.id12
    if one.id12 and same_number and squeeze(one.name) != squeeze(other.name):
        return say("person_name_differs", one.id12, one.name, other.name)
    if not one.birth or not other.birth or births_agree(one.birth, other.birth):
        return None
    if same_number or _is_near(one.birth, other.birth):
        return say("person_birth_differs", one.name, one.birth, other.birth)
    return None


def _is_near(one: str, other: str) -> bool:
    """Whether two days of birth that stand beside one name differ in the day, the month or the year alone."""
    a, b = read_date(one), read_date(other)
    if a is None or b is None:
        return False
    return [a.day == b.day, a.month == b.month, a.year == b.year].count(True) == 2
