"""Read: the pages of one source that are not yet stored, through the pool of reading processes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from flows.desk import Desk
from flows.progress import Step, listener
from flows.secret import hide_secret
from ocr.workspace import open_workspace
from pipeline.errors import NotFound, PageError
from pipeline.model import Grade, Manifest, PageRef, Problem, Quality, Reading, Source
from storage.keys import original_key

if TYPE_CHECKING:
    from ocr.worker import ReadingPool

NOT_READ = "not_read"
"""Reason code of a page that has no reading."""

log = structlog.get_logger()


@dataclass(frozen=True)
class PageProblem:
    """A page that was not read and why; reading it is tried again whenever its batch is run again."""

    source: str
    page: int
    problem: Problem


@dataclass(frozen=True)
class SourceReadings:
    """What became of one source's pages in this run."""

    source: str
    read: int
    reused: int
    problems: tuple[PageProblem, ...] = ()


def read_pages(desk: Desk, pool: ReadingPool, batch: str, source: Source) -> SourceReadings:
    """Read and store every page of the source that has no stored reading by this reader."""
    tell = listener.get()
    stored = desk.records.stored_readings(source.sha256, pool.fingerprint)
    missing = [page for page in range(1, source.pages + 1) if page not in stored]
    reused, read, problems = source.pages - len(missing), 0, []
    tell(Step(batch, "reused", reused))
    if missing:
        with open_workspace() as folder:
            original = folder / "source"
            desk.objects.fetch(original_key(source.sha256), original)
            for outcome in pool.read(original, source.sha256, missing):
                if outcome.reading is not None and outcome.image is not None:
                    desk.records.save_reading(*hide_secret(outcome.reading, outcome.image, desk.types, folder))
                    read += 1
                    tell(Step(batch, "read", 1))
                else:
                    problem = outcome.problem or PageError().problem()
                    problems.append(PageProblem(source.sha256, outcome.page, problem))
                    log.warning("page not read", batch=batch, page=outcome.page, code=problem.code)
                    tell(Step(batch, "failed", 1))
    return SourceReadings(source.sha256, read, reused, tuple(problems))


def load_stacks(desk: Desk, manifest: Manifest, fingerprint: str) -> list[list[Reading]]:
    """The batch's readings, pile by pile in the manifest's order; a page that was not read stands in as unreadable."""
    stacks: dict[str, list[Reading]] = {}
    for source in readable(manifest):
        stacks.setdefault(source.stack, []).extend(load_source(desk, source, fingerprint))
    return list(stacks.values())


def load_source(desk: Desk, source: Source, fingerprint: str) -> Iterator[Reading]:
    for page in range(1, source.pages + 1):
        yield load_reading(desk, PageRef(source.sha256, page), fingerprint)


def load_reading(desk: Desk, ref: PageRef, fingerprint: str) -> Reading:
    """The stored reading of a page, or what stands for a page that was not read."""
    try:
        return desk.records.load_reading(ref.source, ref.page, fingerprint)
    except NotFound:
        return unread_page(ref.source, ref.page, fingerprint)


def readable(manifest: Manifest) -> Sequence[Source]:
    """The sources whose pages this batch has to read."""
    return [source for source in manifest.sources if source.problem is None]


def unread_page(source: str, page: int, fingerprint: str) -> Reading:
    """What stands for a page that could not be read: it keeps its place, has no words and says that it is unread."""
    return Reading(
        source=source,
        page=page,
        fingerprint=fingerprint,
        width=1240,
        height=1754,
        dpi=150,
        rotation=0,
        blank=False,
        quality=Quality(Grade.UNREADABLE, (NOT_READ,)),
        image_type="image/png",
    )


def is_unread(reading: Reading) -> bool:
    """Whether the reading only stands for a page that could not be read."""
    return NOT_READ in reading.quality.reasons
