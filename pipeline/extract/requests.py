"""The sentence of an application that says for whom it asks: what follows is said of that person."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from pipeline.extract.lines import PrintLine
from pipeline.letters import fold

_ASKS: Final = re.compile(
    r"\W*(?:(?:nay|toi|chung toi|kinh|lam don|lam to khai)\W+)*"
    r"(?:de nghi|xin|yeu cau|mong|kinh mong|dang ky)\b[^:]*(?::[^:]*)?\bcho\b[^:]*"
)
_WHOM: Final = re.compile(
    r"(?:\bcho(?:\W+(?:ong|ba|nguoi|con|chau|tre|em|toi))*\W*"
    r"|\b(?:sau|sau day|nhu sau|duoi day|nay))\W*$"
)
_BEGINS: Final = "cho"


def find_requests(lines: Sequence[PrintLine], sections: Mapping[str, Collection[str]]) -> dict[str, list[int]]:
    """Section -> the lines whose sentence names its person; of sections that an application's `cho ...` opens."""
    asked = [key for key, anchors in sections.items() if any(anchor.startswith(_BEGINS) for anchor in anchors)]
    if not asked:
        return {}
    found = [number for number, line in enumerate(lines) if _asks(lines, number, line)]
    return {asked[0]: found} if found else {}


def _asks(lines: Sequence[PrintLine], number: int, line: PrintLine) -> bool:
    text = fold(line.row.text)
    if not _ASKS.match(text):
        broken = number > 0 and lines[number - 1].view is line.view and not text.startswith(("ho", "1"))
        text = f"{fold(lines[number - 1].row.text)} {text}" if broken else ""
        if not _ASKS.match(text):
            return False
    return _WHOM.search(text) is not None
