"""Reuse: which of a dossier's papers the agency has in its store already, from the same person's earlier dossiers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flows.desk import Desk
from pipeline.findings import make_finding
from pipeline.model import Document, Finding, Record
from pipeline.people import Person, resolve_people
from pipeline.wording import format_date
from storage.current import VIETNAM, paper_day
from storage.people import KeptPaper


def note_reuse(desk: Desk, record: Record, agency: str) -> Record:
    """The record with a finding for every paper that an earlier dossier of the agency holds and that is still valid.

    Only dossiers received before this one count, so that running its batch again says the same.
    """
    people = resolve_people(record.documents, desk.types)
    own = {record.id, (record.code and desk.catalogue.find_by_code(record.code)) or record.id}
    findings = [
        _tell(desk, document, earlier)
        for document in record.documents
        if (holder := _find_holder(desk, document, people)) is not None
        and (earlier := _find_earlier(desk, record, document, holder, agency, own)) is not None
    ]
    return replace(record, findings=(*record.findings, *findings)) if findings else record


def _find_holder(desk: Desk, document: Document, people: tuple[Person, ...]) -> Person | None:
    """Whose paper it is; None where the type is none that can be used again, or nobody could be read."""
    role = desk.types.lexicons.holders.get(document.type)
    return next(
        (
            person
            for person in people
            for mention in person.mentions
            if mention.document == document.id and mention.role == role
        ),
        None,
    )


def _find_earlier(
    desk: Desk, record: Record, document: Document, holder: Person, agency: str, own: set[str]
) -> KeptPaper | None:
    """The newest earlier copy of the same paper that is valid on the day of receipt."""
    role = desk.types.lexicons.holders[document.type]
    received = record.received.astimezone(VIETNAM).date()
    day = paper_day(document)
    for paper in desk.people.papers_of(holder, agency=agency, before=record.received, excluding=own):
        same = (paper.type, paper.role) == (document.type, role) and _days_fit(paper.day, day)
        if same and (paper.expires is None or paper.expires >= received):
            return paper
    return None


def _days_fit(one: date | None, other: date | None) -> bool:
    """A paper issued on another day is another paper."""
    return one is None or other is None or one == other


def _tell(desk: Desk, document: Document, earlier: KeptPaper) -> Finding:
    kind = desk.types.types[document.type]
    until = earlier.expires and format_date(earlier.expires)
    return make_finding(
        desk.types,
        "reusable",
        document.id,
        paper=kind.name_vi,
        paper_en=kind.name_en,
        person=earlier.name,
        code=earlier.code or earlier.dossier,
        day=format_date(earlier.received.astimezone(VIETNAM).date()),
        validity=f", còn hiệu lực đến {until}" if until else "",
        validity_en=f", valid until {until}" if until else "",
    )
