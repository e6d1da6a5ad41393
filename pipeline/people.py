"""The persons of a dossier: whom its papers name, and which of these names are one person (domain section 4.9.3).

Who may be one is decided on whole groups of names, never pair by pair in the order of the papers, so the same papers
give the same persons whatever order they were scanned in; where it is open who belongs to whom, nobody is joined.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Final, TypeVar

from rapidfuzz.distance import Levenshtein

from pipeline.catalog import Catalog
from pipeline.codes import read_digits
from pipeline.letters import canonical_tone
from pipeline.model import Document, FieldValue, Method

T = TypeVar("T")

CODED: Final = (Method.QR, Method.MRZ)
"""Sources of an ID number that are read without slips: check digits or error correction guard them."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A person as one document names them. `keys` are the fields that say so, the name's first."""

    document: str
    keys: tuple[str, ...]
    role: str
    """A code of the catalogue's list of roles, or the type's own word where the list has none for it."""
    name: str
    id12: str | None = None
    birth: str | None = None
    """`dd/mm/yyyy`, or only the month or year where the paper gives no more."""
    sex: str | None = None
    number_key: str | None = None
    """The field that holds the ID number."""
    sure: bool = False
    """Whether the ID number came from a machine-readable code."""


@dataclass(frozen=True, slots=True)
class Person:
    """One person with what their papers say at best; `roles` are codes of the catalogue's list of roles, in its order.

    A person may have a role on one paper and another one on the next: the mother on a certificate is the applicant on
    the form.
    """

    name: str
    id12: str | None
    birth: str | None
    sex: str | None
    roles: tuple[str, ...]
    mentions: tuple[Mention, ...]

    @property
    def sure(self) -> bool:
        """Whether a machine-readable code gave the ID number."""
        return any(mention.sure and mention.id12 == self.id12 for mention in self.mentions)

    @property
    def documents(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(mention.document for mention in self.mentions))


def resolve_people(documents: Sequence[Document], catalog: Catalog) -> tuple[Person, ...]:
    """The persons whom the documents name, each once, in an order that does not depend on the documents'."""
    return join_mentions(list_mentions(documents, catalog), catalog)


def list_mentions(documents: Sequence[Document], catalog: Catalog) -> list[Mention]:
    """Everybody whom the documents name, with the number, birth date and sex that stand beside the name."""
    mentions: list[Mention] = []
    for document in documents:
        kind = catalog.types.get(document.type)
        for person in kind.persons_on(document.fields) if kind else ():
            held = {key: document.fields.get(key) for key in person.named}
            name = held[person.name]
            if name is None:
                continue
            number, birth, sex = (held.get(key or "") for key in (person.id, person.birth, person.sex))
            birth = birth or document.fields.get(_year_key(person.birth))
            mentions.append(
                Mention(
                    document=document.id,
                    keys=tuple(key for key, value in held.items() if value is not None),
                    role=catalog.lexicons.role_of(document.type, person.role),
                    name=name.value,
                    id12=read_digits(number.value, 12) if number else None,
                    birth=birth.value if birth else None,
                    sex=sex.value if sex else None,
                    number_key=person.id if number else None,
                    sure=_is_coded(number),
                )
            )
    return mentions


def _year_key(birth: str | None) -> str:
    """Where a paper that has a person's whole day of birth gives the year alone."""
    return birth.removesuffix("ngay_sinh") + "nam_sinh" if birth else ""


def join_mentions(mentions: Iterable[Mention], catalog: Catalog) -> tuple[Person, ...]:
    """The mentions as persons: joined by number, then by a number one digit off and the name, then by name and birth.

    Numbers from codes that differ are never one person's.
    """
    ordered = sorted(set(mentions), key=_place)
    groups = [_Group(tuple(same)) for same in _by(ordered, lambda mention: mention.id12 or mention)]
    groups = _join_slips(groups)
    groups = _join_alike(groups, lambda one, other: bool(one.births & other.births))
    groups = _join_alike(groups, _births_fit)
    return tuple(
        sorted((_make_person(group, catalog) for group in groups), key=lambda person: _place(person.mentions[0]))
    )


def is_same(person: Person, name: str, id12: str | None, birth: str | None, *, sure: bool) -> bool:
    """Whether somebody of another dossier is this person; `sure`: their number came from a code."""
    if person.id12 and person.id12 == id12:
        return True
    if name_key(person.name) != name_key(name):
        return False
    if person.id12 and id12:
        return is_slip(person.id12, id12) and not (person.sure and sure)
    return bool(person.birth and birth and births_agree(person.birth, birth))


def births_agree(one: str, other: str) -> bool:
    """A parent's birth may be a year only, which agrees with any day of it."""
    return one.endswith(other) or other.endswith(one)


def name_key(name: str) -> str:
    """The name as it compares: capitals, one tone placement, single spaces; marks count."""
    return " ".join(canonical_tone(name).upper().split())


