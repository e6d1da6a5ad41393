from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from pipeline.settings import Settings
from tests.conftest import PrivateStack, make_home


@pytest.fixture(scope="module")
def stack() -> Iterator[PrivateStack]:
    """Servers of this file's own: its tests stop and kill them, and each starts what it needs."""
    with make_home() as settings:
        yield PrivateStack(settings)


def connect(settings: Settings) -> closing[psycopg.Connection[tuple[object, ...]]]:
    """A connection to the catalogue's database as its owner."""
    assert settings.database_url is not None
    url = settings.database_url.get_secret_value().replace("+psycopg", "")
    return closing(psycopg.connect(url, autocommit=True))
