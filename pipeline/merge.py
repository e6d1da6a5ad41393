"""A later scan or a later decision joined to what is known of a dossier; clerks' edits are never touched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.ids import document_id
from pipeline.model import Decision, Document, Finding, PageRef, Record


def merge(existing: Record, new: Record) -> Record:
    """`existing` with the documents of `new`: those whose pages overlap are replaced, the others are added.

    Edits, id and receipt of `existing` stay; an edit of a replaced document follows it to the document that now holds
    its first page. The same content gives back `existing` itself; otherwise the version grows by one.
    """
    fresh = {page for document in new.documents for page in document.pages} | set(new.blanks)
    kept = [document for document in existing.documents if not fresh.intersection(document.pages)]
    replaced = [document for document in existing.documents if fresh.intersection(document.pages)]
    come = _keep_ids(replaced, new.documents)
    documents = _number(_in_order(existing, [*kept, *_left_overs(replaced, fresh), *come]))
    names = _renamed(replaced, documents)
    edits = tuple(replace(edit, document=names.get(edit.document, edit.document)) for edit in existing.edits)
    whole = bool(kept) or len(fresh.intersection(_pages(existing))) < len(_pages(existing))
    procedure = existing.procedure or new.procedure
    findings = _join_findings(existing if whole else replace(existing, findings=()), new, documents, kept)
    merged = replace(
        existing,
        code=existing.code or new.code,
        procedure=procedure,
        batches=tuple(dict.fromkeys((*existing.batches, *new.batches))),
        documents=documents,
        findings=tuple(found for found in findings if found.rule != "procedure_unknown" or procedure is None),
        edits=tuple(dict.fromkeys((*edits, *new.edits))),
        decisions=tuple({one.page: one for one in (*existing.decisions, *new.decisions)}.values()),
        blanks=tuple(dict.fromkeys((*(page for page in existing.blanks if page not in fresh), *new.blanks))),
        reader=new.reader or existing.reader,
        catalog=new.catalog or existing.catalog,
    )
    return existing if merged == existing else replace(merged, version=existing.version + 1)


def decide(record: Record, decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The record's decisions with new ones on top: what a new one leaves open stays as it was decided before."""
    made = {decision.page: decision for decision in record.decisions}
    for new in decisions:
        before = made.get(new.page, new)
        starts = before.starts if new.starts is None else new.starts
        made[new.page] = replace(new, starts=starts, type=new.type or before.type)
    return tuple(made.values())


def _pages(record: Record) -> set[PageRef]:
    return {page for document in record.documents for page in document.pages} | set(record.blanks)


def _left_overs(replaced: list[Document], fresh: set[PageRef]) -> list[Document]:
    """Pages of replaced documents that the new scan does not hold stay a document; no page may get lost."""
    left: list[Document] = []
    for document in replaced:
        pages = tuple(page for page in document.pages if page not in fresh)
        if pages:
            fields = {key: value for key, value in document.fields.items() if value.page in pages}
            left.append(replace(document, id=document_id(pages[0]), pages=pages, fields=fields))
    return left


def _keep_ids(replaced: list[Document], documents: tuple[Document, ...]) -> list[Document]:
    """New documents under the ids of those that they replace where both start on the same page."""
    known = {document.pages[0]: document.id for document in replaced}
    return [replace(document, id=known.get(document.pages[0], document.id)) for document in documents]


def _in_order(existing: Record, documents: list[Document]) -> list[Document]:
    """Documents where they stood; those on new pages at the end in the order they came."""
    places = {page: place for place, document in enumerate(existing.documents) for page in document.pages}
    last = len(existing.documents)
    return sorted(documents, key=lambda document: min(places.get(page, last) for page in document.pages))


def _number(documents: list[Document]) -> tuple[Document, ...]:
    return tuple(replace(document, no=place) for place, document in enumerate(documents, 1))


def _renamed(replaced: list[Document], documents: tuple[Document, ...]) -> dict[str, str]:
    holders = {page: document.id for document in documents for page in document.pages}
    return {old.id: holders[old.pages[0]] for old in replaced if old.pages[0] in holders}


def _join_findings(
    existing: Record, new: Record, documents: tuple[Document, ...], kept: list[Document]
) -> tuple[Finding, ...]:
    untouched = {document.id for document in kept}
    holders = {page: document.id for document in documents for page in document.pages}
    fresh = {document.id: holders[document.pages[0]] for document in new.documents}
    stay = [found for found in existing.findings if found.document is None or found.document in untouched]
    come = [
        found if found.document is None else replace(found, document=fresh.get(found.document, found.document))
        for found in new.findings
    ]
    return tuple(dict.fromkeys((*stay, *come)))
