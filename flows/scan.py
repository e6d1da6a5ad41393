"""Pages from a SANE scanner, through the program `scanimage`: feeder, both sides, 300 dpi colour."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog

from flows.scan_options import choose_settings, choose_source, is_feeder, parse_options
from pipeline.errors import (
    FeederEmpty,
    ScannerBusy,
    ScannerCoverOpen,
    ScannerDenied,
    ScannerError,
    ScannerJammed,
    ScannerMissing,
    ScannerOption,
    ScannerProgramMissing,
    ScannerTimeout,
)

A4 = (210.0, 297.0)
"""Millimetres. Feeders that take long paper would otherwise scan to their full length."""
INCOMPLETE = ".incomplete"
"""Folder, in the folder of the pages, of those that were cut off."""

_NO_DOCUMENTS = 7
_FAILURES: tuple[tuple[int, str, type[ScannerError]], ...] = (
    (3, "Device busy", ScannerBusy),
    (6, "Document feeder jammed", ScannerJammed),
    (_NO_DOCUMENTS, "Document feeder out of documents", FeederEmpty),
    (8, "Scanner cover is open", ScannerCoverOpen),
    (11, "Access to resource has been denied", ScannerDenied),
)
"""Statuses of the SANE standard: scanimage's exit status, or words in its message when the device did not open."""
_COMPLAINT = "scanimage: "
_STOPPED = re.compile("sane_(?:start|read): ")
_QUERY_SECONDS = 90.0
_END_SECONDS = 5.0
"""How long scanimage may take to end once it has said why it stops: it can lock up while it lets go of the device."""
_STOP_SECONDS = 15.0
_NUMBER = re.compile(r"page-(\d+)\.png(?:\.part)?")

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Device:
    """A scanner that SANE sees; `name` is what `scan_pages` takes."""

    name: str
    vendor: str
    model: str
    kind: str


def list_devices() -> list[Device]:
    """The scanners that answer now, cameras left out. Raises ScannerProgramMissing, ScannerTimeout."""
    shown = _ask(["--formatted-device-list=%d\t%v\t%m\t%t%n"])
    rows = [line.split("\t") for line in shown.splitlines() if line.count("\t") == 3]
    return [Device(*row) for row in rows if not row[0].startswith("v4l:")]


def scan_pages(
    device: str | None,
    folder: Path,
    *,
    resolution: int = 300,
    mode: str = "Color",
    source: str | None = None,
    paper: tuple[float, float] = A4,
    extra: Sequence[str] = (),
    silence_seconds: float = 180.0,
    on_page: Callable[[Path], None] | None = None,
) -> list[Path]:
    """Scan what lies in the feeder (or on the glass) into `folder` as PNG files, numbered after those already there.

    `device` None takes the one scanner there is. `source` is `adf`, `duplex`, `flatbed` or the device's own name; None
    takes the feeder where there is one. `mode` is `Color`, `Gray`, `Lineart` or the device's own; `resolution` in dpi
    (the next finer one where the device lacks it); `paper` is width and height in mm; `extra` goes to scanimage as is.
    Each page appears in `folder` once complete and is told to `on_page`. Pages complete before an error stay there and
    a new call goes on after them; a page that was cut off goes to the folder `.incomplete`.

    Raises ScannerMissing, ScannerProgramMissing, ScannerDenied, ScannerBusy, ScannerJammed, ScannerCoverOpen,
    FeederEmpty, ScannerOption, ScannerTimeout (nothing heard for `silence_seconds`) or another ScannerError.
    """
    name = device or _find_only_device()
    folder.mkdir(parents=True, exist_ok=True)
    place = choose_source(parse_options(_ask(["-d", name, "-A"])), source)
    chosen = ["--source", place] if place else []
    options = parse_options(_ask(["-d", name, *chosen, "-A"]))
    settings = choose_settings(options, source=place, wanted=source, mode=mode, resolution=resolution, paper=paper)
    if not is_feeder(place, source):
        settings.append("--batch-count=1")
    with tempfile.TemporaryDirectory(dir=folder, prefix=".scan-") as work:
        command = _batch_command(name, [*chosen, *settings, *extra], Path(work), _next_number(folder))
        return _run_batch(command, Path(work), folder, silence_seconds, on_page)


def _find_only_device() -> str:
    devices = list_devices()
    if not devices:
        raise ScannerMissing
    if len(devices) > 1:
        raise ScannerOption("--device " + " | ".join(found.name for found in devices))
    return devices[0].name


def _next_number(folder: Path) -> int:
    numbers = [int(found[1]) for path in folder.iterdir() if (found := _NUMBER.fullmatch(path.name))]
    return max(numbers, default=0) + 1


