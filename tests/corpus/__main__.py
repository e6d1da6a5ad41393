"""`python -m tests.corpus --out DIR --pages N --level office --seed 7`: scans with exact truth, made up from a seed."""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.corpus.damage import LEVELS
from tests.corpus.edition import EDITIONS, find_edition
from tests.corpus.generate import generate_corpus


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.corpus", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder to write into")
    parser.add_argument("--level", choices=LEVELS, default="office")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pages", type=int, default=0, help="write at least so many pages")
    parser.add_argument("--dossiers", type=int, default=0, help="write so many dossiers")
    parser.add_argument("--edition", choices=EDITIONS, default="development", help="layouts, fonts and wordings")
    args = parser.parse_args()
    if not args.pages and not args.dossiers:
        parser.error("give --pages or --dossiers")
    edition = find_edition(args.edition)
    truth = generate_corpus(
        args.out,
        edition.open_fonts(),
        seed=args.seed,
        level=args.level,
        pages=args.pages,
        dossiers=args.dossiers,
        edition=edition,
    )
    print(f"{len(truth.pages)} pages, {len(truth.dossiers)} dossiers, {len(truth.sources)} files in {args.out}")


if __name__ == "__main__":
    main()
