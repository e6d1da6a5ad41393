from __future__ import annotations

import hashlib
import io
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from minio import Minio
from minio.error import S3Error

from pipeline.errors import AlteredObject, BadSettings, Conflict, NotFound, ServiceError, StoreRefused
from pipeline.settings import Settings
from storage.objects import Objects
from tests.storage.conftest import StoreMaker, open_store

TEXT = "text/plain"
LARGE = 11 * 1024**2


def test_what_is_put_comes_back_the_same(objects: Objects) -> None:
    stored = objects.put("batches/b/one", b"ngh\xc4\xa9a", TEXT)
    assert stored.created
    assert stored.sha256 == hashlib.sha256(b"ngh\xc4\xa9a").hexdigest()
    assert objects.get("batches/b/one") == b"ngh\xc4\xa9a"
    assert objects.stat("batches/b/one") is not None
    assert objects.verify("batches/b/one").size == stored.size


def test_an_empty_object_is_an_object(objects: Objects) -> None:
    assert objects.put("empty", b"", TEXT).size == 0
    assert objects.get("empty") == b""


def test_the_same_content_again_is_success_and_other_content_a_conflict(objects: Objects) -> None:
    assert objects.put("key", b"one", TEXT).created
    again = objects.put("key", b"one", TEXT)
    assert not again.created
    with pytest.raises(Conflict):
        objects.put("key", b"two", TEXT)
    assert objects.get("key") == b"one"


def test_of_eight_racing_writers_one_wins(objects: Objects) -> None:
    start = threading.Barrier(8)

    def race(number: int) -> bool:
        start.wait()
        try:
            return objects.put("raced", f"writer {number}".encode(), TEXT).created
        except Conflict:
            return False

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(race, range(8)))
    assert won.count(True) == 1
    assert objects.get("raced") == f"writer {won.index(True)}".encode()
    assert len(list(objects.versions("raced"))) == 1


def test_of_eight_racing_writers_of_the_same_content_all_succeed(objects: Objects) -> None:
    with ThreadPoolExecutor(8) as pool:
        stored = list(pool.map(lambda _: objects.put("same", b"content", TEXT), range(8)))
    assert sum(one.created for one in stored) == 1
    assert len(list(objects.versions("same"))) == 1


def test_a_large_file_comes_back_whole(objects: Objects, tmp_path: Path) -> None:
    path, back = tmp_path / "large", tmp_path / "back"
    path.write_bytes(os.urandom(LARGE + 17))
    stored = objects.put("large", path, "application/pdf")
    assert stored.created
    assert not objects.put("large", path, "application/pdf").created
    assert objects.fetch("large", back) == objects.verify("large")
    assert back.read_bytes() == path.read_bytes()
    assert {entry.name for entry in tmp_path.iterdir()} == {"large", "back"}


def test_an_empty_file_is_an_object(objects: Objects, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert objects.put("empty", tmp_path / "empty", TEXT).size == 0


def test_of_racing_large_files_one_wins(objects: Objects, tmp_path: Path) -> None:
    paths = [tmp_path / str(number) for number in range(4)]
    for number, path in enumerate(paths):
        path.write_bytes(bytes([number]) * LARGE)
    for key in ("first", "second", "third"):
        start = threading.Barrier(len(paths))

        def race(path: Path, key: str = key, start: threading.Barrier = start) -> bool:
            start.wait()
            try:
                return objects.put(key, path, TEXT).created
            except Conflict:
                return False

        with ThreadPoolExecutor(len(paths)) as pool:
            won = list(pool.map(race, paths))
        assert won.count(True) == 1
        assert objects.get(key)[:1] == bytes([won.index(True)])
        assert len(list(objects.versions(key))) == 1


def test_what_is_not_there_is_told_apart(objects: Objects, tmp_path: Path) -> None:
    assert objects.stat("nothing") is None
    assert not objects.exists("nothing")
    with pytest.raises(NotFound):
        objects.get("nothing")
    with pytest.raises(NotFound):
        objects.fetch("nothing", tmp_path / "nothing")
    assert list(tmp_path.iterdir()) == []


def test_an_altered_object_is_never_handed_out(objects: Objects, raw_client: Minio, tmp_path: Path) -> None:
    stored = objects.put("altered", b"true", TEXT)
    raw_client.put_object(objects.name, "altered", io.BytesIO(b"false"), 5, metadata={"sha256": stored.sha256})
    for read in (objects.get, objects.verify, lambda key: objects.fetch(key, tmp_path / "file")):
        with pytest.raises(AlteredObject):
            read("altered")
    assert not (tmp_path / "file").exists()


def test_an_object_without_a_checksum_proves_nothing(objects: Objects, raw_client: Minio) -> None:
    raw_client.put_object(objects.name, "foreign", io.BytesIO(b"x"), 1)
    with pytest.raises(AlteredObject):
        objects.get("foreign")


def test_the_server_itself_checks_the_sha256(objects: Objects, raw_client: Minio) -> None:
    with pytest.raises(S3Error, match="BadDigest"):
        raw_client._execute(
            "PUT", objects.name, "damaged", body=b"x", headers={"x-amz-checksum-sha256": "A" * 43 + "="}
        )


def test_listing_gives_what_lies_under_a_prefix_in_order(objects: Objects) -> None:
    for key in ("a/2", "a/1", "a/10", "b/1"):
        objects.put(key, key.encode(), TEXT)
    assert [stored.key for stored in objects.list("a/")] == ["a/1", "a/10", "a/2"]
    assert [stored.size for stored in objects.list("a/")] == [3, 4, 3]
    assert list(objects.list("c/")) == []


def test_an_overwritten_key_shows_both_versions(objects: Objects, raw_client: Minio) -> None:
    objects.put("key", b"one", TEXT)
    raw_client.put_object(objects.name, "key", io.BytesIO(b"two!"), 4)
    raw_client.remove_object(objects.name, "key")
    found = {(version.size, version.deleted) for version in objects.versions("key")}
    assert found == {(0, True), (4, False), (3, False)}


def test_a_locked_object_cannot_be_removed(objects: Objects, raw_client: Minio) -> None:
    objects.locked.put("audit/one", b"entry", TEXT, retain_until=datetime.now(UTC) + timedelta(days=1))
    (version,) = objects.locked.versions("audit/one")
    with pytest.raises(S3Error, match="AccessDenied"):
        raw_client.remove_object(objects.locked.name, "audit/one", version.version)
    assert objects.locked.get("audit/one") == b"entry"


def test_preparing_twice_and_at_once_is_fine(make_objects: StoreMaker) -> None:
    objects = make_objects()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: objects.prepare(), range(4)))
    objects.prepare()
    assert objects.put("key", b"x", TEXT).created


