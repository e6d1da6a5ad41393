from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from local.home import locate_home
from local.ports import remembered_ports
from local.process import MARK
from local.stack import SERVERS, ensure, prefect_environment, status
from pipeline.settings import Settings, to_environment
from storage.objects import Objects
from tests.conftest import STORAGE, PrivateStack
from tests.local.conftest import connect

START = """
from local.stack import ensure
from pipeline.settings import load_settings
ensure(load_settings(), {"s3", "postgres"})
"""
COUNT_POOLS = """
from prefect.client.orchestration import get_client
with get_client(sync_client=True) as client:
    print(len(client.read_work_pools()))
"""


def pids(stack: PrivateStack) -> dict[str, int]:
    return {part: stack.process(part).pid for part in SERVERS}


def processes_of(settings: Settings) -> list[psutil.Process]:
    """Every process that was started for this data folder, helpers included."""
    found = []
    for process in psutil.process_iter():
        try:
            mark = process.environ().get(MARK, "")
            if Path(mark).is_relative_to(settings.data) or process.cwd().startswith(str(settings.data)):
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def _parents(stack: PrivateStack) -> set[int]:
    return {process.pid for process in processes_of(stack.settings)}


def _listening(process: psutil.Process) -> list[tuple[str, Any]]:
    """Name and address of each socket a process listens on; none where it has ended, as PostgreSQL's helpers may."""
    try:
        name, connections = process.name(), process.net_connections("inet")
    except psutil.NoSuchProcess:
        return []
    return [(name, connection.laddr) for connection in connections if connection.status == psutil.CONN_LISTEN]


def test_secrets_are_closed_to_everyone_else(stack: PrivateStack) -> None:
    stack.start()
    home = locate_home(stack.settings.data)
    for folder in (home.secrets, home.run, home.logs, home.data / "s3", home.data / "postgres", home.data / "prefect"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700, folder
    files = [path for path in home.secrets.rglob("*") if path.is_file()]
    assert len(files) >= 5
    for path in files:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_a_second_start_finds_the_same_servers(stack: PrivateStack) -> None:
    first = stack.start()
    before = pids(stack)
    assert stack.start() == first
    assert pids(stack) == before


def test_every_part_tells_its_address_version_health_and_disk_use(stack: PrivateStack) -> None:
    settings = stack.start()
    parts = {part.name: part for part in status(stack.settings)}
    assert parts["s3"].address == settings.s3_endpoint
    assert parts["prefect"].address == settings.prefect_api_url
    for name in SERVERS:
        part = parts[name]
        assert part.healthy
        assert part.embedded
        assert part.version
        assert part.disk_bytes


def test_servers_listen_on_loopback_alone(stack: PrivateStack) -> None:
    stack.start()
    listening = [found for process in processes_of(stack.settings) for found in _listening(process)]
    assert {name for name, _ in listening} >= {"weed"}
    assert {address.ip for _, address in listening} == {"127.0.0.1"}
    assert not [address for name, address in listening if name == "postgres"]


def test_prefect_s_environment_leads_to_our_server(stack: PrivateStack) -> None:
    settings = stack.start()
    environment = prefect_environment(stack.settings)
    assert environment == prefect_environment(settings)
    assert environment["PREFECT_API_URL"] == settings.prefect_api_url
    assert environment["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    told = subprocess.run(
        [sys.executable, "-c", COUNT_POOLS],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "0"


@pytest.mark.parametrize("part", ["s3", "postgres"])
def test_a_killed_store_comes_back_with_its_data(stack: PrivateStack, part: str) -> None:
    settings = stack.start(STORAGE)
    objects = Objects.connect(settings)
    objects.prepare()
    objects.put(f"kept/{part}", b"paper", "text/plain")
    with connect(settings) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (part text, n int)")
        connection.execute("INSERT INTO kept VALUES (%s, 7)", [part])
    stack.kill(part)
    assert {each.name: each.healthy for each in status(stack.settings)}[part] is False
    again = stack.start(STORAGE)
    assert Objects.connect(again).get(f"kept/{part}") == b"paper"
    with connect(again) as connection:
        assert connection.execute("SELECT n FROM kept WHERE part = %s", [part]).fetchone() == (7,)


def test_a_killed_prefect_server_comes_back(stack: PrivateStack) -> None:
    before = stack.start()
    stack.kill("prefect")
    after = stack.start()
    assert after.prefect_api_url == before.prefect_api_url
    assert after.prefect_auth == before.prefect_auth
    assert all(part.healthy for part in status(stack.settings) if part.name in SERVERS)


def test_down_leaves_no_process_and_status_starts_none(stack: PrivateStack) -> None:
    stack.start()
    assert processes_of(stack.settings)
    assert set(stack.stop()) == SERVERS
    assert processes_of(stack.settings) == []
    assert not any(part.healthy for part in status(stack.settings))
    assert processes_of(stack.settings) == []
    assert stack.stop() == []


def test_commands_that_start_at_once_share_one_set_of_servers(stack: PrivateStack) -> None:
    stack.stop()
    environment = {**os.environ, **to_environment(stack.settings), "PYTHONPATH": str(Path(__file__).parents[2])}
    commands = [subprocess.Popen([sys.executable, "-c", START], env=environment) for _ in range(4)]
    assert [command.wait(120) for command in commands] == [0, 0, 0, 0]
    servers = [process.name() for process in processes_of(stack.settings) if process.ppid() not in _parents(stack)]
    assert sorted(servers) == ["postgres", "weed"]
    assert {part: stack.process(part).is_running() for part in STORAGE} == {"s3": True, "postgres": True}


def test_a_port_taken_by_a_stranger_is_left_to_it(stack: PrivateStack) -> None:
    settings = stack.start(STORAGE)
    objects = Objects.connect(settings)
    objects.prepare()
    objects.put("kept/moved", b"paper", "text/plain")
    remembered = remembered_ports(locate_home(stack.settings.data).ports("s3"))
    stack.stop()
    with socket.socket() as one, socket.socket() as two:
        for stranger, name in ((one, "s3"), (two, "master")):
            stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            stranger.bind(("127.0.0.1", remembered[name]))
            stranger.listen()
        moved = stack.start(STORAGE)
        assert moved.s3_endpoint != settings.s3_endpoint
        assert Objects.connect(moved).get("kept/moved") == b"paper"
        Objects.connect(moved).put("kept/after", b"more", "text/plain")
    stack.stop()
    assert stack.start(STORAGE).s3_endpoint == moved.s3_endpoint, "the new port is remembered"


def test_external_parts_are_neither_started_nor_changed(tmp_path: Path, storage_settings: Settings) -> None:
    external = storage_settings.model_copy(update={"data": tmp_path / "data"})
    assert ensure(external, STORAGE) == external
    assert processes_of(external) == []
    parts = {part.name: part for part in status(external)}
    assert parts["s3"].healthy
    assert not parts["s3"].embedded
    assert parts["postgres"].healthy
    assert not parts["postgres"].embedded
    assert str(parts["postgres"].address).endswith("/sohoa")
    gone = external.model_copy(update={"s3_endpoint": "127.0.0.1:1"})
    assert [part.healthy for part in status(gone) if part.name == "s3"] == [False]
