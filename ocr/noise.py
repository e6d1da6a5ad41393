"""Words that are no words: what an engine makes of seals, specks, rules and print showing through the sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

import numpy as np

from ocr.clean import Blobs, Grey
from ocr.engine import EngineWord, group_lines
from ocr.levels import find_percentile
from ocr.quality import Depths, pick_letters
from ocr.rects import Rect
from ocr.syllables import is_syllable

_GHOST_DEPTH = 0.5
_UNSURE = 0.6
_POOR = 0.35
_LEADER_DOTS = 8
_SMALL_INCH, _DARKEST = 0.08, 85
_NEXT, _ALIKE = 0.8, 0.55
"""Gap between words of one text in heights of a word, and how much lower a word without marks may be."""


def drop_noise(words: Sequence[EngineWord], seals: Sequence[Rect]) -> list[EngineWord]:
    """The words without marks that stand for no writing; low confidence alone never drops a word."""
    tall = median([word.height for word in words if _counts(word)] or [1])
    written = [word for word in words if not _is_mark(word, tall)]
    kept = [word for line in group_lines(written) for word in _drop_seal_noise(line, seals)]
    return [word for line in group_lines(kept) if not _is_noise_line(line, tall) for word in line]


def drop_ghosts(words: Sequence[EngineWord], flat: Grey, blobs: Blobs, depths: Depths, dpi: int) -> list[EngineWord]:
    """The words without lines of pale print from the sheet's back; `depths`: how dark each blob is.

    A line goes when its ink is less than half as deep as the page's and what it says is not Vietnamese: pencil and
    stamps are pale too.
    """
    letters = pick_letters(blobs, dpi)
    if not words or letters.sum() < 20:
        return list(words)
    level = float(np.percentile(depths[letters], 85))
    kept: list[EngineWord] = []
    for line in group_lines(words):
        said = sum(_counts(word) and word.confidence > _POOR for word in line)
        if _line_depth(line, flat, dpi) < _GHOST_DEPTH * level and said < 0.5 * len(line):
            continue
        kept += line
    return kept


def drop_leader_dots(words: Sequence[EngineWord], leaders: Sequence[EngineWord]) -> list[EngineWord]:
    """The words of lines typed over leaders without the dots that touch their letters; numbering keeps its dot."""
    counts = Counter(dot.line for dot in leaders)
    kept = []
    for word in words:
        bare = word.text.strip(".…·")
        if counts[word.line] < _LEADER_DOTS or 1 <= len(bare) <= 2:
            kept.append(word)
        elif bare:
            kept.append(replace(word, text=bare))
    return kept


def _counts(word: EngineWord) -> bool:
    return sum(letter.isalnum() for letter in word.text) >= 2


def _line_depth(line: Sequence[EngineWord], flat: Grey, dpi: int) -> float:
    """How dark the line's ink is; of small print its darkest parts, for all of its thin strokes is edge."""
    small = median([word.height for word in line]) < _SMALL_INCH * dpi
    depths = []
    for word in line:
        zone = 255 - flat[word.top : word.top + word.height, word.left : word.left + word.width]
        inked = zone[zone > 25]
        if inked.size:
            depths.append(float(find_percentile(inked, _DARKEST) if small else inked.mean()))
    return float(median(depths)) if depths else 0.0


def _is_mark(word: EngineWord, tall: float) -> bool:
    """Rules, specks and dirt read as punctuation; dashes and brackets of a size with the text are kept."""
    if any(letter.isalnum() for letter in word.text):
        return word.height > 6 * tall and not is_syllable(word.text)
    if set(word.text) <= set("|_¦~^`'\"‘’“”*°·•¬=<>»«\\©®¢£€¥§"):
        return word.confidence < 0.8 or word.height > 1.6 * tall
    return word.confidence < 0.3 and (word.height > 1.6 * tall or len(word.text) > 3 or word.height < 0.12 * tall)


def _drop_seal_noise(line: Sequence[EngineWord], seals: Sequence[Rect]) -> list[EngineWord]:
    """The words of a line without what was read of seals; a name that begins or ends under one stays whole."""
    plain = {id(word): not _is_seal_noise(word, seals) for word in line}
    sure = [word for word in line if plain[id(word)] and word.confidence >= _UNSURE and is_syllable(word.text)]
    return [word for word in line if plain[id(word)] or any(_goes_on(word, other) for other in sure)]


def _goes_on(word: EngineWord, other: EngineWord) -> bool:
    """Whether a syllable stands beside a word of its line as words of one text do: close by and as high."""
    if not (_counts(word) and is_syllable(word.text)):
        return False
    gap = max(word.left, other.left) - min(word.left + word.width, other.left + other.width)
    return gap <= _NEXT * other.height and _ALIKE * other.height <= word.height <= other.height / _ALIKE


def _is_seal_noise(word: EngineWord, seals: Sequence[Rect]) -> bool:
    x, y = word.left + word.width / 2, word.top + word.height / 2
    inside = any(left <= x <= left + wide and top <= y <= top + high for left, top, wide, high in seals)
    if not inside:
        return False
    if _counts(word) and is_syllable(word.text):
        return word.confidence < _POOR
    return word.confidence < _UNSURE or not any(letter.isalnum() for letter in word.text)


def _is_noise_line(line: Sequence[EngineWord], tall: float) -> bool:
    """A line of scraps: no syllable, no number, nothing the engine was halfway sure of."""
    best = max(word.confidence for word in line)
    letters = sum(letter.isalnum() for word in line for letter in word.text)
    digits = sum(letter.isdigit() for word in line for letter in word.text)
    if letters <= 2 and digits < letters and best < _UNSURE:
        return True
    if digits:
        return False
    if any(_counts(word) and (is_syllable(word.text) or word.confidence > _UNSURE) for word in line):
        return False
    return best < 0.5 and (letters <= 3 or median([word.height for word in line]) > 2.5 * tall or best < 0.2)
