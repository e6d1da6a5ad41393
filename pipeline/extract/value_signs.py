"""What tells whether a value as a whole is right, as named numbers of a logistic model: its form, end and place."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from pipeline.classify import PageView
from pipeline.extract.case import Case, Evidence
from pipeline.extract.tokens import EDGES, NUMERIC, Token, plain_word
from pipeline.letters import ACCENTED_LETTERS
from pipeline.model import Box, union


def describe_value(case: Case, tokens: Sequence[Token]) -> dict[str, float]:
    """All that speaks for or against the value apart from its words."""
    return {
        **_describe_form(case, tokens),
        **_describe_name(case, tokens),
        **_describe_end(case, tokens),
        **_describe_place(case, tokens),
        **_describe_elsewhere(case, tokens),
    }


_SMALL: Final = "a-z" + "".join(letter for letter in ACCENTED_LETTERS if letter.islower())
_ODD: Final = re.compile(
    rf"[.,:;]\s*[,:;]|[,:;]\s*[.]|[.]\s+[{_SMALL}]|[^\W\d_][.,:;][^\W\d_]{{2}}|\d[.,][^\W\d_]"
    r"|[^\W\d_]{3}[.]\s+\d|\s[.,:;]|^[.,:;]|[^\w\s.,:;()/\"“”'’%&+–-]"
)
"""Marks as they seldom stand in print."""
_LABEL: Final = re.compile(r"[^\W\d_]\s*:\s*\S|\s\(?\d{1,2}[.)]\s+[^\W\d_]")
"""The next label, which a value does not go on into."""
_NAMED: Final = frozenset({"name", "addr", "org"})
_STOP: Final = re.compile(rf"[{_SMALL}]{{2}}[.]\s+\S")
"""The end of a sentence, where a name or an address has none."""


def _describe_form(case: Case, tokens: Sequence[Token]) -> dict[str, float]:
    """What the value as a whole looks like."""
    evidence = case.evidence
    known, near = (False, False)
    if case.language is not None:
        known, near = case.language.phrases.judge(" ".join(token.plain for token in tokens))
    read = _figures("".join(token.core for token in tokens))
    spelled = evidence.kind in ("text", "org", "addr", "name", "identity")
    return {
        "figures left": float(evidence.kind in NUMERIC and len(read) > len(_figures(case.value))),
        "known text": float(known),
        "near text": float(near),
        "odd marks": float(spelled and _is_odd(case.value, evidence)),
        "odd marks read": float(spelled and _is_odd(case.raw, evidence)),
        "long count": max(0.0, len(read) - 2.0) if evidence.kind == "int" else 0.0,
        "bracket first": float(case.raw.startswith("(")),
        "begins small": float(evidence.kind in _NAMED and case.value[:1].islower()),
        "label inside": float(spelled and _LABEL.search(case.raw) is not None),
        "brackets": float(case.value.count("(") != case.value.count(")")),
    }


def _is_odd(text: str, evidence: Evidence) -> bool:
    sentences = evidence.kind == "text" and not evidence.where.endswith("place")
    return _ODD.search(text) is not None or (not sentences and _STOP.search(text) is not None)


def _describe_name(case: Case, tokens: Sequence[Token]) -> dict[str, float]:
    """Whether a person's name begins as names do and has as many words: what a seal covers is not read."""
    if case.evidence.kind != "name":
        return {}
    named = _begins_named(case, tokens)
    return {
        "no surname": float(not named),
        f"no surname, {case.evidence.where}": float(not named),
        "few names": float(len(tokens) < 3),
    }


def _begins_named(case: Case, tokens: Sequence[Token]) -> bool:
    return case.language is None or (bool(tokens) and case.language.surnames.judge(tokens[0].plain)[0])


_UNITS: Final = re.compile(
    rf"(?<!\w)[^\W\d_{_SMALL}]\w+ (?:xã|phường|huyện|quận|tỉnh|thị xã|thị trấn|thành phố) (?=[^\W\d_{_SMALL}])"
)
"""A unit after a name in an address where no comma parts them."""


def _describe_end(case: Case, tokens: Sequence[Token]) -> dict[str, float]:
    """Whether an address or a body ends as such things do, in the name of a place, and is parted by commas."""
    kind = case.evidence.kind
    if kind not in ("addr", "org") or case.language is None or not tokens:
        return {}
    last = [token.plain for token in tokens[-4:]]
    named = any(case.language.units.judge(" ".join(last[place:]))[0] for place in range(len(last)))
    found = {f"ends in place, {kind}": float(named), f"ends bare, {kind}": float(last[-1] in _KINDS)}
    if kind == "addr":
        part = case.value.rsplit(",", 1)[-1]
        words = [plain_word(word) for word in re.findall(r"[^\W\d_]+", part)]
        named = any(" ".join(words[place:]) in case.language.provinces.exact for place in range(len(words)))
        found |= {"ends in province": float(named), "no comma": float(_UNITS.search(case.value) is not None)}
    return found


