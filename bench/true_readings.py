"""`python -m bench.true_readings --seeds 4`: fields of every type from readings without a slip: extraction alone."""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random

from bench.measure import FieldScore, card_key, same_value
from bench.scoring import table
from pipeline.catalog import Catalog, load_catalog
from pipeline.classify import PageView
from pipeline.extract.fields import extract_fields
from pipeline.separate import separate
from tests.corpus import page as printing
from tests.corpus.context import Studio
from tests.corpus.dossiers import STORIES, make_dossier
from tests.corpus.fonts import FontBook, open_font_book
from tests.corpus.form import Paper
from tests.corpus.readings import read_truly, wanted_fields

DPI = 60


@dataclass
class Report:
    """Fields by type, types that were taken for others, and the values that differ."""

    fields: dict[str, FieldScore] = field(default_factory=lambda: defaultdict(FieldScore))
    papers: Counter[str] = field(default_factory=Counter)
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)
    slips: list[tuple[str, str, str, str]] = field(default_factory=list)
    """Type, key, what stands on the paper, what was taken."""


def make_papers(book: FontBook, seeds: Iterable[str]) -> Iterator[Paper]:
    """The papers of one dossier of every story for each seed; nothing is drawn, for only the places of words count."""
    draw = printing.draw_word
    printing.draw_word = lambda *_: None  # type: ignore[assignment]
    try:
        for seed in seeds:
            for story in STORIES:
                yield from make_dossier(Studio(book, Random(f"{seed}/{story.name}"), DPI), story).papers
    finally:
        printing.draw_word = draw


def measure_papers(papers: Iterable[Paper], catalog: Catalog) -> Report:
    """Each paper's type and fields, from its true readings."""
    report = Report()
    for paper, wanted in wanted_fields(papers):
        read = [PageView(reading, catalog) for reading in read_truly(paper)]
        pieces = [cut.piece for cut in separate(read, catalog) if cut.piece is not None]
        found = "+".join(piece.type.code for piece in pieces)
        report.papers[paper.type] += 1
        if found != paper.type:
            report.confusions[paper.type, found] += 1
        views = [view for piece in pieces for view in piece.views]
        taken, _ = extract_fields("paper", pieces[0].type, views, catalog)
        score = report.fields[paper.type]
        for key, value in wanted.items():
            got = taken[key].value if key in taken else ""
            if same_value(value, got):
                score.right += 1
                continue
            score.missed += not got
            score.wrong += bool(got)
            report.slips.append((paper.type, key, value, got))
        payloads = {"qr": paper.payloads.get("qr")}
        for key in taken.keys() - wanted.keys():
            if not card_key(payloads, key):
                score.invented += 1
                report.slips.append((paper.type, key, "", taken[key].value))
    return report


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=4, help="dossiers of every story")
    parser.add_argument("--name", default="bench", help="another name gives other papers")
    options = parser.parse_args()
    seeds = [f"{options.name}/{number}" for number in range(options.seeds)]
    report = measure_papers(make_papers(open_font_book(), seeds), load_catalog())
    rows = [
        [kind, report.papers[kind], score.wanted, f"{score.percent:.2f}", score.wrong, score.missed, score.invented]
        for kind, score in sorted(report.fields.items())
    ]
    print(table(["type", "papers", "fields", "exact %", "wrong", "missed", "not in the truth"], rows))
    for slip in report.slips:
        print(*slip, sep=" | ")
    for (kind, found), count in report.confusions.items():
        print(f"{kind} taken for {found}: {count}")


if __name__ == "__main__":
    main()
