from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ocr.children import Children

_MAIN = """
import sys
from ocr.children import Children

with open(sys.argv[1], "a") as file:
    file.write("loaded ")

if __name__ == "__main__":
    children = Children(1, len, ("ready",))
    print(children.submit(len, ("abc",), 60).result(), bool(__file__))
    children.stop()
"""


def test_a_child_does_not_load_the_main_module_of_its_parent(tmp_path: Path) -> None:
    main, notes = tmp_path / "main.py", tmp_path / "notes"
    main.write_text(_MAIN)
    root = Path(__file__).parents[2]
    answer = subprocess.run(
        [sys.executable, main, notes],
        env={"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert (answer.stdout.split(), notes.read_text().split()) == (["3", "True"], ["loaded"])


def test_a_child_s_libraries_are_told_to_use_one_thread_and_its_parent_s_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "3")
    monkeypatch.delenv("OMP_THREAD_LIMIT", raising=False)
    children = Children(1, len, ("ready",))
    try:
        told = [
            children.submit(os.getenv, (name,), 60).result() for name in ("OPENBLAS_NUM_THREADS", "OMP_THREAD_LIMIT")
        ]
    finally:
        children.stop()
    assert told == ["1", "1"]
    assert (os.environ["OPENBLAS_NUM_THREADS"], os.environ.get("OMP_THREAD_LIMIT")) == ("3", None)
