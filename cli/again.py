"""Doing again: papers cut and joined as a clerk says, dossiers understood or read anew, and what changed by it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from typing import Any

from rich.table import Table
from rich.text import Text

from cli.tables import LISTING, field_name, type_name
from cli.voice import Voice
from flows.desk import Desk
from flows.reread import Reread, reread_all, reread_dossier, walk_pages
from pipeline.catalog import Catalog
from pipeline.changes import Change, list_changes
from pipeline.errors import BadDecision
from pipeline.merge import decide
from pipeline.model import Decision, PageRef, Record
from pipeline.privacy import mask_identifier
from storage.fixity import walk_rows

SHOWN = 40
KINDS = {
    "document_added": ("giấy tờ mới", "new paper"),
    "document_removed": ("giấy tờ không còn", "paper gone"),
    "pages": ("số trang", "pages"),
    "type": ("loại giấy tờ", "type"),
    "field": ("trường", "field"),
    "finding_added": ("vấn đề mới", "new finding"),
    "finding_removed": ("vấn đề hết", "finding gone"),
    "code": ("mã hồ sơ", "dossier code"),
    "procedure": ("thủ tục", "procedure"),
}


def arrange_dossier(
    desk: Desk, record: Record, wishes: Mapping[str, Sequence[str]], *, who: str, when: datetime
) -> Reread:
    """Keep what a clerk decided of the dossier's pages and understand it again. Raises BadDecision."""
    places = _list_places(desk, record)
    made = [Decision(_find_page(places, name), who, when, starts=True) for name in wishes["split"]]
    made += [Decision(_find_page(places, name), who, when, starts=False) for name in wishes["join"]]
    for wish in wishes["type"]:
        name, _, code = wish.rpartition("=")
        if code not in desk.types.types:
            raise BadDecision(wish)
        made.append(Decision(_find_page(places, name), who, when, type=code))
    if not made:
        raise BadDecision("--split, --join, --type")
    return reread_dossier(desk, record.id, decide(record, made))


def _list_places(desk: Desk, record: Record) -> list[tuple[str, PageRef]]:
    """The dossier's pages with their names, `file:page`; files of several batches may share one."""
    return [(f"{source.file}:{page.page}", page) for _, source, page in walk_pages(desk, record)]


def _find_page(places: Sequence[tuple[str, PageRef]], name: str) -> PageRef:
    """The page of that name; the end of the file's name is enough where no other ends so."""
    wanted = name if ":" in name else f"{name}:1"
    ending = re.compile(rf"(^|/){re.escape(wanted)}$")
    found = {page for place, page in places if ending.search(place)}
    if len(found) != 1:
        raise BadDecision(name)
    return found.pop()


def understand_dossiers(desk: Desk, chosen: Sequence[str], *, dry: bool) -> dict[str, Any]:
    """Every chosen dossier, or all, understood again: the report that `--json` writes."""
    results = dict(reread_all(desk, chosen or list(_all_dossiers(desk)), dry=dry))
    return _report({name: None if again is None else again.changes for name, again in results.items()})


def read_again(desk: Desk, chosen: Sequence[str], *, dry: bool) -> dict[str, Any]:
    """The batches of every chosen dossier, or all, read by the reader as it is now, where another one read them."""
    from flows.run import run_batch  # noqa: PLC0415  Prefect is slow to import

    names = chosen or list(_all_dossiers(desk))
    before = {name: _load(desk, name) for name in names}
    batches = dict.fromkeys(batch for record in before.values() for batch in record.batches)
    for batch in () if dry else batches:
        run_batch(batch)
    return _report({name: list_changes(record, _load(desk, name)) for name, record in before.items()})


def _load(desk: Desk, dossier: str) -> Record:
    return desk.records.load_record(dossier, desk.records.latest_version(dossier) or 1)


def _all_dossiers(desk: Desk) -> Iterable[str]:
    return (row.id for row in walk_rows(desk.catalogue.dossiers_after, lambda row: row.id))


def _report(changes: Mapping[str, Sequence[Change] | None]) -> dict[str, Any]:
    return {
        "dossiers": len(changes),
        "changed": sum(bool(found) for found in changes.values()),
        "damaged": [name for name, found in changes.items() if found is None],
        "changes": [{"dossier": name, **asdict(change)} for name, found in changes.items() for change in found or ()],
    }


def show_changes(voice: Voice, types: Catalog, result: Reread) -> None:
    """What a decision changed in its dossier."""
    report = _report({result.record.id: result.changes})
    _show_table(voice, types, report, {result.record.id: result.record})


def show_reread(voice: Voice, types: Catalog, report: dict[str, Any], *, dry: bool) -> None:
    """How many dossiers came out differently, in what, and the first of the changes; identifiers masked."""
    _show_table(voice, types, report, {})
    would = ("sẽ thay đổi", "would change") if dry else ("thay đổi", "changed")
    voice.say(
        f"Đã xem {report['dossiers']} hồ sơ: {report['changed']} {would[0]}, {len(report['damaged'])} hỏng.",
        f"Looked at {report['dossiers']} dossiers: {report['changed']} {would[1]}, {len(report['damaged'])} damaged.",
    )
    for kind, count in Counter(change["kind"] for change in report["changes"]).most_common():
        voice.say(f"- {KINDS[kind][0]}: {count}", f"- {KINDS[kind][1]}: {count}")
    for name in report["damaged"]:
        voice.warn(f"Hồ sơ {name}: chạy `sohoa verify`.", f"Dossier {name}: run `sohoa verify`.")


def _show_table(voice: Voice, types: Catalog, report: dict[str, Any], records: Mapping[str, Record]) -> None:
    if not report["changes"]:
        voice.say("Không có gì thay đổi.", "Nothing changed.")
        return
    table = Table(title=voice("Thay đổi", "Changes"), **LISTING)
    for column in (voice("Hồ sơ", "Dossier"), voice("Thay đổi", "Change")):
        table.add_column(column, overflow="fold")
    for column in (voice("Trước", "Before"), voice("Sau", "After")):
        table.add_column(column, overflow="fold", ratio=1)
    kinds = {document.id: document.type for record in records.values() for document in record.documents}
    for change in islice(report["changes"], SHOWN):
        name = voice(*KINDS[change["kind"]])
        if change["kind"] == "field":
            name = field_name(voice, types, kinds.get(change["document"], ""), change["name"])
        values = [_tell(voice, types, change, change[side]) for side in ("before", "after")]
        table.add_row(change["dossier"], name, *(Text(value) for value in values))
    voice.out.print(table)
    if (more := len(report["changes"]) - SHOWN) > 0:
        voice.say(f"... và {more} thay đổi nữa (xem `--json`).", f"... and {more} more (see `--json`).")


def _tell(voice: Voice, types: Catalog, change: Mapping[str, Any], value: str | None) -> str:
    if value is None:
        return "–"
    if change["kind"] in {"type", "document_added", "document_removed"}:
        return type_name(voice, types, value)
    return mask_identifier(value)
