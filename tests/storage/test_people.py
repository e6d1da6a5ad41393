"""Which papers of a person are in the store: written with each dossier, rebuilt with the catalogue, found again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from pipeline.catalog import load_catalog
from pipeline.model import Document, Edit, Finding, Method, PageRef, Record, Severity
from pipeline.people import Person, resolve_people
from storage.catalogue import Catalogue
from storage.people import People, Share
from storage.records import Records
from tests.storage.conftest import RunSql
from tests.storage.papers import NOW, make_document, make_manifest, make_record, sha

SOURCE = sha("one")
CATALOG = load_catalog()
MOTHER = {"ho_ten": "Trần Thị Thủy", "so_dinh_danh": "001180654321", "ngay_sinh": "14/05/1980"}
ROWS = "SELECT document, role, name, id12, birth, expires FROM people ORDER BY document, no, role"


@pytest.fixture
def people(catalogue: Catalogue) -> People:
    for number, agency in ((1, "H47.06"), (2, "H47.07")):
        manifest = make_manifest(f"batch{number}", {sha(f"{number}"): 40})
        catalogue.add_batch(replace(manifest, agency=agency))
    return People(catalogue.database)


def keep(
    catalogue: Catalogue, dossier: str, *papers: tuple[str, dict[str, str]], batch: int = 1, days: int = 0
) -> Record:
    """A dossier of these papers received so many days after the first."""
    taken = sum(row.pages for row in catalogue.dossiers(batch=f"batch{batch}", limit=100).rows)
    source = sha(f"{batch}")
    documents = [
        replace(make_document(no, kind, [PageRef(source, taken + no)], fields), id=f"{dossier}-{no}")
        for no, (kind, fields) in enumerate(papers, 1)
    ]
    record = make_record(dossier, documents, code=f"H47.06-261005-{dossier}", batch=f"batch{batch}")
    record = replace(record, received=NOW + timedelta(days=days))
    catalogue.commit_dossier(record)
    return record


def person(fields: dict[str, str], *, coded: bool = False) -> Person:
    document = make_document(1, "CCCD21", [PageRef(SOURCE, 1)], fields)
    if coded:
        number = replace(document.fields["so_dinh_danh"], method=Method.QR)
        document = replace(document, fields={**document.fields, "so_dinh_danh": number})
    (found,) = resolve_people([document], CATALOG)
    return found


def later(days: int = 1) -> datetime:
    return NOW + timedelta(days=days)


def test_persons_are_written_with_their_dossier(catalogue: Catalogue, people: People, run_sql: RunSql) -> None:
    keep(
        catalogue,
        "0001",
        ("CCCD21", MOTHER),
        ("GKS", {"ho_ten": "NGUYỄN VĂN MẪU", "me_ho_ten": "TRẦN THỊ THUỶ", "me_ngay_sinh": "1980"}),
        ("XNTTHN", {"ho_ten": "Lê Văn Khác", "ngay_cap": "31/08/2026"}),
    )
    named = "001180654321", "14/05/1980"
    assert [row for row in run_sql(ROWS) if row[3]] == [
        ("0001-1", "chu_the", "Trần Thị Thủy", *named, None),
        ("0001-2", "me", "Trần Thị Thủy", *named, None),
    ]
    assert ("0001-3", "chu_the", "Lê Văn Khác", None, None, date(2027, 2, 28)) in run_sql(ROWS)


def test_a_new_version_replaces_them_and_counts_the_clerks_edits(
    catalogue: Catalogue, people: People, run_sql: RunSql
) -> None:
    record = keep(catalogue, "0001", ("CCCD21", MOTHER))
    edit = Edit("0001-1", "ho_ten", "Trần Thị Thủy", "Trần Thị Thúy", "clerk", NOW)
    catalogue.commit_dossier(replace(record, version=2, edits=(edit,)))
    assert [row[2] for row in run_sql(ROWS)] == ["Trần Thị Thúy"]
    catalogue.commit_dossier(replace(record, version=3, documents=()))
    assert run_sql(ROWS) == []


def test_a_person_is_found_in_earlier_dossiers_of_the_same_agency_only(catalogue: Catalogue, people: People) -> None:
    keep(catalogue, "0001", ("CCCD21", MOTHER))
    keep(catalogue, "0002", ("CCCD21", MOTHER), batch=2)
    keep(catalogue, "0003", ("CCCD21", MOTHER), days=5)
    asked = person(MOTHER)

    def found(agency: str = "H47.06", days: int = 1, excluding: Sequence[str] = ()) -> list[str]:
        papers = people.papers_of(asked, agency=agency, before=later(days), excluding=excluding)
        return [paper.dossier for paper in papers]

    assert found() == ["0001"]
    assert found("H47.07") == ["0002"]
    assert found(days=9) == ["0003", "0001"]
    assert found(days=9, excluding=["0003"]) == ["0001"]
    assert found("H01") == []
    assert found(days=0) == []


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"ho_ten": "TRẦN THỊ THUỶ"}, True),
        ({"ho_ten": "Tên Khác Hẳn"}, True),
        ({"so_dinh_danh": "001180654322"}, True),
        ({"so_dinh_danh": "001180654322", "ho_ten": "Trần Thị Thúy"}, False),
        ({"so_dinh_danh": "001180654399"}, False),
        ({"so_dinh_danh": ""}, True),
        ({"so_dinh_danh": "", "ngay_sinh": "1980"}, True),
        ({"so_dinh_danh": "", "ngay_sinh": "15/05/1980"}, False),
        ({"so_dinh_danh": "", "ngay_sinh": ""}, False),
    ],
)
def test_who_counts_as_the_same(catalogue: Catalogue, people: People, changes: dict[str, str], same: bool) -> None:
    keep(catalogue, "0001", ("CCCD21", MOTHER))
    asked = person({key: value for key, value in {**MOTHER, **changes}.items() if value})
    assert bool(people.papers_of(asked, agency="H47.06", before=later())) is same


def test_two_numbers_from_codes_are_two_persons_however_near(catalogue: Catalogue, people: People) -> None:
    record = keep(catalogue, "0001", ("CCCD21", MOTHER))
    (card,) = record.documents
    coded = {**card.fields, "so_dinh_danh": replace(card.fields["so_dinh_danh"], method=Method.QR)}
    catalogue.commit_dossier(replace(record, version=2, documents=(replace(card, fields=coded),)))
    near = {**MOTHER, "so_dinh_danh": "001180654322"}
    assert people.papers_of(person(near), agency="H47.06", before=later())
    assert not people.papers_of(person(near, coded=True), agency="H47.06", before=later())


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("001180654321", 2),
        ("001 180 654 321", 2),
        ("trần thị thuỷ", 2),
        ("TRAN THI  THUY", 2),
        ("001180654322", 0),
        ("Thủy", 0),
        ("", 0),
    ],
)
def test_a_clerk_looks_a_person_up_by_number_or_name(
    catalogue: Catalogue, people: People, typed: str, found: int
) -> None:
    keep(catalogue, "0001", ("CCCD21", MOTHER))
    keep(catalogue, "0002", ("XNTTHN", {"ho_ten": "Trần Thị Thủy", "giay_to": "CCCD 001180654321"}), days=3)
    papers = people.look_up(typed)
    assert len(papers) == found
    assert [paper.dossier for paper in papers] == ["0002", "0001"][:found]


def test_rows_are_made_anew_from_what_is_stored(
    catalogue: Catalogue, people: People, records: Records, run_sql: RunSql
) -> None:
    record = keep(catalogue, "0001", ("CCCD21", MOTHER))
    stale = keep(catalogue, "0002", ("CCCD21", MOTHER))
    catalogue.commit_dossier(replace(stale, version=2))
    before = run_sql(ROWS)
    run_sql("DELETE FROM people WHERE dossier = '0001'")
    run_sql("UPDATE batches SET agency = ''")
    manifest = replace(make_manifest("batch1", {sha("1"): 40}), agency="H47.06")
    assert people.renew([manifest], [record, stale], CATALOG) == 1
    assert run_sql(ROWS) == before
    assert people.papers_of(person(MOTHER), agency="H47.06", before=later())


def test_reuse_is_counted_by_dossiers_received(catalogue: Catalogue, people: People) -> None:
    keep(catalogue, "0001", ("CCCD21", MOTHER))
    record = keep(catalogue, "0002", ("CCCD21", MOTHER), ("GKS", {"ho_ten": "NGUYỄN VĂN MẪU"}), days=2)
    told = tuple(Finding("reusable", Severity.INFO, "đã có", "there", f"0002-{no}") for no in (1, 2))
    catalogue.commit_dossier(replace(record, version=2, findings=told))
    keep(catalogue, "0003", ("CCCD21", MOTHER), days=30)
    assert people.count_reuse(NOW, later(10)) == Share(1, 2)
    assert people.count_reuse(NOW, later(40)) == Share(1, 3)
    assert people.count_reuse(later(50), later(60)) == Share(0, 0)
    row = catalogue.dossier("0002")
    assert row is not None
    assert row.reusable == 2


def test_papers_without_persons_have_no_rows(catalogue: Catalogue, people: People, run_sql: RunSql) -> None:
    documents: list[Document] = [make_document(1, "MAT", [PageRef(sha("1"), 1)])]
    catalogue.commit_dossier(make_record("0009", documents))
    assert run_sql(ROWS) == []
