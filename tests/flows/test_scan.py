"""Scanning through scanimage, with the `test` device that SANE brings."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from PIL import Image

from flows.scan import INCOMPLETE, list_devices, scan_pages
from pipeline.errors import (
    FeederEmpty,
    ScannerBusy,
    ScannerCoverOpen,
    ScannerDenied,
    ScannerError,
    ScannerJammed,
    ScannerMissing,
    ScannerOption,
    ScannerProgramMissing,
    ScannerTimeout,
)

SLOW = ("--read-delay", "--read-delay-duration", "200000")
SMALL = (60.0, 80.0)


@pytest.fixture(autouse=True)
def sane(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A SANE set-up with the test backend alone: two virtual scanners, no search of network and USB."""
    config = tmp_path / "sane.d"
    config.mkdir()
    (config / "dll.conf").write_text("test\n", encoding="utf-8")
    (config / "test.conf").write_text("number_of_devices 2\n", encoding="utf-8")
    monkeypatch.setenv("SANE_CONFIG_DIR", str(config))
    return config


def test_lists_the_scanners_by_name_and_model() -> None:
    assert [(device.name, device.model) for device in list_devices()] == [
        ("test:0", "frontend-tester"),
        ("test:1", "frontend-tester"),
    ]


def test_scans_the_feeder_until_it_is_empty_at_300_dpi_in_colour(tmp_path: Path) -> None:
    told: list[Path] = []
    pages = scan_pages(
        "test:0", tmp_path / "pages", paper=SMALL, extra=["--test-picture", "Color pattern"], on_page=told.append
    )
    assert [page.name for page in pages] == [f"page-{number:04d}.png" for number in range(1, 11)]
    assert set(told) <= set(pages)
    with Image.open(pages[0]) as image:
        assert image.mode == "RGB"
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        assert image.size == (pytest.approx(60 / 25.4 * 300, abs=2), pytest.approx(80 / 25.4 * 300, abs=2))
        colours = image.getcolors(image.width * image.height)
        assert colours is not None
        assert len(colours) > 8


def test_scans_one_page_from_the_glass(tmp_path: Path) -> None:
    pages = scan_pages("test:0", tmp_path, source="flatbed", paper=SMALL, mode="Gray", resolution=200)
    assert len(pages) == 1
    with Image.open(pages[0]) as image:
        assert image.mode == "L"
        assert image.info["dpi"] == pytest.approx((200, 200), abs=0.1)


def test_goes_on_counting_after_the_pages_that_are_there(tmp_path: Path) -> None:
    first = scan_pages("test:0", tmp_path, source="flatbed", paper=SMALL, resolution=100)
    before = first[0].read_bytes()
    second = scan_pages("test:0", tmp_path, source="flatbed", paper=SMALL, resolution=150)
    assert [first[0].name, second[0].name] == ["page-0001.png", "page-0002.png"]
    assert first[0].read_bytes() == before


def test_leaves_nothing_but_pages_behind(tmp_path: Path) -> None:
    pages = scan_pages("test:0", tmp_path / "pages", paper=SMALL, resolution=75)
    assert sorted((tmp_path / "pages").iterdir()) == pages


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        ("JAMMED", ScannerJammed, "kẹt"),
        ("COVER_OPEN", ScannerCoverOpen, "đóng nắp"),
        ("NO_DOCS", FeederEmpty, "đặt giấy"),
        ("ACCESS_DENIED", ScannerDenied, "`scanner`"),
        ("DEVICE_BUSY", ScannerBusy, "đang bận"),
        ("IO_ERROR", ScannerError, "bật lại"),
    ],
)
def test_says_what_to_do_at_the_scanner(tmp_path: Path, status: str, error: type[ScannerError], words: str) -> None:
    with pytest.raises(ScannerError) as raised:
        scan_pages("test:0", tmp_path, paper=SMALL, extra=["--read-return-value", f"SANE_STATUS_{status}"])
    assert type(raised.value) is error
    assert words in raised.value.message("vi")
    assert raised.value.message("en") != raised.value.message("vi")
    assert not list(tmp_path.glob("page-*"))


