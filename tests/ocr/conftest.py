"""Fonts and a written side of a sheet, made once for all tests of reading."""

from __future__ import annotations

import numpy as np
import pytest

from tests.corpus.fonts import FontBook, open_font_book
from tests.ocr.backs import make_side


@pytest.fixture(scope="session")
def book() -> FontBook:
    return open_font_book()


@pytest.fixture(scope="session")
def front(book: FontBook) -> np.ndarray:
    return make_side(book, "front")
