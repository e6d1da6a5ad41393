"""Vietnamese letters: one form of each, folded forms, tone placement and what a legal syllable looks like."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

VOWELS: Final = "aăâeêioôơuưy"
TONES: Final = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
"""Combining marks in dictionary order: ngang, huyền, hỏi, ngã, sắc, nặng."""

_LOWER_LETTERS: Final = "".join(
    sorted({unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES} - set("aeiouy"))
)
ACCENTED_LETTERS: Final = _LOWER_LETTERS + "đ" + _LOWER_LETTERS.upper() + "Đ"
"""The 134 letters of Vietnamese that ASCII lacks (67 small, 67 capital)."""

_LOOK_ALIKES: Final = str.maketrans(
    {
        "\u00d0": "Đ",
        "\u0189": "Đ",
        "\u00f0": "đ",
        "\u0256": "đ",
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u00ad": None,
        "\u200b": None,
        "\ufeff": None,
        "\u00a0": " ",
    }
)
_DASHES: Final = re.compile("[\u2010-\u2015\u2212]")
_SYLLABLE: Final = re.compile(r"[^\W\d_]+", re.UNICODE)


def nfc(text: str) -> str:
    """The text with every letter as one code point; the form of everything that is stored or compared."""
    return unicodedata.normalize("NFC", text)


def repair_look_alikes(text: str) -> str:
    """NFC with look-alike code points made the Vietnamese ones (`Ð` U+00D0 -> `Đ`), dashes made `-`."""
    return _DASHES.sub("-", nfc(text).translate(_LOOK_ALIKES))


@lru_cache(maxsize=1 << 15)
def fold(text: str) -> str:
    """Lower case without any mark, đ as d: what survives careless typing and weak scans."""
    marked = unicodedata.normalize("NFD", repair_look_alikes(text).lower())
    return nfc("".join(char for char in marked if not unicodedata.combining(char))).replace("đ", "d")


@lru_cache(maxsize=1 << 15)
def squeeze(text: str) -> str:
    """Folded letters and digits only: immune to words that were glued or torn."""
    return re.sub(r"[^a-z0-9]", "", fold(text))


@lru_cache(maxsize=1 << 14)
def split_tone(syllable: str) -> tuple[str, int]:
    """The syllable without its tone mark, and the tone's place in dictionary order (0..5)."""
    tone = 0
    bare: list[str] = []
    for char in unicodedata.normalize("NFD", syllable):
        if char in TONES[1:]:
            tone = TONES.index(char)
        else:
            bare.append(char)
    return nfc("".join(bare)), tone


_OPEN_GLIDES: Final = ("oa", "oe", "uy")


def canonical_tone(text: str) -> str:
    """One tone placement in open `oa`, `oe`, `uy`: hoà -> hòa, khoẻ -> khỏe, thuỷ -> thủy (never after `q`)."""
    return _SYLLABLE.sub(lambda match: _place_tone(match.group()), nfc(text))


def _place_tone(syllable: str) -> str:
    bare, tone = split_tone(syllable)
    lower = bare.lower()
    if not tone or not lower.endswith(_OPEN_GLIDES) or lower.endswith("quy"):
        return syllable
    if len(lower) > 2 and lower[-3] in VOWELS:
        return syllable
    return nfc(bare[:-1] + TONES[tone] + bare[-1])


_ONSETS: Final = ("ngh", "ng", "nh", "ch", "gh", "gi", "kh", "ph", "qu", "th", "tr", *"bcdđghklmnprstvx")
_RHYMES: Final = frozenset(
    re.findall(
        r"\S+",
        """
        a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
        e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
        i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
        o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong
        oong ooc op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
        u ua uân uâng uât uây uc uê uênh uêch ui um un ung uơ uôc uôi uôm uôn uông uôt up ut uy uya uych uyên
        uyêt uynh uyt uyu uyn uyp ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
        y yêm yên yêng yêt yêu
        """,
    )
)
_AFTER_Q: Final = frozenset(
    re.findall(
        r"\S+",
        """
        a ac ach ai an ang anh ao at au ay ăc ăm ăn ăng ăt ân ât âng ây e en eo et ê ên ênh êt
        ich in it ô ôc ơ ơi ơn y yên yêt ynh yt ych yu
        """,
    )
)
_FRONT: Final = "eêiy"


def legal_syllable(text: str) -> bool:
    """Whether `text` can be one Vietnamese syllable: onset, rhyme and tone that go together.

    Names of other languages (Đắk, Krông, Ea) are not; a caller may only take this as a hint.
    """
    bare, tone = split_tone(nfc(text).lower())
    if not bare:
        return False
    return any(bare.startswith(onset) and _fits(onset, bare[len(onset) :], tone) for onset in ("", *_ONSETS))


def _fits(onset: str, rhyme: str, tone: int) -> bool:
    if onset == "gi" and rhyme.startswith(("i", "y")):
        return False
    if rhyme not in (_AFTER_Q if onset == "qu" else _RHYMES):
        return False
    front = rhyme[0] in _FRONT
    if onset in ("k", "gh", "ngh") and not front:
        return False
    if onset in ("c", "g", "ng") and front and not (onset == "g" and rhyme[0] == "i"):
        return False
    if onset and rhyme[0] == "y" and rhyme != "y" and onset != "qu":
        return False
    stopped = rhyme.endswith(("c", "ch", "p", "t"))
    return not stopped or tone in (4, 5)
