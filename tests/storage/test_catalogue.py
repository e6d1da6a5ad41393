from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text

import storage.migrations
from pipeline.errors import BadSettings, Conflict, NotFound, ServiceError
from pipeline.model import Edit, Finding, PageRef, Problem, Record, Severity, Source, SourceStatus
from pipeline.settings import Settings
from storage.catalogue import BatchProblem, BatchState, Catalogue
from storage.database import Database, newest_revision
from tests.storage.papers import NOW, make_document, make_manifest, make_record, sha

SOURCE = sha("stack")
OTHER = sha("other")
CODE = "H47.06-261005-0155"

RunSql = Callable[[str], list[tuple[object, ...]]]


def make_dossier(dossier: str = "dossier1", *pages: int, version: int = 1, code: str | None = CODE) -> Record:
    refs = [PageRef(SOURCE, page) for page in pages or (1, 2)]
    fields = {"ho_ten": "Nguyễn Thị Hoà", "so_dinh_danh": "079 203 012 345", "ngay_dang_ky": "05/10/2026"}
    return make_record(dossier, [make_document(1, "GKS", refs, fields)], version=version, code=code)


@pytest.fixture
def listed(catalogue: Catalogue) -> Catalogue:
    catalogue.add_batch(make_manifest("batch1", {SOURCE: 9}))
    return catalogue


def test_the_files_names_tell_the_newest_revision() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(storage.migrations.__path__[0])))
    config.set_main_option("path_separator", "os")
    assert newest_revision() == ScriptDirectory.from_config(config).get_current_head()


def test_several_processes_may_migrate_at_once(fresh_settings: Settings) -> None:
    catalogues = [Catalogue.connect(fresh_settings) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(Catalogue.migrate, catalogues))
    assert len({catalogue.feed_position() for catalogue in catalogues}) == 1
    for catalogue in catalogues:
        catalogue.close()


def test_the_tables_are_those_that_the_code_describes(catalogue: Catalogue) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from storage.schema import METADATA

    def compare(connection: object) -> list[object]:
        context = MigrationContext.configure(connection)  # type: ignore[arg-type]
        return list(compare_metadata(context, METADATA))

    assert catalogue.database.run(compare) == []


# --- batches and sources ---


def test_a_batch_is_unfinished_until_it_is_finished(catalogue: Catalogue) -> None:
    manifest = make_manifest("batch1", {SOURCE: 2, OTHER: 3})
    catalogue.add_batch(manifest)
    catalogue.add_batch(manifest)
    (row,) = catalogue.unfinished_batches()
    assert (row.id, row.state, row.sources, row.pages) == ("batch1", BatchState.RECEIVED, 2, 5)

    problem = BatchProblem(Problem("page_failed", "hỏng", "broken"), "1.pdf", 2)
    catalogue.finish_batch("batch1", BatchState.PARTIAL, [problem, problem])
    catalogue.finish_batch("batch1", BatchState.PARTIAL, [problem])
    assert catalogue.unfinished_batches() == []
    done = catalogue.batch("batch1")
    assert done is not None
    assert (done.state, done.problems) == (BatchState.PARTIAL, (problem,))
    assert [row.id for row in catalogue.batches()] == ["batch1"]


def test_a_batch_cannot_change_its_manifest(listed: Catalogue) -> None:
    with pytest.raises(Conflict):
        listed.add_batch(make_manifest("batch1", {OTHER: 1}))
    assert listed.known_sources([OTHER]) == {}


def test_a_source_stays_with_the_batch_that_brought_it_first(listed: Catalogue) -> None:
    listed.add_batch(make_manifest("batch2", {OTHER: 1, SOURCE: 9}))
    assert listed.known_sources([SOURCE, OTHER, sha("unknown")]) == {SOURCE: "batch1", OTHER: "batch2"}
    assert listed.known_sources([]) == {}


