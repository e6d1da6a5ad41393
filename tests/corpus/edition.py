"""Editions of the generator: the papers that the product is developed with, and others to measure it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.corpus.fonts import PACKAGES, SPECS, FamilySpec, FontBook, open_font_book
from tests.corpus.form import Form

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Edition:
    """The faces, the sentences and the way of setting and wording papers, of which editions share next to nothing."""

    name: str
    form: type[Form]
    specs: tuple[FamilySpec, ...]
    packages: str
    phrases: Path

    def open_fonts(self) -> FontBook:
        """The edition's faces on this machine. Raises TooFewFonts."""
        return open_font_book(specs=self.specs, packages=self.packages)


DEVELOPMENT = Edition("development", Form, SPECS, PACKAGES, DATA / "phrases.yaml")


def _heldout() -> Edition:
    from tests.corpus.heldout import HELDOUT

    return HELDOUT


def _regional() -> Edition:
    from tests.corpus.regional import REGIONAL

    return REGIONAL


def _commune() -> Edition:
    from tests.corpus.commune import COMMUNE

    return COMMUNE


def _district() -> Edition:
    from tests.corpus.district import DISTRICT

    return DISTRICT


EDITIONS: dict[str, Callable[[], Edition]] = {
    "development": lambda: DEVELOPMENT,
    "heldout": _heldout,
    "regional": _regional,
    "commune": _commune,
    "district": _district,
}


def find_edition(name: str) -> Edition:
    """The edition of that name, one of `EDITIONS`."""
    return EDITIONS[name]()
