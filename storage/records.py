"""Manifests, readings, records and documents as objects: what everything else can be rebuilt from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import TypeVar

import structlog
from pydantic import ValidationError

from pipeline.errors import AlteredObject, Conflict, NotFound
from pipeline.model import Manifest, PageRef, Reading, Record, from_json, to_json
from storage import keys
from storage.objects import Objects, Stored

T = TypeVar("T")

_JSON = "application/json"
_log = structlog.get_logger(__name__)


class Records:
    """Typed values over the object store; every write is create-only and may be repeated."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    def save_manifest(self, manifest: Manifest) -> Stored:
        """Raises Conflict where the batch is stored with another content."""
        return self._objects.put(keys.manifest_key(manifest.id), to_json(manifest), _JSON)

    def load_manifest(self, batch: str) -> Manifest:
        """Raises NotFound or AlteredObject."""
        return self._load(Manifest, keys.manifest_key(batch))

    def save_reading(self, reading: Reading, image: bytes | Path) -> Stored:
        """The image goes first, so that a stored reading implies its image.

        A page is read once per fingerprint: where a reader died between the two, or another worker got there first,
        what is stored stays, and `created` is False.
        """
        ref = (reading.source, reading.page, reading.fingerprint)
        self._put_first(keys.image_key(*ref, reading.image_type), image, reading.image_type)
        return self._put_first(keys.reading_key(*ref), to_json(reading), _JSON)

    def replace_reading(self, reading: Reading, image: bytes) -> Stored:
        """Destroys everything that was ever read of the page, by this or any other reader, and stores this instead.

        For pages that may not be kept; nothing else is ever overwritten. The images go before the readings, so that a
        call cut off is made up by the next one.
        """
        found = [stored.key for stored in self._objects.list(keys.page_prefix(reading.source, reading.page))]
        for key in sorted(found, key=lambda key: keys.parse_reading(key) is not None):
            self._objects.destroy(key)
        return self.save_reading(reading, image)

    def load_reading(self, source: str, page: int, fingerprint: str) -> Reading:
        """Raises NotFound or AlteredObject."""
        return self._load(Reading, keys.reading_key(source, page, fingerprint))

    def load_image(self, reading: Reading) -> bytes:
        """The kept page image, of the media type that the reading names. Raises NotFound or AlteredObject."""
        return self._objects.get(keys.image_key(reading.source, reading.page, reading.fingerprint, reading.image_type))

    def stored_readings(self, source: str, fingerprint: str) -> dict[int, str]:
        """Pages of the source already read by this reader, with the keys of their readings."""
        found: dict[int, str] = {}
        for stored in self._objects.list(keys.readings_prefix(source)):
            reading = keys.parse_reading(stored.key)
            if reading is not None and reading.fingerprint == fingerprint:
                found[reading.page] = stored.key
        return found

    def load_readings(self, pages: Iterable[PageRef], fingerprint: str) -> dict[PageRef, Reading]:
        """The readings of those of the pages that this reader has read."""
        found: dict[PageRef, Reading] = {}
        for ref in pages:
            try:
                found[ref] = self.load_reading(ref.source, ref.page, fingerprint)
            except NotFound:
                continue
        return found

    def readings_of(self, record: Record) -> dict[PageRef, Reading]:
        """The readings that the record was understood from, as far as they are whole; blank sheets have none."""
        found: dict[PageRef, Reading] = {}
        if not record.reader:
            return found
        for page in (page for document in record.documents for page in document.pages):
            try:
                found[page] = self.load_reading(page.source, page.page, record.reader)
            except (NotFound, AlteredObject) as error:
                _log.warning("reading_unusable", page=page.page, error=error.code)
        return found

    def save_record(self, record: Record) -> Stored:
        """Raises Conflict where another content got this version first."""
        return self._objects.put(keys.record_key(record.id, record.version), to_json(record), _JSON)

    def load_record(self, dossier: str, version: int) -> Record:
        """Raises NotFound or AlteredObject."""
        return self._load(Record, keys.record_key(dossier, version))

    def versions(self, dossier: str) -> list[int]:
        """Versions of the dossier's record, oldest first."""
        found = (keys.parse_record(stored.key) for stored in self._objects.list(keys.records_prefix(dossier)))
        return sorted(record.version for record in found if record is not None)

    def latest_version(self, dossier: str) -> int | None:
        return max(self.versions(dossier), default=None)

    def save_document_pdf(self, dossier: str, no: int, version: int, pdf: bytes | Path) -> Stored:
        """Raises Conflict where another content got this version first."""
        return self._objects.put(keys.document_key(dossier, no, version), pdf, "application/pdf")

    def load_document_pdf(self, dossier: str, no: int, version: int) -> bytes:
        """Raises NotFound or AlteredObject."""
        return self._objects.get(keys.document_key(dossier, no, version))

    def latest_document_pdf(self, dossier: str, no: int, version: int) -> str | None:
        """Key of the newest PDF of the document not newer than record `version`; an edit need not make a new one."""
        found = (keys.parse_document(stored.key) for stored in self._objects.list(keys.documents_prefix(dossier)))
        versions = [pdf.version for pdf in found if pdf is not None and pdf.no == no and pdf.version <= version]
        return keys.document_key(dossier, no, max(versions)) if versions else None

    def manifests(self) -> Iterator[Manifest]:
        """Every stored manifest."""
        for stored in self._objects.list(keys.BATCHES):
            batch = keys.parse_manifest(stored.key)
            if batch is not None:
                yield self.load_manifest(batch)

    def latest_versions(self) -> Iterator[keys.RecordKey]:
        """Every stored dossier with its newest record version."""
        found = (keys.parse_record(stored.key) for stored in self._objects.list(keys.DOSSIERS))
        for _, versions in groupby((key for key in found if key is not None), key=lambda key: key.dossier):
            yield max(versions, key=lambda key: key.version)

    def with_readings(self) -> Iterator[tuple[Record, dict[PageRef, Reading]]]:
        """The newest record of every dossier with its readings: all that the search index is made from.

        A damaged record is left out, since one must not keep the others from being found; `sohoa verify` names it.
        """
        for record in self.latest_records():
            yield record, self.readings_of(record)

    def latest_records(self) -> Iterator[Record]:
        """The newest record of every dossier, damaged ones left out."""
        for key in self.latest_versions():
            try:
                yield self.load_record(key.dossier, key.version)
            except AlteredObject as error:
                _log.error("record_unusable", dossier=key.dossier, error=error.code)

    def _put_first(self, key: str, data: bytes | Path, media_type: str) -> Stored:
        try:
            return self._objects.put(key, data, media_type)
        except Conflict:
            there = self._objects.stat(key)
            if there is None:
                raise
            return there

    def _load(self, kind: type[T], key: str) -> T:
        try:
            return from_json(kind, self._objects.get(key))
        except ValidationError as error:
            raise AlteredObject(key) from error


def record_sha256(record: Record) -> str:
    """SHA-256 of the record as stored; the catalogue's row keeps it to tell an altered record."""
    return hashlib.sha256(to_json(record)).hexdigest()
