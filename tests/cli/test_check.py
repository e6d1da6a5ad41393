"""`sohoa check` over a digitised dossier: for the clerk, for machines, and as a request on paper."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.cli.office import CODE, Office
from tests.cli.shape import Checked

pytestmark = pytest.mark.usefixtures("digitised")

BIRTH = ("check", CODE, "--procedure", "1.001193")
COPY = ("check", CODE, "--procedure", "2.000815")


def test_what_is_missing_is_told_with_what_to_do(office: Office) -> None:
    said = office.run(*BIRTH)
    assert said.code == 1
    for words in ("1.001193 Đăng ký khai sinh", "Giấy chứng sinh", "thiếu", "không cần nộp nữa", "NQ 66.7/2025/NQ-CP"):
        assert words in said.text
    assert "Cần bổ sung 2 giấy tờ." in said.text
    english = office.run("--lang", "en", *BIRTH)
    assert english.code == 1
    assert "Certificate of live birth" in english.text
    assert "Papers to be handed in: 2." in english.text


def test_machines_get_the_same(office: Office) -> None:
    told = office.run(*BIRTH, "--json")
    assert told.code == 1
    checklist = Checked.model_validate_json(told.out, strict=True)
    assert checklist.code == CODE
    assert checklist.received.startswith("2026-10-05")
    assert (checklist.due, checklist.ask_by, checklist.complete) == ("05/10/2026", "06/10/2026", False)
    assert [item.id for item in checklist.items if item.status == "missing" and not item.reminder] == [
        "to_khai",
        "giay_chung_sinh",
    ]


def test_a_dossier_without_shortfall_is_done(office: Office, tmp_path: Path) -> None:
    slip = tmp_path / "slip.pdf"
    said = office.run(*COPY, "--pdf", slip)
    assert said.code == 0
    assert "Hồ sơ đã đủ" in said.text
    assert "không ghi phiếu" in said.text
    assert not slip.exists()


def test_the_request_is_written_and_stands_in_the_audit_log(office: Office, tmp_path: Path) -> None:
    slip = tmp_path / "slip.pdf"
    told = office.run(*BIRTH, "--json", "--pdf", slip, "--until", "20/10/2026")
    assert told.code == 1
    Checked.model_validate_json(told.out, strict=True)
    assert f"Đã ghi {slip}" in told.text
    done = subprocess.run(["pdftotext", "-layout", str(slip), "-"], capture_output=True, text=True, check=True)
    page = " ".join(done.stdout.split())
    assert "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ" in page
    assert f"Mã hồ sơ: {CODE}" in page
    assert "Giấy chứng sinh" in page
    assert "trước hết ngày 20/10/2026" in page
    with office.desk() as desk:
        actions = [entry.action for entry in desk.audit.entries()]
    assert actions[-2:] == ["check", "request"]


def test_the_clerk_adds_what_was_looked_up_in_vain(office: Office, tmp_path: Path) -> None:
    slip = tmp_path / "slip.pdf"
    assert office.run(*BIRTH, "--pdf", slip, "--ask", "3").code == 1
    done = subprocess.run(["pdftotext", "-layout", str(slip), "-"], capture_output=True, text=True, check=True)
    assert "Thẻ căn cước của mẹ" in done.stdout
    assert "Đã tra cứu" in done.stdout
    said = office.run(*BIRTH, "--ask", "99")
    assert said.code == 2
    assert "99" in said.err


def test_without_a_procedure_it_asks_for_one(office: Office) -> None:
    said = office.run("check", CODE)
    assert said.code == 1
    assert "--procedure" in said.err
    assert "Traceback" not in said.err
    assert office.run("check", CODE, "--procedure", "1.013225").code == 1


def test_the_procedures_are_listed(office: Office) -> None:
    procedures = {item["code"]: item for item in office.run("catalog", "list", "--procedures", "--json").json}
    assert procedures["1.001193"]["requires"][1]["any_of"] == ["GCS"]
    assert "Đăng ký khai sinh" in office.run("catalog", "list", "--procedures").out
    assert "thủ tục" in office.run("catalog", "check").out
