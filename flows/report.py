"""What a batch came to, as the JSON that others rely on; built from what is stored alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flows.desk import Desk
from flows.read import is_unread, load_reading
from pipeline.model import (
    Document,
    Finding,
    Manifest,
    PageRef,
    Problem,
    Reading,
    Record,
    Source,
    SourceStatus,
    pages_of,
)


def report_batch(desk: Desk, manifest: Manifest) -> dict[str, Any]:
    """The dictionary that `sohoa digitise --json` writes for this batch and for what earlier batches hold of it."""
    files = {source.sha256: source for source in reversed(manifest.sources) if is_stored(source)}
    records = sorted(load_dossiers(desk, files), key=lambda record: first_place(record, manifest))
    readers = {page: record.reader for record in records for page in pages_of(record)}
    readings = {page: load_reading(desk, page, reader) for page, reader in readers.items() if page.source in files}
    unread = {page for page, reading in readings.items() if is_unread(reading)}
    return {
        "batch": manifest.id,
        "sources": [source_json(source, unread) for source in manifest.sources],
        "pages": [
            page_json(source, readings[page])
            for source in files_in_order(manifest, files)
            for page in (PageRef(source.sha256, number) for number in range(1, source.pages + 1))
            if page in readings
        ],
        "dossiers": [dossier_json(record, files) for record in records],
    }


def report_dossier(desk: Desk, record: Record) -> dict[str, Any]:
    """One dossier as it stands in a batch's report, its files under the names by which they came first."""
    manifests = [desk.records.load_manifest(batch) for batch in record.batches]
    sources = [source for manifest in manifests for source in manifest.sources if is_stored(source)]
    return dossier_json(record, {source.sha256: source for source in reversed(sources)})


def has_problems(report: dict[str, Any]) -> bool:
    """Whether a source or a dossier needs a person; duplicates and warnings do not."""
    troubled = any(source["status"] in ("problem", "partial") for source in report["sources"])
    blocked = any(finding["severity"] == "block" for item in report["dossiers"] for finding in item["findings"])
    return troubled or blocked


def is_stored(source: Source) -> bool:
    return source.status in (SourceStatus.OK, SourceStatus.PARTIAL, SourceStatus.DUPLICATE)


def load_dossiers(desk: Desk, sources: Iterable[str]) -> Iterator[Record]:
    """The latest records of the dossiers that hold pages of these sources (SHA-256)."""
    dossiers = {dossier for source in sources for dossier in desk.catalogue.pages_of(source).values()}
    for dossier in sorted(dossiers):
        if row := desk.catalogue.dossier(dossier):
            yield desk.records.load_record(dossier, row.version)


def first_place(record: Record, manifest: Manifest) -> tuple[int, int]:
    """Where the record's first page lies in the batch, so that dossiers come in the order of the paper."""
    order = {source.sha256: number for number, source in reversed(list(enumerate(manifest.sources)))}
    return min(((order.get(page.source, len(order)), page.page) for page in pages_of(record)), default=(0, 0))


def source_json(source: Source, unread: set[PageRef]) -> dict[str, Any]:
    failed = sum(page.source == source.sha256 for page in unread)
    status, problem = source.status, source.problem
    if failed and status is SourceStatus.OK:
        status = SourceStatus.PARTIAL if failed < source.pages else SourceStatus.PROBLEM
        problem = Problem(
            "pages_failed",
            f"{failed} trang chưa đọc được. Hãy chạy lại lô này hoặc quét lại các trang đó.",
            f"{failed} pages could not be read. Run the batch again or scan them again.",
            retryable=True,
        )
    return {
        "file": source.file,
        "sha256": source.sha256,
        "pages": source.pages,
        "status": status.value,
        "problem": problem and problem_json(problem),
    }


def problem_json(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "message_vi": problem.message_vi,
        "message_en": problem.message_en,
        "retryable": problem.retryable,
    }


def files_in_order(manifest: Manifest, files: dict[str, Source]) -> list[Source]:
    """The sources that were stored, each content once under the first name it came by."""
    return [source for source in manifest.sources if files.get(source.sha256) is source]


def page_json(source: Source, reading: Reading) -> dict[str, Any]:
    return {
        "file": source.file,
        "page": reading.page,
        "rotation": reading.rotation,
        "blank": reading.blank,
        "grade": reading.quality.grade.value,
        "text": reading.text,
    }


def dossier_json(record: Record, files: dict[str, Source]) -> dict[str, Any]:
    return {
        "id": record.id,
        "code": record.code,
        "procedure": record.procedure,
        "findings": [finding_json(finding) for finding in record.findings],
        "documents": [document_json(document, files) for document in record.documents],
    }


def document_json(document: Document, files: dict[str, Source]) -> dict[str, Any]:
    first = document.pages[0].source
    parts = split_by_source(document.pages)
    result: dict[str, Any] = {
        "id": document.id,
        "type": document.type,
        "file": file_name(first, files),
        "pages": [page.page for page in document.pages if page.source == first],
        "confidence": round(document.confidence, 4),
        "fields": {
            key: {
                "value": field.value,
                "raw": field.raw,
                "page": field.page.page,
                "box": [round(side, 5) for side in field.box],
                "method": field.method.value,
                "confidence": round(field.confidence, 4),
                **({} if field.page.source == first else {"file": file_name(field.page.source, files)}),
            }
            for key, field in document.fields.items()
        },
    }
    if len(parts) > 1:
        result["files"] = [{"file": file_name(source, files), "pages": pages} for source, pages in parts]
    return result


def split_by_source(pages: Sequence[PageRef]) -> list[tuple[str, list[int]]]:
    """A document's pages file by file: single images scanned one after the other make one paper of several files."""
    parts: dict[str, list[int]] = {}
    for page in pages:
        parts.setdefault(page.source, []).append(page.page)
    return list(parts.items())


def file_name(sha256: str, files: dict[str, Source]) -> str:
    """The name in this batch; pages that came in another batch go by their checksum."""
    return files[sha256].file if sha256 in files else sha256


def finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message_vi": finding.message_vi,
        "message_en": finding.message_en,
        "document": finding.document,
        "field": finding.field,
    }
