"""Compares a digitise result with the truth: text, rotation, blanks, boundaries, classes, fields, QR codes."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from bench.scoring import Counts, Rate, character_errors, fold, line_bag_errors, word_bag_errors

QR_KEYS = ("so_dinh_danh", "so_cmnd", "ho_ten", "ngay_sinh", "gioi_tinh", "noi_thuong_tru", "ngay_cap")

PageKey = tuple[str, int]
Span = tuple[str, tuple[int, ...]]


@dataclass
class TextScore:
    """Rates over pages; `rows` keeps each page's own for a closer look."""

    cer: Rate = field(default_factory=Rate)
    lines: Rate = field(default_factory=Rate)
    words: Rate = field(default_factory=Rate)
    pages: int = 0

    def add(self, truth: str, read: str) -> None:
        self.cer += character_errors(truth, read)
        self.lines += line_bag_errors(truth, read)
        self.words += word_bag_errors(truth, read)
        self.pages += 1


@dataclass
class FieldScore:
    """Fields of the truth: right, wrong and missed, and values where the truth has none."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    invented: int = 0
    strict: int = 0

    @property
    def wanted(self) -> int:
        return self.right + self.wrong + self.missed

    @property
    def percent(self) -> float:
        return 100.0 * self.right / self.wanted if self.wanted else 0.0


@dataclass
class Report:
    """Everything measured in one run."""

    text: dict[str, TextScore] = field(default_factory=lambda: defaultdict(TextScore))
    rotation: Counts = field(default_factory=Counts)
    turned: Counts = field(default_factory=Counts)
    blank: Counts = field(default_factory=Counts)
    documents: Counts = field(default_factory=Counts)
    starts: Counts = field(default_factory=Counts)
    classes: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    confusions: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    dossier_codes: Counts = field(default_factory=Counts)
    grouping: Counts = field(default_factory=Counts)
    fields: dict[str, FieldScore] = field(default_factory=lambda: defaultdict(FieldScore))
    keys: dict[tuple[str, str], FieldScore] = field(default_factory=lambda: defaultdict(FieldScore))
    methods: dict[str, FieldScore] = field(default_factory=lambda: defaultdict(FieldScore))
    cards: Counts = field(default_factory=Counts)
    missing_pages: list[PageKey] = field(default_factory=list)


def same_value(wanted: str, found: str) -> bool:
    """Whether a value is right: NFC, case, white space, closing stops and how a subject begins aside."""
    return plain_value(wanted) == plain_value(found)


def plain_value(text: str) -> str:
    text = fold(text).casefold().strip(" .,;:")
    text = re.sub(r"\s*([/,.-])\s*", r"\1", text)
    return re.sub(r"^(?:v/v|về việc)\b[\s:.…]*", "v/v ", text)


def page_index(pages: list[dict[str, Any]]) -> dict[PageKey, dict[str, Any]]:
    return {(unicodedata.normalize("NFC", page["file"]), page["page"]): page for page in pages}


def documents_of(result: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for dossier in result["dossiers"]:
        for document in dossier["documents"]:
            yield dossier, document


def span_of(document: dict[str, Any]) -> Span:
    return document["file"], tuple(document["pages"])


def measure(truth: dict[str, Any], result: dict[str, Any]) -> Report:
    """Score a result (the JSON of `sohoa digitise --json`) against truth.json of the generator."""
    report = Report()
    measure_pages(report, truth, result)
    measure_documents(report, truth, result)
    measure_dossiers(report, truth, result)
    return report


def measure_pages(report: Report, truth: dict[str, Any], result: dict[str, Any]) -> None:
    """Text by type, rotation of pages with text, blank pages."""
    found = page_index(result["pages"])
    for page in truth["pages"]:
        key = (page["file"], page["page"])
        read = found.get(key)
        if read is None:
            report.missing_pages.append(key)
        text = read["text"] if read else ""
        said_blank = bool(read and read["blank"])
        report.blank += Counts(int(page["blank"] and said_blank), int(said_blank), int(page["blank"]))
        if page["blank"] or page["separator"]:
            continue
        report.text[page["type"]].add(page["text"], text)
        report.text["all pages"].add(page["text"], text)
        right = int(read is not None and read["rotation"] % 360 == page["rotation"] % 360)
        report.rotation += Counts(right, 1, 1)
        if page["rotation"]:
            report.turned += Counts(right, 1, 1)


def measure_documents(report: Report, truth: dict[str, Any], result: dict[str, Any]) -> None:
    """Boundaries (whole page ranges and starts), classes of the documents found, their fields."""
    wanted = {span_of(document): document for _, document in documents_of(truth)}
    found = {span_of(document): document for _, document in documents_of(result)}
    report.documents = Counts(len(wanted.keys() & found.keys()), len(found), len(wanted))
    starts = [{(file, pages[0]) for file, pages in spans} for spans in (wanted, found)]
    report.starts = Counts(len(starts[0] & starts[1]), len(starts[1]), len(starts[0]))
    for document, other in pair_documents(truth, result):
        kind = other["type"] if other else "-"
        for name in (document["type"], "all documents"):
            report.classes[name] += Counts(int(kind == document["type"]), 1, 1)
        if kind != document["type"]:
            report.confusions[document["type"], kind] += 1
        measure_fields(report, document, other["fields"] if other else {})
        if document["qr"] and document["qr_readable"]:
            report.cards += Counts(int(card_exact(document["qr"], other["fields"] if other else {})), 1, 1)


def pair_documents(
    truth: dict[str, Any], result: dict[str, Any]
) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Each document of the truth with the one found on its pages, or on its first page."""
    found = {span_of(document): document for _, document in documents_of(result)}
    by_page = {(file, page): document for (file, pages), document in found.items() for page in pages}
    for _, document in documents_of(truth):
        span = span_of(document)
        yield document, found.get(span) or by_page.get((span[0], span[1][0]))


