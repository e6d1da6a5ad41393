"""What speaks for each text that a stretch of a line may hold, beside the others: features of a fitted model."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from ocr.likelihood import Likelihood
from ocr.syllables import is_syllable

_FARTHEST = 25.0
_TELLING = (
    "frames",
    "no syllable",
    "number",
    "code",
    "mixed",
    "rare",
    "known",
    "first's",
    "second's",
    "lone",
    "tight",
)
EDGES = "\"'“”‘’.,;:!?()[]{}-–—/…*+"
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*%?")
_CODE = re.compile(r"[\w.]+(?:[/-][\w.]+)+")
_RARE = re.compile(r"[^\w\s.,;:!?()/\"“”'’%&+=<>–-]")
_TIGHT = re.compile(r"[,;:.)][^\W\d_]")
_SPOT = re.compile(r"(?:^|\s)[.,;:](?=\w)")
_WHISPER = re.compile(r"[^\W\d_]*[a-zà-ỹ][A-ZÀ-ỸĐ]")
_SIGNS = ".,;:-()/"
_TONES = {"\u0300": "grave", "\u0301": "acute", "\u0303": "tilde", "\u0309": "hook", "\u0323": "dot"}
_HATS = {"\u0302": "hat", "\u0306": "breve", "\u031b": "horn", "đ": "stroke"}


@dataclass(frozen=True, slots=True)
class Setting:
    """What both readers said of the stretch, and what stands around it.

    `sure` is how sure the engine is of each character of `one`, `capitals` the share among the other letters of the
    line, `known` how often the page has each word (in small letters) on which both readers agree.
    """

    one: str
    sure: tuple[float, ...]
    other: str
    capitals: float
    known: Mapping[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class Options:
    """What a stretch may say; `scores`: the log probability of each text by the second reader's frames."""

    texts: tuple[str, ...]
    scores: NDArray[np.float64]
    setting: Setting


def pick_best(options: Options, likelihood: Likelihood, around: Mapping[str, float]) -> tuple[str, float]:
    """The text for which most speaks, and how likely it is right; `around`: what else is known of the place."""
    features = describe_choices(options)
    shares = share_out(features, likelihood)
    best = int(shares.argmax())
    return options.texts[best], likelihood.rate("chosen", {**around, **describe_chosen(features[best], shares)})


def share_out(features: Sequence[Mapping[str, float]], likelihood: Likelihood) -> NDArray[np.float64]:
    """How likely each text is right if one of them is."""
    weighed = np.array([likelihood.weigh("choice", one) for one in features])
    shares: NDArray[np.float64] = np.exp(weighed - weighed.max())
    shares /= shares.sum()
    return shares


def describe_chosen(features: Mapping[str, float], shares: NDArray[np.float64]) -> dict[str, float]:
    """What tells how likely the best text is right; `features` are its own."""
    two = np.sort(shares)[::-1][:2]
    return {
        "one": 1.0,
        "share": float(two[0]),
        "doubt": _doubt(float(two[0])),
        "lead": min(5.0, math.log(two[0] / max(1e-9, two[1]))) if len(two) > 1 else 5.0,
        **{name: features.get(name, 0.0) for name in _TELLING},
    }


def describe_choices(options: Options) -> list[dict[str, float]]:
    """Features of each text."""
    setting, top = options.setting, float(options.scores.max())
    return [
        {
            "frames": max(-_FARTHEST, float(score) - top),
            "close frames": max(-4.0, float(score) - top),
            **_compare(setting, text),
            **_look(text, setting.capitals),
            "known": _recall(text, setting.known),
        }
        for text, score in zip(options.texts, options.scores, strict=True)
    ]