@pytest.mark.parametrize("wrong", [{"secret_key": "wrong"}, {"access_key": "nobody"}])
def test_refused_keys_are_no_passing_fault(objects: Objects, make_objects: StoreMaker, wrong: dict[str, str]) -> None:
    objects.put("key", b"x", TEXT)
    stranger = make_objects(**wrong)
    for work in (
        lambda: stranger.get("key"),
        lambda: stranger.put("key2", b"x", TEXT),
        lambda: stranger.stat("key"),
        lambda: list(stranger.list("")),
        stranger.prepare,
    ):
        with pytest.raises(StoreRefused) as caught:
            work()
        assert "SOHOA_S3_SECRET_KEY" in caught.value.message("en")
        assert not caught.value.retryable


def test_a_server_that_stays_away_is_a_service_error(make_objects: StoreMaker) -> None:
    away = make_objects(endpoint="127.0.0.1:9", patience=0.3)
    for work in (lambda: away.get("k"), lambda: away.put("k", b"x", TEXT), lambda: list(away.list("")), away.prepare):
        with pytest.raises(ServiceError):
            work()


def test_settings_without_an_address_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSettings):
        Objects.connect(Settings(data=tmp_path))


def test_a_write_whose_answer_was_lost_is_settled_by_its_content(
    objects: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = objects._client._http.urlopen
    lost: list[str] = []

    def lose_first_answer(method: str, url: str, **request: object) -> object:
        answer = send(method, url, **request)  # type: ignore[arg-type]
        if method == "PUT" and not lost:
            lost.append(url)
            raise ConnectionResetError
        return answer

    monkeypatch.setattr(objects._client._http, "urlopen", lose_first_answer)
    stored = objects.put("uncertain", b"content", TEXT)
    assert lost
    assert stored.sha256 == hashlib.sha256(b"content").hexdigest()
    assert len(list(objects.versions("uncertain"))) == 1


def test_a_large_file_whose_connection_breaks_is_sent_again_from_its_start(
    objects: Objects, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "large"
    path.write_bytes(os.urandom(LARGE))
    send = objects._client._http.urlopen
    broken: list[str] = []

    def break_first(method: str, url: str, **request: Any) -> object:
        if method == "PUT" and not broken:
            broken.append(url)
            request["body"].read(LARGE // 2)
            raise ConnectionResetError
        return send(method, url, **request)

    monkeypatch.setattr(objects._client._http, "urlopen", break_first)
    assert objects.put("uncertain", path, TEXT).created
    assert broken
    assert objects.verify("uncertain").size == LARGE
    assert objects.get("uncertain") == path.read_bytes()


def test_a_server_killed_in_the_middle_of_writing_goes_unnoticed(private_stack: object) -> None:
    stack = private_stack()  # type: ignore[operator]
    parts = frozenset({"s3"})
    objects = open_store(stack.start(parts))
    objects.prepare()
    done: dict[str, str] = {}
    enough = threading.Event()

    def write(worker: int) -> None:
        number = 0
        while not enough.is_set():
            content = f"{worker} {number}".encode() * 500
            stored = objects.put(f"w/{worker}/{number}", content, TEXT)
            done[stored.key] = hashlib.sha256(content).hexdigest()
            number += 1

    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write, worker) for worker in range(4)]
        for _ in range(2):
            before = len(done)
            while len(done) < before + 40:
                time.sleep(0.01)
            stack.kill("s3")
            stack.start(parts)
        before = len(done)
        while len(done) < before + 40 and not any(writer.done() for writer in writers):
            time.sleep(0.01)
        enough.set()
        for writer in writers:
            writer.result()
    assert {key: objects.verify(key).sha256 for key in done} == done
    assert {stored.key for stored in objects.list("w/")} == set(done)
