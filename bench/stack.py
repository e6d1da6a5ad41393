"""How fast one tall stack becomes a searchable PDF, start and end included, and how well it is read: ours beside other
programs on the same file.

`python -m bench.stack CORPUS ... --pages 90` takes pages spread over corpora made before (`bench.reading --keep`) and
gathers them into one PDF, as a scanner with a feeder does.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pikepdf

from bench.bundle import Bundle, choose_pages, write_bundle
from bench.peer_tables import accuracy_table, draw_errors, shared_table, speed_table
from bench.peers import Cost, PeerRun, run_peers
from bench.read import Corpus, open_corpus


@dataclass(frozen=True, slots=True)
class Stack:
    """One PDF, and the bundles whose pages it holds one after the other."""

    whole: Bundle
    parts: tuple[Bundle, ...]

    def split(self, run: PeerRun) -> list[PeerRun]:
        """What a program read of each part; the cost of a part alone is not known."""
        texts = iter(run.texts)
        return [PeerRun(run.name, part, tuple(islice(texts, len(part.pages))), Cost()) for part in self.parts]


def write_stack(corpora: Sequence[Corpus], pages: int, path: Path) -> Stack:
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
    whole = Bundle(path, "stack", tuple(page for bundle in bundles for page in bundle.pages))
    return Stack(whole, tuple(bundles))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.stack", description=__doc__)
    parser.add_argument("corpus", type=Path, nargs="+")
    parser.add_argument("--pages", type=int, default=90)
    parser.add_argument("--peers", default="ocrmypdf", help="programs to run on the same stack; empty: ours alone")
    parser.add_argument("--out", type=Path, help="folder for charts")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sohoa-bench-") as folder:
        stack = write_stack([open_corpus(path) for path in args.corpus], args.pages, Path(folder) / "stack.pdf")
        runs = run_peers([stack.whole], [name for name in args.peers.split(",") if name])
    parts = [part for run in runs for part in stack.split(run)]
    print(f"{accuracy_table(parts)}\n\n{shared_table(parts)}\n\n{speed_table(runs)}")
    if args.out:
        draw_errors(parts, args.out)


if __name__ == "__main__":
    main()
