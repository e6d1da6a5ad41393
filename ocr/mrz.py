"""The machine-readable zone of cards: found by its look, read again with its own letters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import cycle, product

from ocr.engine import EngineWord, group_lines
from ocr.rects import Rect
from ocr.syllables import is_bare_syllable

LETTERS = 30
_LINES = 3
_LOOK = re.compile(r"[A-Z0-9<«‹]{8,}")
_START = re.compile(r"^.{0,3}?[DO0]VN[MH]")
_DAY = re.compile(r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_ALL = 6
_PROVINCE = "0"
"""First digit of every personal number: it starts with a province, and those count from 001 to 096."""
_NUMBERS = 22
"""Digits of the first line: a document number of nine, its check digit, a personal number of twelve."""
_MOST = 60
_DIGITS = str.maketrans("OQDICLTZSBG", "00011112586")
_LETTERS = str.maketrans("01258", "OIZSB")
_ALIKE = {"0": "689", "6": "08", "9": "0", "8": "0369", "3": "8", "1": "7", "7": "1", "5": "6", "2": "7"}
_SEX = {"M": "M", "F": "F", "N": "M", "H": "M", "P": "F", "E": "F"}
_DOUBLE_O = re.compile(r"0O|O0|00")
_NAME_ALIKE = (("TI", "I"), ("IT", "I"), ("TI", "T"), ("T", "I"), ("I", "T"), ("OO", "O"), ("D", "O"), ("C", "G"))


@dataclass(frozen=True, slots=True)
class Zone:
    """Where an MRZ stands, in pixels of the image read."""

    rect: Rect


def find_zone(words: Sequence[EngineWord], width: int, height: int) -> Zone | None:
    """The rows whose words look like MRZ lines (fillers, long capitals), widened to three lines; None without."""
    zone = [row for row in group_lines(words) if _looks_like_mrz("".join(word.text for word in row))]
    if not zone:
        return None
    found = [word for row in zone for word in row]
    left, top = min(word.left for word in found), min(word.top for word in found)
    right = max(word.left + word.width for word in found)
    bottom = max(word.top + word.height for word in found)
    tall = max(sorted(word.height for word in found)[len(found) // 2], 10)
    missing = max(0, _LINES - len(zone))
    spare = round(tall * (0.6 + 2.2 * missing))
    left, right = max(0, left - 2 * tall), min(width, right + 2 * tall)
    top, bottom = max(0, top - spare), min(height, bottom + spare)
    return Zone((left, top, right - left, bottom - top))


def choose_lines(readings: Iterable[Sequence[EngineWord]]) -> str | None:
    """The three lines of a TD1 zone out of several readings of it, each field from a reading whose check digit holds.

    Look-alikes are mended only where one choice makes the check digits hold, in names where one choice makes a
    syllable. Lines have 30 letters. None where no reading shows three lines.
    """
    found = [lines for words in readings if (lines := _list_lines(words))]
    if not found:
        return None
    first, second, third = ([lines[number] for lines in found] for number in range(3))
    first = [_fit_first(line) for line in first]
    firsts = _list_firsts(first)
    pairs = list(
        product(firsts, _list_seconds(second, [line[15:27] for line in firsts if _holds(line[15:27] + line[29])]))
    )
    best = max(pairs, key=lambda pair: (_hold(*pair), _agree(*pair)))
    return "\n".join((*best, _choose_names(third)))


def is_settled(text: str) -> bool:
    """Whether nothing in the zone asks for another reading: every check digit holds and every name is a syllable."""
    first, second, third = text.split("\n")
    return _hold(first, second) == _ALL and all(is_bare_syllable(name) for name in third.split("<") if name)


def check_digit(text: str) -> int:
    """The check digit of ICAO 9303: weights 7, 3, 1 over digits, letters from 10, fillers 0."""
    values = (0 if letter == "<" else int(letter, 36) for letter in text)
    return sum(value * weight for value, weight in zip(values, cycle((7, 3, 1)), strict=False)) % 10


def _list_lines(words: Sequence[EngineWord]) -> list[str]:
    rows = group_lines(words)
    texts = ["".join(word.text for word in sorted(row, key=lambda word: word.left)) for row in rows]
    texts = [re.sub(r"[^A-Z0-9<]", "", text.upper()) for text in texts]
    lines = [text for text in texts if len(text) >= LETTERS // 2][-_LINES:]
    if len(lines) < _LINES:
        return []
    return [_START.sub("IDVNM", lines[0]), *(_fit_line(line) for line in lines[1:])]


def _fit_first(line: str) -> str:
    """The first line at its 30 letters; where one number too many or too few was read, the one way that checks out."""
    shape = re.fullmatch(r"IDVNM([A-Z0-9]{20,24})<{1,3}([A-Z0-9]).*", line)
    if shape is None:
        return _fit_line(line)
    digits, last = shape[1].translate(_DIGITS), shape[2].translate(_DIGITS)
    surplus = len(digits) - _NUMBERS
    forms = {digits}
    for _ in range(abs(surplus)):
        if surplus > 0:
            forms = {form[:place] + form[place + 1 :] for form in forms for place in range(len(form))}
        else:
            forms = {form[:place] + "0" + form[place:] for form in forms for place in range(len(form) + 1)}
    if surplus:
        forms = {
            form
            for form in forms
            if form[10] == _PROVINCE and form[:9] == form[13:22] and _holds(form[:10]) and _holds(form[10:22] + last)
        }  # fmt: skip
    return f"IDVNM{forms.pop()}<<{last}" if len(forms) == 1 else _fit_line(line)


def _list_firsts(lines: Sequence[str]) -> list[str]:
    """First lines put together of the readings' fields: document number, personal number and their check digits.

    The document number of a citizen's card is the end of the personal number, so that either mends the other.
    """
    numbers = _list_fields([line[5:15] for line in lines], 9)
    persons = _list_fields([line[15:27] + line[29] for line in lines], 12)
    if not any(person[0] == _PROVINCE for person in persons):
        persons += _list_fields([_PROVINCE + line[16:27] + line[29] for line in lines], 12)
    whole = [(number, person) for number, person in product(numbers, persons) if person[3:12] == number[:9]]
    for person in persons:
        number = person[3:12] + str(check_digit(person[3:12]))
        if _holds(person) and any(number[9] == other[9] for other in numbers):
            whole.append((number, person))
    for number, person in product(numbers, persons):
        mended = person[:3] + number[:9] + person[12]
        if _holds(number) and _holds(mended):
            whole.append((number, mended))
    whole += list(product(numbers, persons))
    return list(dict.fromkeys(f"IDVNM{number}{person[:12]}<<{person[12]}" for number, person in whole))[:_MOST]


def _list_seconds(lines: Sequence[str], persons: Sequence[str]) -> list[str]:
    """Second lines put together of the readings' fields: birth, sex, expiry, nationality and the last check digit.

    `persons`: likely personal numbers. They hold the year of birth and the sex (NĐ 137/2015/NĐ-CP, Điều 7), and a card
    is valid until a birthday (Luật Căn cước, Điều 21), so that the fields of the two lines mend each other.
    """
    births, expiries = (_list_dates([line[start : start + 7] for line in lines]) for start in (0, 8))
    births += _join_dates([person[4:6] for person in persons], expiries, [line[6] for line in lines])
    expiries += _join_dates([line[8:10] for line in lines], births, [line[14] for line in lines])
    births, expiries = (list(dict.fromkeys(_put_dates_first(dates))) for dates in (births, expiries))
    sexes = list(dict.fromkeys(_SEX[line[7]] for line in lines if line[7] in _SEX))
    sexes = sexes or list(dict.fromkeys("MF"[int(person[3]) % 2] for person in persons)) or ["<"]
    optional = Counter(line[15:29] for line in lines).most_common(1)[0][0]
    lasts = list(dict.fromkeys(line[29].translate(_DIGITS) for line in lines))
    rest = "VNM" + "<" * 11 if optional.count("<") >= 8 else optional
    made = product(births, sexes, expiries, lasts)
    return [f"{birth}{sex}{expiry}{rest}{last}" for birth, sex, expiry, last in made][:_MOST]


def _list_dates(readings: Sequence[str]) -> list[str]:
    """Days with their check digits; where none that was read is a day, those that one look-alike mends as well."""
    fields = _list_fields(readings, 6)
    if any(_DAY.match(field) and _holds(field) for field in fields):
        return fields
    mended = _mend_fields([reading.translate(_DIGITS) for reading in readings], 6)
    return [field for field in mended if _DAY.match(field)] + fields


def _join_dates(years: Iterable[str], others: Iterable[str], digits: Iterable[str]) -> list[str]:
    """Days of the years on the birthday of other dates, where one of the check digits read is theirs."""
    seen = {digit.translate(_DIGITS) for digit in digits}
    days = {year.translate(_DIGITS) + other[2:6] for year, other in product(years, others) if _DAY.match(other)}
    return sorted(day + str(check_digit(day)) for day in days if day.isdigit() and str(check_digit(day)) in seen)


def _put_dates_first(fields: Sequence[str]) -> list[str]:
    """Fields that are days of a calendar (yymmdd) before those that are none."""
    return sorted(fields, key=lambda field: not _DAY.match(field))


def _list_fields(readings: Sequence[str], length: int) -> list[str]:
    """Readings of a number and its check digit, likeliest first; where none holds, those that one look-alike mends."""
    seen = [text for text, _ in Counter(reading.translate(_DIGITS) for reading in readings).most_common()]
    held = [text for text in seen if _holds(text)]
    if held:
        return held
    return _mend_fields(seen, length) + seen


def _mend_fields(seen: Iterable[str], length: int) -> list[str]:
    """The fields whose check digit holds once one of their digits is a look-alike."""
    mended = {
        text[:place] + other + text[place + 1 :]
        for text in seen
        for place in range(length)
        for other in _ALIKE.get(text[place], "")
    }
    return sorted(text for text in mended if _holds(text))


def _holds(field: str) -> bool:
    """Whether a number's last digit is its check digit."""
    return field.isdigit() and check_digit(field[:-1]) == int(field[-1])


