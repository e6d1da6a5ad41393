"""From readings to records: separate, classify, extract, validate, part by dossier. Pure; a thin assembly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import reduce
from typing import Final

from rapidfuzz import fuzz

from pipeline.catalog import OTHER, WITHHELD, Catalog
from pipeline.checklist import CHECKLIST_RULES, list_shortfalls
from pipeline.classify import PageView
from pipeline.collate import collate
from pipeline.compare import validate_persons
from pipeline.dossiers import (
    Item,
    Pile,
    Understood,
    drop_repeats,
    find_filing_day,
    gather_stacks,
    join_piles,
    split_stack,
)
from pipeline.extract.fields import extract_fields
from pipeline.findings import make_finding
from pipeline.ids import document_id, dossier_id
from pipeline.letters import squeeze
from pipeline.listed import find_unscanned
from pipeline.model import Decision, Document, Finding, Grade, PageRef, Reading, Record
from pipeline.secret import UNREAD_STAMP
from pipeline.separate import SURE, Piece, separate
from pipeline.support import weigh_papers
from pipeline.validate import validate_document

TYPE_SURE: Final = 0.7
"""Below this the clerk is asked to check the type."""


def understand(
    stacks: Sequence[Sequence[Reading]],
    *,
    catalog: Catalog,
    batch: str,
    received: datetime,
    procedure: str | None,
    reader: str,
    decisions: Sequence[Decision] = (),
) -> list[Record]:
    """The dossiers in stacks of readings (each stack a pile of paper in scanned order), as records of version 1.

    Every page is in exactly one record, as a document's page or as a blank. `procedure`, if given, holds for all;
    else it is found in the receipt. `reader` is the fingerprint of what made the readings; `decisions` are those that
    clerks took on these pages before.
    """
    said = {decision.page: decision for decision in decisions}
    piles = gather_stacks([_understand_stack(stack, catalog, said) for stack in drop_repeats(stacks)])
    return [_make_record(pile, catalog, batch, received, procedure, reader, said) for pile in piles]


def understand_again(
    record: Record, stacks: Sequence[Sequence[Reading]], catalog: Catalog, decisions: Sequence[Decision] | None = None
) -> Record:
    """The record's pages understood anew from their readings, as its next version; itself where nothing changes.

    Id, code, batches, receipt and edits stay, and so does what is in the dossier: papers are not moved to another one.
    `decisions` takes the place of those that the record holds.
    """
    kept = record.decisions if decisions is None else tuple(decisions)
    said = {decision.page: decision for decision in kept}
    piles = gather_stacks([_understand_stack(stack, catalog, said) for stack in drop_repeats(stacks)])
    if not piles:
        return record
    procedure = record.procedure if record.procedure in catalog.procedures else None
    whole = reduce(join_piles, piles)
    whole.code = record.code or whole.code
    made = _make_record(whole, catalog, record.batches[0], record.received, procedure, record.reader, said)
    anew = replace(
        made,
        id=record.id,
        version=record.version,
        batches=record.batches,
        edits=record.edits,
        decisions=kept,
    )
    known = {document.id for document in anew.documents}
    if any(edit.document not in known for edit in record.edits):
        left_over = replace(anew, findings=(*anew.findings, make_finding(catalog, "edit_left_over")))
        anew = recheck(left_over, catalog)
    same = replace(anew, catalog=record.catalog) == record
    return record if same else replace(anew, version=record.version + 1)


def recheck(record: Record, catalog: Catalog) -> Record:
    """The record with its rules run again over all its documents, for use after a merge; the version stays.

    Findings of reading (blank, unreadable, uncertain) are kept; those of rules are made anew.
    """
    documents = record.documents
    made = {*_RECHECKED, *(rule.rule for kind in catalog.types.values() for rule in kind.rules)}
    kept = [found for found in record.findings if found.rule not in made]
    filed = find_filing_day(record.code, documents, record.received, catalog)
    anew = [found for document in documents for found in validate_document(document, record.received, filed, catalog)]
    checked = _check_papers(replace(record, findings=(*kept, *anew, *validate_persons(documents, catalog))), catalog)
    return checked if checked.findings != record.findings else record


def _check_papers(record: Record, catalog: Catalog) -> Record:
    """The record with what its receipt lists and its procedure's checklist asks for in vain, after its findings."""
    procedure = catalog.procedures.get(record.procedure or "")
    unscanned = find_unscanned(record.documents, catalog, procedure.results if procedure else ())
    short = (*unscanned, *list_shortfalls(record, catalog))
    return replace(record, findings=tuple(dict.fromkeys((*record.findings, *short))))


_RECHECKED: Final = (
    "person_id_differs",
    "person_id_slip",
    "person_birth_differs",
    "person_name_differs",
    "stranger",
    "receipt_paper_missing",
    "place_renamed",
    *CHECKLIST_RULES,
)