def test_sources_that_were_not_taken_are_not_listed(catalogue: Catalogue) -> None:
    bad = Source("bad.pdf", OTHER, 5, "application/pdf", 0, SourceStatus.PROBLEM, Problem("empty", "rỗng", "empty"))
    manifest = make_manifest("batch1", {SOURCE: 2})
    catalogue.add_batch(replace(manifest, sources=(*manifest.sources, bad)))
    assert catalogue.known_sources([SOURCE, OTHER]) == {SOURCE: "batch1"}
    row = catalogue.batch("batch1")
    assert row is not None
    assert (row.sources, row.pages) == (2, 2)


def test_what_became_of_a_source_is_kept(listed: Catalogue) -> None:
    listed.mark_sources({SOURCE}, SourceStatus.PARTIAL)
    row = listed.source(SOURCE)
    assert row is not None
    assert row.status is SourceStatus.PARTIAL


def test_finishing_an_unknown_batch_is_told(catalogue: Catalogue) -> None:
    with pytest.raises(NotFound):
        catalogue.finish_batch("nobody", BatchState.DONE)


# --- dossiers ---


def test_a_dossier_is_committed_with_its_parts_and_its_change(listed: Catalogue) -> None:
    record = replace(
        make_dossier(),
        blanks=(PageRef(SOURCE, 3),),
        findings=(Finding("r", Severity.BLOCK, "vi", "en"), Finding("r", Severity.WARN, "vi", "en")),
    )
    listed.commit_dossier(record)
    row = listed.dossier("dossier1")
    assert row is not None
    assert (row.version, row.code, row.pages, row.blocks, row.warnings) == (1, CODE, 3, 1, 1)
    assert listed.pages_of(SOURCE) == {1: "dossier1", 2: "dossier1", 3: "dossier1"}
    assert [(change.dossier, change.version) for change in listed.changes(0)] == [("dossier1", 1)]
    assert listed.feed_position().seq == listed.changes(0)[-1].seq


def test_committing_the_same_again_changes_nothing(listed: Catalogue) -> None:
    listed.commit_dossier(make_dossier())
    before = listed.feed_position()
    listed.commit_dossier(make_dossier())
    assert listed.feed_position() == before


def test_a_version_follows_the_one_before_or_conflicts(listed: Catalogue) -> None:
    listed.commit_dossier(make_dossier())
    with pytest.raises(Conflict):
        listed.commit_dossier(make_dossier(version=3))
    with pytest.raises(Conflict):
        listed.commit_dossier(replace(make_dossier(), procedure="1.000656"))
    listed.commit_dossier(make_dossier("dossier1", 1, 2, 3, version=2))
    with pytest.raises(Conflict):
        listed.commit_dossier(make_dossier())
    assert listed.pages_of(SOURCE) == {1: "dossier1", 2: "dossier1", 3: "dossier1"}
    assert [change.version for change in listed.changes(0)] == [1, 2]


def test_a_page_is_in_one_dossier_only_and_a_conflict_leaves_no_trace(listed: Catalogue, run_sql: RunSql) -> None:
    listed.commit_dossier(make_dossier("dossier1", 1, 2))
    before = listed.feed_position()
    with pytest.raises(Conflict):
        listed.commit_dossier(make_dossier("dossier2", 2, 3, code=None))
    assert listed.dossier("dossier2") is None
    assert listed.pages_of(SOURCE) == {1: "dossier1", 2: "dossier1"}
    assert listed.feed_position() == before
    for table in ("documents", "fields", "pages", "dossier_batches", "changes"):
        assert run_sql(f"SELECT DISTINCT dossier FROM {table}") == [("dossier1",)]  # noqa: S608


def test_a_page_twice_in_one_record_is_refused(listed: Catalogue) -> None:
    with pytest.raises(Conflict):
        listed.commit_dossier(make_dossier("dossier1", 1, 1))
    assert listed.dossier("dossier1") is None


def test_a_dossier_of_an_unlisted_source_or_batch_is_told(listed: Catalogue) -> None:
    stranger = make_record("dossier1", [make_document(1, "GKS", [PageRef(OTHER, 1)])])
    with pytest.raises(NotFound):
        listed.commit_dossier(stranger)
    with pytest.raises(NotFound):
        listed.commit_dossier(replace(make_dossier(), batches=("nobody",)))
    assert listed.dossiers().total == 0


