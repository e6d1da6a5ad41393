"""How well pages are read, letter by letter and line by line, beside other engines on the same pages and cores.

`python -m bench.reading --pages 200 --seed N` makes pages of three levels of damage; `--corpus DIR ...` takes corpora
made before. Markdown for docs/benchmarks.md is printed, `--json` keeps every page with its errors, `--out` gets the
drawings.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import peer_tables
from bench.before_after import draw_sheet
from bench.bundle import choose_pages, write_bundle
from bench.calibration import calibration_error, fill_bins
from bench.charts import draw_reliability
from bench.drawing import draw_worst
from bench.peers import PeerRun, run_peers
from bench.read import Corpus, PageResult, open_corpus, read_corpus
from bench.reading_tables import (
    all_words,
    as_data,
    calibration_table,
    grade_table,
    level_table,
    sign_table,
    type_table,
)

LEVELS = ("clean", "office", "archive")


def make_corpora(folder: Path, pages: int, seed: int, levels: Sequence[str]) -> list[Corpus]:
    """A corpus of each level, `pages` pages between them, every type of paper among them."""
    from tests.corpus.dossiers import TYPES  # noqa: PLC0415 - only where a corpus is to be made
    from tests.corpus.fonts import open_font_book  # noqa: PLC0415
    from tests.corpus.generate import generate_corpus  # noqa: PLC0415

    book = open_font_book()
    for number, level in enumerate(levels):
        generate_corpus(
            folder / level / "scans",
            book,
            seed=seed,
            level=level,
            pages=-(-pages // len(levels)),
            types=TYPES[number :: len(levels)],
            truth_file=folder / level / "truth.json",
        )
    return [open_corpus(folder / level) for level in levels]


def describe(corpora: Sequence[Corpus]) -> str:
    """What was read: levels, seeds, pages, types and fonts."""
    pages = [page for corpus in corpora for page in corpus.truth["pages"]]
    types = {page["type"] for page in pages if not page["blank"] and not page["separator"]}
    fonts = {font for page in pages for font in page["fonts"]}
    names = ", ".join(f"{corpus.level} (seed {corpus.truth['seed']})" for corpus in corpora)
    turned = sum(page["rotation"] != 0 for page in pages)
    bilevel = sum(page["bilevel"] for page in pages)
    return (
        f"{len(pages)} pages: {names}; {len(types)} document types, {len(fonts)} fonts; "
        f"{turned} pages lie turned, {bilevel} are 1-bit copies.\n"
    )


def print_reading(results: Sequence[PageResult]) -> None:
    for part in (
        level_table(results),
        sign_table(results),
        calibration_table(results),
        grade_table(results),
        type_table(results),
    ):
        print(part + "\n")


def draw_reading(results: Sequence[PageResult], folder: Path) -> None:
    """The ten worst pages, pages before and after cleaning, and the reliability diagram."""
    draw_worst(results, folder)
    draw_sheet(results, folder / "before-after.png")
    bins = fill_bins(all_words(results))
    draw_reliability(bins, calibration_error(bins), folder / "reliability.svg")


def compare(corpora: Sequence[Corpus], folder: Path, pages: int, names: Sequence[str]) -> list[PeerRun]:
    """Run ours and the named programs over `pages` pages spread over the corpora (0: all)."""
    each = -(-pages // len(corpora)) if pages else max(len(corpus.truth["pages"]) for corpus in corpora)
    bundles = [
        write_bundle(corpus, choose_pages(corpus, each), folder / f"{number}-{corpus.level}.pdf")
        for number, corpus in enumerate(corpora)
    ]
    return run_peers(bundles, names)


def print_peers(runs: Sequence[PeerRun], out: Path | None) -> None:
    print(peer_tables.accuracy_table(runs) + "\n")
    print(peer_tables.shared_table(runs) + "\n")
    print(peer_tables.speed_table(runs) + "\n")
    if out is not None:
        peer_tables.draw_errors(runs, out)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.reading", description=__doc__)
    parser.add_argument("--corpus", type=Path, nargs="+", help="folders with scans and truth.json; none: make them")
    parser.add_argument("--pages", type=int, default=200, help="pages to make, spread over the levels")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--levels", default=",".join(LEVELS))
    parser.add_argument("--peers", default="plain,ocrmypdf,ocrmypdf-cleaned", help="programs to run on the same pages")
    parser.add_argument("--no-peers", action="store_true", help="read only, compare with nobody")
    parser.add_argument("--peer-pages", type=int, default=0, help="compare on so many pages, spread; none: all")
    parser.add_argument("--keep", type=Path, help="make the corpora here and keep them")
    parser.add_argument("--out", type=Path, help="folder for drawings and charts")
    parser.add_argument("--json", type=Path, help="write figures and every page here as JSON")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sohoa-bench-") as temporary:
        folder = Path(temporary)
        if args.corpus:
            corpora = [open_corpus(path) for path in args.corpus]
        else:
            corpora = make_corpora(args.keep or folder, args.pages, args.seed, args.levels.split(","))
        print(describe(corpora))
        results: list[PageResult] = []
        for corpus in corpora:
            results += read_corpus(corpus)
            print(f"{corpus.level}: {len(corpus.truth['pages'])} pages read", file=sys.stderr, flush=True)
        print_reading(results)
        data = as_data(results)
        write_json(args.json, data)
        if args.out:
            draw_reading(results, args.out)
        if not args.no_peers:
            runs = compare(corpora, folder, args.peer_pages, [name for name in args.peers.split(",") if name])
            print_peers(runs, args.out)
            write_json(args.json, {**data, "peers": peer_tables.as_data(runs)})


def write_json(path: Path | None, data: dict[str, Any]) -> None:
    if path is not None:
        path.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
