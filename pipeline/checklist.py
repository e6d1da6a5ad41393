"""Which papers of its procedure a dossier holds: everything that is short, once and completely. Rules are data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from enum import StrEnum
from typing import Final

from pipeline.catalog import OTHER, Catalog, Procedure
from pipeline.catalog.procedure import Condition, FieldHolds, Requirement, Waiver, Words, is_in_force
from pipeline.dossiers import find_filing_day
from pipeline.errors import SohoaError
from pipeline.findings import make_finding
from pipeline.letters import fold
from pipeline.model import Document, Finding, Record
from pipeline.persons import Persons, gather_persons, sort_by_owner
from pipeline.validate import find_expiry
from pipeline.wording import format_date, read_date
from pipeline.workdays import add_working_days, day_of_receipt, due_day, in_vietnam, make_calendar


class ProcedureUnknown(SohoaError):
    code = "procedure_unknown"
    message_vi = (
        "Chưa biết hồ sơ thuộc thủ tục nào. Hãy chạy lại với --procedure MÃ (xem sohoa catalog list --procedures)."
    )
    message_en = (
        "The dossier's procedure is not known. Run again with --procedure CODE (see sohoa catalog list --procedures)."
    )


class NoChecklist(SohoaError):
    code = "no_checklist"
    message_vi = "Danh mục chưa có thành phần hồ sơ của thủ tục này vào ngày tiếp nhận. Hãy bổ sung danh mục."
    message_en = (
        "The catalogue does not list this procedure's papers for the day of receipt. Add them to the catalogue."
    )


class Status(StrEnum):
    """What became of one requirement."""

    PRESENT = "present"
    MISSING = "missing"
    EXPIRED = "expired"
    UNREADABLE = "unreadable"
    UNSURE = "unsure"
    """It may be there: whose paper it is cannot be told, or the catalogue has no type for it."""
    NOT_NEEDED = "not_needed"
    """Not to be asked for any more: the clerk looks it up."""
    SHOWN = "shown"
    """Shown at the counter, no scan needed."""
    OPTIONAL = "optional"


SHORT: Final = frozenset({Status.MISSING, Status.EXPIRED, Status.UNREADABLE})
_RULES: Final = {
    Status.MISSING: "paper_missing",
    Status.EXPIRED: "paper_expired",
    Status.UNREADABLE: "paper_unreadable",
    Status.UNSURE: "paper_unsure",
}
CHECKLIST_RULES: Final = (*_RULES.values(), "paper_untyped", "paper_reminder")


@dataclass(frozen=True, slots=True)
class Item:
    """One requirement and what the dossier has for it."""

    requirement: Requirement
    status: Status
    documents: tuple[str, ...] = ()
    """Ids of the papers that meet it, or that would if they were in force, readable or known to be the person's."""
    finding: Finding | None = None
    note: Words | None = None
    """Why nothing is asked for, and what is done in its place."""
    basis: str = ""
    reminder: bool = False
    """From memory, not checked against the gazette: never counted as a shortfall."""

    @property
    def short(self) -> bool:
        return self.status in SHORT and not self.reminder

    @property
    def settled(self) -> bool:
        """Whether nobody has to do anything."""
        return self.reminder or self.status not in {*SHORT, Status.UNSURE}


@dataclass(frozen=True, slots=True)
class Checklist:
    """A dossier held against its procedure as it was in force on the day of receipt."""

    procedure: Procedure
    items: tuple[Item, ...]
    received: datetime
    """In Vietnamese time: from the receipt where it was read, else when the scans came in."""
    due: date | None
    ask_by: date | None
    """The last day for asking for what is missing, where a regulation in force sets one."""
    late: bool
    """Past its day; not while papers are waited for, when the clock stands still, nor when the result lies in it."""
    unrecognised: tuple[str, ...]
    """Papers of no known type: one of them may be what seems to be missing."""

    @property
    def shortfalls(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.short)

    @property
    def complete(self) -> bool:
        return all(item.settled for item in self.items)


