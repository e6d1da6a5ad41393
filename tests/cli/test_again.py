"""Papers cut and joined by a clerk, and dossiers done again after a change: what is said, stored and found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Digitised
from tests.cli.office import CODE, Office

DECIDED = "01.quyet-dinh.pdf"


@pytest.fixture
def decision(digitised: Digitised) -> dict[str, Any]:
    """The dossier of the decision of two pages."""
    return next(
        dossier
        for dossier in digitised.report["dossiers"]
        if any(document["file"] == DECIDED for document in dossier["documents"])
    )


def test_a_clerk_splits_a_paper_and_joins_it_again(office: Office, decision: dict[str, Any]) -> None:
    before = office.run("show", decision["id"], "--json").json
    said = office.run("arrange", decision["id"], "--split", f"{DECIDED}:2", "--type", f"{DECIDED}:2=BB")
    assert said.code == 0, said
    assert "giấy tờ mới" in said.out
    after = office.run("show", decision["id"], "--json").json
    papers = [(paper["type"], paper["file"], paper["pages"]) for paper in after["documents"]]
    assert ("QD", DECIDED, [1]) in papers
    assert ("BB", DECIDED, [2]) in papers
    found = office.run("search", "chủ trì", "--type", "BB", "--json").json
    assert [hit["page"] for hit in found["hits"]] == [2]
    assert office.run("arrange", decision["id"], "--join", f"{DECIDED}:2").code == 0
    assert office.run("show", decision["id"], "--json").json["documents"] == before["documents"]
    assert office.run("verify").code == 0


def test_a_wish_that_cannot_be_followed_is_told_and_changes_nothing(office: Office, decision: dict[str, Any]) -> None:
    before = office.run("show", decision["id"], "--json").json
    for wish in (("--split", "no-such.pdf:1"), ("--type", f"{DECIDED}:1=NO_SUCH"), ()):
        said = office.run("arrange", decision["id"], *wish)
        assert said.code == 2
        assert "Không rõ trang" in said.err
        assert "Traceback" not in said.err
    assert office.run("show", decision["id"], "--json").json == before


def test_nothing_changes_where_the_catalogue_is_the_same(office: Office, digitised: Digitised, tmp_path: Path) -> None:
    told = office.run("reread", "--from", "understanding", "--json", tmp_path / "changes.json")
    assert told.code == 0, told
    report = json.loads((tmp_path / "changes.json").read_text("utf-8"))
    assert report["dossiers"] >= len(digitised.report["dossiers"]) > 0
    assert (report["changed"], report["changes"], report["damaged"]) == (0, [], [])
    assert "Không có gì thay đổi" in told.out


def test_reading_again_with_the_same_reader_reads_nothing(office: Office, digitised: Digitised) -> None:
    told = office.run("reread", CODE, "--from", "reading")
    assert told.code == 0, told
    assert "Không có gì thay đổi" in told.out


def test_doing_again_from_nowhere_is_bad_usage(office: Office, digitised: Digitised) -> None:
    assert office.run("reread", "--from", "elsewhere").code == 2
