"""The QR payload of identity cards: `|` between fields, the first seven known, the rest kept as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pipeline.letters import nfc


@dataclass(frozen=True, slots=True)
class CardQr:
    """The seven fields of the card's QR; `rest` is what newer cards add."""

    id12: str
    id9: str
    name: str
    birth: date | None
    sex: str
    address: str
    issued: date | None
    rest: tuple[str, ...] = ()


def parse_card_qr(text: str) -> CardQr | None:
    """The card's data, or None where the text is no card's QR. Empty fields stay empty."""
    parts = nfc(text).strip("\r\n\ufeff").split("|")
    if len(parts) < 7 or not re.fullmatch(r"\d{12}", parts[0]) or not re.fullmatch(r"\d{9}|", parts[1]):
        return None
    if parts[4] not in {"Nam", "Nữ"} or not parts[2].strip():
        return None
    birth, issued = _read_day(parts[3]), _read_day(parts[6])
    if birth is None:
        return None
    return CardQr(parts[0], parts[1], parts[2].strip(), birth, parts[4], parts[5].strip(), issued, tuple(parts[7:]))


def _read_day(text: str) -> date | None:
    if not re.fullmatch(r"\d{8}", text):
        return None
    try:
        return date(int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError:
        return None
