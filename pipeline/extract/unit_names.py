"""Names of communes, districts and provinces put right where the lists leave exactly one that can have been printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Final

from rapidfuzz.distance import Levenshtein

from pipeline.catalog import Catalog
from pipeline.catalog.phrases import Token, cut_tokens, in_case_of, same_spelling
from pipeline.letters import VOWELS, canonical_tone, fold, legal_syllable, split_tone, squeeze

Spellings = Mapping[str, frozenset[str]]
"""Bare name -> the ways in which names that read so are spelled."""

_CLOSED: Final = 200
"""Provinces are so few that every name there ever was is known."""

_KINDS: Final = {
    "tinh": "tỉnh",
    "huyen": "huyện",
    "quan": "quận",
    "phuong": "phường",
    "xa": "xã",
    "thanh pho": "thành phố",
    "thi xa": "thị xã",
    "thi tran": "thị trấn",
    "dac khu": "đặc khu",
}
_CITY: Final = re.compile(r"thanh ph\w?")
_STRAY: Final = re.compile(r"(?<=[^\W\d_]),[\s.]*(?=[^\W_])")
_LONGEST: Final = 5
_LOCAL: Final = re.compile(
    r"\W*(to|so|thon|xom|ap|ban|khu|khom|khoi|ngo|hem|duong|pho|lang|buon|bon|plei|can|lo|toa)\b"
)
"""How the parts of an address begin that are no units: house, street, hamlet."""


def respell_units(text: str, catalog: Catalog, *, bare: bool = False) -> str:
    """The text with the units named after their kind (`tỉnh Đông Nai`) spelled right.

    `bare`: an address may also name units without their kinds, the province last.
    """
    tokens = _join_torn(cut_tokens(_STRAY.sub(", ", text)), catalog)
    province = _province_of(tokens, catalog)
    place = 0
    while place < len(tokens):
        kind = _kind_at(tokens, place)
        start = place + (len(kind.split()) if kind else 0)
        if kind and start < len(tokens) and tokens[start].core[:1].isupper():
            length = _mend_name(tokens, start, province, catalog, kind)
            if length:
                for at, word in enumerate(kind.split(), place):
                    _spell(tokens, at, word)
                start += length
        place = max(start, place + 1)
    mended = " ".join(token.text for token in tokens)
    return _respell_bare(mended, province, catalog) if bare else mended


def _join_torn(tokens: list[Token], catalog: Catalog) -> list[Token]:
    """The words without a comma that was read into the name of a province (`tỉnh Quảng, Ngãi`)."""
    known = catalog.lexicons.province_spellings
    for place, (token, following) in enumerate(pairwise(tokens)):
        if place and tokens[place - 1].core[:1].isupper() and not tokens[place - 1].after:
            continue  # `Thạch Hà, Nam Định`
        torn = token.after == "," and squeeze(token.core) not in known and following.core[:1].isupper()
        if torn and squeeze(token.core + following.core) in known:
            tokens[place] = Token(token.before, token.core, "")
    return tokens


def respell_unit(name: str, catalog: Catalog) -> str:
    """A name that stands alone (the place of a date), spelled as the only unit that it can be."""
    return _mended(name, catalog.lexicons.unit_spellings) or name


def _kind_at(tokens: list[Token], place: int) -> str | None:
    """The kind of unit that the words here name, spelled right."""
    for count in (2, 1):
        words = tokens[place : place + count]
        plain = " ".join(fold(token.core) for token in words)
        found = _KINDS.get("thanh pho" if _CITY.fullmatch(plain) else plain)
        if found and not any(token.after for token in words) and not (count == 1 and words[0].core.istitle() and place):
            return found
    return None


def _mend_name(tokens: list[Token], start: int, province: str | None, catalog: Catalog, kind: str) -> int:
    """Spell the name that begins here right; of how many words it is, 0 where the lists have none such."""
    lists = catalog.lexicons.province_spellings if kind == "tỉnh" else catalog.lexicons.unit_spellings
    lengths = list(_lengths(tokens, start))
    for wanted in (_is_spelled, _differs_in_marks, _differs_in_a_letter):
        for length in lengths:
            name = " ".join(token.core for token in tokens[start : start + length])
            found = set(wanted(name, lists))
            if len(found) > 1 and province is not None:
                found &= catalog.lexicons.units_in.get(province, frozenset())
            if len(found) == 1:
                for at, word in enumerate(found.pop().split(), start):
                    _spell(tokens, at, word)
                return length
            if found:
                return 0
    return 0


def _lengths(tokens: list[Token], start: int) -> Iterator[int]:
    """Of how many words the name may be, longest first."""
    count = 0
    for token in tokens[start : start + _LONGEST]:
        if not token.core[:1].isupper():
            break
        count += 1
        if token.after:
            break
    shouted = all(token.core.isupper() for token in tokens[start : start + count])
    yield from range(count, 0 if shouted else max(0, count - 1), -1)


def _is_spelled(name: str, spellings: Spellings) -> Iterable[str]:
    return [known for known in spellings.get(squeeze(name), ()) if _alike(known, name)]


def _differs_in_marks(name: str, spellings: Spellings) -> Iterable[str]:
    return [
        known
        for known in spellings.get(squeeze(name), ())
        if len(known.split()) == len(name.split()) and _marks_may_be_lost(known.lower(), name.lower())
    ]


def _marks_may_be_lost(known: str, read: str) -> bool:
    """Whether every letter read is the known one with a mark lost or taken for another; marks are not read into print.

    The dot of an i is taken for a tone, and the bar of đ is read into d and out of it.
    """
    letters = zip(canonical_tone(known), canonical_tone(read), strict=False)
    return len(known) == len(read) and all(_may_be_read(was, now) for was, now in letters)


def _may_be_read(was: str, now: str) -> bool:
    (known, tone), (read, seen) = split_tone(was), split_tone(now)
    if fold(known) == "i" or (seen and not tone):
        return fold(known) == "i"
    hats = (
        read == known
        or read not in f"{VOWELS}{fold(known)}d"
        or read == fold(known)
        or (known in "ăâ" and read in "ăâ")
        or (known in "ôơ" and read in "ôơ")
    )
    return hats or {known, read} == {"d", "đ"}


def _differs_in_a_letter(name: str, spellings: Spellings) -> Iterable[str]:
    """Names that differ in one letter of a word that is none: a name that can be read may be one of older times."""
    key = squeeze(name)
    closed = len(spellings) < _CLOSED
    if len(key) < 6 or " " not in name or (not closed and all(map(legal_syllable, name.split()))):
        return ()
    return [
        known
        for other, names in spellings.items()
        if abs(len(other) - len(key)) <= 1 and Levenshtein.distance(key, other, score_cutoff=1) == 1
        for known in names
        if len(known.split()) == len(name.split()) and sum(map(_wrong, known.split(), name.split())) == 1
    ]


def _alike(known: str, name: str) -> bool:
    words = known.split(), name.split()
    return len(words[0]) == len(words[1]) and not any(map(_wrong, *words))


def _wrong(one: str, other: str) -> bool:
    return not same_spelling(one, other)


def _mended(name: str, spellings: Spellings) -> str | None:
    """The one spelling that the name can be; None where it is spelled right, unknown, or could be several."""
    if any(True for _ in _is_spelled(name, spellings)):
        return None
    for wanted in (_differs_in_marks, _differs_in_a_letter):
        found = set(wanted(name, spellings))
        if found:
            known = found.pop()
            words = zip(known.split(), name.split(), strict=True)
            return " ".join(in_case_of(new, old) for new, old in words) if not found else None
    return None


def _spell(tokens: list[Token], at: int, word: str) -> None:
    token = tokens[at]
    if not same_spelling(token.core, word):
        tokens[at] = Token(token.before, in_case_of(word, token.core), token.after)


def _province_of(tokens: list[Token], catalog: Catalog) -> str | None:
    """The bare name of the province that the text ends with."""
    known = catalog.lexicons.units_in
    tail = [squeeze(token.core) for token in tokens[-4:]]
    return next((name for start in range(len(tail)) if (name := "".join(tail[start:])) in known), None)


def _respell_bare(text: str, province: str | None, catalog: Catalog) -> str:
    """Parts between commas that are nothing but a unit's name."""
    parts = re.split(r"(\s*,\s*)", text)
    last = len(parts) - 1
    for place in range(0, len(parts), 2):
        name = parts[place].strip(" .")
        plain = fold(name)
        titled = all(word[:1].isupper() for word in name.split())
        if not name or not titled or _LOCAL.match(plain) or any(plain.startswith(f"{kind} ") for kind in _KINDS):
            continue
        if any(char.isdigit() for char in name):
            continue
        spellings = catalog.lexicons.province_spellings if place == last else catalog.lexicons.unit_spellings
        parts[place] = _mended(name, spellings) or parts[place]
    return "".join(parts)
