"""The object store: create-only, checksummed writes and verified reads over S3."""

from __future__ import annotations

import base64
import hashlib
import mmap
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar, cast

import urllib3
from minio import Minio
from minio.commonconfig import ENABLED
from minio.error import InvalidResponseError, S3Error, ServerError
from minio.helpers import DictType
from minio.versioningconfig import VersioningConfig
from urllib3 import BaseHTTPResponse

from pipeline.errors import AlteredObject, BadSettings, Conflict, NotFound, ServiceError, StoreRefused
from pipeline.settings import Settings
from storage.patience import PATIENCE, retrying

T = TypeVar("T")

Body = bytes | mmap.mmap
CHUNK = 1024**2
_META = "x-amz-meta-sha256"


@dataclass(frozen=True, slots=True)
class Stored:
    """An object as stored. `sha256` is empty in listings, which S3 does not let carry it; `stat` tells it.

    `created` is True only where this very call is known to have written the object.
    """

    key: str
    sha256: str
    size: int
    created: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """One stored version of a key; create-only keys have exactly one and no delete marker."""

    key: str
    version: str
    size: int
    deleted: bool


class _Client(Minio):
    """minio's client with every single request retried, so that a restart of the server goes unnoticed."""

    def __init__(self, *args: Any, patience: float, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.patience = patience

    def _execute(
        self,
        method: str,
        bucket_name: str | None = None,
        object_name: str | None = None,
        body: Body | None = None,
        headers: DictType | None = None,
        query_params: DictType | None = None,
        preload_content: bool = True,
        no_body_trace: bool = False,
    ) -> BaseHTTPResponse:
        def execute_once() -> BaseHTTPResponse:
            # A mapped file is sent from its position; minio writes its own entries into the headers.
            if isinstance(body, mmap.mmap):
                body.seek(0)
            return super(_Client, self)._execute(
                method,
                bucket_name,
                object_name,
                cast("bytes | None", body),
                dict(headers or {}),
                query_params,
                preload_content,
                no_body_trace,
            )

        return retrying(_may_pass, self.patience)(execute_once)


class Bucket:
    """One versioned bucket. Lost connections and server errors are retried for the client's patience.

    Every method raises ServiceError where the server stays away and StoreRefused where it refuses the keys.
    """

    def __init__(self, client: _Client, name: str) -> None:
        self._client = client
        self.name = name

    def put(self, key: str, data: bytes | Path, media_type: str, *, retain_until: datetime | None = None) -> Stored:
        """Writes the object if the key is free; the same content already there is success with `created=False`.

        A write whose answer was lost is settled by comparing what lies there now. `retain_until` locks the object
        (compliance mode) in a bucket with object lock. A file is sent in one request, whatever its size: for uploads
        in parts servers do not hold to `If-None-Match`. Nothing may write into it meanwhile. Raises Conflict where
        the key holds other content.
        """
        with _opened(data) as body:
            digest = hashlib.sha256(body)
            sha256, size = digest.hexdigest(), len(body)
            # Asked first, so that a large file already there is not sent again.
            if size > CHUNK and (there := self.stat(key)) is not None:
                return _settle(there, key, sha256)
            headers: DictType = {"Content-Type": media_type, _META: sha256, **_lock_headers(retain_until)}
            headers |= {"x-amz-checksum-sha256": base64.b64encode(digest.digest()).decode(), "If-None-Match": "*"}
            try:
                self._call("PUT", key, body=body, headers=headers)
            except _KeyTaken:
                return _settle(self.stat(key), key, sha256)
        return Stored(key, sha256, size, created=True)

    def get(self, key: str) -> bytes:
        """The object's bytes. Raises NotFound, or AlteredObject where they do not match their checksum."""
        parts: list[bytes] = []
        self._read(key, parts.append, parts.clear)
        return b"".join(parts)

    def fetch(self, key: str, path: Path) -> Stored:
        """The object as the file `path`, which appears whole and verified or not at all. Raises as `get` does."""
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                stored = self._read(key, file.write, lambda: _start_over(file))
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return stored

    def verify(self, key: str) -> Stored:
        """The object after all its bytes were read and found to match their checksum. Raises as `get` does."""
        return self._read(key, lambda _chunk: None, lambda: None)

    def stat(self, key: str) -> Stored | None:
        """What is stored under the key, or None."""
        try:
            answer = self._call("HEAD", key)
        except NotFound:
            return None
        return Stored(key, answer.headers.get(_META, ""), int(answer.headers.get("Content-Length", 0)))

    def exists(self, key: str) -> bool:
        return self.stat(key) is not None

    def list(self, prefix: str) -> Iterator[Stored]:
        """Objects whose keys begin with `prefix`, in the order of their keys, fetched page by page."""
        with _translated(prefix):
            for item in self._client.list_objects(self.name, prefix, recursive=True):
                yield Stored(str(item.object_name), "", int(item.size or 0))

    def versions(self, prefix: str) -> Iterator[Version]:
        """Every version and delete marker under `prefix`; markers may come after the versions they hide."""
        with _translated(prefix):
            for item in self._client.list_objects(self.name, prefix, recursive=True, include_version=True):
                yield Version(
                    str(item.object_name),
                    str(item.version_id),
                    int(item.size or 0),
                    bool(item.is_delete_marker),
                )

    def destroy(self, key: str) -> None:
        """Removes every version of the object for good; what is not there is no error.

        Only for what may not be kept. Raises StoreRefused where the object is locked.
        """
        with _translated(key):
            for version in [version for version in self.versions(key) if version.key == key]:
                self._client.remove_object(self.name, key, version_id=version.version)

    def _read(self, key: str, take: Callable[[bytes], object], start_over: Callable[[], object]) -> Stored:
        def read_once() -> Stored:
            start_over()
            answer = self._client._execute("GET", self.name, key, preload_content=False)
            try:
                digest, size = hashlib.sha256(), 0
                for chunk in answer.stream(CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    take(chunk)
            finally:
                answer.release_conn()
            if digest.hexdigest() != answer.headers.get(_META):
                raise AlteredObject(key)
            return Stored(key, digest.hexdigest(), size)

        # Again from the start where the connection breaks between the first byte and the last.
        with _translated(key):
            return retrying(_may_pass, self._client.patience)(read_once)

    def _call(
        self,
        method: str,
        key: str,
        *,
        body: Body | None = None,
        headers: DictType | None = None,
        query: DictType | None = None,
    ) -> BaseHTTPResponse:
        with _translated(key):
            return self._client._execute(
                method, self.name, key, body=body, headers=headers, query_params=query, no_body_trace=True
            )


class Objects(Bucket):
    """The store of everything; `locked` is the second bucket, whose objects can be locked against everybody."""

    def __init__(
        self,
        endpoint: str,
        access_key: str,
        secret_key: str,
        *,
        secure: bool,
        region: str,
        bucket: str,
        locked_bucket: str,
        patience: float = PATIENCE,
    ) -> None:
        timeout = urllib3.Timeout(connect=5, read=120)
        pool = urllib3.PoolManager(timeout=timeout, maxsize=16, retries=False, blocksize=CHUNK)
        client = _Client(
            endpoint, access_key, secret_key, secure=secure, region=region, http_client=pool, patience=patience
        )
        super().__init__(client, bucket)
        self.locked = Bucket(client, locked_bucket)

    @classmethod
    def connect(cls, settings: Settings) -> Objects:
        """The store that the settings name. Raises BadSettings where the address or a key is missing."""
        if not (settings.s3_endpoint and settings.s3_access_key and settings.s3_secret_key):
            raise BadSettings("s3_endpoint, s3_access_key, s3_secret_key")
        return cls(
            settings.s3_endpoint,
            settings.s3_access_key,
            settings.s3_secret_key.get_secret_value(),
            secure=settings.s3_secure,
            region=settings.s3_region,
            bucket=settings.s3_bucket,
            locked_bucket=settings.s3_locked_bucket,
            patience=settings.patience,
        )

    def prepare(self) -> None:
        """Makes both buckets and turns versioning on; safe to repeat and to run on several hosts at once."""
        with _translated(self.name):
            self._make_bucket(self.name, object_lock=False)
            self._client.set_bucket_versioning(self.name, VersioningConfig(ENABLED))
        with _translated(self.locked.name):
            self._make_bucket(self.locked.name, object_lock=True)

    def _make_bucket(self, name: str, *, object_lock: bool) -> None:
        if self._client.bucket_exists(name):
            return
        try:
            self._client.make_bucket(name, object_lock=object_lock)
        except S3Error as error:
            if error.code not in {"BucketAlreadyOwnedByYou", "BucketAlreadyExists"}:
                raise


class _KeyTaken(Conflict):
    pass


_MISSING = {"NoSuchKey", "NoSuchVersion", "NoSuchUpload"}
_PASSING = {"SlowDown", "RequestTimeout", "InternalError", "ServiceUnavailable", "IncompleteBody", "BadDigest"}


@contextmanager
def _translated(key: str) -> Iterator[None]:
    """Turns the client's errors into ours."""
    try:
        yield
    except S3Error as error:
        if error.code == "PreconditionFailed" or error.response.status == 412:
            raise _KeyTaken(key) from error
        if error.code in _MISSING:
            raise NotFound(key) from error
        if error.response.status in {401, 403}:
            raise StoreRefused(str(error.code)) from error
        raise ServiceError(f"S3: {error.code}") from error
    except (urllib3.exceptions.HTTPError, ServerError, InvalidResponseError, ConnectionError) as error:
        raise ServiceError(f"S3: {type(error).__name__}") from error


def _may_pass(error: BaseException) -> bool:
    """Whether the same request may succeed a little later."""
    if isinstance(error, S3Error):
        return error.response.status >= 500 or error.code in _PASSING
    if isinstance(error, ServerError):
        return error.status_code >= 500
    if isinstance(error, InvalidResponseError):
        return bool(error._code >= 500)
    return isinstance(error, (urllib3.exceptions.HTTPError, ConnectionError))


def _settle(there: Stored | None, key: str, sha256: str) -> Stored:
    if there is None or there.sha256 != sha256:
        raise Conflict(key)
    return there


def _lock_headers(retain_until: datetime | None) -> dict[str, str]:
    if retain_until is None:
        return {}
    until = retain_until.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"x-amz-object-lock-mode": "COMPLIANCE", "x-amz-object-lock-retain-until-date": until}


@contextmanager
def _opened(data: bytes | Path) -> Iterator[Body]:
    """The bytes to be sent; a file's are mapped, so that no large one is ever held whole."""
    if isinstance(data, bytes) or not data.stat().st_size:
        yield data if isinstance(data, bytes) else b""
        return
    with data.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        yield mapped


def _start_over(file: Any) -> None:
    file.seek(0)
    file.truncate()
