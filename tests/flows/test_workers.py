"""Two hosts share one queue; the batches of a host that dies are finished by the other, however early it died."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter
from prefect.events.schemas.automations import EventTrigger
from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_URL, temporary_settings
from prefect.states import Pending

from flows.deploy import HEARTBEAT, crash_silent_runs
from flows.desk import open_desk
from local.stack import prefect_environment
from pipeline.settings import Settings, to_environment
from storage.catalogue import BatchState
from storage.fixity import verify
from tests.conftest import PrivateStack
from tests.faults.small_pages import make_batch
from tests.flows.stored import count_readings

ROOT = Path(__file__).parent.parent.parent
PAGES = (60, 20, 4)


class Host:
    """A machine with a data folder of its own that knows the shared servers by settings alone."""

    def __init__(self, data: Path, shared: Settings) -> None:
        data.mkdir()
        self.data = data
        settings = shared.model_copy(update={"data": data, "lang": "en", "processes": 1})
        self.environment = os.environ | to_environment(settings)

    def run(self, *arguments: str) -> str:
        command = [sys.executable, str(ROOT / "sohoa.py"), *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=240, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def work(self) -> Iterator[psutil.Process]:
        with (self.data / "worker.log").open("w") as log:
            command = [sys.executable, str(ROOT / "sohoa.py"), "worker"]
            process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
            try:
                yield psutil.Process(process.pid)
            finally:
                kill_tree(process.pid)
                process.wait()


def kill_tree(pid: int) -> None:
    """SIGKILL for a process and all it started, as when a machine loses its power."""
    if not psutil.pid_exists(pid):
        return
    root = psutil.Process(pid)
    for process in [root, *root.children(recursive=True)]:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue


@contextmanager
def open_client(shared: Settings) -> Iterator[SyncPrefectClient]:
    environment = prefect_environment(shared)
    access = {setting: environment[setting.name] for setting in (PREFECT_API_URL, PREFECT_API_AUTH_STRING)}
    with temporary_settings(access), get_client(sync_client=True) as client:
        yield client


def put_back_older_automation(shared: Settings) -> None:
    """Have silent runs missed as an earlier release did: from their first heartbeat on."""
    older = crash_silent_runs(shared.work_pool)
    assert isinstance(older.trigger, EventTrigger)
    older.trigger.after = {HEARTBEAT}
    with open_client(shared) as client:
        (known,) = client.read_automations_by_name(older.name)
        client.update_automation(known.id, older)


def take_and_die(shared: Settings, batch: str) -> None:
    """Leave a batch's run as a worker does that loses its power before the run's first sign of life."""
    with open_client(shared) as client:
        found = client.read_flow_runs(flow_run_filter=FlowRunFilter())
        (run,) = [run for run in found if run.parameters["batch"] == batch]
        client.set_flow_run_state(run.id, Pending(), force=True)


def wait_until(holds: Callable[[], bool], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.5)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_dead_hosts_batch_is_finished_by_the_other(private_stack: Callable[[], PrivateStack], tmp_path: Path) -> None:
    shared = private_stack().start()
    north, south = Host(tmp_path / "north", shared), Host(tmp_path / "south", shared)
    batches = []
    for seed, name in enumerate(("first", "second", "third")):
        make_batch(tmp_path / name, files=2, pages=PAGES[seed] // 2, seed=seed + 1)
        queued = re.search(r"Queued batch ([0-9a-f-]+)", north.run("digitise", "--queue", str(tmp_path / name)))
        assert queued
        batches.append(queued[1])
        if name == "first":
            put_back_older_automation(shared)
    take_and_die(shared, batches[2])

    with open_desk(shared) as desk, north.work() as first, south.work():
        sources = {source.sha256 for batch in batches for source in desk.records.load_manifest(batch).sources}

        def stored() -> int:
            return count_readings(desk, sources)

        def both_at_work() -> bool:
            return all((host.data / "worker.log").read_text().count("Beginning flow run") for host in (north, south))

        wait_until(lambda: both_at_work() and stored() > 4, 180, "both hosts have a batch")
        kill_tree(first.pid)
        finished = (BatchState.DONE,)
        wait_until(lambda: all(desk.catalogue.batch(batch).state in finished for batch in batches), 360, "both end")

        pages = [(source, page) for source in sources for page in desk.catalogue.pages_of(source)]
        assert len(pages) == sum(PAGES)
        assert stored() == sum(PAGES)
        assert verify(desk.objects, desk.catalogue, desk.records).faults == ()
    assert prefect_environment(shared)["PREFECT_API_URL"] == shared.prefect_api_url
