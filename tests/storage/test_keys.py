from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import keys

SHA = "0f" * 32


def test_keys_are_those_of_the_contract() -> None:
    assert keys.original_key(SHA) == f"originals/{SHA}"
    assert keys.manifest_key("b1") == "batches/b1/manifest.json"
    assert keys.reading_key(SHA, 3, "abc123") == f"readings/{SHA}/3/abc123.json"
    assert keys.image_key(SHA, 3, "abc123", "image/jpeg") == f"readings/{SHA}/3/abc123.jpg"
    assert keys.record_key("d1", 2) == "dossiers/d1/record/2.json"
    assert keys.document_key("d1", 1, 2) == "dossiers/d1/documents/1/2.pdf"
    assert keys.package_key("d1", "2.aip.zip") == "dossiers/d1/packages/2.aip.zip"
    assert keys.audit_key(date(2026, 11, 2), "000000000001.json") == "audit/2026-11-02/000000000001.json"


def test_what_is_no_opaque_name_makes_no_key() -> None:
    for wrong in ("", "../x", "a/b", "H47.06-261005-0155", "Nguyễn", "a b", "a\n", "a" * 101):
        with pytest.raises(ValueError, match="id"):
            keys.manifest_key(wrong)
        with pytest.raises(ValueError, match="id"):
            keys.record_key(wrong, 1)
    for wrong in ("", "..", "a..b", "a.", "a/b", ".hidden", "ô.zip"):
        with pytest.raises(ValueError, match="name"):
            keys.package_key("d1", wrong)
    for wrong in ("", "0F" * 32, "0f" * 31, f"{SHA}\n"):
        with pytest.raises(ValueError, match="SHA-256"):
            keys.original_key(wrong)
    with pytest.raises(ValueError, match="count from 1"):
        keys.reading_key(SHA, 0, "abc")
    with pytest.raises(ValueError, match="page image"):
        keys.image_key(SHA, 1, "abc", "text/plain")


@settings(max_examples=30)
@given(
    dossier=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,40}", fullmatch=True),
    name=st.from_regex(r"[A-Za-z0-9](\.?[A-Za-z0-9_-]){0,20}", fullmatch=True),
    number=st.integers(1, 10**6),
    version=st.integers(1, 10**6),
)
def test_every_key_is_read_back_to_what_made_it(dossier: str, name: str, number: int, version: int) -> None:
    assert keys.parse_record(keys.record_key(dossier, version)) == (dossier, version)
    assert keys.parse_document(keys.document_key(dossier, number, version)) == (dossier, number, version)
    assert keys.parse_reading(keys.reading_key(SHA, number, name)) == (SHA, number, name)
    assert keys.parse_image(keys.image_key(SHA, number, name, "image/png")) == (SHA, number, name)
    assert keys.parse_package(keys.package_key(dossier, name)) == dossier
    assert keys.parse_dossier(keys.record_key(dossier, version)) == dossier
    assert keys.parse_manifest(keys.manifest_key(dossier)) == dossier


@given(st.text(max_size=80))
def test_foreign_keys_are_none_of_ours(key: str) -> None:
    for parse in (keys.parse_original, keys.parse_manifest, keys.parse_reading, keys.parse_record, keys.parse_document):
        assert parse(f"{key}x/") is None
