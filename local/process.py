"""A server that outlives the command that started it: started once, found again, stopped cleanly.

What runs is written down in a record (process number, start time, command), so that any later command finds it, and a
record left behind by a crash or a reboot is told from a living server.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil
from filelock import FileLock, Timeout

from local.home import read_json, write_private
from pipeline.errors import ServiceError

LOG_BYTES = 16 * 1024**2
LOG_KEPT = 4 * 1024**2
POLL_SECONDS = 0.05
START_TRIES = 3
CLOCK_SLACK = 2.0
"""Seconds by which a process' start may seem to move when the wall clock is set."""
MARK = "SOHOA_DAEMON"


class ServerFailed(ServiceError):
    """An embedded server did not come up; `detail` names it and its log."""

    code = "server_failed"
    message_vi = "Không khởi động được máy chủ đi kèm. Hãy xem tệp nhật ký được nêu, sửa lỗi rồi chạy lại `sohoa up`."
    message_en = "An embedded server could not be started. Look into the log named here, then run `sohoa up` again."


@dataclass(frozen=True, slots=True)
class Daemon:
    """What to start and how to know that it serves.

    `command` needs at least one argument besides the program: it is how the process is recognised. `environment` is
    all that the process gets. `stop_signals` are sent in turn, each with `stop_seconds` to act on it.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path
    log: Path
    address: str
    healthy: Callable[[], bool]
    user: str | None = None
    start_seconds: float = 90.0
    stop_signals: tuple[int, ...] = (signal.SIGTERM, signal.SIGKILL)
    stop_seconds: float = 15.0


@dataclass(frozen=True, slots=True)
class Running:
    """The record of a started server; `created` is the process' start in seconds since 1970."""

    name: str
    pid: int
    created: float
    command: tuple[str, ...]
    address: str
    log: str
    stop_signals: tuple[int, ...] = field(default=(signal.SIGTERM, signal.SIGKILL))
    stop_seconds: float = 15.0


def ensure_daemon(record: Path, lock: Path, describe: Callable[[], Daemon], healthy: Callable[[str], bool]) -> Running:
    """The running server of `record`, started where it is not there or does not answer.

    `describe` is asked under the lock and only when something must be started, so it may choose ports and make
    folders; `healthy` is given the recorded address. Raises ServerFailed.
    """
    running = find_running(record)
    if running and healthy(running.address):
        cap_log(Path(running.log))
        return running
    with hold_lock(lock):
        running = find_running(record)
        if running and _wait_until(
            lambda: healthy(running.address), lambda: process_of(running, record) is not None, 30.0
        ):
            return running
        if running:
            stop_running(running, record)
        return _start_with_retries(record, describe)


@contextmanager
def hold_lock(lock: Path, seconds: float = 300.0) -> Iterator[None]:
    """Holds the file lock `lock`; raises ServerFailed where another command never lets go of it."""
    held = FileLock(lock, timeout=seconds, mode=0o600)
    try:
        held.acquire()
    except Timeout as error:
        raise ServerFailed(str(lock)) from error
    try:
        yield
    finally:
        held.release()


def find_running(record: Path) -> Running | None:
    """The server written down in `record` if its very process is still alive."""
    running = read_record(record)
    return running if running and process_of(running, record) else None


def read_record(record: Path) -> Running | None:
    raw = read_json(record)
    try:
        if raw is None:
            return None
        values = {**raw, "command": tuple(raw["command"]), "stop_signals": tuple(raw["stop_signals"])}
        return Running(**values)  # type: ignore[arg-type]
    except (KeyError, TypeError):
        return None


def process_of(running: Running, record: Path) -> psutil.Process | None:
    """The living process of the record; the same number with another start or origin is a stranger."""
    try:
        process = psutil.Process(running.pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            _reap(process)
            return None
        same_start = abs(process.create_time() - running.created) < CLOCK_SLACK
        return process if same_start and _is_ours(process, running, record) else None
    except psutil.Error:
        return None


def stop_running(running: Running, record: Path) -> None:
    """Ends the server and whatever helpers it left behind, then forgets the record."""
    process = process_of(running, record)
    for number in running.stop_signals:
        if process is None or not process.is_running():
            break
        process.send_signal(number)
        try:
            process.wait(running.stop_seconds)
        except psutil.TimeoutExpired:
            continue
        break
    end_strays(record)
    record.unlink(missing_ok=True)


def end_strays(record: Path) -> None:
    """Kills what a dead server left alive: helpers that would keep its port or its files."""
    strays = [process for process in psutil.process_iter() if _is_marked(process, record)]
    for process in strays:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(strays, timeout=10)


def cap_log(log: Path) -> None:
    """Keeps a log's end beside it and empties it once it is over the cap; the server writes on, appending."""
    if not log.exists() or log.stat().st_size <= LOG_BYTES:
        return
    with log.open("rb") as source, log.with_suffix(".log.1").open("wb") as kept:
        source.seek(-LOG_KEPT, os.SEEK_END)
        shutil.copyfileobj(source, kept)
    os.truncate(log, 0)


def _start_with_retries(record: Path, describe: Callable[[], Daemon]) -> Running:
    """A port may be lost to a stranger between its choice and its use, so the choice is made anew."""
    for remaining in reversed(range(START_TRIES)):
        end_strays(record)
        daemon = describe()
        running = _spawn(daemon, record)
        if _wait_until(daemon.healthy, lambda: process_of(running, record) is not None, daemon.start_seconds):  # noqa: B023
            return running
        died = process_of(running, record) is None
        stop_running(running, record)
        if not died or not remaining:
            raise ServerFailed(f"{daemon.name}: {daemon.log}")
    raise ServerFailed(str(record))


def _spawn(daemon: Daemon, record: Path) -> Running:
    """Starts the server in a session of its own, so that it survives the command and its terminal."""
    cap_log(daemon.log)
    handle = os.open(daemon.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        process = subprocess.Popen(
            daemon.command,
            cwd=daemon.folder,
            env={**daemon.environment, MARK: str(record)},
            stdin=subprocess.DEVNULL,
            stdout=handle,
            stderr=handle,
            start_new_session=True,
            umask=0o077,
            user=daemon.user,
            group=daemon.user,
            extra_groups=[] if daemon.user else None,
        )
    except OSError as error:
        raise ServerFailed(f"{daemon.name}: {error.strerror}: {daemon.command[0]}") from error
    finally:
        os.close(handle)
    process.returncode = 0  # it is found by its record from now on, never by this handle
    running = Running(
        daemon.name,
        process.pid,
        psutil.Process(process.pid).create_time(),
        daemon.command,
        daemon.address,
        str(daemon.log),
        daemon.stop_signals,
        daemon.stop_seconds,
    )
    write_private(record, json.dumps(asdict(running)).encode())
    return running


def _wait_until(done: Callable[[], bool], alive: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not alive():
            return False
        if done():
            return True
        time.sleep(POLL_SECONDS)
    return False


def _is_ours(process: psutil.Process, running: Running, record: Path) -> bool:
    """By its arguments, or by the mark it was started with where it has since become another program."""
    arguments = running.command[1:]
    return tuple(process.cmdline()[-len(arguments) :]) == arguments or _is_marked(process, record)


def _is_marked(process: psutil.Process, record: Path) -> bool:
    try:
        return process.environ().get(MARK) == str(record)
    except (psutil.Error, OSError):
        return False


def _reap(process: psutil.Process) -> None:
    with suppress(psutil.TimeoutExpired):
        process.wait(0)
