"""kill -9 of anything in the middle of a batch: started again, it ends whole, with no stored page read twice.

Each test kills another part while the command line digitises a 60-page batch on servers of its own.
"""

from __future__ import annotations

import hashlib
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from flows.desk import Desk, open_desk
from local.stack import ensure
from pipeline.settings import Settings
from storage.fixity import verify
from storage.keys import original_key
from tests.conftest import make_home
from tests.faults.small_pages import make_batch
from tests.flows.stored import count_readings

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

ROOT = Path(__file__).parent.parent.parent
PAGES = 60
STORES = frozenset({"s3", "postgres"})


@dataclass(frozen=True)
class Office:
    """A machine of its own: its data folder and how its commands are run."""

    data: Path

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SOHOA_", "PREFECT_"))}
        return kept | {"SOHOA_DATA": str(self.data), "SOHOA_LANG": "en"}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, str(ROOT / "sohoa.py"), *arguments]
        return subprocess.Popen(
            command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def run(self, *arguments: str) -> str:
        process = self.start(*arguments)
        output, _ = process.communicate(timeout=240)
        assert process.returncode == 0, output
        return output

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        with open_desk(ensure(Settings(data=self.data), STORES)) as desk:
            yield desk


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with make_home() as settings:
        ensure(settings)
        yield Office(settings.data)


@dataclass(frozen=True)
class Batch:
    """A 60-page batch and how far it is."""

    office: Office
    folder: Path
    files: list[Path]

    @property
    def sources(self) -> dict[str, Path]:
        return {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in self.files}

    def stored(self) -> int:
        """Pages with a stored reading."""
        with self.office.desk() as desk:
            return count_readings(desk, self.sources)

    def wait_for(self, pages: int, run: subprocess.Popen[str]) -> None:
        deadline = time.monotonic() + 240
        with self.office.desk() as desk:
            while count_readings(desk, self.sources) < pages:
                assert run.poll() is None, run.communicate()[0]
                assert time.monotonic() < deadline, "the batch does not get on"
                time.sleep(0.2)

    def start(self) -> subprocess.Popen[str]:
        return self.office.start("digitise", str(self.folder))

    def finish(self) -> tuple[int, int]:
        """Run the batch to its end; returns how many pages this run read and how many it took as stored."""
        output = self.office.run("digitise", str(self.folder))
        if "0 pages read" in output:
            return 0, PAGES
        read = re.search(r"Read (\d+) pages(?:, (\d+) had been read before)?", output)
        assert read, output
        return int(read[1]), int(read[2] or 0)

    def check_whole(self) -> None:
        """Every page once in the records, originals byte-identical, every object, record and row in accord."""
        with self.office.desk() as desk:
            for sha256, path in self.sources.items():
                assert desk.objects.get(original_key(sha256)) == path.read_bytes()
            rows = [(source, page) for source in self.sources for page in desk.catalogue.pages_of(source)]
            dossiers = {dossier for source in self.sources for dossier in desk.catalogue.pages_of(source).values()}
            recorded: Counter[tuple[str, int]] = Counter()
            for dossier in dossiers:
                row = desk.catalogue.dossier(dossier)
                assert row
                record = desk.records.load_record(dossier, row.version)
                recorded.update((page.source, page.page) for document in record.documents for page in document.pages)
                recorded.update((page.source, page.page) for page in record.blanks)
            assert len(rows) == PAGES
            assert recorded == Counter(rows)
            assert verify(desk.objects, desk.catalogue, desk.records).faults == ()


@pytest.fixture
def batch(office: Office, tmp_path: Path, request: pytest.FixtureRequest) -> Batch:
    seed = int(hashlib.sha256(request.node.name.encode()).hexdigest()[:6], 16)
    return Batch(office, tmp_path / "scans", make_batch(tmp_path / "scans", files=3, pages=PAGES // 3, seed=seed))


def kill(process: psutil.Process) -> None:
    process.send_signal(signal.SIGKILL)


def reading_children(run: subprocess.Popen[str]) -> list[psutil.Process]:
    """The processes that read pages for this run."""
    children = psutil.Process(run.pid).children(recursive=True)
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]


def server(office: Office, name: str) -> psutil.Process:
    """The embedded server's main process, found by its command line."""
    found = [
        process
        for process in psutil.process_iter(["cmdline", "name"])
        if name in (process.info["name"] or "") and str(office.data) in " ".join(process.info["cmdline"] or [])
    ]
    assert found, f"{name} does not run"
    return found[0]


def test_the_run_is_killed(batch: Batch) -> None:
    run = batch.start()
    batch.wait_for(15, run)
    children = psutil.Process(run.pid).children(recursive=True)
    run.kill()
    run.wait()
    _, alive = psutil.wait_procs(children, timeout=30)
    assert not [child for child in alive if child.status() != psutil.STATUS_ZOMBIE], "a dead run leaves nothing behind"
    stored = batch.stored()
    assert batch.finish() == (PAGES - stored, stored)
    batch.check_whole()


def test_a_reading_child_is_killed(batch: Batch) -> None:
    run = batch.start()
    batch.wait_for(10, run)
    for child in reading_children(run)[:1]:
        kill(child)
    output, _ = run.communicate(timeout=240)
    assert run.returncode == 0, output
    assert f"Read {PAGES} pages" in output
    batch.check_whole()


@pytest.mark.parametrize("name", ["weed", "postgres"])
def test_a_server_is_killed(batch: Batch, name: str) -> None:
    run = batch.start()
    batch.wait_for(10, run)
    kill(server(batch.office, name))
    time.sleep(1)
    batch.office.run("up")
    run.communicate(timeout=240)
    batch.finish()
    batch.check_whole()
    assert batch.finish() == (0, PAGES)
