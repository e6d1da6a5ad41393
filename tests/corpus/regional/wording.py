"""What labels say on papers of the regional edition: the law's words mostly, otherwise those of a year or an office."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from tests.corpus.heldout import wording as heldout_wording
from tests.corpus.heldout.manner import CARDS, LETTERS, OWN
from tests.corpus.heldout.wording import Wording
from tests.corpus.regional.manner import RegionalManner, draw

USUAL = 0.6
"""How often a label has the words that forms of its type usually have."""
NUMBERS = {"1.": 70, "1)": 10, "1/": 12, "01.": 8}
FIRST = {"cha": "mẹ", "chồng": "vợ", "nam": "nữ", "Ông": "Bà", "CCCD": "CMND"}
TWINS = re.compile(rf"\b(?:{'|'.join(FIRST)})\b")
PREFIX = re.compile(r"^(?:heading|office): ")
YEARS = re.compile(r"\s*\|(\d*)-(\d*)$")
BILINGUAL = frozenset(("GKS", "GCNKH", "TLKS_BS", "TLKH_BS", "TLKT", "XNTTHN", "GCS"))
NOTES = {"Kính gửi": 1, "Nơi cư trú": 2, "Nơi cư trú cuối cùng": 2, "Giấy tờ tùy thân": 3, "Tình trạng hôn nhân": 4}


def read_wordings() -> dict[str, Any]:
    """The tables of this edition's wordings; keys without the colon at their end."""
    return heldout_wording.read_wordings(Path(__file__).parent / "wordings.yaml")


def wordings_of(variants: list[str], year: int) -> list[str]:
    """The variants that forms of the year have; `... |2016-2021` bounds one, either year may be left out."""
    fitting = []
    for variant in variants:
        years = YEARS.search(variant)
        first, last = (years[1] or "0", years[2] or "9999") if years else ("0", "9999")
        if int(first) <= year <= int(last):
            fitting.append(YEARS.sub("", variant))
    return fitting


@dataclass
class RegionalWording(Wording):
    """The words of one paper's form: each label the same wherever it stands on the paper."""

    year: int = 2025
    notes: bool = False
    usual: float = USUAL
    drawn: dict[str, float] = field(default_factory=dict)
    """Which variant each family of labels has: those of father and mother differ in that word alone."""

    def tables(self) -> dict[str, Any]:
        """The tables of the edition's wordings."""
        return read_wordings()

    def heading(self, text: str) -> str:
        variants = self.tables()["headings"].get(text)
        return self.spell(self._choose(f"heading: {text}", variants) if variants else text)

    def office(self, text: str) -> str:
        """The words above a signature."""
        variants = self.tables()["offices"].get(text)
        return self.spell(self._choose(f"office: {text}", variants) if variants else text)

    def _core(self, core: str) -> str:
        tables = self.tables()
        variants = tables["types"].get(self.kind, {}).get(core) or tables["common"].get(core)
        words = self._choose(core, variants) if variants else core
        english = tables["english"].get(core)
        if self.bilingual and english:
            return self.both(words, english)
        return f"{words} ({NOTES[core]})" if self.notes and core in NOTES else words

    def both(self, words: str, english: str) -> str:
        """A label in two languages."""
        return f"{words}/{english}"

    def _choose(self, key: str, variants: list[str]) -> str:
        if key not in self.chosen:
            others = wordings_of(variants, self.year)
            family = TWINS.sub(lambda word: FIRST[word[0]], key)
            if family not in self.drawn:
                self.drawn[family] = 1.0 if self.rng.random() < self.usual else self.rng.random()
            place = int(self.drawn[family] * len(others))
            self.chosen[key] = others[place] if place < len(others) else PREFIX.sub("", key)
        return self.chosen[key]

    def numbered(self, number: re.Match[str] | None, words: str) -> str:
        if number is None:
            return words
        sign = number[1] or number[2]
        if sign is None or number[2] or "." in sign:
            return f"{number[0].strip()} {words}"
        return {"1.": f"{sign}. ", "1)": f"{sign}) ", "1/": f"{sign}/ ", "01.": f"{sign:0>2}. "}[self.mark] + words


def choose_wording(rng: Random, kind: str, year: int, manner: RegionalManner) -> RegionalWording:
    fixed = kind in OWN | CARDS | LETTERS
    return RegionalWording(
        kind=kind,
        rng=Random(rng.random()),
        old_spelling=kind not in OWN | CARDS and rng.random() < 0.3,
        bilingual=kind in BILINGUAL and rng.random() < 0.12,
        mark="1)" if manner.counting == "1)" else "1." if fixed or manner.counting else draw(rng, NUMBERS),
        year=year,
        notes=manner.notes,
    )
