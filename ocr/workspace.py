"""Folders for page files on their way: only their owner sees them, and those of killed runs do not stay."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "sohoa-pages-"
_LOCK = ".lock"


@contextmanager
def open_workspace(parent: Path | None = None) -> Iterator[Path]:
    """A new folder in `parent` (default: the system's temporary folder), removed at the end.

    Those that killed runs left behind are removed first: scans are personal data. A living owner holds a lock in its
    folder, which says so across containers too, where process numbers mean nothing.
    """
    parent = parent or Path(tempfile.gettempdir())
    remove_abandoned(parent)
    folder = Path(tempfile.mkdtemp(prefix=f".{PREFIX}", dir=parent))
    lock = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # Under the name that is looked for only now that it is locked.
        folder = folder.rename(parent / folder.name[1:])
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def bind_programs(names: Iterable[str], folder: Path) -> None:
    """Makes `folder`, to stand first in a PATH, with wrappers that tie programs to the process that starts them.

    The kernel kills a wrapped program when its starter dies, so a killed child leaves no Tesseract behind. Where
    `setpriv` is missing, or the folder may not hold programs, the plain ones are found instead.
    """
    folder.mkdir()
    binder = shutil.which("setpriv")
    for name in names:
        program = shutil.which(name)
        if binder and program:
            wrapper = folder / name
            wrapper.write_text(f'#!/bin/sh\nexec "{binder}" --pdeathsig KILL "{program}" "$@"\n', encoding="utf-8")
            wrapper.chmod(0o700)


def remove_abandoned(parent: Path) -> None:
    """Removes the folders in `parent` whose owners have ended; another account's are left alone."""
    for folder in parent.glob(f"{PREFIX}*"):
        if not _is_owned(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_owned(folder: Path) -> bool:
    try:
        lock = os.open(folder / _LOCK, os.O_RDWR)
    except FileNotFoundError:  # its removal was cut short
        return False
    except OSError:
        return True
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(lock)
    return False
