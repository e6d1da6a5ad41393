"""Writes the `Đ` that readers take for `D` in typewriter and other wide print: known by the bar left of its stem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engine import EngineWord, Grey
from ocr.words_ink import mark_word

_STEM = 0.6
"""Share of a letter's height that is ink in the columns of its stem."""
_MIDDLE = (0.3, 0.72)
"""Between which shares of its height a letter's bar lies, away from the serifs of its stem."""
_BAR, _THICK = 0.1, 0.2
"""Heights by which a bar leaves the stem at least (of 200 printed `D` none has ink there beyond 0.07, most `Đ` have up
to 0.14), and by which it is thick at most: a rule or fold beside the letter is thicker."""
_TALL = 0.6
_LEAST = 14
"""Pixels of the lowest letter whose bar can be seen."""


def mend_barred_d(words: Sequence[EngineWord], page: Grey) -> list[EngineWord]:
    """The words with each `D` made `Đ` that has a bar through its stem on the page."""
    return [_mend(word, page) if "D" in word.text and "<" not in word.text else word for word in words]


def _mend(word: EngineWord, page: Grey) -> EngineWord:
    letters = _find_letters(mark_word(word, page))
    tall = [place for place, letter in enumerate(word.text) if letter.isalnum() or letter in "/()"]
    text = list(word.text)
    for number, place in enumerate(tall):
        known = number < len(letters) and (number == 0 or len(tall) == len(letters))
        if text[place] == "D" and known and _has_bar(letters[number]):
            text[place] = "Đ"
    mended = "".join(text)
    return word if mended == word.text else replace(word, text=mended, raw=word.raw or word.text)


def _find_letters(ink: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    """The tall pieces of ink from left to right, each in its own box."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8))
    tallest = int(stats[1:, 3].max(initial=0))
    chosen = [number for number in range(1, count) if stats[number, 3] >= max(_LEAST, _TALL * tallest)]
    pieces = []
    for number in sorted(chosen, key=lambda number: int(stats[number, 0])):
        left, top, width, height = (int(value) for value in stats[number, :4])
        pieces.append(labels[top : top + height, left : left + width] == number)
    return pieces


def _has_bar(letter: NDArray[np.bool_]) -> bool:
    height = letter.shape[0]
    stem = np.flatnonzero(letter.sum(axis=0) >= _STEM * height)
    if not stem.size:
        return False
    left = int(stem[0])
    first, last = (round(share * height) for share in _MIDDLE)
    outside = letter[first:last, :left].sum(axis=1)
    thick = int((outside >= max(1, round(_BAR * height))).sum())
    return 0 < thick <= _THICK * height
