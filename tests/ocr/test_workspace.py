from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ocr.workspace import PREFIX, open_workspace

OWNER = """
import sys
from pathlib import Path
from ocr.workspace import open_workspace
with open_workspace(Path(sys.argv[1])) as folder:
    (folder / "scan.pdf").write_text("a citizen's paper")
    print(folder, flush=True)
    sys.stdin.read()
"""


def start_owner(parent: Path) -> tuple[subprocess.Popen[str], Path]:
    """Another process that holds a workspace until it is killed or told to end."""
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(parent)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout
    return owner, Path(owner.stdout.readline().strip())


def test_a_workspace_is_private_and_gone_afterwards(tmp_path: Path) -> None:
    with open_workspace(tmp_path) as folder:
        assert folder.stat().st_mode & 0o077 == 0
        (folder / "page.png").write_bytes(b"pixels")
    assert list(tmp_path.iterdir()) == []


def test_what_killed_runs_left_is_removed_and_what_living_ones_hold_is_not(tmp_path: Path) -> None:
    killed, left = start_owner(tmp_path)
    living, held = start_owner(tmp_path)
    try:
        killed.kill()
        killed.wait()
        assert (left / "scan.pdf").exists()
        with open_workspace(tmp_path) as own, open_workspace(tmp_path) as second:
            assert not left.exists()
            assert (held / "scan.pdf").exists()
            assert own.exists()
            assert second.exists()
    finally:
        living.communicate()
        killed.communicate()
    assert list(tmp_path.iterdir()) == []


def test_a_removal_that_was_cut_short_is_finished(tmp_path: Path) -> None:
    cut = tmp_path / f"{PREFIX}half"
    cut.mkdir()
    (cut / "page.png").write_bytes(b"pixels")
    with open_workspace(tmp_path):
        assert not cut.exists()
