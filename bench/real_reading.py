"""How well the pages of real papers are read: `python -m bench.real_reading DIR [--json FILE]`.

DIR holds scans and truth.jsonl (see bench.real). Papers with full text are scored by pieces as long as a printed line;
on every page the lines that plain Tesseract finds are looked for in our text and, where it lacks them, at their places:
a piece that plain Tesseract tears off a line is no line of the page. Numbers and days put into the printed head by hand
are not judged.
"""

from __future__ import annotations

import argparse
import json
import os
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.places import TrueLine, place_lines
from bench.plain_tesseract import PlainLine, read_plain_lines
from bench.read import list_words, read_files
from bench.reading_score import TextScore, score_text
from bench.real import read_truth
from bench.scoring import Rate, fold, table, total
from pipeline.letters import legal_syllable
from pipeline.model import Box, Reading

LINE_LENGTH = 80
WORDY = 0.6
"""Share of Vietnamese syllables in a line, from which on it is taken for one and not for what a seal or pen left."""


@dataclass(frozen=True, slots=True)
class RealPage:
    """A page of a real paper: our reading, plain Tesseract's text, and the truth where it is given."""

    file: str
    number: int
    reading: Reading | None
    plain: tuple[PlainLine, ...]
    truth: dict[str, Any] | None

    @property
    def scores(self) -> tuple[TextScore, TextScore] | None:
        """Ours and plain Tesseract's."""
        if self.truth is None:
            return None
        own = [word.text for word in list_words(self.reading)] if self.reading else []
        return score_text(self.truth, own), score_text(self.truth, self.plain_text.split())

    @property
    def own_lines(self) -> list[str]:
        return pick_lines(self.reading.text if self.reading else "")

    @property
    def plain_text(self) -> str:
        return "\n".join(line.text for line in self.plain)

    @property
    def plain_lines(self) -> list[PlainLine]:
        return [line for line in self.plain if is_wordy(fold(line.text))]

    @property
    def missing(self) -> list[PlainLine]:
        """Lines that plain Tesseract finds and our text lacks, or reads too otherwise to be known again."""
        lines = self.plain_lines
        places = place_lines(
            [TrueLine(fold(line.text)) for line in lines], fold(self.reading.text if self.reading else "")
        )
        return [line for line, place in zip(lines, places, strict=True) if place is None]

    @property
    def unseen(self) -> list[PlainLine]:
        """Those of `missing` that stand for the most part where we have neither a word nor a boxed zone."""
        return [line for line in self.missing if 2 * sum(map(self.covers, line.boxes)) < len(line.boxes)]

    def covers(self, box: Box) -> bool:
        """Whether the middle of a box on the stored page lies in a word or a zone of ours; not on a turned page."""
        if self.reading is None or self.reading.rotation:
            return False
        x, y = box.x + box.w / 2, box.y + box.h / 2
        own = [*(word.box for word in self.reading.words), *(region.box for region in self.reading.regions)]
        return any(zone.x <= x <= zone.x + zone.w and zone.y <= y <= zone.y + zone.h for zone in own)

    @property
    def boxed(self) -> int:
        """Zones boxed as unread."""
        return sum(region.kind == "unread" for region in self.reading.regions) if self.reading else 0


def pick_lines(text: str) -> list[str]:
    """The lines that read as Vietnamese: at least three letters, most words syllables or numbers."""
    return [line for line in map(fold, text.splitlines()) if is_wordy(line)]


def is_wordy(line: str) -> bool:
    words = [word for word in re.findall(r"\w+", line) if len(word) > 1 or word.isdigit()]
    good = [word for word in words if word.isdigit() or legal_syllable(word)]
    return sum(letter.isalpha() for letter in line) >= 3 and bool(words) and len(good) >= WORDY * len(words)


def true_page(paper: dict[str, Any], number: int) -> dict[str, Any] | None:
    """The page's text as a page of the generator's truth, in pieces of a line's length; None where none is given."""
    text = paper["text"].get(str(number))
    if text is None:
        return None
    lines = [
        {"text": piece, "box": (0.0, 0.0, 0.0, 0.0), "hand": find_hand(piece, paper["fields"])}
        for line in text.splitlines()
        for piece in cut_line(fold(line))
    ]
    return {"lines": [line for line in lines if line["text"]]}


def cut_line(line: str) -> Iterator[str]:
    """A paragraph in pieces of at most LINE_LENGTH characters, cut at spaces."""
    while len(line) > LINE_LENGTH:
        cut = line.rfind(" ", 0, LINE_LENGTH + 1)
        if cut < 0:
            break
        yield line[:cut]
        line = line[cut + 1 :]
    yield line


