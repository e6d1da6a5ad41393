"""Sheets scanned in two passes put back in order: all fronts, the stack turned over, then all backs.

A feeder that sees one side only is fed twice. Printed page numbers, headings that continue a paper and the numbers on
cards tell whether that was done: pages that follow nothing where they lie do follow when fronts and backs are paired.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from pipeline.classify import PageView, classify_page
from pipeline.separate import card_number, continues_type, find_separator

LEAST: Final = 2
"""Pages that must follow another one rightly in the new order, and did not in the old."""


@dataclass(frozen=True)
class Collated:
    """Pages in the order of the paper; `changed` where that is not the order in which they were scanned."""

    views: tuple[PageView, ...]
    changed: bool = False


def collate(views: Sequence[PageView]) -> Collated:
    """The pages of one stack, fronts and backs in turn where the sheets were scanned in two passes.

    Left as they are unless every sign of the page speaks for the other order: no page there follows a wrong one.
    """
    pages = [_Signs(view) for view in views]
    right, wrong = _judge(pages)
    if not wrong or len(pages) < 4 or len(pages) % 2:
        return Collated(tuple(views))
    half = len(pages) // 2
    for backs in (pages[: half - 1 : -1], pages[half:]):
        paired = [page for sheet in zip(pages[:half], backs, strict=True) for page in sheet]
        found, against = _judge(paired)
        if not against and found >= right + LEAST:
            return Collated(tuple(page.view for page in paired), True)
    return Collated(tuple(views))


class _Signs:
    """What one page says of the page before it, looked up once."""

    def __init__(self, view: PageView) -> None:
        self.view = view
        number = view.page_number
        self.number = number[0] if number else None
        self.total = number[1] if number else None
        self.separator = find_separator(view.reading) is not None
        found = None if view.reading.blank or self.separator else classify_page(view)
        self.starts = found is not None and found.reason != "number"
        self.type = found.type if found else None
        self.faces = {face.name for face in found.faces} if found else set()
        self.card = card_number(view) if self.faces else None
        self.continues = frozenset() if self.starts else continues_type(view)


def _judge(pages: Sequence[_Signs]) -> tuple[int, int]:
    """How many pages say that they follow the one before them, and how many say that they do not."""
    said = [sign for upper, lower in pairwise(pages) for sign in _follows(upper, lower)]
    first = pages[0] if pages else None
    stray = first is not None and (first.faces == {"back"} or (first.number or 1) > 1)
    return sum(said), len(said) - sum(said) + stray


def _follows(upper: _Signs, lower: _Signs) -> Iterator[bool]:
    """What the lower page says of the upper one; nothing where it carries no sign."""
    if lower.faces == {"back"}:
        known = upper.card is not None and lower.card is not None
        yield upper.faces == {"front"} and upper.type is lower.type and (not known or upper.card == lower.card)
    elif lower.number is not None and lower.number > 1 and not lower.starts:
        before = upper.number if upper.number is not None else 1 if upper.starts else None
        same = upper.total is None or lower.total is None or upper.total == lower.total
        yield before == lower.number - 1 and same and not upper.faces
    elif lower.continues:
        yield upper.type is not None and upper.type.code in lower.continues and upper.starts
