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
    for dossier in report["dossiers"]:
        voice.out.print(dossier_table(voice, dossier, types), end="\n\n")
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


def dossier_table(voice: Voice, dossier: dict[str, Any], types: Catalog) -> Table:
    """One dossier of a batch, a line for each document with the first values read from it."""
    title = f"{voice('Hồ sơ', 'Dossier')} {dossier['code'] or dossier['id']}"
    table = Table(title=title, title_justify="left", title_style="bold", expand=True, show_edge=False)
    table.add_column(voice("Giấy tờ", "Document"), no_wrap=True, ratio=3)
    table.add_column(voice("Tệp: trang", "File: pages"), no_wrap=True, ratio=2)
    table.add_column(voice("Đọc được", "Read"), no_wrap=True, ratio=4)
    for document in dossier["documents"]:
        place = f"{document['file']}: {', '.join(str(page) for page in document['pages'])}"
        table.add_row(type_name(voice, types, document["type"]), Text(place), fields_line(voice, document))
    return table


def type_name(voice: Voice, types: Catalog, code: str) -> str:
    kind = types.types.get(code)
    return voice(kind.name_vi, kind.name_en) if kind else code


def fields_line(voice: Voice, document: dict[str, Any]) -> Text:
    """How many fields there are and the first values, identifiers masked."""
    values = [mask_identifier(field["value"]) for field in document["fields"].values()]
    count = voice(f"{len(values)} trường", f"{len(values)} fields")
    return Text(" · ".join([count, *values[:SHOWN_FIELDS]]))


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
                table.add_row(
                    Text(where), Text(mask_identifier(finding[language]), style=SEVERITY_STYLE[finding["severity"]])
                )
    return table


def show_hits(voice: Voice, found: dict[str, Any], types: Catalog) -> None:
    """The pages found, best first, each with its snippet below it."""
    if not found["total"]:
        voice.say("Không tìm thấy trang nào.", "Nothing found.")
    for number, hit in enumerate(found["hits"], 1):
        place = voice(f"trang {hit['page']}", f"page {hit['page']}")
        head = f"{number}. {hit['code'] or hit['dossier']} · {type_name(voice, types, hit['type'])} · {place}"
        voice.out.print(Text(head, style="bold"))
        voice.out.print(Text("   ") + snippet(hit["snippet"]))
    if found["total"] > len(found["hits"]):
        voice.say(f"... trong {found['total']} trang tìm thấy.", f"... of {found['total']} pages found.")


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
