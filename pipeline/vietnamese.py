"""Vietnamese text for sorting and searching; letters and wording are given on from their own modules."""

from __future__ import annotations

import re
from typing import Final

from pipeline.letters import (
    ACCENTED_LETTERS,
    canonical_tone,
    fold,
    legal_syllable,
    nfc,
    repair_look_alikes,
    split_tone,
)
from pipeline.wording import (
    date_in_words,
    format_date,
    number_in_words,
    parse_date,
    parse_date_words,
    parse_number_words,
    parse_partial_date,
    read_date,
)

__all__ = [
    "ACCENTED_LETTERS",
    "canonical_tone",
    "date_in_words",
    "fold",
    "format_date",
    "identifier_forms",
    "legal_syllable",
    "name_sort_key",
    "nfc",
    "number_in_words",
    "parse_date",
    "parse_date_words",
    "parse_number_words",
    "parse_partial_date",
    "read_date",
    "repair_look_alikes",
    "search_text",
    "sort_key",
    "split_tone",
]

_ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK: Final = {letter: chr(ord("A") + place) for place, letter in enumerate(_ALPHABET)}


def sort_key(text: str) -> str:
    """A key whose plain byte order is Vietnamese dictionary order: letters first, then tones.

    ASCII only, so it sorts the same in Python and in a database column with the C collation.
    """
    letters: list[str] = []
    tones: list[str] = []
    for word in re.findall(r"\w+", canonical_tone(repair_look_alikes(text)).lower()):
        bare, tone = split_tone(word)
        key = "".join(_RANK.get(char, char if char.isascii() and char.isdigit() else "~") for char in bare)
        letters.append(key)
        tones.append(str(tone))
    return " ".join(letters) + "\t" + "".join(tones)


def name_sort_key(name: str) -> str:
    """The order of person lists: by given name (the last word), then family name, then the middle ones."""
    words = name.split()
    if len(words) < 2:
        return sort_key(name)
    return "\t".join((sort_key(words[-1]), sort_key(words[0]), sort_key(" ".join(words[1:-1]))))


def search_text(text: str) -> str:
    """Text as the accented index holds it: NFC, lower case, one tone placement; spelling otherwise untouched."""
    return canonical_tone(repair_look_alikes(text).lower())


_IDENTIFIERS: Final = (
    # dossier codes: 000.00.12.H62-201105-0004, H47.06-261005-0155, also typed bare
    re.compile(r"(?:\d{3}\s?\.\s?)?(?:\d{2}\s?\.\s?){0,2}[a-k]\d{2}(?:\s?\.\s?\d{1,4})*\s?-\s?\d{6}\s?-\s?\d{3,8}"),
    # numbers of papers: 15/qd-ubnd, 05/2026/nq-hdnd, 12/ubnd-xntthn, 45/2024
    re.compile(r"\d{1,6}[a-z]?\s?/\s?(?:\d{4}\s?/\s?)?[a-z]{1,8}(?:\s?-\s?[a-z&]{1,15})*|\d{1,6}\s?/\s?\d{4}\b"),
    # everything else that holds three digits or more, with its separators
    re.compile(r"[a-z0-9]+(?:[.\-/][a-z0-9]+)*"),
)
_SPACED_DIGITS: Final = re.compile(r"\b\d{2,6}(?: \d{2,6}){1,5}\b")


def identifier_forms(text: str) -> tuple[str, ...]:
    """Every identifier in the text without marks and separators, each once, in order of appearance.

    `15/QĐ-UBND` -> `15qdubnd`; a dossier code also without its old numeric prefix; a 12-digit ID also by its last
    four digits. Indexing and querying with the same function makes them meet.
    """
    plain = fold(text)
    forms: dict[str, None] = {}
    for pattern in _IDENTIFIERS:
        for match in pattern.finditer(plain):
            bare = re.sub(r"[^a-z0-9]", "", match.group())
            if sum(char.isdigit() for char in bare) >= 3 or (pattern is _IDENTIFIERS[1]):
                forms[bare] = None
    for match in _SPACED_DIGITS.finditer(plain):
        forms[match.group().replace(" ", "")] = None
    for bare in list(forms):
        if re.fullmatch(r"\d{12}", bare):
            forms[bare[-4:]] = None
        code = re.fullmatch(r"(?:\d{7})([a-k]\d{10,})", bare)
        if code:
            forms[code[1]] = None
    return tuple(forms)
