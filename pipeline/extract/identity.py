"""Composed lines (`Căn cước công dân số ... do ... cấp ngày ...`) taken apart: kind, number, issuer, day."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from rapidfuzz import fuzz, process

from pipeline.catalog import Catalog
from pipeline.letters import fold, repair_look_alikes, squeeze
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


def take_part(whole: FieldValue, key: str, catalog: Catalog) -> FieldValue | None:
    """The part of a composed line as a value of its own; an issuer that was misread by a letter is spelled right."""
    suffix = next((name for name in ("noi_cap", "ngay_cap", "loai", "so") if key.endswith(f"_{name}")), "")
    text = parse_identity(whole.value).get(suffix)
    if not text:
        return None
    value = _spell_issuer(text, catalog) if suffix == "noi_cap" else text
    return replace(
        whole, value=value, raw=text, method=Method.RULE, confidence=round(0.95 * whole.confidence, 3), others=()
    )


def _spell_issuer(text: str, catalog: Catalog) -> str:
    near = process.extractOne(squeeze(text), catalog.issuers.keys(), scorer=fuzz.ratio, score_cutoff=92)
    return catalog.issuers[near[0]] if near else text
