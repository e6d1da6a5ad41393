"""Every key of the object store. Keys are opaque: nothing that names a person or a dossier code may stand in one."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

ORIGINALS = "originals/"
BATCHES = "batches/"
READINGS = "readings/"
DOSSIERS = "dossiers/"
AUDIT = "audit/"

_SHA256 = re.compile(r"[0-9a-f]{64}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9_-])){0,99}")
_IMAGE_SUFFIXES = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/tiff": "tif",
    "image/webp": "webp",
    "image/jp2": "jp2",
}
_IMAGE_TYPES = {suffix: media_type for media_type, suffix in _IMAGE_SUFFIXES.items()}


class ReadingKey(NamedTuple):
    source: str
    page: int
    fingerprint: str


class RecordKey(NamedTuple):
    dossier: str
    version: int


class DocumentKey(NamedTuple):
    dossier: str
    no: int
    version: int


def original_key(sha256: str) -> str:
    return f"{ORIGINALS}{_sha256(sha256)}"


def batch_prefix(batch: str) -> str:
    return f"{BATCHES}{_id(batch)}/"


def manifest_key(batch: str) -> str:
    return f"{batch_prefix(batch)}manifest.json"


def readings_prefix(sha256: str) -> str:
    return f"{READINGS}{_sha256(sha256)}/"


def page_prefix(sha256: str, page: int) -> str:
    return f"{readings_prefix(sha256)}{_number(page)}/"


def reading_key(sha256: str, page: int, fingerprint: str) -> str:
    return f"{readings_prefix(sha256)}{_number(page)}/{_name(fingerprint)}.json"


def image_key(sha256: str, page: int, fingerprint: str, media_type: str) -> str:
    """Where the kept page image lies, beside its reading; raises ValueError for a media type that is no page image."""
    if media_type not in _IMAGE_SUFFIXES:
        raise ValueError(f"not a page image: {media_type}")
    return f"{readings_prefix(sha256)}{_number(page)}/{_name(fingerprint)}.{_IMAGE_SUFFIXES[media_type]}"


def dossier_prefix(dossier: str) -> str:
    return f"{DOSSIERS}{_id(dossier)}/"


def records_prefix(dossier: str) -> str:
    return f"{dossier_prefix(dossier)}record/"


def record_key(dossier: str, version: int) -> str:
    return f"{records_prefix(dossier)}{_number(version)}.json"


def documents_prefix(dossier: str) -> str:
    return f"{dossier_prefix(dossier)}documents/"


def document_key(dossier: str, no: int, version: int) -> str:
    return f"{documents_prefix(dossier)}{_number(no)}/{_number(version)}.pdf"


def package_key(dossier: str, name: str) -> str:
    """Where a package (AIP, BagIt, ...) of a dossier lies; `name` is made by us, such as `3.aip.zip`."""
    return f"{dossier_prefix(dossier)}packages/{_name(name)}"


def audit_key(day: date, name: str) -> str:
    return f"{AUDIT}{day.isoformat()}/{_name(name)}"


def parse_original(key: str) -> str | None:
    """The SHA-256 that an original's key names, or None where the key is none of an original."""
    found = re.fullmatch(rf"{ORIGINALS}({_SHA256.pattern})", key)
    return found[1] if found else None


def parse_manifest(key: str) -> str | None:
    found = re.fullmatch(rf"{BATCHES}({_ID.pattern})/manifest\.json", key)
    return found[1] if found else None


def parse_reading(key: str) -> ReadingKey | None:
    found = re.fullmatch(rf"{READINGS}({_SHA256.pattern})/([1-9]\d*)/({_NAME.pattern})\.json", key)
    return ReadingKey(found[1], int(found[2]), found[3]) if found else None


def parse_image(key: str) -> ReadingKey | None:
    """The reading that a page image's key belongs to, or None where the key is none of an image."""
    found = re.fullmatch(rf"{READINGS}({_SHA256.pattern})/([1-9]\d*)/({_NAME.pattern})\.([a-z0-9]+)", key)
    return ReadingKey(found[1], int(found[2]), found[3]) if found and found[4] in _IMAGE_TYPES else None


def parse_record(key: str) -> RecordKey | None:
    found = re.fullmatch(rf"{DOSSIERS}({_ID.pattern})/record/([1-9]\d*)\.json", key)
    return RecordKey(found[1], int(found[2])) if found else None


def parse_document(key: str) -> DocumentKey | None:
    found = re.fullmatch(rf"{DOSSIERS}({_ID.pattern})/documents/([1-9]\d*)/([1-9]\d*)\.pdf", key)
    return DocumentKey(found[1], int(found[2]), int(found[3])) if found else None


def parse_package(key: str) -> str | None:
    """The dossier that a package's key belongs to."""
    found = re.fullmatch(rf"{DOSSIERS}({_ID.pattern})/packages/{_NAME.pattern}", key)
    return found[1] if found else None


def parse_dossier(key: str) -> str | None:
    """The dossier that a key under `dossiers/` belongs to."""
    found = re.match(rf"{DOSSIERS}({_ID.pattern})/", key)
    return found[1] if found else None


def _sha256(value: str) -> str:
    return _checked(_SHA256, value, "SHA-256 in lower-case hex")


def _id(value: str) -> str:
    return _checked(_ID, value, "id")


def _name(value: str) -> str:
    return _checked(_NAME, value, "name")


def _checked(pattern: re.Pattern[str], value: str, what: str) -> str:
    if not pattern.fullmatch(value):
        raise ValueError(f"not a valid {what} for a key")
    return value


def _number(value: int) -> int:
    if value < 1:
        raise ValueError(f"numbers in keys count from 1, not {value}")
    return value
