"""The machine-readable zone of cards: found by its look, read again with its own letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ocr.engine import EngineWord

Rect = tuple[int, int, int, int]
LETTERS = 30
_LINES = 3
_FILLER = re.compile(r"[<«‹K€]{0,2}[<«‹]{2}|<")
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


def join_lines(words: Sequence[EngineWord]) -> str | None:
    """The three lines of a TD1 zone out of its second reading, 30 letters each; None where there are not three."""
    rows: dict[int, list[EngineWord]] = {}
    for word in words:
        rows.setdefault(word.line, []).append(word)
    texts = ["".join(word.text for word in sorted(row, key=lambda word: word.left)) for row in rows.values()]
    texts = [re.sub(r"[^A-Z0-9<]", "", text.upper()) for text in texts]
    starts = [number for number, text in enumerate(texts) if text[:2] in ("ID", "I<", "1D", "IO", "I0", "10")]
    if not starts:
        return None
    lines = [text for text in texts[starts[0] :] if len(text) >= 15][:_LINES]
    if len(lines) < _LINES:
        return None
    return "\n".join(_fit_line(line) for line in lines)


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