def _understand_stack(stack: Sequence[Reading], catalog: Catalog, decisions: Mapping[PageRef, Decision]) -> list[Pile]:
    collated = collate([PageView(reading, catalog) for reading in stack])
    piles = split_stack(
        [
            Item(cut, _understand_piece(cut.piece, catalog) if cut.piece is not None else None)
            for cut in separate(collated.views, catalog, decisions)
        ]
    )
    for pile in piles:
        pile.collated = collated.changed
    return piles


def _understand_piece(piece: Piece, catalog: Catalog) -> Understood:
    pages = tuple(view.reading.ref for view in piece.views)
    name = document_id(pages[0])
    if piece.type.code == WITHHELD:
        return _withheld(piece, name, catalog)
    fields, findings = extract_fields(name, piece.type, piece.views, catalog)
    document = Document(
        id=name,
        no=0,
        type=piece.type.code,
        confidence=round(piece.confidence, 3),
        pages=pages,
        fields=fields,
        part=piece.type.part,
        boundary=piece.boundary,
    )
    return Understood(piece, document, (*_doubts(document, piece, catalog), *findings), piece.type.starts_dossier)


def _withheld(piece: Piece, name: str, catalog: Catalog) -> Understood:
    """A secret paper: its pages are counted, nothing that stands on them is taken."""
    pages = tuple(view.reading.ref for view in piece.views)
    document = Document(id=name, no=0, type=WITHHELD, confidence=1.0, pages=pages, boundary=piece.boundary)
    numbers = ", ".join(dict.fromkeys(str(page.page) for page in pages))
    return Understood(piece, document, (make_finding(catalog, "secret", name, value=numbers),), opens=False)


def _doubts(document: Document, piece: Piece, catalog: Catalog) -> list[Finding]:
    doubts: list[Finding] = []
    if piece.boundary_confidence < SURE:
        doubts.append(make_finding(catalog, "boundary_unsure", document.id))
    if piece.type.code == OTHER:
        doubts.append(make_finding(catalog, "type_unknown", document.id))
    elif piece.confidence < TYPE_SURE:
        doubts.append(make_finding(catalog, "type_unsure", document.id, value=piece.type.name_vi))
    for number, view in enumerate(piece.views, 1):
        if view.reading.quality.grade is Grade.UNREADABLE:
            doubts.append(make_finding(catalog, "page_unreadable", document.id, value=str(number)))
    stamped = [view.reading.page for view in piece.views if UNREAD_STAMP in view.reading.quality.reasons]
    if stamped:
        doubts.append(make_finding(catalog, UNREAD_STAMP, document.id, value=", ".join(map(str, stamped))))
    return doubts


def _make_record(
    pile: Pile,
    catalog: Catalog,
    batch: str,
    received: datetime,
    procedure: str | None,
    reader: str,
    decisions: Mapping[PageRef, Decision],
) -> Record:
    believed = weigh_papers(pile.papers, catalog)
    documents = tuple(replace(document, no=place) for place, document in enumerate(believed, 1))
    known = procedure or find_procedure(documents, catalog)
    findings = [found for paper in pile.papers for found in paper.findings]
    if pile.collated:
        findings.append(make_finding(catalog, "collated"))
    if pile.mixed:
        findings.append(make_finding(catalog, "codes_mixed"))
    if known is None and pile.receipt:
        findings.append(make_finding(catalog, "procedure_unknown"))
    filed = find_filing_day(pile.code, documents, received, catalog)
    for document in documents:
        findings += validate_document(document, received, filed, catalog)
    findings += validate_persons(documents, catalog)
    record = Record(
        id=dossier_id(pile.first),
        version=1,
        code=pile.code,
        procedure=known,
        batches=(batch,),
        received=received,
        documents=documents,
        findings=tuple(findings),
        blanks=tuple(pile.blanks),
        decisions=tuple(decisions[page] for document in documents for page in document.pages if page in decisions),
        reader=reader,
        catalog=catalog.version,
    )
    return _check_papers(record, catalog)


def find_procedure(documents: Sequence[Document], catalog: Catalog) -> str | None:
    """The procedure that a receipt asks for, by its name; None where no name is near enough or two are."""
    for document in documents:
        asked = document.fields.get("noi_dung") if catalog.types[document.type].starts_dossier else None
        if asked is None:
            continue
        text = squeeze(asked.value)
        ranked = sorted(
            (
                (fuzz.ratio(name, text), fuzz.partial_ratio(name, text), code, len(name))
                for code, known in catalog.procedures.items()
                for name in map(squeeze, (known.name, *known.also))
            ),
            reverse=True,
        )
        best = ranked[0]
        second = next((entry for entry in ranked if entry[2] != best[2]), best)
        if best[0] >= 85 and best[0] > second[0]:
            return best[2]
        inside = [entry for entry in ranked if entry[1] >= 92 and entry[3] > 14]
        if inside:
            return max(inside, key=lambda entry: entry[3])[2]
    return None