def find_hand(line: str, fields: dict[str, str]) -> list[tuple[int, int]]:
    """Where the number and the day stand in the head of a paper: they are put in by hand or stamp."""
    number = re.match(r"\d*", fields.get("so_ky_hieu", ""))
    day, month, _ = (fields.get("ngay_ban_hanh") or "//").split("/")
    spans = []
    if line.startswith("Số:") and number and number[0]:
        spans += [found.span() for found in re.finditer(rf"\b{number[0]}\b", line)]
    if day and (found := re.search(rf", ngày (0?{int(day)}) tháng (0?{int(month)}) năm \d{{4}}$", line)):
        spans += [found.span(1), found.span(2)]
    if re.fullmatch(r"[\d ]+", line):
        spans.append((0, len(line)))
    return spans


def read_pages(folder: Path) -> list[RealPage]:
    """Every page of the papers, read by us and by plain Tesseract."""
    papers = read_truth(folder)
    files = {folder / paper["file"]: list(paper["pages"]) for paper in papers}
    readings = {(path.name, outcome.page): outcome.reading for path, outcome in read_files(files)}
    keys = [(paper, number) for paper in papers for number in paper["pages"]]

    def read(key: tuple[dict[str, Any], int]) -> RealPage:
        paper, number = key
        reading = readings[paper["file"], number]
        plain = read_plain_lines(folder / paper["file"], number, reading.dpi if reading else 300)
        return RealPage(paper["file"], number, reading, tuple(plain), true_page(paper, number))

    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as threads:
        return list(threads.map(read, keys))


def text_table(pages: Sequence[RealPage]) -> str:
    """Errors on papers with full text, ours beside plain Tesseract's."""
    rows: list[list[object]] = []
    known = [(page, page.scores) for page in pages if page.scores is not None]
    for side, name in enumerate(("Sohoa", "plain Tesseract")):
        scores = [scores[side] for _, scores in known if scores]
        rows += [[page.file, name, *figures([own[side]])] for page, own in known if own]
        rows.append(["all", name, *figures(scores)])
    rows.sort(key=lambda row: (row[0] == "all", str(row[0])))
    return table(["paper", "read by", "lines", "lost %", "misread %", "in order %", "marks only %"], rows)


def figures(scores: Sequence[TextScore]) -> list[object]:
    lost: Rate = total(score.lost_rate for score in scores)
    return [
        lost.length,
        lost.percent,
        total(score.misread for score in scores).percent,
        total(score.order for score in scores).percent,
        total(score.marks for score in scores).percent,
    ]


def line_table(pages: Sequence[RealPage]) -> str:
    """Lines found on each page, ours and plain Tesseract's, and those that ours lacks."""
    rows = [
        [
            page.file,
            page.number,
            str(page.reading.quality.grade) if page.reading else "not read",
            len(page.own_lines),
            len(page.plain_lines),
            len(page.missing),
            len(page.unseen),
            page.boxed,
        ]
        for page in pages
    ]
    head = [
        "paper",
        "page",
        "grade",
        "lines",
        "lines of plain Tesseract",
        "of these not in our text",
        "nor where we have a word or zone",
        "zones boxed as unread",
    ]
    return table(head, rows)


def page_data(page: RealPage) -> dict[str, Any]:
    """One page as plain data, with what was lost and misread."""
    scores = page.scores
    data: dict[str, Any] = {
        "file": page.file,
        "page": page.number,
        "read": page.reading.text if page.reading else None,
        "plain": page.plain_text,
        "missing": [line.text for line in page.missing],
        "unseen": [line.text for line in page.unseen],
        "boxed": page.boxed,
    }
    if scores is None:
        return data
    own = scores[0]
    return {
        **data,
        "order": asdict(own.order),
        "lost": [line.text for line in own.lost],
        "wrong": [[line.text, line.read] for line in own.printed if line.found and line.errors],
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.real_reading", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", type=Path, help="write every page with its errors here as JSON")
    args = parser.parse_args()
    pages = read_pages(args.folder)
    print(text_table(pages) + "\n")
    print(line_table(pages) + "\n")
    for page in pages:
        unseen = page.unseen
        for line in page.missing:
            place = "no word or zone of ours there" if line in unseen else "a word or zone of ours there"
            print(f"- {page.file} p. {page.number}: only plain Tesseract has `{line.text}`, {place}")
    if args.json:
        data = [page_data(page) for page in pages]
        args.json.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
