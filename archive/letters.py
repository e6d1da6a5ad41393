"""Rough shape of letters, for invisible text only: how wide one runs and how far its ink reaches from the baseline.

Nothing here is drawn. The figures follow the common serif book faces closely enough that a selected word covers the
printed one, letter by letter; every word is stretched to its box anyway.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

UNITS_PER_EM = 1000
SPACE_ADVANCE = 250

_NARROW = frozenset("ijlIJ.,;:!'`|·’‘")
_SLIM = frozenset('ftr()[]{}/\\-"“”°*')
_WIDE = frozenset("ABCDĐEGHKLNOPQRTUVXYZwmÔƠƯ&%")
_WIDEST = frozenset("MW@—…")
_ASCENDING = frozenset("bdđfhklt")
_DESCENDING = frozenset("gjpqy")
_DOTTED = frozenset("ij")
_X_HEIGHT, _CAP_HEIGHT, _DESCENT, _MARK = 0.46, 0.67, -0.21, 0.20


class Extent(NamedTuple):
    """How far ink reaches from the baseline, in ems; `bottom` is negative below it."""

    bottom: float
    top: float


@lru_cache(maxsize=4096)
def measure_advance(char: str) -> int:
    """Width of one character in thousandths of an em; combining marks that stand alone have none."""
    if char.isspace():
        return SPACE_ADVANCE
    if unicodedata.combining(char):
        return 0
    if unicodedata.east_asian_width(char) in "WF":
        return UNITS_PER_EM
    base = unicodedata.normalize("NFD", char)[0]
    for letters, advance in ((_NARROW, 280), (_SLIM, 350), (_WIDE, 680), (_WIDEST, 880)):
        if base in letters:
            return advance
    return 610 if base.isupper() else 490


def measure_text(text: str) -> int:
    """Width of a text in thousandths of an em."""
    return sum(measure_advance(char) for char in text)


def measure_extent(text: str) -> Extent:
    """The ink's reach over all characters of a text without white space; (0, 0) where there is none."""
    extents = [_measure_letter(char) for char in text if not char.isspace()]
    if not extents:
        return Extent(0.0, 0.0)
    return Extent(min(extent.bottom for extent in extents), max(extent.top for extent in extents))


@lru_cache(maxsize=4096)
def _measure_letter(char: str) -> Extent:
    base, *marks = list(unicodedata.normalize("NFD", char))
    if base in "-–—~=+":
        return Extent(0.18, 0.30)
    if base in "'\"“”‘’`*°":
        return Extent(0.42, 0.68)
    if base in ".…_":
        return Extent(0.0, 0.10)
    if base in ",;":
        return Extent(-0.14, 0.10 if base == "," else _X_HEIGHT)
    if base in "()[]{}|/\\":
        return Extent(_DESCENT, 0.70)
    bottom = _DESCENT if base in _DESCENDING or "\u0323" in marks else 0.0
    if base.islower() and base not in _ASCENDING:
        top = _CAP_HEIGHT if base in _DOTTED and not marks else _X_HEIGHT
    else:
        top = _CAP_HEIGHT
    above = sum(1 for mark in marks if unicodedata.combining(mark) == 230)
    return Extent(bottom, top + _MARK * above)
