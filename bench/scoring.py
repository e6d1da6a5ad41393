"""Scores of recognised text: error rates in order and regardless of order. Pure functions over strings."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist


def fold(text: str) -> str:
    """NFC with every run of white space as one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@dataclass(frozen=True)
class Rate:
    """Errors over a length; addable, so that rates over many pages weigh every character alike."""

    errors: float = 0.0
    length: int = 0

    def __add__(self, other: Rate) -> Rate:
        return Rate(self.errors + other.errors, self.length + other.length)

    @property
    def percent(self) -> float:
        return 100.0 * self.errors / self.length if self.length else 0.0


def total(rates: Iterable[Rate]) -> Rate:
    return sum(rates, Rate())


def character_errors(truth: str, read: str) -> Rate:
    """Edit distance of the whole page in reading order, white space folded."""
    truth, read = fold(truth), fold(read)
    return Rate(Levenshtein.distance(truth, read), len(truth))


def word_bag_errors(truth: str, read: str) -> Rate:
    """Words of the truth that the reading lacks, order aside; case and marks count."""
    wanted, found = Counter(fold(truth).split()), Counter(fold(read).split())
    missing = sum((wanted - found).values())
    return Rate(missing, sum(wanted.values()))


def line_bag_errors(truth: str, read: str) -> Rate:
    """Character errors with each true line matched to its best place in the reading, wherever that stands.

    A line found nowhere counts whole. Needs no line-to-line agreement: a true line may be part of a longer read line.
    """
    lines = [fold(line) for line in truth.splitlines() if line.strip()]
    read_lines = [fold(line) for line in read.splitlines() if line.strip()]
    joined = fold(read)
    if not lines:
        return Rate()
    if not read_lines:
        return Rate(sum(map(len, lines)), sum(map(len, lines)))
    distances = cdist(lines, read_lines, scorer=Levenshtein.distance)
    errors = 0.0
    for line, row in zip(lines, distances, strict=True):
        errors += min(len(line), int(row.min()), best_part(line, joined))
    return Rate(errors, sum(map(len, lines)))


def best_part(line: str, text: str) -> int:
    """Least edit distance of `line` to any part of `text` (Sellers' algorithm over windows that share its words)."""
    if line in text:
        return 0
    best = len(line)
    words = sorted(set(line.split()), key=len, reverse=True)[:3]
    for word in words:
        start = text.find(word)
        tries = 0
        while start >= 0 and tries < 4:
            offset = line.find(word)
            left = max(0, start - offset)
            best = min(best, Levenshtein.distance(line, text[left : left + len(line)].strip()))
            start = text.find(word, start + 1)
            tries += 1
    return best


@dataclass(frozen=True)
class Counts:
    """Hits of a search: precision, recall and their harmonic mean."""

    right: int = 0
    found: int = 0
    wanted: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.right + other.right, self.found + other.found, self.wanted + other.wanted)

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.wanted) if self.found + self.wanted else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A markdown table; numbers to the right."""
    lines = ["| " + " | ".join(head) + " |", "|" + "|".join("---" if i == 0 else "--:" for i in range(len(head))) + "|"]
    lines += [
        "| " + " | ".join(f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in row) + " |"
        for row in rows
    ]
    return "\n".join(lines)
