"""Tells the dash from the hyphen by its width: readers write `-` for both, papers set `Độc lập – Tự do` with either."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ocr.engine import EngineWord, Grey

DASHES = frozenset("-–—")
_WIDE = 0.85
"""Mean widths of a letter of the line from which a stroke is a dash: a hyphen has about half of one, a dash one."""
_DARK = 150


def mend_dashes(words: Sequence[EngineWord], image: Grey) -> list[EngineWord]:
    """The words of one line with each dash that stands alone written as wide as it is printed."""
    letters = [word for word in words if len(word.text) > 1 and word.text.isalpha()]
    if not letters:
        return list(words)
    pitch = sum(word.width for word in letters) / sum(len(word.text) for word in letters)
    return [_mend(word, image, pitch) if word.text in DASHES else word for word in words]


def _mend(word: EngineWord, image: Grey, pitch: float) -> EngineWord:
    ink = image[word.top : word.top + word.height, word.left : word.left + word.width] < _DARK
    columns = np.flatnonzero(ink.any(axis=0))
    if not columns.size:
        return word
    return replace(word, text="–" if columns[-1] - columns[0] + 1 >= _WIDE * pitch else "-")