def check_dossier(record: Record, catalog: Catalog, today: date, procedure: str | None = None) -> Checklist:
    """The dossier against the procedure it is for (or `procedure`); `today` tells whether it is late.

    Raises ProcedureUnknown without a procedure, NoChecklist where the catalogue does not list its papers.
    """
    code = procedure or record.procedure
    if code is None or code not in catalog.versions:
        raise ProcedureUnknown(code or "")
    received = find_receipt(record, catalog)
    known = catalog.procedure_on(code, received.date())
    if known is None or not known.requires:
        raise NoChecklist(code)
    calendar = make_calendar(catalog.workdays)
    due = due_day(received, known.deadline, calendar) if known.deadline else None
    items = check_papers(record.documents, record.findings, known, catalog, received.date())
    terms = [waiver.ask_within for waiver in _list_waivers(known, catalog, received.date()) if waiver.ask_within]
    waits = any(item.short for item in items) or any(paper.type in known.results for paper in record.documents)
    return Checklist(
        known,
        items,
        received,
        due,
        add_working_days(day_of_receipt(received, None, calendar), min(terms), calendar) if terms else None,
        due is not None and today > due and not waits,
        tuple(document.id for document in record.documents if document.type == OTHER),
    )


def find_receipt(record: Record, catalog: Catalog) -> datetime:
    """When the dossier was received, in Vietnamese time: the day it was filed, with the clock on its receipt."""
    scanned = in_vietnam(record.received)
    filed = find_filing_day(record.code, record.documents, scanned, catalog)
    for moment in _list_receipts(record, catalog, scanned.tzinfo):
        if moment <= scanned and moment.date() == filed:
            return moment
    return scanned if filed == scanned.date() else datetime.combine(filed, time(), scanned.tzinfo)


def _list_receipts(record: Record, catalog: Catalog, zone: tzinfo | None) -> Iterator[datetime]:
    for document in record.documents:
        kind = catalog.types.get(document.type)
        said = document.fields.get("thoi_gian_nhan") if kind and kind.starts_dossier else None
        clock, _, day = said.value.rpartition(" ") if said else ("", "", "")
        when = read_date(day)
        if when is not None:
            yield datetime.combine(when, _read_clock(clock), zone)


def _read_clock(text: str) -> time:
    """The time of day; midnight where it was not read."""
    try:
        return time.fromisoformat(text)
    except ValueError:
        return time()


def check_papers(
    documents: Sequence[Document], findings: Sequence[Finding], procedure: Procedure, catalog: Catalog, day: date
) -> tuple[Item, ...]:
    """Every requirement in force that day, in the catalogue's order; `findings` tell which pages could not be read."""
    unread = frozenset(found.document for found in findings if found.rule == "page_unreadable" and found.document)
    case = _Case(catalog, procedure, tuple(documents), gather_persons(documents, catalog), unread, day)
    return tuple(_check(entry, case) for entry in procedure.requires if is_in_force(entry, day))


def list_shortfalls(record: Record, catalog: Catalog) -> tuple[Finding, ...]:
    """What the checklist says of the record, as findings; none where its procedure has no checklist."""
    if record.procedure is None:
        return ()
    day = find_receipt(record, catalog).date()
    procedure = catalog.procedure_on(record.procedure, day)
    if procedure is None:
        return ()
    items = check_papers(record.documents, record.findings, procedure, catalog, day)
    return tuple(item.finding for item in items if item.finding is not None)


@dataclass(frozen=True)
class _Case:
    """What the requirements are held against."""

    catalog: Catalog
    procedure: Procedure
    documents: tuple[Document, ...]
    persons: Persons
    unread: frozenset[str]
    """Ids of documents with pages that cannot be read."""
    day: date


