"""The audit of what is kept: every object against its checksum, its record and its row, and every row back again.

It walks sorted listings and reads rows in portions, so memory does not grow with the archive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby, islice
from typing import TypeVar

from pipeline.errors import AlteredObject, Conflict, NotFound, ServiceError, SohoaError
from pipeline.model import PageRef, Record, SourceStatus
from storage import keys
from storage.catalogue import Catalogue, DossierRow
from storage.objects import Objects, Stored, Version
from storage.records import Records

T = TypeVar("T")

_PORTION = 500
_TAKEN = (SourceStatus.OK, SourceStatus.PARTIAL)


class FaultKind(StrEnum):
    MISSING = "missing"
    """Something refers to it and it is not there."""
    ALTERED = "altered"
    """It is not what was stored: its bytes, its checksum or what its row says of it."""
    ORPHANED = "orphaned"
    """It is there and nothing refers to it."""


class Part(StrEnum):
    ORIGINAL = "original"
    MANIFEST = "manifest"
    READING = "reading"
    IMAGE = "image"
    RECORD = "record"
    DOCUMENT = "document"
    PACKAGE = "package"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong, named by its key. `adoptable`: `adopt` can put it right from what is stored."""

    kind: FaultKind
    part: Part
    key: str
    why: str
    adoptable: bool = False


@dataclass(slots=True)
class Tally:
    objects: int = 0
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class FixityReport:
    """How much was compared and all that is wrong; no fault means that everything is whole."""

    objects: int
    bytes: int
    faults: tuple[Fault, ...] = field(default=())

    @property
    def whole(self) -> bool:
        return not self.faults


def verify(objects: Objects, catalogue: Catalogue, records: Records) -> FixityReport:
    """Compares everything. Raises ServiceError where a server stays away."""
    tally = Tally()
    faults = tuple(find_faults(objects, catalogue, records, tally))
    return FixityReport(tally.objects, tally.bytes, faults)


def find_faults(objects: Objects, catalogue: Catalogue, records: Records, tally: Tally) -> Iterator[Fault]:
    """The same one fault at a time, counting into `tally`, for archives whose faults should be seen as they come."""
    yield from _check_versions(objects)
    yield from _check_originals(objects, catalogue, tally)
    yield from _check_batches(objects, catalogue, records, tally)
    yield from _check_readings(objects, catalogue, tally)
    yield from _check_dossiers(objects, catalogue, records, tally)
    yield from _check_sources(objects, catalogue)
    yield from _check_rows(objects, catalogue)


def adopt(fault: Fault, catalogue: Catalogue, records: Records) -> None:
    """Commits the rows of an orphaned manifest or record that was stored just before its writer died.

    Raises ValueError for a fault that is not adoptable, and Conflict where the desk has moved on meanwhile.
    """
    batch, record = keys.parse_manifest(fault.key), keys.parse_record(fault.key)
    if not fault.adoptable or (batch is None and record is None):
        raise ValueError(f"not adoptable: {fault.key}")
    if batch is not None:
        catalogue.add_batch(records.load_manifest(batch))
    elif record is not None:
        catalogue.commit_dossier(records.load_record(record.dossier, record.version))


def adopt_all(faults: Iterable[Fault], catalogue: Catalogue, records: Records) -> list[Fault]:
    """Adopts what can be adopted, batches before the dossiers that need them; returns what could not be."""
    wanted = sorted((fault for fault in faults if fault.adoptable), key=_adoption_order)
    left: list[Fault] = []
    for fault in wanted:
        try:
            adopt(fault, catalogue, records)
        except (Conflict, NotFound, AlteredObject):
            left.append(fault)
    return left


def _adoption_order(fault: Fault) -> tuple[int, str, int]:
    record = keys.parse_record(fault.key)
    return (1, record.dossier, record.version) if record else (0, fault.key, 0)


# --- objects ---


def _check_versions(objects: Objects) -> Iterator[Fault]:
    """Everything is written once, so a second version or a delete marker is somebody's tampering."""
    for key, group in groupby(objects.versions(""), key=lambda version: version.key):
        versions: list[Version] = list(group)
        if any(version.deleted for version in versions):
            yield Fault(FaultKind.MISSING, _part(key), key, "deleted")
        elif len(versions) > 1:
            yield Fault(FaultKind.ALTERED, _part(key), key, "overwritten")
        elif _part(key) is Part.UNKNOWN:
            yield Fault(FaultKind.ORPHANED, Part.UNKNOWN, key, "no key of ours")


def _read(objects: Objects, key: str, tally: Tally) -> tuple[Stored | None, Fault | None]:
    """The object with its verified checksum, or the fault that keeps it from having one."""
    tally.objects += 1
    try:
        stored = objects.verify(key)
    except AlteredObject:
        return None, Fault(FaultKind.ALTERED, _part(key), key, "checksum")
    except NotFound:
        return None, Fault(FaultKind.MISSING, _part(key), key, "gone")
    except ServiceError:
        if objects.stat(key) is None:
            return None, Fault(FaultKind.MISSING, _part(key), key, "gone")
        return None, Fault(FaultKind.ALTERED, _part(key), key, "cannot be read")
    tally.bytes += stored.size
    return stored, None


