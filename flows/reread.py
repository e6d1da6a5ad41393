"""Dossiers understood again from their stored readings, without reading the paper again.

After a change of the catalogue all of them, after a clerk's decision the one that it is about. Stored records stay;
what comes out differently becomes a dossier's next version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from flows.desk import Desk
from flows.keep import keep_version
from flows.read import load_reading
from flows.secret import withhold_secret
from pipeline.catalog import WITHHELD
from pipeline.changes import Change, list_changes
from pipeline.errors import AlteredObject, NotFound
from pipeline.model import Decision, PageRef, Reading, Record, Source, pages_of
from pipeline.understand import understand_again

log = structlog.get_logger()


@dataclass(frozen=True)
class Reread:
    """What became of one dossier: `record` is the version that now stands; no changes where it stays as it was."""

    record: Record
    changes: tuple[Change, ...]


def reread_dossier(
    desk: Desk, dossier: str, decisions: Sequence[Decision] | None = None, *, dry: bool = False
) -> Reread:
    """Understand the dossier again and keep what comes out if it differs; `dry` only tells.

    `decisions` takes the place of what clerks decided before. Raises NotFound, AlteredObject or Conflict (another
    version was kept meanwhile: try again).
    """
    row = desk.catalogue.dossier(dossier)
    if row is None:
        raise NotFound(dossier)
    record = desk.records.load_record(dossier, row.version)
    anew = understand_again(record, load_stacks_of(desk, record), desk.types, decisions)
    changes = list_changes(record, anew)
    if anew is record or dry:
        return Reread(record, changes)
    if any(document.type == WITHHELD for document in anew.documents):
        withhold_secret(desk, desk.records.load_manifest(record.batches[0]), [anew], datetime.now(UTC))
    log.info("dossier understood again", dossier=dossier, version=anew.version, changes=len(changes))
    return Reread(keep_version(desk, anew), changes)


def load_stacks_of(desk: Desk, record: Record) -> list[list[Reading]]:
    """The readings of the dossier's pages, pile by pile as they were scanned."""
    stacks: dict[tuple[str, str], list[Reading]] = {}
    seen: set[PageRef] = set()
    for batch, source, page in walk_pages(desk, record):
        if page not in seen:
            seen.add(page)
            stacks.setdefault((batch, source.stack), []).append(load_reading(desk, page, record.reader))
    return list(stacks.values())


def walk_pages(desk: Desk, record: Record) -> Iterator[tuple[str, Source, PageRef]]:
    """The dossier's pages in the order of scanning, each with its batch and file; one scanned twice comes twice."""
    pages = set(pages_of(record))
    for batch in record.batches:
        for source in desk.records.load_manifest(batch).sources:
            for page in (PageRef(source.sha256, number) for number in range(1, source.pages + 1)):
                if page in pages:
                    yield batch, source, page


def reread_all(desk: Desk, dossiers: Iterable[str], *, dry: bool = False) -> Iterator[tuple[str, Reread | None]]:
    """Each dossier understood again; None where its record or readings are damaged, which stops none of the others."""
    for dossier in dossiers:
        try:
            yield dossier, reread_dossier(desk, dossier, dry=dry)
        except (NotFound, AlteredObject) as error:
            log.error("dossier not understood again", dossier=dossier, error=error.code)
            yield dossier, None
