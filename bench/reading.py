"""How well pages are read, letter by letter and line by line, beside other engines on the same pages and cores.

`python -m bench.reading --pages 200 --seed N` makes pages of three levels of damage; `--corpus DIR ...` takes corpora
made before. Markdown for docs/benchmarks.md is printed, `--json` keeps every page with its errors, `--out` gets the
drawings.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.read import Corpus, PageResult, open_corpus, read_corpus
from bench.reading_tables import (
    as_data,
    calibration_table,
    grade_table,
    level_table,
    sign_table,
    type_table,
)

LEVELS = ("clean", "office", "archive")


def make_corpora(folder: Path, pages: int, seed: int, levels: Sequence[str]) -> list[Corpus]:
    """A corpus of each level, `pages` pages between them."""
    from tests.corpus.fonts import open_font_book  # noqa: PLC0415 - only where a corpus is to be made
    from tests.corpus.generate import generate_corpus  # noqa: PLC0415

    book = open_font_book()
    for level in levels:
        generate_corpus(
            folder / level / "scans",
            book,
            seed=seed,
            level=level,
            pages=-(-pages // len(levels)),
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


def print_tables(results: Sequence[PageResult]) -> None:
    for part in (
        level_table(results),
        sign_table(results),
        calibration_table(results),
        grade_table(results),
        type_table(results),
    ):
        print(part + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.reading", description=__doc__)
    parser.add_argument("--corpus", type=Path, nargs="+", help="folders with scans and truth.json; none: make them")
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--levels", default=",".join(LEVELS))
    parser.add_argument("--json", type=Path, help="write figures and every page here as JSON")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sohoa-bench-") as temporary:
        if args.corpus:
            corpora = [open_corpus(folder) for folder in args.corpus]
        else:
            corpora = make_corpora(Path(temporary), args.pages, args.seed, args.levels.split(","))
        print(describe(corpora))
        results = [result for corpus in corpora for result in read_corpus(corpus)]
        print_tables(results)
        if args.json:
            args.json.write_text(json.dumps(as_data(results), ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
