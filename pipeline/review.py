"""Which values of a record a clerk has to look at, and which pass: at a fixed budget of errors, not by feeling."""

from __future__ import annotations

from typing import Final

from pipeline.model import FieldValue, Method, Record, Severity

PASSES: Final = 0.96
"""Confidence from which a printed value passes that no rule speaks against (`bench.understanding`)."""
_PAPER: Final = frozenset({"type_unknown", "type_unsure", "boundary_unsure"})
"""Findings after which no value of the paper passes: it may be another paper's."""


def needs_clerk(record: Record) -> frozenset[tuple[str, str]]:
    """The fields (document id, key) that do not pass by themselves; those that clerks typed do."""
    edited = {(edit.document, edit.field) for edit in record.edits}
    unsure = {
        (document.id, key)
        for document in record.documents
        for key, value in document.fields.items()
        if not is_sure(value)
    }
    return frozenset((unsure | list_doubted(record)) - edited)


def list_doubted(record: Record) -> frozenset[tuple[str, str]]:
    """The fields (document id, key) that rules speak against, or of whose paper the kind or beginning is doubtful."""
    spoken = {(found.document, found.field) for found in record.findings if found.severity is not Severity.INFO}
    papers = {found.document for found in record.findings if found.rule in _PAPER}
    return frozenset(
        (document.id, key)
        for document in record.documents
        for key in document.fields
        if (document.id, key) in spoken or document.id in papers
    )


def is_sure(value: FieldValue) -> bool:
    """Whether a value passes as far as it can tell of itself."""
    return value.method is Method.CLERK or value.confidence >= PASSES
