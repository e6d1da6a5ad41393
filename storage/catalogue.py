"""The catalogue: batches, sources, dossiers and the feed of their changes. A dossier's row is its commit point."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, delete, exists, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError

from pipeline.catalog import Catalog, load_catalog
from pipeline.errors import Conflict, NotFound
from pipeline.model import Manifest, Record, SourceStatus
from pipeline.settings import Settings
from storage import schema as t
from storage.current import VIETNAM, bare, current_fields
from storage.database import Database
from storage.people import make_people_rows
from storage.records import record_sha256
from storage.rows import (
    BatchProblem,
    BatchRow,
    BatchState,
    Change,
    DossierList,
    DossierRow,
    FeedPosition,
    SourceRow,
    comparable,
    make_batch_row,
    make_document_row,
    make_dossier_row,
    make_field_row,
    make_page_rows,
    make_problem_row,
    make_source_rows,
    read_batch,
    read_dossier,
    read_problem,
    read_source,
)

__all__ = [
    "BatchProblem",
    "BatchRow",
    "BatchState",
    "Catalogue",
    "Change",
    "DossierList",
    "DossierRow",
    "FeedPosition",
    "SourceRow",
]

T = TypeVar("T")

_FEED_LOCK = 0x50A0_0002
_MISSING_PARENT = "23503"


class Catalogue:
    """Made from a URL or an open database.

    Every method raises ServiceError where the database stays away; short absences are waited out.
    """

    def __init__(self, database: str | Database, types: Catalog | None = None) -> None:
        self.database = Database(database) if isinstance(database, str) else database
        self._types = types

    @classmethod
    def connect(cls, settings: Settings, types: Catalog | None = None) -> Catalogue:
        """The catalogue that the settings name; `types` say whom documents name, by default those of the product.

        Raises BadSettings where the settings name no database.
        """
        return cls(Database.connect(settings), types)

    @cached_property
    def types(self) -> Catalog:
        return self._types or load_catalog()

    def migrate(self) -> None:
        """Brings the tables up to date; several processes may call it at once."""
        self.database.migrate()

    def close(self) -> None:
        self.database.close()

    # --- batches and sources ---

    def add_batch(self, manifest: Manifest) -> None:
        """Lists the batch and its good sources; a source stays with the batch that brought it first.

        Repeating it changes nothing. Raises Conflict where the batch is listed with another manifest.
        """
        row = make_batch_row(manifest)

        def add(connection: Connection) -> None:
            connection.execute(upsert(t.BATCHES).values(row).on_conflict_do_nothing())
            stored = connection.scalar(select(t.BATCHES.c.manifest_sha256).where(t.BATCHES.c.id == manifest.id))
            if stored != row["manifest_sha256"]:
                raise Conflict(manifest.id)
            sources = make_source_rows(manifest)
            if sources:
                connection.execute(upsert(t.SOURCES).values(sources).on_conflict_do_nothing())

        self.database.run(add)

    def known_sources(self, sha256s: Iterable[str]) -> dict[str, str]:
        """Those of the sources that are listed already, each with the batch that brought it."""
        query = select(t.SOURCES.c.sha256, t.SOURCES.c.batch).where(t.SOURCES.c.sha256.in_(list(sha256s)))
        return {row.sha256: row.batch for row in self.database.run(lambda connection: connection.execute(query).all())}

    def source(self, sha256: str) -> SourceRow | None:
        rows = self._all(select(t.SOURCES).where(t.SOURCES.c.sha256 == sha256))
        return read_source(rows[0]) if rows else None

    def mark_sources(self, sha256s: Collection[str], status: SourceStatus) -> None:
        """What became of the sources after reading."""
        change = update(t.SOURCES).where(t.SOURCES.c.sha256.in_(sorted(sha256s))).values(status=status.value)
        self.database.run(lambda connection: connection.execute(change))

    def unfinished_batches(self) -> list[BatchRow]:
        """Batches taken in whose run has not ended, oldest first."""
        query = select(t.BATCHES).where(t.BATCHES.c.state == BatchState.RECEIVED)
        return [read_batch(row) for row in self._all(query.order_by(t.BATCHES.c.received, t.BATCHES.c.id))]

    def finish_batch(self, batch: str, state: BatchState, problems: Sequence[BatchProblem] = ()) -> None:
        """Ends the batch; the problems replace those of an earlier run. Raises NotFound."""
        rows = [make_problem_row(batch, no, problem) for no, problem in enumerate(problems, 1)]

        def finish(connection: Connection) -> None:
            change = update(t.BATCHES).where(t.BATCHES.c.id == batch).values(state=BatchState(state).value)
            if connection.execute(change).rowcount == 0:
                raise NotFound(batch)
            connection.execute(delete(t.PROBLEMS).where(t.PROBLEMS.c.batch == batch))
            if rows:
                connection.execute(insert(t.PROBLEMS), rows)

        self.database.run(finish)

    def batch(self, batch: str) -> BatchRow | None:
        """The batch with its problems, or None."""

        def load(connection: Connection) -> BatchRow | None:
            row = connection.execute(select(t.BATCHES).where(t.BATCHES.c.id == batch)).mappings().one_or_none()
            problems = select(t.PROBLEMS).where(t.PROBLEMS.c.batch == batch).order_by(t.PROBLEMS.c.no)
            found = tuple(map(read_problem, connection.execute(problems).mappings()))
            return None if row is None else read_batch(row, found)

        return self.database.run(load)

    def batches(self, *, limit: int = 50, offset: int = 0) -> list[BatchRow]:
        """Batches without their problems, newest first."""
        order = t.BATCHES.c.received.desc(), t.BATCHES.c.id
        return [read_batch(row) for row in self._all(select(t.BATCHES).order_by(*order).limit(limit).offset(offset))]

    def batches_after(self, batch: str, limit: int = 500) -> list[BatchRow]:
        """Batches whose ids come after `batch`, in the order of ids: how an audit walks over all of them."""
        query = select(t.BATCHES).where(t.BATCHES.c.id > batch).order_by(t.BATCHES.c.id).limit(limit)
        return [read_batch(row) for row in self._all(query)]

    def sources_after(self, sha256: str, limit: int = 500) -> list[SourceRow]:
        """Sources whose hashes come after `sha256`, in their order."""
        query = select(t.SOURCES).where(t.SOURCES.c.sha256 > sha256).order_by(t.SOURCES.c.sha256).limit(limit)
        return [read_source(row) for row in self._all(query)]

    # --- dossiers ---

    def commit_dossier(self, record: Record) -> None:
        """Makes the record the dossier's state: rows, fields, pages and the change feed in one transaction.

        The record object must be stored before. Repeating it changes nothing. Raises Conflict where the row stands at
        another version than the one before, where a page is in another dossier or the code belongs to another one;
        NotFound where a batch or source is not listed.
        """
        try:
            people = make_people_rows(record, self.types)
            self.database.run(lambda connection: _commit(connection, record, people))
        except IntegrityError as error:
            if getattr(error.orig, "sqlstate", None) == _MISSING_PARENT:
                raise NotFound("batch or source of the dossier is not in the catalogue") from error
            row = self.dossier(record.id)
            if row is None or (row.version, row.record_sha256) != (record.version, record_sha256(record)):
                raise Conflict(record.id) from error

    def dossier(self, dossier: str) -> DossierRow | None:
        rows = self._all(select(t.DOSSIERS).where(t.DOSSIERS.c.id == dossier))
        return read_dossier(rows[0]) if rows else None

    def find_by_code(self, code: str) -> str | None:
        """The dossier with this code; dots, dashes, spaces and case do not matter."""
        query = select(t.DOSSIERS.c.id).where(t.DOSSIERS.c.code_key == bare(code))
        return self.database.run(lambda connection: connection.scalar(query))

    def dossiers(
        self,
        *,
        procedure: str | None = None,
        batch: str | None = None,
        type: str | None = None,
        fields: Mapping[str, str] | None = None,
        received_from: date | None = None,
        received_to: date | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> DossierList:
        """Dossiers, newest first. `type`: with such a document; `fields`: with these values, marks and case aside."""
        wanted = [
            *_filter(procedure, lambda value: t.DOSSIERS.c.procedure == value),
            *_filter(batch, _in_batch),
            *_filter(type, _with_type),
            *(_with_field(key, value) for key, value in (fields or {}).items()),
            *_filter(received_from, lambda day: t.DOSSIERS.c.received >= _midnight(day)),
            *_filter(received_to, lambda day: t.DOSSIERS.c.received < _midnight(day + timedelta(days=1))),
        ]
        order = t.DOSSIERS.c.received.desc(), t.DOSSIERS.c.id

        def load(connection: Connection) -> DossierList:
            total = connection.scalar(select(func.count()).select_from(t.DOSSIERS).where(*wanted)) or 0
            rows = select(t.DOSSIERS).where(*wanted).order_by(*order).limit(limit).offset(offset)
            return DossierList(total, tuple(map(read_dossier, connection.execute(rows).mappings())))

        return self.database.run(load)

    def dossiers_after(self, dossier: str, limit: int = 500) -> list[DossierRow]:
        """Dossiers whose ids come after `dossier`, in the order of ids."""
        query = select(t.DOSSIERS).where(t.DOSSIERS.c.id > dossier).order_by(t.DOSSIERS.c.id).limit(limit)
        return [read_dossier(row) for row in self._all(query)]

    def pages_of(self, source: str) -> dict[int, str]:
        """Pages of the source that are in a dossier, each with its dossier."""
        rows = self._all(select(t.PAGES.c.page, t.PAGES.c.dossier).where(t.PAGES.c.source == source))
        return {row["page"]: row["dossier"] for row in rows}

    # --- change feed ---

    def changes(self, after: int, limit: int = 500) -> list[Change]:
        """What was committed after position `after`, in order; nothing ever appears before a position already read."""
        columns = t.CHANGES.c.seq, t.CHANGES.c.dossier, t.CHANGES.c.version
        query = select(*columns).where(t.CHANGES.c.seq > after).order_by(t.CHANGES.c.seq).limit(limit)
        return [Change(row["seq"], row["dossier"], row["version"]) for row in self._all(query)]

    def feed_position(self) -> FeedPosition:
        """The position of the last change (0 before any) and the name of this database's feed."""
        query = select(t.FEED.c.id, select(func.coalesce(func.max(t.CHANGES.c.seq), 0)).scalar_subquery())
        row = self.database.run(lambda connection: connection.execute(query).one())
        return FeedPosition(row[0], row[1])

    def _all(self, query: Select[Any]) -> Sequence[RowMapping]:
        return self.database.run(lambda connection: connection.execute(query).mappings().all())


