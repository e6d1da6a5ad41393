from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import psutil
import pytest

from ocr.worker import ReaderConfig, ReadingPool
from pipeline.errors import EngineRefused
from pipeline.limits import Limits
from pipeline.model import Reading, from_json, to_json
from tests.faults.engines import BABBLING, CRASHING, GREEDY, HANGING, KILLED, KILLED_ONCE, QUOTING, RAISING, SECRET
from tests.ocr.drawing import draw_page

SOURCE = "ab" * 32
ROOT = Path(__file__).parents[2]


def make_stack(path: Path, heights: tuple[int, ...]) -> Path:
    """A TIFF with a page of each height; certain heights make the engine of tests.faults misbehave."""
    frames = [draw_page(("Ủy ban nhân dân xã", "Quyết định phê duyệt"), (850, height), 40) for height in heights]
    frames[0].save(path, save_all=True, append_images=frames[1:], dpi=(150, 150))
    return path


def wait_until(check: Callable[[], bool], seconds: float = 30.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if check():
            return True
        time.sleep(0.1)
    return False


def test_a_failing_page_costs_that_page_alone(tmp_path: Path) -> None:
    faults = {KILLED: "page_crash", CRASHING: "page_crash", RAISING: "page_failed", GREEDY: "page_failed"}
    faults |= {HANGING: "page_timeout"}
    heights = (*(height for fault in faults for height in (1200, fault)), KILLED_ONCE, BABBLING)
    stack = make_stack(tmp_path / "stack.tif", heights)
    with ReadingPool(2, Limits(page_seconds=1), ReaderConfig(engine="tests.faults.engines:open_faulty")) as pool:
        outcomes = list(pool.read(stack, SOURCE, range(1, len(heights) + 1)))
    found = {heights[outcome.page - 1]: outcome for outcome in outcomes if heights[outcome.page - 1] != 1200}
    assert {height: o.problem.code for height, o in found.items() if o.problem} == faults
    assert len(outcomes) == len(heights)
    sound = [outcome for outcome in outcomes if heights[outcome.page - 1] in (1200, KILLED_ONCE)]
    assert all(outcome.reading and "trang" in outcome.reading.text for outcome in sound)
    babbled = found[BABBLING].reading
    assert babbled is not None
    assert from_json(Reading, to_json(babbled)) == babbled
    assert "hòa" in babbled.text
    for word in babbled.words:
        assert 0 <= word.box.x <= word.box.x + word.box.w <= 1.0001
        assert 0 <= word.confidence <= 1


def test_a_failing_page_is_logged_without_what_stands_on_it(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    stack = make_stack(tmp_path / "stack.tif", (QUOTING,))
    with ReadingPool(1, Limits(), ReaderConfig(engine="tests.faults.engines:open_faulty")) as pool:
        outcomes = list(pool.read(stack, SOURCE, [1]))
    assert [outcome.problem.code for outcome in outcomes if outcome.problem] == ["page_failed"]
    logged = capfd.readouterr().err
    assert "page failed" in logged
    assert "ValueError" in logged
    assert "engines.py" in logged
    assert SECRET not in logged


def test_children_killed_from_outside_are_replaced(tmp_path: Path) -> None:
    path = make_stack(tmp_path / "stack.tif", (1200,) * 4)
    with ReadingPool(2, Limits(), ReaderConfig(engine="tests.faults.engines:open_sound")) as pool:
        first = list(pool.read(path, SOURCE, [1, 2]))
        for child in multiprocessing.active_children():
            os.kill(child.pid or 0, signal.SIGKILL)
        second = list(pool.read(path, SOURCE, [3, 4]))
    assert all(outcome.reading for outcome in first + second)


def test_several_threads_share_a_pool(tmp_path: Path) -> None:
    path = make_stack(tmp_path / "stack.tif", (1200,) * 4)
    found: dict[int, list[int]] = {}
    with ReadingPool(2, Limits(), ReaderConfig(engine="tests.faults.engines:open_sound")) as pool:

        def take(number: int) -> None:
            found[number] = sorted(outcome.page for outcome in pool.read(path, str(number) * 64, [1, 2, 3, 4]))

        threads = [Thread(target=take, args=(number,)) for number in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == {number: [1, 2, 3, 4] for number in range(3)}


def test_an_engine_without_vietnamese_stops_the_pool_at_its_start() -> None:
    with pytest.raises(EngineRefused), ReadingPool(1, Limits(), ReaderConfig(engine="tests.faults.engines:open_poor")):
        pass


def test_the_fingerprint_names_engine_and_settings_only() -> None:
    def enter(config: ReaderConfig, limits: Limits) -> str:
        with ReadingPool(1, limits, config) as pool:
            return pool.fingerprint

    plain = enter(ReaderConfig(), Limits())
    assert plain == enter(ReaderConfig(), Limits(page_seconds=5))
    assert plain != enter(ReaderConfig(jpeg_quality=50), Limits())
    assert plain != enter(ReaderConfig(engine="tests.faults.engines:open_sound"), Limits())


_RUN = """
import sys
from pathlib import Path
from ocr.worker import ReaderConfig, ReadingPool
from pipeline.limits import Limits
if __name__ == "__main__":
    with ReadingPool(2, Limits(), ReaderConfig(engine=sys.argv[2])) as pool:
        print("ready", flush=True)
        list(pool.read(Path(sys.argv[1]), "0" * 64, [1, 2, 3, 4]))
"""


def start_run(tmp_path: Path, stack: Path, engine: str) -> subprocess.Popen[bytes]:
    script = tmp_path / "run.py"
    script.write_text(_RUN, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    return subprocess.Popen([sys.executable, str(script), str(stack), engine], env=environment, cwd=ROOT)


def descend(run: subprocess.Popen[bytes]) -> list[psutil.Process]:
    try:
        return psutil.Process(run.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def named(processes: list[psutil.Process], name: str) -> list[psutil.Process]:
    found = []
    for process in processes:
        try:
            if process.name() == name:
                found.append(process)
        except psutil.NoSuchProcess:
            continue
    return found


def is_gone(process: psutil.Process) -> bool:
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.mark.parametrize("engine", ["tests.faults.engines:open_faulty", "ocr.tesseract:open_tesseract"])
def test_a_killed_run_leaves_no_process_behind(tmp_path: Path, engine: str) -> None:
    stack = tmp_path / "stack.tif"
    lines = tuple(f"Dòng thứ {number}: căn cứ quyết định của Ủy ban nhân dân xã" for number in range(35))
    frames = [draw_page(lines), draw_page(lines), draw_page(lines, (2480, HANGING)), draw_page(lines)]
    frames[0].save(stack, save_all=True, append_images=frames[1:], dpi=(300, 300))
    run = start_run(tmp_path, stack, engine)
    try:
        if "tesseract" in engine:
            assert wait_until(lambda: bool(named(descend(run), "tesseract")))
        else:
            assert wait_until(lambda: len(named(descend(run), psutil.Process(run.pid).name())) >= 2)
        left = descend(run)
    finally:
        run.kill()
        run.wait()
    assert wait_until(lambda: all(is_gone(process) for process in left))
