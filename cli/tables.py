"""Tables for people: what a batch came to, what a dossier holds, what a search found, how the servers are."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from cli.voice import Voice
from pipeline.catalog import Catalog
from pipeline.privacy import mask_identifier

SHOWN_FIELDS = 4
SEVERITY_STYLE = {"info": "cyan", "warn": "yellow", "block": "red"}


def show_batch(voice: Voice, report: dict[str, Any], steps: Mapping[str, int] | None, types: Catalog) -> None:
    """Dossiers with their documents and first fields, then every problem, then what was done; identifiers masked.

    `steps` counts this run's pages by stage; a run that had nothing left to read says so.
    """
    if report["dossiers"]:
        voice.out.print(dossiers_table(voice, report["dossiers"], types))
    problems = problems_table(voice, report)
    if problems.row_count:
        voice.out.print(problems)
    dossiers, documents = len(report["dossiers"]), sum(len(dossier["documents"]) for dossier in report["dossiers"])
    voice.say(
        f"{dossiers} hồ sơ, {documents} giấy tờ, {len(report['pages'])} trang.",
        f"{dossiers} dossiers, {documents} documents, {len(report['pages'])} pages.",
    )
    if steps is not None and not steps.get("read") and not steps.get("failed"):
        voice.say("Không có gì mới: 0 trang phải đọc.", "Nothing is new: 0 pages read.")
    elif steps is not None:
        reused = steps.get("reused", 0)
        voice.say(
            f"Vừa đọc {steps['read']} trang" + (f", dùng lại {reused} trang đã đọc." if reused else "."),
            f"Read {steps['read']} pages" + (f", {reused} had been read before." if reused else "."),
        )


def show_dossier(voice: Voice, dossier: dict[str, Any], types: Catalog) -> None:
    """One dossier in full: every document with every field and where it stands, then the findings."""
    voice.say(f"Hồ sơ {dossier['code'] or dossier['id']}", f"Dossier {dossier['code'] or dossier['id']}")
    for document in dossier["documents"]:
        pages = ", ".join(str(page) for page in document["pages"])
        title = f"{type_name(voice, types, document['type'])} · {document['file']}: {pages}"
        table = Table(title=title, title_justify="left", expand=True)
        table.add_column(voice("Trường", "Field"), no_wrap=True)
        table.add_column(voice("Giá trị", "Value"), ratio=1)
        table.add_column(voice("Trang", "Page"), justify="right")
        table.add_column(voice("Cách đọc", "Method"))
        table.add_column(voice("Tin cậy", "Confidence"), justify="right")
        for key, field in document["fields"].items():
            confidence = f"{field['confidence']:.0%}"
            table.add_row(key, Text(field["value"]), str(field["page"]), field["method"], confidence)
        voice.out.print(table)
    problems = problems_table(voice, {"sources": [], "dossiers": [dossier]})
    if problems.row_count:
        voice.out.print(problems)


def dossiers_table(voice: Voice, dossiers: Iterable[dict[str, Any]], types: Catalog) -> Table:
    table = Table(title=voice("Hồ sơ", "Dossiers"), title_justify="left", expand=True)
    table.add_column(voice("Mã hồ sơ", "Code"), no_wrap=True)
    table.add_column(voice("Giấy tờ", "Document"))
    table.add_column(voice("Tệp, trang", "File, pages"))
    table.add_column(voice("Trường đọc được", "Fields"), ratio=1)
    for dossier in dossiers:
        code = Text(dossier["code"] or f"({dossier['id'][:8]})", style="bold")
        for document in dossier["documents"]:
            pages = ", ".join(str(page) for page in document["pages"])
            table.add_row(
                code, type_name(voice, types, document["type"]), f"{document['file']}: {pages}", fields_line(document)
            )
            code = Text("")
        table.add_section()
    return table


def type_name(voice: Voice, types: Catalog, code: str) -> str:
    kind = types.types.get(code)
    return voice(kind.name_vi, kind.name_en) if kind else code


def fields_line(document: dict[str, Any]) -> Text:
    """The first fields, identifiers masked, and how many more there are."""
    fields = list(document["fields"].items())
    shown = "; ".join(f"{key}: {mask_identifier(field['value'])}" for key, field in fields[:SHOWN_FIELDS])
    more = f" (+{len(fields) - SHOWN_FIELDS})" if len(fields) > SHOWN_FIELDS else ""
    return Text(shown + more)


def problems_table(voice: Voice, report: dict[str, Any]) -> Table:
    table = Table(title=voice("Vấn đề cần xem", "Problems to look at"), title_justify="left", expand=True)
    table.add_column(voice("Ở đâu", "Where"))
    table.add_column(voice("Vấn đề và cách xử lý", "What it is and what to do"), ratio=1)
    language = f"message_{voice.lang}"
    for source in report["sources"]:
        if source["problem"] is not None:
            style = "dim" if source["status"] == "duplicate" else "red"
            table.add_row(Text(source["file"]), Text(source["problem"][language], style=style))
    for dossier in report["dossiers"]:
        for finding in dossier["findings"]:
            if finding["severity"] != "info":
                where = dossier["code"] or dossier["id"][:8]
                table.add_row(Text(where), Text(finding[language], style=SEVERITY_STYLE[finding["severity"]]))
    return table


def hits_table(voice: Voice, hits: Iterable[dict[str, Any]], types: Catalog) -> Table:
    table = Table(expand=True)
    table.add_column(voice("Hồ sơ", "Dossier"), no_wrap=True)
    table.add_column(voice("Giấy tờ", "Document"))
    table.add_column(voice("Trang", "Page"), justify="right")
    table.add_column(voice("Đoạn tìm thấy", "Found"), ratio=1)
    for hit in hits:
        table.add_row(
            hit["code"] or hit["dossier"][:8],
            type_name(voice, types, hit["type"]),
            str(hit["page"]),
            snippet(hit["snippet"]),
        )
    return table


def snippet(marked: str) -> Text:
    """A snippet in HTML whose hits stand between <mark> and </mark>, as styled text, personal numbers masked."""
    text = Text()
    for index, part in enumerate(marked.replace("</mark>", "<mark>").split("<mark>")):
        text.append(mask_identifier(html.unescape(part)), style="bold yellow" if index % 2 else "")
    return text


def parts_table(voice: Voice, parts: Iterable[dict[str, Any]]) -> Table:
    table = Table()
    for title in (voice("Phần", "Part"), voice("Địa chỉ", "Address"), voice("Phiên bản", "Version")):
        table.add_column(title)
    table.add_column(voice("Tình trạng", "Health"))
    table.add_column(voice("Ổ đĩa", "Disk"), justify="right")
    for part in parts:
        health = (
            Text(voice("chạy tốt", "healthy"), "green")
            if part["healthy"]
            else Text(voice("không chạy", "not running"), "red")
        )
        disk = "" if part["disk_bytes"] is None else f"{part['disk_bytes'] / 1e6:,.0f} MB"
        table.add_row(part["name"], part["address"] or "", part["version"] or "", health, disk)
    return table


def types_table(voice: Voice, types: Catalog) -> Table:
    table = Table()
    table.add_column(voice("Mã", "Code"))
    table.add_column(voice("Tên", "Name"))
    table.add_column(voice("Số trường", "Fields"), justify="right")
    for kind in types.types.values():
        table.add_row(kind.code, voice(kind.name_vi, kind.name_en), str(len(kind.fields)))
    return table
