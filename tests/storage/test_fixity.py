from __future__ import annotations

import io
from dataclasses import replace

import pytest
from minio import Minio

from pipeline.errors import Conflict
from pipeline.model import PageRef, Problem, Record, to_json
from storage import keys
from storage.catalogue import BatchProblem, BatchState, Catalogue
from storage.fixity import Fault, FaultKind, Part, adopt, adopt_all, verify
from storage.objects import Objects
from storage.records import Records
from tests.storage.conftest import RunSql
from tests.storage.papers import READER, make_document, make_manifest, make_reading, make_record, sha

CONTENT = b"scan of a stack"
SOURCE = sha("scan of a stack")
RECORD = make_record(
    "dossier1", [make_document(1, "GKS", [PageRef(SOURCE, 1)]), make_document(2, "QD", [PageRef(SOURCE, 2)])]
)
ORIGINAL = keys.original_key(SOURCE)
MANIFEST = keys.manifest_key("batch1")
READING = keys.reading_key(SOURCE, 1, READER)
IMAGE = keys.image_key(SOURCE, 1, READER, "image/jpeg")
RECORD_1 = keys.record_key("dossier1", 1)
PDF_1 = keys.document_key("dossier1", 1, 1)


class Desk:
    """A whole little archive, and a stranger who damages it."""

    def __init__(self, objects: Objects, catalogue: Catalogue, records: Records, stranger: Minio) -> None:
        self.objects, self.catalogue, self.records, self.stranger = objects, catalogue, records, stranger
        objects.put(ORIGINAL, CONTENT, "application/pdf")
        manifest = make_manifest("batch1", {SOURCE: 3})
        records.save_manifest(manifest)
        catalogue.add_batch(manifest)
        for page in (1, 2):
            records.save_reading(make_reading(SOURCE, page, f"trang {page}"), b"pixels")
        for document in RECORD.documents:
            records.save_document_pdf("dossier1", document.no, 1, b"%PDF")
        self.keep(RECORD)

    def keep(self, record: Record) -> None:
        self.records.save_record(record)
        self.catalogue.commit_dossier(record)

    def faults(self) -> set[tuple[FaultKind, Part, str]]:
        return {
            (fault.kind, fault.part, fault.key) for fault in verify(self.objects, self.catalogue, self.records).faults
        }

    def overwrite(self, key: str, content: bytes = b"other") -> None:
        self.stranger.put_object(
            self.objects.name, key, io.BytesIO(content), len(content), metadata={"sha256": sha_of(content)}
        )

    def remove(self, key: str) -> None:
        """For good, all versions."""
        for version in list(self.objects.versions(key)):
            if version.key == key:
                self.stranger.remove_object(self.objects.name, key, version.version)


def sha_of(content: bytes) -> str:
    return sha(content.decode())


@pytest.fixture
def desk(objects: Objects, catalogue: Catalogue, records: Records, raw_client: Minio) -> Desk:
    return Desk(objects, catalogue, records, raw_client)


def test_a_whole_archive_has_no_fault(desk: Desk) -> None:
    report = verify(desk.objects, desk.catalogue, desk.records)
    assert report.whole
    assert report.objects == 9
    assert report.bytes == sum(stored.size for stored in desk.objects.list(""))


def test_an_empty_archive_is_whole(objects: Objects, catalogue: Catalogue, records: Records) -> None:
    assert verify(objects, catalogue, records).whole


@pytest.mark.parametrize(
    ("key", "part"),
    [
        (ORIGINAL, Part.ORIGINAL),
        (MANIFEST, Part.MANIFEST),
        (READING, Part.READING),
        (IMAGE, Part.IMAGE),
        (RECORD_1, Part.RECORD),
        (PDF_1, Part.DOCUMENT),
    ],
)
def test_an_overwritten_object_is_altered_even_with_a_true_checksum(desk: Desk, key: str, part: Part) -> None:
    desk.overwrite(key)
    assert desk.faults() == {(FaultKind.ALTERED, part, key)}


@pytest.mark.parametrize("key", [ORIGINAL, MANIFEST, RECORD_1])
def test_an_object_replaced_without_a_trace_is_told_by_its_key_or_row(desk: Desk, key: str) -> None:
    forged = {
        ORIGINAL: b"forged",
        MANIFEST: to_json(replace(make_manifest("batch1", {SOURCE: 3}), name="forged")),
        RECORD_1: to_json(replace(RECORD, procedure="forged")),
    }
    desk.remove(key)
    desk.overwrite(key, forged[key])
    assert {(kind, found) for kind, _, found in desk.faults()} == {(FaultKind.ALTERED, key)}


def test_bytes_that_do_not_match_their_checksum_are_altered(desk: Desk) -> None:
    desk.remove(IMAGE)
    desk.stranger.put_object(desk.objects.name, IMAGE, io.BytesIO(b"rot"), 3, metadata={"sha256": sha("pixels")})
    assert desk.faults() == {(FaultKind.ALTERED, Part.IMAGE, IMAGE)}


@pytest.mark.parametrize(
    ("key", "part"),
    [
        (ORIGINAL, Part.ORIGINAL),
        (MANIFEST, Part.MANIFEST),
        (RECORD_1, Part.RECORD),
        (PDF_1, Part.DOCUMENT),
    ],
)
def test_a_removed_object_is_missing(desk: Desk, key: str, part: Part) -> None:
    desk.remove(key)
    assert (FaultKind.MISSING, part, key) in desk.faults()


def test_a_deleted_object_is_missing_though_its_version_is_kept(desk: Desk) -> None:
    desk.stranger.remove_object(desk.objects.name, ORIGINAL)
    assert desk.faults() == {(FaultKind.MISSING, Part.ORIGINAL, ORIGINAL)}


