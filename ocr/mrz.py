"""The machine-readable zone of cards: found by its look, read again with its own letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import cycle

from ocr.engine import EngineWord

Rect = tuple[int, int, int, int]
LETTERS = 30
_LINES = 3
_LOOK = re.compile(r"[A-Z0-9<«‹]{8,}")


@dataclass(frozen=True, slots=True)
class Zone:
    """Where an MRZ stands, in pixels of the image read."""

    rect: Rect


def find_zone(words: Sequence[EngineWord], width: int, height: int) -> Zone | None:
    """The rows whose words look like MRZ lines (fillers, long capitals), widened to three lines; None without."""
    rows: dict[int, list[EngineWord]] = {}
    for word in words:
        rows.setdefault(word.line, []).append(word)
    zone = [row for row in rows.values() if _looks_like_mrz("".join(word.text for word in row))]
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
    """The three lines of a TD1 zone out of several readings of it, each line from the reading whose check digits hold.

    Lines have 30 letters. None where no reading shows three lines.
    """
    found = [lines for words in readings if (lines := _list_lines(words))]
    if not found:
        return None
    best = [
        max((lines[number] for lines in found), key=lambda line: _count_checks(line, number)) for number in range(3)
    ]
    return "\n".join(best)


def check_digit(text: str) -> int:
    """The check digit of ICAO 9303: weights 7, 3, 1 over digits, letters from 10, fillers 0."""
    values = (0 if letter == "<" else int(letter, 36) for letter in text)
    return sum(value * weight for value, weight in zip(values, cycle((7, 3, 1)), strict=False)) % 10


def _list_lines(words: Sequence[EngineWord]) -> list[str]:
    rows: dict[int, list[EngineWord]] = {}
    for word in words:
        rows.setdefault(word.line, []).append(word)
    texts = ["".join(word.text for word in sorted(row, key=lambda word: word.left)) for row in rows.values()]
    texts = [re.sub(r"[^A-Z0-9<]", "", text.upper()) for text in texts]
    lines = [text for text in texts if len(text) >= LETTERS // 2][-_LINES:]
    if len(lines) < _LINES:
        return []
    return [_fit_line(_mend_start(lines[0])), *(_fit_line(line) for line in lines[1:])]


def _mend_start(line: str) -> str:
    """`I` at the first line's start, for what looks like it; the check digits still have to hold."""
    return "I" + line[1:] if line[:1] in "1TLJ" else line


def _count_checks(line: str, number: int) -> int:
    """How many check digits within the line hold, with a full count of letters as one more."""
    checks = {0: ((5, 14, 14), (15, 29, 29)), 1: ((0, 6, 6), (8, 14, 14))}.get(number, ())
    held = sum(line[at].isdigit() and check_digit(line[start:end]) == int(line[at]) for start, end, at in checks)
    return 2 * held + (len(line.rstrip("<")) <= LETTERS and ("<<" in line))


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
