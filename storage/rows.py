"""The catalogue's rows as typed values, and how manifests and records become rows."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import RowMapping

from pipeline.model import Document, Manifest, Problem, Record, Severity, SourceStatus, to_json
from pipeline.vietnamese import fold, name_sort_key, nfc, parse_date
from storage.current import CurrentField, bare, document_day
from storage.records import record_sha256


class BatchState(StrEnum):
    """RECEIVED until the run ends; PARTIAL is never success: some of its sources, pages or dossiers have problems."""

    RECEIVED = "received"
    DONE = "done"
    PARTIAL = "partial"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class BatchProblem:
    """A problem of a batch, with the file and page (from 1) it concerns where it concerns one."""

    problem: Problem
    file: str | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class BatchRow:
    id: str
    name: str
    received: datetime
    operator: str
    procedure: str | None
    state: BatchState
    sources: int
    pages: int
    manifest_sha256: str
    agency: str = ""
    problems: tuple[BatchProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceRow:
    sha256: str
    size: int
    media_type: str
    pages: int
    status: SourceStatus
    batch: str


@dataclass(frozen=True, slots=True)
class DossierRow:
    """A dossier in a list. `blocks` and `warnings` count its findings of those severities."""

    id: str
    version: int
    record_sha256: str
    code: str | None
    procedure: str | None
    received: datetime
    pages: int
    blocks: int
    warnings: int
    reusable: int = 0
    """Components that an earlier dossier of the agency holds already."""


@dataclass(frozen=True, slots=True)
class DossierList:
    """One page of a list, newest first, and how many there are in all."""

    total: int
    rows: tuple[DossierRow, ...]


@dataclass(frozen=True, slots=True)
class Change:
    seq: int
    dossier: str
    version: int


@dataclass(frozen=True, slots=True)
class FeedPosition:
    """Where the change feed stands; `feed` names the database, so that a replica notices a restored or other one."""

    feed: str
    seq: int


REUSABLE = "reusable"
"""The rule that says of a component that the store holds it already."""
_INDEXED = 500
"""PostgreSQL refuses index entries above 2,700 bytes."""


def clean_text(text: str) -> str:
    """NFC, and without the NUL that PostgreSQL cannot keep and barcodes may hold."""
    return nfc(text).replace("\x00", "")


def comparable(text: str) -> str:
    """What values of fields are compared by: lower case, no marks, no longer than an index takes."""
    return fold(clean_text(text))[:_INDEXED]


def make_batch_row(manifest: Manifest) -> dict[str, Any]:
    return {
        "id": manifest.id,
        "name": clean_text(manifest.name),
        "received": manifest.received,
        "operator": clean_text(manifest.operator),
        "procedure": manifest.procedure,
        "state": BatchState.RECEIVED.value,
        "sources": len(manifest.sources),
        "pages": sum(source.pages for source in manifest.sources if source.status in _TAKEN),
        "manifest_sha256": hashlib.sha256(to_json(manifest)).hexdigest(),
        "agency": clean_text(manifest.agency),
    }


_TAKEN = (SourceStatus.OK, SourceStatus.PARTIAL)


def make_source_rows(manifest: Manifest) -> list[dict[str, Any]]:
    rows = {
        source.sha256: {
            "sha256": source.sha256,
            "size": source.size,
            "media_type": source.media_type,
            "pages": source.pages,
            "status": source.status.value,
            "batch": manifest.id,
        }
        for source in manifest.sources
        if source.status in _TAKEN
    }
    # One order for everybody, so that two batches with the same sources cannot wait for each other.
    return [rows[sha256] for sha256 in sorted(rows)]


def make_problem_row(batch: str, no: int, problem: BatchProblem) -> dict[str, Any]:
    what = problem.problem
    return {
        "batch": batch,
        "no": no,
        "file": problem.file,
        "page": problem.page,
        "code": what.code,
        "message_vi": what.message_vi,
        "message_en": what.message_en,
        "retryable": what.retryable,
    }


def make_dossier_row(record: Record) -> dict[str, Any]:
    severities = [finding.severity for finding in record.findings]
    return {
        "id": record.id,
        "version": record.version,
        "record_sha256": record_sha256(record),
        "code": clean_text(record.code) if record.code else None,
        "code_key": (bare(record.code) or None) if record.code else None,
        "procedure": record.procedure,
        "received": record.received,
        "pages": sum(len(document.pages) for document in record.documents) + len(record.blanks),
        "blocks": severities.count(Severity.BLOCK),
        "warnings": severities.count(Severity.WARN),
        "reusable": len({finding.document for finding in record.findings if finding.rule == REUSABLE}),
    }


def make_document_row(record: Record, document: Document, fields: Sequence[CurrentField]) -> dict[str, Any]:
    return {
        "dossier": record.id,
        "id": document.id,
        "no": document.no,
        "type": document.type,
        "part": document.part.value,
        "confidence": document.confidence,
        "day": document_day(fields),
    }


def make_field_row(record: Record, document: Document, field: CurrentField) -> dict[str, Any]:
    return {
        "dossier": record.id,
        "document": document.id,
        "key": field.key,
        "value": clean_text(field.value),
        "value_fold": comparable(field.value),
        "identifier": bare(field.value)[:_INDEXED],
        "sort": name_sort_key(field.value)[:_INDEXED],
        "day": parse_date(field.value),
        "source": field.page and field.page.source,
        "page": field.page and field.page.page,
        "method": field.method.value,
        "confidence": field.confidence,
    }


def make_page_rows(record: Record) -> list[dict[str, Any]]:
    in_documents = [
        {"source": page.source, "page": page.page, "dossier": record.id, "document": document.id, "no": no}
        for document in record.documents
        for no, page in enumerate(document.pages, 1)
    ]
    blanks = [
        {"source": page.source, "page": page.page, "dossier": record.id, "document": None, "no": None}
        for page in record.blanks
    ]
    return in_documents + blanks


def read_batch(row: RowMapping, problems: tuple[BatchProblem, ...] = ()) -> BatchRow:
    return BatchRow(**{**row, "state": BatchState(row["state"])}, problems=problems)


def read_problem(row: RowMapping) -> BatchProblem:
    problem = Problem(row["code"], row["message_vi"], row["message_en"], row["retryable"])
    return BatchProblem(problem, row["file"], row["page"])


def read_source(row: RowMapping) -> SourceRow:
    return SourceRow(**{**row, "status": SourceStatus(row["status"])})


def read_dossier(row: RowMapping) -> DossierRow:
    return DossierRow(**{key: value for key, value in row.items() if key != "code_key"})