def test_of_racing_commits_of_the_next_version_one_wins(listed: Catalogue) -> None:
    listed.commit_dossier(make_dossier())
    start = threading.Barrier(6)

    def race(number: int) -> bool:
        start.wait()
        try:
            listed.commit_dossier(replace(make_dossier(version=2), procedure=f"1.00000{number}"))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        won = list(pool.map(race, range(6)))
    assert won.count(True) == 1
    row = listed.dossier("dossier1")
    assert row is not None
    assert row.procedure == f"1.00000{won.index(True)}"
    assert len(listed.changes(0)) == 2


def test_racing_commits_of_the_same_new_record_all_succeed(listed: Catalogue) -> None:
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: listed.commit_dossier(make_dossier()), range(6)))
    assert len(listed.changes(0)) == 1


@pytest.mark.parametrize("typed", [CODE, "h47.06-261005-0155", "H4706 261005 0155", "H47062610050155"])
def test_a_code_is_found_whatever_its_separators(listed: Catalogue, typed: str) -> None:
    listed.commit_dossier(make_dossier())
    assert listed.find_by_code(typed) == "dossier1"


def test_a_code_belongs_to_one_dossier(listed: Catalogue) -> None:
    listed.commit_dossier(make_dossier("dossier1", 1))
    with pytest.raises(Conflict):
        listed.commit_dossier(make_dossier("dossier2", 2, code="h4706-261005.0155"))
    assert listed.find_by_code("H47.06-261005-0156") is None
    listed.commit_dossier(make_dossier("dossier2", 2, code=None))
    listed.commit_dossier(make_dossier("dossier3", 3, code=None))


def test_lists_are_filtered_and_paged_newest_first(listed: Catalogue) -> None:
    for number in range(1, 6):
        record = make_dossier(f"dossier{number}", number, code=None)
        listed.commit_dossier(replace(record, received=NOW + timedelta(days=number), procedure=f"1.00000{number % 2}"))
    assert [row.id for row in listed.dossiers(limit=2, offset=1).rows] == ["dossier4", "dossier3"]
    assert listed.dossiers(limit=2).total == 5
    assert [row.id for row in listed.dossiers(procedure="1.000000").rows] == ["dossier4", "dossier2"]
    assert listed.dossiers(batch="batch1", type="GKS").total == 5
    assert listed.dossiers(batch="batch2").total == 0
    assert listed.dossiers(type="QD").total == 0
    assert listed.dossiers(fields={"ho_ten": "NGUYEN THI HOA"}).total == 5
    assert listed.dossiers(fields={"ho_ten": "Nguyễn"}).total == 0
    day = date(2026, 10, 8)
    late = datetime(2026, 10, 7, 17, 30, tzinfo=UTC)
    listed.commit_dossier(replace(make_dossier("late", 6, code=None), received=late))
    assert [row.id for row in listed.dossiers(received_from=day, received_to=day).rows] == ["dossier3", "late"]


def test_a_clerks_edit_is_what_the_desk_shows(listed: Catalogue) -> None:
    edits = (
        Edit("doc1", "ho_ten", "Nguyễn Thị Hoà", "Nguyễn Thị Hóa", "ai", NOW),
        Edit("doc1", "ghi_chu", None, "cấp lại", "ai", NOW),
    )
    listed.commit_dossier(replace(make_dossier(), edits=edits))
    assert listed.dossiers(fields={"ho_ten": "nguyễn thị hóa", "ghi_chu": "cap lai"}).total == 1


def test_people_sort_by_given_name_in_vietnamese_order(listed: Catalogue, run_sql: RunSql) -> None:
    names = ["Trần Văn Ân", "Lê Thị Bé", "Đỗ Văn An", "Nguyễn Thị Đào", "Phạm Văn Dũng", "Lê Văn Ánh"]
    documents = [
        make_document(no, "CCCD21", [PageRef(SOURCE, no)], {"ho_ten": name}) for no, name in enumerate(names, 1)
    ]
    listed.commit_dossier(make_record("dossier1", documents))
    ordered = [row[0] for row in run_sql("SELECT value FROM fields ORDER BY sort")]
    assert ordered == ["Đỗ Văn An", "Lê Văn Ánh", "Trần Văn Ân", "Lê Thị Bé", "Phạm Văn Dũng", "Nguyễn Thị Đào"]


