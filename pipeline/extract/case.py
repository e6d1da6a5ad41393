"""A value with its evidence and all that it is held against: what its confidence is told from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.classify import PageView
from pipeline.extract.elsewhere import NOWHERE, Elsewhere
from pipeline.extract.language import Language
from pipeline.extract.tokens import Token, list_tokens
from pipeline.model import Word

_LEAST, _MOST = 0.005, 0.9995
"""Bounds of every share before it is laid on the scale of odds."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a value where it was found: its words, how sure its place and its form are (0..1)."""

    words: Sequence[Word]
    place: float
    form: float
    kind: str
    where: str
    handwritten: bool = False
    """Whether such a field is often filled in by hand."""
    view: PageView | None = None
    most: float = 1.0
    """The most that it may be believed, whatever speaks for it."""
    guessed: bool = False
    """Whether its label is one that the type itself does not know."""


@dataclass(frozen=True, slots=True)
class Case:
    """A value with its evidence and all that it is held against."""

    evidence: Evidence
    value: str
    raw: str
    language: Language | None = None
    elsewhere: Elsewhere = NOWHERE
    agree: int = 0
    """How many other sources on the paper say the same."""
    differ: int = 0
    """How many say something else."""
    row: bool = False
    """Whether it stands in a row of many."""
    shared: bool = False
    """Whether another field of the paper has the same words for its value."""
    headless: bool = False
    """Whether one of the rows that it stands among has no value in the first column."""
    mates: float = 1.0
    """How surely the least sure word of its row's other values was read."""
    missing: float = 0.0
    """The share of the fields that such a paper must have which were not found."""
    strange: float = 0.0
    """The share of the paper's labels that are none of its type's: the form is another one than is known."""
    alone: bool = False
    """Whether it is of a part of the paper of which there are several, and all of another part is missing."""

    @property
    def tokens(self) -> tuple[Token, ...]:
        return list_tokens(self.evidence.words, self.raw, self.value, self.evidence.kind)

    @property
    def page_odds(self) -> float:
        """How surely the page's words were read on the whole, as odds."""
        told = self.elsewhere.surety.get(self.evidence.view.reading.ref) if self.evidence.view is not None else None
        words = self.evidence.words
        if told is None:
            told = sum(word.confidence for word in words) / len(words) if words else 0.5
        return to_odds(told)


def to_odds(share: float) -> float:
    """The share (0..1) on the scale on which evidence adds up."""
    bounded = min(_MOST, max(_LEAST, share))
    return math.log(bounded / (1 - bounded))
