"""Whose paper is it: persons of a dossier by their roles, compared by number, name and birth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from pipeline.catalog import Catalog
from pipeline.codes import read_digits
from pipeline.letters import fold
from pipeline.model import Document
from pipeline.people import births_agree, is_slip, name_key

_ALIKE: Final = 85
"""Names this alike (of 100, without marks) may be one name misread."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A person as one document names them, in the role that its type says."""

    document: str
    role: str
    name: str
    id12: str | None
    birth: str | None
    sex: str | None


@dataclass(frozen=True)
class Persons:
    """Everybody whom the dossier's papers name."""

    mentions: tuple[Mention, ...]

    def in_role(self, roles: Iterable[str]) -> list[Mention]:
        """The mentions in the first of the roles that any paper names."""
        for role in roles:
            named = [mention for mention in self.mentions if mention.role == role]
            if named:
                return named
        return []

    def subject(self, document: Document, roles: Sequence[str]) -> Mention | None:
        """Whose paper it is: the person it names in one of the roles, else the first it names."""
        named = [mention for mention in self.mentions if mention.document == document.id]
        return next((mention for mention in named if mention.role in roles), named[0] if named else None)

    def differ(self, one: str, other: str) -> bool | None:
        """Whether two roles are two persons; None where that cannot be told."""
        first, second = self.in_role([one]), self.in_role([other])
        if not first or not second:
            return None
        verdicts = {is_same(a, b) for a in first for b in second}
        if True in verdicts:
            return False
        return None if None in verdicts else True


def gather_persons(documents: Sequence[Document], catalog: Catalog) -> Persons:
    return Persons(tuple(mention for document in documents for mention in _list_named(document, catalog)))


def _list_named(document: Document, catalog: Catalog) -> Iterator[Mention]:
    kind = catalog.types.get(document.type)
    for person in kind.persons_on(document.fields) if kind else ():
        keys = (person.name, person.id, person.birth, person.sex)
        name, number, birth, sex = (document.fields[key].value if key in document.fields else None for key in keys)
        if name is not None:
            yield Mention(document.id, person.role, name, read_digits(number, 12) if number else None, birth, sex)


def sort_by_owner(
    documents: Sequence[Document], roles: Sequence[str], sex: str | None, persons: Persons
) -> tuple[list[Document], list[Document]]:
    """Those of the documents that are the person's in the roles, and those that may be: it cannot be told."""
    if not roles:
        return list(documents), []
    wanted = persons.in_role(roles)
    verdicts = [(document, _is_owner(persons.subject(document, roles), wanted, sex)) for document in documents]
    owned = [document for document, verdict in verdicts if verdict]
    if len(owned) > 1 and not wanted:
        return [], owned
    return owned, [document for document, verdict in verdicts if verdict is None]


def _is_owner(subject: Mention | None, wanted: Sequence[Mention], sex: str | None) -> bool | None:
    if subject is None:
        return None
    if not wanted:
        known = subject.sex or _sex_of(subject.id12)
        return known == sex if sex and known else None
    verdicts = {is_same(subject, person) for person in wanted}
    if True in verdicts:
        return True
    return None if None in verdicts else False


def is_same(one: Mention, other: Mention) -> bool | None:
    """Whether two mentions are of one person: by the 12-digit number, else by name and birth; None: it may be.

    A single digit may be misread where the name agrees.
    """
    equal = name_key(one.name) == name_key(other.name)
    alike = equal or fuzz.ratio(_plain(one.name), _plain(other.name)) >= _ALIKE
    if one.id12 and other.id12:
        return one.id12 == other.id12 or (alike and is_slip(one.id12, other.id12))
    if equal and not (one.birth and other.birth and not births_agree(one.birth, other.birth)):
        return True
    return None if alike else False


def _plain(name: str) -> str:
    return " ".join(fold(name).split())


def _sex_of(id12: str | None) -> str | None:
    """By the fourth digit: even for men, odd for women."""
    return ("Nam", "Nữ")[int(id12[3]) % 2] if id12 else None
