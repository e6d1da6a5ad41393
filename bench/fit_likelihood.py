"""Fits the weights of ocr/likelihood.json on generated pages: which reading is right, and how likely it is.

`python -m bench.fit_likelihood --pages 150 --seed 11` makes pages of three levels of damage, reads every line with both
readers, asks the truth which words are right and fits one logistic model a case, and one that chooses among what two
unlike readings may mean (bench/choices.py); `--write` puts the weights in place.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.choices import Choice, fit_choice, judge_apart, list_choices
from bench.read import Corpus, open_corpus
from bench.reading import LEVELS, make_corpora
from bench.reading_score import score_text
from ocr.combine import look_around, look_over, split_stretches
from ocr.config import ReaderConfig
from ocr.engine import open_engine
from ocr.likelihood import Likelihood, Pair, Side, describe
from ocr.lines import LineReader, read_cuts
from ocr.raster import render_page
from ocr.recognise import Recogniser, TwiceRead, find_lines
from ocr.sheet import even_page, prepare_sheet
from ocr.stamps import split_inks
from ocr.trueocr_lines import open_trueocr_lines
from pipeline.limits import Limits

TARGET = Path(__file__).parents[1] / "ocr" / "likelihood.json"
NOBODY = Side("", 0.0, 0.0)
PENALTY = 1.0

Example = tuple[str, dict[str, float], bool]


@dataclass(frozen=True, slots=True)
class Lessons:
    """What pages teach: readings with whether they are right, and choices with how wrong each text is."""

    examples: list[Example]
    choices: list[Choice]


def read_pages(corpus: Corpus, numbers: Sequence[int]) -> Lessons:
    """Lessons of some pages of a corpus, in a process of its own."""
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(ReaderConfig().engine, ("vie",), Path(folder))
        finder = open_trueocr_lines()
        reader = Recogniser(engine, finder, Likelihood({}))
        lessons = [read_lessons(reader, finder, corpus, corpus.truth["pages"][number]) for number in numbers]
    return Lessons(
        [one for lesson in lessons for one in lesson.examples], [one for lesson in lessons for one in lesson.choices]
    )


def read_lessons(reader: Recogniser, finder: LineReader, corpus: Corpus, page: dict[str, Any]) -> Lessons:
    """Every stretch of a page by the model that would rate it, with whether it is right, and the choices there."""
    scan = render_page(corpus.scans / page["file"], page["page"], Limits())
    inks = split_inks(scan.pixels, scan.dpi)
    sheet = prepare_sheet(even_page(inks.grey, scan.dpi), page["rotation"], partial(read_cuts, finder))
    rects = find_lines(sheet, finder)
    lines = reader.read_twice(sheet, rects, 300.0)
    placed = [(line, sheet.to_box(line.rect)) for line in lines]
    return Lessons(judge_lines(page, lines), list(list_choices(page, placed, pick_longer)))


def pick_longer(pair: Pair) -> str:
    """The longer reading: what a line is laid beside its truth with before there is any model."""
    return max(pair.first.text, pair.second.text, key=len)


def judge_lines(page: dict[str, Any], lines: Sequence[TwiceRead]) -> list[Example]:
    around = look_over((line.words, line.letters) for line in lines)
    rows = [list(split_stretches(line.words, line.letters)) for line in lines]
    pairs = [stretch.pair for row in rows for stretch in row]
    places = [place for row in rows for place in look_around(row, around)]
    first = judge(page, [pair.first.text for pair in pairs])
    second = judge(page, [pair.second.text for pair in pairs])
    examples: list[Example] = []
    for pair, place, one, other in zip(pairs, places, first, second, strict=True):
        own, beside = describe(pair.first, pair.second) | place, describe(pair.second, pair.first) | place
        if pair.first.text:
            examples.append(("only reader", describe(pair.first, NOBODY), one))
        if pair.first.text == pair.second.text:
            examples.append(("agreed", own, one))
        elif not pair.second.text:
            examples.append(("first alone", own, one))
        elif not pair.first.text:
            examples.append(("second alone", beside, other))
        else:
            examples.append(("first", own, one))
            examples.append(("second", beside, other))
    return examples


def judge(page: dict[str, Any], texts: Sequence[str]) -> list[bool]:
    """Whether all words of each text stand on the page where they were read."""
    words = [(number, word) for number, text in enumerate(texts) for word in text.split()]
    right = score_text(page, [word for _, word in words]).right
    wrong = {number for (number, _), fine in zip(words, right, strict=True) if not fine}
    return [number not in wrong for number in range(len(texts))]


def fit(examples: Iterable[tuple[dict[str, float], bool]]) -> dict[str, float]:
    """Weights of a logistic model with a small penalty on their squares (iteratively reweighted least squares)."""
    rows = list(examples)
    names = sorted({name for features, _ in rows for name in features})
    data: NDArray[np.float64] = np.array([[features.get(name, 0.0) for name in names] for features, _ in rows])
    right = np.array([float(fine) for _, fine in rows])
    weights = np.zeros(len(names))
    for _ in range(30):
        rate = 1 / (1 + np.exp(-np.clip(data @ weights, -30, 30)))
        bend = data * (rate * (1 - rate))[:, None]
        step = np.linalg.solve(
            data.T @ bend + PENALTY * np.eye(len(names)), data.T @ (right - rate) - PENALTY * weights
        )
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.fit_likelihood", description=__doc__)
    parser.add_argument("--corpus", type=Path, nargs="+", help="folders with scans and truth.json; none: make them")
    parser.add_argument("--pages", type=int, default=150)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--write", action="store_true", help=f"write {TARGET.name}")
    args = parser.parse_args()
    cores = len(os.sched_getaffinity(0))
    choices: list[Choice] = []
    groups: dict[str, list[tuple[dict[str, float], bool]]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="sohoa-bench-") as temporary, ProcessPoolExecutor(cores) as pool:
        corpora = (
            [open_corpus(folder) for folder in args.corpus]
            if args.corpus
            else make_corpora(Path(temporary), args.pages, args.seed, LEVELS)
        )
        jobs = []
        for corpus in corpora:
            numbers = [n for n, page in enumerate(corpus.truth["pages"]) if not page["blank"] and not page["separator"]]
            jobs += [pool.submit(read_pages, corpus, numbers[start :: 4 * cores]) for start in range(4 * cores)]
        for job in jobs:
            lessons = job.result()
            choices += lessons.choices
            for model, features, right in lessons.examples:
                groups[model].append((features, right))
    groups["chosen"] = judge_apart(choices)
    models = {"choice": fit_choice(choices)}
    for name, examples in sorted(groups.items()):
        share = sum(right for _, right in examples) / len(examples)
        models[name] = fit(examples)
        print(f"{name}: {len(examples)} examples, {100 * share:.2f} % right")
    if args.write:
        TARGET.write_text(json.dumps(models, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
