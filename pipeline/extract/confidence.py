"""How likely a printed value is right, told word by word and from its place and form; fitted by `bench.fit_fields`.

Each word is weighed by how surely it was read, by what the language knows of it and by what the dossier's other lines
say of it; the value by its words, by where it stands and by what else says the same.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from pipeline.extract.case import Case, to_odds
from pipeline.extract.value_signs import describe_value
from pipeline.extract.word_signs import describe_words

WEIGHTS: Final = Path(__file__).with_suffix(".json")


def rate(case: Case) -> float:
    """The probability (0..1) that a value with this evidence is right."""
    weights = load_weights()
    return min(case.evidence.most, apply_weights(describe(case, weights), weights["value"]))


def describe(case: Case, weights: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """The value as named numbers of a logistic model; `weights` are those of its words."""
    evidence, tokens = case.evidence, case.tokens
    shares = [apply_weights(features, weights[model]) for model, features in describe_words(case, tokens)] or [0.0]
    features = {
        "one": 1.0,
        "worst word": to_odds(min(shares)),
        "place": to_odds(evidence.place),
        "form": to_odds(evidence.form),
        "length": math.log(len(shares)),
        "agree": float(case.agree > 0),
        "differ": float(case.differ > 0),
        "often handwritten": float(evidence.handwritten),
        "row": float(case.row),
        "headless": float(case.headless),
        "shared": float(case.shared),
        "mates": to_odds(case.mates) if case.row else 0.0,
        "alone": float(case.alone),
        "guessed": float(evidence.guessed),
        "strange": case.strange,
        "missing": case.missing,
        "respelled": float(any(token.respelled for token in tokens)),
        f"kind {evidence.kind}": 1.0,
        f"where {evidence.where}": 1.0,
    }
    return features | describe_value(case, tokens)


def apply_weights(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """What a logistic model with these weights makes of the features, 0..1."""
    total = sum(weights.get(name, 0.0) * value for name, value in features.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def load_weights() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return found
