"""What kind of paper a page begins: titles at its top, numbers in its head, faces of cards. Types are data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from rapidfuzz import fuzz

from pipeline.catalog import Catalog, DocumentType
from pipeline.codes import PaperNumber, find_paper_number
from pipeline.extract.card import CardQr, parse_card_qr
from pipeline.extract.mrz import Mrz, parse_mrz
from pipeline.layout import Row, cut_rows, find_slope, join_levels, level_box, level_reading, row_height, whole_lines
from pipeline.letters import fold, squeeze
from pipeline.model import Box, Reading, union

_MOTTO: Final = ("conghoaxahoichunghiavietnam", "doclaptudohanhphuc")
_NO_TITLE: Final = re.compile(
    r"^\W*(can cu|theo|kem theo|ban hanh kem|xet|ve viec|v/v|noi nhan|kinh g[uo]i|dieu \d"
    r"|[0-9]{1,2}\s*[.)/]|[a-z]\)|[-+*•]|(nguoi|can bo|cong chuc|chuyen vien) )"
)
"""How rows begin that are no title: grounds, addressees, items, and who signs (`NGƯỜI TIẾP NHẬN HỒ SƠ`)."""
_SUBJECT_OR_ADDRESSEE: Final = re.compile(r"^\W*(?:v\s?/\s?v|kinh g[uo]i)\b")
_ATTACHED: Final = re.compile(r"^\W*(ban hanh )?(kem|dinh kem) theo")
_PLACE_DATE: Final = re.compile(
    r",\s*ngay\b.{0,25}\bthang\b.{0,25}\bnam\b"
    r"|^\W*[^\d:,]{2,30}\s+ngay\W{1,3}\d{1,2}\W{1,3}thang\W{1,3}\d{1,2}\W{1,3}nam\W{1,3}\d{4}\W*$"
)
_SHORT_DATE: Final = re.compile(r"^\W*[^\d,:/]{3,30},\s*(?:ngay\W{0,3})?\d{1,2}\s*([/.-])\s*\d{1,2}\s*\1\s*\d{4}\W*$")
_BARE_DATE: Final = re.compile(r"^\W*ngay\b.{0,25}\bthang\b.{0,25}\bnam\b[\W\d]*$")
"""A date without its place, as it stands under the number of some heads."""
_NUMBER_ROW: Final = re.compile(r"\W*[s5$]?[o06]?\W|\W*\d")
_PAGE_NUMBER: Final = re.compile(r"^\W*(?:trang|page)?\W*(\d{1,3})(?:\s*/\s*(\d{1,3}))?\W*$")

TITLE_ZONE: Final = 0.62
"""Titles stand above this share of the page; how high they must stand depends on the head, so it is generous."""
TITLE_SCORE: Final = 78.0
_TITLE_ROWS: Final = 4
_CAPITALS: Final = 0.6
_SMALL: Final = 15.0
"""How much less a title in small letters counts: papers are named so in lists and tables under another's title."""
_NARROWED: Final = 92.0
"""How sure a type is that the title's words tell alone."""


@dataclass(frozen=True, slots=True)
class TitleHit:
    """A title found: rows `first`..`last` (places of `PageView.rows`) read like a title of `type`, 0..100."""

    type: DocumentType
    score: float
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class FaceHit:
    """A side of a card found on the page, with how sure that is (0..1)."""

    type: DocumentType
    name: str
    score: float


