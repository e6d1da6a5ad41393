"""Search as the command line and machines see it: the replica brought up to date, then the pages found."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from flows.desk import Desk
from pipeline.privacy import mask_identifier
from pipeline.wording import format_date
from storage.current import VIETNAM
from storage.people import KeptPaper
from storage.search import Hit, SearchIndex


def find_pages(
    desk: Desk,
    query: str,
    *,
    who: str,
    when: datetime,
    type: str | None = None,
    date_from: datetime | None = None,
    date_to: datetime | None = None,
    limit: int = 20,
) -> dict[str, Any]:
    """`{"total": n, "hits": [...]}`, best first; the search stands in the audit log without its words."""
    index = SearchIndex(desk.settings.index_folder)
    index.refresh(desk.catalogue, desk.records)
    found = index.search(
        query,
        type=type,
        date_from=date_from.date() if date_from else None,
        date_to=date_to.date() if date_to else None,
        limit=limit,
    )
    desk.audit.append(who, "search", None, {"pages": found.total}, when)
    return {"total": found.total, "hits": [hit_json(desk, hit) for hit in found.hits]}


def look_up_person(desk: Desk, wanted: str, *, who: str, when: datetime) -> dict[str, Any]:
    """`{"papers": [...]}`: what the store holds of everybody with this ID number or name, the newest dossier first.

    Asked before scanning. It stands in the audit log without the name or number.
    """
    found = desk.people.look_up(wanted)
    desk.audit.append(who, "lookup", None, {"papers": len(found)}, when)
    return {"papers": [paper_json(desk, paper, when) for paper in found]}


def count_reuse(desk: Desk, first: datetime | None, last: datetime | None, when: datetime) -> dict[str, Any]:
    """Indicator 4.3 of QĐ 766/QĐ-TTg from `first` to the end of `last`, days of Vietnam; this month so far without.

    `percent` is None where nothing was received.
    """
    today = when.astimezone(VIETNAM).date()
    start = first.date() if first else (last.date() if last else today).replace(day=1)
    end = last.date() if last else today
    share = desk.people.count_reuse(_begin(start), _begin(end + timedelta(days=1)))
    return {
        "from": format_date(start),
        "to": format_date(end),
        "reused": share.part,
        "received": share.whole,
        "percent": round(100 * share.part / share.whole, 1) if share.whole else None,
    }


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM)


def paper_json(desk: Desk, paper: KeptPaper, when: datetime) -> dict[str, Any]:
    role = desk.types.lexicons.roles.get(paper.role)
    return {
        "dossier": paper.dossier,
        "code": paper.code,
        "received": format_date(paper.received.astimezone(VIETNAM).date()),
        "document": paper.document,
        "type": paper.type,
        "role": paper.role,
        "role_vi": role.name_vi if role else paper.role,
        "role_en": role.name_en if role else paper.role,
        "name": paper.name,
        "id12": mask_identifier(paper.id12) if paper.id12 else None,
        "day": format_date(paper.day) if paper.day else None,
        "expires": format_date(paper.expires) if paper.expires else None,
        "expired": paper.expires is not None and paper.expires < when.astimezone(VIETNAM).date(),
    }


def hit_json(desk: Desk, hit: Hit) -> dict[str, Any]:
    row = desk.catalogue.dossier(hit.dossier)
    return {
        "dossier": hit.dossier,
        "code": row.code if row else None,
        "document": hit.document,
        "type": hit.type,
        "page": hit.page,
        "snippet": hit.snippet,
        "boxes": [[round(side, 5) for side in box] for box in hit.boxes],
    }
