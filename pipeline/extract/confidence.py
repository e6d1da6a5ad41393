"""How likely a printed value is right, told from its words, its place and its form; fitted by `bench.fit_fields`."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pipeline.model import Word

WEIGHTS: Final = Path(__file__).with_suffix(".json")
_LEAST, _MOST = 0.005, 0.998
"""Bounds of every share before it is laid on the scale of odds."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a value where it was found: its words, how sure its place and its form are (0..1)."""

    words: Sequence[Word]
    place: float
    form: float
    kind: str
    where: str


def describe(evidence: Evidence) -> dict[str, float]:
    """The evidence as named numbers of a logistic model."""
    shares = [word.confidence for word in evidence.words] or [0.0]
    return {
        "one": 1.0,
        "all words": _odds(math.prod(shares)),
        "worst word": _odds(min(shares)),
        "place": _odds(evidence.place),
        "form": _odds(evidence.form),
        "length": math.log(len(shares)),
        f"kind {evidence.kind}": 1.0,
        f"where {evidence.where}": 1.0,
    }


def rate(evidence: Evidence) -> float:
    """The probability (0..1) that a value with this evidence is right."""
    return apply_weights(describe(evidence), load_weights())


def apply_weights(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """What a logistic model with these weights makes of the features, 0..1."""
    total = sum(weights.get(name, 0.0) * value for name, value in features.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def load_weights() -> dict[str, float]:
    found: dict[str, float] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return found


def _odds(share: float) -> float:
    bounded = min(_MOST, max(_LEAST, share))
    return math.log(bounded / (1 - bounded))
