"""A corpus with its readings stored beside it, so that what follows reading can be measured again without reading."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from natsort import natsorted

from bench.read import Corpus, open_corpus, read_files
from flows.intake import stack_name
from flows.read import unread_page
from pipeline.model import Reading, Source, from_json, to_json

READINGS = "readings.jsonl.gz"
_TYPES = {"pdf": "application/pdf", "tif": "image/tiff", "jpg": "image/jpeg", "png": "image/png", "heic": "image/heic"}


@dataclass(frozen=True)
class Stored:
    """A corpus, its files as sources in the order of intake, the readings of each, and the CPU seconds of reading."""

    corpus: Corpus
    sources: tuple[Source, ...]
    readings: dict[str, list[Reading]]
    seconds: float

    @property
    def stacks(self) -> list[list[Reading]]:
        """The readings pile by pile, as a batch of all files would be understood."""
        piles: dict[str, list[Reading]] = {}
        for source in self.sources:
            piles.setdefault(source.stack, []).extend(self.readings[source.sha256])
        return list(piles.values())

    @property
    def received(self) -> datetime:
        """A moment after everything on the papers."""
        days = [document["day"] for dossier in self.corpus.truth["dossiers"] for document in dossier["documents"]]
        return max(datetime.strptime(day, "%d/%m/%Y").replace(tzinfo=UTC) for day in days) + timedelta(days=1)


def open_stored(folder: Path) -> Stored:
    """The corpus in `folder` with its readings, read now where that was not done before."""
    corpus = open_corpus(folder)
    sources = list_sources(corpus)
    kept = folder / READINGS
    if not kept.exists():
        _read(corpus, sources, kept)
    readings: dict[str, list[Reading]] = {source.sha256: [] for source in sources}
    seconds = 0.0
    with gzip.open(kept, "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            seconds += entry["seconds"]
            reading = from_json(Reading, json.dumps(entry["reading"]))
            readings[reading.source].append(reading)
    for pages in readings.values():
        pages.sort(key=lambda reading: reading.page)
    return Stored(corpus, tuple(sources), readings, seconds)


def list_sources(corpus: Corpus) -> list[Source]:
    """The corpus's files as intake would list them."""
    sources = []
    for entry in natsorted(corpus.truth["sources"], key=lambda entry: entry["file"]):
        path = corpus.scans / entry["file"]
        data = path.read_bytes()
        media = _TYPES.get(path.suffix[1:].lower(), "")
        source = Source(entry["file"], hashlib.sha256(data).hexdigest(), len(data), media, entry["pages"])
        sources.append(Source(source.file, source.sha256, source.size, media, source.pages, stack=stack_name(source)))
    return sources


def _read(corpus: Corpus, sources: Sequence[Source], kept: Path) -> None:
    files = {corpus.scans / source.file: source for source in sources}
    pages = {path: list(range(1, source.pages + 1)) for path, source in files.items()}
    entries: list[dict[str, Any]] = []
    for path, outcome in read_files(pages):
        reading = outcome.reading or unread_page(files[path].sha256, outcome.page, "bench")
        data = json.loads(to_json(reading)) | {"source": files[path].sha256}
        entries.append({"reading": data, "seconds": outcome.seconds})
    write_lines(kept, entries)


def write_lines(path: Path, entries: Iterable[dict[str, Any]]) -> None:
    """One JSON value a line, compressed; a file cut short is never left behind."""
    half = path.with_suffix(".part")
    with gzip.open(half, "wt", encoding="utf-8") as lines:
        for entry in entries:
            lines.write(json.dumps(entry, ensure_ascii=False) + "\n")
    half.replace(path)
