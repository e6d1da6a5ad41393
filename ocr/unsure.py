"""Stretches of a line that were read but hardly rightly, handwriting above all: boxed so that a clerk looks there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ocr.engine import EngineWord, group_lines
from ocr.rects import Rect, shared_area, shared_areas

_HARDLY = 0.3
_LETTERS = 3
_SURE = 0.5
_SHORT, _SLIM = 2, 0.9
"""Letters of the shortest word that a box is made for where all its line is doubtful, and its width in heights."""


def find_unsure(words: Iterable[EngineWord]) -> list[Rect]:
    """Boxes of words side by side that are each likelier wrong than not, with three letters or more between them.

    Where a line holds nothing else, two marks are enough: a figure in its cell, the end of a paragraph.
    """
    found: list[Rect] = []
    for line in group_lines(words):
        run: list[EngineWord] = []
        if all(word.confidence < _HARDLY for word in line) and sum(len(word.text) for word in line) == _SHORT:
            found.append(_bound(line))
            continue
        for word in [*sorted(line, key=lambda word: word.left), None]:
            if word is not None and word.confidence < _HARDLY:
                run.append(word)
                continue
            if sum(len(held.text) for held in run) >= _LETTERS:
                found.append(_bound(run))
            run = []
    return found


def find_dropped(read: Iterable[EngineWord], kept: Iterable[EngineWord], others: Sequence[Rect]) -> list[Rect]:
    """Boxes of what was read but not kept, outside the `others`: three letters or more side by side, or a short word.

    A speck is read as a short word too, but it is higher than wide.
    """
    places = {(word.left, word.top) for word in kept}
    found: list[Rect] = []
    for line in group_lines(word for word in read if (word.left, word.top) not in places):
        outside = [word for word in line if not any(shared_area(_bound([word]), other) for other in others)]
        letters = sum(letter.isalnum() for word in outside for letter in word.text)
        if letters >= _LETTERS or (letters == _SHORT and _is_wide(outside)):
            found.append(_bound(outside))
    return found


def pick_print(words: Iterable[EngineWord], small: float) -> list[EngineWord]:
    """Words that hardly came through the sheet: lower than `small` pixels, or on a line with a word read for sure.

    Mirrored print of the other side makes no words.
    """
    picked: list[EngineWord] = []
    for line in group_lines(words):
        sure = any(word.confidence > _SURE and sum(map(str.isalpha, word.text)) >= _LETTERS for word in line)
        picked += [word for word in line if sure or word.height < small]
    return picked


def find_dropped_figures(read: Iterable[EngineWord], kept: Iterable[EngineWord], cells: Iterable[Rect]) -> list[Rect]:
    """Boxes of what was read in a table's cell where nothing was kept: a figure alone, too doubtful to be written."""
    known = list(kept)
    places = {(word.left, word.top) for word in known}
    boxes = [_bound([word]) for word in read if (word.left, word.top) not in places and word.text.strip("|_-—~'\"`.,")]
    filled = [_bound([word]) for word in known]
    empty = [cell for cell in cells if not shared_areas(cell, filled).any()] if boxes else []
    return [box for box in boxes if any(shared_area(box, cell) > 0.7 * box[2] * box[3] for cell in empty)]


def _is_wide(words: Sequence[EngineWord]) -> bool:
    _, _, width, height = _bound(words)
    return width >= _SLIM * height


def _bound(words: Sequence[EngineWord]) -> Rect:
    left, top = min(word.left for word in words), min(word.top for word in words)
    right = max(word.left + word.width for word in words)
    return left, top, right - left, max(word.top + word.height for word in words) - top