def is_slip(one: str, other: str) -> bool:
    """Whether two numbers differ by no more than one misread digit."""
    return Levenshtein.distance(one, other, score_cutoff=1) <= 1


@dataclass(frozen=True)
class _Group:
    """Mentions held to be one person so far."""

    mentions: tuple[Mention, ...]

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(name_key(mention.name) for mention in self.mentions)

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(mention.id12 for mention in self.mentions if mention.id12)

    @cached_property
    def sure_ids(self) -> frozenset[str]:
        return frozenset(mention.id12 for mention in self.mentions if mention.id12 and mention.sure)

    @cached_property
    def births(self) -> frozenset[str]:
        return frozenset(mention.birth for mention in self.mentions if mention.birth)


def _place(mention: Mention) -> tuple[str, ...]:
    held = (mention.name, mention.id12, mention.birth, mention.sex, mention.number_key, mention.sure)
    return (mention.document, mention.role, *mention.keys, *(str(part or "") for part in held))


def _by(items: Iterable[T], key: Callable[[T], object]) -> list[list[T]]:
    groups: dict[object, list[T]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return list(groups.values())


def _join(groups: Iterable[_Group]) -> _Group:
    return _Group(tuple(sorted((mention for group in groups for mention in group.mentions), key=_place)))


def _join_slips(groups: list[_Group]) -> list[_Group]:
    """Groups under numbers that are one digit off, by the sure one near them, else by the one near all the others."""
    sure = [group for group in groups if group.sure_ids]
    followers: dict[int, list[_Group]] = {place: [] for place in range(len(sure))}
    left = [group for group in groups if not group.ids]
    loose: list[_Group] = []
    for group in groups:
        if not group.ids or group.sure_ids:
            continue
        near = [place for place, owner in enumerate(sure) if _slips(group, owner)]
        if len(near) == 1:
            followers[near[0]].append(group)
        else:
            (left if near else loose).append(group)
    joined = [_join([owner, *followers[place]]) for place, owner in enumerate(sure)]
    for part in _parts(loose, _slips):
        centred = any(all(one is other or _slips(one, other) for other in part) for one in part)
        joined += [_join(part)] if centred else part
    return joined + left


def _slips(one: _Group, other: _Group) -> bool:
    return bool(one.names & other.names) and any(is_slip(a, b) for a in one.ids for b in other.ids)


def _join_alike(groups: list[_Group], births_fit: Callable[[_Group, _Group], bool]) -> list[_Group]:
    """Groups of one name whose births fit and whose numbers do not differ, where all who could be one fit together."""

    def fit(one: _Group, other: _Group) -> bool:
        return bool(one.names & other.names) and births_fit(one, other) and not _ids_differ(one, other)

    joined: list[_Group] = []
    for part in _parts(groups, fit):
        whole = all(fit(one, other) for one, other in combinations(part, 2))
        joined += [_join(part)] if whole else part
    return joined


def _births_fit(one: _Group, other: _Group) -> bool:
    if not one.births or not other.births:
        return False
    return all(births_agree(a, b) for a in one.births for b in other.births)


def _ids_differ(one: _Group, other: _Group) -> bool:
    """Numbers of one person are equal, or one of them is a slip of the other; two sure ones that differ never are."""
    if len(one.sure_ids | other.sure_ids) > 1:
        return True
    return any(not is_slip(a, b) for a in one.ids for b in other.ids)


def _parts(groups: Sequence[_Group], linked: Callable[[_Group, _Group], bool]) -> list[list[_Group]]:
    """The groups in parts that no link leads out of."""
    parts: list[list[_Group]] = []
    for group in groups:
        near = [part for part in parts if any(linked(group, other) for other in part)]
        parts = [part for part in parts if part not in near]
        parts.append([*(other for part in near for other in part), group])
    return parts


def _make_person(group: _Group, catalog: Catalog) -> Person:
    """What the mentions say at best: from codes before print, else what most say, else the longest."""
    mentions = group.mentions
    roles = {mention.role for mention in mentions}
    order = list(catalog.lexicons.roles)
    return Person(
        name=_best([(mention.sure, mention.name) for mention in mentions]) or "",
        id12=_best([(mention.sure, mention.id12) for mention in mentions]),
        birth=_best([(mention.sure, mention.birth) for mention in mentions], longest=True),
        sex=_best([(mention.sure, mention.sex) for mention in mentions]),
        roles=tuple(sorted(roles, key=lambda role: (order.index(role) if role in order else len(order), role))),
        mentions=mentions,
    )


def _best(said: Sequence[tuple[bool, str | None]], *, longest: bool = False) -> str | None:
    held = [(sure, value) for sure, value in said if value]
    if not held:
        return None
    sure = {value for coded, value in held if coded}
    times = Counter(value for _, value in held)
    return max(times, key=lambda value: (longest and len(value), value in sure, times[value], value))


def _is_coded(number: FieldValue | None) -> bool:
    return number is not None and number.method in CODED
