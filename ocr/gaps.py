"""Parts words that both readers glued: a gap stands in their ink where a word may end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from ocr.engine import EngineWord, Grey
from ocr.words_ink import mark_word

_MAY_END = re.compile(
    r"(?<=[^\W\d_])(?=/)"
    r"|(?<=[^\W\d_]/)(?=[^\W\d_])|(?<=^/)(?=\w[a-zà-ỹđ])"
    r"|(?<=[^\W\d_]:)(?=\w)"
    r"|(?<=[^\W\d_])(?=\d+$)"
)
"""Before and after a stroke between letters, after one before a word that is no code, after a colon behind a letter,
before a last number."""
_WIDE, _CLEAR = 0.27, 1.5
"""Heights of a word's ink of the narrowest gap between words, and by how much it is wider than those of the letters.
Measured on generated pages: around a stroke within a word 0.05 to 0.17, between words from 0.42."""
_ASIDE = 0.2
"""Share of a word's width by which a gap may lie aside of where its letters tell it."""


def part_words(words: Sequence[EngineWord], page: Grey) -> list[EngineWord]:
    """The words, those parted in which a wide gap stands at each place where one may end."""
    return [part for word in words for part in _part(word, page)]


def _part(word: EngineWord, page: Grey) -> Iterator[EngineWord]:
    ends = [found.start() for found in _MAY_END.finditer(word.text)]
    gaps = _find_gaps(word, page) if ends else []
    if (
        not ends
        or len(gaps) != len(ends)
        or not all(
            abs((one + other) / 2 - word.left - end / len(word.text) * word.width) <= _ASIDE * word.width
            for (one, other), end in zip(gaps, ends, strict=True)
        )
    ):
        yield word
        return
    edges = [word.left, *(edge for gap in gaps for edge in gap), word.left + word.width]
    for number, (first, last) in enumerate(pairwise([0, *ends, len(word.text)])):
        left, right = edges[2 * number : 2 * number + 2]
        yield replace(word, text=word.text[first:last], left=left, width=max(1, right - left), letters=(), raw="")


def _find_gaps(word: EngineWord, page: Grey) -> list[tuple[int, int]]:
    """Columns of the page from where to where each wide gap in the word's ink goes."""
    ink = mark_word(word, page)
    columns, rows = np.flatnonzero(ink.any(axis=0)), np.flatnonzero(ink.any(axis=1))
    if not columns.size:
        return []
    gaps = [(int(one), int(other)) for one, other in pairwise(columns) if other - one > 1]
    high = int(rows[-1] - rows[0]) + 1
    wide = [gap for gap in gaps if gap[1] - gap[0] - 1 >= _WIDE * high]
    narrow = max((gap[1] - gap[0] - 1 for gap in gaps if gap not in wide), default=0)
    if any(one[1] - one[0] - 1 < _CLEAR * narrow for one in wide):
        return []
    return [(word.left + one + 1, word.left + other) for one, other in wide]
