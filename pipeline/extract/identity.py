"""Composed lines (`Căn cước công dân số ... do ... cấp ngày ...`) taken apart: kind, number, issuer, day."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pipeline.letters import fold, repair_look_alikes
from pipeline.model import FieldValue, Method
from pipeline.wording import format_date, parse_date

_NUMBER: Final = re.compile(r"(?<![\w/])(?:[a-z]\s?)?\d(?:[ .]?\d){6,11}(?![\w/]|[.]\d)")
_KIND: Final = re.compile(r"(?:\W*\b(?:so|mang so))?\W*$")
_ISSUER: Final = re.compile(
    r"(?:\bdo\b|\bnoi cap\b|\btai\b)\W*(?P<by>\w.*?)\W*"
    r"(?=\bcap\W{1,3}(?:ngay|lan)\b|\bngay cap\b|,? ngay\b|\bcap\b\W*(?:\w{2,5}\W+)?\d|\bcap\W*$|$)"
)


def parse_identity(text: str) -> dict[str, str]:
    """The parts of the line by the suffix of their keys (`loai`, `so`, `noi_cap`, `ngay_cap`); only what is there."""
    plain = " ".join(repair_look_alikes(text).split())
    folded = fold(plain)
    if len(folded) != len(plain):
        return {}
    number = _NUMBER.search(folded)
    if number is None:
        return {}
    parts = {"so": re.sub(r"[ .]", "", number.group()).upper()}
    kind = plain[: number.start()][: _KIND.search(folded[: number.start()]).start()]  # type: ignore[union-attr]
    if any(char.isalpha() for char in kind):
        parts["loai"] = kind.strip(" ,.:;-(")
    rest = folded[number.end() :]
    issuer = _ISSUER.search(rest)
    if issuer:
        start, end = issuer.span("by")
        parts["noi_cap"] = plain[number.end() + start : number.end() + end].strip(" ,.:;-()")
    issued = parse_date(plain[number.end() :])
    if issued:
        parts["ngay_cap"] = format_date(issued)
    return parts


def take_part(whole: FieldValue, key: str) -> FieldValue | None:
    """The part of a composed line as a value of its own; it says no more than the line does."""
    suffix = next((name for name in ("noi_cap", "ngay_cap", "loai", "so") if key.endswith(f"_{name}")), "")
    text = parse_identity(whole.value).get(suffix)
    if not text:
        return None
    return replace(
        whole, value=text, raw=text, method=Method.RULE, confidence=round(0.95 * whole.confidence, 3), others=()
    )
