"""Runs the product's own command over a folder and gives back what it wrote."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Run:
    """The JSON of one run and how long it took; `seconds` is None where the JSON was given."""

    result: dict[str, Any]
    seconds: float | None


def digitise(folder: Path, json_file: Path) -> Run:
    """`sohoa digitise FOLDER --json FILE`. Exit code 1 means problems were listed and is no failure here.

    Raises RuntimeError where the command failed as a whole.
    """
    command = [sys.executable, str(ROOT / "sohoa.py"), "digitise", str(folder), "--json", str(json_file)]
    start = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, check=False)
    if done.returncode not in (0, 1) or not json_file.exists():
        raise RuntimeError(f"sohoa digitise ended with {done.returncode} and wrote no result")
    return Run(json.loads(json_file.read_text(encoding="utf-8")), time.monotonic() - start)


def load_run(json_file: Path) -> Run:
    """A result written earlier."""
    return Run(json.loads(json_file.read_text(encoding="utf-8")), None)
