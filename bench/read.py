"""Reads a corpus with the product's own pool of reading processes, and scores each page against its truth."""

from __future__ import annotations

import json
import os
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

from rapidfuzz.distance import Levenshtein

from bench.reading_score import LineScore, TextScore, score_text
from bench.scoring import fold
from ocr.worker import PageOutcome, ReaderConfig, ReadingPool
from pipeline.limits import Limits
from pipeline.model import Box, Reading, Word

BOXED = 0.5
"""Share of a lost line's box that must lie in zones boxed as unread for it to count as said."""
SLIVER = 0.25
"""Share of the usual height of the page's lines up to which a line is none that anyone could see."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Scans and what stands on them (truth.json of the generator)."""

    scans: Path
    truth: dict[str, Any]

    @property
    def level(self) -> str:
        return str(self.truth["level"])


@dataclass(frozen=True, slots=True)
class PageResult:
    """A page of the truth and what became of it; `reading` is None where it was not read (`problem` says why)."""

    corpus: Corpus
    page: dict[str, Any]
    reading: Reading | None
    problem: str
    seconds: float
    score: TextScore
    silent: tuple[LineScore, ...]
    """Printed lines that are lost and lie in no zone boxed as unread."""
    mrz: str | None
    """The machine-readable zone printed on the page."""

    @property
    def level(self) -> str:
        return str(self.page["level"])

    @property
    def written(self) -> bool:
        return not self.page["blank"] and not self.page["separator"]

    @property
    def said_blank(self) -> bool:
        return self.reading is not None and self.reading.blank

    @property
    def judged(self) -> list[tuple[Word, bool]]:
        """Each word read and whether it is right; those on stamps, which no truth spells out, left out."""
        if self.reading is None:
            return []
        stamps = [Box(*region["box"]) for region in self.page["regions"] if region["kind"] == "stamp"]
        pairs = zip(list_words(self.reading), self.score.right, strict=True)
        return [(word, right) for word, right in pairs if share_covered(word.box, stamps) < BOXED]


def open_corpus(folder: Path) -> Corpus:
    """A corpus with truth.json in `folder` and the scans there or in `scans/`."""
    scans = folder / "scans"
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return Corpus(scans if scans.is_dir() else folder, truth)


def list_words(reading: Reading) -> list[Word]:
    """The words of a reading that have letters, in reading order."""
    return [word for word in reading.words if word.text.strip()]


def read_files(files: dict[Path, list[int]], config: ReaderConfig | None = None) -> Iterator[tuple[Path, PageOutcome]]:
    """Read the listed pages of files, one process a core; outcomes come file by file."""
    cores = len(os.sched_getaffinity(0))
    with ReadingPool(cores, Limits(), config or ReaderConfig()) as pool, ThreadPoolExecutor(cores + 1) as threads:  # type: ignore[call-arg]

        def read(path: Path) -> list[tuple[Path, PageOutcome]]:
            return [(path, outcome) for outcome in pool.read(path, path.name, files[path])]

        for outcomes in threads.map(read, files):
            yield from outcomes


def read_corpus(corpus: Corpus) -> list[PageResult]:
    """Read and score every page of a corpus."""
    pages: dict[Path, list[int]] = defaultdict(list)
    for page in corpus.truth["pages"]:
        pages[corpus.scans / page["file"]].append(page["page"])
    found = {(path, outcome.page): outcome for path, outcome in read_files(pages)}
    zones = map_zones(corpus.truth)
    return [
        score_page(corpus, page, found[corpus.scans / page["file"], page["page"]], zones.get(page_key(page)))
        for page in corpus.truth["pages"]
    ]


def page_key(page: dict[str, Any]) -> tuple[str, int]:
    return unicodedata.normalize("NFC", page["file"]), page["page"]


def map_zones(truth: dict[str, Any]) -> dict[tuple[str, int], str]:
    """The machine-readable zone of each page that has one: it stands on the page that bears its first line."""
    zones: dict[tuple[str, int], str] = {}
    texts = {page_key(page): page["text"].replace(" ", "") for page in truth["pages"]}
    for dossier in truth["dossiers"]:
        for document in dossier["documents"]:
            if not document["mrz"]:
                continue
            for number in document["pages"]:
                key = unicodedata.normalize("NFC", document["file"]), number
                if document["mrz"].split()[0] in texts[key]:
                    zones[key] = document["mrz"]
    return zones


def score_page(corpus: Corpus, page: dict[str, Any], outcome: PageOutcome, mrz: str | None) -> PageResult:
    """Everything measured of one page; a page not read has lost its lines, but not in silence."""
    reading = outcome.reading
    score = score_text(page, [word.text for word in list_words(reading)] if reading else [])
    silent = find_silent(score.lost, reading, page) if reading else ()
    problem = outcome.problem.code if outcome.problem else ""
    return PageResult(corpus, page, reading, problem, outcome.seconds, score, silent, mrz)


def find_silent(lost: Iterable[LineScore], reading: Reading, page: dict[str, Any]) -> tuple[LineScore, ...]:
    """Lost lines outside the zones boxed as unread; the boxes of a page turned wrongly say nothing.

    A short line that stands elsewhere in the text too may be given that place and be lost at its own: where the words
    at its place have half its characters it was read. A line that a sheet fed too short left off the scan, but for a
    sliver, cannot be boxed, and is lost only.
    """
    least = SLIVER * median([line["box"][3] for line in page["lines"]] or [0.0])
    turned = reading.rotation % 360 != page["rotation"] % 360
    zones = [] if turned else [region.box for region in reading.regions if region.kind == "unread"]
    words = [] if turned else list_words(reading)
    placed = place_lost(lost, page, [word.box for word in words])
    unsaid = [line for line in placed if line.box[3] > least and share_covered(line.box, zones) < BOXED]
    return tuple(line for line in unsaid if not stands_there(line, words))


def stands_there(line: LineScore, words: Iterable[Word]) -> bool:
    """Whether the words whose middles lie in the line's box, from left to right, have half its characters or more."""
    x, y, w, h = line.box
    inside = [
        word
        for word in words
        if x <= word.box.x + word.box.w / 2 <= x + w and y <= word.box.y + word.box.h / 2 <= y + h
    ]
    read = " ".join(fold(word.text) for word in sorted(inside, key=lambda word: word.box.x))
    wanted = fold(line.text)
    return bool(wanted) and 2 * Levenshtein.distance(wanted, read) <= len(wanted)


def place_lost(lost: Iterable[LineScore], page: dict[str, Any], words: Sequence[Box]) -> list[LineScore]:
    """The lost lines where they stand: of several alike those without words, since a text alone does not tell."""
    alike: dict[str, list[LineScore]] = defaultdict(list)
    for line in lost:
        alike[line.text].append(line)
    placed: list[LineScore] = []
    for text, lines in alike.items():
        boxes = [tuple(line["box"]) for line in page["lines"] if line["text"] == text]
        boxes = sorted(boxes, key=lambda box: share_covered(box, words)) if len(boxes) > len(lines) else []
        placed += [replace(line, box=box) for line, box in zip(lines, boxes, strict=False)] or lines
    return placed


def share_covered(box: tuple[float, float, float, float], zones: Iterable[Box]) -> float:
    """The share of a box (x, y, w, h) that lies in the zones."""
    x, y, w, h = box
    covered = 0.0
    for zone in zones:
        wide = min(x + w, zone.x + zone.w) - max(x, zone.x)
        high = min(y + h, zone.y + zone.h) - max(y, zone.y)
        covered += max(0.0, wide) * max(0.0, high)
    return covered / (w * h) if w * h else 0.0