def test_a_reading_without_its_image_and_an_image_without_its_reading_are_told(desk: Desk) -> None:
    desk.remove(IMAGE)
    desk.remove(keys.reading_key(SOURCE, 2, READER))
    assert (FaultKind.MISSING, Part.IMAGE, READING) in desk.faults()
    orphan = keys.image_key(SOURCE, 2, READER, "image/jpeg")
    assert (FaultKind.ORPHANED, Part.IMAGE, orphan) in desk.faults()


def test_a_missing_reading_of_a_page_in_a_dossier_is_missing(desk: Desk) -> None:
    desk.remove(READING)
    desk.remove(IMAGE)
    assert desk.faults() == {(FaultKind.MISSING, Part.READING, READING)}


def test_a_page_that_its_batch_tells_could_not_be_read_is_no_loss(desk: Desk) -> None:
    desk.remove(READING)
    desk.remove(IMAGE)
    problem = BatchProblem(Problem("page_failed", "hỏng", "broken"), "1.pdf", 1)
    desk.catalogue.finish_batch("batch1", BatchState.PARTIAL, [problem])
    assert desk.faults() == set()


def test_what_no_batch_knows_is_orphaned(desk: Desk) -> None:
    stray = sha("stray")
    desk.objects.put(keys.original_key(stray), b"stray", "application/pdf")
    desk.records.save_reading(make_reading(sha("nobody"), 1, "trang"), b"pixels")
    desk.records.save_document_pdf("dossier1", 3, 1, b"%PDF")
    desk.objects.put("notes.txt", b"?", "text/plain")
    assert desk.faults() == {
        (FaultKind.ORPHANED, Part.ORIGINAL, keys.original_key(stray)),
        (FaultKind.ORPHANED, Part.READING, keys.reading_key(sha("nobody"), 1, READER)),
        (FaultKind.ORPHANED, Part.IMAGE, keys.image_key(sha("nobody"), 1, READER, "image/jpeg")),
        (FaultKind.ORPHANED, Part.DOCUMENT, keys.document_key("dossier1", 3, 1)),
        (FaultKind.ORPHANED, Part.UNKNOWN, "notes.txt"),
    }


def test_a_writer_killed_between_object_and_row_is_found_and_adopted(desk: Desk) -> None:
    late = sha("late")
    desk.objects.put(keys.original_key(late), b"late", "application/pdf")
    desk.records.save_manifest(make_manifest("batch2", {late: 1}))
    desk.records.save_reading(make_reading(late, 1, "trang"), b"pixels")
    record = make_record("dossier2", [make_document(1, "GKS", [PageRef(late, 1)])], batch="batch2")
    desk.records.save_document_pdf("dossier2", 1, 1, b"%PDF")
    desk.records.save_record(record)
    desk.records.save_record(replace(record, version=2))

    faults = verify(desk.objects, desk.catalogue, desk.records).faults
    assert {fault.key for fault in faults if fault.adoptable} == {
        keys.manifest_key("batch2"),
        keys.record_key("dossier2", 1),
        keys.record_key("dossier2", 2),
    }
    assert adopt_all(reversed(faults), desk.catalogue, desk.records) == []
    assert verify(desk.objects, desk.catalogue, desk.records).whole
    row = desk.catalogue.dossier("dossier2")
    assert row is not None
    assert row.version == 2


def test_the_whole_desk_is_rebuilt_from_the_memory(desk: Desk, run_sql: RunSql) -> None:
    named = make_document(1, "GKS", [PageRef(SOURCE, 1)], {"ho_ten": "Nguyễn Văn Mẫu"})
    desk.keep(replace(RECORD, version=2, procedure="1.000656", documents=(named, RECORD.documents[1])))
    people = run_sql("SELECT * FROM people")
    tables = "people, fields, pages, documents, dossier_batches, changes, dossiers, sources, batch_problems, batches"
    run_sql(f"TRUNCATE {tables}")
    faults = verify(desk.objects, desk.catalogue, desk.records).faults
    assert adopt_all(faults, desk.catalogue, desk.records) == []
    assert verify(desk.objects, desk.catalogue, desk.records).whole
    row = desk.catalogue.dossier("dossier1")
    assert row is not None
    assert (row.version, row.procedure) == (2, "1.000656")
    assert len(people) == 1
    assert run_sql("SELECT * FROM people") == people


def test_a_record_of_a_batch_that_named_a_lost_original_is_told(desk: Desk) -> None:
    desk.records.save_manifest(make_manifest("batch2", {sha("lost"): 1}))
    assert desk.faults() == {
        (FaultKind.ORPHANED, Part.MANIFEST, keys.manifest_key("batch2")),
        (FaultKind.MISSING, Part.ORIGINAL, keys.original_key(sha("lost"))),
    }


def test_only_what_can_be_put_right_is_adopted(desk: Desk) -> None:
    with pytest.raises(ValueError, match="not adoptable"):
        adopt(Fault(FaultKind.MISSING, Part.RECORD, RECORD_1, "gone"), desk.catalogue, desk.records)
    # Another dossier got the page first: the late record must not take it away.
    late = make_record("dossier2", [make_document(1, "GKS", [PageRef(SOURCE, 1)])])
    desk.records.save_record(late)
    fault = Fault(FaultKind.ORPHANED, Part.RECORD, keys.record_key("dossier2", 1), "no row", adoptable=True)
    with pytest.raises(Conflict):
        adopt(fault, desk.catalogue, desk.records)
    assert adopt_all([fault], desk.catalogue, desk.records) == [fault]


def test_an_edit_needs_no_new_pdf(desk: Desk) -> None:
    desk.keep(replace(RECORD, version=2, procedure="1.000656"))
    assert desk.faults() == set()
