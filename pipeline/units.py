"""Administrative units in addresses: which commune of today an address may mean. Offered to the clerk, never applied.

Addresses on papers before 01/07/2025 name a commune, a district and one of 63 provinces; today there are 34 provinces
and no districts, and an old commune may have been split among several (domain sections 3.13, 4.9.6 and 7).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rapidfuzz import fuzz, process

from pipeline.catalog import Catalog
from pipeline.catalog.lexicons import Commune, OldCommune, UnitIndex, bare_unit
from pipeline.letters import canonical_tone, fold, repair_look_alikes, squeeze

SURE: Final = 0.99
"""From this score on the address names the unit by its every part."""
_NEAR: Final = 85.0
_MOST: Final = 12
_SHORT: Final = {
    "p": "phường",
    "x": "xã",
    "tt": "thị trấn",
    "q": "quận",
    "h": "huyện",
    "tx": "thị xã",
    "tp": "thành phố",
    "t": "tỉnh",
}
_ABBREVIATED: Final = re.compile(r"\b(TT|TX|TP|P|X|Q|H|T)\s*\.\s*(?=\S)|\b(TX|TP|TT)\s+(?=[^\W\d_a-z])|\b([PQ])(?=\d)")
_PARTS: Final = re.compile(
    r"\s*[,;]\s*|\s+[-–]\s+(?=(?:xã|phường|thị|quận|huyện|thành phố|tỉnh)\s)"
    r"|\s+(?=(?:xã|phường|thị trấn|đặc khu|quận|huyện|thị xã|tỉnh)\s)(?<!thị\s)",
    re.IGNORECASE,
)
_KIND: Final = re.compile(r"^(xa|phuong|thi tran|dac khu|quan|huyen|thi xa|thanh pho|tinh)\s")


@dataclass(frozen=True, slots=True)
class UnitCandidate:
    """A commune of today that an address may mean. `was`: the old commune that it names, None for one of today."""

    commune: Commune
    score: float
    """How much of the address agrees, 0..1."""
    was: OldCommune | None = None

    @property
    def sure(self) -> bool:
        """Whether nothing had to be guessed; which of several heirs it is may still be open."""
        return self.score >= SURE


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    bare: str
    kind: str | None


def suggest_units(address: str, catalog: Catalog) -> tuple[UnitCandidate, ...]:
    """The communes of today that the address may mean, best first; all heirs of an old commune that was split.

    Empty where the address names no province, or nothing in it comes near a commune.
    """
    once: dict[str, UnitCandidate] = {}
    for candidate in _rank(address, catalog):
        once.setdefault(candidate.commune.code, candidate)
    return tuple(once.values())


def find_heirs(address: str, catalog: Catalog) -> tuple[UnitCandidate, ...]:
    """What became of the old commune that the address names for sure; empty where it names none or one of today."""
    found = _rank(address, catalog)
    named = {candidate.was for candidate in found}
    return found if len(named) == 1 and None not in named and found[0].sure else ()


def _rank(address: str, catalog: Catalog) -> tuple[UnitCandidate, ...]:
    """The candidates, best first; guesses go where something fits wholly. An heir may stand under two old communes."""
    parts = _split(address)
    for place in range(len(parts) - 1, max(0, len(parts) - 4), -1):
        provinces = _provinces(parts[place], catalog.lexicons.unit_index)
        found = set(_candidates(parts[:place], provinces, catalog))
        ranked = sorted(found, key=lambda candidate: (-candidate.score, *_place(candidate)))
        if ranked:
            return tuple(candidate for candidate in ranked if candidate.sure or not ranked[0].sure)[:_MOST]
    return ()


def _place(candidate: UnitCandidate) -> tuple[str, int]:
    """Heirs in the order of the list, the usual one first."""
    was = candidate.was
    return (was.code, was.now.index(candidate.commune.code)) if was else ("", 0)


def name_old(unit: OldCommune) -> str:
    """The old unit as an address names it."""
    return ", ".join(filter(None, (unit.name, unit.district, unit.province)))


def _split(address: str) -> list[_Part]:
    text = _ABBREVIATED.sub(
        lambda short: f"{_SHORT[(short[1] or short[2] or short[3]).lower()]} ", repair_look_alikes(address)
    )
    parts = [part.strip(" .:-") for part in _PARTS.split(text)]
    made = []
    for part in parts:
        kind = _KIND.match(fold(part))
        if squeeze(part) and squeeze(part) != "vietnam":
            made.append(_Part(part, bare_unit(part), kind[1] if kind else None))
    return made


@dataclass(frozen=True, slots=True)
class _Province:
    """A province that the address may name: an old one, or one of today (`old` is None)."""

    old: str | None
    name: str
    score: float


def _provinces(part: _Part, index: UnitIndex) -> list[_Province]:
    if part.kind not in (None, "tinh", "thanh pho"):
        return []
    found = _named(part.bare, index, 1.0)
    if found:
        return found
    near = process.extractOne(part.bare, [*index.old_provinces], scorer=fuzz.ratio, score_cutoff=_NEAR)
    return _named(near[0], index, 0.9 * near[1] / 100) if near else []


def _named(bare: str, index: UnitIndex, score: float) -> list[_Province]:
    found = []
    if bare in index.old_provinces:
        old = index.old_provinces[bare]
        found.append(_Province(old, index.heirs[old], score))
    if bare in index.provinces:
        new = index.provinces[bare]
        found.append(_Province(None, new, score))
        named = index.old_provinces.get(bare)
        found += [
            _Province(old, new, 0.95 * score) for old, heir in index.heirs.items() if heir == new and old != named
        ]
    return found


def _candidates(parts: Sequence[_Part], provinces: Iterable[_Province], catalog: Catalog) -> Iterator[UnitCandidate]:
    index = catalog.lexicons.unit_index
    for province in provinces:
        if province.old is None:
            bare = parts[-1].kind is None and len(parts) > 1  # may as well be a district
            yield from _of_today(parts[-1], replace(province, score=province.score * (0.9 if bare else 1.0)), index)
        elif len(parts) > 1:
            for unit, score in _of_old(parts[-2], parts[-1], index.old[province.old]):
                yield from _heirs(unit, score * province.score, catalog)
        if province.old is not None:
            for unit in index.old[province.old].get((parts[-1].bare, parts[-1].bare), ()):
                if not unit.name:  # islands were districts without communes
                    yield from _heirs(unit, province.score * _agree(parts[-1], unit.district), catalog)
        if province.old is not None and parts[-1].kind not in ("quan", "huyen"):
            units = [
                unit for key, named in index.old[province.old].items() if key[0] == parts[-1].bare for unit in named
            ]
            for unit in units:
                yield from _heirs(unit, 0.8 * province.score * _agree(parts[-1], unit.name), catalog)


def _of_today(part: _Part, province: _Province, index: UnitIndex) -> Iterator[UnitCandidate]:
    named = index.new[province.name]
    for commune in named.get(part.bare, ()):
        yield UnitCandidate(commune, province.score * _agree(part, commune.name))
    if part.bare not in named and len(part.bare) > 3:
        for key, near, _ in process.extract(part.bare, [*named], scorer=fuzz.ratio, score_cutoff=_NEAR, limit=3):
            for commune in named[key]:
                yield UnitCandidate(commune, 0.9 * near / 100 * province.score * _agree(part, commune.name))


def _of_old(
    ward: _Part, district: _Part, named: Mapping[tuple[str, str], tuple[OldCommune, ...]]
) -> Iterator[tuple[OldCommune, float]]:
    """Old communes of this name and district with how well both agree."""
    exact = named.get((ward.bare, district.bare), ())
    for unit in exact:
        yield unit, _agree(ward, unit.name) * _agree(district, unit.district)
    if exact:
        return
    near = {f"{key[0]} {key[1]}": key for key in named}
    wanted = f"{ward.bare} {district.bare}"
    for text, score, _ in process.extract(wanted, [*near], scorer=fuzz.ratio, score_cutoff=_NEAR, limit=3):
        for unit in named[near[text]]:
            yield unit, 0.9 * score / 100 * _agree(ward, unit.name) * _agree(district, unit.district)


def _agree(part: _Part, name: str) -> float:
    """How well kind and marks are the unit's: an address may leave the kind out, marks may be lost in reading."""
    kind = _KIND.match(fold(name))
    fits = part.kind is None or kind is None or part.kind == kind[1]
    return (1.0 if fits else 0.85) * (1.0 if _marked(part.text) == _marked(name) else 0.97)


def _marked(name: str) -> str:
    """The name without its kind as it compares with marks; figures without leading noughts."""
    plain = canonical_tone(repair_look_alikes(name).lower())
    kind = _KIND.match(fold(plain))
    return re.sub(r"[^\w]|(?<!\d)0+(?=\d)", "", plain[kind.end() :] if kind else plain)


def _heirs(unit: OldCommune, score: float, catalog: Catalog) -> Iterator[UnitCandidate]:
    for code in unit.now:
        yield UnitCandidate(catalog.lexicons.communes[code], round(score, 3), unit)
