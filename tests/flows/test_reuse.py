"""Papers that an earlier dossier holds are told before they are kept again; looking a person up leaves a trace."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from cli.care import rebuild_index
from cli.find import look_up_person
from cli.tables import show_papers
from cli.voice import Voice
from flows.desk import Desk, open_desk
from flows.reuse import note_reuse
from pipeline.model import Document, PageRef, Record, Severity
from pipeline.settings import Settings
from tests.storage.papers import make_document, make_manifest, sha

RECEIVED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SOURCE = sha("scan")
AGENCY = "H47.06"
CARD = {
    "ho_ten": "Trần Thị Thủy",
    "so_dinh_danh": "001180654321",
    "ngay_sinh": "14/05/1980",
    "ngay_cap": "01/06/2021",
    "co_gia_tri_den": "14/05/2040",
}
SINGLE = {"ho_ten": "TRẦN THỊ THUỶ", "giay_to": "CCCD số 001180654321", "ngay_cap": "01/03/2026"}


@pytest.fixture
def desk(fresh_settings: Settings) -> Iterator[Desk]:
    with open_desk(fresh_settings.model_copy(update={"agency": AGENCY})) as opened:
        yield opened


class Office:
    """Puts dossiers into the store, each in a batch of its own."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.count = 0

    def make(self, *papers: tuple[str, dict[str, str]], days: int = 0) -> Record:
        self.count += 1
        batch, source = f"batch{self.count}", sha(f"{self.count}")
        received = RECEIVED + timedelta(days=days)
        manifest = replace(make_manifest(batch, {source: 9}), received=received, agency=AGENCY)
        self.desk.records.save_manifest(manifest)
        self.desk.catalogue.add_batch(manifest)
        documents: list[Document] = [
            replace(make_document(no, kind, [PageRef(source, no)], fields), id=f"d{self.count}-{no}")
            for no, (kind, fields) in enumerate(papers, 1)
        ]
        code = f"{AGENCY}-260302-{self.count:04d}"
        return Record(f"dossier{self.count}", 1, code, None, (batch,), received, tuple(documents))

    def keep(self, *papers: tuple[str, dict[str, str]], days: int = 0) -> Record:
        record = note_reuse(self.desk, self.make(*papers, days=days), AGENCY)
        self.desk.records.save_record(record)
        self.desk.catalogue.commit_dossier(record)
        return record


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk)


def told(record: Record) -> list[str]:
    return [finding.message_vi for finding in record.findings if finding.rule == "reusable"]


def test_an_earlier_copy_is_told_with_its_dossier_day_and_validity(office: Office) -> None:
    office.keep(("CCCD21", CARD), ("XNTTHN", SINGLE))
    record = office.keep(("GTN", {"nguoi_nop": "Trần Thị Thủy"}), ("CCCD21", CARD), ("XNTTHN", SINGLE), days=30)
    messages = told(record)
    assert messages[0].startswith("Giấy này đã có trong kho: Thẻ căn cước công dân của ")
    assert "hồ sơ H47.06-260302-0001, ngày 02/03/2026, còn hiệu lực đến 14/05/2040." in messages[0]
    assert "còn hiệu lực đến 01/09/2026" in messages[1]
    findings = [finding for finding in record.findings if finding.rule == "reusable"]
    assert {finding.severity for finding in findings} == {Severity.INFO}
    assert [finding.document for finding in findings] == ["d2-2", "d2-3"]


def test_an_expired_paper_and_one_of_another_day_are_not_told(office: Office) -> None:
    office.keep(("XNTTHN", SINGLE), ("CCCD21", CARD))
    again = {**SINGLE, "ngay_cap": "15/09/2026"}
    assert not told(office.keep(("XNTTHN", again), days=210))
    assert not told(office.keep(("XNTTHN", SINGLE), days=210))
    assert not told(office.keep(("CCCD21", {**CARD, "ngay_cap": "01/06/2026"}), days=210))


def test_only_the_holder_counts_not_the_parents_on_it(office: Office) -> None:
    mother = {"me_ho_ten": "Trần Thị Thủy", "me_ngay_sinh": "14/05/1980"}
    office.keep(("GKS", {"ho_ten": "NGUYỄN VĂN MẪU", "ngay_sinh": "01/02/2020", **mother}))
    sister = ("GKS", {"ho_ten": "NGUYỄN THỊ MẪU", "ngay_sinh": "01/02/2022", **mother})
    same = ("GKS", {"ho_ten": "Nguyễn Văn Mẫu", "ngay_sinh": "01/02/2020"})
    assert not told(office.keep(sister, days=1))
    assert len(told(office.keep(same, days=2))) == 1


def test_forms_and_receipts_are_never_used_again(office: Office) -> None:
    papers = [
        ("TOKHAI_KS", {"nyc_ho_ten": "Trần Thị Thủy", "nyc_giay_to": "001180654321"}),
        ("GTN", {"nguoi_nop": "Trần Thị Thủy", "so_giay_to": "001180654321"}),
    ]
    office.keep(*papers)
    assert not told(office.keep(*papers, days=1))


def test_noting_it_again_says_the_same(office: Office) -> None:
    office.keep(("CCCD21", CARD))
    plain = office.make(("CCCD21", CARD), days=1)
    once = note_reuse(office.desk, plain, AGENCY)
    office.desk.records.save_record(once)
    office.desk.catalogue.commit_dossier(once)
    office.keep(("CCCD21", CARD), days=2)
    assert note_reuse(office.desk, plain, AGENCY) == once
    assert not told(note_reuse(office.desk, plain, "H01"))


def test_looking_a_person_up_is_masked_and_audited(office: Office) -> None:
    office.keep(("CCCD21", CARD), ("XNTTHN", {**SINGLE, "ngay_cap": "01/01/2025"}))
    desk = office.desk
    found = look_up_person(desk, "001180654321", who="clerk", when=RECEIVED)
    assert [(paper["type"], paper["expired"]) for paper in found["papers"]] == [("CCCD21", False), ("XNTTHN", True)]
    assert {paper["id12"] for paper in found["papers"]} == {"001•••••4321"}
    (entry,) = [entry for entry in desk.audit.entries() if entry.action == "lookup"]
    assert (entry.who, entry.detail) == ("clerk", {"papers": 2})
    voice = Voice("vi", out=Console(file=(said := io.StringIO()), width=200))
    show_papers(voice, found, desk.types)
    assert "đến 14/05/2040" in said.getvalue()
    assert "đã hết hạn" in said.getvalue()
    assert "001180654321" not in said.getvalue()


def test_reindex_brings_the_persons_of_an_older_catalogue_back(office: Office) -> None:
    office.keep(("CCCD21", CARD))
    desk = office.desk

    def clear(connection: object) -> None:
        from sqlalchemy import text

        connection.execute(text("DELETE FROM people"))  # type: ignore[attr-defined]
        connection.execute(text("UPDATE batches SET agency = ''"))  # type: ignore[attr-defined]

    desk.catalogue.database.run(clear)
    assert not told(office.keep(("CCCD21", CARD), days=1))
    rebuild_index(Voice("vi"), desk)
    assert len(told(office.keep(("CCCD21", CARD), days=2))) == 1
