"""All servers of one machine: those embedded are started, found and stopped here; external ones are left alone.

A part is external when its settings name an address: `s3_endpoint`, `database_url`, `prefect_api_url`. An embedded
Prefect server always keeps its own tables in the embedded PostgreSQL, also where the catalogue lies in an external one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from pydantic import SecretStr

from local import postgres, prefect_server, seaweed
from local.home import Home, locate_home, open_home
from local.postgres_place import find_folder
from local.prefect_server import WorkServer, client_environment
from local.probe import ask_status
from local.process import (
    Daemon,
    Running,
    ensure_daemon,
    find_running,
    hold_lock,
    read_record,
    stop_running,
)
from pipeline.errors import ServiceError
from pipeline.settings import Settings, to_environment

SERVERS = frozenset({seaweed.NAME, postgres.NAME, prefect_server.NAME})
WORKER = "worker"


@dataclass(frozen=True, slots=True)
class PartStatus:
    """What one part is like now. `address` holds no password; `disk_bytes` is None where the data is elsewhere."""

    name: str
    address: str | None
    version: str | None
    healthy: bool
    disk_bytes: int | None
    embedded: bool
    detail: str = ""

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def ensure(settings: Settings, parts: Iterable[str] = SERVERS) -> Settings:
    """The settings with the addresses and keys of the embedded `parts`, which run and answer when this returns.

    `parts` are names out of `s3`, `postgres`, `prefect` and `worker`; external ones are not touched. Safe to call at
    any time from any number of processes. Raises ServiceError, whose detail names the server and its log.
    """
    wanted = frozenset(parts)
    home = open_home(settings.data)
    with ThreadPoolExecutor(2) as pool:
        store = pool.submit(_ensure_store, settings, home, wanted)
        desk = pool.submit(_ensure_desk, settings, home, wanted)
        update = {**store.result(), **desk.result()}
    if WORKER in wanted:
        ensure_part(settings, describe_worker(settings))
    return settings.model_copy(update=update)


def ensure_part(settings: Settings, daemon: Daemon) -> Running:
    """Any other process that must run beside the servers: found, or started; `down` stops it with them."""
    home = open_home(settings.data)
    return ensure_daemon(
        home.record(daemon.name), home.lock(daemon.name), lambda: daemon, lambda address: daemon.healthy()
    )


def describe_worker(settings: Settings) -> Daemon:
    """One worker with the settings of this process; it finds the servers by itself."""
    home = open_home(settings.data)
    return Daemon(
        name=WORKER,
        command=(sys.executable, "-c", "import sohoa; sohoa.main()", WORKER),
        environment={**os.environ, **to_environment(settings), "SOHOA_DATA": str(home.data)},
        folder=home.data,
        log=home.log(WORKER),
        address=settings.work_pool,
        healthy=lambda: True,
        stop_seconds=30,
    )


def down(settings: Settings) -> list[str]:
    """Stops everything that runs on this machine's data folder, the last started first; returns the names stopped."""
    home = locate_home(settings.data)
    found = [running for record in _records(home) if (running := find_running(record))]
    for running in sorted(found, key=lambda each: each.created, reverse=True):
        with hold_lock(home.lock(running.name)):
            stop_running(running, home.record(running.name))
    for record in _records(home):
        if read_record(record):
            record.unlink(missing_ok=True)
    return [running.name for running in found]


def status(settings: Settings) -> list[PartStatus]:
    """Each part as it is now; starts nothing."""
    home = locate_home(settings.data)
    parts: list[Callable[[], PartStatus]] = [
        lambda: _store_status(settings, home),
        lambda: _database_status(settings, home),
        lambda: _prefect_status(settings, home),
    ]
    others = [record.stem for record in _records(home) if record.stem not in SERVERS]
    parts += [lambda name=name: _process_status(home, name) for name in sorted({WORKER, *others})]  # type: ignore[misc]
    with ThreadPoolExecutor(len(parts)) as pool:
        return [future.result() for future in [pool.submit(part) for part in parts]]


def prefect_environment(settings: Settings) -> dict[str, str]:
    """The environment in which this process and its children speak to Prefect and to nobody else.

    Take the settings that `ensure` returned, or those of a running or external server. Raises ServiceError where the
    embedded server does not run.
    """
    home = open_home(settings.data)
    if settings.prefect_api_url:
        auth = settings.prefect_auth.get_secret_value() if settings.prefect_auth else ""
        return client_environment(home.data / "prefect", WorkServer(settings.prefect_api_url, auth))
    server = prefect_server.find_prefect(home)
    if server is None:
        raise ServiceError(prefect_server.NAME)
    return client_environment(home.data / "prefect", server)


