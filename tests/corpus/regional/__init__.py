"""The regional edition: the same papers as offices of several provinces and years print them."""

from __future__ import annotations

from pathlib import Path

import tests.corpus.regional.parts  # noqa: F401 - sets heads, tables and signatures of these forms
from tests.corpus.edition import Edition
from tests.corpus.regional.faces import PACKAGES, SPECS
from tests.corpus.regional.form import RegionalForm

REGIONAL = Edition("regional", RegionalForm, SPECS, PACKAGES, Path(__file__).parent / "phrases.yaml")
