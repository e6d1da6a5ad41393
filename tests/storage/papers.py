"""Small made-up dossiers for the stores' tests: readings with laid-out words, records and manifests."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from pipeline.model import (
    Box,
    Document,
    FieldValue,
    Grade,
    Manifest,
    Method,
    PageRef,
    Quality,
    Reading,
    Record,
    Source,
    SourceStatus,
    Word,
)

NOW = datetime(2026, 10, 5, 8, 30, tzinfo=UTC)
READER = "reader-1"


def sha(seed: str) -> str:
    return hashlib.sha256(seed.encode()).hexdigest()


def make_reading(source: str, page: int, text: str, fingerprint: str = READER) -> Reading:
    """A reading of the text, its lines evenly down the page and its words evenly along each line."""
    lines = [line.split() for line in text.splitlines() if line.split()]
    words = tuple(
        Word(word, Box(place / len(line), row / 50, 0.8 / len(line), 0.015), 0.9, row, 0)
        for row, line in enumerate(lines)
        for place, word in enumerate(line)
    )
    return Reading(source, page, fingerprint, 2480, 3508, 300, 0, not words, Quality(Grade.GOOD), words)


def make_field(value: str, page: PageRef) -> FieldValue:
    return FieldValue(value, value, page, Box(0.1, 0.2, 0.3, 0.02), Method.LABEL, 0.9)


def make_document(
    no: int, type_code: str, pages: Sequence[PageRef], fields: Mapping[str, str] | None = None
) -> Document:
    values = {key: make_field(value, pages[0]) for key, value in (fields or {}).items()}
    return Document(f"doc{no}", no, type_code, 0.9, tuple(pages), values)


def make_record(
    dossier: str, documents: Sequence[Document], *, version: int = 1, code: str | None = None, batch: str = "batch1"
) -> Record:
    return Record(dossier, version, code, "1.001193", (batch,), NOW, tuple(documents), reader=READER)


def make_manifest(batch: str, sources: Mapping[str, int]) -> Manifest:
    """A batch of good sources, each given by its SHA-256 with its number of pages."""
    listed = tuple(
        Source(f"{no}.pdf", sha256, 100, "application/pdf", pages, SourceStatus.OK)
        for no, (sha256, pages) in enumerate(sources.items(), 1)
    )
    return Manifest(batch, "Lô thử", NOW, "nhân viên", listed)
