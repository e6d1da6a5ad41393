"""The district edition: the same papers as hospitals, police, registries and programs of many provinces print them."""

from __future__ import annotations

from pathlib import Path

import tests.corpus.district.parts  # noqa: F401 - sets heads, tables and signatures of these forms
from tests.corpus.district.faces import PACKAGES, SPECS
from tests.corpus.district.form import DistrictForm
from tests.corpus.edition import Edition

DISTRICT = Edition("district", DistrictForm, SPECS, PACKAGES, Path(__file__).parent / "phrases.yaml")
