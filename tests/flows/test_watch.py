"""The watched folder: files are moved only once they are kept, bad ones with a note, and a restart loses none."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

from flows.intake import Found
from flows.watch import find_arrivals, release, settled_files
from pipeline.errors import EmptySource, UnstableSource
from pipeline.model import Source, SourceStatus


def put(path: Path, data: bytes = b"scan", *, aged: bool = True) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    if aged:
        os.utime(path, (time.time() - 60, time.time() - 60))
    return path


def test_files_already_handled_are_no_arrivals(tmp_path: Path) -> None:
    for name in ("new.pdf", "done/old.pdf", "problem/bad.pdf", "problem/bad.pdf.txt", "desk/page.png"):
        put(tmp_path / name)
    assert [found.file for found in find_arrivals(tmp_path)] == ["desk/page.png", "new.pdf"]


def test_a_pile_waits_until_its_last_file_is_complete(tmp_path: Path) -> None:
    put(tmp_path / "single.pdf")
    put(tmp_path / "pile" / "page1.png")
    growing = put(tmp_path / "pile" / "page2.png", aged=False)
    stop = threading.Event()

    def keep_writing() -> None:
        while not stop.wait(0.02):
            with growing.open("ab") as file:
                file.write(b"x")

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        settled = settled_files(find_arrivals(tmp_path), seconds=0.5)
    finally:
        stop.set()
        writer.join()
    assert [found.file for found in settled] == ["single.pdf"]


def test_a_kept_file_goes_to_done_under_a_free_name(tmp_path: Path) -> None:
    source = Source("scan.pdf", "0" * 64, 4, "application/pdf", 1)
    for _ in range(2):
        release(tmp_path, put(tmp_path / "scan.pdf"), source)
    assert sorted(path.name for path in (tmp_path / "done").iterdir()) == ["scan (2).pdf", "scan.pdf"]


def test_a_refused_file_goes_to_problem_with_a_note_in_vietnamese(tmp_path: Path) -> None:
    problem = EmptySource().problem()
    source = Source("scan.pdf", "", 0, "", 0, status=SourceStatus.PROBLEM, problem=problem)
    release(tmp_path, put(tmp_path / "scan.pdf"), source)
    assert (tmp_path / "problem" / "scan.pdf").exists()
    assert problem.message_vi in (tmp_path / "problem" / "scan.pdf.txt").read_text(encoding="utf-8")


def test_a_file_that_may_still_become_good_stays(tmp_path: Path) -> None:
    source = Source("scan.pdf", "", 0, "", 0, status=SourceStatus.PROBLEM, problem=UnstableSource().problem())
    path = put(tmp_path / "scan.pdf")
    assert release(tmp_path, path, source) is None
    assert path.exists()


def test_an_arrival_is_named_by_its_path_in_the_folder(tmp_path: Path) -> None:
    path = put(tmp_path / "room" / "scan.pdf")
    assert find_arrivals(tmp_path) == [Found(path, "room/scan.pdf")]
