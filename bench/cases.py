"""Dossiers to put errors into: what truly stands on each paper, its readings, and what they were understood as."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from bench.measure import same_value
from bench.stored import Stored
from pipeline.catalog import Catalog
from pipeline.model import Box, PageRef, Reading, Record
from pipeline.understand import understand
from tests.corpus.context import Studio
from tests.corpus.dossiers import STORIES, make_dossier
from tests.corpus.edition import find_edition
from tests.corpus.form import Paper
from tests.corpus.readings import read_truly, words_only

DPI = 100


@dataclass(frozen=True)
class Value:
    """What truly stands in a field: its normal form, as printed, and where."""

    value: str
    raw: str
    page: PageRef
    box: Box


@dataclass(frozen=True)
class TruePaper:
    """One paper of a dossier as it truly is."""

    type: str
    part: str
    pages: tuple[PageRef, ...]
    fields: dict[str, Value]


@dataclass(frozen=True)
class Case:
    """One dossier: its papers in order, their readings, and the record that these become."""

    papers: tuple[TruePaper, ...]
    readings: tuple[Reading, ...]
    record: Record
    received: datetime

    def pages_of(self, paper: TruePaper) -> tuple[Reading, ...]:
        return tuple(reading for reading in self.readings if reading.ref in paper.pages)


def understand_alone(readings: Sequence[Reading], received: datetime, catalog: Catalog) -> list[Record]:
    """The readings as one pile of their own."""
    return understand([readings], catalog=catalog, batch="bench", received=received, procedure=None, reader="bench")


def list_cases(stored: Stored, catalog: Catalog) -> Iterator[Case]:
    """The dossiers of a corpus as they were read: those whose pages make one record."""
    sha = {source.file: source.sha256 for source in stored.sources}
    for dossier in stored.corpus.truth["dossiers"]:
        papers = tuple(_take_paper(document, sha[document["file"]]) for document in dossier["documents"])
        readings = tuple(stored.readings[ref.source][ref.page - 1] for paper in papers for ref in paper.pages)
        records = understand_alone(readings, stored.received, catalog)
        if len(records) == 1:
            yield Case(papers, readings, records[0], stored.received)


def _take_paper(document: dict[str, Any], source: str) -> TruePaper:
    fields = {
        key: Value(field["value"], field["raw"], PageRef(source, field["page"]), Box(*field["box"]))
        for key, field in document["fields"].items()
    }
    pages = tuple(PageRef(source, page) for page in document["pages"])
    return TruePaper(document["type"], document["part"], pages, fields)


def make_true_cases(count: int, seed: int, catalog: Catalog, edition: str = "development") -> Iterator[Case]:
    """Dossiers of all stories in turn with readings that are right word for word; nothing is drawn or read."""
    papers_of = find_edition(edition)
    book = papers_of.open_fonts()
    for number in range(count):
        with words_only():
            studio = Studio(book, Random(f"cases/{seed}/{number}"), DPI, papers_of)
            made = make_dossier(studio, STORIES[number % len(STORIES)]).papers
        papers, readings = [], []
        for paper in made:
            own = read_truly(paper, f"{number:064x}", len(readings) + 1)
            papers.append(_take_printed(paper, own))
            readings += own
        received = _scanning_day([paper.day for paper in made])
        records = understand_alone(readings, received, catalog)
        if len(records) == 1:
            yield Case(tuple(papers), tuple(readings), records[0], received)


def _take_printed(paper: Paper, readings: Sequence[Reading]) -> TruePaper:
    fields: dict[str, Value] = {}
    for sheet, reading in zip(paper.sheets, readings, strict=True):
        wide, high = sheet.image.size
        for key, mark in sheet.fields.items():
            if key not in fields and mark.box is not None:
                left, top, right, low = mark.box
                box = Box(left / wide, top / high, (right - left) / wide, (low - top) / high)
                raw = " ".join(mark.raw)
                fields[key] = Value(paper.values.get(key, raw), raw, reading.ref, box)
    return TruePaper(paper.type, paper.part, tuple(reading.ref for reading in readings), fields)


def _scanning_day(days: Sequence[date]) -> datetime:
    return datetime.combine(max(days) + timedelta(days=1), time(), UTC)


def is_right(case: Case) -> bool:
    """Whether every paper was found with its type, and no value of it was read wrongly."""
    return not list_misread(case)


def list_misread(case: Case) -> list[str]:
    """What was understood wrongly: papers in other pieces or of other types, values that say something else."""
    found = [(document.type, document.pages) for document in case.record.documents]
    wanted = [(paper.type, paper.pages) for paper in case.papers]
    if found != wanted:
        taken = "+".join(kind for kind, _ in found)
        return [f"{'+'.join(kind for kind, _ in wanted)} taken for {taken}"]
    return [
        f"{paper.type}.{key}: {paper.fields[key].value} taken for {value.value}"
        for paper, document in zip(case.papers, case.record.documents, strict=True)
        for key, value in document.fields.items()
        if key in paper.fields and not same_value(paper.fields[key].value, value.value)
    ]
