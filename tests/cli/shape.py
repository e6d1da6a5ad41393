"""The exact shape of the JSON that other programs rely on; nothing may be missing and nothing may be more."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Share = Annotated[float, Field(ge=0, le=1)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=1)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Problem(Strict):
    code: str
    message_vi: str
    message_en: str
    retryable: bool


class Source(Strict):
    file: str
    sha256: Sha256 | Literal[""]
    pages: int = Field(ge=0)
    status: Literal["ok", "partial", "duplicate", "problem"]
    problem: Problem | None


class Page(Strict):
    file: str
    page: Count
    rotation: Literal[0, 90, 180, 270]
    blank: bool
    grade: Literal["excellent", "good", "fair", "poor", "unreadable"]
    text: str


class FieldOfDocument(Strict):
    value: str
    raw: str
    page: Count
    box: tuple[Share, Share, Share, Share] = Field(strict=False)
    method: Literal["qr", "mrz", "label", "rule", "clerk"]
    confidence: Share
    file: str | None = None
    """Only where the field's page lies in another file than the document's first."""


class Part(Strict):
    file: str
    pages: list[Count] = Field(min_length=1)


class Document(Strict):
    id: str
    type: str
    file: str
    pages: list[Count] = Field(min_length=1)
    confidence: Share
    fields: dict[str, FieldOfDocument]
    files: list[Part] | None = None
    """Only where the document's pages lie in several files."""


class Finding(Strict):
    rule: str
    severity: Literal["info", "warn", "block"]
    message_vi: str
    message_en: str
    document: str | None
    field: str | None


class Dossier(Strict):
    id: str
    code: str | None
    procedure: str | None
    findings: list[Finding]
    documents: list[Document]


class Report(Strict):
    """What `sohoa digitise --json` writes."""

    batch: str
    sources: list[Source]
    pages: list[Page]
    dossiers: list[Dossier]


class Hit(Strict):
    dossier: str
    code: str | None
    document: str
    type: str
    page: Count
    snippet: str
    boxes: list[tuple[Share, Share, Share, Share]] = Field(strict=False)


class Found(Strict):
    """What `sohoa search --json` writes."""

    total: int = Field(ge=0)
    hits: list[Hit]


class ServerPart(Strict):
    name: str
    address: str | None
    version: str | None
    healthy: bool
    disk_bytes: int | None
    embedded: bool
    detail: str


class Status(Strict):
    """What `sohoa status --json` writes."""

    parts: list[ServerPart]


class Item(Strict):
    id: str
    name: str
    status: Literal["present", "missing", "expired", "unreadable", "unsure", "not_needed", "shown", "optional"]
    reminder: bool
    documents: list[str]
    message_vi: str
    message_en: str
    basis: str


class ProcedureName(Strict):
    code: str
    name: str


class Fee(Strict):
    vnd: int | None
    text: str | None
    remembered: bool


class Checked(Strict):
    """What `sohoa check --json` writes."""

    id: str
    code: str | None
    procedure: ProcedureName
    received: str
    due: str | None
    due_remembered: bool
    late: bool
    ask_by: str | None
    fee: Fee | None
    complete: bool
    items: list[Item]
    unrecognised: list[str]
