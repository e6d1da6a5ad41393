"""What a document says now: the machine's fields with the clerks' edits laid over them, for rows and the index only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta, timezone

from pipeline.model import Box, Document, Method, PageRef, Record
from pipeline.vietnamese import fold, parse_date

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""The zone of every office's day; it has known no summer time since before the first record."""

_DAYS = ("ngay_ban_hanh", "ngay_cap", "ngay_dang_ky", "ngay_ky", "ngay_tiep_nhan", "ngay_nhan", "ngay_cap_ban_sao")
"""Fields that date a paper, best first (domain section 3)."""


@dataclass(frozen=True, slots=True)
class CurrentField:
    """A field as it stands; `page` and `box` are None where a clerk added what the machine did not find."""

    key: str
    value: str
    method: Method
    confidence: float
    page: PageRef | None = None
    box: Box | None = None


def current_fields(record: Record, document: Document) -> tuple[CurrentField, ...]:
    """The document's fields, the last edit of each counting; a field edited to nothing is gone."""
    fields = {
        key: CurrentField(key, field.value, field.method, field.confidence, field.page, field.box)
        for key, field in document.fields.items()
    }
    for edit in record.edits:
        if edit.document == document.id:
            before = fields.get(edit.field)
            page, box = (before.page, before.box) if before else (None, None)
            fields[edit.field] = CurrentField(edit.field, edit.after, Method.CLERK, 1.0, page, box)
    return tuple(field for field in fields.values() if field.value)


def document_day(fields: Iterable[CurrentField]) -> date | None:
    """The day a paper was issued or registered, where one of its fields gives it whole."""
    values = {field.key: field.value for field in fields}
    return next(_days(values), None)


def paper_day(document: Document) -> date | None:
    """The same day from what the machine read alone."""
    return next(_days({key: field.value for key, field in document.fields.items()}), None)


def bare(text: str) -> str:
    """Letters and digits only, folded: how codes and numbers compare whatever separators were typed."""
    return re.sub(r"[^a-z0-9]", "", fold(text))


def _days(values: dict[str, str]) -> Iterator[date]:
    for key in _DAYS:
        day = parse_date(values[key]) if key in values else None
        if day is not None:
            yield day
