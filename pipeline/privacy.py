"""Personal data in lists and logs is masked: enough to recognise, too little to misuse."""

from __future__ import annotations

import re

IDENTIFIER = re.compile(r"(?<!\d)(\d{3})\d{2,5}(\d{4})(?!\d)")
"""Citizen and old identity numbers (12 and 9 digits), phone and insurance numbers (10)."""


def mask_identifier(text: str) -> str:
    """The text with the middle of every personal number hidden: `079203012345` becomes `079•••••2345`."""
    return IDENTIFIER.sub(lambda number: f"{number[1]}{'•' * (len(number[0]) - 7)}{number[2]}", text)
