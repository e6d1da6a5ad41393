"""The held-out edition: faces, layouts and wordings that nothing is developed with, to measure understanding by."""

from __future__ import annotations

from pathlib import Path

import tests.corpus.heldout.parts  # noqa: F401 - sets heads, tables and signatures of these forms
from tests.corpus.edition import Edition
from tests.corpus.heldout.faces import PACKAGES, SPECS
from tests.corpus.heldout.form import HeldoutForm

HELDOUT = Edition("heldout", HeldoutForm, SPECS, PACKAGES, Path(__file__).parent / "phrases.yaml")
