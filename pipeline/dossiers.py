"""Which dossier each paper of a stack belongs to: separator sheets and receipts open dossiers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from rapidfuzz.distance import Levenshtein

from pipeline.catalog import Catalog
from pipeline.codes import dossier_date, find_dossier_code
from pipeline.model import Document, Finding, Method, PageRef, Reading
from pipeline.separate import Cut, Piece
from pipeline.wording import parse_date


@dataclass
class Understood:
    """A paper with its fields and findings; `piece` holds its pages as they were cut."""

    piece: Piece
    document: Document
    findings: tuple[Finding, ...]
    opens: bool
    """Whether it is a receipt."""


@dataclass
class Pile:
    """Papers and blank sheets of one dossier, in order; `code` is None where none was read."""

    code: str | None = None
    separator: bool = False
    receipt: bool = False
    papers: list[Understood] = field(default_factory=list)
    blanks: list[PageRef] = field(default_factory=list)
    mixed: bool = False
    """Papers before the first code of a stack with several codes."""
    collated: bool = False
    """Its sheets were scanned in two passes and put in order."""

    @property
    def empty(self) -> bool:
        return not self.papers and not self.blanks

    @property
    def first(self) -> PageRef:
        return self.papers[0].document.pages[0] if self.papers else self.blanks[0]


@dataclass(frozen=True)
class Item:
    """One cut of a stack with its paper understood."""

    cut: Cut
    paper: Understood | None


def receipt_code(paper: Understood) -> tuple[str | None, bool]:
    """The dossier code that a receipt gives, and whether a machine-readable code gave it."""
    for value in paper.document.fields.values():
        code = find_dossier_code(value.value) if value.value else None
        if code and code == value.value:
            return code, value.method is Method.QR
    return None, False


def find_filing_day(code: str | None, documents: Sequence[Document], received: datetime, catalog: Catalog) -> date:
    """The day on which the agency got the dossier: in its code, or on its receipt, else the day of scanning.

    Archives are scanned years after; papers must have been valid when they were handed in.
    """
    scanned = received.date()
    told = [dossier_date(code)] if code else []
    for document in documents:
        if catalog.types[document.type].starts_dossier:
            values = (document.fields.get(key) for key in ("thoi_gian_nhan", "ngay_cap"))
            told += [parse_date(value.value) for value in values if value is not None]
    return next((day for day in told if day is not None and day <= scanned), scanned)


def split_stack(items: Sequence[Item]) -> list[Pile]:
    """The stack's dossiers. Papers before the first receipt belong to it where the stack holds one code only."""
    piles: list[Pile] = [Pile()]
    for item in items:
        here = piles[-1]
        if item.cut.separator is not None:
            code = item.cut.separator.code
            if here.empty or (code is not None and code == here.code):
                here.code, here.separator = code or here.code, True
            else:
                piles.append(Pile(code=code, separator=True))
        elif item.paper is not None and item.paper.opens and _opens_another(here, item.paper):
            piles.append(Pile())
        _add(piles[-1], item)
    piles = [pile for pile in piles if not pile.empty]
    codes = {pile.code for pile in piles if pile.code}
    lead = piles[0] if piles else None
    if lead is not None and lead.code is None and not lead.separator and not lead.receipt and len(piles) > 1:
        if len(codes) == 1 and len(piles) == 2:
            piles = [join_piles(lead, piles[1])]
        elif codes and lead.papers:
            lead.mixed = True
    return _gather(piles)


def _opens_another(here: Pile, paper: Understood) -> bool:
    """Whether the receipt opens a dossier other than the one at hand."""
    code, coded = receipt_code(paper)
    if here.empty:
        return False
    if code is None:
        return here.receipt or not here.separator
    if here.code is None:
        return not here.separator or here.receipt
    if code == here.code:
        return False
    return coded or Levenshtein.distance(code, here.code) > 2


def _add(pile: Pile, item: Item) -> None:
    if item.cut.blank is not None:
        pile.blanks.append(item.cut.blank.reading.ref)
    if item.paper is not None:
        pile.papers.append(item.paper)
        if item.paper.opens:
            pile.receipt = True
            code, _ = receipt_code(item.paper)
            pile.code = pile.code or code


def join_piles(first: Pile, second: Pile) -> Pile:
    """Both as one, under the first code of the two."""
    return Pile(
        code=first.code or second.code,
        separator=first.separator or second.separator,
        receipt=first.receipt or second.receipt,
        papers=[*first.papers, *second.papers],
        blanks=[*first.blanks, *second.blanks],
        mixed=first.mixed or second.mixed,
        collated=first.collated or second.collated,
    )


def _gather(piles: Sequence[Pile]) -> list[Pile]:
    """Piles under the same code as one, where the first of them stood; blanks alone join their neighbour."""
    if len(piles) > 1 and not piles[0].papers and piles[0].code is None:
        piles = [join_piles(piles[0], piles[1]), *piles[2:]]
    gathered: list[Pile] = []
    by_code: dict[str, int] = {}
    for pile in piles:
        if not pile.papers and pile.code is None and gathered:
            gathered[-1] = join_piles(gathered[-1], pile)
        elif pile.code is not None and pile.code in by_code:
            place = by_code[pile.code]
            gathered[place] = join_piles(gathered[place], pile)
        else:
            if pile.code is not None:
                by_code[pile.code] = len(gathered)
            gathered.append(pile)
    return gathered


def gather_stacks(stacks: Sequence[Sequence[Pile]]) -> list[Pile]:
    """The dossiers of all stacks; those under one code are one, nameless ones stay apart."""
    gathered: list[Pile] = []
    by_code: dict[str, int] = {}
    for pile in (pile for stack in stacks for pile in stack):
        if pile.code is not None and pile.code in by_code:
            place = by_code[pile.code]
            gathered[place] = join_piles(gathered[place], pile)
            continue
        if pile.code is not None:
            by_code[pile.code] = len(gathered)
        gathered.append(pile)
    return gathered


def drop_repeats(stacks: Sequence[Sequence[Reading]]) -> list[list[Reading]]:
    """The stacks with every page once: a page that comes again (the same file twice) counts where it came first."""
    seen: set[PageRef] = set()
    kept: list[list[Reading]] = []
    for stack in stacks:
        kept.append([])
        for reading in stack:
            if reading.ref not in seen:
                seen.add(reading.ref)
                kept[-1].append(reading)
    return kept