def _compare(setting: Setting, text: str) -> dict[str, float]:
    """How far the text is from the engine's, and how sure that was of what would be wrong; how far from both."""
    found: defaultdict[str, float] = defaultdict(float)
    one = setting.one
    for tag, place, at in Levenshtein.editops(one, text):
        if tag == "insert":
            beside = [setting.sure[near] for near in (place - 1, place) if 0 <= near < len(one)]
            kind, weight = f"adds {_sort(text[at])}", _doubt(min(beside, default=0.5))
        elif tag == "delete":
            kind, weight = f"drops {_sort(one[place])}", _doubt(setting.sure[place])
        else:
            kind, weight = _name_change(one[place], text[at]), _doubt(setting.sure[place])
        found[kind] += 1.0
        found[f"{kind}, sure"] += weight
        if tag == "replace":
            for name in _name_marks("first", one[place], text[at]):
                found[name] += 1.0
    for tag, place, at in Levenshtein.editops(setting.other, text):
        was = setting.other[place] if tag != "insert" else ""
        new = text[at] if tag != "delete" else ""
        found[f"second {_sort(was or new)}"] += 1.0
        if tag == "replace":
            for name in _name_marks("second", was, new):
                found[name] += 1.0
    found["first's"] = float(text == one)
    found["second's"] = float(text == setting.other)
    return dict(found)


def _name_change(was: str, new: str) -> str:
    if _strip(was) == _strip(new):
        if was.casefold() == new.casefold():
            return "changes case"
        return "changes marks" if (was == was.lower()) == (new == new.lower()) else "changes both"
    return f"changes {_sort(was)}"


def _name_marks(reader: str, was: str, new: str) -> Iterator[str]:
    """Which tone, hat or sign would have been taken for which."""
    if _strip(was) == _strip(new):
        for old, young in zip(_find_marks(was), _find_marks(new), strict=True):
            if old != young:
                yield f"{reader} {old}>{young}"
    elif not was.isalnum() and not new.isalnum():
        yield f"{reader} {was if was in _SIGNS else '?'}>{new if new in _SIGNS else '?'}"


@lru_cache(maxsize=1 << 10)
def _find_marks(letter: str) -> tuple[str, str]:
    parts = unicodedata.normalize("NFD", letter.lower())
    tone = next((name for mark, name in _TONES.items() if mark in parts), "level")
    hat = next((name for mark, name in _HATS.items() if mark in parts), "bare")
    return tone, hat


def _sort(letter: str) -> str:
    if letter == " ":
        return "space"
    if letter.isdecimal():
        return "digit"
    return "letter" if letter.isalpha() else "sign"


@lru_cache(maxsize=1 << 14)
def _see(text: str) -> dict[str, float]:
    words = text.split()
    bare = [word.strip(EDGES) for word in words]
    lettered = [word for word in bare if any(letter.isalpha() for letter in word)]
    coded = [word for word in lettered if _CODE.fullmatch(word)]
    return {
        "no syllable": float(sum(not is_syllable(word) for word in lettered if word not in coded)),
        "code": float(len(coded)),
        "number": float(sum(bool(_NUMBER.fullmatch(word)) for word in bare)),
        "mixed": float(sum(any(letter.isdigit() for letter in word) for word in lettered if word not in coded)),
        "lone": float(sum(len(word) == 1 and word.isalpha() for word in bare)),
        "bare signs": float(sum(not word for word in bare)),
        "rare": float(len(_RARE.findall(text))),
        "tight": float(len(_TIGHT.findall(text))),
        "spot": float(len(_SPOT.findall(text))),
        "torn case": float(len(_WHISPER.findall(text))),
        "open bracket": float(abs(text.count("(") - text.count(")"))),
    }


def _look(text: str, capitals: float) -> dict[str, float]:
    letters = [letter for letter in text if letter.isalpha()]
    upper = sum(letter.isupper() for letter in letters) / len(letters) if letters else 0.5
    rest = [letter for word in text.split() for letter in word.strip(EDGES)[1:] if letter.isalpha()]
    inner = sum(letter.isupper() for letter in rest) / len(rest) if rest else 0.0
    return {**_see(text), "against case": (1 - upper) * (capitals > 0.9) + inner * (capitals < 0.3)}


def _recall(text: str, known: Mapping[str, int]) -> float:
    """How well the words of letters are known from elsewhere on the page."""
    words = [word.strip(EDGES).casefold() for word in text.split()]
    counts = [min(3.0, math.log1p(known.get(word, 0))) for word in words if len(word) > 1 and word.isalpha()]
    return sum(counts) / len(counts) if counts else 0.0


def _doubt(share: float) -> float:
    share = min(0.999, max(0.05, share))
    return math.log(share / (1 - share))


@lru_cache(maxsize=1 << 10)
def _strip(letter: str) -> str:
    return unicodedata.normalize("NFD", letter.lower().replace("đ", "d"))[0]
