"""Fits how likely a printed value is right: `python -m bench.fit_fields --corpus DIR ... --check DIR ... --write`.

The corpora are those of `bench.understanding --keep`, their readings stored beside them. The words of values are fitted
first, then the values; printed is how many of all fields pass at which share of errors, by the fitted corpora and by
others that the fit has not seen.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any
from unittest.mock import patch

from rapidfuzz.distance import Levenshtein

from bench.calibration import calibration_error, fill_bins
from bench.fit_likelihood import fit
from bench.measure import pair_documents, same_value
from bench.stored import Stored, open_stored
from bench.understanding import as_result, understand_corpus
from pipeline import understand
from pipeline.catalog import Catalog, load_catalog
from pipeline.dossiers import Understood
from pipeline.extract.case import Case
from pipeline.extract.confidence import WEIGHTS, apply_weights, describe
from pipeline.extract.tokens import EDGES, plain_word
from pipeline.extract.word_signs import describe_words
from pipeline.model import Document
from pipeline.review import list_doubted
from pipeline.support import list_cases, weigh_papers

BUDGETS = (0.001, 0.003, 0.005, 0.01)
_VALUE_PENALTY = 0.2
"""Less than that of words: what is seldom and tells much, as a seal where a name begins, must be able to decide."""

Weights = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Lesson:
    """A value that was found and whether it is right."""

    right: bool
    free: bool
    """Whether no finding asks a clerk to look at it anyway."""
    sure: float
    """Its confidence as it is, for values of codes."""
    case: Case | None
    words: tuple[bool | None, ...]
    """Whether each of its words is right; None where that cannot be told."""


@dataclass
class Lessons:
    """The values of corpora, and how many fields these have on paper."""

    fields: int = 0
    found: list[Lesson] = field(default_factory=list)

    def __add__(self, other: Lessons) -> Lessons:
        return Lessons(self.fields + other.fields, self.found + other.found)


def list_lessons(stored: Stored, catalog: Catalog) -> Lessons:
    """Every value of the corpus's dossiers.

    A value of a kind of field that the paper's own truth does not have counts as wrong; what a card's codes hold beyond
    its print cannot be judged and is left out.
    """
    cases: dict[tuple[str, str], Case] = {}

    def note(papers: Sequence[Understood], catalog: Catalog) -> list[Document]:
        cases.update(list_cases(papers, catalog))
        return weigh_papers(papers, catalog)

    with patch.object(understand, "weigh_papers", note):
        records, _ = understand_corpus(stored, catalog)
    doubted = {key for record in records for key in list_doubted(record)}
    documents = {document.id: document for record in records for document in record.documents}
    made = Lessons()
    for wanted, found in pair_documents(stored.corpus.truth, as_result(stored, records)):
        made.fields += len(wanted["fields"])
        for key, value in documents[found["id"]].fields.items() if found is not None else ():
            true = wanted["fields"].get(key)
            if found is None or (true is None and wanted["qr"]):
                continue
            right = true is not None and same_value(true["value"], value.value)
            place = (found["id"], key)
            case = cases.get(place)
            words = judge_words(case, true, right) if case is not None else ()
            made.found.append(Lesson(right, place not in doubted, value.confidence, case, words))
    return made


def judge_words(case: Case, true: Mapping[str, Any] | None, right: bool) -> tuple[bool | None, ...]:
    """Which of the value's words are right; those of a value that the paper does not have cannot be judged."""
    own = [token.plain for token in case.tokens]
    if right or true is None:
        return (True if right else None,) * len(own)
    said = [plain for word in true["raw"].split() if (plain := plain_word(word.strip(EDGES)))]
    fine = [False] * len(own)
    for block in Levenshtein.opcodes(own, said):
        if block.tag == "equal":
            fine[block.src_start : block.src_end] = [True] * (block.src_end - block.src_start)
    return tuple(fine)


def fit_weights(lessons: Iterable[Lesson]) -> Weights:
    """The models of words, then that of values with what those say of their words."""
    printed = [(lesson, lesson.case) for lesson in lessons if lesson.case is not None]
    words: dict[str, list[tuple[dict[str, float], bool]]] = {"letters": [], "figures": []}
    for lesson, case in printed:
        for (model, features), fine in zip(describe_words(case, case.tokens), lesson.words, strict=True):
            if fine is not None:
                words[model].append((features, fine))
    weights = {model: fit(examples) for model, examples in words.items()}
    weights["value"] = fit([(describe(case, weights), lesson.right) for lesson, case in printed], _VALUE_PENALTY)
    return weights


def rate_lessons(lessons: Iterable[Lesson], weights: Weights) -> Iterator[tuple[float, Lesson]]:
    for lesson in lessons:
        case = lesson.case
        sure = (
            min(case.evidence.most, apply_weights(describe(case, weights), weights["value"])) if case else lesson.sure
        )
        yield sure, lesson


def show(name: str, lessons: Lessons, weights: Weights) -> None:
    """How well weights tell right from wrong: calibration, and what passes at which share of errors."""
    rated = list(rate_lessons(lessons.found, weights))
    error = calibration_error(fill_bins([(sure, lesson.right) for sure, lesson in rated]))
    right = sum(lesson.right for _, lesson in rated)
    print(f"{name}: {lessons.fields} fields, {100 * right / lessons.fields:.1f} % right, calibration error {error:.4f}")
    free = sorted(((sure, lesson.right) for sure, lesson in rated if lesson.free), reverse=True)
    wrong = list(accumulate(int(not fine) for _, fine in free))
    for budget in BUDGETS:
        most = max((count for count, bad in enumerate(wrong, 1) if bad <= budget * count), default=0)
        least = free[most - 1][0] if most else 1.0
        print(f"- {100 * budget:.1f} % wrong: {100 * most / lessons.fields:.1f} % of all fields pass, from {least:.4f}")
    for least in (0.95, 0.96, 0.97, 0.975, 0.98, 0.985, 0.99, 0.995):
        count = sum(sure >= least for sure, _ in free)
        bad = wrong[count - 1] if count else 0
        share = 100 * bad / max(1, count)
        print(f"- from {least}: {100 * count / lessons.fields:.1f} % pass, {bad} wrong ({share:.2f} %)")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.fit_fields", description=__doc__)
    parser.add_argument("--corpus", type=Path, nargs="+", required=True, help="corpora to fit to")
    parser.add_argument("--check", type=Path, nargs="*", default=[], help="other corpora to judge the fit on")
    parser.add_argument("--write", action="store_true", help=f"write {WEIGHTS.name}")
    args = parser.parse_args()
    catalog = load_catalog()
    fitted = {path: list_lessons(open_stored(path), catalog) for path in args.corpus}
    weights = fit_weights(lesson for lessons in fitted.values() for lesson in lessons.found)
    show_levels("fitted", fitted, weights)
    show_levels("checked", {path: list_lessons(open_stored(path), catalog) for path in args.check}, weights)
    if args.write:
        WEIGHTS.write_text(json.dumps(weights, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def show_levels(name: str, corpora: Mapping[Path, Lessons], weights: Weights) -> None:
    for level in dict.fromkeys(path.name for path in corpora):
        show(f"{name}, {level}", sum((one for path, one in corpora.items() if path.name == level), Lessons()), weights)


if __name__ == "__main__":
    main()
