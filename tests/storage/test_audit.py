from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from minio import Minio
from sqlalchemy.exc import DBAPIError

from storage.audit import Audit, AuditFinding, Break
from storage.catalogue import Catalogue
from storage.objects import Objects
from tests.storage.papers import NOW

DAY = date(2026, 10, 5)
UNTIL = NOW + timedelta(days=3650)

RunSql = Callable[[str], list[tuple[object, ...]]]


@pytest.fixture
def audit(catalogue: Catalogue, objects: Objects) -> Audit:
    return Audit(catalogue.database, objects.locked)


def fill(audit: Audit, count: int = 5) -> None:
    for number in range(count):
        audit.append("lan", "view", f"dossier{number % 2}", {"fields": number, "why": "tra cứu"}, NOW)


def tamper(run_sql: RunSql, statement: str) -> None:
    """As somebody with the database's own account would."""
    run_sql("ALTER TABLE audit DISABLE TRIGGER audit_is_append_only")
    run_sql(statement)
    run_sql("ALTER TABLE audit ENABLE TRIGGER audit_is_append_only")


def kinds(audit: Audit) -> set[tuple[Break, int]]:
    return {(finding.kind, finding.seq) for finding in audit.check()}


def test_an_untouched_log_is_whole(audit: Audit) -> None:
    assert list(audit.check()) == []
    fill(audit)
    assert audit.anchor(DAY, UNTIL) is not None
    assert list(audit.check()) == []
    entries = list(audit.entries())
    assert [entry.seq for entry in entries] == [1, 2, 3, 4, 5]
    assert [entry.previous for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]
    assert [entry.seq for entry in audit.entries(dossier="dossier1")] == [2, 4]


def test_racing_writers_make_one_chain(audit: Audit) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: audit.append("lan", "view", None, {"n": number}, NOW), range(40)))
    assert [entry.seq for entry in audit.entries()] == list(range(1, 41))
    assert list(audit.check()) == []


def test_a_repeated_append_is_one_entry(catalogue: Catalogue, objects: Objects) -> None:
    audit = Audit(catalogue.database, objects.locked, new_id=lambda: "the same")
    assert audit.append("lan", "view", None, {}, NOW) == audit.append("lan", "view", None, {}, NOW)
    assert len(list(audit.entries())) == 1


@pytest.mark.parametrize("statement", ["UPDATE audit SET who = 'x'", "DELETE FROM audit", "TRUNCATE audit"])
def test_the_database_refuses_to_change_the_log(audit: Audit, run_sql: RunSql, statement: str) -> None:
    fill(audit)
    with pytest.raises(DBAPIError, match="append-only"):
        run_sql(statement)
    assert len(list(audit.entries())) == 5


@pytest.mark.parametrize(
    "change",
    ["who = 'khác'", "action = 'x'", "dossier = NULL", "detail = '{}'", '"when" = "when" + interval \'1 second\''],
)
def test_any_changed_part_of_an_entry_is_found(audit: Audit, run_sql: RunSql, change: str) -> None:
    fill(audit)
    tamper(run_sql, f"UPDATE audit SET {change} WHERE seq = 3")  # noqa: S608
    assert kinds(audit) == {(Break.ALTERED, 3)}


def test_a_removed_entry_breaks_the_chain(audit: Audit, run_sql: RunSql) -> None:
    fill(audit)
    tamper(run_sql, "DELETE FROM audit WHERE seq = 1")
    assert kinds(audit) == {(Break.UNCHAINED, 2)}


def test_a_cut_tail_is_found_by_its_anchor(audit: Audit, run_sql: RunSql) -> None:
    fill(audit)
    audit.anchor(DAY, UNTIL)
    tamper(run_sql, "DELETE FROM audit WHERE seq > 3")
    assert kinds(audit) == {(Break.REWRITTEN, 5)}


def test_a_log_made_anew_is_found_by_its_anchor(audit: Audit, run_sql: RunSql) -> None:
    fill(audit)
    audit.anchor(DAY, UNTIL)
    tamper(run_sql, "DELETE FROM audit")
    fill(audit)
    assert kinds(audit) == {(Break.REWRITTEN, 5)}


def test_an_overwritten_anchor_proves_nothing_and_is_told(audit: Audit, objects: Objects, raw_client: Minio) -> None:
    fill(audit)
    stored = audit.anchor(DAY, UNTIL)
    assert stored is not None
    raw_client.put_object(objects.locked.name, stored.key, io.BytesIO(b"{}"), 2)
    assert list(audit.check()) == [AuditFinding(Break.UNREADABLE, 0, stored.key)]


def test_an_empty_log_has_no_anchor(audit: Audit) -> None:
    assert audit.anchor(DAY, UNTIL) is None
