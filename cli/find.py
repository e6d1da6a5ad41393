"""Search as the command line and machines see it: the replica brought up to date, then the pages found."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flows.desk import Desk
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
