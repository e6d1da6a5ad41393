"""How likely a word read is right, from what two readers say of it: logistic models fitted on generated pages.

`python -m bench.fit_likelihood` fits them; likelihood.json holds the weights. The features say how sure each reader
is, whether both agree, and whether the text has the form of Vietnamese or of a number; none knows any word.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from ocr.syllables import is_syllable

_CAUTION = 0.9
"""Taken off every logit: on papers, fonts and scanners that were not fitted readers err a little more often."""
_EDGES = "\"'“”‘’.,;:!?()[]{}-–—/…*+"
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
_RARE = re.compile(r"[^\w\s.,;:!?()/\"“”'’%&+=<>–-]")


@dataclass(frozen=True, slots=True)
class Side:
    """What one reader read of a stretch; `sure` is its confidence in the least sure word, `least` in the letter."""

    text: str
    sure: float
    least: float


NOBODY = Side("", 0.0, 0.0)
"""Stands for a reader who was not asked."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The engine's reading and the second reader's."""

    first: Side
    second: Side


class _Form(NamedTuple):
    """What a text looks like by itself: words, and shares or yes (1) and no (0)."""

    words: int
    syllables: float
    number: float
    digits: float
    mixed: float
    rare: float


@dataclass(frozen=True)
class Likelihood:
    """Weights by model and feature."""

    weights: Mapping[str, Mapping[str, float]]

    def rate(self, model: str, features: Mapping[str, float]) -> float:
        """The probability (0..1) that a reading with these features is right."""
        total = self.weigh(model, features)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total - _CAUTION))))

    def weigh(self, model: str, features: Mapping[str, float]) -> float:
        """What the features add up to; those that are not told are none."""
        weights = self.weights[model]
        return sum([weights[name] * value for name, value in features.items() if value and name in weights])


def load_likelihood() -> Likelihood:
    """The weights that come with the product."""
    return Likelihood(json.loads(resources.files("ocr").joinpath("likelihood.json").read_text(encoding="utf-8")))


def pick_likelier(pair: Pair, likelihood: Likelihood, around: Mapping[str, float]) -> tuple[str, float]:
    """The text that is likelier right, and how likely; `around`: features of the place where the pair stands."""

    def rate(model: str, own: Side, beside: Side) -> float:
        return likelihood.rate(model, {**around, **describe(own, beside)})

    one, other = pair.first, pair.second
    if one.text == other.text:
        return one.text, rate("agreed", one, other)
    if not other.text:
        return one.text, rate("first alone", one, other)
    if not one.text:
        return other.text, rate("second alone", other, one)
    rates = (rate("first", one, other), rate("second", other, one))
    return (one.text, rates[0]) if rates[0] >= rates[1] else (other.text, rates[1])


def describe(own: Side, other: Side) -> dict[str, float]:
    """Features of a reading beside the other one."""
    form, others = _see_form(own.text), _see_form(other.text)
    differ = own.text != other.text
    return {
        "one": 1.0,
        "sure": own.sure,
        "least": own.least,
        "doubt": _to_logit(own.sure),
        "least doubt": _to_logit(own.least),
        "other sure": other.sure,
        "other least": other.least,
        "other doubt": _to_logit(other.sure),
        "other least doubt": _to_logit(other.least),
        "syllables": form.syllables,
        "other syllables": others.syllables,
        "number": form.number,
        "other number": others.number,
        "digits": form.digits,
        "mixed": form.mixed,
        "other mixed": others.mixed,
        "rare": form.rare,
        "other rare": others.rare,
        "short": float(len(own.text) <= 2),
        "long": min(2.0, len(own.text) / 10),
        "torn": float(form.words > others.words),
        "glued": float(form.words < others.words),
        "only marks differ": float(differ and _strip(own.text) == _strip(other.text)),
        "only points differ": float(differ and _bare(own.text) == _bare(other.text)),
        "only case differs": float(differ and own.text.casefold() == other.text.casefold()),
        "shouts": float(differ and own.text.isupper() and other.text.islower()),
        "whispers": float(differ and own.text.islower() and other.text.isupper()),
        "apart": Levenshtein.normalized_distance(own.text, other.text) if differ else 0.0,
        "upper": float(own.text.isupper() and len(own.text) > 1),
    }


@lru_cache(maxsize=1 << 14)
def _see_form(text: str) -> _Form:
    words = text.split()
    return _Form(
        len(words),
        sum(is_syllable(word) for word in words) / len(words) if words else 0.0,
        float(bool(words) and all(_NUMBER.fullmatch(word.strip(_EDGES)) for word in words)),
        sum(letter.isdigit() for letter in text) / max(1, len(text)),
        float(any(_is_mixed(word) for word in words)),
        float(bool(_RARE.search(text))),
    )


def _to_logit(share: float) -> float:
    share = min(0.999, max(0.001, share))
    return math.log(share / (1 - share))


def _is_mixed(word: str) -> bool:
    """Letters and digits in one word, or a small letter before a capital: seldom right outside codes."""
    bare = word.strip(_EDGES)
    torn = any(one.islower() and other.isupper() for one, other in pairwise(bare))
    return torn or (any(letter.isalpha() for letter in bare) and any(letter.isdigit() for letter in bare))


def _strip(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _bare(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())
