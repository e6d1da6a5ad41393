"""The words that say a value, apart from those that only stand on its line: the label's end, units, leaders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import Levenshtein

from pipeline.letters import canonical_tone, fold, nfc
from pipeline.model import Word

EDGES: Final = " \"'“”‘’.,;:!?()[]{}<>«»|_*/\\+=~…·–—-"
NUMERIC: Final = frozenset({"date", "year", "id12", "id9", "int", "money", "area", "time", "phone"})
"""Kinds of values that their figures alone say."""
_SPELLED: Final = frozenset({"addr", "org", "text", "name", "identity"})
"""Kinds of values that say word by word what was read."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a value. `text`: as much of what was read as belongs to it; `core`: what the value says there."""

    text: str
    core: str
    word: Word
    respelled: bool = False
    """Whether the value says something else than what was read."""

    @property
    def plain(self) -> str:
        """The core in small letters, its tone where it is usually put."""
        return plain_word(self.core)


@lru_cache(maxsize=1 << 15)
def plain_word(core: str) -> str:
    """The word in small letters, its tone where it is usually put."""
    return canonical_tone(nfc(core).casefold())


def list_tokens(words: Sequence[Word], raw: str, value: str, kind: str) -> tuple[Token, ...]:
    """The words that say `raw`; of a value of figures those with figures, where there are any."""
    tokens = [token for token in _find(words, raw) if token.core]
    if kind in NUMERIC:
        figures = [token for token in tokens if any(map(str.isdigit, token.core)) and token.plain != "m2"]
        tokens = figures or tokens
    return tuple(_respell(tokens, value) if kind in _SPELLED else tokens)


def _find(words: Sequence[Word], raw: str) -> list[Token]:
    """Where `raw` stands in the words' text; all words where it does not."""
    line = " ".join(word.text for word in words)
    wanted = " ".join(raw.split())
    start = fold(line).find(fold(wanted)) if len(fold(line)) == len(line) else line.find(wanted)
    if not wanted or start < 0:
        start, end = 0, len(line)
    else:
        end = start + len(wanted)
    tokens, at = [], 0
    for word in words:
        text = word.text[max(0, start - at) : max(0, end - at)]
        tokens.append(Token(text, text.strip(EDGES), word))
        at += len(word.text) + 1
    return tokens


def _respell(tokens: list[Token], value: str) -> list[Token]:
    """The words as the value spells them, where it spells as many."""
    said = [core for word in value.split() if (core := word.strip(EDGES))]
    made = list(tokens)
    for block in Levenshtein.opcodes([token.plain for token in tokens], [plain_word(core) for core in said]):
        if block.tag == "replace" and block.src_end - block.src_start == block.dest_end - block.dest_start:
            for step in range(block.src_end - block.src_start):
                at = block.src_start + step
                made[at] = replace(made[at], core=said[block.dest_start + step], respelled=True)
    return made
