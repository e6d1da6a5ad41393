"""Numbers and dates as Vietnamese papers write them, in figures and in words."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from rapidfuzz.distance import Levenshtein

from pipeline.letters import fold

_UNITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES: Final = ((10**9, "tỷ"), (10**6, "triệu"), (10**3, "nghìn"))

_DIGIT_WORDS: Final[dict[str, int]] = {
    "khong": 0,
    "mot": 1,
    "gieng": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "tu": 4,
    "nam": 5,
    "lam": 5,
    "nham": 5,
    "sau": 6,
    "bay": 7,
    "bẩy": 7,
    "tam": 8,
    "chin": 9,
    "chap": 12,
}
_SCALE_WORDS: Final[dict[str, int]] = {"nghin": 1000, "ngan": 1000, "trieu": 10**6, "ty": 10**9, "ti": 10**9}
_FILLERS: Final = frozenset({"linh", "le", "va"})
_KNOWN: Final = (*_DIGIT_WORDS, *_SCALE_WORDS, *_FILLERS, "muoi", "tram", "ngay", "thang", "mung", "mong")

_MONTH_WORDS: Final = (
    "muoi hai|muoi mot|muoi|thang chap|chap|gieng|mot|hai|ba|tu|bon|nam|sau|bay|tam|chin"  # longest first
)
_FIGURES: Final = re.compile(
    r"(?<!\d)(?P<d>\d{1,2})\s*(?P<s>[/.\-])\s*(?P<m>\d{1,2})\s*(?P=s)\s*(?P<y>\d{4})(?!\d)"
    r"|(?:\bngay\W{0,4})?(?<!\d)(?P<d2>\d{1,2})\W{0,4}thang\W{0,4}(?P<m2>\d{1,2})\W{0,4}nam\W{0,4}(?P<y2>\d{4})(?!\d)"
)
_MONTH_YEAR: Final = re.compile(
    r"(?<![\d/])(?:thang\W{0,4}(?P<m>\d{1,2})\W{0,4}nam\W{0,4}|(?P<m2>\d{1,2})\s*[/\-]\s*)(?P<y>\d{4})(?!\d)"
)
_YEAR: Final = re.compile(r"(?<!\d)(1[89]\d{2}|20\d{2}|21\d{2})(?!\d)")
_SPELLED: Final = re.compile(rf"ngay\s+(?P<d>.+?)\s+thang\s+(?P<m>{_MONTH_WORDS})\s+nam\s+(?P<y>\w.*)$")


def number_in_words(number: int) -> str:
    """`2003` -> `hai nghìn không trăm linh ba`, as offices write sums and years. Raises ValueError below 0."""
    if number < 0:
        raise ValueError("only numbers from 0 have words here")
    if number < 10:
        return _UNITS[number]
    words: list[str] = []
    rest = number
    started = False
    for scale, name in _SCALES:
        count, rest = divmod(rest, scale)
        if count:
            words += [number_in_words(count) if count >= 1000 else _group(count, started), name]
            started = True
    if rest:
        words.append(_group(rest, started))
    return " ".join(words)


def _group(number: int, full: bool) -> str:
    """Words of 1..999; a group that follows a higher one says its empty hundreds."""
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    words: list[str] = []
    if hundreds or full:
        words += [_UNITS[hundreds], "trăm"]
    if tens == 0 and units:
        words += [*(["linh"] if words else []), _UNITS[units]]
    elif tens == 1:
        words += ["mười", *([_last(units, 1)] if units else [])]
    elif tens:
        words += [_UNITS[tens], "mươi", *([_last(units, tens)] if units else [])]
    return " ".join(words)


def _last(units: int, tens: int) -> str:
    if units == 5:
        return "lăm"
    return "mốt" if units == 1 and tens > 1 else _UNITS[units]


def date_in_words(day: date) -> str:
    """`Ngày mười bốn, tháng năm, năm hai nghìn không trăm linh ba`."""
    month = "tư" if day.month == 4 else number_in_words(day.month)
    return f"Ngày {number_in_words(day.day)}, tháng {month}, năm {number_in_words(day.year)}"


def parse_number_words(text: str) -> int | None:
    """The number that the words say; one slip of a letter in a word is forgiven. None where they say none."""
    words = [_nearest_word(word) for word in re.findall(r"[a-z]+", fold(text))]
    if not words or any(word is None for word in words):
        return None
    spoken = [word for word in words if word is not None and word not in _FILLERS]
    if spoken and spoken[0] in ("mung", "mong"):
        spoken = spoken[1:]
    if not spoken:
        return None
    if len(spoken) > 1 and all(_DIGIT_WORDS.get(word, 10) < 10 for word in spoken):
        return int("".join(str(_DIGIT_WORDS[word]) for word in spoken))
    return _add_up(spoken)


def _add_up(words: list[str]) -> int | None:
    total = group = 0
    pending: int | None = None
    for word in words:
        if word in _DIGIT_WORDS:
            if pending is not None:
                return None
            pending = _DIGIT_WORDS[word]
        elif word == "muoi":
            group += (pending if pending is not None else 1) * 10
            pending = None
        elif word == "tram":
            group += (pending if pending is not None else 1) * 100
            pending = None
        elif word in _SCALE_WORDS:
            total += (group + (pending or 0)) * _SCALE_WORDS[word]
            group, pending = 0, None
        else:
            return None
    return total + group + (pending or 0)


def _nearest_word(word: str) -> str | None:
    if word in _KNOWN:
        return word
    if len(word) < 3:
        return None
    near = [known for known in _KNOWN if len(known) > 2 and Levenshtein.distance(word, known, score_cutoff=1) <= 1]
    return near[0] if len(near) == 1 else None


def parse_date_words(text: str) -> date | None:
    """The date said in words (`Ngày mười bốn, tháng năm, năm hai nghìn không trăm linh ba`), or None."""
    plain = " ".join(re.findall(r"[a-z]+", fold(text)))
    if not plain.startswith("ngay "):
        plain = f"ngay {plain}"
    match = _SPELLED.search(plain)
    if not match:
        return None
    day, month, year = (parse_number_words(match[key]) for key in ("d", "m", "y"))
    return _date(day, month, year)


def _date(day: int | None, month: int | None, year: int | None) -> date | None:
    if not day or not month or not year:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_date(text: str) -> date | None:
    """The first whole date in the text, in figures (05/9/2025, 5-9-2025, ngày 05 tháng 9 năm 2025) or in words."""
    for match in _FIGURES.finditer(fold(text)):
        found = _date(*(int(match[key] or match[f"{key}2"]) for key in ("d", "m", "y")))
        if found:
            return found
    return parse_date_words(text)


def parse_partial_date(text: str) -> str | None:
    """`dd/mm/yyyy` where the day is known, else `mm/yyyy`, else `yyyy`; None where there is no year."""
    whole = parse_date(text)
    if whole:
        return format_date(whole)
    plain = fold(text)
    match = _MONTH_YEAR.search(plain)
    if match and 1 <= int(match["m"] or match["m2"]) <= 12:
        return f"{int(match['m'] or match['m2']):02d}/{match['y']}"
    year = _YEAR.search(plain)
    return year[0] if year else None


def format_date(day: date) -> str:
    """`dd/mm/yyyy`, the form of every date value."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def mend_ia(text: str) -> str:
    """`la Tơi` as `Ia Tơi`: many communes of the Central Highlands begin so, and no place name begins with `la`."""
    return re.sub(r"\b[l1]a (?=(\w))", lambda found: "Ia " if found[1].isupper() else found[0], text)


def read_date(value: str) -> date | None:
    """The date of a normalised `dd/mm/yyyy` value; None for anything else."""
    match = re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})", value)
    return _date(int(match[1]), int(match[2]), int(match[3])) if match else None
