"""A type's labels made ready for the search, once for each type, and which of them a line may hold at all."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, TypeVar

import numpy as np
from rapidfuzz import fuzz, process

from pipeline.catalog import DocumentType
from pipeline.extract.roles import PLAIN_NAMES, roles_of
from pipeline.letters import squeeze

SHORT: Final = 5
"""Labels of up to so many letters must be read without a slip and stand at the start of a row."""
BROKEN: Final = 10
"""Labels from so many letters on are also found broken over two lines."""
HEAD: Final = 3
"""The letters by which broken labels are looked up."""
_LONE: Final = 3
"""Labels of fewer letters need their colon."""
_LIKE: Final = 82
"""How like a label some part of a line must be, of 100, to be looked at more closely."""
_KINDS: Final = 256
"""Types whose labels are kept ready: more than a catalogue has."""

_NAME_STARTS: Final = ("Họ, chữ đệm, tên ", "Họ, chữ đệm và tên ", "Họ và tên ")
_HEADINGS: Final = ("Thông tin {}", "Thông tin về {}", "Thông tin của {}", "Phần khai về {}", "Phần ghi về {}", "Về {}")

_ANY_PAPER: Final = "giaytotuythan"
_UNCLEAR: Final = frozenset({"người khai sinh", "người khai tử"})
"""Who declares or of whom it is declared."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wording:
    """A label as the type spells it, its letters alone, and whether it may stand without its colon."""

    text: str
    letters: str
    lone: bool
    guessed: bool = False
    """Only other offices use it, as far as the type knows."""
    heading: bool = False
    """It opens a part and has no value of its own."""


@dataclass(frozen=True)
class LabelBook:
    """All that is looked for on a type's papers."""

    wordings: tuple[Wording, ...]
    broken: dict[str, tuple[str, ...]]
    """Labels that are found broken over two lines, by their first letters."""
    anchors: frozenset[str]
    """What opens sections, as the type spells it, where it begins with a capital."""
    sections: dict[str, frozenset[str]]
    """Section -> its anchors and the headings that name whom it is of."""
    openers: dict[str, str]
    """Key of a name's field -> the section that it opens."""
    places: dict[str, frozenset[str | None]]
    """Label -> the sections of its fields."""
    words: frozenset[str]
    """Labels that are words of sentences too (`ngày`, `cấp ngày`)."""
    small: frozenset[str]
    """Labels that begin with a small letter: they stand within sentences."""
    composed: frozenset[str]
    """Labels of lines that name a paper of identity."""
    identity: str | None
    """The label that stands for any other way to name papers of identity; None where the type has no such field."""
    tails: dict[str, frozenset[str]]
    """Label -> what longer labels that begin like it have more: never its value."""
    roles: dict[str, str]
    """The words that name a person -> the section of what is said of them."""

    def may_hold(self, texts: Sequence[str]) -> Iterator[list[Wording]]:
        """For each text the labels that stand in it or nearly."""
        yield from (
            [self.wordings[place] for place in places]
            for places in likely(texts, [one.letters for one in self.wordings])
        )


def likely(texts: Sequence[str], wanted: Sequence[str]) -> list[list[int]]:
    """For each text the places of those of `wanted` that stand in it, misread letters and all; a few too many."""
    if not texts or not wanted:
        return [[] for _ in texts]
    near = process.cdist(wanted, texts, scorer=fuzz.partial_ratio, score_cutoff=_LIKE, dtype=np.uint8)
    found: list[list[int]] = [[] for _ in texts]
    for label, text in zip(*np.nonzero(near), strict=True):
        if len(texts[text]) >= len(wanted[label]) - 2:
            found[text].append(int(label))
    return found


class _Same:
    """A value known by its identity alone."""

    __slots__ = ("held",)

    def __init__(self, held: Any) -> None:
        self.held = held

    def __hash__(self) -> int:
        return id(self.held)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.held is self.held


def once_a_type(make: Callable[[DocumentType], T]) -> Callable[[DocumentType], T]:
    """`make`, remembering what it made of each of the catalogue's types."""
    made: Callable[[_Same], T] = lru_cache(maxsize=_KINDS)(lambda same: make(same.held))
    return lambda kind: made(_Same(kind))


