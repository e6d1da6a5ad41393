"""The text in the QR code of a separator sheet: `SOHOA:SEP:1:` and, if the sheet opens a dossier, its code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

PREFIX: Final = "SOHOA:SEP:"
VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Separator:
    """A separator sheet's message. `code` is None on a sheet that only parts documents of unknown dossiers."""

    code: str | None


def encode_separator(code: str | None) -> str:
    """The QR text of a sheet that opens the dossier `code`, or a nameless one.

    Raises ValueError where the code holds line breaks or is over 100 characters.
    """
    plain = (code or "").strip()
    if len(plain) > 100 or re.search(r"[\r\n]", plain):
        raise ValueError("a dossier code is one line of at most 100 characters")
    return f"{PREFIX}{VERSION}:{plain}"


def parse_separator(text: str) -> Separator | None:
    """The sheet's message, or None where the text is no separator (or of a later version)."""
    match = re.fullmatch(rf"{re.escape(PREFIX)}(\d+):([^\r\n]{{0,100}})", text.strip())
    if not match or int(match[1]) != VERSION:
        return None
    return Separator(match[2].strip() or None)
