"""From a scanned PDF to a searchable PDF/A with the product's own parts: `python -m bench.searchable IN OUT TEXTS`.

TEXTS gets the text of each page as JSON. A program of its own, so that its CPU time can be told from anything else's.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pikepdf

from archive.pdfa import PdfPage, write_document_pdf
from bench.meter import METER_FOLDER, METERED
from ocr.worker import PageOutcome, ReaderConfig, ReadingPool
from pipeline.limits import Limits


def in_order(outcomes: Iterator[PageOutcome]) -> Iterator[PageOutcome]:
    """Outcomes by page number, each as soon as those before it are there."""
    waiting: dict[int, PageOutcome] = {}
    following = 1
    for outcome in outcomes:
        waiting[outcome.page] = outcome
        while following in waiting:
            yield waiting.pop(following)
            following += 1
    yield from (waiting[page] for page in sorted(waiting))


def make_searchable(source: Path, out: Path, config: ReaderConfig) -> list[str]:
    """Read `source` and write it as PDF/A; returns each page's text. Raises RuntimeError where a page was not read."""
    texts: list[str] = []
    with pikepdf.open(source) as pdf:
        count = len(pdf.pages)

    def pages(pool: ReadingPool) -> Iterator[PdfPage]:
        for outcome in in_order(pool.read(source, source.name, range(1, count + 1))):
            if outcome.reading is None or outcome.image is None:
                raise RuntimeError(f"page {outcome.page}: {outcome.problem}")
            texts.append(outcome.reading.text)
            yield PdfPage(outcome.reading, outcome.image)

    with ReadingPool(len(os.sched_getaffinity(0)), Limits(), config) as pool:  # type: ignore[call-arg]
        write_document_pdf(
            pages(pool), out, title="Bench", created=datetime(2026, 1, 1, tzinfo=UTC), document_id="00000000-bench"
        )
    return texts


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.searchable", description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("texts", type=Path)
    args = parser.parse_args()
    config = METERED if METER_FOLDER in os.environ else ReaderConfig()
    texts = make_searchable(args.source, args.out, config)
    args.texts.write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
