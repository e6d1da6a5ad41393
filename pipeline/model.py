"""The words of Sohoa as types: typed data without behaviour, frozen, serialisable with `to_json` / `from_json`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


class Box(NamedTuple):
    """A rectangle on the upright page, each number a fraction (0..1) of the page's width or height."""

    x: float
    y: float
    w: float
    h: float


class Grade(StrEnum):
    """How well a page can be read, best first."""

    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    UNREADABLE = "unreadable"


class Severity(StrEnum):
    INFO = "info"
    WARN = "warn"
    BLOCK = "block"


class Method(StrEnum):
    """Where a field's value came from, most trusted first after the clerk."""

    CLERK = "clerk"
    QR = "qr"
    MRZ = "mrz"
    LABEL = "label"
    RULE = "rule"


class Part(StrEnum):
    """What a document is in its dossier."""

    COMPONENT = "component"
    RESULT = "result"


class SourceStatus(StrEnum):
    """What became of one source. PARTIAL is never success: some pages have problems."""

    OK = "ok"
    PARTIAL = "partial"
    DUPLICATE = "duplicate"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong with a source or a page, as data: `code` names it, the messages tell the clerk what to do."""

    code: str
    message_vi: str
    message_en: str
    retryable: bool = False


# --- reading: what stands on one page ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Word:
    """One word as printed (NFC). `line` and `block` number lines and blocks in reading order within the page."""

    text: str
    box: Box
    confidence: float
    """How likely the word is right, 0..1, calibrated on generated pages (docs/reading.md)."""
    line: int
    block: int
    raw: str = ""
    """What the engine read where after-care mended it, else nothing."""


@dataclass(frozen=True, slots=True)
class Line:
    """The words of one printed line, left to right."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        return union([word.box for word in self.words])


@dataclass(frozen=True, slots=True)
class Code:
    """A machine-readable code. `symbology` is zxing's name (`QRCode`, `Code128`, ...)."""

    symbology: str
    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Region:
    """A zone of the page that is not read as text: `seal`, `stamp`, `signature`, `card`, `table`, `unread`."""

    kind: str
    box: Box


@dataclass(frozen=True, slots=True)
class Quality:
    grade: Grade
    reasons: tuple[str, ...] = ()
    """Codes of what is wrong (`blurred`, `skewed`, `cut`, `low_resolution`, `low_contrast`, ...)."""


@dataclass(frozen=True, slots=True)
class PageRef:
    """A page by where it stands: the SHA-256 of its source and its number from 1."""

    source: str
    page: int


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything read from one page, stamped with the reader that made it; stored, so kept plain.

    `words` stand in reading order. `rotation` is how many degrees clockwise the stored page was turned to stand
    upright; `width` and `height` are the upright page's pixels at `dpi`.
    """

    source: str
    page: int
    fingerprint: str
    width: int
    height: int
    dpi: int
    rotation: int
    blank: bool
    quality: Quality
    words: tuple[Word, ...] = ()
    codes: tuple[Code, ...] = ()
    regions: tuple[Region, ...] = ()
    origin: str = "ocr"
    """`ocr`, or `text` where a born-digital page kept its own text."""
    image_type: str = "image/jpeg"
    """Media type of the kept page image stored beside the reading."""
    steps: tuple[str, ...] = ()
    """What cleaning did to the picture that was read, in order: only the steps that changed anything."""

    @property
    def ref(self) -> PageRef:
        return PageRef(self.source, self.page)

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(Line(tuple(words)) for _, words in groupby(self.words, key=lambda word: word.line))

    @property
    def text(self) -> str:
        """The page's text in reading order, one line per printed line."""
        return "\n".join(line.text for line in self.lines)


# --- record: what a dossier is ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of a field, document or dossier; targets left None widen its scope."""

    rule: str
    severity: Severity
    message_vi: str
    message_en: str
    document: str | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A value with its provenance. `value` is normalised (dates dd/mm/yyyy), `raw` is what stands on the paper."""

    value: str
    raw: str
    page: PageRef
    box: Box
    method: Method
    confidence: float
    others: tuple[FieldValue, ...] = ()
    """What other sources on the same document say (QR, MRZ, print), kept even where they disagree."""


@dataclass(frozen=True, slots=True)
class Document:
    """Consecutive pages that form one paper. `type` is a code of the catalogue; `no` counts from 1 in the dossier."""

    id: str
    no: int
    type: str
    confidence: float
    pages: tuple[PageRef, ...]
    fields: dict[str, FieldValue] = field(default_factory=dict)
    part: Part = Part.COMPONENT
    boundary: str = ""
    """Why the document starts where it does (`title`, `separator`, `card`, ...)."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A clerk's correction; a layer over the machine's reading, never merged into it."""

    document: str
    field: str
    before: str | None
    after: str
    who: str
    when: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """What a clerk decided of one page; the page's paper is cut, joined and typed accordingly in every later run.

    `starts`: a paper begins here, or does not; None leaves it to the machine. `type`: the code of that paper's type.
    """

    page: PageRef
    who: str
    when: datetime
    starts: bool | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One version of a dossier: the machine's reading, the rules' findings and the clerks' edits as separate layers."""

    id: str
    version: int
    code: str | None
    """Mã hồ sơ as printed on the receipt or coded on the separator sheet."""
    procedure: str | None
    batches: tuple[str, ...]
    received: datetime
    documents: tuple[Document, ...]
    findings: tuple[Finding, ...] = ()
    edits: tuple[Edit, ...] = ()
    blanks: tuple[PageRef, ...] = ()
    """Blank and separator sheets: marked and kept, part of no document."""
    decisions: tuple[Decision, ...] = ()
    """What clerks decided of where papers begin and what they are, at most one of a page."""
    reader: str = ""
    """Fingerprint of the reader that made the readings."""
    catalog: str = ""
    """Version of the catalogue the dossier was understood with."""
    schema: int = 1


# --- batch: what was scanned together ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """One scanned file as it came. `file` is its path relative to the folder given, with `/` between parts."""

    file: str
    sha256: str
    size: int
    media_type: str
    pages: int
    status: SourceStatus = SourceStatus.OK
    problem: Problem | None = None
    stack: str = ""
    """Sources of one stack are read as one pile of paper in the order of the manifest."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A batch as taken in: immutable once stored."""

    id: str
    name: str
    received: datetime
    operator: str
    sources: tuple[Source, ...]
    procedure: str | None = None
    agency: str = ""
    """Identifier of the agency that scanned, from the settings (QĐ 20/2020/QĐ-TTg)."""
    schema: int = 1


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def to_json(value: object) -> bytes:
    """The value as UTF-8 JSON; the same value always gives the same bytes."""
    kind: Any = type(value)
    return _adapter(kind).dump_json(value)


def from_json(kind: type[T], data: bytes | str) -> T:
    """A value of `kind` from its JSON. Raises pydantic.ValidationError where it does not fit."""
    wanted: Any = kind
    result: T = _adapter(wanted).validate_json(data)
    return result


def pages_of(record: Record) -> tuple[PageRef, ...]:
    """Every page of the dossier: those of its documents, then blank and separator sheets."""
    return (*(page for document in record.documents for page in document.pages), *record.blanks)


def union(boxes: list[Box]) -> Box:
    """The smallest box around all the boxes; raises ValueError where there are none."""
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right, bottom = max(box.x + box.w for box in boxes), max(box.y + box.h for box in boxes)
    return Box(left, top, right - left, bottom - top)
