"""`sohoa search` through pages that were read from images, with queries as people type them."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Digitised
from tests.cli.office import CITIZEN, CODE, Office, age, draw_slip
from tests.cli.shape import Found

pytestmark = pytest.mark.usefixtures("digitised")


def search(office: Office, *arguments: str) -> dict[str, Any]:
    done = office.run("search", *arguments, "--json")
    assert done.code == 0, done
    Found.model_validate_json(done.out, strict=True)
    return done.json


@pytest.fixture(scope="module")
def documents(digitised: Digitised) -> dict[str, str]:
    """The file each document begins in, by the document's id."""
    return {
        document["id"]: document["file"]
        for dossier in digitised.report["dossiers"]
        for document in dossier["documents"]
    }


@pytest.mark.parametrize(
    ("query", "file"),
    [
        ("quyet dinh", "01.quyet-dinh.pdf"),
        ("quyết định", "01.quyet-dinh.pdf"),
        (unicodedata.normalize("NFD", "con đường liên thôn"), "01.quyet-dinh.pdf"),
        ("15/qd-ubnd", "01.quyet-dinh.pdf"),
        ('"hoà giải"', "03.cong-van.tif"),
        ('"hòa giải"', "03.cong-van.tif"),
        (CODE, "05.ho-so/02.png"),
        (CODE.replace(".", "").replace("-", ""), "05.ho-so/02.png"),
        (CITIZEN[-4:], "05.ho-so/02.png"),
        ("nguyen thi hoai thu", "05.ho-so/02.png"),
    ],
)
def test_finds_the_page(office: Office, documents: dict[str, str], query: str, file: str) -> None:
    found = search(office, query)
    assert found["total"] >= 1
    assert file in {documents.get(hit["document"]) for hit in found["hits"][:3]}


def test_marks_count_where_they_are_typed(office: Office) -> None:
    """`đường` is not `Dương`, but who types no marks finds both."""
    marked = [hit["snippet"] for hit in search(office, "đường")["hits"]]
    assert "<mark>đường</mark>" in marked[0]
    assert not any("<mark>Dương</mark>" in snippet for snippet in marked[:1])
    plain = " ".join(hit["snippet"] for hit in search(office, "duong")["hits"])
    assert "<mark>đường</mark>" in plain
    assert "<mark>Dương</mark>" in plain


def test_a_hit_boxes_its_words_on_the_page(office: Office) -> None:
    hit = search(office, '"con đường liên thôn"')["hits"][0]
    assert hit["page"] == 1
    tops = [box[1] for box in hit["boxes"]]
    assert tops
    assert max(tops) - min(tops) < 0.1, "the phrase stands on one line"


def test_filters_by_type_and_day(office: Office) -> None:
    everything = search(office, "quyết định")
    kind = everything["hits"][0]["type"]
    assert {hit["type"] for hit in search(office, "quyết định", "--type", kind)["hits"]} == {kind}
    assert search(office, "quyết định", "--type", "KHONG_CO")["total"] == 0
    assert search(office, "quyết định", "--from", "2999-01-01")["total"] == 0


def test_nothing_found_is_no_error(office: Office) -> None:
    assert search(office, "xyzzyplugh") == {"total": 0, "hits": []}
    said = office.run("search", "xyzzyplugh")
    assert (said.code, "Không tìm thấy trang nào" in said.text) == (0, True)


def test_people_see_where_each_hit_stands_and_no_whole_personal_number(office: Office) -> None:
    said = office.run("search", CITIZEN)
    assert said.code == 0
    assert CODE in said.text
    assert "trang 1" in said.text
    assert CITIZEN not in said.text


@pytest.mark.parametrize(
    "query", ['"', "AND OR NOT (", "*:* \\ [x TO y]", "'; DROP TABLE dossiers; --", "🙂 \u202e %s", ""]
)
def test_no_input_makes_it_fail(office: Office, query: str) -> None:
    search(office, query)


def test_what_the_store_holds_of_a_person_is_asked_before_scanning(office: Office) -> None:
    done = office.run("lookup", CITIZEN, "--json")
    assert (done.code, set(done.json)) == (0, {"papers"})
    nobody = office.run("lookup", "Không Có Ai")
    assert nobody.code == 0
    assert "Trong kho chưa có giấy tờ nào" in nobody.text
    with office.desk() as desk:
        told = [entry.detail for entry in desk.audit.entries() if entry.action == "lookup"]
    assert all(set(detail) == {"papers"} for detail in told)
    assert len(told) == 2


def test_reuse_is_counted_between_days_and_says_where_there_is_nothing_to_count(office: Office, tmp_path: Path) -> None:
    before = office.run("reuse", "--json").json
    draw_slip(("Thông báo số 88/TB-UBND", "Về việc nghỉ lễ")).save(tmp_path / "thong-bao.png", dpi=(200, 200))
    age(tmp_path)
    assert office.run("digitise", tmp_path / "thong-bao.png", "--json", tmp_path / "out.json").code == 0
    month = office.run("reuse", "--json").json
    assert (month["received"], month["reused"]) == (before["received"] + 1, before["reused"])
    assert month["percent"] == round(100 * month["reused"] / month["received"], 1)
    none = office.run("reuse", "--from", "01/01/2001", "--to", "31/01/2001")
    assert none.code == 0
    assert "không tiếp nhận hồ sơ nào" in none.out
    wrong = office.run("reuse", "--from", "31/02/2001")
    assert wrong.code == 2
