from __future__ import annotations

import subprocess
import sys
from pathlib import Path

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
