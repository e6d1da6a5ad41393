"""The commune edition: the same papers on forms that no part of the product was developed on."""

from __future__ import annotations

from pathlib import Path

import tests.corpus.commune.parts  # noqa: F401 - sets heads, tables and signatures of these forms
from tests.corpus.commune.faces import PACKAGES, SPECS
from tests.corpus.commune.form import CommuneForm
from tests.corpus.edition import Edition

COMMUNE = Edition("commune", CommuneForm, SPECS, PACKAGES, Path(__file__).parent / "phrases.yaml")