@dataclass(frozen=True)
class PageView:
    """A reading with what separation, classification and extraction all look at, computed once.

    Every box here is of the leveled page; `box_of` tells where it is on the scanned one.
    """

    scanned: Reading
    catalog: Catalog

    @cached_property
    def slope(self) -> float:
        """How the scanned page leans, in page heights a page width."""
        return find_slope(whole_lines(self.scanned))

    @cached_property
    def reading(self) -> Reading:
        """The reading as of a page that does not lean."""
        return level_reading(self.scanned, self.slope) if self.slope else self.scanned

    def box_of(self, boxes: Sequence[Box]) -> Box:
        """The box around all of these on the page as it was scanned."""
        return union([level_box(box, -self.slope) for box in boxes])

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return cut_rows(self.reading)

    @cached_property
    def lines(self) -> tuple[Row, ...]:
        return whole_lines(self.reading)

    @cached_property
    def levels(self) -> tuple[Row, ...]:
        """The lines joined with what stands at their height, whatever parts them."""
        return join_levels(self.lines, self.row_height)

    @cached_property
    def row_height(self) -> float:
        """The usual height of the page's rows, as a fraction of its height."""
        return row_height(self.rows)

    @cached_property
    def motto(self) -> Row | None:
        """The row of the national head; on every state paper's first page, so no sign of a kind."""
        for row in self.rows:
            if row.top < 0.5 and len(row.letters) >= 14:
                for phrase in _MOTTO:
                    if fuzz.partial_ratio(phrase, row.letters, score_cutoff=82) and len(row.letters) >= 0.7 * len(
                        phrase
                    ):
                        return row
        return None

    @cached_property
    def number(self) -> tuple[PaperNumber, Row] | None:
        """Số, ký hiệu in the head, with its row."""
        for row in sorted(self.rows, key=lambda row: row.box.x >= 0.6):
            if row.top < 0.4 and len(row.text) < 60 and _NUMBER_ROW.match(row.folded):
                found = find_paper_number(row.text, self.catalog.abbreviations)
                if found:
                    return found, row
        return None

    @cached_property
    def place_date(self) -> Row | None:
        """The row with place and date (`Quảng Ngãi, ngày ... tháng ... năm ...`) in the head, gaps and all."""
        upper = [row for row in (*self.rows, *self.lines, *self.levels) if row.top < 0.45]
        for row in upper:
            if _PLACE_DATE.search(row.folded):
                start = next((at for at, word in enumerate(row.words) if fold(word.text).startswith("ng")), 0)
                before = row.words[start - 1].text.strip(" ,.") if start else ""
                if before.islower() and fold(before) in ("phut", "gio", "cap", "luc", "hoi"):
                    continue  # the hour of a birth or death, not the paper's day
                return Row(row.place, row.words[max(0, start - 5) :])
        bare = (row for row in upper if row.top < 0.25 and _BARE_DATE.match(row.folded))
        return next((row for row in upper if _SHORT_DATE.match(row.folded)), None) or next(bare, None)

    @cached_property
    def page_number(self) -> tuple[int, int | None] | None:
        """The printed page number, and the count of pages where it says so."""
        for row in self.rows:
            if (row.top < 0.09 or row.bottom > 0.91) and len(row.text) <= 12:
                match = _PAGE_NUMBER.match(row.folded)
                if match:
                    return int(match[1]), int(match[2]) if match[2] else None
        return None

    @cached_property
    def card_qr(self) -> CardQr | None:
        return next((card for code in self.reading.codes if (card := parse_card_qr(code.text))), None)

    @cached_property
    def mrz(self) -> Mrz | None:
        zones = [code.text.splitlines() for code in self.reading.codes if code.symbology == "MRZ"]
        printed = [row.text for row in self.lines]
        return next((zone for lines in (*zones, printed) if (zone := parse_mrz(lines))), None)

    @cached_property
    def title(self) -> TitleHit | None:
        return find_title(self)

    @cached_property
    def faces(self) -> tuple[FaceHit, ...]:
        return find_faces(self)

    @cached_property
    def letter(self) -> bool:
        return is_letter(self)

    @property
    def head(self) -> bool:
        return self.motto is not None or self.number is not None or self.place_date is not None


def find_title(view: PageView) -> TitleHit | None:
    """The best title at the top of the page, or None. Application forms are asked first where scores are close."""
    best: tuple[float, TitleHit] | None = None
    for kind, wanted, rows in _candidates(view):
        score, used = _score_title(view, kind, wanted, rows)
        if used is None or score < TITLE_SCORE:
            continue
        rank = score + kind.priority + min(8.0, len(wanted) / 5) - 12 * rows[0].top
        rank -= _SMALL * (_share_of_capitals(rows) < _CAPITALS)
        if best is None or rank > best[0]:
            best = rank, TitleHit(kind, min(score, 100.0), rows[0].place, rows[-1].place)
    return _narrow(view, best[1]) if best else None


