"""Lines that one reader reads so clearly that a second one is not asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ocr.combine import find_least
from ocr.engine import EngineWord
from ocr.syllables import is_syllable

_SURE = 0.987
"""Confidence of the least sure letter: what two readers make of lines above it is the engine's own text nearly always
(docs/reading.md tells how often)."""
_LEAST_LETTERS = 4
_BARE = re.compile(r"[(“\"]?([^\W\d_]+|\d+(?:[.,:/-]\d+)*)(?:[)?!”\"]{0,2}[.,;:]?|[.,][)”\"])")


def is_clear(words: Sequence[EngineWord]) -> bool:
    """Whether the engine is sure of every letter of a line and each of its words has the form of one.

    A syllable, or a number, with a point after it at most: specks and leaders read into a line break that form, and
    commas read as full stops and lost points break what follows.
    """
    letters = sum(letter.isalnum() for word in words for letter in word.text)
    if letters < _LEAST_LETTERS or any(find_least(word) < _SURE or not _is_plain(word.text) for word in words):
        return False
    return all(_may_follow(one.text, other.text) for one, other in pairwise(words))


def _is_plain(text: str) -> bool:
    bare = _BARE.fullmatch(text)
    return bare is not None and (bare[1][0].isdigit() or is_syllable(bare[1]))


def _may_follow(one: str, other: str) -> bool:
    """No small letter follows a full stop, and no number another."""
    return not (one.endswith(".") and other[0].islower()) and not (one[-1].isdigit() and other[0].isdigit())
