"""Letters read for digits: a token of a digit and letters that look like digits can only be a number.

No syllable holds a digit (see ocr/syllables.py), so that one reading is left; tokens with any other letter, such as
codes of documents, stay as they were read.
"""

from __future__ import annotations

import re

_LEADER_REST = re.compile(r"(?<!\S)[.…]+(?=\w)")
_DIGITS = str.maketrans("OoÔôIl|", "0000111")
_AROUND = "()[].,:;/-–"


def mend_number(token: str) -> str:
    """The token with look-alikes of digits as digits where it has a digit and nothing but such letters besides."""
    core = token.translate(_DIGITS)
    bare = [letter for letter in core if letter not in _AROUND]
    holds = any(letter.isdecimal() for letter in token)
    return core if holds and all(letter.isdecimal() for letter in bare) else token


def mend_numbers(text: str) -> str:
    """The text with the numbers among its tokens mended; spaces and lengths stay."""
    if not any(letter.isdecimal() for letter in text):
        return text
    return " ".join(mend_number(token) for token in text.split(" "))


def drop_leader_rest(text: str) -> str:
    """The text without dots right before its words: what is left of the leaders on which forms are filled in."""
    return _LEADER_REST.sub("", text)


def mend_figure(one: str, other: str) -> str:
    """The digit that two readings of a lone letter mean where they look alike and one of them is it, else nothing."""
    if len(one) != 1 or len(other) != 1 or not (one + other).strip("OoÔôIl|"):
        return ""
    digit = one.translate(_DIGITS)
    return digit if digit == other.translate(_DIGITS) and digit.isdecimal() else ""
