"""A stack of pages, in order, cut into documents: every cut has its reason and says how sure it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from rapidfuzz import fuzz

from pipeline.catalog import OTHER, WITHHELD, Catalog, DocumentType
from pipeline.classify import PageClass, PageView, classify_page, is_attachment
from pipeline.codes import find_dossier_code
from pipeline.letters import squeeze
from pipeline.model import Decision, PageRef, Reading
from pipeline.secret import GOES_ON, bears_mark
from pipeline.separator import Separator, parse_separator

CLERK: Final = "clerk"
"""Why a paper begins where a clerk said so."""
SURE: Final = 0.7
"""Below this a cut is shown to the clerk."""

_SHEET: Final = squeeze("Tờ phân cách hồ sơ")
_TITLED, _HEAD, _MOST_ON_SHEET = 85, 4, 80
"""How like a separator sheet's title a line must be (percent), among how many first lines, on a page with how many
words at most."""
_SURE_OF_CODE: Final = 0.95


@dataclass
class Piece:
    """Pages that form one paper, while the stack is being cut."""

    type: DocumentType
    confidence: float
    """Of the type."""
    boundary: str
    boundary_confidence: float
    views: list[PageView]
    faces: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Cut:
    """One thing in a stack, in order: a paper, a blank sheet or a separator sheet."""

    piece: Piece | None = None
    blank: PageView | None = None
    separator: Separator | None = None


def separate(
    views: Sequence[PageView], catalog: Catalog, decisions: Mapping[PageRef, Decision] = MappingProxyType({})
) -> list[Cut]:
    """The papers, blank sheets and separator sheets of a stack, in order; every page is in exactly one of them.

    A paper starts at its title, at a card's front, at the head of a state paper, after a separator sheet, where the
    page numbers start again or where the form changes; other pages go on with the paper before them. What a clerk
    decided of a page holds, blank and separator sheets aside.
    """
    cuts: list[Cut] = []
    piece: Piece | None = None
    fresh: str | None = "first"
    many = _sources_with_many_pages([view.reading for view in views])
    for view in views:
        reading = view.reading
        separator = find_separator(reading)
        if separator is not None:
            cuts.append(Cut(blank=view, separator=separator))
            piece, fresh = None, "separator"
            continue
        if reading.blank:
            cuts.append(Cut(blank=view))
            continue
        if bears_mark(view):
            piece = Piece(catalog.types[WITHHELD], 1.0, "secret", 0.98, [view])
            cuts.append(Cut(piece=piece))
            fresh = None
            continue
        decided = decisions.get(reading.ref)
        start = _start_as_decided(view, piece, decided) if decided else _start_of_paper(view, piece, fresh, many)
        if piece is not None and piece.type.code == WITHHELD and _stays_secret(view, start):
            piece.views.append(view)
            continue
        if start is None and piece is not None:
            piece.views.append(view)
            continue
        if start is not None and start.reason != CLERK and _joins_card(view, piece, start) and piece is not None:
            piece.views.append(view)
            piece.faces |= {face.name for face in start.faces}
            piece.confidence = max(piece.confidence, start.confidence)
            continue
        piece = _begin(view, start, fresh, catalog)
        cuts.append(Cut(piece=piece))
        fresh = None
    return _pair_cards(cuts)


def _stays_secret(view: PageView, start: _Start | None) -> bool:
    """Whether the page goes on with the secret paper before it: all do but those that surely begin another."""
    return GOES_ON in view.reading.quality.reasons or start is None or start.boundary_confidence < SURE


def find_separator(reading: Reading) -> Separator | None:
    """The message of a separator sheet's code or, where that cannot be read, of its title; None on any other page."""
    coded = next((found for code in reading.codes if (found := parse_separator(code.text))), None)
    if coded is not None or reading.codes or len(reading.words) > _MOST_ON_SHEET:
        return coded
    titled = any(fuzz.ratio(squeeze(line.text), _SHEET) >= _TITLED for line in reading.lines[:_HEAD])
    return Separator(_read_code(reading)) if titled else None


def _read_code(reading: Reading) -> str | None:
    """The dossier code printed under the sheet's, where it was read for sure: a wrong one would hide the dossier."""
    sure = (word.text for word in reading.words if word.confidence >= _SURE_OF_CODE)
    return next((code for text in sure if (code := find_dossier_code(text)) == text), None)


def _sources_with_many_pages(stack: Sequence[Reading]) -> set[str]:
    seen: set[str] = set()
    many: set[str] = set()
    for reading in stack:
        (many if reading.source in seen else seen).add(reading.source)
    return many


@dataclass(frozen=True)
class _Start(PageClass):
    """Why and how surely a paper begins here."""

    boundary_confidence: float = 0.9


