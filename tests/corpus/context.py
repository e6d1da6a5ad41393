"""What the papers of one dossier share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from tests.corpus.edition import DEVELOPMENT, Edition
from tests.corpus.fonts import FontBook
from tests.corpus.form import Form, Look, Paper, make_look
from tests.corpus.people import Family, Person
from tests.corpus.places import Place


@dataclass(frozen=True)
class Setting:
    """The case behind a dossier: place, people, days and its code."""

    place: Place
    family: Family
    bride: Person
    groom: Person
    received: date
    decided: date
    code: str
    procedure: str
    procedure_name: str
    clerk: str
    chair: str


@dataclass(frozen=True)
class Studio:
    """What papers are made with: faces, chance, resolution, and the edition of their layouts and wordings."""

    book: FontBook
    rng: Random
    dpi: int
    edition: Edition = DEVELOPMENT

    def begin(
        self, kind: str, day: date, layouts: int, *, printed: bool = False, size: tuple[float, float] = (210, 297)
    ) -> tuple[Form, Look]:
        """An empty paper of a type with a look of its day."""
        look = make_look(self.book, self.rng, day, layouts, printed=printed)
        paper = Paper(kind, f"{look.layout}", day)
        form = self.edition.form(self.book, self.rng, look, paper, self.dpi, size)
        return form, form.look