_KINDS: Final = frozenset(
    {"xã", "phường", "thị", "trấn", "huyện", "quận", "tỉnh", "thành", "phố", "dân", "nhân", "ban", "công", "an", "sở"}
)
"""Words after which a name of a place or a body goes on."""


def _describe_place(case: Case, tokens: Sequence[Token]) -> dict[str, float]:
    """What stands around the value on its page."""
    evidence, elsewhere = case.evidence, case.elsewhere
    if evidence.view is None or not tokens:
        return {}
    box, last = union([token.word.box for token in tokens]), tokens[-1].word
    signed = evidence.where.startswith("signer")
    reading = evidence.view.reading
    found = {
        "unread": math.log1p(sum(region.kind == "unread" for region in reading.regions)),
    }
    whole = evidence.kind == "name" and len(tokens) > 2 and _begins_named(case, tokens)
    for side, zone in _find_zones(evidence.view, box, 0.5 * box.w / len(tokens)):
        if whole and side == "before":
            continue
        found[f"{zone} {side}"] = 1.0
        if signed:
            found[f"{zone} {side}, signer"] = 1.0
    if signed:
        said = {id(token.word) for token in tokens}
        found["words left"] = float(any(word.text.strip(EDGES) and id(word) not in said for word in evidence.words))
    if evidence.where == "signer_position":
        above = [word.text.strip(EDGES) for word in elsewhere.list_before(tokens[0].word, 4)]
        found["acts for"] = float("KT" in above and not case.value.upper().startswith("PHÓ"))
    own = {id(word) for word in evidence.words}
    before = elsewhere.preceding.get(id(tokens[0].word))
    colon = ":" in tokens[0].word.text or (before is not None and before.text.endswith(":"))
    if evidence.where == "label" and not case.row:
        found["after colon"] = float(colon)
        if not colon and before is not None and before.line == tokens[0].word.line:
            found["after words"] = 1.0
    group = "place" if evidence.where not in ("label", "part") else "row" if case.row else evidence.where
    if elsewhere.find_beside(evidence.view.reading.ref, last, own):
        found["goes on"] = 1.0
    after = elsewhere.following.get(id(last))
    if after is not None and after.line != last.line and id(after) not in own:
        gap = after.box.y - (box.y + box.h)
        aside = after.box.x > box.x + box.w or after.box.x + after.box.w < box.x
        if not aside and -0.8 * last.box.h < gap < 1.2 * last.box.h:
            name = "goes on below" if after.text[0].islower() else "more below"
            found |= {name: 1.0, f"{name}, {group}": 1.0}
    return found


def _find_zones(view: PageView, box: Box, reach: float) -> Iterator[tuple[str, str]]:
    """The zones that are not read as text and lie at the value's height: where, and of which kind."""
    for region in view.reading.regions:
        zone, kind = region.box, region.kind
        if kind not in ("seal", "stamp", "unread") or not (zone.y < box.y + box.h and box.y < zone.y + zone.h):
            continue
        if zone.x < box.x and box.x - reach < zone.x + zone.w:
            yield "before", kind
        if zone.x < box.x + box.w + reach and box.x + box.w < zone.x + zone.w:
            yield "after", kind
        if zone.x < box.x + box.w and box.x < zone.x + zone.w:
            yield "over", kind


def _figures(text: str) -> str:
    return "".join(char for char in text if char.isdigit()).lstrip("0")


def _describe_elsewhere(case: Case, tokens: Sequence[Token]) -> dict[str, float]:
    """What other lines say of the whole value."""
    evidence, elsewhere = case.evidence, case.elsewhere
    digits = "".join(char for char in case.value if char.isdigit())
    if evidence.kind in ("date", "time") and len(case.value) >= 10:
        same = elsewhere.count_day(case.value[-10:], evidence.words)
        return {"day elsewhere": float(same > 0)}
    if evidence.kind in ("id12", "id9", "phone") and len(digits) >= 6:
        same, near = elsewhere.count_number(digits, evidence.words)
        return {"number elsewhere": float(same > 0), "near number": float(near > 0 and not same)}
    pairs = [elsewhere.count_pair(*pair)[0] for pair in pairwise(tokens)]
    return {"text elsewhere": float(bool(pairs) and min(pairs) > 0)}