def test_long_and_odd_values_are_kept(listed: Catalogue) -> None:
    long = "điều khoản " * 2000
    record = make_record("dossier1", [make_document(1, "CV", [PageRef(SOURCE, 1)], {"noi_dung": long, "ma": "a\x00b"})])
    listed.commit_dossier(record)
    assert listed.dossiers(fields={"noi_dung": long}).total == 1


def test_changes_come_in_portions_and_in_order(listed: Catalogue) -> None:
    start = threading.Barrier(8)

    def commit(number: int) -> None:
        start.wait()
        listed.commit_dossier(make_dossier(f"dossier{number}", number, code=None))

    seen: list[int] = []
    done = threading.Event()

    def follow() -> None:
        while True:
            last = done.is_set()
            seen.extend(change.seq for change in listed.changes(seen[-1] if seen else 0, 3))
            if last and len(listed.changes(seen[-1] if seen else 0)) == 0:
                return

    follower = threading.Thread(target=follow)
    follower.start()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(commit, range(1, 9)))
    done.set()
    follower.join()
    assert seen == [change.seq for change in listed.changes(0)]
    assert len(seen) == 8


def test_all_rows_are_walked_in_portions(listed: Catalogue) -> None:
    for number in range(1, 6):
        listed.commit_dossier(make_dossier(f"dossier{number}", number, code=None))
    assert [row.id for row in listed.dossiers_after("dossier2", 2)] == ["dossier3", "dossier4"]
    assert [row.sha256 for row in listed.sources_after("")] == [SOURCE]
    assert listed.batches_after("batch1") == []


# --- a server that goes away ---


def test_a_database_that_stays_away_is_a_service_error(fresh_settings: Settings) -> None:
    away = Catalogue(Database("postgresql://nobody:x@/none?host=/nonexistent", patience=0.3))
    with pytest.raises(ServiceError):
        away.changes(0)
    with pytest.raises(ServiceError):
        away.migrate()
    with pytest.raises(BadSettings):
        Catalogue.connect(fresh_settings.model_copy(update={"database_url": None}))


def test_a_connection_cut_in_the_middle_is_made_again(listed: Catalogue, run_sql: RunSql) -> None:
    cut: list[bool] = []

    def work(connection: object) -> object:
        if not cut:
            cut.append(True)
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))  # type: ignore[attr-defined]
        return connection.scalar(text("SELECT 7"))  # type: ignore[attr-defined]

    assert listed.database.run(work) == 7


def test_a_server_killed_in_the_middle_of_commits_goes_unnoticed(private_stack: object) -> None:
    stack = private_stack()  # type: ignore[operator]
    parts = frozenset({"postgres"})
    catalogue = Catalogue.connect(stack.start(parts))
    catalogue.migrate()
    catalogue.add_batch(make_manifest("batch1", {SOURCE: 10_000}))
    done: list[str] = []
    enough = threading.Event()

    def commit(worker: int) -> None:
        number = 0
        while not enough.is_set():
            record = make_dossier(f"d{worker}-{number}", worker * 2000 + number + 1, code=None)
            catalogue.commit_dossier(record)
            done.append(record.id)
            number += 1

    with ThreadPoolExecutor(3) as pool:
        workers = [pool.submit(commit, worker) for worker in range(3)]
        for _ in range(2):
            before = len(done)
            while len(done) < before + 20 and not any(worker.done() for worker in workers):
                enough.wait(0.01)
            stack.kill("postgres")
            stack.start(parts)
        before = len(done)
        while len(done) < before + 20 and not any(worker.done() for worker in workers):
            enough.wait(0.01)
        enough.set()
        for worker in workers:
            worker.result()
    feed = [change.dossier for change in catalogue.changes(0, 100_000)]
    assert sorted(feed) == sorted(done)
    catalogue.close()