def _start_of_paper(view: PageView, piece: Piece | None, fresh: str | None, many: set[str]) -> _Start | None:
    found = classify_page(view)
    other = view.catalog.types[OTHER]
    if found is not None and found.reason != "title" and piece is not None and _goes_on(view, piece):
        found = None
    if found is not None:
        if piece is not None and found.reason == "title" and is_attachment(view):
            return None
        return _Start(found.type, found.confidence, found.reason, found.faces, max(0.6, found.confidence))
    if piece is None:
        return _Start(other, 0.3, fresh or "first", boundary_confidence=0.9)
    if view.motto is not None and view.motto.top < 0.3:
        return _Start(other, 0.3, "head", boundary_confidence=0.85)
    if _goes_on(view, piece):
        return None
    if view.page_number is not None and view.page_number[0] == 1 and view.page_number[1] is not None:
        return _Start(other, 0.3, "page_number", boundary_confidence=0.75)
    if piece.faces:
        return _Start(other, 0.3, "form_change", boundary_confidence=0.75)
    last = piece.views[-1].reading
    if view.reading.source != last.source and (view.reading.source in many or last.source in many):
        return _Start(other, 0.3, "file", boundary_confidence=0.65)
    if _form_changes(last, view.reading):
        return _Start(other, 0.3, "form_change", boundary_confidence=0.55)
    if piece.type.max_pages is not None and len(piece.views) >= piece.type.max_pages:
        return _Start(other, 0.3, "full", boundary_confidence=0.55)
    return None


def _start_as_decided(view: PageView, piece: Piece | None, decided: Decision) -> _Start | None:
    """The paper that a clerk says begins here, of the type that he gave it or else of the one that it looks like."""
    if decided.starts is False and piece is not None:
        return None
    chosen = view.catalog.types.get(decided.type or "")
    found = classify_page(view)
    if chosen is not None:
        faces = tuple(face for face in view.faces if face.type is chosen)
        return _Start(chosen, 1.0, CLERK, faces, 1.0)
    if found is not None:
        return _Start(found.type, found.confidence, CLERK, found.faces, 1.0)
    return _Start(view.catalog.types[OTHER], 0.3, CLERK, boundary_confidence=1.0)


def _goes_on(view: PageView, piece: Piece) -> bool:
    """Whether the page says itself that it continues: by its number or by a heading of the type."""
    number = view.page_number
    if number is not None and number[0] > 1 and number[0] == len(piece.views) + 1 and view.motto is None:
        return True
    return _shows_continuation(view, piece.type)


def continues_type(view: PageView) -> frozenset[str]:
    """Codes of the types whose continuation headings stand at the top of the page."""
    return frozenset(kind.code for kind in view.catalog.types.values() if _shows_continuation(view, kind))


def _shows_continuation(view: PageView, kind: DocumentType) -> bool:
    top = [row for row in view.rows if row.top < 0.25]
    return any(
        fuzz.partial_ratio(squeeze(heading), row.letters, score_cutoff=85) > 0
        for heading in kind.continuations
        for row in top
        if len(row.letters) >= 0.8 * len(squeeze(heading))
    )


def _form_changes(before: Reading, after: Reading) -> bool:
    """Another size or orientation of sheet, beyond what a feeder does to equal ones."""
    sizes = [(reading.width / reading.dpi, reading.height / reading.dpi) for reading in (before, after) if reading.dpi]
    if len(sizes) < 2:
        return False
    (w1, h1), (w2, h2) = sizes
    return abs(w1 - w2) > 0.22 * max(w1, w2) or abs(h1 - h2) > 0.22 * max(h1, h2)


def _joins_card(view: PageView, piece: Piece | None, start: _Start) -> bool:
    """Whether the page is the other side of the card just before it."""
    if piece is None or not start.faces or not piece.faces or piece.type is not start.type:
        return False
    names = {face.name for face in start.faces}
    if names & piece.faces or len(piece.views) > 1:
        return False
    ours, theirs = card_number(view), card_number(piece.views[0])
    return ours is None or theirs is None or ours == theirs


def card_number(view: PageView) -> str | None:
    """The ID number that a machine-readable part of the card gives."""
    if view.card_qr is not None:
        return view.card_qr.id12
    return view.mrz.id12 if view.mrz is not None else None


def _begin(view: PageView, start: _Start | None, fresh: str | None, catalog: Catalog) -> Piece:
    if start is None:
        return Piece(catalog.types[OTHER], 0.3, fresh or "first", 0.9, [view])
    sure = 0.98 if fresh is not None else start.boundary_confidence
    reason = start.reason if fresh != "separator" or start.reason == CLERK else "separator"
    sure = 1.0 if start.reason == CLERK else sure
    return Piece(start.type, start.confidence, reason, sure, [view], {face.name for face in start.faces})


def _pair_cards(cuts: list[Cut]) -> list[Cut]:
    """Fronts and backs that lie apart (all fronts, then all backs) joined by their ID number."""
    fronts: dict[tuple[str, str], Piece] = {}
    for cut in cuts:
        if cut.piece is not None and cut.piece.faces == {"front"}:
            number = card_number(cut.piece.views[0]) or _printed_number(cut.piece.views[0])
            if number is not None:
                fronts.setdefault((cut.piece.type.code, number), cut.piece)
    kept: list[Cut] = []
    for cut in cuts:
        piece = cut.piece
        if piece is not None and piece.faces == {"back"} and len(piece.views) == 1 and piece.boundary != CLERK:
            number = card_number(piece.views[0])
            front = fronts.pop((piece.type.code, number), None) if number is not None else None
            if front is not None:
                front.views.extend(piece.views)
                front.faces.add("back")
                continue
        kept.append(cut)
    return kept


def _printed_number(view: PageView) -> str | None:
    """The ID number printed on a front whose QR could not be read: the only run of twelve digits."""
    digits = {
        run for row in view.lines for run in ["".join(char for char in row.text if char.isdigit())] if len(run) == 12
    }
    return digits.pop() if len(digits) == 1 else None
