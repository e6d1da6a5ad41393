"""How fast one tall stack becomes a searchable PDF, start and end included: ours beside OCRmyPDF on the same file.

`python -m bench.stack CORPUS ... --pages 90` takes pages spread over corpora made before (`bench.reading --keep`) and
gathers them into one PDF, as a scanner with a feeder does.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pikepdf

from bench.bundle import Bundle, choose_pages, write_bundle
from bench.peer_tables import speed_table
from bench.peers import run_peers
from bench.read import Corpus, open_corpus


def write_stack(corpora: Sequence[Corpus], pages: int, path: Path) -> Bundle:
    """One PDF of `pages` pages, as many of each corpus."""
    each = -(-pages // len(corpora))
    bundles = [
        write_bundle(corpus, choose_pages(corpus, each), path.with_name(f"{path.stem}-{number}.pdf"))
        for number, corpus in enumerate(corpora)
    ]
    with pikepdf.new() as stack:
        for bundle in bundles:
            with pikepdf.open(bundle.path) as part:
                stack.pages.extend(part.pages)
        stack.save(path)
    return Bundle(path, "stack", tuple(page for bundle in bundles for page in bundle.pages))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.stack", description=__doc__)
    parser.add_argument("corpus", type=Path, nargs="+")
    parser.add_argument("--pages", type=int, default=90)
    parser.add_argument("--peers", default="ocrmypdf")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sohoa-bench-") as folder:
        stack = write_stack([open_corpus(path) for path in args.corpus], args.pages, Path(folder) / "stack.pdf")
        print(speed_table(run_peers([stack], args.peers.split(","))))


if __name__ == "__main__":
    main()