def _batch_command(device: str, settings: Sequence[str], work: Path, first: int) -> list[str]:
    pattern = str(work).replace("%", "%%") + "/page-%04d.png"
    batch = ["--format=png", f"--batch={pattern}", f"--batch-start={first}", "--progress"]
    return ["scanimage", "-d", device, *batch, *settings]


def _run_batch(
    command: Sequence[str], work: Path, folder: Path, silence_seconds: float, on_page: Callable[[Path], None] | None
) -> list[Path]:
    pages: list[Path] = []
    complaints: list[str] = []
    try:
        with _start(command) as process:
            for line in _listen(process, silence_seconds):
                complaints += _complaints([line])
                for page in _move_pages(work, folder):
                    pages.append(page)
                    _log.info("page scanned", number=len(pages))
                    if on_page:
                        on_page(page)
            reason = _explain_end(process, complaints)
    finally:
        pages += _move_pages(work, folder)
        _set_apart(work, folder / INCOMPLETE)
    if pages and (reason is None or isinstance(reason, FeederEmpty)):
        return pages
    raise reason or FeederEmpty


def _explain_end(process: subprocess.Popen[bytes], complaints: list[str]) -> ScannerError | None:
    """Why the batch ended, None where all went well.

    The reason that scanimage gave stands however it then ends: its clean-up can lock up, or raise a signal in a
    driver's thread, and after a second signal it leaves with status 0.
    """
    try:
        status = process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()  # locked up after the scan: an interrupt would go unheard
        status = process.wait()
    stopped = [line for line in complaints if _STOPPED.match(line)]
    return _explain(status, stopped or complaints) if status or stopped else None


def _complaints(said: Sequence[str]) -> list[str]:
    return [line.removeprefix(_COMPLAINT) for line in said if line.startswith(_COMPLAINT)]


def _move_pages(work: Path, folder: Path) -> list[Path]:
    """The pages that scanimage has completed since; while under way they have another suffix."""
    return [path.rename(folder / path.name) for path in sorted(work.glob("page-*.png"))]


@contextmanager
def _start(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """The running program; whatever happens, it has ended and let go of the scanner afterwards."""
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=_environment()
        )
    except FileNotFoundError as error:
        raise ScannerProgramMissing from error
    with process:
        try:
            yield process
        finally:
            if process.poll() is None:
                _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Interrupted, scanimage cancels the scan and lets the sheet out; killed, some scanners must be switched off."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def _listen(process: subprocess.Popen[bytes], silence_seconds: float) -> Iterator[str]:
    """The lines the program says, as it says them, until it ends or has said why it stops and then falls silent.

    Raises ScannerTimeout after `silence_seconds` of nothing before that.
    """
    assert process.stdout is not None  # noqa: S101 - started with a pipe
    pipe = process.stdout.fileno()
    rest, patience, stopped = "", silence_seconds, False
    while select.select([pipe], [], [], patience)[0]:
        data = os.read(pipe, 65536)
        if not data:
            return
        *lines, rest = re.split(r"[\r\n]", rest + data.decode("utf-8", "replace"))
        if any(_STOPPED.match(line) for line in _complaints(lines)):
            patience, stopped = _END_SECONDS, True
        yield from lines
    if not stopped:
        raise ScannerTimeout(f"{silence_seconds:g} s")


def _ask(arguments: Sequence[str]) -> str:
    """What scanimage answers to a question that scans nothing."""
    try:
        done = subprocess.run(
            ["scanimage", *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_QUERY_SECONDS,
            env=_environment(),
            check=False,
        )
    except FileNotFoundError as error:
        raise ScannerProgramMissing from error
    except subprocess.TimeoutExpired as error:
        raise ScannerTimeout(f"{_QUERY_SECONDS:g} s") from error
    if done.returncode:
        raise _explain(done.returncode, _complaints(done.stderr.decode("utf-8", "replace").splitlines()))
    return done.stdout.decode("utf-8", "replace")


def _explain(status: int, complaints: Sequence[str]) -> ScannerError:
    last = complaints[-1] if complaints else ""
    if re.search(r"no SANE devices found|open of device .* failed: Invalid argument", last):
        return ScannerMissing()
    for number, words, kind in _FAILURES:
        if status == number or words in last:
            return kind()
    return ScannerError(last or f"scanimage: {status}")


def _set_apart(work: Path, apart: Path) -> None:
    """Keep what was cut off, under a name that no earlier one has."""
    for path in work.glob("*.part"):
        apart.mkdir(exist_ok=True)
        number = len(list(apart.iterdir())) + 1
        path.rename(apart / f"{number:03d}-{path.name}")


def _environment() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C.UTF-8"}
