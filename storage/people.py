"""Which papers of a person are in the store: rows written with each dossier, and what reuse before scan asks of them.

The rows hold names and numbers as the table of fields does; lists and logs mask them. They are made from records alone,
so whatever rebuilds the catalogue rebuilds them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, delete, exists, func, insert, or_, select, update

from pipeline.catalog import Catalog
from pipeline.codes import read_digits
from pipeline.model import Box, Document, FieldValue, Manifest, Record
from pipeline.people import Person, is_same, resolve_people
from pipeline.validate import last_valid_day
from storage import schema as t
from storage.current import current_fields
from storage.database import Database
from storage.rows import clean_text, comparable, make_dossier_row


@dataclass(frozen=True, slots=True)
class KeptPaper:
    """A paper in the store that names a person in a role; `day` is the paper's own, `expires` its last valid one."""

    dossier: str
    code: str | None
    received: datetime
    document: str
    type: str
    role: str
    name: str
    id12: str | None
    sure: bool
    birth: str | None
    day: date | None
    expires: date | None


@dataclass(frozen=True, slots=True)
class Share:
    """An indicator by its two numbers; what it comes to where there is nothing to count is for nobody to say."""

    part: int
    whole: int


class People:
    """Raises ServiceError where the database stays away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def papers_of(
        self, person: Person, *, agency: str, before: datetime, excluding: Iterable[str] = ()
    ) -> tuple[KeptPaper, ...]:
        """Papers naming the person in dossiers that the agency received before, the newest dossier first."""
        named = [t.PEOPLE.c.name_fold == comparable(person.name)]
        if person.id12:
            named.append(t.PEOPLE.c.id12 == person.id12)
        wanted = [
            or_(*named),
            t.DOSSIERS.c.received < before,
            t.DOSSIERS.c.id.not_in(sorted(excluding)),
            _of_agency(agency),
        ]
        found = self._load(and_(*wanted))
        return tuple(paper for paper in found if is_same(person, paper.name, paper.id12, paper.birth, sure=paper.sure))

    def look_up(self, wanted: str) -> tuple[KeptPaper, ...]:
        """Papers of everybody with this ID number or name, marks aside, the newest dossier first."""
        number = read_digits(wanted, 12)
        by_name = t.PEOPLE.c.name_fold == comparable(" ".join(wanted.split()))
        return self._load(t.PEOPLE.c.id12 == number if number else by_name)

    def count_reuse(self, start: datetime, end: datetime) -> Share:
        """Dossiers with a component that was in the store before, of those received from `start` to before `end`.

        Indicator 4.3 of QĐ 766/QĐ-TTg by its two numbers.
        """
        received = t.DOSSIERS.c.received
        reused = func.count().filter(t.DOSSIERS.c.reusable > 0)
        query = select(reused, func.count()).select_from(t.DOSSIERS).where(received >= start, received < end)
        row = self._database.run(lambda connection: connection.execute(query).one())
        return Share(row[0], row[1])

    def renew(self, manifests: Iterable[Manifest], records: Iterable[Record], types: Catalog) -> int:
        """Makes the rows anew from what is stored, for a catalogue that is older than they; returns the dossiers done.

        A dossier that has moved on meanwhile is left alone: its commit wrote its rows.
        """
        for manifest in manifests:
            change = update(t.BATCHES).where(t.BATCHES.c.id == manifest.id).values(agency=clean_text(manifest.agency))
            self._database.run(lambda connection: connection.execute(change))  # noqa: B023  run at once
        return sum(self._renew(record, types) for record in records)

    def _renew(self, record: Record, types: Catalog) -> bool:
        rows = make_people_rows(record, types)

        def work(connection: Connection) -> bool:
            held = select(t.DOSSIERS.c.version).where(t.DOSSIERS.c.id == record.id).with_for_update()
            if connection.scalar(held) != record.version:
                return False
            reusable = make_dossier_row(record)["reusable"]
            connection.execute(update(t.DOSSIERS).where(t.DOSSIERS.c.id == record.id).values(reusable=reusable))
            connection.execute(delete(t.PEOPLE).where(t.PEOPLE.c.dossier == record.id))
            if rows:
                connection.execute(insert(t.PEOPLE), rows)
            return True

        return self._database.run(work)

    def _load(self, wanted: ColumnElement[bool]) -> tuple[KeptPaper, ...]:
        columns = (
            t.PEOPLE.c.dossier, t.DOSSIERS.c.code, t.DOSSIERS.c.received, t.PEOPLE.c.document, t.DOCUMENTS.c.type,
            t.PEOPLE.c.role, t.PEOPLE.c.name, t.PEOPLE.c.id12, t.PEOPLE.c.sure, t.PEOPLE.c.birth, t.DOCUMENTS.c.day,
            t.PEOPLE.c.expires,
        )  # fmt: skip
        paper = and_(t.DOCUMENTS.c.dossier == t.PEOPLE.c.dossier, t.DOCUMENTS.c.id == t.PEOPLE.c.document)
        query = (
            select(*columns)
            .join(t.DOCUMENTS, paper)
            .join(t.DOSSIERS, t.DOSSIERS.c.id == t.PEOPLE.c.dossier)
            .where(wanted)
            .order_by(t.DOSSIERS.c.received.desc(), t.PEOPLE.c.dossier, t.DOCUMENTS.c.no, t.PEOPLE.c.no)
        )
        return self._database.run(lambda connection: tuple(map(_read, connection.execute(query).mappings())))


def make_people_rows(record: Record, types: Catalog) -> list[dict[str, Any]]:
    """A row for every person, document and role, from the fields as the clerks left them."""
    documents = [_as_edited(record, document) for document in record.documents]
    expires = {document.id: last_valid_day(document, types) for document in documents}
    rows = {
        (mention.document, no, mention.role): {
            "dossier": record.id,
            "document": mention.document,
            "no": no,
            "role": mention.role,
            "name": clean_text(person.name),
            "name_fold": comparable(" ".join(person.name.split())),
            "id12": person.id12,
            "sure": person.sure,
            "birth": person.birth,
            "expires": expires[mention.document],
        }
        for no, person in enumerate(resolve_people(documents, types), 1)
        for mention in person.mentions
    }
    return list(rows.values())


def _as_edited(record: Record, document: Document) -> Document:
    fields = {
        field.key: FieldValue(
            value=field.value,
            raw=field.value,
            page=field.page or document.pages[0],
            box=field.box or Box(0, 0, 0, 0),
            method=field.method,
            confidence=field.confidence,
        )
        for field in current_fields(record, document)
    }
    return replace(document, fields=fields)


def _of_agency(agency: str) -> ColumnElement[bool]:
    link = t.DOSSIER_BATCHES.c
    return exists().where(link.dossier == t.DOSSIERS.c.id, link.batch == t.BATCHES.c.id, t.BATCHES.c.agency == agency)


def _read(row: RowMapping) -> KeptPaper:
    return KeptPaper(**row)
