"""What two versions of a dossier's record differ in, as data."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import Document, Record


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `kind`: document_added, document_removed, pages, type, field, finding_added, finding_removed,
    code or procedure; `name` is the field's key, the rule or nothing; None stands for what is not there."""

    kind: str
    document: str | None
    name: str
    before: str | None
    after: str | None


def list_changes(before: Record, after: Record) -> tuple[Change, ...]:
    """Everything that reads differently in `after`: papers, their pages, types and values, findings."""
    changes = [
        Change(name, None, "", one, other)
        for name, one, other in (
            ("code", before.code, after.code),
            ("procedure", before.procedure, after.procedure),
        )
        if one != other
    ]
    old = {document.id: document for document in before.documents}
    new = {document.id: document for document in after.documents}
    changes += [Change("document_removed", key, "", old[key].type, None) for key in old if key not in new]
    for key, document in new.items():
        if key in old:
            changes += _compare(old[key], document)
        else:
            changes.append(Change("document_added", key, "", None, document.type))
    found = [set(record.findings) for record in (before, after)]
    for kind, gone in (("finding_removed", found[0] - found[1]), ("finding_added", found[1] - found[0])):
        for finding in sorted(gone, key=lambda one: (one.document or "", one.rule, one.message_vi)):
            said = (finding.message_vi, None) if kind == "finding_removed" else (None, finding.message_vi)
            changes.append(Change(kind, finding.document, finding.rule, *said))
    return tuple(changes)


def _compare(before: Document, after: Document) -> list[Change]:
    changes = []
    if before.type != after.type:
        changes.append(Change("type", after.id, "", before.type, after.type))
    if before.pages != after.pages:
        changes.append(Change("pages", after.id, "", str(len(before.pages)), str(len(after.pages))))
    for key in dict.fromkeys((*before.fields, *after.fields)):
        one, other = (document.fields.get(key) for document in (before, after))
        values = tuple(value.value if value is not None else None for value in (one, other))
        if values[0] != values[1]:
            changes.append(Change("field", after.id, key, *values))
    return changes
