"""Tables for people: what a batch came to, what a dossier holds, what a search found, how the servers are."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

from rich.box import SIMPLE_HEAD
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cli.voice import Voice
from pipeline.catalog import Catalog
from pipeline.privacy import mask_identifier

SHOWN_FIELDS = 4
SURE = 0.8
"""A value below this confidence is not shown off in a list; the dossier itself shows all."""
SEVERITY_STYLE = {"info": "cyan", "warn": "yellow", "block": "red"}
LISTING: Final[dict[str, Any]] = {"title_justify": "left", "title_style": "bold", "box": SIMPLE_HEAD, "expand": True}


def show_batch(voice: Voice, report: dict[str, Any], steps: Mapping[str, int] | None, types: Catalog) -> None:
    """Dossiers with their documents and first fields, then every problem, then what was done; identifiers masked.

    `steps` counts this run's pages by stage; a run that had nothing left to read says so.
    """
    if report["dossiers"]:
        voice.out.print(documents_table(voice, report["dossiers"], types))
    show_problems(voice, report, types)
    known = sum(finding["rule"] == "reusable" for dossier in report["dossiers"] for finding in dossier["findings"])
    if known:
        voice.say(
            f"{known} giấy tờ đã có trong kho từ hồ sơ trước; xem bằng `sohoa show HỒ_SƠ`.",
            f"{known} papers were in the store before; see them with `sohoa show DOSSIER`.",
        )
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
        title = f"{type_name(voice, types, document['type'])} · {place_of(document)}"
        table = Table(title=title, **LISTING)
        table.add_column(voice("Trường", "Field"), max_width=36)
        table.add_column(voice("Giá trị", "Value"), ratio=1)
        table.add_column(voice("Trang", "Page"), justify="right")
        table.add_column(voice("Cách đọc", "Method"))
        table.add_column(voice("Tin cậy", "Confidence"), justify="right")
        for key, field in document["fields"].items():
            confidence = f"{field['confidence']:.0%}"
            name = field_name(voice, types, document["type"], key)
            table.add_row(name, Text(field["value"]), str(field["page"]), field["method"], confidence)
        voice.out.print(table)
    for finding in dossier["findings"]:
        if finding["rule"] == "reusable":
            voice.out.print(Text(mask_identifier(finding[f"message_{voice.lang}"]), style=SEVERITY_STYLE["info"]))
    show_problems(voice, {"sources": [], "dossiers": [dossier]}, types)


def documents_table(voice: Voice, dossiers: Iterable[dict[str, Any]], types: Catalog) -> Table:
    """The dossiers of a batch, under each a line for every document with the first values read from it."""
    table = Table(**LISTING)
    table.add_column(voice("Hồ sơ, giấy tờ", "Dossier, document"), max_width=42)
    table.add_column(voice("Tệp: trang", "File: pages"), overflow="fold", max_width=28)
    table.add_column(voice("Trường", "Fields"), justify="right", no_wrap=True)
    table.add_column(voice("Đọc được", "Read"), no_wrap=True, ratio=1)
    for dossier in dossiers:
        table.add_row(Text(dossier["code"] or dossier["id"], style="bold cyan"))
        for document in dossier["documents"]:
            name = Padding(type_name(voice, types, document["type"]), (0, 0, 0, 2))
            count, values = str(len(document["fields"])), first_values(document, dossier["code"])
            table.add_row(name, Text(place_of(document)), count, values)
    return table


def type_name(voice: Voice, types: Catalog, code: str) -> str:
    kind = types.types.get(code)
    return voice(kind.name_vi, kind.name_en) if kind else code


def field_name(voice: Voice, types: Catalog, code: str, key: str) -> str:
    kind = types.types.get(code)
    names = {spec.key: voice(spec.name_vi, spec.name_en) for spec in kind.fields} if kind else {}
    return names.get(key, key)


def place_of(document: dict[str, Any]) -> str:
    """Where the document lies, file by file: `a.pdf: 2-4, 7`; many single-page files by the first and the last."""
    parts = document.get("files") or [{"file": document["file"], "pages": document["pages"]}]
    if len(parts) > 1 and all(part["pages"] == [1] for part in parts):
        return f"{short_name(parts[0]['file'])} … {PurePosixPath(short_name(parts[-1]['file'])).name}"
    return "; ".join(f"{short_name(part['file'])}: {page_ranges(part['pages'])}" for part in parts)


def short_name(file: str) -> str:
    """A file of another batch goes by its SHA-256, which is long."""
    return f"{file[:12]}…" if re.fullmatch(r"[0-9a-f]{64}", file) else file


def page_ranges(pages: Sequence[int]) -> str:
    """`1-3, 5` for 1, 2, 3, 5."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def first_values(document: dict[str, Any], code: str | None) -> Text:
    """The first values that were read well, identifiers masked; the dossier's own code stands above already."""
    fields = document["fields"].values()
    values = [field["value"] for field in fields if field["confidence"] >= SURE and field["value"] != code]
    return Text(" · ".join(mask_identifier(value) for value in values[:SHOWN_FIELDS]), style="green")


