from __future__ import annotations

import io
from dataclasses import replace

import pytest
from minio import Minio

from pipeline.errors import AlteredObject, Conflict, NotFound
from pipeline.model import PageRef
from storage import keys
from storage.objects import Objects
from storage.records import Records
from tests.storage.papers import READER, make_document, make_manifest, make_reading, make_record, sha

SOURCE = sha("one")


def test_a_manifest_comes_back_as_it_was_and_stays(records: Records) -> None:
    manifest = make_manifest("batch1", {SOURCE: 2})
    assert records.save_manifest(manifest).created
    assert not records.save_manifest(manifest).created
    assert records.load_manifest("batch1") == manifest
    assert list(records.manifests()) == [manifest]
    with pytest.raises(Conflict):
        records.save_manifest(replace(manifest, name="khác"))


def test_a_reading_comes_back_with_its_image(records: Records) -> None:
    reading = make_reading(SOURCE, 2, "Họ và tên: Nguyễn Văn Mẫu\nGiới tính: Nam")
    records.save_reading(reading, b"pixels")
    assert records.load_reading(SOURCE, 2, READER) == reading
    assert records.load_image(reading) == b"pixels"


def test_stored_readings_are_those_of_one_source_and_reader(records: Records) -> None:
    for page in (1, 2, 11):
        records.save_reading(make_reading(SOURCE, page, "trang"), b"pixels")
    records.save_reading(make_reading(SOURCE, 3, "trang", fingerprint="reader-2"), b"pixels")
    records.save_reading(make_reading(sha("other"), 4, "trang"), b"pixels")
    assert records.stored_readings(SOURCE, READER) == {
        page: keys.reading_key(SOURCE, page, READER) for page in (1, 2, 11)
    }


def test_an_image_without_its_reading_counts_as_not_read(records: Records, objects: Objects) -> None:
    objects.put(keys.image_key(SOURCE, 1, READER, "image/jpeg"), b"pixels of a killed reader", "image/jpeg")
    assert records.stored_readings(SOURCE, READER) == {}
    reading = make_reading(SOURCE, 1, "trang")
    assert records.save_reading(reading, b"slightly other pixels").created
    assert records.load_reading(SOURCE, 1, READER) == reading


def test_the_first_reading_of_a_page_stays(records: Records) -> None:
    first = make_reading(SOURCE, 1, "một")
    records.save_reading(first, b"pixels")
    assert not records.save_reading(make_reading(SOURCE, 1, "hai"), b"pixels").created
    assert records.load_reading(SOURCE, 1, READER) == first


def test_each_version_of_a_record_is_written_once(records: Records) -> None:
    record = make_record("dossier1", [make_document(1, "GKS", [PageRef(SOURCE, 1)], {"ho_ten": "Trần Thị Thử"})])
    assert records.latest_version("dossier1") is None
    assert records.save_record(record).created
    assert not records.save_record(record).created
    with pytest.raises(Conflict):
        records.save_record(replace(record, code="H47.06-261005-0155"))
    for version in range(2, 12):
        records.save_record(replace(record, version=version))
    assert records.versions("dossier1") == list(range(1, 12))
    assert records.latest_version("dossier1") == 11
    assert records.load_record("dossier1", 1) == record
    assert list(records.latest_versions()) == [("dossier1", 11)]
    with pytest.raises(NotFound):
        records.load_record("dossier1", 12)


def test_the_newest_pdf_not_newer_than_the_record_is_the_documents(records: Records) -> None:
    for version in (1, 3):
        records.save_document_pdf("dossier1", 1, version, f"%PDF {version}".encode())
    assert records.latest_document_pdf("dossier1", 1, 2) == keys.document_key("dossier1", 1, 1)
    assert records.latest_document_pdf("dossier1", 1, 4) == keys.document_key("dossier1", 1, 3)
    assert records.latest_document_pdf("dossier1", 2, 4) is None
    assert records.load_document_pdf("dossier1", 1, 3) == b"%PDF 3"


def test_what_is_no_record_is_altered(records: Records, objects: Objects) -> None:
    objects.put(keys.record_key("dossier1", 1), b'{"id": "dossier1"}', "application/json")
    with pytest.raises(AlteredObject):
        records.load_record("dossier1", 1)


def test_a_damaged_record_or_reading_is_left_out_of_the_whole(
    records: Records, objects: Objects, raw_client: Minio
) -> None:
    refs = [PageRef(SOURCE, 1), PageRef(SOURCE, 2)]
    for ref in refs:
        records.save_reading(make_reading(ref.source, ref.page, "trang"), b"pixels")
    record = make_record("dossier1", [make_document(1, "GKS", refs)])
    records.save_record(record)
    records.save_record(make_record("dossier2", []))
    for key in (keys.reading_key(SOURCE, 1, READER), keys.record_key("dossier2", 1)):
        raw_client.put_object(objects.name, key, io.BytesIO(b"{}"), 2)
    assert [(found, set(readings)) for found, readings in records.with_readings()] == [(record, {refs[1]})]


def test_what_may_not_be_kept_is_destroyed_in_every_version_by_every_reader(
    records: Records, objects: Objects, raw_client: Minio
) -> None:
    for fingerprint in (READER, "reader-2"):
        records.save_reading(make_reading(SOURCE, 1, "đêm rằm", fingerprint=fingerprint), b"pixels")
    other = make_reading(SOURCE, 11, "trang khác")
    records.save_reading(other, b"pixels")
    raw_client.put_object(objects.name, keys.reading_key(SOURCE, 1, READER), io.BytesIO(b"{}"), 2)
    left = replace(make_reading(SOURCE, 1, ""), image_type="image/png")
    assert records.replace_reading(left, b"white").created
    prefix = f"readings/{SOURCE}/1/"
    assert {version.key for version in objects.versions(prefix)} == {
        keys.reading_key(SOURCE, 1, READER),
        keys.image_key(SOURCE, 1, READER, "image/png"),
    }
    assert len(list(objects.versions(prefix))) == 2
    assert (records.load_reading(SOURCE, 1, READER), records.load_image(left)) == (left, b"white")
    assert records.load_reading(SOURCE, 11, READER) == other
    objects.destroy("nothing/there")
