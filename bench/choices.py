"""Fits the model that chooses among the texts that a stretch may hold: which of them its line's truth has there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from bench.scoring import fold
from ocr.choice import describe_choices, describe_chosen, share_out
from ocr.combine import list_options, look_around, look_over, split_stretches
from ocr.likelihood import Likelihood, Pair
from ocr.recognise import LineRead
from pipeline.model import Box

PENALTY = 2.0
ALIKE = 0.6
"""How like its truth a line and a stretch must be read for anything to be learnt from it."""

Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Choice:
    """The features of each text, how many letters each has wrong, and what stands around the place."""

    features: tuple[Features, ...]
    errors: tuple[int, ...]
    around: Features


def find_true_text(page: Mapping[str, Any], box: Box) -> str | None:
    """What stands in a line's box by the truth; None where handwriting stands there too, or nothing."""
    held = []
    for line in page["lines"]:
        x, y, w, h = line["box"]
        high = min(box.y + box.h, y + h) - max(box.y, y)
        wide = min(box.x + box.w, x + w) - max(box.x, x)
        if high > 0.4 * min(box.h, h) and wide > 0.02 * min(box.w, w):
            held.append((x, line))
    if not held or any(line.get("hand") for _, line in held):
        return None
    return fold(" ".join(line["text"] for _, line in sorted(held, key=lambda one: one[0])))


def list_choices(
    page: Mapping[str, Any],
    lines: Sequence[tuple[LineRead, Box]],
    pick: Callable[[Pair], str],
) -> Iterator[Choice]:
    """The choices on a page's lines; `pick` says how a stretch is read at first, to lay the line beside its truth."""
    around = look_over((line.words, line.letters) for line, _ in lines)
    for line, box in lines:
        truth = find_true_text(page, box)
        if truth is None or line.trace is None or line.letters is None:
            continue
        stretches = list(split_stretches(line.words, line.letters))
        parts = _split_truth([pick(stretch.pair) for stretch in stretches], truth)
        places = look_around(stretches, around)
        for stretch, part, place in zip(stretches, parts, places, strict=True):
            if not part or "<<" in part:
                continue
            options = list_options(stretch, line.words, line.letters, line.trace, around.known)
            if options is None:
                continue
            errors = tuple(Levenshtein.distance(fold(text), part) for text in options.texts)
            if min(errors) <= (1 - ALIKE) * len(part):
                yield Choice(tuple(describe_choices(options)), errors, place)


def _split_truth(texts: Sequence[str], truth: str) -> list[str]:
    """The part of the truth that stands where each text does; none where its spaces cannot be told."""
    read = " ".join(texts)
    if Levenshtein.normalized_similarity(read, truth) < ALIKE:
        return [""] * len(texts)
    spaces = {-1: -1, len(read): len(truth)}
    for tag, start, end, there, _ in Levenshtein.opcodes(read, truth):
        if tag == "equal":
            spaces |= {start + step: there + step for step in range(end - start) if read[start + step] == " "}
    parts, at = [], 0
    for text in texts:
        left, right = spaces.get(at - 1), spaces.get(at + len(text))
        parts.append("" if left is None or right is None else truth[left + 1 : right])
        at += len(text) + 1
    return parts


def fit_choice(choices: Sequence[Choice]) -> dict[str, float]:
    """Weights of a model that shares one among the texts of a choice (conditional logit, Newton's method).

    Where no text is quite right the nearest are the target.
    """
    told = [choice for choice in choices if min(choice.errors) <= 1 and len(set(choice.errors)) > 1]
    names = sorted({name for choice in told for one in choice.features for name in one})
    sizes = [len(choice.errors) for choice in told]
    starts = np.cumsum([0, *sizes[:-1]])
    owner = np.repeat(np.arange(len(told)), sizes)
    data: NDArray[np.float64] = np.array(
        [[one.get(name, 0.0) for name in names] for choice in told for one in choice.features]
    )
    wanted = np.array([float(errors == min(choice.errors)) for choice in told for errors in choice.errors])
    weights = np.zeros(len(names))
    for _ in range(50):
        shares = _share(data @ weights, starts, owner)
        target = shares * wanted
        target /= np.add.reduceat(target, starts)[owner]
        mean = np.add.reduceat(data * shares[:, None], starts, axis=0)
        bend = (data * shares[:, None]).T @ data - mean.T @ mean + PENALTY * np.eye(len(names))
        step = np.linalg.solve(bend, data.T @ (target - shares) - PENALTY * weights)
        weights += step * min(1.0, 5 / max(1e-9, float(np.abs(step).max())))
        if np.abs(step).max() < 1e-4:
            break
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}


def judge_choices(choices: Sequence[Choice], weights: Mapping[str, float]) -> list[tuple[Features, bool]]:
    """What is known of the text chosen each time, with whether it is right."""
    likelihood = Likelihood({"choice": weights})
    judged = []
    for choice in choices:
        shares = share_out(choice.features, likelihood)
        best = int(shares.argmax())
        judged.append(({**choice.around, **describe_chosen(choice.features[best], shares)}, choice.errors[best] == 0))
    return judged


def judge_apart(choices: Sequence[Choice], parts: int = 4) -> list[tuple[Features, bool]]:
    """The same, each part of the choices by a model fitted on the others, lest it be surer than it is right."""
    judged: list[tuple[Features, bool]] = []
    for part in range(parts):
        others = [choice for number, choice in enumerate(choices) if number * parts // len(choices) != part]
        own = [choice for number, choice in enumerate(choices) if number * parts // len(choices) == part]
        judged += judge_choices(own, fit_choice(others))
    return judged


def _share(weighed: NDArray[np.float64], starts: NDArray[np.intp], owner: NDArray[np.intp]) -> NDArray[np.float64]:
    lifted = np.exp(weighed - np.maximum.reduceat(weighed, starts)[owner])
    shares: NDArray[np.float64] = lifted / np.add.reduceat(lifted, starts)[owner]
    return shares
