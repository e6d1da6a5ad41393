"""Where each true line stands in a text that was read, wherever that is: exact alignment, each letter used once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray

JUMP = 3
"""What a break in a line costs when its best place is chosen: its pieces must have more letters than that."""
USED = "\0"
WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Place:
    """A line's best place in a text.

    `at[i]` is the position in the text that character i of the line was matched with, right or wrong, -1 where it is
    missing; `extra[i]` counts the text's characters between i - 1 and i that the line does not have. `errors` is the
    edit distance, breaks not counted.
    """

    at: tuple[int, ...]
    extra: tuple[int, ...]
    errors: int

    @property
    def positions(self) -> frozenset[int]:
        return frozenset(position for position in self.at if position >= 0)


def locate(line: str, text: str) -> Place:
    """The place in `text` with the fewest errors; the line may break at its spaces and go on anywhere (cost JUMP)."""
    found = f" {text} ".find(f" {line} ")
    if found < 0:
        found = text.find(line)
    if found >= 0:
        return Place(tuple(range(found, found + len(line))), (0,) * len(line), 0)
    costs, jumps = _fill(line, text)
    return _trace(line, text, costs, jumps)


@dataclass(frozen=True, slots=True, eq=False)
class _Jump:
    """Columns of a row that are reached best by a break, and the column that they are reached from."""

    reached: NDArray[np.bool_]
    origin: int


def _fill(line: str, text: str) -> tuple[NDArray[np.int32], dict[int, _Jump]]:
    """Edit distances of each start of the line to any part of the text ending in a column (Sellers), with breaks."""
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    columns = np.arange(len(text) + 1, dtype=np.int32)
    costs = np.zeros((len(line) + 1, len(text) + 1), dtype=np.int32)
    jumps: dict[int, _Jump] = {}
    for row, letter in enumerate(line, 1):
        above = costs[row - 1]
        best = above + 1
        np.minimum(best[1:], above[:-1] + (codes != ord(letter)), out=best[1:])
        best = np.minimum.accumulate(best - columns) + columns
        if letter == " ":
            origin = int(best.argmin())
            reached = best > best[origin] + JUMP
            if reached.any():
                best[reached] = best[origin] + JUMP
                jumps[row] = _Jump(reached, origin)
        costs[row] = best
    return costs, jumps


def _trace(line: str, text: str, costs: NDArray[np.int32], jumps: dict[int, _Jump]) -> Place:
    at, extra, errors = [-1] * len(line), [0] * len(line), 0
    row, column = len(line), int(costs[len(line)].argmin())
    if column < len(text) and costs[row, column + 1] == costs[row, column]:
        column += 1  # a last letter misread rather than missing
    while row:
        jump = jumps.get(row)
        if jump is not None and jump.reached[column]:
            column = jump.origin
        cost = costs[row, column]
        wrong = column > 0 and line[row - 1] != text[column - 1]
        if column > 0 and cost == costs[row - 1, column - 1] + wrong:
            at[row - 1] = column - 1
            errors += wrong
            row, column = row - 1, column - 1
        elif cost == costs[row - 1, column] + 1:
            errors += 1
            row -= 1
        else:
            if row < len(line):
                extra[row] += 1
            errors += 1
            column -= 1
    return Place(tuple(at), tuple(extra), errors)


@dataclass(frozen=True, slots=True)
class TrueLine:
    """A line as it stands on paper; `hand` are the positions of letters written by hand, which are not judged.

    A line wholly by hand is judged like any other, by whoever asks for it.
    """

    text: str
    hand: frozenset[int] = frozenset()

    @property
    def by_hand(self) -> bool:
        return len(self.hand) >= sum(not letter.isspace() for letter in self.text)

    @property
    def unjudged(self) -> frozenset[int]:
        return frozenset() if self.by_hand else self.hand

    @property
    def length(self) -> int:
        return len(self.text) - len(self.unjudged)


def count_errors(line: TrueLine, place: Place, text: str) -> int:
    """Errors of a line at its place, those beside handwritten letters left out."""
    skip = line.unjudged
    errors = 0
    for index, position in enumerate(place.at):
        if index in skip:
            continue
        errors += position < 0 or text[position] != line.text[index]
        if index - 1 not in skip:
            errors += place.extra[index]
    return errors


def count_glued(lines: Sequence[TrueLine], places: Sequence[Place | None], text: str) -> list[int]:
    """For each line the characters that stand, without a space, before or behind its own and belong to no line."""
    owner: dict[int, tuple[int, int]] = {}
    for number, place in enumerate(places):
        for index, position in enumerate(place.at if place else ()):
            owner.setdefault(position, (number, index))
    glued = [0] * len(lines)
    for word in WORD.finditer(text):
        for position in range(*word.span()):
            if position in owner:
                continue
            left = next((owner[p] for p in range(position, word.start() - 1, -1) if p in owner), None)
            right = next((owner[p] for p in range(position, word.end()) if p in owner), None)
            if left and right and left[0] == right[0] and left[1] < right[1]:
                continue  # counted as extra within the line
            beside = left or right
            if beside and beside[1] not in lines[beside[0]].unjudged:
                glued[beside[0]] += 1
    return glued


def place_lines(lines: Sequence[TrueLine], text: str) -> list[Place | None]:
    """The place of each line in the text, None where it is lost; no letter of the text serves two lines.

    Print chooses before handwriting, and lines that fit best first; a line that finds its place taken looks for
    another and waits its turn for it. A letter that a line matches wrongly, or by handwriting that is not judged, stays
    free: else what is left of a lost line takes a short one's words, and a name written above the same name in print.
    A line is found where at least half its characters stand.
    """
    result: list[Place | None] = [None] * len(lines)
    free, used = list(text), set[int]()
    places = [locate(line.text, text) for line in lines]
    waiting = [(_rank(line, place), index) for index, (line, place) in enumerate(zip(lines, places, strict=True))]
    heapify(waiting)
    while waiting:
        _, index = heappop(waiting)
        line, place = lines[index], places[index]
        if not used.isdisjoint(_list_right(line, place, text)):
            places[index] = place = locate(line.text, "".join(free))
            if waiting and waiting[0] < (rank := (_rank(line, place), index)):
                heappush(waiting, rank)
                continue
        if 2 * count_errors(line, place, "".join(free)) <= line.length:
            result[index] = place
            taken = _list_right(line, place, text)
            used |= taken
            for position in taken:
                free[position] = USED
    return result


def _rank(line: TrueLine, place: Place) -> tuple[bool, int]:
    return line.by_hand, 2 * place.errors - len(line.text)


def _list_right(line: TrueLine, place: Place, text: str) -> set[int]:
    """Positions of the text that letters of the line that are judged match with the same letter."""
    return {
        position
        for index, (letter, position) in enumerate(zip(line.text, place.at, strict=True))
        if text[position : position + 1] == letter and position >= 0 and index not in line.unjudged
    }