@once_a_type
def label_book(kind: DocumentType) -> LabelBook:
    """What the type knows of, ready for the search."""
    labels = {label for spec in kind.fields for label in spec.labels}
    labels |= {label for rows in kind.rows if rows.blocks for column in rows.columns for label in column.labels}
    headings = {
        section.key: _headings(section.anchors) - {squeeze(label) for label in labels} for section in kind.sections
    }
    spelled = {text for section in kind.sections for text in _spell_headings(section.anchors)}
    labels |= {anchor for section in kind.sections for anchor in section.anchors} | set(kind.stops)
    known = {squeeze(label) for label in labels}
    labels |= {text for text in spelled if squeeze(text) not in known}
    lone = _lone_labels(kind)
    guessed = {letters for spec in kind.fields for letters in spec.guessed}
    guessed -= {squeeze(label) for spec in kind.fields for label in spec.labels if squeeze(label) not in spec.guessed}
    wordings = tuple(
        Wording(label, squeeze(label), label in lone, squeeze(label) in guessed, label in spelled)
        for label in sorted(labels)
    )
    broken: dict[str, dict[str, None]] = defaultdict(dict)
    for one in wordings:
        if len(one.letters) >= BROKEN and not one.text.isupper() and not one.text.endswith(":"):
            broken[one.letters[:HEAD]].setdefault(one.letters)
    places: dict[str, set[str | None]] = defaultdict(set)
    words: set[str] = set()
    for spec in kind.fields:
        for label in spec.labels:
            places[squeeze(label)].add(spec.section)
            if label[0].islower() or len(squeeze(label)) <= SHORT:
                words.add(squeeze(label))
    openers = _openers(kind)
    named = {
        (openers[spec.key], squeeze(label)) for spec in kind.fields if spec.key in openers for label in spec.labels
    }
    sections = {
        section.key: frozenset(
            {squeeze(anchor) for anchor in section.anchors}
            | headings[section.key]
            | {label for key, label in named if key == section.key and label not in PLAIN_NAMES}
        )
        for section in kind.sections
    }
    return LabelBook(
        tuple(one for one in wordings if one.letters),
        {head: tuple(letters) for head, letters in broken.items()},
        frozenset(anchor for section in kind.sections for anchor in section.anchors if anchor[0].isupper()),
        sections,
        openers,
        {label: frozenset(keys) for label, keys in places.items()},
        frozenset(words),
        frozenset(one.letters for one in wordings if one.text[:1].islower()),
        frozenset(squeeze(label) for spec in kind.fields if spec.kind == "identity" for label in spec.labels),
        _identity_label(kind),
        _tails({one.letters for one in wordings if one.letters}),
        roles_of(kind, openers),
    )


def _identity_label(kind: DocumentType) -> str | None:
    composed = sorted(squeeze(label) for spec in kind.fields if spec.kind == "identity" for label in spec.labels)
    if composed:
        return _ANY_PAPER if _ANY_PAPER in composed else composed[0]
    numbers = [squeeze(label) for spec in kind.fields if spec.kind in ("id12", "id9") for label in spec.labels]
    return next((label for label in numbers if label.startswith("so") and label.count("c") > 1), None)


def _tails(labels: Collection[str]) -> dict[str, frozenset[str]]:
    ordered = sorted(labels)
    tails: dict[str, frozenset[str]] = {}
    for place, label in enumerate(ordered):
        if len(label) <= SHORT:
            continue
        end = bisect_left(ordered, f"{label}~")
        tails[label] = frozenset(other.removeprefix(label) for other in ordered[place + 1 : end])
    return tails


def _spell_headings(anchors: Sequence[str]) -> Iterator[str]:
    """Headings of the person whose name opens a section (`Thông tin về người mẹ`)."""
    for anchor in anchors:
        start = next((start for start in _NAME_STARTS if anchor.startswith(start)), None)
        role = anchor.removeprefix(start).strip() if start else ""
        if (
            role
            and role not in _UNCLEAR
            and not role.startswith(("là", "của", "đầy đủ", "khai sinh", "tôi", "và", "hoặc"))
        ):
            yield from (heading.format(role) for heading in _HEADINGS)


def _headings(anchors: Sequence[str]) -> set[str]:
    return {squeeze(text) for text in _spell_headings(anchors)}


def _openers(kind: DocumentType) -> dict[str, str]:
    return {
        spec.key: section.key
        for spec in kind.fields
        if spec.kind == "name" and spec.section is None
        for section in kind.sections
        if set(spec.labels) & set(section.anchors)
    }


def _lone_labels(kind: DocumentType) -> frozenset[str]:
    """Labels with a colon that no signature has: they stand without it in a cell or above their value."""
    people = {label for spec in kind.fields if spec.kind == "name" for label in spec.labels}
    people |= {anchor for section in kind.sections for anchor in section.anchors}
    stops = [squeeze(stop) for stop in kind.stops]
    return frozenset(
        label
        for spec in kind.fields
        for label in spec.labels
        if label.endswith(":") and label[0].isupper() and len(squeeze(label)) >= _LONE
        if label not in people and not any(squeeze(label).startswith(stop) for stop in stops)
    )
