"""The catalogue's long lists, each read when it is first asked for: loading the catalogue itself stays fast.

Every list is data in `lists/`. Suggestions come of them and findings; where one leaves a single way to read a word the
value says it, and what was read stays beside it as `raw`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from pipeline.catalog.phrases import PhraseBook
from pipeline.catalog.tables import read_rows
from pipeline.errors import CatalogError
from pipeline.letters import canonical_tone, fold, squeeze

_KINDS = re.compile(r"^(?:xa|phuong|thi tran|dac khu|quan|huyen|thi xa|thanh pho|tinh)\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Role:
    """What a person is in a dossier (mẹ, người yêu cầu ...)."""

    name_vi: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of today: xã, phường or đặc khu, with its code of the 2025 list and its province of today."""

    code: str
    name: str
    province: str

    @property
    def spelled(self) -> str:
        return f"{self.name}, {self.province}"


@dataclass(frozen=True, slots=True)
class OldCommune:
    """A commune as it was until 30/06/2025; `now` are the codes of the communes that it became part of."""

    code: str
    name: str
    district: str
    province: str
    now: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agency:
    """An issuer of papers under its full name; `places`: whether a place follows (`Công an tỉnh ...`)."""

    name: str
    places: bool


@dataclass(frozen=True, slots=True)
class UnitIndex:
    """Names of units by their bare spelling (see `bare_unit`)."""

    old_provinces: Mapping[str, str]
    provinces: Mapping[str, str]
    heirs: Mapping[str, str]
    """Old province -> province of today."""
    old: Mapping[str, Mapping[tuple[str, str], tuple[OldCommune, ...]]]
    """Old province -> commune and district -> the communes of that name."""
    new: Mapping[str, Mapping[str, tuple[Commune, ...]]]
    """Province of today -> commune -> the communes of that name."""


