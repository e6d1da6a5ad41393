"""What tells whether a word of a value was read right, as named numbers of a logistic model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median
from typing import Final

from pipeline.extract.case import Case, to_odds
from pipeline.extract.tokens import Token
from pipeline.letters import legal_syllable
from pipeline.model import Word

_ENOUGH: Final = 3
"""So often a thing stands elsewhere, and more often says no more."""


def describe_words(case: Case, tokens: Sequence[Token]) -> list[tuple[str, dict[str, float]]]:
    """Each word as named numbers, with the model that they are for."""
    made = []
    usual = median(token.word.box.h for token in tokens) if tokens else 0.0
    page = case.page_odds
    for place, token in enumerate(tokens):
        before = tokens[place - 1] if place else None
        after = tokens[place + 1] if place + 1 < len(tokens) else None
        doubt = to_odds(token.word.confidence)
        features = {
            "one": 1.0,
            "doubt": min(3.0, doubt),
            "sure": max(0.0, doubt - 3.0),
            "page": page,
            "mended": float(bool(token.word.raw)),
            "respelled": float(token.respelled),
            "uneven": float(abs(token.word.box.h - usual) > 0.25 * usual),
            "tall": max(0.0, _compare_height(case, token.word)),
            "flat": max(0.0, -_compare_height(case, token.word)),
            "line": to_odds(case.elsewhere.lines.get(id(token.word), (0.5, 0))[0]),
        }
        if token.core.isalpha():
            made.append(("letters", features | _describe_letters(case, before, token, after, place)))
        else:
            features["marks inside"] = float(any(not char.isalnum() for char in token.core))
            features["long"] = math.log(len(token.core))
            features["same elsewhere"] = float(len(token.core) > 2 and case.elsewhere.count_word(token) > 0)
            features["by pen"] = float(case.evidence.handwritten)
            features["letters too"] = float(any(char.isalpha() for char in token.core))
            made.append(("figures", features))
    return made


def _describe_letters(
    case: Case, before: Token | None, token: Token, after: Token | None, place: int
) -> dict[str, float]:
    kind = case.evidence.kind
    pairs = [(one, other) for one, other in ((before, token), (token, after)) if one is not None and other is not None]
    counts = [case.elsewhere.count_pair(*pair) for pair in pairs]
    same, other = max((count[0] for count in counts), default=0), max((count[1] for count in counts), default=0)
    if before is not None and after is not None:
        other += case.elsewhere.count_others(before, token, after)
    rest = token.core[1:]
    features = {
        "stop after": float(after is not None and token.text[-1:] in (".", ":")),
        "comma after": float(after is not None and token.text[-1:] == ","),
        "comma after, addr": float(kind == "addr" and after is not None and token.text[-1:] == ","),
        "no syllable": float(not legal_syllable(token.core)),
        "lone": float(len(token.core) == 1),
        "mixed case": float(
            not (rest.islower() or rest.isupper() or not rest) or (token.core[0].islower() and rest.isupper())
        ),
        "same elsewhere": float(min(_ENOUGH, same)),
        "same once": float(same > 0),
        "other elsewhere": float(other > 0 and same <= other),
    }
    language = case.language
    if language is None:
        return features
    for name, is_place in (("pair", False), ("place", True)):
        if kind == "name" or (kind not in ("addr", "org", "text") if is_place else kind == "addr"):
            continue
        judged = [language.judge_pair(*pair, place=is_place) for pair in pairs]
        known, near = any(exact for exact, _ in judged), any(twin for _, twin in judged)
        features[f"known {name}"] = float(known)
        features[f"near {name}"] = float(near and not known)
    if kind == "name":
        lexicon, name = (language.surnames, "surname") if place == 0 else (language.given, "given")
        known, near = lexicon.judge(token.plain)
        features |= {name: 1.0, f"known {name}": float(known), f"near {name}": float(near)}
    return features


def _compare_height(case: Case, word: Word) -> float:
    """How much taller the word is than its line usually is; a pen writes taller than print."""
    usual = case.elsewhere.lines.get(id(word), (0.5, 0.0))[1]
    return math.log(word.box.h / usual) if usual and word.box.h else 0.0
