"""Writes `ỵ`, the one Vietnamese letter that Tesseract's models lack: read as `y`, known by the dot under the line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from ocr.engine import EngineWord, Grey
from ocr.words_ink import mark_box

LETTERS = frozenset("ỵỴ")
_CANDIDATE = re.compile(r"^(\W*(?:[bdhklmnstv]|qu|th|ch|tr|kh|ph|nh))(y)(\W*)$", re.IGNORECASE)


def mend_dotted_y(words: Sequence[EngineWord], image: Grey) -> list[EngineWord]:
    """The words with a final `y` made `ỵ` where a dot stands below the line under it."""
    return [_mend(word, image) for word in words]


def _mend(word: EngineWord, image: Grey) -> EngineWord:
    found = _CANDIDATE.match(word.text)
    if found is None or not _has_dot_below(word, image):
        return word
    before, letter, after = found.groups()
    return replace(word, text=f"{before}{'ỵ' if letter == 'y' else 'Ỵ'}{after}")


def _has_dot_below(word: EngineWord, image: Grey) -> bool:
    """Whether a dot hangs wholly below the line on which the word's first letter stands."""
    spare = round(word.height * 0.35)
    ink = mark_box((word.left, word.top, word.width + spare // 3, word.height + spare), image)
    if not ink.size:
        return False
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8))
    blobs = [tuple(int(value) for value in row) for row in stats[1:]]
    letters = [blob for blob in blobs if blob[3] >= 0.35 * word.height]
    if not letters:
        return False
    first = min(letters)
    line = first[1] + first[3]
    for left, top, width, height, area in blobs:
        small = 0.05 * word.height <= height <= 0.3 * word.height and height <= 1.8 * width and width <= 1.8 * height
        if small and area >= 0.5 * width * height and top >= line - 1 and left > first[0] + 0.5 * first[2]:
            return True
    return False