@dataclass(frozen=True)
class Lexicons:
    """The lists of the catalogue in `root`. Every list raises CatalogError naming the file and line of a mistake.

    `titles` are the names of its papers and procedures: wording that comes back on other papers.
    """

    root: Path
    titles: tuple[str, ...] = ()

    def role_of(self, type_code: str, word: str) -> str:
        """The role that a type's own word for a person stands for; the word itself where the list has none."""
        return self._role_words.get(f"{type_code}:{word}") or self._role_words.get(word, word)

    @cached_property
    def roles(self) -> Mapping[str, Role]:
        return {row["role"]: Role(row["name_vi"], row["name_en"]) for row in self._rows("roles")}

    @cached_property
    def paper_names(self) -> Mapping[str, tuple[str, ...]]:
        """What papers are called in lists beside their titles, and the types of paper that may be meant."""
        return {row["name"]: tuple(row["types"].split(";")) for row in self._rows("paper_names")}

    @cached_property
    def _role_words(self) -> Mapping[str, str]:
        return {
            word: row["role"]
            for row in self._rows("roles")
            for word in (row["role"], *filter(None, row["also"].split(";")))
        }

    @cached_property
    def holders(self) -> Mapping[str, str]:
        """Types of papers that an earlier dossier may hold already, each with the role of the person it is about."""
        return {row["type"]: row["holder"] for row in self._rows("reusable")}

    @cached_property
    def secret_marks(self) -> Mapping[str, str]:
        """Folded letters of a mark of secrecy -> the mark."""
        return {squeeze(row["mark"]): row["mark"] for row in self._rows("secret_marks")}

    @cached_property
    def urgency_marks(self) -> Mapping[str, str]:
        """Folded letters of a mark of urgency -> the mark; it stands where marks of secrecy do."""
        return {squeeze(row["mark"]): row["mark"] for row in self._rows("urgency_marks")}

    @cached_property
    def countries(self) -> dict[str, str]:
        """Folded spelling of a country or nationality -> the usual Vietnamese name."""
        return {
            fold(spelling.strip()): row["name"]
            for row in self._rows("countries")
            for spelling in (row["name"], *filter(None, row["also"].split(";")), row["code"])
        }

    @cached_property
    def surnames(self) -> tuple[str, ...]:
        """Family names, the most common first."""
        return tuple(row["name"] for row in self._rows("surnames"))

    @cached_property
    def given_names(self) -> tuple[str, ...]:
        """Words of middle and given names."""
        return tuple(row["name"] for row in self._rows("given_names"))

    @cached_property
    def word_pairs(self) -> tuple[str, ...]:
        """Neighbouring syllables of Vietnamese words, in small letters. A pair that is not in it may be right."""
        return tuple(row["pair"] for row in self._rows("word_pairs"))

    @cached_property
    def family_names(self) -> frozenset[str]:
        """Family names in small letters, tones placed one way."""
        return frozenset(canonical_tone(name).lower() for name in self.surnames)

    @cached_property
    def name_words(self) -> frozenset[str]:
        """Words of names in small letters, tones placed one way."""
        return self.family_names | {canonical_tone(name).lower() for name in self.given_names}

    @cached_property
    def agencies(self) -> Mapping[str, Agency]:
        """Folded spelling or abbreviation of an issuer -> the issuer."""
        return {
            fold(spelling.strip()): Agency(row["name"], row["places"] == "yes")
            for row in self._rows("agencies")
            for spelling in (row["name"], *filter(None, row["also"].split(";")))
        }

    @cached_property
    def vsic(self) -> Mapping[str, str]:
        """Codes of economic activities of level 4 -> name. A part of the list only: a code not in it may be right."""
        return {row["code"]: row["name"] for row in self._rows("vsic")}

    @cached_property
    def communes(self) -> Mapping[str, Commune]:
        """The communes since 01/07/2025 by their codes."""
        names = {row["code_2025"]: row["name_2025"] for row in self._rows("provinces")}
        return {
            row["code"]: Commune(row["code"], row["name"], names[row["province"]]) for row in self._rows("communes")
        }

    @cached_property
    def old_communes(self) -> tuple[OldCommune, ...]:
        """The communes until 30/06/2025."""
        names = {row["legacy_code"]: row["legacy_name"] for row in self._rows("provinces")}
        return tuple(
            OldCommune(row["code"], row["name"], row["district"], names[row["province"]], tuple(row["now"].split(";")))
            for row in self._rows("old_communes")
        )

    @cached_property
    def heirs(self) -> Mapping[str, str]:
        """Old province -> province of today."""
        return {row["legacy_name"]: row["name_2025"] for row in self._rows("provinces")}

    @cached_property
    def unit_index(self) -> UnitIndex:
        """The communes by the names that stand in addresses."""
        return _index_units(self)

    @cached_property
    def phrases(self) -> PhraseBook:
        """Wording that comes back on papers: that of offices, the names of agencies, papers and procedures."""
        words = [row["phrase"] for row in self._rows("phrases")]
        return PhraseBook(
            [*words, *self.titles, *(row["issuer"] for row in self._rows("issuers"))]
            + [agency.name for agency in self.agencies.values()]
        )

    @cached_property
    def unit_spellings(self) -> dict[str, frozenset[str]]:
        """Bare name of a unit of any kind and time -> the ways in which names that read so are spelled."""
        old = (name for unit in self.old_communes for name in (unit.name, unit.district, unit.province))
        new = (name for unit in self.communes.values() for name in (unit.name, unit.province))
        return _spellings((*old, *new))

    @cached_property
    def province_spellings(self) -> dict[str, frozenset[str]]:
        """Bare name of a province, of old or of today -> its spelling."""
        return _spellings(name for pair in self.heirs.items() for name in pair)

    @cached_property
    def units_in(self) -> dict[str, frozenset[str]]:
        """Bare name of a province -> the names of its units without their kinds."""
        found: dict[str, set[str]] = {}
        for old in self.old_communes:
            found.setdefault(bare_unit(old.province), set()).update(map(plain_unit, (old.name, old.district)))
        for commune in self.communes.values():
            found.setdefault(bare_unit(commune.province), set()).add(plain_unit(commune.name))
        return {name: frozenset(units) for name, units in found.items()}

    @cached_property
    def merger(self) -> date:
        """The day on which the communes and provinces of today took the place of the old ones."""
        return max(date.fromisoformat(row["day"]) for row in self._rows("mergers"))

    def check(self) -> None:
        """Read every list. Raises CatalogError."""
        for name, kind in vars(type(self)).items():
            if isinstance(kind, cached_property):
                getattr(self, name)
        unknown = {code for old in self.old_communes for code in old.now} - self.communes.keys()
        if unknown:
            raise CatalogError(f"lists/old_communes.csv: no commune {min(unknown)}")

    def province_names(self) -> tuple[dict[str, str], dict[str, str]]:
        """Bare spellings of provinces -> full name: the old ones, and those of today."""
        rows = self._rows("provinces")
        old = {bare_unit(row["legacy_name"]): row["legacy_name"] for row in rows}
        by_code = {row["legacy_code"]: row["legacy_name"] for row in rows}
        old |= {squeeze(row["also"]): by_code[row["legacy_code"]] for row in self._rows("province_names")}
        new = {bare_unit(row["name_2025"]): row["name_2025"] for row in rows}
        same = {row["legacy_name"]: row["name_2025"] for row in rows}
        return old, new | {key: same[name] for key, name in old.items() if same[name] == name}

    def _rows(self, name: str) -> list[dict[str, str]]:
        return read_rows(self.root / "lists" / f"{name}.csv", self.root)


def bare_unit(name: str) -> str:
    """A unit's name without its kind, marks and spaces: `Phường Phúc Xá` -> `phucxa`, `Quận 01` -> `1`."""
    bare = squeeze(_KINDS.sub("", fold(name)))
    return bare.lstrip("0") or bare if bare.isdigit() else bare


def plain_unit(name: str) -> str:
    """A unit's name without its kind, spelled as it is: `Phường Phúc Xá` -> `Phúc Xá`."""
    kind = _KINDS.match(fold(name))
    return name[kind.end() :] if kind else name


def _spellings(names: Iterable[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name in set(names):
        plain = plain_unit(name)
        if plain and not plain.isdigit():
            found.setdefault(squeeze(plain), set()).add(plain)
    return {bare: frozenset(spelled) for bare, spelled in found.items()}


def _index_units(lexicons: Lexicons) -> UnitIndex:
    old_names, new_names = lexicons.province_names()
    old: dict[str, dict[tuple[str, str], tuple[OldCommune, ...]]] = {}
    for unit in lexicons.old_communes:
        named = old.setdefault(unit.province, {})
        key = bare_unit(unit.name or unit.district), bare_unit(unit.district)
        named[key] = (*named.get(key, ()), unit)
    new: dict[str, dict[str, tuple[Commune, ...]]] = {}
    for commune in lexicons.communes.values():
        there = new.setdefault(commune.province, {})
        there[bare_unit(commune.name)] = (*there.get(bare_unit(commune.name), ()), commune)
    return UnitIndex(old_names, new_names, lexicons.heirs, old, new)
