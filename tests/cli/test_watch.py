"""`sohoa watch` as a service: it is started, killed, started again and stopped as an office does it."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Digitised
from tests.cli.office import Office, age, draw_slip, finish, wait_until
from tests.faults.small_pages import make_batch

Watch = Callable[[Path], "subprocess.Popen[str]"]


@pytest.fixture
def watch(office: Office) -> Iterator[Watch]:
    """Starts a watch on a folder; one that a failed test leaves behind is killed."""
    started = []

    def start(folder: Path) -> subprocess.Popen[str]:
        started.append(office.start("watch", folder))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
            process.communicate()


def listing(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def wait_for(folder: Path, names: set[str], watching: subprocess.Popen[str]) -> None:
    def there() -> bool:
        assert watching.poll() is None, finish(watching)
        return names <= listing(folder)

    wait_until(there, f"{names} lie in the folder", 200)


@pytest.mark.usefixtures("digitised")
def test_files_are_sorted_into_done_and_problem_and_growing_ones_wait(watch: Watch, tmp_path: Path) -> None:
    folder = tmp_path / "máy quét"
    folder.mkdir()
    draw_slip(("Giấy giới thiệu", "Bà Vi Thị Ngần")).save(folder / "tốt.png", dpi=(200, 200))
    (folder / "hỏng.pdf").write_bytes(b"%PDF-1.7\nnothing more")
    age(folder)
    watching = watch(folder)
    growing = folder / "đang chép.png"
    with growing.open("wb") as file:
        while not {"done/tốt.png", "problem/hỏng.pdf", "problem/hỏng.pdf.txt"} <= listing(folder):
            assert watching.poll() is None, finish(watching)
            file.write(b"\0")
            file.flush()
            wait_until(lambda: True, "")
        assert growing.exists(), "a file that is still being written waits"
    note = (folder / "problem" / "hỏng.pdf.txt").read_text("utf-8")
    assert "Hãy quét lại" in note
    watching.send_signal(signal.SIGTERM)
    stopped = finish(watching)
    assert stopped.code == 0, stopped
    assert "Traceback" not in stopped.err
    assert "Đang theo dõi" in stopped.out


def test_killed_in_the_middle_and_started_again_it_loses_nothing(
    office: Office, digitised: Digitised, watch: Watch, tmp_path: Path
) -> None:
    folder = tmp_path / "scans"
    make_batch(folder, files=3, pages=4, seed=771)
    names = {path.name for path in folder.iterdir()}
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    first = watch(folder)
    wait_until(reads(office), "pages are being read")
    first.kill()
    first.wait()
    assert names <= {Path(name).name for name in listing(folder)}
    again = watch(folder)
    wait_for(folder, {f"done/{name}" for name in names}, again)
    again.send_signal(signal.SIGINT)
    stopped = finish(again)
    assert stopped.code in (0, 130)
    assert "Traceback" not in stopped.err
    assert {name: (folder / "done" / name).read_bytes() for name in names} == before
    told = office.run("digitise", folder / "done", "--json", tmp_path / "told.json")
    assert "0 trang phải đọc" in told.text
    assert office.run("verify").code == 0


def reads(office: Office) -> Callable[[], bool]:
    """Whether more readings are stored than when this was asked for."""

    def count() -> int:
        with office.desk() as desk:
            return sum(1 for _ in desk.objects.list("readings/"))

    start = count()
    return lambda: count() > start
