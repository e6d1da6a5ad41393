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
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from bench.choices import Choice, find_true_text, fit_choice, judge_apart, list_choices
from bench.read import Corpus, open_corpus
from bench.reading import LEVELS, make_corpora
from bench.reading_score import score_text
from bench.scoring import fold
from ocr.combine import Page, describe_once, look_around, look_over, split_stretches
from ocr.config import ReaderConfig
from ocr.engine import open_engine
from ocr.likelihood import NOBODY, Likelihood, Pair, describe
from ocr.lines import LineReader, read_cuts
from ocr.raster import render_page
from ocr.recognise import LineRead, Recogniser, find_lines
from ocr.sheet import even_page, prepare_sheet
from ocr.stamps import split_inks
from ocr.trueocr_lines import open_trueocr_lines
from pipeline.limits import Limits
from pipeline.model import Box

TARGET = Path(__file__).parents[1] / "ocr" / "likelihood.json"
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
    lines = reader.read_each(sheet, rects, 300.0)
    placed = [(line, sheet.to_box(line.rect)) for line in lines]
    return Lessons(judge_lines(page, placed), list(list_choices(page, placed, pick_longer)))


def pick_longer(pair: Pair) -> str:
    """The longer reading: what a line is laid beside its truth with before there is any model."""
    return max(pair.first.text, pair.second.text, key=len)


class Unit(NamedTuple):
    """The least that is rated: what each reader read there, and what it teaches which model by which reader (0, 1)."""

    texts: tuple[str, str]
    lessons: tuple[tuple[str, dict[str, float], int], ...]


def judge_lines(page: dict[str, Any], lines: Sequence[tuple[LineRead, Box]]) -> list[Example]:
    """What the lines of a page teach, each with where it stands."""
    around = look_over((line.words, line.letters) for line, _ in lines)
    rows = [list(list_units(line, around)) for line, _ in lines]
    boxes = [box for _, box in lines]
    fine = [judge(page, boxes, [[unit.texts[reader] for unit in row] for row in rows]) for reader in (0, 1)]
    return [
        (model, features, fine[reader][row][place])
        for row, units in enumerate(rows)
        for place, unit in enumerate(units)
        for model, features, reader in unit.lessons
    ]


def list_units(line: LineRead, around: Page) -> Iterator[Unit]:
    """The words of a line that the engine alone has read, or the stretches of one read twice."""
    if line.letters is None:
        for word in line.words:
            yield Unit((word.text, word.text), (("once", describe_once(word, around), 0),))
        return
    stretches = list(split_stretches(line.words, line.letters))
    for stretch, place in zip(stretches, look_around(stretches, around), strict=True):
        pair = stretch.pair
        one, other = pair.first.text, pair.second.text
        own, beside = describe(pair.first, pair.second) | place, describe(pair.second, pair.first) | place
        lessons = [("only reader", describe(pair.first, NOBODY), 0)] if one else []
        if one == other:
            lessons.append(("agreed", own, 0))
        elif not other:
            lessons.append(("first alone", own, 0))
        elif not one:
            lessons.append(("second alone", beside, 1))
        else:
            lessons += [("first", own, 0), ("second", beside, 1)]
        yield Unit((one, other), tuple(lessons))


def judge(page: dict[str, Any], boxes: Sequence[Box], rows: Sequence[Sequence[str]]) -> list[list[bool]]:
    """Whether all words of each text of each line are right: on their line, or anywhere in the order of the page."""
    words = [
        (row, place, word)
        for row, texts in enumerate(rows)
        for place, text in enumerate(texts)
        for word in text.split()
    ]
    right = score_text(page, [word for _, _, word in words]).right
    wrong = {(row, place) for (row, place, _), fine in zip(words, right, strict=True) if not fine}
    found = []
    for row, (box, texts) in enumerate(zip(boxes, rows, strict=True)):
        own = judge_on_line(find_true_text(page, box) or "", texts)
        found.append([(row, place) not in wrong or own[place] for place in range(len(texts))])
    return found


def judge_on_line(truth: str, texts: Sequence[str]) -> list[bool]:
    """Whether each text stands as it is, from space to space, in the truth that is laid beside its line."""
    told = [fold(text) for text in texts]
    bounded = f" {truth} "
    same = {
        start + step: there + step + 1
        for tag, start, end, there, _ in Levenshtein.opcodes(" ".join(told), truth)
        if tag == "equal"
        for step in range(end - start)
    }
    fine, at = [], 0
    for text in told:
        first, last = same.get(at, 0), same.get(at + len(text) - 1, 0)
        whole = all(same.get(at + step) == first + step for step in range(len(text)))
        fine.append(bool(text) and whole and bounded[first - 1] == bounded[last + 1] == " ")
        at += len(text) + 1
    return fine


def fit(examples: Iterable[tuple[dict[str, float], bool]], penalty: float = PENALTY) -> dict[str, float]:
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
            data.T @ bend + penalty * np.eye(len(names)), data.T @ (right - rate) - penalty * weights
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
