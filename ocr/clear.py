"""Lines that one reader reads so clearly that a second one is not asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ocr.combine import find_least
from ocr.engine import EngineWord
from ocr.syllables import is_syllable

_SURE = 0.987
"""Confidence of the least sure letter: what two readers make of lines above it is the engine's own text nearly always
(docs/reading.md tells how often)."""
_LEAST_LETTERS = 4
_BARE = re.compile(r"[(“\"]?([^\W\d_]+|\d+(?:[.,:/-]\d+)*)[.,;:)?!”\"]*")


def is_clear(words: Sequence[EngineWord]) -> bool:
    """Whether the engine is sure of every letter of a line and each of its words has the form of one.

    A syllable, or a number, with points around it at most: a speck read into a line breaks that form.
    """
    letters = sum(letter.isalnum() for word in words for letter in word.text)
    return letters >= _LEAST_LETTERS and all(find_least(word) >= _SURE and _is_plain(word.text) for word in words)


def _is_plain(text: str) -> bool:
    bare = _BARE.fullmatch(text)
    return bare is not None and (bare[1][0].isdigit() or is_syllable(bare[1]))