def _commit(connection: Connection, record: Record, people: list[dict[str, Any]]) -> None:
    row = make_dossier_row(record)
    held = connection.execute(
        select(t.DOSSIERS.c.version, t.DOSSIERS.c.record_sha256).where(t.DOSSIERS.c.id == record.id).with_for_update()
    ).one_or_none()
    if held is not None and (held.version, held.record_sha256) == (record.version, row["record_sha256"]):
        return
    if held is not None and held.version != record.version - 1:
        raise Conflict(record.id)
    if held is None:
        connection.execute(insert(t.DOSSIERS).values(row))
    else:
        connection.execute(update(t.DOSSIERS).where(t.DOSSIERS.c.id == record.id).values(row))
        for table in (t.PEOPLE, t.PAGES, t.FIELDS, t.DOCUMENTS, t.DOSSIER_BATCHES):
            connection.execute(delete(table).where(table.c.dossier == record.id))
    _insert_parts(connection, record, people)
    # Taken last and held to the end: changes become visible in the order of their numbers.
    connection.execute(select(func.pg_advisory_xact_lock(_FEED_LOCK)))
    connection.execute(insert(t.CHANGES).values(dossier=record.id, version=record.version))


def _insert_parts(connection: Connection, record: Record, people: list[dict[str, Any]]) -> None:
    documents = [(document, current_fields(record, document)) for document in record.documents]
    rows = {
        t.DOSSIER_BATCHES: [{"dossier": record.id, "batch": batch} for batch in dict.fromkeys(record.batches)],
        t.DOCUMENTS: [make_document_row(record, document, fields) for document, fields in documents],
        t.FIELDS: [make_field_row(record, document, field) for document, fields in documents for field in fields],
        t.PAGES: make_page_rows(record),
        t.PEOPLE: people,
    }
    for table, values in rows.items():
        if values:
            connection.execute(insert(table), values)


def _filter(value: T | None, condition: Callable[[T], ColumnElement[bool]]) -> list[ColumnElement[bool]]:
    return [] if value is None else [condition(value)]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, VIETNAM)


def _in_batch(batch: str) -> ColumnElement[bool]:
    link = t.DOSSIER_BATCHES.c
    return exists().where(link.dossier == t.DOSSIERS.c.id, link.batch == batch)


def _with_type(type_code: str) -> ColumnElement[bool]:
    return exists().where(t.DOCUMENTS.c.dossier == t.DOSSIERS.c.id, t.DOCUMENTS.c.type == type_code)


def _with_field(key: str, value: str) -> ColumnElement[bool]:
    field = t.FIELDS.c
    return exists().where(field.dossier == t.DOSSIERS.c.id, field.key == key, field.value_fold == comparable(value))
