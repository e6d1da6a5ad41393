"""Texts that a stretch of a line may hold: both readings, their letterwise mixes, and near ones that the frames allow.

Digits are never made up: a mix takes each from a reader, and no other letter is put for one or one for another.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import product

from rapidfuzz.distance import Levenshtein

from ocr.lines import Letter
from ocr.trace import Trace

_MOST_PARTS = 4
_LIKELY = -4.5
_SURE = 0.97
_MOST = 12


def mix_texts(one: str, other: str) -> list[str]:
    """Both texts and what comes of taking each part in which they differ from either."""
    parts = list(_split_parts(one, other))
    differing = [number for number, (left, right) in enumerate(parts) if left != right]
    if len(differing) <= _MOST_PARTS:
        choices = list(product((0, 1), repeat=len(differing)))
    else:
        choices = [
            tuple(int(number == place) ^ base for number in range(len(differing)))
            for base in (0, 1)
            for place in range(-1, len(differing))
        ]
    texts = []
    for choice in choices:
        chosen = dict(zip(differing, choice, strict=True))
        texts.append("".join(part[chosen.get(number, 0)] for number, part in enumerate(parts)))
    return list(dict.fromkeys([one, other, *(" ".join(text.split()) for text in texts)]))


def vary_text(text: str, letters: Sequence[Letter], trace: Trace, first: int, last: int) -> list[str]:
    """The text with one letter put for another, or put in, that the frames make likely where it stands."""
    own = "".join(letter.text for letter in letters)
    starts = [trace.frame_at(letter.x) for letter in letters]
    spans = [
        (max(first, (starts[place - 1] + start + 1) // 2 if place else first), min(last, after))
        for place, (start, after) in enumerate(zip(starts, [*starts[1:], last], strict=True))
    ]
    found: dict[str, float] = {}
    for place, at in _pair_places(text, own):
        letter = text[place]
        if letters[at].confidence > _SURE and letter == own[at]:
            continue
        for likely, share in trace.list_likely(*spans[at], _LIKELY).items():
            if likely == letter or _is_figure(likely + letter) or (likely == " ") != (letter == " "):
                continue
            new = text[:place] + likely + text[place + 1 :]
            found[new] = max(share, found.get(new, share))
    ranked = sorted(found, key=lambda new: -found[new])[:_MOST]
    return [unicodedata.normalize("NFC", new) for new in ranked]


def _is_figure(letters: str) -> bool:
    return any(letter.isdecimal() for letter in letters)


def _split_parts(one: str, other: str) -> Iterator[tuple[str, str]]:
    """Both texts cut into parts that are the same and parts that differ, letter by letter where as many stand there."""
    for tag, start, end, there, till in Levenshtein.opcodes(one, other):
        if tag == "replace" and end - start == till - there:
            yield from zip(one[start:end], other[there:till], strict=True)
        else:
            yield one[start:end], other[there:till]


def _pair_places(one: str, other: str) -> Iterator[tuple[int, int]]:
    for tag, start, end, there, till in Levenshtein.opcodes(one, other):
        if tag == "equal" or (tag == "replace" and end - start == till - there):
            yield from zip(range(start, end), range(there, till), strict=True)
