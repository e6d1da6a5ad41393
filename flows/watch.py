"""Watch: whatever a scanner puts into a folder is digitised, then moved to `done/` or `problem/`, never before."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from threading import Event

import structlog
from watchfiles import watch

from flows.desk import Desk
from flows.intake import Found, find_files, find_unstable, look
from flows.run import BatchFailed, digitise_files
from pipeline.errors import ServiceError
from pipeline.model import Manifest, Source, SourceStatus

DONE, PROBLEM = "done", "problem"
LOOK_SECONDS = 2.0
"""How often the folder is looked at even without a notice: network shares send none."""

log = structlog.get_logger()


def watch_folder(
    desk: Desk,
    folder: Path,
    *,
    operator: str,
    now: Callable[[], datetime],
    stop: Event,
    tell: Callable[[Manifest], None],
) -> None:
    """Digitise what comes into `folder` until `stop` is set; `tell` hears of each batch once its files are moved."""
    for _ in _looks(folder, stop):
        try:
            manifest = handle_arrivals(desk, folder, operator=operator, received=now())
        except (ServiceError, BatchFailed) as error:
            log.warning("batch waits, its files stay where they are", code=error.code)
            stop.wait(LOOK_SECONDS * 5)
            continue
        if manifest is not None:
            tell(manifest)


def handle_arrivals(desk: Desk, folder: Path, *, operator: str, received: datetime) -> Manifest | None:
    """Digitise the files that are complete and move them; None where there is nothing to do."""
    files = settled_files(find_arrivals(folder), desk.settings.limits.stable_seconds)
    if not files:
        return None
    before = {found.file: (found.path, look(found.path)) for found in files}
    manifest = digitise_files(desk, files, received=received, operator=operator)
    for source in manifest.sources:
        path, seen = before[source.file]
        if look(path) == seen:  # a file written anew meanwhile is another file: it waits for the next round
            release(folder, path, source)
            _drop_emptied(folder, path.parent)
    return manifest


def find_arrivals(folder: Path) -> list[Found]:
    """The files in the folder but for those already moved to `done/` and `problem/`."""
    return [found for found in find_files([folder]) if PurePosixPath(found.file).parts[0] not in (DONE, PROBLEM)]


def settled_files(files: list[Found], seconds: float) -> list[Found]:
    """The complete files; a sub-folder counts as one pile, so it waits until its last file is complete."""
    unstable = find_unstable(files, seconds)
    waiting = {_pile(found) for found in unstable}
    return [found for found in files if found not in unstable and _pile(found) not in waiting]


def release(folder: Path, path: Path, source: Source) -> Path | None:
    """Move a file whose batch is committed; a refused one goes to `problem/` with a note saying why, beside it."""
    if source.problem is not None and source.problem.retryable:
        return None
    refused = source.status is SourceStatus.PROBLEM
    target = _free_name(folder / (PROBLEM if refused else DONE) / path.relative_to(folder))
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.move(path, target)
    except FileNotFoundError:
        return None
    if refused and source.problem is not None:
        note = f"{source.problem.message_vi}\n{source.problem.message_en}\n"
        target.with_name(target.name + ".txt").write_text(note, encoding="utf-8")
    return target


def _looks(folder: Path, stop: Event) -> Iterator[None]:
    """Now, at every notice of a change, and every few seconds without one, until stopped."""
    yield
    for _ in watch(folder, stop_event=stop, yield_on_timeout=True, rust_timeout=int(LOOK_SECONDS * 1000)):
        yield


def _pile(found: Found) -> str:
    parent = PurePosixPath(found.file).parent.as_posix()
    return found.file if parent == "." else parent


def _free_name(path: Path) -> Path:
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return free


def _drop_emptied(root: Path, folder: Path) -> None:
    """Remove the folders that moving a file away has left empty, up to the watched one."""
    while folder != root and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