def _ensure_store(settings: Settings, home: Home, parts: frozenset[str]) -> dict[str, object]:
    if seaweed.NAME not in parts or settings.s3_endpoint:
        return {}
    server = seaweed.ensure_seaweed(home, datetime.now(UTC))
    return {
        "s3_endpoint": server.endpoint,
        "s3_access_key": server.access_key,
        "s3_secret_key": SecretStr(server.secret_key),
        "s3_secure": False,
    }


def _ensure_desk(settings: Settings, home: Home, parts: frozenset[str]) -> dict[str, object]:
    """PostgreSQL and, on top of it, Prefect."""
    with_prefect = prefect_server.NAME in parts and not settings.prefect_api_url
    with_database = postgres.NAME in parts and not settings.database_url
    if not (with_prefect or with_database):
        return {}
    database = postgres.ensure_postgres(home)
    update: dict[str, object] = {"database_url": SecretStr(database.url("sohoa"))} if with_database else {}
    if with_prefect:
        server = prefect_server.ensure_prefect(home, database)
        update |= {"prefect_api_url": server.api_url, "prefect_auth": SecretStr(server.auth)}
    return update


def _store_status(settings: Settings, home: Home) -> PartStatus:
    if settings.s3_endpoint:
        scheme = "https" if settings.s3_secure else "http"
        healthy = ask_status(f"{scheme}://{settings.s3_endpoint}/") is not None
        return PartStatus(seaweed.NAME, settings.s3_endpoint, None, healthy, None, False)
    address = seaweed.find_seaweed(home)
    healthy = address is not None and seaweed.serves(address)
    return PartStatus(
        seaweed.NAME, address, seaweed.seaweed_version(), healthy, disk_use(home.data / "s3"), True, _log(home, "s3")
    )


def _database_status(settings: Settings, home: Home) -> PartStatus:
    if settings.database_url:
        return _external_database_status(settings.database_url.get_secret_value())
    server = postgres.find_postgres(home)
    version = postgres.postgres_version(server) if server else None
    folder = find_folder(home)
    return PartStatus(
        postgres.NAME,
        server.host if server else None,
        version or postgres.packaged_version(),
        version is not None,
        disk_use(folder),
        True,
        str(folder) if folder.parent != home.data else _log(home, postgres.NAME),
    )


def _external_database_status(url: str) -> PartStatus:
    plain = "postgresql://" + url.partition("://")[2]
    try:
        parameters = psycopg.conninfo.conninfo_to_dict(plain)
        address = f"{parameters.get('host', '')}:{parameters.get('port', 5432)}/{parameters.get('dbname', '')}"
        with psycopg.connect(plain, connect_timeout=postgres.CONNECT_SECONDS) as connection:
            version = f"PostgreSQL {connection.info.parameter_status('server_version')}"
    except psycopg.ProgrammingError:
        return PartStatus(postgres.NAME, None, None, False, None, False)
    except psycopg.OperationalError:
        return PartStatus(postgres.NAME, address, None, False, None, False)
    return PartStatus(postgres.NAME, address, version, True, None, False)


def _prefect_status(settings: Settings, home: Home) -> PartStatus:
    if settings.prefect_api_url:
        auth = settings.prefect_auth.get_secret_value() if settings.prefect_auth else ""
        version = prefect_server.server_version(WorkServer(settings.prefect_api_url, auth))
        return PartStatus(
            prefect_server.NAME, settings.prefect_api_url, version, version is not None, None, embedded=False
        )
    server = prefect_server.find_prefect(home)
    version = prefect_server.server_version(server) if server else None
    return PartStatus(
        prefect_server.NAME,
        server.api_url if server else None,
        version or prefect_server.packaged_version(),
        version is not None,
        disk_use(home.data / "prefect"),
        True,
        _log(home, prefect_server.NAME),
    )


def _process_status(home: Home, name: str) -> PartStatus:
    running = find_running(home.record(name))
    return PartStatus(
        name, running.address if running else None, None, running is not None, None, True, _log(home, name)
    )


def disk_use(folder: Path) -> int:
    """Bytes that the folder takes on disk; files that vanish meanwhile do not count."""
    total = 0
    for parent, _, files in os.walk(folder):
        for name in files:
            try:
                total += (Path(parent) / name).lstat().st_blocks * 512
            except OSError:
                continue
    return total


def _log(home: Home, name: str) -> str:
    return str(home.log(name))


def _records(home: Home) -> list[Path]:
    if not home.run.exists():
        return []
    return [path for path in home.run.glob("*.json") if not path.name.endswith(".ports.json")]
