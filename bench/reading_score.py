"""Scores of one page's text against what stands on it: lines lost, letters misread, reading order. Pure functions."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import Levenshtein

from bench.places import Place, TrueLine, count_errors, count_glued, place_lines
from bench.scoring import Rate, fold


@dataclass(frozen=True, slots=True)
class LineScore:
    """One true line: where it stands on the page and what was made of it (`read` is empty where it is lost)."""

    text: str
    box: tuple[float, float, float, float]
    by_hand: bool
    found: bool
    errors: int
    length: int
    marks: int
    """Errors that vanish once tone and hat marks are folded."""
    read: str


@dataclass(frozen=True, slots=True)
class TextScore:
    """What a text is worth; `right` says of each word of the text whether the same word stands in its place."""

    lines: tuple[LineScore, ...]
    order: Rate
    words: Rate
    extra: int
    """Characters of the text that no line of the page accounts for."""
    right: tuple[bool, ...]

    @property
    def printed(self) -> list[LineScore]:
        return [line for line in self.lines if not line.by_hand]

    @property
    def lost(self) -> list[LineScore]:
        return [line for line in self.printed if not line.found]

    @property
    def lost_rate(self) -> Rate:
        return Rate(len(self.lost), len(self.printed))

    @property
    def misread(self) -> Rate:
        """Character errors of the lines found, order aside."""
        found = [line for line in self.printed if line.found]
        return Rate(sum(line.errors for line in found), sum(line.length for line in found))

    @property
    def marks(self) -> Rate:
        found = [line for line in self.printed if line.found]
        return Rate(sum(line.marks for line in found), sum(line.length for line in found))


def true_lines(page: dict[str, Any]) -> list[TrueLine]:
    """The lines of a page of truth.json; a truth without handwriting noted counts as print."""
    lines = []
    for line in page["lines"]:
        hand = {position for start, end in line.get("hand", ()) for position in range(start, end)}
        lines.append(TrueLine(line["text"], frozenset(hand)))
    return lines


def score_text(page: dict[str, Any], read: Sequence[str]) -> TextScore:
    """Score the words of a text, in reading order, against a page of truth.json."""
    lines = true_lines(page)
    words = [fold(word) for word in read]
    text = " ".join(words)
    places = place_lines(lines, text)
    glued = count_glued(lines, places, text)
    return TextScore(
        lines=tuple(
            score_line(line, tuple(true["box"]), place, text, beside)
            for line, true, place, beside in zip(lines, page["lines"], places, glued, strict=True)
        ),
        order=order_errors(lines, text),
        words=word_errors(lines, text),
        extra=count_extra(places, text),
        right=judge_words(lines, places, words),
    )


def score_line(line: TrueLine, box: tuple[float, ...], place: Place | None, text: str, glued: int) -> LineScore:
    """A line at its place, with `glued` characters too many at its ends."""
    x, y, w, h = box
    if place is None:
        return LineScore(line.text, (x, y, w, h), line.by_hand, False, line.length, line.length, 0, "")
    pairs = [
        (letter, text[position])
        for index, (letter, position) in enumerate(zip(line.text, place.at, strict=True))
        if position >= 0 and index not in line.unjudged
    ]
    marks = sum(a != b and bare(a) == bare(b) for a, b in pairs)
    errors = count_errors(line, place, text) + glued
    return LineScore(line.text, (x, y, w, h), line.by_hand, True, errors, line.length, marks, text_at(place, text))


def bare(letter: str) -> str:
    """The letter without tone, hat, horn or stroke."""
    return unicodedata.normalize("NFD", letter)[0].translate({ord("đ"): "d", ord("Đ"): "D"})


def text_at(place: Place, text: str) -> str:
    """What was read for a line: the parts of the text at its place, ` … ` where it goes on elsewhere."""
    pieces: list[list[int]] = []
    for position in place.at:
        if position < 0:
            continue
        if pieces and 0 <= position - pieces[-1][1] <= 12:
            pieces[-1][1] = position
        else:
            pieces.append([position, position])
    return " … ".join(text[start : end + 1] for start, end in pieces)


def hand_positions(lines: Sequence[TrueLine]) -> set[int]:
    """Positions of handwritten letters in the lines joined with single spaces."""
    positions, start = set(), 0
    for line in lines:
        positions |= {start + position for position in line.hand}
        start += len(line.text) + 1
    return positions


def order_errors(lines: Sequence[TrueLine], text: str) -> Rate:
    """Edit distance of the whole page in reading order, white space folded, handwriting left out."""
    truth, hand = " ".join(line.text for line in lines), hand_positions(lines)
    return Rate(count_edits(truth, text, hand), len(truth) - len(hand))


def word_errors(lines: Sequence[TrueLine], text: str) -> Rate:
    """Word error rate in reading order, handwritten words left out."""
    truth, letters = " ".join(line.text for line in lines).split(), hand_positions(lines)
    hand, start = set(), 0
    for index, word in enumerate(truth):
        if start in letters:
            hand.add(index)
        start += len(word) + 1
    return Rate(count_edits(truth, text.split(), hand), len(truth) - len(hand))


def count_edits(truth: str | list[str], read: str | list[str], skip: set[int]) -> int:
    """Edits from one sequence to the other, those at or beside the skipped positions of the first left out."""
    if not skip:
        return Levenshtein.distance(truth, read)
    return sum(
        not (edit.src_pos in skip or (edit.tag == "insert" and edit.src_pos - 1 in skip))
        for edit in Levenshtein.editops(truth, read)
    )


def count_extra(places: Sequence[Place | None], text: str) -> int:
    used = {position for place in places if place for position in place.positions}
    return sum(not letter.isspace() and position not in used for position, letter in enumerate(text))


def judge_words(lines: Sequence[TrueLine], places: Sequence[Place | None], words: Sequence[str]) -> tuple[bool, ...]:
    """For each word read, whether it is a whole word of the true line that stands there."""
    text = " ".join(words)
    spot: dict[int, tuple[int, int]] = {}
    for number, (line, place) in enumerate(zip(lines, places, strict=True)):
        for index, position in enumerate(place.at if place else ()):
            if position >= 0 and text[position] == line.text[index]:
                spot[position] = (number, index)
    result, start = [], 0
    for word in words:
        result.append(_is_true_word(lines, [spot.get(position) for position in range(start, start + len(word))]))
        start += len(word) + 1
    return tuple(result)


def _is_true_word(lines: Sequence[TrueLine], spots: Sequence[tuple[int, int] | None]) -> bool:
    if not spots or spots[0] is None:
        return False
    number, first = spots[0]
    if list(spots) != [(number, first + step) for step in range(len(spots))]:
        return False
    text, last = lines[number].text, first + len(spots)
    return (first == 0 or text[first - 1] == " ") and (last == len(text) or text[last] == " ")
