"""A run that is killed takes its children and their programs with it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.faults.engines import HANGING
from tests.ocr.drawing import draw_page

ROOT = Path(__file__).parents[2]


def wait_until(check: Callable[[], bool], seconds: float = 30.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if check():
            return True
        time.sleep(0.1)
    return False


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
