"""Sides of a sheet, and whether one is taken for written on."""

from __future__ import annotations

from random import Random

import numpy as np

from ocr.raster import PageImage
from ocr.sheet import even_page
from ocr.stamps import split_inks
from ocr.written import is_written
from tests.corpus.context import Studio
from tests.corpus.dossiers import STORIES, make_setting
from tests.corpus.fonts import FontBook
from tests.corpus.papers.sparse import make_front

DPI = 150
"""Of the sides that `make_side` makes."""


def make_side(book: FontBook, seed: str) -> np.ndarray:
    """A written side: a full letter, sealed."""
    rng = Random(seed)
    return np.asarray(make_front(Studio(book, rng, DPI), make_setting(rng, STORIES[0])))


def is_marked(pixels: np.ndarray, dpi: int, *sides: np.ndarray) -> bool:
    """Whether the page is taken for written on beside those that may be its sheet's other side."""
    inks = split_inks(pixels, dpi)
    evened = even_page(inks.grey, dpi)
    return is_written(pixels, dpi, evened.flat, evened.dpi, [PageImage(side, dpi) for side in sides])
