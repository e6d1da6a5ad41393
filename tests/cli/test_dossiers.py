"""What a clerk does with a kept dossier, and what an administrator does with all of them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf.pdfa import Flavour, validate_written

from flows.desk import Desk
from ocr.raster import inspect_source
from pipeline.limits import Limits
from storage.fixity import verify
from storage.keys import original_key
from tests.cli.conftest import Digitised
from tests.cli.office import CODE, Office
from tests.cli.shape import Dossier, Status

pytestmark = pytest.mark.usefixtures("digitised")


@pytest.fixture
def dossier(digitised: Digitised) -> dict[str, Any]:
    return next(item for item in digitised.report["dossiers"] if item["code"] == CODE)


def test_shows_a_dossier_by_its_code_and_by_its_id(office: Office, dossier: dict[str, Any]) -> None:
    by_code = office.run("show", CODE, "--json")
    by_id = office.run("show", dossier["id"], "--json")
    assert by_code.json == by_id.json == dossier
    Dossier.model_validate_json(by_code.out, strict=True)


def test_shows_a_dossier_to_a_person(office: Office) -> None:
    said = office.run("show", CODE)
    assert said.code == 0
    assert f"Hồ sơ {CODE}" in said.text
    assert "05.ho-so/02.png: 1" in said.text


def test_an_unknown_dossier_is_a_problem_told_in_vietnamese(office: Office) -> None:
    for arguments in (("show", "H99.99-999999-9999"), ("export", "nothing", "--out", "x")):
        said = office.run(*arguments)
        assert said.code == 1
        assert "Không tìm thấy" in said.err
        assert "Traceback" not in said.err
    assert not Path("x").exists()


def test_exports_searchable_pdf_a_and_json(office: Office, dossier: dict[str, Any], tmp_path: Path) -> None:
    assert office.run("export", CODE, "--out", tmp_path / "pdf").code == 0
    files = sorted((tmp_path / "pdf").iterdir())
    assert len(files) == len(dossier["documents"])
    for path, document in zip(files, dossier["documents"], strict=True):
        assert path.name.startswith(CODE)
        assert not validate_written(path, Flavour.PDFA_2B).findings
        with pikepdf.open(path) as pdf:
            assert len(pdf.pages) == len(document["pages"])
    assert office.run("export", CODE, "--as", "json", "--out", tmp_path).code == 0
    assert json.loads((tmp_path / f"{CODE}.json").read_text("utf-8")) == dossier


def test_a_format_that_is_not_there_is_bad_usage(office: Office, tmp_path: Path) -> None:
    said = office.run("export", CODE, "--as", "docx", "--out", tmp_path / "out")
    assert said.code == 2
    assert "pdf" in said.err


def test_a_separator_sheet_is_one_page_for_each_dossier(office: Office, tmp_path: Path) -> None:
    sheets = tmp_path / "sheets.pdf"
    assert office.run("separator", "--dossier", CODE, "--dossier", "H01-261005-0001", "--out", sheets).code == 0
    assert inspect_source(sheets, Limits()).pages == 2


def test_the_index_made_anew_finds_the_same(office: Office) -> None:
    before = office.run("search", "quyết định", "--json").json
    shutil.rmtree(office.data / "index")
    assert office.run("reindex").code == 0
    assert office.run("search", "quyết định", "--json").json == before


def test_the_audit_log_is_whole_and_knows_who_looked(office: Office) -> None:
    office.run("show", CODE)
    said = office.run("audit", "check")
    assert (said.code, said.out.strip()) == (0, "Nhật ký: 0 chỗ sai.")


def test_the_catalogue_is_checked_and_listed(office: Office, tmp_path: Path) -> None:
    assert "Danh mục hợp lệ" in office.run("catalog", "check").out
    types = office.run("catalog", "list", "--json").json
    assert {"GKS", "GCS"} <= {item["code"] for item in types}
    assert all(item["name"] for item in types)
    assert "Giấy khai sinh" in office.run("catalog", "list").out
    (tmp_path / "types").mkdir()
    (tmp_path / "types" / "broken.yaml").write_text("code: [", encoding="utf-8")
    broken = office.run("catalog", "check", tmp_path)
    assert broken.code != 0
    assert "Traceback" not in broken.err


def test_status_tells_every_part_and_its_health(office: Office) -> None:
    told = office.run("status", "--json")
    Status.model_validate_json(told.out, strict=True)
    parts = {part["name"]: part for part in told.json["parts"]}
    assert {name for name, part in parts.items() if part["healthy"]} >= {"s3", "postgres", "prefect"}
    assert told.code == 0
    assert "chạy tốt" in office.run("status").out


def test_an_archive_without_fault_is_told_so(office: Office) -> None:
    said = office.run("verify")
    assert (said.code, "0 sai lệch" in said.out) == (0, True)


@pytest.fixture
def lost_original(office: Office, digitised: Digitised) -> Iterator[str]:
    """An original that somebody deleted from the store; it is put back afterwards."""
    source = digitised.report["sources"][0]["sha256"]
    with office.desk() as desk:
        original = desk.objects.get(original_key(source))
        remove_object(desk, original_key(source))
        yield original_key(source)
        desk.objects.put(original_key(source), original, "application/pdf")
        assert verify(desk.objects, desk.catalogue, desk.records).whole


def remove_object(desk: Desk, key: str) -> None:
    from minio import Minio

    settings = desk.settings
    assert settings.s3_endpoint
    assert settings.s3_secret_key
    stranger = Minio(
        settings.s3_endpoint, settings.s3_access_key, settings.s3_secret_key.get_secret_value(), secure=False
    )
    for version in desk.objects.versions(key):
        stranger.remove_object(settings.s3_bucket, key, version.version)


def test_a_lost_object_is_named(office: Office, lost_original: str) -> None:
    said = office.run("verify")
    assert said.code == 1
    assert "thiếu" in said.out
    told = office.run("verify", "--json")
    assert told.code == 1
    assert {fault["key"] for fault in told.json["faults"]} == {lost_original}


def test_a_server_that_is_not_there_is_told_with_exit_code_3(office: Office) -> None:
    """After the patience for a server that restarts: nothing hangs, nobody sees a traceback."""
    away = office.with_settings(
        s3_endpoint="127.0.0.1:9",
        s3_access_key="key",
        s3_secret_key="secret",
        s3_secure="false",
        patience="2",
    )
    told = away.run("status", "--json")
    assert told.code == 3
    assert [part["healthy"] for part in told.json["parts"] if part["name"] == "s3"] == [False]
    said = away.run("search", "quyết định", seconds=120)
    assert said.code == 3
    assert "sohoa status" in said.err
    assert "Traceback" not in said.err