def _hold(first: str, second: str) -> int:
    """How many check digits of the two lines hold (ICAO 9303-5), agreement of both numbers counted as one more."""
    composite = first[5:30] + second[0:7] + second[8:15] + second[18:29]
    return (
        _holds(first[5:15])
        + _holds(first[15:27] + first[29])
        + _holds(second[0:7])
        + _holds(second[8:15])
        + (second[29].isdigit() and check_digit(composite) == int(second[29]))
        + (first[5:14] == first[18:27])
    )


def _agree(first: str, second: str) -> int:
    """How far the lines bear each other out where no check digit looks: year of birth, birthday, province."""
    person, birth, expiry = first[15:27], second[0:6], second[8:14]
    return (person[4:6] == birth[:2]) + (birth[2:] == expiry[2:]) + (person[0] == _PROVINCE) + bool(_DAY.match(birth))


def _choose_names(lines: Sequence[str]) -> str:
    """The names most readings agree on, letters only, each name mended where one look-alike makes it a syllable."""
    votes = Counter("<".join(_mend_name(name) for name in line.rstrip("<").split("<")) for line in lines)
    ranked = sorted(votes, key=lambda text: (-_share(text), -votes[text]))
    return ranked[0][:LETTERS].ljust(LETTERS, "<")


def _share(text: str) -> float:
    names = [name for name in text.split("<") if name]
    return sum(is_bare_syllable(name) for name in names) / len(names) if names else 0.0


