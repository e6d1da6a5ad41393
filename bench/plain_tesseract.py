"""What plain `tesseract -l vie` (psm 3, the page as stored) makes of a corpus: the yardstick of its hardness.

`python -m bench.plain_tesseract --corpus DIR` or `--pages 60 --level office --seed 3` (made in a temporary folder).
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import tempfile
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.pages import load_page
from bench.scoring import Rate, character_errors, line_bag_errors, table, total, word_bag_errors
from pipeline.model import Box


@dataclass(frozen=True, slots=True)
class PlainLine:
    """A line that plain Tesseract found; `boxes` are its words', in fractions of the stored page."""

    text: str
    boxes: tuple[Box, ...]


def read_plain(path: Path, page: int, dpi: int, *, form: str = "txt") -> str:
    """One stored page by Tesseract's own command line, as text or as another of its output forms."""
    with tempfile.TemporaryDirectory() as folder:
        image = Path(folder) / "page.png"
        load_page(path, page, dpi).convert("RGB").save(image, compress_level=1)
        command = ["tesseract", str(image), "-", "-l", "vie", "--psm", "3", "--dpi", str(dpi), form]
        environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, env=environment, check=False)
        return done.stdout


def read_plain_lines(path: Path, page: int, dpi: int) -> list[PlainLine]:
    """The lines of one stored page, with where their words stand."""
    rows = list(
        csv.DictReader(read_plain(path, page, dpi, form="tsv").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    )
    if not rows:
        return []
    width, height = int(rows[0]["width"]), int(rows[0]["height"])
    lines: dict[tuple[str, ...], list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        if row["text"] and row["text"].strip():
            lines[row["block_num"], row["par_num"], row["line_num"]].append(row)
    return [
        PlainLine(" ".join(word["text"] for word in words), tuple(_box_word(word, width, height) for word in words))
        for words in lines.values()
    ]


def _box_word(word: dict[str, str], width: int, height: int) -> Box:
    left, top, wide, high = (int(word[key]) for key in ("left", "top", "width", "height"))
    return Box(left / width, top / height, wide / width, high / height)


def score_plain(corpus: Path, truth: dict[str, Any], workers: int) -> list[dict[str, Any]]:
    """For each page that is neither blank nor a separator: type, layout and the three rates."""

    def score(page: dict[str, Any]) -> dict[str, Any]:
        read = read_plain(corpus / page["file"], page["page"], page["dpi"])
        rates = (
            character_errors(page["text"], read),
            word_bag_errors(page["text"], read),
            line_bag_errors(page["text"], read),
        )
        return {"page": page, "read": read, "cer": rates[0], "words": rates[1], "lines": rates[2]}

    pages = [page for page in truth["pages"] if not page["blank"] and not page["separator"]]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(score, pages))


def summary(scores: list[dict[str, Any]]) -> str:
    """A markdown table by type, the whole last."""
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for score in scores:
        groups[score["page"]["type"]].append(score)
        groups["all pages"].append(score)
    rows = []
    for name in [*sorted(set(groups) - {"all pages"}), "all pages"]:
        members = groups[name]
        mean = sum(min(100.0, score["cer"].percent) for score in members) / len(members)
        rates: list[Rate] = [total(score[key] for score in members) for key in ("cer", "lines", "words")]
        rows.append([name, len(members), *(rate.percent for rate in rates), mean])
    return table(
        ["type", "pages", "CER in order %", "CER by line, order aside %", "words missing %", "mean page CER %"], rows
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.plain_tesseract", description=__doc__)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--level", default="office")
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus = args.corpus
        if corpus is None:
            from tests.corpus.fonts import open_font_book  # noqa: PLC0415 - only where a corpus is to be made
            from tests.corpus.generate import generate_corpus  # noqa: PLC0415

            corpus = Path(folder)
            generate_corpus(corpus, open_font_book(), seed=args.seed, level=args.level, pages=args.pages)
        truth = json.loads((corpus / "truth.json").read_text(encoding="utf-8"))
        print(summary(score_plain(corpus, truth, args.workers)))


if __name__ == "__main__":
    main()