def _narrow(view: PageView, hit: TitleHit) -> TitleHit:
    """Of a title that says no more than that it is an application, the type whose mark it holds, the longest first."""
    if hit.type.fields or not hit.type.title_starts:
        return hit
    rows = [row for row in view.rows if row.place >= hit.first][:_TITLE_ROWS]
    run = rows[:1]
    for upper, lower in pairwise(rows):
        if not _continues_title(upper, lower, view.row_height) or lower.capitals < _CAPITALS:
            break
        run.append(lower)
    letters = "".join(row.letters for row in run)
    marks = ((squeeze(mark), kind) for kind in view.catalog.types.values() for mark in kind.title_marks)
    held = [(mark, kind) for mark, kind in marks if mark in letters]
    if not held:
        return hit
    kind = max(held, key=lambda pair: len(pair[0]))[1]
    return TitleHit(kind, min(hit.score, _NARROWED), hit.first, run[-1].place)


def _candidates(view: PageView) -> Iterator[tuple[DocumentType, str, tuple[Row, ...]]]:
    titles = [
        (kind, squeeze(title))
        for kind in view.catalog.types.values()
        if not kind.needs_head or view.head
        for title in kind.titles
    ]
    starts = [
        (kind, squeeze(title))
        for kind in view.catalog.types.values()
        if not kind.needs_head or view.head
        for title in kind.title_starts
    ]
    for rows in _title_rows(view):
        letters = "".join(row.letters for row in rows)
        for kind, wanted in titles:
            if abs(len(wanted) - len(letters)) <= 0.35 * len(wanted):
                yield kind, wanted, rows
        if len(rows) == 1:
            for kind, wanted in starts:
                if len(letters) > len(wanted):
                    yield kind, letters[: len(wanted)] and wanted, rows


def _title_rows(view: PageView) -> Iterator[tuple[Row, ...]]:
    """Runs of one to four rows that may be a title."""
    motto = view.motto
    height = view.row_height
    floor = _end_of_titles(view)
    rows = [row for row in view.rows if row.top < floor and row is not motto]
    for place, row in enumerate(rows):
        if _NO_TITLE.match(row.folded) or len(row.letters) < 5:
            continue
        run: list[Row] = []
        for following in rows[place : place + 4]:
            if run and not _continues_title(run[-1], following, height):
                break
            run.append(following)
            yield tuple(run)


def _end_of_titles(view: PageView) -> float:
    """Down to where a title may stand: what a numbered letter says under its subject and addressee is its text."""
    if view.number is None or not view.letter:
        return TITLE_ZONE
    return min((row.top for row in view.rows if _SUBJECT_OR_ADDRESSEE.match(row.folded)), default=TITLE_ZONE)


def _continues_title(upper: Row, lower: Row, height: float) -> bool:
    gap = lower.top - upper.bottom
    apart = abs(upper.middle - lower.middle)
    return -0.5 * height < gap < 3 * max(height, upper.box.h) and apart < 0.12 and not _ATTACHED.match(lower.folded)


def _score_title(
    view: PageView, kind: DocumentType, wanted: str, rows: tuple[Row, ...]
) -> tuple[float, tuple[Row, ...] | None]:
    letters = "".join(row.letters for row in rows)
    start = len(letters) > 1.35 * len(wanted)
    score = fuzz.ratio(wanted, letters[: len(wanted)] if start else letters, score_cutoff=TITLE_SCORE)
    if not score or (start and score < 90):
        return 0.0, None
    capitals = _share_of_capitals(rows)
    centred = abs(rows[0].middle - 0.5) < 0.15
    tall = rows[0].box.h > 1.25 * view.row_height
    if capitals < _CAPITALS and not (centred and tall):
        return 0.0, None
    if kind.needs_head and not _stands_under_head(view, rows[0]):
        return 0.0, None
    if rows[-1].text.rstrip().endswith(":") and rows[0].top > 0.3 and kind.needs_head:
        return 0.0, None
    if not centred:
        score -= 4
    if rows[0].top > 0.45:
        score -= 8
    return score, rows


def _share_of_capitals(rows: Sequence[Row]) -> float:
    return sum(row.capitals * len(row.letters) for row in rows) / max(1, sum(len(row.letters) for row in rows))


def _stands_under_head(view: PageView, row: Row) -> bool:
    heads = [view.motto, view.place_date, view.number[1] if view.number else None]
    return any(head is not None and head.top < row.top + 0.01 for head in heads)