def measure_fields(report: Report, document: dict[str, Any], found: dict[str, Any]) -> None:
    """Each field of the truth, by type, by key and by the method that gave the value."""
    for key, wanted in document["fields"].items():
        got = found.get(key)
        scores = [report.fields[document["type"]], report.fields["all documents"], report.keys[document["type"], key]]
        if got is not None:
            scores.append(report.methods[got["method"]])
        for score in scores:
            if got is None or not got["value"]:
                score.missed += 1
            elif same_value(wanted["value"], got["value"]):
                score.right += 1
                score.strict += int(fold(wanted["value"]) == fold(got["value"]))
            else:
                score.wrong += 1
    for key in found.keys() - document["fields"].keys():
        if found[key]["value"] and not card_key(document, key):
            report.fields[document["type"]].invented += 1
            report.fields["all documents"].invented += 1


def card_key(document: dict[str, Any], key: str) -> bool:
    """Whether a card's codes hold a field that is not printed on its faces."""
    return bool(document["qr"]) and key in QR_KEYS


def card_exact(payload: str, found: dict[str, Any]) -> bool:
    """Whether the seven fields of a card's QR code all came out exactly."""
    number, old, name, birth, sex, home, issued = payload.split("|")[:7]
    wanted = dict(zip(QR_KEYS, (number, old, name, long_day(birth), sex, home, long_day(issued)), strict=True))
    for key, value in wanted.items():
        got = found.get(key, {}).get("value", "")
        pair = (fold(value), fold(got))
        if pair[0] != pair[1] and not (key == "ho_ten" and pair[0].casefold() == pair[1].casefold()):
            return False
    return True


def long_day(digits: str) -> str:
    return f"{digits[:2]}/{digits[2:4]}/{digits[4:]}"


def measure_dossiers(report: Report, truth: dict[str, Any], result: dict[str, Any]) -> None:
    """Dossier codes, and documents that lie with their like: pairs of neighbours in one dossier."""
    codes = [{d["code"] for d in data["dossiers"] if d["code"]} for data in (truth, result)]
    report.dossier_codes = Counts(len(codes[0] & codes[1]), len(codes[1]), len(codes[0]))
    pairs = [neighbour_pairs(data) for data in (truth, result)]
    report.grouping = Counts(len(pairs[0] & pairs[1]), len(pairs[1]), len(pairs[0]))


def neighbour_pairs(data: dict[str, Any]) -> set[tuple[PageKey, PageKey]]:
    """Each two documents that follow each other in one dossier, by their first pages."""
    return {pair for starts in dossier_starts(data) for pair in pairwise(starts)}


def dossier_starts(data: dict[str, Any]) -> Iterator[list[PageKey]]:
    for dossier in data["dossiers"]:
        yield sorted((document["file"], document["pages"][0]) for document in dossier["documents"])
