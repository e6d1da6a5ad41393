"""The embedded Prefect server: on our PostgreSQL, behind a password, silent towards the outside.

It runs as a process of its own, so nothing here imports Prefect.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from local.home import Home, keep_secrets, make_private_folder, read_json
from local.ports import LOOPBACK, claim_ports
from local.postgres import DatabaseServer
from local.probe import ask_json, ask_status
from local.process import Daemon, ensure_daemon, find_running

NAME = "prefect"
SILENT = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # The second page makes the browser ask a measuring service outside, whatever the settings say; the first does not.
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
}
"""No report to anyone, and never a second, hidden server where the real one is away."""
HEARTBEAT_SECONDS = 30
"""Runs tell that they live this often; a run silent for longer than twice this is taken over."""


@dataclass(frozen=True, slots=True)
class WorkServer:
    """How to reach the embedded Prefect server; `auth` is user:password."""

    api_url: str
    auth: str


def ensure_prefect(home: Home, database: DatabaseServer) -> WorkServer:
    """The running Prefect server, started where it is not. Raises ServerFailed."""
    running = ensure_daemon(home.record(NAME), home.lock(NAME), lambda: describe_prefect(home, database), serves)
    return WorkServer(running.address, _read_auth(home))


def find_prefect(home: Home) -> WorkServer | None:
    """The running server, None where it does not run."""
    running = find_running(home.record(NAME))
    return WorkServer(running.address, _read_auth(home)) if running else None


def serves(api_url: str) -> bool:
    return ask_status(f"{api_url}/health") == 200


def describe_prefect(home: Home, database: DatabaseServer) -> Daemon:
    """Password, port and the command line; call it under the part's lock."""
    auth = keep_secrets(_secrets_file(home), _make_secrets)["auth"]
    folder = home.data / "prefect"
    make_private_folder(folder)
    port = claim_ports(home.ports(NAME), ["prefect"])["prefect"]
    origin = f"http://{LOOPBACK}:{port}"
    api_url = f"{origin}/api"
    environment = {
        **_plain_environment(),
        **client_environment(folder, WorkServer(api_url, auth)),
        "PREFECT_SERVER_API_AUTH_STRING": auth,
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": origin,
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": database.url("prefect", "asyncpg"),
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        "PREFECT_UI_API_URL": api_url,
        "PREFECT_UI_STATIC_DIRECTORY": str(folder / "ui"),
    }
    return Daemon(
        name=NAME,
        command=(sys.executable, "-m", "prefect", "server", "start", "--host", LOOPBACK, "--port", str(port)),
        environment=environment,
        folder=folder,
        log=home.log(NAME),
        address=api_url,
        healthy=lambda: serves(api_url),
        start_seconds=180,
        stop_seconds=20,
    )


def client_environment(folder: Path, server: WorkServer) -> dict[str, str]:
    """What a process needs in its environment to work with the server and with nobody else."""
    environment = {
        **SILENT,
        "PREFECT_HOME": str(folder),
        "PREFECT_API_URL": server.api_url,
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": str(HEARTBEAT_SECONDS),
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "NO_PROXY": _without_proxy(os.environ),
    }
    return environment | ({"PREFECT_API_AUTH_STRING": server.auth} if server.auth else {})


def server_version(server: WorkServer) -> str | None:
    """The version that the server itself tells, None where it does not answer."""
    told = ask_json(f"{server.api_url}/admin/version", server.auth or None)
    return f"Prefect {told}" if isinstance(told, str) else None


def packaged_version() -> str:
    return f"Prefect {version('prefect')}"


def _secrets_file(home: Home) -> Path:
    return home.secrets / "prefect.json"


def _make_secrets() -> dict[str, str]:
    return {"auth": f"sohoa:{secrets.token_urlsafe(24)}"}


def _read_auth(home: Home) -> str:
    return (read_json(_secrets_file(home)) or {}).get("auth", "")


def _plain_environment() -> dict[str, str]:
    """The surroundings without settings of other Prefect installations that would reach into this one."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "SOHOA_"))}


def _without_proxy(environment: Mapping[str, str]) -> str:
    """An office's proxy must not be asked for what is on this machine."""
    named = environment.get("NO_PROXY") or environment.get("no_proxy") or ""
    hosts = [host for host in named.split(",") if host and host not in (LOOPBACK, "localhost")]
    return ",".join([*hosts, LOOPBACK, "localhost"])
