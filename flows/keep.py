"""Keep: documents as PDF/A and the record as a new version, objects first, then one database transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import structlog
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from archive.pdfa import PdfPage, write_document_pdf
from flows.desk import Desk
from flows.read import is_unread, load_reading
from flows.secret import empty_sheet
from ocr.workspace import open_workspace
from pipeline.errors import Conflict
from pipeline.merge import merge
from pipeline.model import Document, PageRef, Record, pages_of
from pipeline.understand import recheck

log = structlog.get_logger()


@retry(
    retry=retry_if_exception_type(Conflict),
    stop=stop_after_attempt(6),
    wait=wait_random_exponential(multiplier=0.2, max=5),
    reraise=True,
)
def keep_dossier(desk: Desk, record: Record) -> Record:
    """Store the dossier and commit its row; what is already kept stays as it is. Returns the version that now stands.

    The stored records are the truth: a version whose row is missing (a run cut off between object and row) is
    committed first, then this one on top of it.
    """
    dossier = (record.code and desk.catalogue.find_by_code(record.code)) or record.id
    latest = desk.records.latest_version(dossier)
    if latest is None:
        merged = record
    else:
        existing = desk.records.load_record(dossier, latest)
        desk.catalogue.commit_dossier(existing)
        merged = merge(existing, record)
        if merged == existing:
            return existing
        merged = recheck(merged, desk.types)
    _take_pages_over(desk, merged)
    return keep_version(desk, merged)


def _take_pages_over(desk: Desk, record: Record) -> None:
    """Take this dossier's pages out of any other that holds them: a page read at last may move a boundary."""
    pages = set(pages_of(record))
    held = {source: desk.catalogue.pages_of(source) for source in {page.source for page in pages}}
    for other in {held[page.source].get(page.page) for page in pages} - {None, record.id}:
        version = desk.records.latest_version(other)
        if version is not None:
            existing = desk.records.load_record(other, version)
            keep_version(desk, without_pages(existing, pages))


def without_pages(record: Record, pages: set[PageRef]) -> Record:
    """The next version of the record, without the documents and blanks that lie on these pages."""
    return replace(
        record,
        version=record.version + 1,
        documents=tuple(document for document in record.documents if not pages & set(document.pages)),
        blanks=tuple(page for page in record.blanks if page not in pages),
    )


def keep_version(desk: Desk, record: Record) -> Record:
    with open_workspace() as folder:
        pdf = folder / "document.pdf"
        for document in record.documents:
            title = desk.types.types[document.type].name_vi if document.type in desk.types.types else document.type
            write_document_pdf(
                _pdf_pages(desk, record, document),
                pdf,
                title=title,
                created=record.received,
                document_id=document.id,
            )
            desk.records.save_document_pdf(record.id, document.no, record.version, pdf)
    desk.records.save_record(record)
    desk.catalogue.commit_dossier(record)
    log.info("dossier kept", dossier=record.id, version=record.version, documents=len(record.documents))
    return record


def _pdf_pages(desk: Desk, record: Record, document: Document) -> Iterator[PdfPage]:
    for ref in document.pages:
        reading = load_reading(desk, ref, record.reader)
        yield PdfPage(reading, empty_sheet(reading) if is_unread(reading) else desk.records.load_image(reading))
