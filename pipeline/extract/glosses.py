"""What a form adds to its labels for its readers, taken out of the lines: English beside Vietnamese, notes, footnotes.

A gloss says nothing that the label does not; left in place it parts a label from its colon or its value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pipeline.layout import Row
from pipeline.letters import fold, legal_syllable
from pipeline.model import Word

_ENGLISH: Final = frozenset(
    re.findall(
        r"\S+",
        """
    full name names given middle family last first surname date day month year birth born place origin residence
    permanent temporary current present dwelling address sex gender male female nationality ethnic ethnicity group
    religion personal identification identity identifier number code card citizen paper papers document documents
    passport issue issued issuing expiry valid validity until from issuer registered registration registry register
    mother mother's father father's wife wife's husband husband's spouse child child's children parents applicant
    applicant's declarant declarant's deceased person person's relation relationship head head's household owner
    owner's representative representative's business trade activity activities capital content contents request
    requested purpose reason time hour death dead died cause marriage marital status married bride bride's groom
    groom's telephone phone mobile contact mail electronic agency office authority organisation organization
    organizer signer signed signature position note notes remarks book volume parcel land plot map sheet area use
    used using form term origin's copy copies copied original main words figures letters amount price fee fees
    quantity weight height condition notice hospital insurance facility doctor midwife witness party attorney
    grantor grantee mandate scope procedure dossier dossiers receipt received receiving receiver submitted submitter
    result results return returned deadline working days appointment method delivery certificate certification
    certified confirmed confirmation extract application applying line lines industry occupation job workplace
    permanently temporarily legal type kind other others old new next kin last intended insured seal serial
    village commune ward district province city country sole common house building buildings forest perennial trees
    changed change changes member members made number's which where who whom whole been when addressee residing
    while asked handed fetched founded relief dues principal's principal handled follows following declared agent
    agent's
    """,
    )
)
"""Words of English that labels are made of and that no Vietnamese word, name or value is."""

_SMALL: Final = frozenset(re.findall(r"\S+", "of and or the a an in on at by to for no with as is if any per it its s"))
"""Words that are glosses only beside others."""

_NOTE: Final = re.compile(
    r"\W*(neu co|neu khong|in hoa|chu in|viet (chu )?in|viet bang|viet hoa|bang chu in|chu hoa"
    r"|ghi (ro|day du|bang chu in|chu|theo|dung)"
    r"|theo (giay|cccd|cmnd|the|duong lich)|duong lich|doi voi|bat buoc|khong bat buoc"
    r"|danh cho|kem theo|tinh den|tinh tu|tinh theo"
    r"|ke ca|bao gom|xem huong dan|don vi tinh|viet nam dong|bang so|ghi bang so)\b"
)
_FOOTNOTE: Final = re.compile(r"[(\[](?:\d{1,2}|[*]{1,3})[)\]]|[*]{1,3}|[¹²³⁴-⁹]+")
_LONGEST_NOTE: Final = 14
_GLUED: Final = re.compile(r"(.*[^\W\d_])/([A-Za-z']+)(\W*)")


def without_glosses(row: Row) -> Row | None:
    """The row without English beside its labels, notes in brackets and footnotes; None where nothing else is in it."""
    words = list(row.words)
    if not any(_may_gloss(word.text) for word in words):
        return row
    kept: list[Word] = []
    place = 0
    while place < len(words):
        end = _gloss_end(words, place)
        if end == place:
            kept.append(_unglue(words, place))
            place += 1
            continue
        tail = _tail(words[end - 1].text)
        if tail:
            kept.append(replace(words[end - 1], text=tail))
        place = end
    if not any(char.isalnum() for word in kept for char in word.text):
        return Row(row.place, tuple(kept)) if any(":" in word.text for word in kept) else None
    return Row(row.place, tuple(kept))


def _may_gloss(text: str) -> bool:
    return text[0] in "([/*¹²³" or _core(text) in _ENGLISH or "/" in text


def _core(text: str) -> str:
    return text.strip('()[]/.,:;-–*"').lower().replace("’", "'")


def _is_foreign(core: str) -> bool:
    """Whether no Vietnamese word is spelled so; names of minorities are too, so it says little alone."""
    return len(core) >= 4 and core.isascii() and core.isalpha() and not legal_syllable(core)


def _tail(text: str) -> str:
    """The colon that ends a label behind its gloss."""
    return ":" if text.rstrip(".… ").endswith(":") else ""


def _gloss_end(words: Sequence[Word], start: int) -> int:
    """Where the gloss that begins at `start` ends; `start` itself where none begins."""
    return _note_end(words, start) or _english_end(words, start) or start


def _note_end(words: Sequence[Word], start: int) -> int:
    text = words[start].text
    if start and _FOOTNOTE.fullmatch(text.rstrip(":")):
        last = start + 1 == len(words)
        lettered = not any(char.isdigit() for word in words[:start] for char in word.text)
        if text.endswith(":") or (not last and words[start + 1].text[:1] == ":") or (last and lettered and start < 8):
            return start + 1
    if text[0] not in "([":
        return 0
    for end in range(start, min(len(words), start + _LONGEST_NOTE)):
        if ")" in words[end].text or "]" in words[end].text:
            inside = " ".join(word.text for word in words[start : end + 1])
            whole = ":" not in inside[:-1] and inside.rstrip(".:… ")[-1:] in ")]"
            return end + 1 if whole and _NOTE.match(fold(inside)) else 0
    return 0


def _english_end(words: Sequence[Word], start: int) -> int:
    """The end of a run of English that stands after a stroke or bracket, alone, or up to a colon or the row's end."""
    end, strong, foreign = start, 0, 0
    while end < len(words):
        core = _core(words[end].text)
        if core in _ENGLISH:
            strong += 1
        elif (core and core not in _SMALL and (words[end].text.isupper() or not _is_foreign(core))) or (
            not core and end == start and words[end].text not in ("/", "-", "(", "|")
        ):
            break
        foreign += bool(core) and core not in _SMALL
        end += 1
        if _tail(words[end - 1].text) or words[end - 1].text.endswith(")"):
            break
    while end > start and not _core(words[end - 1].text) and not _tail(words[end - 1].text):
        end -= 1
    opened = (
        words[start].text[0] in "(/"
        or (start > 0 and words[start - 1].text.endswith("/"))
        or not _core(words[start].text)
    )
    if not strong and not (opened and foreign):
        return 0
    closed = (
        end == len(words)
        or _tail(words[end - 1].text)
        or words[end].text[:1] in ":…._"
        or words[end - 1].text.endswith(")")
    )
    first = start == 0 or _wide(words[start - 1], words[start])
    return end if closed or opened or (first and end < len(words) and _wide(words[end - 1], words[end])) else 0


def _wide(left: Word, right: Word) -> bool:
    return right.box.x - (left.box.x + left.box.w) > 0.02


def _unglue(words: Sequence[Word], place: int) -> Word:
    """`tên/Full` before `name` without its English."""
    word = words[place]
    glued = _GLUED.fullmatch(word.text)
    if glued is None or glued[2].lower() not in _ENGLISH:
        return word
    return replace(word, text=glued[1] + (":" if ":" in glued[3] else ""))
