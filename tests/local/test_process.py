"""Any process that must run beside a command: how it is told from strangers, started, given up and forgotten."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from local import process
from local.home import keep_secrets, open_home
from local.ports import claim_ports, port_is_free, remembered_ports
from local.postgres_place import SOCKET_BYTES, SOCKET_NAME, socket_folder
from local.process import Daemon, ServerFailed, cap_log, ensure_daemon, find_running, read_record, stop_running

SERVE = "import sys, time; open(sys.argv[1], 'w').close(); time.sleep(600)"
HELPER = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']); " + SERVE


@pytest.fixture
def describe(tmp_path: Path) -> Callable[..., Daemon]:
    home = open_home(tmp_path / "data")
    ready = tmp_path / "ready"

    def make(code: str = SERVE, **changes: object) -> Daemon:
        daemon = Daemon(
            name="thing",
            command=(sys.executable, "-c", code, str(ready)),
            environment={"PATH": os.defpath},
            folder=tmp_path,
            log=home.log("thing"),
            address="here",
            healthy=ready.exists,
            start_seconds=20,
        )
        return replace(daemon, **changes)

    return make


def start(daemon: Daemon, data: Path) -> process.Running:
    home = open_home(data)
    return ensure_daemon(home.record("thing"), home.lock("thing"), lambda: daemon, lambda _: daemon.healthy())


def test_a_record_of_a_number_that_now_belongs_to_another_is_no_server(
    tmp_path: Path, describe: Callable[..., Daemon]
) -> None:
    record = open_home(tmp_path / "data").record("thing")
    running = start(describe(), tmp_path / "data")
    for change in ({"pid": os.getpid()}, {"created": running.created - 60}):
        raw = json.loads(record.read_text())
        record.write_text(json.dumps(raw | change))
        assert find_running(record) is None
        record.write_text(json.dumps(raw))
    assert find_running(record) == running
    stop_running(running, record)
    assert not psutil.pid_exists(running.pid)
    assert read_record(record) is None


@pytest.mark.parametrize("rest", [b"", b"{", b"[]", b'{"pid": 1}', b"\xff\xfe"])
def test_a_record_cut_short_is_no_server(tmp_path: Path, rest: bytes) -> None:
    record = open_home(tmp_path / "data").record("thing")
    record.write_bytes(rest)
    assert find_running(record) is None


def test_a_server_that_dies_at_start_is_an_error_that_names_its_log(
    tmp_path: Path, describe: Callable[..., Daemon]
) -> None:
    daemon = describe("import sys; print('no space left'); sys.exit(1)")
    with pytest.raises(ServerFailed) as failed:
        start(daemon, tmp_path / "data")
    assert str(daemon.log) in failed.value.message("vi")
    assert "sohoa up" in failed.value.message("en")
    assert daemon.log.read_text().count("no space left") == process.START_TRIES


def test_a_server_that_never_answers_is_stopped(tmp_path: Path, describe: Callable[..., Daemon]) -> None:
    daemon = describe(healthy=lambda: False, start_seconds=0.5, stop_signals=(signal.SIGKILL,))
    with pytest.raises(ServerFailed):
        start(daemon, tmp_path / "data")
    assert not _sleepers(tmp_path)


def test_a_missing_program_is_an_error_that_names_it(tmp_path: Path, describe: Callable[..., Daemon]) -> None:
    with pytest.raises(ServerFailed, match="/nowhere/server"):
        start(describe(command=("/nowhere/server", "x")), tmp_path / "data")


def test_helpers_of_a_killed_server_end_before_it_starts_again(tmp_path: Path, describe: Callable[..., Daemon]) -> None:
    daemon = describe(HELPER)
    first = psutil.Process(start(daemon, tmp_path / "data").pid)
    helpers = first.children()
    assert len(helpers) == 1
    first.kill()
    first.wait(10)
    assert helpers[0].is_running()
    (tmp_path / "ready").unlink()
    second = start(daemon, tmp_path / "data")
    assert second.pid != first.pid
    assert not helpers[0].is_running()
    stop_running(second, open_home(tmp_path / "data").record("thing"))
    assert not _sleepers(tmp_path)


def test_a_server_that_ignores_the_first_signal_gets_the_next(tmp_path: Path, describe: Callable[..., Daemon]) -> None:
    stubborn = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SERVE
    running = start(describe(stubborn, stop_seconds=0.5), tmp_path / "data")
    stop_running(running, open_home(tmp_path / "data").record("thing"))
    assert not psutil.pid_exists(running.pid)


def test_a_log_over_its_cap_keeps_its_end_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "LOG_BYTES", 100)
    monkeypatch.setattr(process, "LOG_KEPT", 10)
    log = tmp_path / "thing.log"
    with log.open("ab") as server:
        server.write(b"x" * 200 + b"the end...")
        server.flush()
        cap_log(log)
        server.write(b"on")
    assert log.read_bytes() == b"on"
    assert log.with_suffix(".log.1").read_bytes() == b"the end..."


def test_secrets_are_kept_and_only_missing_ones_made(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    first = keep_secrets(path, lambda: {"a": "1"})
    assert keep_secrets(path, lambda: {"a": "2", "b": "3"}) == {**first, "b": "3"}


def test_ports_are_free_different_and_remembered(tmp_path: Path) -> None:
    path = tmp_path / "ports.json"
    names = [f"p{number}" for number in range(20)]
    ports = claim_ports(path, names, (0, 10000))
    assert len(set(ports.values())) == len(names)
    assert all(port_is_free(port) and port_is_free(port + 10000) for port in ports.values())
    assert claim_ports(path, names, (0, 10000)) == ports == remembered_ports(path)


def test_a_socket_s_path_fits_however_deep_the_data_lies() -> None:
    for depth in range(1, 60):
        folder = Path("/", *["dữ-liệu"] * depth)
        assert len(os.fsencode(socket_folder(folder) / SOCKET_NAME)) < SOCKET_BYTES
    assert socket_folder(Path("/a" * 80)) != socket_folder(Path("/a" * 81))


def _sleepers(folder: Path) -> list[psutil.Process]:
    found = []
    for each in psutil.process_iter():
        try:
            if each.cwd() == str(folder):
                found.append(each)
        except psutil.Error:
            continue
    return found
