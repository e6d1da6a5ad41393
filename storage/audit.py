"""The audit log: append-only, each entry chained to the one before, anchored in the bucket that nobody can rewrite."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any, cast
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import Connection, RowMapping, func, insert, select

from pipeline.errors import AlteredObject
from storage import keys
from storage.database import Database
from storage.objects import Bucket, Stored
from storage.rows import clean_text
from storage.schema import AUDIT

Detail = Mapping[str, str | int | bool | None]

_LOCK = 0x50A0_0003
_START = "0" * 64
_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """Who did what to which dossier and when. `previous` is the hash of the entry before, zeros for the first."""

    seq: int
    id: str
    when: datetime
    who: str
    action: str
    dossier: str | None
    detail: Detail
    previous: str
    hash: str


class Break(StrEnum):
    """How the log was found to be untrue."""

    ALTERED = "altered"
    """An entry does not match its own hash."""
    UNCHAINED = "unchained"
    """An entry does not follow from the one before: entries were removed, inserted or reordered."""
    REWRITTEN = "rewritten"
    """An entry is not what was anchored, or the anchored entry is gone: the log was cut or made anew."""
    UNREADABLE = "unreadable"
    """An anchor is damaged and proves nothing."""


@dataclass(frozen=True, slots=True)
class AuditFinding:
    kind: Break
    seq: int
    detail: str = ""


class Anchor(BaseModel):
    """What an anchor object says: the log's last entry when it was written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seq: int
    hash: str


class Audit:
    """`locked` is the bucket with object lock. Raises ServiceError where the database or the store stays away."""

    def __init__(self, database: Database, locked: Bucket, *, new_id: Callable[[], str] = lambda: uuid4().hex) -> None:
        self._database = database
        self._locked = locked
        self._new_id = new_id

    def append(self, who: str, action: str, dossier: str | None, detail: Detail, when: datetime) -> Entry:
        """Adds one entry; `detail` names fields and counts, never their values. `when` carries its zone."""
        entry_id = self._new_id()
        wanted: dict[str, Any] = {
            "id": entry_id,
            "who": clean_text(who),
            "action": action,
            "dossier": dossier,
            "detail": dict(detail),
        }

        def add(connection: Connection) -> Entry:
            # One writer at a time, or two entries would follow the same one.
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            written = connection.execute(select(AUDIT).where(AUDIT.c.id == entry_id)).mappings().one_or_none()
            if written is not None:
                return _entry(written)
            last = connection.execute(select(AUDIT).order_by(AUDIT.c.seq.desc()).limit(1)).mappings().one_or_none()
            row = {
                **wanted,
                "seq": last["seq"] + 1 if last else 1,
                "when": when.astimezone(UTC),
                "previous": last["hash"] if last else _START,
            }
            row["hash"] = _hash(row)
            connection.execute(insert(AUDIT).values(row))
            return Entry(**row)

        return self._database.run(add)

    def entries(self, *, after: int = 0, dossier: str | None = None) -> Iterator[Entry]:
        """The log in its order, read page by page."""
        while True:
            page = self._page(after, dossier)
            yield from page
            if len(page) < _PAGE:
                return
            after = page[-1].seq

    def anchor(self, day: date, retain_until: datetime) -> Stored | None:
        """Locks the hash of the last entry away until the given time; None where the log is empty."""
        query = select(AUDIT.c.seq, AUDIT.c.hash).order_by(AUDIT.c.seq.desc()).limit(1)
        last = self._database.run(lambda connection: connection.execute(query).one_or_none())
        if last is None:
            return None
        body = Anchor(seq=last.seq, hash=last.hash).model_dump_json().encode()
        key = keys.audit_key(day, f"{last.seq:012d}.json")
        return self._locked.put(key, body, "application/json", retain_until=retain_until)

    def check(self) -> Iterator[AuditFinding]:
        """Everything untrue about the log, first each entry and the chain, then the anchors; nothing: it is whole."""
        yield from _check_chain(self.entries())
        for stored in self._locked.list(keys.AUDIT):
            yield from self._check_anchor(stored.key)

    def _check_anchor(self, key: str) -> Iterator[AuditFinding]:
        try:
            anchor = Anchor.model_validate_json(self._locked.get(key))
        except (AlteredObject, ValidationError):
            yield AuditFinding(Break.UNREADABLE, 0, key)
            return
        query = select(AUDIT.c.hash).where(AUDIT.c.seq == anchor.seq)
        if self._database.run(lambda connection: connection.scalar(query)) != anchor.hash:
            yield AuditFinding(Break.REWRITTEN, anchor.seq, key)

    def _page(self, after: int, dossier: str | None) -> list[Entry]:
        query = select(AUDIT).where(AUDIT.c.seq > after).order_by(AUDIT.c.seq).limit(_PAGE)
        if dossier is not None:
            query = query.where(AUDIT.c.dossier == dossier)
        rows = self._database.run(lambda connection: connection.execute(query).mappings().all())
        return [_entry(row) for row in rows]


def _check_chain(entries: Iterator[Entry]) -> Iterator[AuditFinding]:
    for before, entry in pairwise(_led(entries)):
        if entry is None:
            continue
        if entry.hash != _hash(_row(entry)):
            yield AuditFinding(Break.ALTERED, entry.seq)
        expected = (before.seq + 1, before.hash) if before else (1, _START)
        if (entry.seq, entry.previous) != expected:
            yield AuditFinding(Break.UNCHAINED, entry.seq)


def _led(entries: Iterator[Entry]) -> Iterator[Entry | None]:
    """The entries after a None that stands before the first."""
    yield None
    yield from entries


def _row(entry: Entry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in Entry.__dataclass_fields__}


def _hash(row: Mapping[str, object]) -> str:
    when = cast("datetime", row["when"])
    content = [
        row["seq"],
        row["id"],
        when.astimezone(UTC).isoformat(timespec="microseconds"),
        row["who"],
        row["action"],
        row["dossier"],
        row["detail"],
        row["previous"],
    ]
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _entry(row: RowMapping) -> Entry:
    return Entry(**row)
