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
    r"(?:\bdo\b|(?<!ha )\bnoi cap\b|\bco quan cap\b|\bboi\b|\btai\b)\W*(?P<by>\w.*?)\W*"
    r"(?=\bcap\W{1,3}(?:ngay|lan)\b|\bngay cap\b|,? ngay\b|\bcap\b\W*(?:\w{2,5}\W+)?\d|\bcap\W*$"
    r"|[,;(]?\s*\d{1,2}\s?[/.-]\s?\d|$)"
)
_BODY: Final = re.compile(
    r"(?:^|[,;:(–-]|\d|\bcap)\W*"
    r"(?P<by>(?:cuc|cong an|ca|uy ban|ubnd|bo|phong|so|doi|chi cuc|tong cuc|dai su quan)\W+\w.*?)\W*"
    r"(?=\bcap\b|\bngay\b|[,;(–-]\s*(?:cap|ngay)\b|[,;(–-]?\s*\d{1,2}\s?[/.-]\s?\d|$)"
)
"""A body that no word introduces (`..., Công an tỉnh Đồng Nai cấp ngày ...`)."""
_NAMED: Final = re.compile(r"^\W*(?:loai giay to|loai|giay to|theo)\b\W*")
"""What says that a kind of paper follows."""
_KIND_AFTER: Final = re.compile(
    r"\W*(?P<kind>(?:the |giay )?(?:can cuoc(?: cong dan)?|chung minh(?: nhan dan)?|cccd|cmnd|cmt|cc)|ho chieu)\b"
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
    kind = kind[_end_of(_NAMED, fold(kind)) :]
    if any(char.isalpha() for char in kind):
        parts["loai"] = kind.strip(" ,.:;-(")
    rest = folded[number.end() :]
    if "loai" not in parts and (behind := _kind_after(plain[number.end() :], rest)):
        parts["loai"] = behind
    issuer = _ISSUER.search(rest) or _BODY.search(rest)
    if issuer:
        start, end = issuer.span("by")
        parts["noi_cap"] = plain[number.end() + start : number.end() + end].strip(" ,.:;-()")
    issued = parse_date(plain[number.end() :])
    if issued:
        parts["ngay_cap"] = format_date(issued)
    return parts


def _kind_after(plain: str, folded: str) -> str:
    """The kind of paper where it stands behind its number."""
    found = _KIND_AFTER.match(folded)
    return plain[found.start("kind") : found.end("kind")] if found else ""


def _end_of(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.match(text)
    return found.end() if found else 0


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
