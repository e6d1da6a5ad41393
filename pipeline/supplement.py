"""The request to complete a dossier (phiếu yêu cầu bổ sung, hoàn thiện hồ sơ): what stands on it, as values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pipeline.catalog import Catalog
from pipeline.checklist import Checklist, Item, Status
from pipeline.model import Document, Record
from pipeline.validate import find_expiry
from pipeline.wording import format_date


@dataclass(frozen=True, slots=True)
class Wanted:
    """One paper to be handed in: which, how many of it, and why."""

    name: str
    reason: str
    number: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Supplement:
    """Empty texts were not read and are left to the pen."""

    agency: str
    desk: str
    place: str
    day: date
    code: str
    applicant: str
    address: str
    phone: str
    email: str
    procedure: str
    wanted: tuple[Wanted, ...]
    until: date | None


_DESK: Final = re.compile(
    r"\b(?:trung tâm phục vụ hành chính công|bộ phận (?:tiếp nhận|một cửa|tn&tkq))", re.IGNORECASE
)
_COMMUNE: Final = re.compile(r"\b(?:xã|phường|thị trấn|đặc khu) (.+)$", re.IGNORECASE)
_APPLICANT: Final = {"name": ("nguoi_nop", "nyc_ho_ten"), "address": ("dia_chi", "nyc_noi_cu_tru")}


def make_supplement(
    record: Record,
    checklist: Checklist,
    catalog: Catalog,
    day: date,
    until: date | None = None,
    also: Sequence[Item] = (),
) -> Supplement:
    """Everything that the checklist finds short, in one request of that day; `until` is the last day to hand it in.

    `also` are items that the clerk found wanting: looked up in vain, or from memory and confirmed.
    """
    items = [item for item in checklist.items if item.short or item in also]
    receipts = [document for document in record.documents if _is_receipt(document, catalog)]
    forms = [document for document in record.documents if document.type in checklist.procedure.forms]
    papers = {document.id: document for document in record.documents}
    agency, desk = _part_head(_first(receipts, ("co_quan",)))
    said = _first(receipts, ("bo_phan",))
    return Supplement(
        agency=agency,
        desk=desk or (said if _DESK.search(said) else ""),
        place=_find_place(agency),
        day=day,
        code=record.code or "",
        applicant=_first([*receipts, *forms], _APPLICANT["name"]),
        address=_first([*receipts, *forms], _APPLICANT["address"]),
        phone=_first(receipts, ("so_dien_thoai",)),
        email=_first(receipts, ("email",)),
        procedure=checklist.procedure.name,
        wanted=tuple(_want(item, papers, catalog) for item in items),
        until=until,
    )


def _part_head(head: str) -> tuple[str, str]:
    """The agency and its desk, which receipts print below each other."""
    found = _DESK.search(head)
    return (head[: found.start()].strip(), head[found.start() :]) if found else (head, "")


def _find_place(agency: str) -> str:
    """The commune's name, which stands before the day on its papers (NĐ 30/2020/NĐ-CP, Phụ lục I)."""
    found = _COMMUNE.search(agency)
    return found[1].title() if found else ""


def _want(item: Item, papers: dict[str, Document], catalog: Catalog) -> Wanted:
    requirement = item.requirement
    counts = ((requirement.originals, "bản chính"), (requirement.copies, "bản sao"))
    number = ", ".join(f"{count:02d} {what}" for count, what in counts if count)
    reason = "Chưa có trong hồ sơ."
    if item.status is Status.NOT_NEEDED:
        reason = "Đã tra cứu, cơ sở dữ liệu chưa có thông tin."
    elif item.status is Status.EXPIRED:
        days = [ended for name in item.documents if (ended := find_expiry(papers[name], catalog))]
        reason = f"Bản đã nộp hết hiệu lực ngày {format_date(max(days))}." if days else "Bản đã nộp hết hiệu lực."
    elif item.status is Status.UNREADABLE:
        reason = "Bản đã nộp mờ, không đọc được."
    return Wanted(requirement.name_vi, reason, number, requirement.note.vi if requirement.note else "")


def _is_receipt(document: Document, catalog: Catalog) -> bool:
    kind = catalog.types.get(document.type)
    return kind is not None and kind.starts_dossier


def _first(documents: Iterable[Document], keys: Iterable[str]) -> str:
    """The first value read under one of the keys."""
    found = (document.fields[key].value for document in documents for key in keys if key in document.fields)
    return next(found, "")
