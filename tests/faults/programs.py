"""Tesseract programs that fail: they answer what is asked of them at the start and break when they should read."""

from __future__ import annotations

import shutil
from pathlib import Path

RUBBISH = r"printf '\377\376\000\001 rubbish \t\t\n5\t1\t1\nnot a table' > "
BROKEN_LETTERS = r"printf '5\t1\t1\t1\t1\t1\t9\t9\t60\t20\t91\ttr\377ang\n5\t9\t1\t1\t1\t2\t0\t0\t1\t1\tx\t\377\n' > "

FAULTS = {
    "killed": "kill -KILL $$",
    "hung": "exec sleep 600",
    "failing": "echo 'Error, could not open' >&2; exit 1",
    "silent": "exit 0",
    "rubbish": f'{RUBBISH} "$2.tsv"',
    "broken letters": f'{BROKEN_LETTERS} "$2.tsv"',
}


def make_program(folder: Path, fault: str) -> Path:
    """A `tesseract` in `folder`, which is made, that breaks as FAULTS says; returns the folder."""
    folder.mkdir(parents=True)
    program = folder / "tesseract"
    start = f'case "$1" in --list-langs|--version) exec "{shutil.which("tesseract")}" "$@";; esac'
    program.write_text(f"#!/bin/sh\n{start}\n{FAULTS[fault]}\n", encoding="utf-8")
    program.chmod(0o755)
    return folder
