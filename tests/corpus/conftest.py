"""One small corpus of each kind of damage for the tests of the generator."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.fonts import FontBook, open_font_book
from tests.corpus.generate import generate_corpus
from tests.corpus.truth import Truth

Made = tuple[Path, Truth]


@pytest.fixture(scope="session")
def book() -> FontBook:
    return open_font_book()


@pytest.fixture(scope="session")
def clean(book: FontBook, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("clean")
    return folder, generate_corpus(folder, book, seed=5, level="clean", dossiers=2)


@pytest.fixture(scope="session")
def copies(book: FontBook, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("copies")
    return folder, generate_corpus(folder, book, seed=1, level="photocopy", dossiers=1)
