"""Wording that comes back on papers, known well enough to put a misread mark or letter right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import Levenshtein

from pipeline.letters import canonical_tone, fold, legal_syllable, nfc, split_tone

_LONGEST: Final = 16
_SPECKS: Final = "'`\"’‘°*"
"""Marks that specks are read for; they end no phrase."""
_MARKS: Final = ",;:."
_TOKEN: Final = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Token:
    """A word with the marks before and after it."""

    before: str
    core: str
    after: str

    @property
    def text(self) -> str:
        return f"{self.before}{self.core}{self.after}"


def cut_tokens(text: str) -> list[Token]:
    """The words of a line of text, each with its marks."""
    return [Token(*match.groups()) for word in text.split() if (match := _TOKEN.match(word)) is not None]


def same_spelling(one: str, other: str) -> bool:
    """Whether two spellings are one word by the older and the newer rules (`hoà`, `hòa`; `quí`, `quý`)."""
    return plain_spelling(one) == plain_spelling(other)


@lru_cache(maxsize=1 << 14)
def plain_spelling(word: str) -> tuple[str, int]:
    """What the two spellings of a word have in common: its letters without tone, and the tone."""
    bare, tone = split_tone(canonical_tone(word).lower())
    return bare.replace("y", "i"), tone


def in_case_of(word: str, model: str) -> str:
    """The word in capitals, with a capital or small, as `model` is written."""
    if model.isupper() and (len(model) > 1 or len(word) == 1):
        return word.upper()
    return nfc(word[0].upper() + word[1:]) if model[:1].isupper() else word


class PhraseBook:
    """Phrases found in text whose marks were lost or one of whose words was misread."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._exact: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
        self._holes: dict[tuple[int, tuple[str, ...]], set[tuple[str, ...]]] = {}
        seen: set[str] = set()
        for phrase in phrases:
            words = tuple(nfc(phrase).split())
            plain = canonical_tone(" ".join(words)).lower()
            if plain in seen or not 2 <= len(words) <= _LONGEST:
                continue
            seen.add(plain)
            key = tuple(_key(Token(*found.groups())) for word in words if (found := _TOKEN.match(word)) is not None)
            self._exact.setdefault(key, set()).add(words)
            for place in range(len(key)):
                self._holes.setdefault((place, (*key[:place], "", *key[place + 1 :])), set()).add(words)

    def respell(self, text: str) -> str:
        """The text with the phrases in it spelled right; where two phrases would fit nothing is touched."""
        tokens = cut_tokens(text)
        place = 0
        while place < len(tokens):
            place += self._mend_at(tokens, place) or 1
        return " ".join(token.text for token in tokens)

    def _mend_at(self, tokens: list[Token], place: int) -> int:
        """Put the longest phrase that begins at `place` right; how many words it has, 0 where none does."""
        run = _run(tokens[place : place + _LONGEST])
        keys = [_key(token) for token in run]
        for count in range(len(run), 1, -1):
            found = self._exact.get(tuple(keys[:count]), set())
            words = _only(found)
            if words is not None and _may_mend(run[:count], words):
                _put(tokens, place, words)
            if found:
                return count
            words = _only(set(self._near(run[:count], keys[:count])))
            if words is not None:
                _put(tokens, place, words)
                return count
        return 0

    def _near(self, run: Sequence[Token], keys: Sequence[str]) -> Iterator[tuple[str, ...]]:
        for place, key in enumerate(keys):
            for words in self._holes.get((place, (*keys[:place], "", *keys[place + 1 :])), ()):
                wanted = fold(words[place]).strip(_MARKS)
                letters = sum(len(word) for word in words)
                steps = 2 if len(wanted) >= 5 and letters >= 14 else 1
                if not 0 < Levenshtein.distance(key, wanted, score_cutoff=steps) <= steps:
                    continue
                if same_spelling(run[place].core, words[place]) or any(char.isdigit() for char in key):
                    continue
                named = place > 0 and run[place].core.istitle() and not words[place].istitle()
                sure = letters >= 12 and len(words) > 3
                if not named and (sure or not legal_syllable(run[place].core)) and _proper(run, words):
                    yield words


def _key(token: Token) -> str:
    return fold(token.core) or token.before


def _run(tokens: Sequence[Token]) -> list[Token]:
    """The words up to the first mark that ends a phrase; a comma may stand within one."""
    run: list[Token] = []
    for token in tokens:
        if run and token.before.strip() and token.core:
            break
        run.append(token)
        if token.after.strip(_SPECKS) not in ("", ",", ":"):
            break
    return run


def _only(found: set[tuple[str, ...]]) -> tuple[str, ...] | None:
    return next(iter(found)) if len(found) == 1 else None


def _may_mend(run: Sequence[Token], words: Sequence[str]) -> bool:
    """Whether the words differ from the phrase as a misreading does: a pair in one word only, and no names."""
    wrong = sum(not same_spelling(token.core, word.strip(_MARKS)) for token, word in zip(run, words, strict=True))
    if not wrong or not _proper(run, words):
        return False
    return len(words) > 3 or wrong == 1 or (len(words) == 3 and wrong == 2)


def _proper(run: Sequence[Token], words: Sequence[str]) -> bool:
    """Whether no name is taken for a phrase: two words with capitals, or two in capitals only, may be one."""
    for token, word in zip(run[:-1], words[:-1], strict=True):
        if word.endswith((",", ":")) != token.after.endswith((",", ":")):
            return False
    if len(words) > 2 or words[-1][0].isupper():
        return True
    return run[-1].core[:1].islower()


def _put(tokens: list[Token], place: int, words: Sequence[str]) -> None:
    for at, word in enumerate(words, place):
        token = tokens[at]
        bare = word.strip(_MARKS)
        if token.core and not same_spelling(token.core, bare):
            tokens[at] = Token(token.before, in_case_of(bare, token.core), token.after.strip(_SPECKS))
