"""Puts the machine-readable zone, read with its own letters, in the place of what the page reading made of it."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from rapidfuzz import fuzz

from ocr.engine import EngineWord, group_lines
from ocr.rects import Rect

_ALIKE = 55.0


def write_zone(words: Sequence[EngineWord], text: str, rect: Rect, sure: Sequence[float]) -> list[EngineWord]:
    """The words with the lines of `text`, each as sure as told, for those in `rect` that resemble them; a line that
    none resembles is put where its neighbours leave room."""
    left, top, width, height = rect
    inside = [
        word
        for word in words
        if left <= word.left + word.width / 2 <= left + width and top <= word.top + word.height / 2 <= top + height
    ]
    rows = {row[0].line: row for row in group_lines(inside)}
    lines = text.split("\n")
    found: dict[int, int] = {}
    for row, held in rows.items():
        read = "".join(word.text for word in sorted(held, key=lambda word: word.left))
        alike, number = max((fuzz.ratio(read, line), number) for number, line in enumerate(lines))
        if alike >= _ALIKE and number not in found:
            found[number] = row
    if len(found) < 2:
        return list(words)
    boxes = {number: _bound(rows[row]) for number, row in found.items()}
    first, last = min(found), max(found)
    pitch = (boxes[last][1] - boxes[first][1]) / (last - first)
    tall = round(median([box[3] for box in boxes.values()]))
    x, wide = min(box[0] for box in boxes.values()), max(box[2] for box in boxes.values())
    fresh = 1 + max(word.line for word in words)
    result = [word for word in words if word.line not in found.values() or word not in rows[word.line]]
    for number, line in enumerate(lines):
        box = boxes.get(number, (x, round(boxes[first][1] + (number - first) * pitch), wide, tall))
        result.append(EngineWord(line, *box, sure[number], 0, found.get(number, fresh + number)))
    return result


def _bound(words: Sequence[EngineWord]) -> Rect:
    left, top = min(word.left for word in words), round(median([word.top for word in words]))
    right = max(word.left + word.width for word in words)
    return left, top, right - left, round(median([word.height for word in words]))
