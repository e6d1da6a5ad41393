"""The land user whom the last change entry of a land paper names: a value of its own, never put over the first page."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pipeline.catalog.schema import ROW_KEY
from pipeline.letters import fold, repair_look_alikes
from pipeline.model import FieldValue, Method

_TRANSFER: Final = re.compile(
    r"\b(chuyen nhuong|tang cho|thua ke|chuyen doi|cap doi ten|doi ten|mua ban|de cho|phan chia)\b"
)
_TO: Final = re.compile(
    r"\b(?:cho|sang ten cho|sang ten|sang cho|ben nhan(?: chuyen nhuong| tang cho)?)\W*(?:la\W*)?(?:ho\W+)?"
    r"(?:ong\s*/\s*ba|ong|ba|anh|chi)\W+(?P<name>\w+(?: \w+){1,5})"
)


def find_new_owner(fields: dict[str, FieldValue]) -> FieldValue | None:
    """The receiver in the last entry that hands the land on; None where no entry does."""
    entries = [
        (int(match[2]), value)
        for key, value in fields.items()
        if (match := ROW_KEY.fullmatch(key)) is not None and (match[1], match[3]) == ("thay_doi", "noi_dung")
    ]
    for _, entry in sorted(entries, key=lambda pair: -pair[0]):
        name = read_receiver(entry.value)
        if name is not None:
            return replace(
                entry, value=name, raw=name, method=Method.RULE, confidence=0.8 * entry.confidence, others=()
            )
    return None


def read_receiver(text: str) -> str | None:
    """`Chuyển nhượng cho ông Nguyễn Văn A, sinh năm ...` -> `Nguyễn Văn A`; None where nobody receives."""
    plain = " ".join(repair_look_alikes(text).split())
    folded = fold(plain)
    if len(folded) != len(plain) or not _TRANSFER.search(folded):
        return None
    for match in _TO.finditer(folded):
        words: list[str] = []
        for word in plain[slice(*match.span("name"))].split():
            if not word[0].isupper():
                break
            words.append(word)
        if len(words) >= 2:
            return " ".join(words)
    return None
