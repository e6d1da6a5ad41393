"""One set of real servers for the whole run, started when the first test asks; each test gets storage of its own.

- `storage_settings`: the shared S3 server and PostgreSQL; `stack_settings`: these and the Prefect server.
- `fresh_settings`: the shared S3 and PostgreSQL with buckets, database and data folder that no other test uses;
  `fresh_stack_settings`: the same with the shared Prefect server.
- `private_stack`: makes servers of the test's own, which it may kill.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psutil
import psycopg
import pytest
from psycopg import sql
from pydantic import SecretStr

from local.home import locate_home
from local.postgres import find_postgres
from local.process import find_running
from local.stack import SERVERS, down, ensure
from pipeline.settings import Settings

PREFIX = "sohoa-test-"
OWNER = "pytest.pid"
STORAGE = frozenset({"s3", "postgres"})


@dataclass(frozen=True, slots=True)
class PrivateStack:
    """Servers that belong to one test. `settings` name no addresses; `start` returns those that do."""

    settings: Settings

    def start(self, parts: frozenset[str] = SERVERS) -> Settings:
        return ensure(self.settings, parts)

    def stop(self) -> list[str]:
        return down(self.settings)

    def process(self, part: str) -> psutil.Process:
        """The living process of a part; raises LookupError where it does not run."""
        running = find_running(locate_home(self.settings.data).record(part))
        if running is None:
            raise LookupError(part)
        return psutil.Process(running.pid)

    def kill(self, part: str) -> None:
        """SIGKILL, as a crash would do it, and wait until the process is gone."""
        process = self.process(part)
        process.kill()
        process.wait(10)


@pytest.hookimpl(tryfirst=True)  # pytest-xdist takes the groups in the same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file's tests stay together, and those of a folder that share an office: each is digitised once.

    The long sweep comes first: the other processes are done with the rest by the time it ends.
    """
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    for item in items:
        shared = item.path.parent if "office" in getattr(item, "fixturenames", ()) else item.path
        item.add_marker(pytest.mark.xdist_group(shared.relative_to(item.config.rootpath).as_posix()))


@pytest.fixture(scope="session", autouse=True)
def _clean_surroundings() -> Iterator[None]:
    """Settings of the person who runs the tests stay out of them; servers of killed runs are cleared away."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(("SOHOA_", "PREFECT_")):
                patch.delenv(name)
        patch.setenv("SOHOA_CONFIG", os.devnull)
        _clear_left_behind()
        yield


@pytest.fixture(scope="session")
def _shared_settings() -> Iterator[Settings]:
    with make_home() as settings:
        yield settings


@pytest.fixture(scope="session")
def storage_settings(_shared_settings: Settings) -> Settings:
    return ensure(_shared_settings, STORAGE)


@pytest.fixture(scope="session")
def stack_settings(_shared_settings: Settings) -> Settings:
    return ensure(_shared_settings, SERVERS)


@pytest.fixture
def fresh_settings(storage_settings: Settings, tmp_path: Path) -> Iterator[Settings]:
    yield from _fresh(storage_settings, tmp_path)


@pytest.fixture
def fresh_stack_settings(stack_settings: Settings, tmp_path: Path) -> Iterator[Settings]:
    yield from _fresh(stack_settings, tmp_path)


@pytest.fixture
def private_stack() -> Iterator[Callable[[], PrivateStack]]:
    """A maker of private stacks; nothing is started before `start`."""
    homes = []

    def make() -> PrivateStack:
        home = make_home()
        homes.append(home)
        return PrivateStack(home.__enter__())

    yield make
    for home in homes:
        home.__exit__()


class make_home:  # noqa: N801  reads as the verb that it is
    """A data folder with a short path (sockets need one) that other accounts may pass (PostgreSQL's does, as root)."""

    def __enter__(self) -> Settings:
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        self.folder.chmod(0o711)
        (self.folder / OWNER).write_text(str(os.getpid()))
        self.settings = Settings(data=self.folder / "data")
        return self.settings

    def __exit__(self, *_: object) -> None:
        down(self.settings)
        shutil.rmtree(self.folder, ignore_errors=True)


def _fresh(settings: Settings, data: Path) -> Iterator[Settings]:
    name = f"t{uuid4().hex[:16]}"
    with _as_superuser(settings) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER sohoa").format(sql.Identifier(name)))
    assert settings.database_url is not None
    url = settings.database_url.get_secret_value().replace("@/sohoa?", f"@/{name}?")
    yield settings.model_copy(
        update={
            "data": data / "data",
            "s3_bucket": name,
            "s3_locked_bucket": f"{name}-locked",
            "database_url": SecretStr(url),
        }
    )
    with _as_superuser(settings) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _as_superuser(settings: Settings) -> psycopg.Connection[tuple[object, ...]]:
    server = find_postgres(locate_home(settings.data))
    assert server is not None
    return psycopg.connect(
        host=server.host, user="postgres", password=server.passwords["postgres"], dbname="postgres", autocommit=True
    )


def _clear_left_behind() -> None:
    """A run that was killed could not stop its servers."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            owner = int((folder / OWNER).read_text())
        except (OSError, ValueError):
            continue
        if not psutil.pid_exists(owner) and folder.stat().st_uid == os.geteuid():
            down(Settings(data=folder / "data"))
            shutil.rmtree(folder, ignore_errors=True)