def _check_originals(objects: Objects, catalogue: Catalogue, tally: Tally) -> Iterator[Fault]:
    for listed in _portions(objects.list(keys.ORIGINALS)):
        named = {stored.key: keys.parse_original(stored.key) for stored in listed}
        known = catalogue.known_sources(sha256 for sha256 in named.values() if sha256)
        for key, sha256 in named.items():
            if sha256 is None:
                continue
            stored, fault = _read(objects, key, tally)
            if fault is not None:
                yield fault
            elif stored is not None and stored.sha256 != sha256:
                yield Fault(FaultKind.ALTERED, Part.ORIGINAL, key, "is not what its key says")
            if sha256 not in known:
                yield Fault(FaultKind.ORPHANED, Part.ORIGINAL, key, "in no batch")


def _check_batches(objects: Objects, catalogue: Catalogue, records: Records, tally: Tally) -> Iterator[Fault]:
    for listed in objects.list(keys.BATCHES):
        batch = keys.parse_manifest(listed.key)
        if batch is None:
            continue
        stored, fault = _read(objects, listed.key, tally)
        if fault is not None:
            yield fault
        row = catalogue.batch(batch)
        if row is None:
            yield Fault(FaultKind.ORPHANED, Part.MANIFEST, listed.key, "no row", adoptable=fault is None)
            if stored is not None:
                yield from _check_taken(objects, catalogue, records, batch)
        elif stored is not None and stored.sha256 != row.manifest_sha256:
            yield Fault(FaultKind.ALTERED, Part.MANIFEST, listed.key, "is not what its row says")


def _check_taken(objects: Objects, catalogue: Catalogue, records: Records, batch: str) -> Iterator[Fault]:
    """A manifest without a row may name originals that no row would miss."""
    try:
        manifest = records.load_manifest(batch)
    except SohoaError:
        return
    wanted = sorted({source.sha256 for source in manifest.sources if source.status in _TAKEN})
    known = catalogue.known_sources(wanted)
    for sha256 in wanted:
        key = keys.original_key(sha256)
        if sha256 not in known and not objects.exists(key):
            yield Fault(FaultKind.MISSING, Part.ORIGINAL, key, f"named by batch {batch}")


def _check_readings(objects: Objects, catalogue: Catalogue, tally: Tally) -> Iterator[Fault]:
    """Readings and images go in pairs; one killed reader may leave an image alone, which the next run completes."""
    for source, group in groupby(objects.list(keys.READINGS), key=lambda stored: stored.key.split("/")[1]):
        known = source in catalogue.known_sources([source])
        for _, page in groupby(group, key=lambda stored: stored.key.split("/")[2]):
            yield from _check_page(objects, [stored.key for stored in page], known, tally)


def _check_page(objects: Objects, page: list[str], known: bool, tally: Tally) -> Iterator[Fault]:
    readings = {reading: key for key in page if (reading := keys.parse_reading(key))}
    images = {image: key for key in page if (image := keys.parse_image(key))}
    for key in (*readings.values(), *images.values()):
        _, fault = _read(objects, key, tally)
        if fault is not None:
            yield fault
        if not known:
            yield Fault(FaultKind.ORPHANED, _part(key), key, "its source is in no batch")
    for reading in readings.keys() - images.keys():
        yield Fault(FaultKind.MISSING, Part.IMAGE, readings[reading], "a reading without its page image")
    for image in images.keys() - readings.keys():
        yield Fault(FaultKind.ORPHANED, Part.IMAGE, images[image], "a page image without its reading")


def _check_dossiers(objects: Objects, catalogue: Catalogue, records: Records, tally: Tally) -> Iterator[Fault]:
    listed = objects.list(keys.DOSSIERS)
    for dossier, group in groupby(listed, key=lambda stored: keys.parse_dossier(stored.key)):
        if dossier is None:
            continue
        found = {stored.key: _read(objects, stored.key, tally) for stored in group}
        yield from (fault for _, fault in found.values() if fault is not None)
        row = catalogue.dossier(dossier)
        sound = {key: stored.sha256 for key, (stored, _) in found.items() if stored is not None}
        yield from _check_records(list(found), sound, row)
        yield from _check_documents(list(found), row, dossier, records)
        committed = _load(records, dossier, row.version) if row else None
        if committed is not None:
            yield from _check_pages(objects, catalogue, records, committed)


def _check_records(found: list[str], sound: dict[str, str], row: DossierRow | None) -> Iterator[Fault]:
    for key in found:
        record = keys.parse_record(key)
        if record is None:
            continue
        if row is None or record.version > row.version:
            yield Fault(FaultKind.ORPHANED, Part.RECORD, key, "no row", adoptable=key in sound)
        elif record.version == row.version and sound.get(key, row.record_sha256) != row.record_sha256:
            yield Fault(FaultKind.ALTERED, Part.RECORD, key, "is not what its row says")


