"""Take in: each file checked from its header, hashed, stored create-only, and listed in the batch manifest."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

import structlog
from natsort import natsorted

from flows.desk import Desk
from ocr.raster import inspect_source
from ocr.workspace import open_workspace
from pipeline.errors import NotFound, SohoaError, UnreadableSource, UnstableSource
from pipeline.model import Manifest, Problem, Source, SourceStatus
from storage.keys import original_key

BATCHES = uuid.UUID("6f1d3c52-55d4-4c0f-9a0e-6a1f4b1c7d2e")
"""Namespace of batch ids: the same files taken in again are the same batch."""
SYSTEM_FILES = {"thumbs.db", "desktop.ini"}
IMAGES = {"image/jpeg", "image/png", "image/heic", "image/heif"}
SERIAL = re.compile(r"^(.*?)[\s_().-]*\d+[\s)]*$")

log = structlog.get_logger()


@dataclass(frozen=True)
class Found:
    """A file on disk and the name it goes by in its batch."""

    path: Path
    file: str


def find_files(paths: Iterable[Path]) -> list[Found]:
    """The files under `paths`, in the order a person would sort them; hidden and system files are left out.

    A folder's files go by their path relative to it, a single file by its name; a name met twice gets its folder's
    name before it.
    """
    found: dict[str, Found] = {}
    for root in paths:
        for path in _walk(root):
            file = path.relative_to(root).as_posix() if root.is_dir() else path.name
            if file in found:
                file = f"{root.resolve().name if root.is_dir() else path.resolve().parent.name}/{file}"
            found.setdefault(file, Found(path, file))
    return list(found.values())


def take_in(
    desk: Desk,
    files: Sequence[Found],
    *,
    received: datetime,
    operator: str,
    name: str = "",
    procedure: str | None = None,
) -> Manifest:
    """Store the files and their manifest; returns the manifest, the stored one where this batch was taken in before.

    A file that cannot be taken in stands in the manifest with its problem; nothing raises for it.
    """
    desk.settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    unstable = find_unstable(files, desk.settings.limits.stable_seconds)
    with open_workspace(desk.settings.data) as spool:
        sources = [_take_in_file(desk, found, found in unstable, spool / "source") for found in files]
    batch = batch_id(sources, name, procedure)
    with suppress(NotFound):
        manifest = desk.records.load_manifest(batch)
        desk.catalogue.add_batch(manifest)
        return manifest
    known = desk.catalogue.known_sources([source.sha256 for source in sources if source.problem is None])
    manifest = Manifest(
        id=batch,
        name=name or received.strftime("%Y-%m-%d %H:%M"),
        received=received,
        operator=operator,
        sources=tuple(_mark_duplicates(_stack(sources), {sha for sha, other in known.items() if other != batch})),
        procedure=procedure,
        agency=desk.settings.agency,
    )
    desk.records.save_manifest(manifest)
    desk.catalogue.add_batch(manifest)
    log.info("batch taken in", batch=batch, sources=len(sources))
    return manifest


def batch_id(sources: Sequence[Source], name: str, procedure: str | None) -> str:
    """The same files under the same names always make the same batch, so that a batch cut off is taken up again."""
    listing = "\n".join(f"{source.sha256} {source.file}" for source in sorted(sources, key=lambda source: source.file))
    return str(uuid.uuid5(BATCHES, f"{name}\n{procedure or ''}\n{listing}"))


def find_unstable(files: Sequence[Found], seconds: float) -> set[Found]:
    """The files whose size or time still changes within `seconds`; files older than that need no waiting."""
    young = {found: look(found.path) for found in files if _age(found.path) < seconds}
    if young:
        time.sleep(seconds)
    return {found for found, before in young.items() if look(found.path) != before}


def _walk(root: Path) -> Iterator[Path]:
    if not root.is_dir():
        yield root
        return
    found: list[Path] = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        kept = (name for name in names if not name.startswith(".") and name.lower() not in SYSTEM_FILES)
        found.extend(Path(folder) / name for name in kept)
    yield from natsorted(found, key=lambda path: path.relative_to(root).as_posix())


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0


def look(path: Path) -> tuple[int, int] | None:
    """Size and time of change (ns) of a file; None where it is gone."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_size, stat.st_mtime_ns


def _take_in_file(desk: Desk, found: Found, unstable: bool, spool: Path) -> Source:
    source = Source(found.file, "", 0, "", 0)
    try:
        if unstable:
            raise UnstableSource
        sha256, size = _copy(found.path, spool, desk.settings.limits.max_bytes)
        source = replace(source, sha256=sha256, size=size)
        info = inspect_source(spool, desk.settings.limits)
        desk.objects.put(original_key(sha256), spool, info.media_type)
        return replace(source, media_type=info.media_type, pages=info.pages)
    except SohoaError as error:
        if error.exit_code == 3:
            raise
        return _refuse(source, error)
    except OSError as error:
        return _refuse(source, UnreadableSource(os.strerror(error.errno) if error.errno else ""))
    except Exception as error:  # a file made to break a decoder is a problem of that file alone
        return _refuse(source, UnreadableSource(type(error).__name__))
    finally:
        spool.unlink(missing_ok=True)


def _refuse(source: Source, error: SohoaError) -> Source:
    log.warning("source refused", code=error.code)
    return replace(source, status=SourceStatus.PROBLEM, problem=error.problem())


def _copy(path: Path, spool: Path, limit: int) -> tuple[str, int]:
    """A private copy that cannot change any more, with its SHA-256 and size; cut at one byte over `limit`."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as original, spool.open("wb") as copy:
        while (chunk := original.read(1 << 20)) and size <= limit:
            digest.update(chunk)
            copy.write(chunk)
            size += len(chunk)
    shutil.copystat(path, spool)
    return digest.hexdigest(), size


def _stack(sources: Sequence[Source]) -> list[Source]:
    """Which sources lie on one pile: those of one sub-folder, and single images numbered one after the other."""
    return [replace(source, stack=stack_name(source)) for source in sources]


def stack_name(source: Source) -> str:
    path = PurePosixPath(source.file)
    if len(path.parts) > 1:
        return path.parent.as_posix() + "/"
    serial = SERIAL.match(path.stem)
    if source.media_type in IMAGES and serial:
        return f"{serial[1]}#"
    return source.file


def _mark_duplicates(sources: Sequence[Source], known: set[str]) -> Iterator[Source]:
    seen: dict[str, str] = {}
    for source in sources:
        if source.problem:
            yield source
        elif source.sha256 in known:
            yield _duplicate(source, "đã số hóa ở một lô trước", "already digitised in an earlier batch")
        elif first := seen.get(source.sha256):
            yield _duplicate(source, f"trùng với {first}", f"the same as {first}")
        else:
            seen[source.sha256] = source.file
            yield source


def _duplicate(source: Source, why_vi: str, why_en: str) -> Source:
    problem = Problem("duplicate", f"Tệp trùng: {why_vi}; không lưu lại.", f"Duplicate: {why_en}; not stored again.")
    return replace(source, status=SourceStatus.DUPLICATE, problem=problem)
