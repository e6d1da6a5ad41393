"""What labels say on papers of the commune edition: the statutory words about half the time, or those of an office."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from tests.corpus.commune.manner import CommuneManner
from tests.corpus.heldout import wording as heldout_wording
from tests.corpus.heldout.manner import CARDS, LETTERS, OWN
from tests.corpus.regional.manner import draw
from tests.corpus.regional.wording import BILINGUAL, RegionalWording, wordings_of

STATE_PRINTED = frozenset(("GKS", "GCNKH", "GCN_DAT", "SHK", "CT07", "TOKHAI_CT01", "BHYT"))
"""Forms that one authority prints for the whole country: offices hardly change their words."""
USUAL, USUAL_OF_STATE = 0.45, 0.66
NAMED = ("Mẫu CT01", "Mẫu số 18")
"""Numbers of forms, each of its years."""
NUMBERS = {"1.": 62, "1)": 8, "1/": 22, "01.": 8}


def read_wordings() -> dict[str, Any]:
    """The tables of this edition's wordings; keys without the colon at their end."""
    return heldout_wording.read_wordings(Path(__file__).parent / "wordings.yaml")


class CommuneWording(RegionalWording):
    """The words of one paper's form."""

    def tables(self) -> dict[str, Any]:
        return read_wordings()

    def _choose(self, key: str, variants: list[str]) -> str:
        if key.startswith(NAMED):
            return (wordings_of(variants, self.year) or [key])[0]
        return super()._choose(key, variants)

    def both(self, words: str, english: str) -> str:
        return f"{words} ({english})"


def choose_wording(rng: Random, kind: str, year: int, manner: CommuneManner) -> CommuneWording:
    fixed = kind in OWN | CARDS | LETTERS
    mark = {"1)": "1)", "1/": "1/"}.get(manner.counting, "1.")
    return CommuneWording(
        kind=kind,
        rng=Random(rng.random()),
        old_spelling=kind not in OWN | CARDS and rng.random() < 0.25,
        bilingual=kind in BILINGUAL - {"GCNKH"} and rng.random() < 0.1,
        mark=mark if fixed or manner.counting else draw(rng, NUMBERS),
        year=year,
        notes=manner.notes,
        usual=USUAL_OF_STATE if kind in STATE_PRINTED else USUAL,
    )


def form_code(kind: str, day: date) -> str:
    """The number of the form of a type on that day, as it stands at its head; empty where it has none."""
    codes = wordings_of(read_wordings()["codes"].get(kind, []), day.year)
    return codes[0] if codes else ""
