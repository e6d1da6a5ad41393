"""What a Vietnamese syllable can look like: the yardstick of whether text is Vietnamese or noise."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import product

_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_ONSET = "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
_RIME = (
    "(?:a(?:ch|c|i|m|ng|nh|n|o|p|t|u|y)?|ă(?:c|m|ng|n|p|t)|â(?:c|m|ng|n|p|t|u|y)|e(?:c|m|ng|n|o|p|t)?"
    "|ê(?:ch|m|nh|n|p|t|u)?|i(?:a|ch|m|nh|n|p|t|u|êc|êm|êng|ên|êp|êt|êu)?|o(?:ai|ac|am|ang|anh|an|ao|at|ay|ach|ap"
    "|ăc|ăm|ăng|ăn|ăt|a|ec|en|eo|et|em|e|c|i|m|ng|n|ong|oc|p|t)?|ô(?:c|i|m|ng|n|p|t)?|ơ(?:i|m|n|p|t)?"
    "|u(?:a|âng|ân|ât|ây|c|ê|êch|ên|ênh|êt|i|m|ng|n|ôc|ôi|ôm|ông|ôn|ôt|ơ|p|t|y|ya|ych|yêt|yên|yêm|ynh|yn|yt|yp|yu)?"
    "|ư(?:a|c|i|m|ng|n|ơc|ơi|ơm|ơng|ơn|ơp|ơt|ơu|t|u)?|y(?:êm|ên|êng|êt|êu|nh|t)?)"
)
_SYLLABLE = re.compile(_ONSET + _RIME)
_STOPPED = re.compile("(?:ch|[cpt])$")
_MARKED = {"a": "aăâ", "e": "eê", "o": "oôơ", "u": "uư", "d": "dđ"}
_VOWELS = set("aăâeêioôơuưy")
_STOPPED_TONES = {"\u0301", "\u0323"}


@lru_cache(maxsize=1 << 15)
def is_syllable(token: str) -> bool:
    """Whether the token, without punctuation around it, can be a Vietnamese syllable as written."""
    letters = unicodedata.normalize("NFD", token.strip("\"'“”‘’.,;:!?()[]{}-–—/…*+").lower())
    tones = [letter for letter in letters if letter in _TONES]
    base = unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in _TONES))
    if len(tones) > 1 or len(base) > 7 or not _SYLLABLE.fullmatch(base):
        return False
    return not (_STOPPED.search(base) and (not tones or tones[0] not in _STOPPED_TONES))


@cache
def is_bare_syllable(token: str) -> bool:
    """Whether the letters, in any case and without marks, can be a Vietnamese syllable once its marks are put on."""
    spellings = product(*(_MARKED.get(letter, letter) for letter in token.lower()))
    for spelling in spellings:
        text = "".join(spelling)
        vowel = next((place for place, letter in enumerate(text) if letter in _VOWELS), None)
        if is_syllable(text) or (vowel is not None and is_syllable(text[: vowel + 1] + "\u0301" + text[vowel + 1 :])):
            return True
    return False


def share_of_syllables(tokens: Iterable[str]) -> float:
    """Share (0..1) of the tokens of letters that are Vietnamese syllables of two letters or more; 0 without any."""
    words = [token for token in tokens if sum(letter.isalpha() for letter in token) >= 2]
    return sum(is_syllable(word) for word in words) / len(words) if words else 0.0