def show_problems(voice: Voice, report: dict[str, Any], types: Catalog) -> None:
    """What needs a person, if anything: files first, then each dossier's findings with the document they are about."""
    files, findings = files_table(voice, report), findings_table(voice, report, types)
    for table in (files, findings):
        if table.row_count:
            voice.out.print(table)


def files_table(voice: Voice, report: dict[str, Any]) -> Table:
    table = Table(title=voice("Tệp cần xem", "Files to look at"), **LISTING)
    table.add_column(voice("Tệp", "File"), overflow="fold", ratio=2)
    table.add_column(voice("Vấn đề và cách xử lý", "What it is and what to do"), ratio=5)
    for source in report["sources"]:
        if source["problem"] is not None:
            style = "dim" if source["status"] == "duplicate" else "red"
            table.add_row(Text(source["file"]), Text(source["problem"][f"message_{voice.lang}"], style=style))
    return table


def findings_table(voice: Voice, report: dict[str, Any], types: Catalog) -> Table:
    """Warnings and blocks of every dossier; its code stands once, at its first finding."""
    table = Table(title=voice("Vấn đề cần xem", "Problems to look at"), **LISTING)
    table.add_column(voice("Hồ sơ, giấy tờ", "Dossier, document"), overflow="fold", ratio=2)
    table.add_column(voice("Vấn đề và cách xử lý", "What it is and what to do"), ratio=5)
    for dossier in report["dossiers"]:
        findings = [finding for finding in dossier["findings"] if finding["severity"] != "info"]
        if not findings:
            continue
        table.add_row(Text(dossier["code"] or dossier["id"], style="bold cyan"))
        names = {item["id"]: type_name(voice, types, item["type"]) for item in dossier["documents"]}
        shown = None
        for finding in findings:
            place = Padding("" if finding["document"] == shown else names.get(finding["document"], ""), (0, 0, 0, 2))
            shown = finding["document"]
            message = mask_identifier(finding[f"message_{voice.lang}"])
            table.add_row(place, Text(message, style=SEVERITY_STYLE[finding["severity"]]))
    return table


def show_hits(voice: Voice, found: dict[str, Any], types: Catalog) -> None:
    """The pages found, best first, each with its snippet below it."""
    if not found["total"]:
        voice.say("Không tìm thấy trang nào.", "Nothing found.")
    for number, hit in enumerate(found["hits"], 1):
        place = voice(f"trang {hit['page']}", f"page {hit['page']}")
        head = f"{number}. {hit['code'] or hit['dossier']} · {type_name(voice, types, hit['type'])} · {place}"
        voice.out.print(Text(head, style="bold"))
        voice.out.print(Padding(snippet(hit["snippet"]), (0, 0, 0, 3)))
    if found["total"] > len(found["hits"]):
        voice.say(f"... trong {found['total']} trang tìm thấy.", f"... of {found['total']} pages found.")


def show_papers(voice: Voice, found: dict[str, Any], types: Catalog) -> None:
    """What the store holds of a person: each paper with its day and whether it is still valid; identifiers masked."""
    if not found["papers"]:
        voice.say("Trong kho chưa có giấy tờ nào của người này.", "The store holds no paper of this person.")
        return
    table = Table(**LISTING)
    table.add_column(voice("Giấy tờ", "Paper"), max_width=36)
    table.add_column(voice("Họ tên", "Name"), ratio=1)
    table.add_column(voice("Số định danh", "ID number"), no_wrap=True)
    table.add_column(voice("Vai trò", "Role"))
    table.add_column(voice("Hồ sơ", "Dossier"), overflow="fold")
    table.add_column(voice("Ngày giấy", "Issued"), no_wrap=True)
    table.add_column(voice("Hiệu lực", "Valid"), no_wrap=True)
    for paper in found["papers"]:
        until = paper["expires"]
        said = voice("đã hết hạn", "expired") if paper["expired"] else voice(f"đến {until}", f"until {until}")
        table.add_row(
            type_name(voice, types, paper["type"]),
            Text(paper["name"]),
            paper["id12"] or "",
            paper[f"role_{voice.lang}"],
            Text(f"{paper['code'] or paper['dossier']} ({paper['received']})"),
            paper["day"] or "",
            Text(said if until else "", style="red" if paper["expired"] else ""),
        )
    voice.out.print(table)


def show_reuse(voice: Voice, found: dict[str, Any]) -> None:
    """The indicator of reuse in a sentence."""
    start, end, reused, received = (found[name] for name in ("from", "to", "reused", "received"))
    if not received:
        voice.say(
            f"Từ {start} đến {end} không tiếp nhận hồ sơ nào trong kho này.",
            f"No dossier of this store was received from {start} to {end}.",
        )
        return
    voice.say(
        f"Từ {start} đến {end}: {reused} trong {received} hồ sơ có giấy tờ đã có trong kho "
        f"({str(found['percent']).replace('.', ',')} %).",
        f"From {start} to {end}: {reused} of {received} dossiers hold a paper that the store had already "
        f"({found['percent']} %).",
    )


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
