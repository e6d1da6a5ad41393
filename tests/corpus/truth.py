"""Ground truth as data: what stands on each page, what documents and dossiers there are, shaped like our own JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

TruthBox = tuple[float, float, float, float]


@dataclass
class TruthLine:
    """`hand`: parts of the text (start, end) that were written by hand."""

    text: str
    box: TruthBox
    hand: tuple[tuple[int, int], ...] = ()


@dataclass
class TruthCode:
    """`readable`: a reader found it on the damaged page."""

    symbology: str
    text: str
    box: TruthBox
    readable: bool


@dataclass
class TruthRegion:
    kind: str
    box: TruthBox


@dataclass
class TruthCard:
    """`turn`: degrees clockwise that set the card upright once the page is."""

    box: TruthBox
    turn: int
    text: str


@dataclass
class TruthPage:
    """A page as stored. `rotation`: degrees clockwise that set it upright; boxes are fractions of the upright page."""

    file: str
    page: int
    rotation: int
    blank: bool
    separator: bool
    text: str
    type: str
    layout: str
    level: str
    dpi: int
    width: int
    height: int
    skew: float
    bilevel: bool
    fonts: list[str]
    lines: list[TruthLine] = field(default_factory=list)
    codes: list[TruthCode] = field(default_factory=list)
    regions: list[TruthRegion] = field(default_factory=list)
    cards: list[TruthCard] = field(default_factory=list)
    """The cards of a sheet with several cards or turned ones; empty for every other page."""


@dataclass
class TruthField:
    value: str
    raw: str
    page: int
    box: TruthBox


@dataclass
class TruthDocument:
    """`pages` counts within `file`; `qr` and `mrz` are the payloads printed on it."""

    id: str
    type: str
    layout: str
    day: str
    part: str
    file: str
    pages: list[int]
    fields: dict[str, TruthField]
    qr: str | None = None
    mrz: str | None = None
    qr_readable: bool = False


@dataclass
class TruthDossier:
    id: str
    code: str | None
    procedure: str | None
    documents: list[TruthDocument] = field(default_factory=list)


@dataclass
class TruthSource:
    """`status` is `ok`, or `problem` for a file made unreadable on purpose."""

    file: str
    pages: int
    kind: str
    status: str = "ok"


@dataclass
class Truth:
    seed: int
    level: str
    sources: list[TruthSource] = field(default_factory=list)
    pages: list[TruthPage] = field(default_factory=list)
    dossiers: list[TruthDossier] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """Write as JSON; the same truth gives the same bytes."""
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
