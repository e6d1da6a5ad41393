"""How far the confidence of words can be trusted: reliability by bin, expected calibration error, the sure words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bench.scoring import Counts

BINS = 15
SURE = 0.95


@dataclass(frozen=True, slots=True)
class Bin:
    """Words whose confidence lies in one of equally wide ranges: their mean confidence and the share that is right."""

    low: float
    high: float
    words: int
    confidence: float
    right: float


def fill_bins(words: Iterable[tuple[float, bool]], count: int = BINS) -> list[Bin]:
    """`count` bins over 0..1 of (confidence, right) pairs; empty ones are left out."""
    members: list[list[tuple[float, bool]]] = [[] for _ in range(count)]
    for confidence, right in words:
        members[min(count - 1, int(confidence * count))].append((confidence, right))
    return [
        Bin(
            index / count,
            (index + 1) / count,
            len(bin_words),
            sum(confidence for confidence, _ in bin_words) / len(bin_words),
            sum(right for _, right in bin_words) / len(bin_words),
        )
        for index, bin_words in enumerate(members)
        if bin_words
    ]


def calibration_error(bins: Iterable[Bin]) -> float:
    """Expected calibration error: the distance of confidence and share right, weighed by words."""
    known = list(bins)
    words = sum(entry.words for entry in known)
    return sum(entry.words * abs(entry.confidence - entry.right) for entry in known) / words if words else 0.0


def count_sure(words: Iterable[tuple[float, bool]], sure: float = SURE) -> Counts:
    """Of the words of at least this confidence, those that are right (`wanted` counts every sure word)."""
    known = [right for confidence, right in words if confidence >= sure]
    return Counts(sum(known), len(known), len(known))
