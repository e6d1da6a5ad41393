"""Letters read for digits: a token of a digit and letters that look like digits can only be a number.

No syllable holds a digit (see ocr/syllables.py), so that one reading is left; tokens with any other letter, such as
codes of documents, stay as they were read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from ocr.engine import EngineWord
from ocr.lines import Letter

_DIGITS = str.maketrans("OoÔôIl|", "0000111")
_AROUND = "()[].,:;/-–"


def mend_number(token: str) -> str:
    """The token with look-alikes of digits as digits where it has a digit and nothing but such letters besides."""
    core = token.translate(_DIGITS)
    bare = [letter for letter in core if letter not in _AROUND]
    holds = any(letter.isdecimal() for letter in token)
    return core if holds and all(letter.isdecimal() for letter in bare) else token


def mend_words(words: Sequence[EngineWord]) -> list[EngineWord]:
    return [replace(word, text=mend_number(word.text)) for word in words]


def mend_letters(letters: Sequence[Letter]) -> tuple[Letter, ...]:
    """The letters of a line with the numbers among its tokens mended."""

    def mend() -> Iterator[Letter]:
        for spaced, group in groupby(letters, key=lambda letter: letter.text == " "):
            token = list(group)
            text = "" if spaced else mend_number("".join(letter.text for letter in token))
            if len(text) != len(token):
                yield from token
            else:
                yield from (replace(letter, text=one) for letter, one in zip(token, text, strict=True))

    return tuple(mend())
