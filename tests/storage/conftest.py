"""Real servers for the stores: one SeaweedFS and one PostgreSQL a run, a bucket and a database of its own each test."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from minio import Minio
from psycopg import sql

from local.home import Home, open_home
from local.postgres import DatabaseServer, ensure_postgres
from local.process import find_running, stop_running
from local.seaweed import ObjectServer, ensure_seaweed
from storage.catalogue import Catalogue
from storage.database import Database
from storage.objects import Objects
from storage.records import Records


@dataclass(frozen=True)
class Servers:
    """The run's servers, and how to kill and restart them."""

    home: Home

    def start_s3(self) -> ObjectServer:
        return ensure_seaweed(self.home, datetime.now(UTC))

    def start_postgres(self) -> DatabaseServer:
        return ensure_postgres(self.home)

    def kill(self, name: str) -> None:
        running = find_running(self.home.record(name))
        assert running is not None
        os.kill(running.pid, signal.SIGKILL)

    def stop(self) -> None:
        for name in ("s3", "postgres"):
            running = find_running(self.home.record(name))
            if running:
                stop_running(running, self.home.record(name))


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    with tempfile.TemporaryDirectory(prefix="sohoa-storage-") as folder:
        held = Servers(open_home(Path(folder) / "data"))
        try:
            held.start_s3()
            held.start_postgres()
            yield held
        finally:
            held.stop()


StoreMaker = Callable[..., Objects]


@pytest.fixture
def make_objects(servers: Servers) -> StoreMaker:
    """A function that opens the test's own buckets with the arguments given on top of the usual ones."""
    server = servers.start_s3()
    bucket = f"t-{uuid4().hex[:12]}"

    def make(**changes: object) -> Objects:
        usual: dict[str, object] = {
            "endpoint": server.endpoint,
            "access_key": server.access_key,
            "secret_key": server.secret_key,
            "secure": False,
            "region": "us-east-1",
            "bucket": bucket,
            "locked_bucket": f"{bucket}-locked",
        }
        return Objects(**{**usual, **changes})  # type: ignore[arg-type]

    return make


@pytest.fixture
def objects(make_objects: StoreMaker) -> Objects:
    store = make_objects()
    store.prepare()
    return store


@pytest.fixture
def raw_client(servers: Servers) -> Minio:
    """A stranger with the keys: writes past our rules."""
    server = servers.start_s3()
    return Minio(server.endpoint, server.access_key, server.secret_key, secure=False, region="us-east-1")


@pytest.fixture
def records(objects: Objects) -> Records:
    return Records(objects)


@pytest.fixture
def database_url(servers: Servers) -> Iterator[str]:
    server = servers.start_postgres()
    name = f"t_{uuid4().hex[:12]}"
    _as_superuser(server, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield server.url(name, user="postgres")
    _as_superuser(
        servers.start_postgres(), sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    )


@pytest.fixture
def catalogue(database_url: str) -> Iterator[Catalogue]:
    held = Catalogue(Database(database_url))
    held.migrate()
    yield held
    held.close()


def _as_superuser(server: DatabaseServer, statement: sql.Composed) -> None:
    with psycopg.connect(
        host=server.host, user="postgres", password=server.passwords["postgres"], dbname="postgres", autocommit=True
    ) as connection:
        connection.execute(statement)
