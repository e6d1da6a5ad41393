"""Taking files in: what is found, what is refused with its reason, what is stored, and that nothing is stored twice."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from flows.desk import Desk, open_desk
from flows.intake import Found, find_files, take_in
from pipeline.model import Manifest, SourceStatus
from pipeline.settings import Settings
from storage.keys import original_key

RECEIVED = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


@pytest.fixture
def desk(fresh_settings: Settings) -> Iterator[Desk]:
    with open_desk(fresh_settings) as desk:
        yield desk


def make_image(path: Path, shade: int = 200, *, aged: bool = True) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("L", (300, 400), shade).save(path)
    if aged:
        os.utime(path, (time.time() - 60, time.time() - 60))
    return path


def take(desk: Desk, *roots: Path) -> Manifest:
    return take_in(desk, find_files(roots), received=RECEIVED, operator="clerk")


def test_files_come_in_the_order_a_person_sorts_them(tmp_path: Path) -> None:
    for name in ("scan10.png", "scan2.png", ".hidden.png", "Thumbs.db", "b/page1.png", "a/page1.png"):
        make_image(tmp_path / name) if name.endswith("png") else (tmp_path / name).write_bytes(b"x")
    assert [found.file for found in find_files([tmp_path])] == ["a/page1.png", "b/page1.png", "scan2.png", "scan10.png"]


def test_files_of_two_folders_with_the_same_name_are_both_found(tmp_path: Path) -> None:
    for folder in ("north", "south"):
        make_image(tmp_path / folder / "scan.png")
    files = [found.file for found in find_files([tmp_path / "north", tmp_path / "south"])]
    assert files == ["scan.png", "south/scan.png"]


def test_bad_files_are_listed_with_their_reason_and_the_others_go_on(desk: Desk, tmp_path: Path) -> None:
    make_image(tmp_path / "good.png")
    (tmp_path / "empty.pdf").write_bytes(b"")
    (tmp_path / "letter.txt").write_text("not a scan")
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(user="secret", owner="secret"))
    pdf.save(tmp_path / "whole.pdf")
    (tmp_path / "cut.pdf").write_bytes((tmp_path / "whole.pdf").read_bytes()[:60])
    (tmp_path / "whole.pdf").unlink()
    manifest = take(desk, tmp_path)
    problems = {source.file: source.problem.code for source in manifest.sources if source.problem}
    assert problems == {
        "empty.pdf": "empty",
        "letter.txt": "unsupported",
        "locked.pdf": "encrypted",
        "cut.pdf": "unreadable",
    }
    assert [source.file for source in manifest.sources if source.status is SourceStatus.OK] == ["good.png"]


def test_an_oversized_file_is_refused_before_it_is_decoded(fresh_settings: Settings, tmp_path: Path) -> None:
    make_image(tmp_path / "big.png")
    limits = fresh_settings.limits.model_copy(update={"max_pixels": 1000})
    with open_desk(fresh_settings.model_copy(update={"limits": limits})) as desk:
        (source,) = take(desk, tmp_path).sources
    assert source.problem is not None
    assert source.problem.code == "oversized"


def test_originals_are_stored_byte_for_byte(desk: Desk, tmp_path: Path) -> None:
    path = make_image(tmp_path / "scan.png")
    (source,) = take(desk, tmp_path).sources
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert desk.objects.get(original_key(source.sha256)) == path.read_bytes()


def test_the_same_files_again_are_the_same_batch(desk: Desk, tmp_path: Path) -> None:
    make_image(tmp_path / "scan.png")
    first = take(desk, tmp_path)
    later = take_in(desk, find_files([tmp_path]), received=datetime(2027, 1, 1, tzinfo=UTC), operator="other")
    assert later == first


def test_duplicates_in_and_across_batches_are_reported_not_stored(desk: Desk, tmp_path: Path) -> None:
    make_image(tmp_path / "one" / "a.png", 10)
    make_image(tmp_path / "one" / "b.png", 10)
    first = take(desk, tmp_path / "one")
    assert [source.status for source in first.sources] == [SourceStatus.OK, SourceStatus.DUPLICATE]
    make_image(tmp_path / "two" / "c.png", 10)
    make_image(tmp_path / "two" / "d.png", 20)
    second = take(desk, tmp_path / "two")
    assert [source.status for source in second.sources] == [SourceStatus.DUPLICATE, SourceStatus.OK]


def test_a_file_still_being_written_waits(desk: Desk, tmp_path: Path) -> None:
    path = make_image(tmp_path / "scan.png", aged=False)
    stop = threading.Event()

    def keep_writing() -> None:
        while not stop.wait(0.05):
            with path.open("ab") as file:
                file.write(b"more")

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        (source,) = take(desk, tmp_path).sources
    finally:
        stop.set()
        writer.join()
    assert source.problem is not None
    assert source.problem.code == "unstable"
    assert source.problem.retryable


def test_piles_are_files_sub_folders_and_numbered_images(desk: Desk, tmp_path: Path) -> None:
    names = ["IMG_1.png", "IMG_2.png", "card.png", "dossier/front.png", "dossier/paper.png"]
    for shade, name in enumerate(names):
        make_image(tmp_path / name, shade)
    piles = {source.file: source.stack for source in take(desk, tmp_path).sources}
    assert piles["IMG_1.png"] == piles["IMG_2.png"]
    assert piles["dossier/front.png"] == piles["dossier/paper.png"]
    assert len(set(piles.values())) == 3


def test_a_file_that_cannot_be_opened_is_a_problem_of_its_own(desk: Desk, tmp_path: Path) -> None:
    gone = Found(tmp_path / "gone.png", "gone.png")
    make_image(tmp_path / "here.png")
    manifest = take_in(desk, [gone, *find_files([tmp_path])], received=RECEIVED, operator="clerk")
    assert [source.status for source in manifest.sources] == [SourceStatus.PROBLEM, SourceStatus.OK]