def test_a_silent_scanner_is_stopped_and_its_cut_off_page_set_apart(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    with pytest.raises(ScannerTimeout):
        scan_pages("test:0", folder, paper=(200, 200), extra=SLOW, silence_seconds=0.1)
    assert not list(folder.glob("page-*"))
    assert not list(folder.glob(".scan-*"))
    assert all(path.suffix == ".part" for path in (folder / INCOMPLETE).glob("*"))


def test_pages_complete_before_a_failure_stay_and_the_next_scan_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "pages"

    def fail_on_third(page: Path) -> None:
        if page.name == "page-0003.png":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scan_pages("test:0", folder, paper=SMALL, resolution=75, on_page=fail_on_third)
    kept = sorted(folder.glob("page-*.png"))
    assert len(kept) >= 3
    for page in kept:
        with Image.open(page) as image:
            image.load()
    more = scan_pages("test:0", folder, paper=SMALL, resolution=75, source="flatbed")
    assert more[0].name == f"page-{len(kept) + 1:04d}.png"


def test_a_killed_scanning_program_is_an_error_and_leaves_no_half_page(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    failures: list[BaseException] = []

    def scan() -> None:
        try:
            scan_pages("test:0", folder, paper=(200, 200), extra=SLOW)
        except ScannerError as error:
            failures.append(error)

    thread = threading.Thread(target=scan)
    thread.start()
    child = _wait_for_child(folder)
    os.kill(child, signal.SIGKILL)
    thread.join(30)
    assert [type(failure) for failure in failures] == [ScannerError]
    assert not list(folder.glob("page-*"))


def _wait_for_child(folder: Path) -> int:
    """The scanimage that writes into `folder`, once it has begun a page."""
    for _ in range(600):
        if list(folder.glob(".scan-*/*.part")):
            for child in psutil.Process().children(recursive=True):
                with suppress(psutil.NoSuchProcess):  # a child that has just ended has no command line any more
                    if f"batch={folder}" in " ".join(child.cmdline()):
                        return child.pid
        threading.Event().wait(0.05)
    raise AssertionError("no page begun")


def test_without_a_name_the_only_scanner_is_taken(sane: Path, tmp_path: Path) -> None:
    (sane / "test.conf").write_text("number_of_devices 1\n", encoding="utf-8")
    assert len(scan_pages(None, tmp_path / "pages", source="flatbed", paper=SMALL, resolution=75)) == 1


def test_without_a_name_several_scanners_are_listed(tmp_path: Path) -> None:
    with pytest.raises(ScannerOption, match=r"test:0 \| test:1"):
        scan_pages(None, tmp_path / "pages")


def test_no_scanner_at_all(sane: Path, tmp_path: Path) -> None:
    (sane / "dll.conf").write_text("\n", encoding="utf-8")
    assert list_devices() == []
    with pytest.raises(ScannerMissing):
        scan_pages(None, tmp_path / "pages")
    with pytest.raises(ScannerMissing):
        scan_pages("nowhere:0", tmp_path / "pages")


def test_both_sides_are_refused_where_the_device_cannot(tmp_path: Path) -> None:
    with pytest.raises(ScannerOption, match="Automatic Document Feeder"):
        scan_pages("test:0", tmp_path, source="ADF Back")


def test_a_machine_without_the_scanning_program_is_told_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ScannerProgramMissing) as raised:
        list_devices()
    assert "sane-utils" in raised.value.message("vi")


@pytest.mark.parametrize("ending", ["exec sleep 120", "echo 'scanimage: received signal 13' >&2; exit 0"])
def test_the_reason_stands_however_the_program_ends_after_saying_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    """scanimage can lock up or be ended by a signal in its clean-up; the clerk must still hear of the open cover."""
    real = shutil.which("scanimage")
    program = tmp_path / "bin" / "scanimage"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\n{real} "$@"\nstatus=$?\ncase "$*" in *--batch*) {ending};; esac\nexit $status\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setattr("flows.scan._END_SECONDS", 1.0)
    with pytest.raises(ScannerCoverOpen):
        scan_pages("test:0", tmp_path / "a", paper=SMALL, extra=["--read-return-value", "SANE_STATUS_COVER_OPEN"])