def _check_documents(found: list[str], row: DossierRow | None, dossier: str, records: Records) -> Iterator[Fault]:
    """Every document of the committed record has a PDF, and every PDF a document in some record."""
    pdfs = {pdf: key for key in found if (pdf := keys.parse_document(key))}
    versions = sorted(parsed.version for key in found if (parsed := keys.parse_record(key)))
    wanted: dict[int, set[int]] = {}
    for version in versions:
        record = _load(records, dossier, version)
        if record is not None:
            wanted[version] = {document.no for document in record.documents}
    for pdf, key in pdfs.items():
        if wanted and not any(pdf.no in numbers for numbers in wanted.values()):
            yield Fault(FaultKind.ORPHANED, Part.DOCUMENT, key, "no such document in any record")
        elif not versions:
            yield Fault(FaultKind.ORPHANED, Part.DOCUMENT, key, "no record")
    if row is None:
        return
    for no in sorted(wanted.get(row.version, set())):
        if not any(pdf.no == no and pdf.version <= row.version for pdf in pdfs):
            key = keys.document_key(dossier, no, row.version)
            yield Fault(FaultKind.MISSING, Part.DOCUMENT, key, "the record names it")


def _check_pages(objects: Objects, catalogue: Catalogue, records: Records, record: Record) -> Iterator[Fault]:
    """Every page of a dossier has its reading, but those that its batch lists as not readable."""
    pages = [page for document in record.documents for page in document.pages]
    unread = [
        page
        for page in (*pages, *record.blanks)
        if record.reader and not objects.exists(keys.reading_key(page.source, page.page, record.reader))
    ]
    told = _told_problems(catalogue, records, record.batches) if unread else set()
    for page in unread:
        if page not in told:
            key = keys.reading_key(page.source, page.page, record.reader)
            yield Fault(FaultKind.MISSING, Part.READING, key, f"a page of dossier {record.id}")


def _told_problems(catalogue: Catalogue, records: Records, batches: Iterable[str]) -> set[PageRef]:
    """Pages that the batches list as problems."""
    told: set[PageRef] = set()
    for batch in batches:
        row = catalogue.batch(batch)
        problems = {(problem.file, problem.page) for problem in row.problems} if row else set()
        try:
            sources = records.load_manifest(batch).sources if problems else ()
        except (NotFound, AlteredObject):
            continue
        told |= {
            PageRef(source.sha256, page)
            for source in sources
            for file, page in problems
            if file == source.file and page
        }
    return told


def _load(records: Records, dossier: str, version: int) -> Record | None:
    try:
        return records.load_record(dossier, version)
    except (NotFound, AlteredObject):
        return None


# --- rows ---


def _check_sources(objects: Objects, catalogue: Catalogue) -> Iterator[Fault]:
    for row in walk_rows(catalogue.sources_after, lambda row: row.sha256):
        key = keys.original_key(row.sha256)
        if not objects.exists(key):
            yield Fault(FaultKind.MISSING, Part.ORIGINAL, key, f"the catalogue lists it in batch {row.batch}")


def _check_rows(objects: Objects, catalogue: Catalogue) -> Iterator[Fault]:
    for batch in walk_rows(catalogue.batches_after, lambda row: row.id):
        key = keys.manifest_key(batch.id)
        if not objects.exists(key):
            yield Fault(FaultKind.MISSING, Part.MANIFEST, key, "the catalogue lists the batch")
    for dossier in walk_rows(catalogue.dossiers_after, lambda row: row.id):
        key = keys.record_key(dossier.id, dossier.version)
        if not objects.exists(key):
            yield Fault(FaultKind.MISSING, Part.RECORD, key, "the catalogue stands at this version")


def walk_rows(portion: Callable[[str], Sequence[T]], identity: Callable[[T], str]) -> Iterator[T]:
    """All rows of a listing that gives a portion after a key (`Catalogue.dossiers_after`), portion by portion."""
    after = ""
    while rows := portion(after):
        yield from rows
        after = identity(rows[-1])


def _portions(found: Iterator[Stored]) -> Iterator[list[Stored]]:
    while portion := list(islice(found, _PORTION)):
        yield portion


def _part(key: str) -> Part:
    parsers: tuple[tuple[Part, Callable[[str], object]], ...] = (
        (Part.ORIGINAL, keys.parse_original),
        (Part.MANIFEST, keys.parse_manifest),
        (Part.READING, keys.parse_reading),
        (Part.IMAGE, keys.parse_image),
        (Part.RECORD, keys.parse_record),
        (Part.DOCUMENT, keys.parse_document),
        (Part.PACKAGE, keys.parse_package),
    )
    return next((part for part, parse in parsers if parse(key) is not None), Part.UNKNOWN)
