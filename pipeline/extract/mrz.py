"""The machine-readable zone of identity cards (TD1, 3 x 30): found in the print, repaired, believed by its digits.

Layout of Vietnamese cards: line 1 `IDVNM` + the last nine digits of the ID + check + the ID + `<<` + check; line 2
birth, check, sex, expiry, check, `VNM`; line 3 the name without marks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

_TO_DIGIT: Final = str.maketrans("OQDUILZSBGTA", "000011258674")
_WEIGHTS: Final = (7, 3, 1)
_DIGITS: Final = "[0-9OQDUILZSBGTA]"
_LINE1: Final = re.compile(
    rf"[I1L][DO0][VYU][NM][MN](?P<short>{_DIGITS}{{9}})(?P<check>{_DIGITS})(?P<id>{_DIGITS}{{12}})"
    rf"(?P<fill>[<KCEX(£«]*)(?P<check2>{_DIGITS})?"
)
_LINE2: Final = re.compile(
    rf"(?P<birth>{_DIGITS}{{6}})(?P<check>{_DIGITS})(?P<sex>[MFNHP<])(?P<expiry>{_DIGITS}{{6}})(?P<check2>{_DIGITS})"
    rf"[VYU][NM][MN]"
)
_LINE3: Final = re.compile(r"(?P<surname>[A-Z]+)<<(?P<given>[A-Z<]+)")


@dataclass(frozen=True, slots=True)
class Mrz:
    """What the zone surely says; each item is None unless its own check digit passes."""

    id12: str
    birth: date | None
    sex: str | None
    """`Nam` or `Nữ`."""
    expiry: date | None
    unlimited: bool
    name: str | None
    """Capitals without marks, family name first: verifies a name, never fills one."""


def check_digit(text: str) -> str:
    """ICAO 9303 check digit (weights 7, 3, 1; letters count from A = 10, `<` is 0)."""
    total = 0
    for place, char in enumerate(text):
        value = int(char) if char.isdigit() else 0 if char == "<" else ord(char) - ord("A") + 10
        total += value * _WEIGHTS[place % 3]
    return str(total % 10)


def parse_mrz(lines: Sequence[str]) -> Mrz | None:
    """The zone among the printed lines, or None where no first line with right check digits stands there.

    Letters read for digits are put right (O -> 0, I -> 1, S -> 5, B -> 8 ...); lost or added `<` do not matter.
    """
    packed = [_pack(line) for line in lines]
    for place, line in enumerate(packed):
        first = _LINE1.search(line)
        number = _read_id(first) if first else None
        if first is None or number is None:
            continue
        rest = "\n".join((line[first.end() :], *packed[place + 1 : place + 5]))
        return _read_rest(number, rest)
    return None


def _pack(line: str) -> str:
    return re.sub(r"[^A-Z0-9<(£]", "", line.upper().replace("«", "<<").replace("‹", "<").replace("≤", "<"))


def _read_id(first: re.Match[str]) -> str | None:
    short, number = (first[key].translate(_TO_DIGIT) for key in ("short", "id"))
    if number[3:] != short or check_digit(short) != first["check"].translate(_TO_DIGIT):
        return None
    last = first["check2"]
    if last is not None and check_digit(f"{number}<<") != last.translate(_TO_DIGIT):
        return None
    return number


def _read_rest(number: str, rest: str) -> Mrz:
    second = _LINE2.search(rest)
    birth = expiry = None
    sex: str | None = None
    unlimited = False
    if second:
        born, until = (second[key].translate(_TO_DIGIT) for key in ("birth", "expiry"))
        century = 1900 + 100 * (int(number[3]) // 2)
        if check_digit(born) == second["check"].translate(_TO_DIGIT):
            birth = _read_day(born, century)
            sex = {"M": "Nam", "F": "Nữ"}.get(second["sex"])
        if check_digit(until) == second["check2"].translate(_TO_DIGIT):
            unlimited = until == "991231"
            expiry = None if unlimited else _read_day(until, 2000)
        rest = rest[second.end() :]
    third = _LINE3.search(rest)
    name = " ".join(f"{third['surname']} {third['given'].replace('<', ' ')}".split()) if third and birth else None
    return Mrz(number, birth, sex, expiry, unlimited, name)


def _read_day(text: str, century: int) -> date | None:
    try:
        return date(century + int(text[:2]), int(text[2:4]), int(text[4:]))
    except ValueError:
        return None
