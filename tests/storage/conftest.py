"""The stores over the run's real servers, each test with buckets and a database of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from minio import Minio
from sqlalchemy import text

from pipeline.settings import Settings
from storage.catalogue import Catalogue
from storage.objects import Objects
from storage.records import Records

RunSql = Callable[[str], list[tuple[object, ...]]]
StoreMaker = Callable[..., Objects]


def open_store(settings: Settings, **changes: object) -> Objects:
    """The store that the settings name, with other arguments where they are given."""
    assert settings.s3_secret_key is not None
    usual = {
        "endpoint": settings.s3_endpoint,
        "access_key": settings.s3_access_key,
        "secret_key": settings.s3_secret_key.get_secret_value(),
        "secure": settings.s3_secure,
        "region": settings.s3_region,
        "bucket": settings.s3_bucket,
        "locked_bucket": settings.s3_locked_bucket,
    }
    return Objects(**{**usual, **changes})  # type: ignore[arg-type]


@pytest.fixture
def make_objects(fresh_settings: Settings) -> StoreMaker:
    """Opens the test's own buckets with the arguments given in place of the usual ones."""
    return lambda **changes: open_store(fresh_settings, **changes)


@pytest.fixture
def objects(fresh_settings: Settings) -> Objects:
    store = Objects.connect(fresh_settings)
    store.prepare()
    return store


@pytest.fixture
def raw_client(fresh_settings: Settings) -> Minio:
    """A stranger with the keys, who writes past our rules."""
    assert fresh_settings.s3_endpoint is not None
    assert fresh_settings.s3_secret_key is not None
    return Minio(
        fresh_settings.s3_endpoint,
        fresh_settings.s3_access_key,
        fresh_settings.s3_secret_key.get_secret_value(),
        secure=fresh_settings.s3_secure,
        region=fresh_settings.s3_region,
    )


@pytest.fixture
def records(objects: Objects) -> Records:
    return Records(objects)


@pytest.fixture
def catalogue(fresh_settings: Settings) -> Iterator[Catalogue]:
    held = Catalogue.connect(fresh_settings)
    held.migrate()
    yield held
    held.close()


@pytest.fixture
def run_sql(catalogue: Catalogue) -> Callable[[str], list[tuple[object, ...]]]:
    """Runs a statement behind the catalogue's back and returns its rows, if it has any."""

    def run(statement: str) -> list[tuple[object, ...]]:
        def execute(connection: object) -> list[tuple[object, ...]]:
            result = connection.execute(text(statement))  # type: ignore[attr-defined]
            return [tuple(row) for row in result] if result.returns_rows else []

        return catalogue.database.run(execute)

    return run