def _mend_name(name: str) -> str:
    """A name without digits; what is no syllable as one, where the fewest changes of look-alikes lead to one only."""
    plain = _DOUBLE_O.sub("O", name).translate(_LETTERS)
    if not plain or is_bare_syllable(plain):
        return plain
    forms = {plain}
    for _ in range(2):
        forms |= {
            form[:place] + right + form[place + len(wrong) :]
            for form in forms
            for wrong, right in _NAME_ALIKE
            for place in range(len(form))
            if form.startswith(wrong, place)
        }
        fitting = {form for form in forms if is_bare_syllable(form)}
        if fitting:
            return fitting.pop() if len(fitting) == 1 else plain
    return plain


def _fit_line(line: str) -> str:
    """The line at its 30 letters: fillers at its end are what OCR miscounts."""
    if len(line) > LETTERS:
        surplus = len(line) - LETTERS
        runs = [match for match in re.finditer(r"<{3,}", line) if len(match.group()) > surplus + 1]
        if runs:
            longest = max(runs, key=lambda match: len(match.group()))
            line = line[: longest.start()] + line[longest.start() + surplus :]
        return line[:LETTERS]
    runs = list(re.finditer(r"<{3,}", line))
    if runs and len(line) < LETTERS:
        longest = max(runs, key=lambda match: len(match.group()))
        line = line[: longest.end()] + "<" * (LETTERS - len(line)) + line[longest.end() :]
    return line.ljust(LETTERS, "<")


def _looks_like_mrz(text: str) -> bool:
    dense = text.replace(" ", "")
    fillers = sum(letter in "<«‹" for letter in dense)
    return len(dense) >= 15 and ((fillers >= 2 and bool(_LOOK.search(dense))) or dense.startswith("IDVNM"))
