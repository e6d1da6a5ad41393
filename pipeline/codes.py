"""Numbers that identify things on paper: dossier codes, numbers of papers, ID numbers; found and put right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from pipeline.catalog.schema import Abbreviation
from pipeline.letters import fold, repair_look_alikes

DOSSIER_CODE: Final = re.compile(r"(?:\d{3}(?:\.\d{2}){2}\.)?[A-K]\d{2}(?:\.\d{1,4})*-\d{6}-\d{3,8}")
"""Mã hồ sơ: TT 01/2018 and TT 03/2025/TT-VPCP as amended by TT 04/2025."""

_LOOSE_CODE: Final = re.compile(
    r"(?<![A-Z0-9])(?:[0-9OQ]{3}\s?[.,]\s?(?:[0-9OQ]{2}\s?[.,]\s?){2})?(?:[A-K]|[I1]{2})\s?[0-9OQIL]{2}"
    r"(?:\s?[.,]\s?[0-9OQIL]{1,4})*\s?[-_~]\s?[0-9OQILS]{6}\s?[-_~]\s?[0-9OQILSB]{3,8}(?![A-Z0-9])"
)
_FIX_DIGITS: Final = str.maketrans("OQILSB", "001158")


def find_dossier_code(text: str) -> str | None:
    """The first dossier code in the text (a bare code, a URL that holds one, or print with common slips), or None."""
    upper = repair_look_alikes(text).upper()
    strict = re.search(rf"(?<![A-Z0-9]){DOSSIER_CODE.pattern}(?![A-Z0-9])", upper)
    if strict:
        return strict.group()
    for match in _LOOSE_CODE.finditer(upper):
        code = _repair_code(match.group())
        if code is not None:
            return code
    return None


def _repair_code(text: str) -> str | None:
    bare = re.sub(r"\s", "", text).replace(",", ".").replace("_", "-").replace("~", "-")
    head, day, number = bare.rsplit("-", 2)
    match = re.fullmatch(r"((?:[0-9OQ]{3}\.(?:[0-9OQ]{2}\.){2})?)([A-K]|[I1]{2})(.*)", head)
    if not match:
        return None
    letter = match[2] if len(match[2]) == 1 else "H"
    code = f"{match[1].translate(_FIX_DIGITS)}{letter}{match[3].translate(_FIX_DIGITS)}"
    whole = f"{code}-{day.translate(_FIX_DIGITS)}-{number.translate(_FIX_DIGITS)}"
    return whole if DOSSIER_CODE.fullmatch(whole) and dossier_date(whole) else None


def dossier_date(code: str) -> date | None:
    """The day of receipt inside a dossier code; None where it is no real day."""
    match = re.search(r"-(\d{2})(\d{2})(\d{2})-\d{3,8}$", code)
    if not match:
        return None
    try:
        return date(2000 + int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class PaperNumber:
    """Số, ký hiệu of a paper (NĐ 30/2020). `number` is None where it is blank or could not be read."""

    number: str | None
    year: str | None
    notation: str
    """`QĐ-UBND`, spelled right."""

    @property
    def whole(self) -> str | None:
        """`15/QĐ-UBND`; None without a number."""
        if self.number is None:
            return None
        return "/".join(part for part in (self.number, self.year, self.notation) if part)


_NUMBER: Final = re.compile(
    r"(?:\bs[oó6ôốồỗ](?:\s+hi[eêệ]u)?\s*[:.;,]?|^)\s*(?P<number>[^/|\n]{0,24}?)\s*[/|]\s*(?:(?P<year>\d{4})\s*[/|]\s*)?"
    r"(?P<notation>[A-Za-zĐƯđÂÔƠ]{1,8}\d{0,3}(?:\s?[-.–]\s?[A-Za-zĐƯđ&0-9]{1,15}){0,3})",
    re.IGNORECASE,
)


def find_paper_number(text: str, abbreviations: Mapping[str, Abbreviation]) -> PaperNumber | None:
    """The number and notation in a head line (`Số: 15/QĐ-UBND`), abbreviations spelled right; None where none stands.

    A number that is not plain digits (blank, handwritten and misread) is given back as missing, never guessed.
    """
    for match in _NUMBER.finditer(repair_look_alikes(text)):
        notation = spell_notation(match["notation"], abbreviations)
        if notation is None:
            continue
        number = re.sub(r"[\s.…_]+", "", match["number"])
        digits = re.fullmatch(r"\d{1,5}[a-z]?", number)
        return PaperNumber(number if digits else None, match["year"], notation)
    return None


def spell_notation(text: str, abbreviations: Mapping[str, Abbreviation]) -> str | None:
    """`QD-UBND` -> `QĐ-UBND`; None where no part is a known abbreviation."""
    parts = re.split(r"\s?[-.–]\s?", re.sub(r"\s", "", text)) if "-" in text or "–" in text else [text.strip()]
    spelled: list[str] = []
    known = 0
    for part in parts:
        found = abbreviations.get(fold(part))
        known += found is not None
        spelled.append(found.abbreviation if found else part)
    return "-".join(spelled) if known else None


_ID_SLIPS: Final = str.maketrans("OoQDIlL|SsBbGZz", "000011115588622")


def read_digits(text: str, length: int) -> str | None:
    """The one run of `length` digits in the text, spaces and dots inside ignored, letters read for digits put right."""
    plain = re.sub(r"(?<=\d)[ .\-](?=\d)", "", text)
    found = re.findall(rf"(?<!\d)\d{{{length}}}(?!\d)", plain)
    if found:
        return str(found[0])
    for token in re.findall(r"[0-9OoQDIlL|SsBbGZz]+", re.sub(r"(?<=[0-9OoIlSB])[ .](?=[0-9OoIlSB])", "", text)):
        if len(token) == length and sum(char.isdigit() for char in token) >= length - 3:
            return str(token.translate(_ID_SLIPS))
    return None
