"""`sohoa scan` from SANE's own virtual scanner."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.office import Office


@pytest.fixture(autouse=True)
def scanner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "sane.d"
    config.mkdir()
    (config / "dll.conf").write_text("test\n", encoding="utf-8")
    (config / "test.conf").write_text("number_of_devices 1\n", encoding="utf-8")
    monkeypatch.setenv("SANE_CONFIG_DIR", str(config))


def test_lists_the_scanners(office: Office) -> None:
    said = office.run("scan", "--list")
    assert (said.code, "test:0" in said.out) == (0, True)


def test_scans_a_page_and_keeps_it(office: Office) -> None:
    said = office.run("scan", "--device", "test:0", "--source", "flatbed", "--resolution", "75")
    assert "Traceback" not in said.err
    assert "1 trang" in said.out, said
    assert not any((office.data / "scans").glob("*")), "the scanned pages are let go once they are kept"


def test_a_scanner_that_is_not_there_is_told_in_vietnamese(office: Office) -> None:
    said = office.run("scan", "--device", "nowhere:0")
    assert said.code in (1, 3)
    assert "máy quét" in said.err.lower()
    assert "Traceback" not in said.err
    assert not any((office.data / "scans").glob("*")), "a scan without a page leaves no folder behind"
