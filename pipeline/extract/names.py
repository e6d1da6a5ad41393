"""Names that a paper prints more than once: what was read of each word in all places decides about its marks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pipeline.catalog import Catalog, DocumentType
from pipeline.catalog.phrases import in_case_of
from pipeline.classify import PageView
from pipeline.extract.tokens import plain_word
from pipeline.letters import squeeze
from pipeline.model import FieldValue

_KNOWN: Final = 1.5
"""How many more readings a word counts that is a family name, or one of given names, than one that is none."""
_LONGEST: Final = 6


def agree_names(
    kind: DocumentType, fields: dict[str, FieldValue], views: Sequence[PageView], catalog: Catalog
) -> dict[str, FieldValue]:
    """The names that another print of the same letters on the paper spells better; what was read stays as `raw`."""
    names = {
        key: value
        for key, value in fields.items()
        if (spec := kind.field(key)) is not None and spec.kind == "name" and len(value.value.split()) > 1
    }
    if not names:
        return {}
    readings = _readings({squeeze(value.value) for value in names.values()}, views)
    made: dict[str, FieldValue] = {}
    for key, value in names.items():
        spelled = _spell(value.value, readings[squeeze(value.value)], catalog)
        if spelled != value.value:
            made[key] = replace(value, value=spelled, confidence=round(0.9 * value.confidence, 3))
    return made


def _readings(wanted: set[str], views: Sequence[PageView]) -> dict[str, list[tuple[str, ...]]]:
    """Letters of a name -> the words of each place where just these letters stand on a line."""
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    longest = max(map(len, wanted))
    for view in views:
        for row in view.lines:
            words = [(word.text.strip(" .,:;-()"), squeeze(word.text)) for word in row.words]
            for start in range(len(words)):
                letters = ""
                for end in range(start, min(start + _LONGEST, len(words))):
                    letters += words[end][1]
                    if len(letters) > longest:
                        break
                    if end > start and letters in wanted:
                        found[letters].append(tuple(text for text, _ in words[start : end + 1]))
    return found


def _spell(name: str, readings: Sequence[tuple[str, ...]], catalog: Catalog) -> str:
    own = name.split()
    alike = [words for words in readings if [squeeze(word) for word in words] == [squeeze(word) for word in own]]
    if len(alike) < 2:
        return name
    spelled: list[str] = []
    for place, word in enumerate(own):
        known = catalog.lexicons.family_names if place == 0 else catalog.lexicons.name_words
        votes = Counter(plain_word(words[place]) for words in alike)
        best = max(votes, key=lambda read: (votes[read] + _KNOWN * (read in known), read == plain_word(word)))
        spelled.append(word if best == plain_word(word) else in_case_of(best, word))
    return " ".join(spelled)
