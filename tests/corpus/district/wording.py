"""What labels say on papers of the district edition: words of circulars, ministries, hospitals and programs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from tests.corpus.commune.wording import STATE_PRINTED, CommuneWording
from tests.corpus.district.manner import DistrictManner
from tests.corpus.heldout import wording as heldout_wording
from tests.corpus.heldout.manner import CARDS, LETTERS, OWN
from tests.corpus.regional.manner import draw
from tests.corpus.regional.wording import wordings_of

USUAL, USUAL_OF_STATE = 0.36, 0.6
"""How often a label has the words that forms of its type usually have."""
NUMBERS = {"1.": 66, "1)": 12, "1/": 12, "01.": 10}


def read_wordings() -> dict[str, Any]:
    """The tables of this edition's wordings; keys without the colon at their end."""
    return heldout_wording.read_wordings(Path(__file__).parent / "wordings.yaml")


def write_day(day: date, manner: str) -> str:
    """A day as the office writes it; `5-2-2026`, `05 tháng 02 năm 2026` and `05 - 02 - 2026` beside other editions'."""
    if manner == "hyphen":
        return f"{day.day}-{day.month}-{day.year}"
    if manner == "words":
        return f"{day.day:02d} tháng {day.month:02d} năm {day.year}"
    if manner == "wide":
        return day.strftime("%d - %m - %Y")
    return heldout_wording.write_day(day, manner)


@dataclass
class DistrictWording(CommuneWording):
    """The words of one paper's form."""

    starred: bool = False
    marks: dict[str, str] = field(default_factory=dict)
    """The asterisks of labels that a note at the foot explains, in the order of the labels."""

    def tables(self) -> dict[str, Any]:
        return read_wordings()

    def _core(self, core: str) -> str:
        words = super()._core(core)
        if not self.starred or core not in self.tables()["notes"] or (len(self.marks) == 3 and core not in self.marks):
            return words
        mark = self.marks.setdefault(core, f"({'*' * (len(self.marks) + 1)})")
        return f"{words} {mark}"


def choose_wording(rng: Random, kind: str, year: int, manner: DistrictManner) -> DistrictWording:
    fixed = kind in OWN | CARDS | LETTERS
    return DistrictWording(
        kind=kind,
        rng=Random(rng.random()),
        old_spelling=kind not in OWN | CARDS and rng.random() < 0.2,
        bilingual=False,
        mark="1." if fixed or manner.counting else draw(rng, NUMBERS),
        year=year,
        notes=False,
        usual=USUAL_OF_STATE if kind in STATE_PRINTED else USUAL,
        starred=manner.starred,
    )


def form_code(kind: str, day: date) -> str:
    """The number of the form of a type on that day, as it stands at its head; empty where it has none."""
    codes = wordings_of(read_wordings()["codes"].get(kind, []), day.year)
    return codes[0] if codes else ""