def _check(requirement: Requirement, case: _Case) -> Item:
    reminder = requirement.remembered or case.procedure.remembered
    basis = requirement.basis or case.procedure.legal_basis
    fitting = [document for document in case.documents if document.type in requirement.any_of]
    owned, unsure = sort_by_owner(fitting, requirement.of, requirement.sex, case.persons)
    sound = [document for document in owned if not _is_expired(document, case) and not _is_unreadable(document, case)]
    if sound:
        return Item(requirement, Status.PRESENT, _ids(sound), basis=basis)
    excused = _excuse(requirement, case)
    if excused is not None:
        status, note, excuse = excused
        return Item(requirement, status, _ids(owned), note=note, basis=excuse or basis)
    if owned:
        expired = [document for document in owned if _is_expired(document, case)]
        status = Status.EXPIRED if expired else Status.UNREADABLE
        papers = expired or owned
    elif unsure or not requirement.any_of:
        status, papers = Status.UNSURE, unsure
    else:
        status, papers = Status.MISSING, []
    finding = _say(requirement, status, papers, case, reminder)
    return Item(requirement, status, _ids(papers), finding, requirement.note, basis, reminder)


def _say(requirement: Requirement, status: Status, papers: Sequence[Document], case: _Case, reminder: bool) -> Finding:
    rule = _RULES[status]
    if reminder:
        rule = "paper_reminder"
    elif not requirement.any_of:
        rule = "paper_untyped"
    words = {"name": requirement.name_vi, "name_en": requirement.name_en, "count": str(len(papers))}
    if status is Status.EXPIRED:
        ended = find_expiry(papers[0], case.catalog)
        words["value"] = format_date(ended) if ended else ""
    return make_finding(case.catalog, rule, papers[0].id if len(papers) == 1 else None, None, None, **words)


def _excuse(requirement: Requirement, case: _Case) -> tuple[Status, Words | None, str] | None:
    """Why the paper need not lie in the dossier, if there is a reason: status, words, basis."""
    if requirement.when is not None and not _holds(requirement.when, case):
        return Status.OPTIONAL, requirement.when.words, ""
    waiver = _find_waiver(requirement, case)
    if waiver is not None:
        return Status.NOT_NEEDED, waiver.instead, waiver.basis
    if requirement.need == "lookup":
        return Status.NOT_NEEDED, requirement.note, ""
    if requirement.optional is not None:
        return Status.OPTIONAL, requirement.optional, ""
    return (Status.SHOWN, requirement.note, "") if requirement.need == "show" else None


def _find_waiver(requirement: Requirement, case: _Case) -> Waiver | None:
    waivers = _list_waivers(case.procedure, case.catalog, case.day)
    return next((waiver for waiver in waivers if set(waiver.papers) & set(requirement.any_of)), None)


def _list_waivers(procedure: Procedure, catalog: Catalog, day: date) -> list[Waiver]:
    return [
        waiver
        for waiver in catalog.waivers
        if is_in_force(waiver, day) and (not waiver.procedures or procedure.code in waiver.procedures)
    ]


def _holds(condition: Condition, case: _Case) -> bool:
    """Whether the case is known to be given."""
    if condition.document:
        return any(document.type in condition.document for document in case.documents)
    if condition.field is not None:
        return _field_holds(condition.field, case)
    if condition.persons_differ is not None:
        return case.persons.differ(*condition.persons_differ) is True
    return False


def _field_holds(wanted: FieldHolds, case: _Case) -> bool:
    values = [
        fold(document.fields[wanted.key].value)
        for document in case.documents
        if document.type == wanted.type and wanted.key in document.fields
    ]
    return any(fold(phrase) in value for value in values for phrase in wanted.contains)


def _is_expired(document: Document, case: _Case) -> bool:
    ended = find_expiry(document, case.catalog)
    return ended is not None and ended < case.day


def _is_unreadable(document: Document, case: _Case) -> bool:
    """A page cannot be read, or less than half of the fields (of two or more) that such a paper must show."""
    kind = case.catalog.types.get(document.type)
    needed = [spec.key for spec in kind.fields if spec.required and not spec.often_handwritten] if kind else []
    read = sum(key in document.fields for key in needed)
    return document.id in case.unread or (len(needed) > 1 and 2 * read < len(needed))


def _ids(documents: Sequence[Document]) -> tuple[str, ...]:
    return tuple(document.id for document in documents)
