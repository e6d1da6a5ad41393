"""Which way up a page stands: the lines tell the axis, the text read both ways tells the rest."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np

from ocr.clean import Grey, score_lines
from ocr.engine import EngineWord
from ocr.syllables import is_syllable, share_of_syllables

_COARSE_DPI = 75
_SURE = 1.35
_TILTS = (-6.0, -4.0, -2.0, 0.0, 2.0, 4.0, 6.0)


def turn(image: Grey, degrees: int) -> Grey:
    """The image turned clockwise by a multiple of 90 degrees."""
    return np.ascontiguousarray(np.rot90(image, k=-degrees // 90))


def order_turns(even: Grey, dpi: int) -> tuple[int, ...]:
    """Clockwise turns worth reading, likeliest first: two where the lines show the axis, four where they do not."""
    factor = min(1.0, _COARSE_DPI / dpi)
    small = cv2.resize(even, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    ink = cv2.threshold(small, 170, 255, cv2.THRESH_BINARY_INV)[1]
    long = round(_COARSE_DPI * 0.6)
    for shape in ((1, long), (long, 1)):
        ink = cv2.subtract(
            ink, cv2.dilate(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8)), np.ones((3, 3), np.uint8))
        )
    lying = max(score_lines(ink, tilt) for tilt in _TILTS) / ink.shape[1]
    standing = max(score_lines(turn(ink, 90), tilt) for tilt in _TILTS) / ink.shape[0]
    if standing > _SURE * lying:
        return (90, 270) if standing > 2 * _SURE * lying else (90, 270, 0, 180)
    return (0, 180) if lying > _SURE * standing else (0, 180, 90, 270)


def score_reading(words: Iterable[EngineWord]) -> float:
    """How much Vietnamese was read: letters of plausible syllables and digits, weighted by confidence."""
    total = 0.0
    for word in words:
        letters = sum(letter.isalnum() for letter in word.text)
        if (
            letters >= 2
            and not _lies_on_its_side(word)
            and (is_syllable(word.text) or sum(letter.isdigit() for letter in word.text) >= 4)
        ):
            total += letters * word.confidence**2
    return total


def stands_upright(words: list[EngineWord]) -> bool:
    """Whether a reading is so plainly Vietnamese that no other way up needs to be tried."""
    texts = [word.text for word in words if sum(letter.isalpha() for letter in word.text) >= 2]
    aside = sum(_lies_on_its_side(word) for word in words)
    if len(texts) < 12 or aside > 0.2 * len(texts):
        return False
    confidence = sum(word.confidence for word in words) / len(words)
    return share_of_syllables(texts) > 0.7 and confidence > 0.6


def _lies_on_its_side(word: EngineWord) -> bool:
    """Whether the engine read the word along a standing line, as it does by itself on turned pages."""
    return sum(letter.isalnum() for letter in word.text) >= 3 and word.height > 1.2 * word.width