def find_faces(view: PageView) -> tuple[FaceHit, ...]:
    """The card sides on the page, best first within a type; one type only, the one with most evidence."""
    if not view.rows and view.card_qr is None:
        return ()
    text = "".join(row.letters for row in view.lines)
    found: dict[str, list[FaceHit]] = {}
    evidence: dict[str, int] = {}
    for kind in view.catalog.types.values():
        for face in kind.faces:
            marks = sum(_says(text, mark) for mark in face.marks)
            codes = 2 * (face.qr and view.card_qr is not None) + 2 * (face.mrz and view.mrz is not None)
            if marks >= 2 or (codes and marks) or (codes >= 2 and not view.head and len(view.lines) < 40):
                score = min(0.99, 0.5 + 0.12 * marks + 0.15 * codes)
                found.setdefault(kind.code, []).append(FaceHit(kind, face.name, score))
                evidence[kind.code] = evidence.get(kind.code, 0) + marks + codes
    if not found:
        return ()
    return tuple(found[max(found, key=lambda code: (evidence[code], code))])


def _says(text: str, mark: str) -> bool:
    wanted = squeeze(mark)
    if wanted in text:
        return True
    return len(wanted) >= 9 and bool(fuzz.partial_ratio(wanted, text, score_cutoff=87) and len(text) >= len(wanted))


def is_letter(view: PageView) -> bool:
    """A letter (công văn) has no title: an agency's notation or none, with `V/v` or `Kính gửi` in the upper half."""
    if not view.head:
        return False
    upper = [row for row in view.rows if row.top < 0.55]
    subject = any(re.match(r"^\W*(v\s?/\s?v|ve viec\s*:)", row.folded) for row in upper)
    addressed = any(re.match(r"^\W*kinh g[uo]i", row.folded) for row in upper)
    if view.number is None:
        return subject and (addressed or view.motto is not None)
    notation = fold(view.number[0].notation)
    marks = {fold(mark) for kind in view.catalog.types.values() for mark in kind.notations}
    named = notation in marks or notation.split("-")[0] in marks
    return (subject or addressed) and not named


def type_by_notation(view: PageView) -> DocumentType | None:
    """The type that the paper's number names (`15/QĐ-UBND`), longest notation first."""
    if view.number is None:
        return None
    notation = fold(view.number[0].notation)
    fitting = [
        (len(mark), kind)
        for kind in view.catalog.types.values()
        for mark in kind.notations
        if notation == fold(mark) or notation.startswith(fold(mark) + "-") or notation.endswith("-" + fold(mark))
    ]
    return max(fitting, key=lambda pair: (pair[0], pair[1].priority, pair[1].code))[1] if fitting else None


@dataclass(frozen=True, slots=True)
class PageClass:
    """What a page begins: its type, how sure (0..1), why, and the card sides seen on it."""

    type: DocumentType
    confidence: float
    reason: str
    faces: tuple[FaceHit, ...] = ()


def classify_page(view: PageView) -> PageClass | None:
    """What kind of paper begins on this page; None where nothing says that one does."""
    title, faces = view.title, view.faces
    if faces and (title is None or title.type is faces[0].type or title.score < 90):
        return PageClass(faces[0].type, max(face.score for face in faces), "card", faces)
    notation = type_by_notation(view)
    if title is not None:
        confidence = 0.55 + 0.43 * (title.score - TITLE_SCORE) / (100 - TITLE_SCORE)
        if notation is title.type or (view.motto is not None and title.score > 85):
            confidence = min(0.99, confidence + 0.08)
        return PageClass(title.type, round(max(0.5, confidence), 3), "title", faces)
    letters = [kind for kind in view.catalog.types.values() if kind.letter]
    if letters and view.letter:
        return PageClass(letters[0], 0.9 if view.motto is not None and view.number is not None else 0.75, "letter")
    if notation is not None and view.head and (view.motto is not None or view.place_date is not None):
        return PageClass(notation, 0.75, "number")
    return None


def is_attachment(view: PageView) -> bool:
    """Whether the page's title is followed by `(Kèm theo ...)`: part of the paper before it.

    Above a title such words name the circular that the form is of.
    """
    first = view.title.last + 1 if view.title is not None else 0
    upper = [row for row in view.rows if row.top < 0.5]
    return view.motto is None and any(_ATTACHED.match(row.folded) for row in upper[:10] if row.place >= first)
