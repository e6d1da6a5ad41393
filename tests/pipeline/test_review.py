from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from pipeline.catalog import load_catalog
from pipeline.extract.case import Case, Evidence
from pipeline.extract.confidence import rate
from pipeline.model import Box, Edit, Finding, Method, Record, Severity, Word
from pipeline.review import PASSES, needs_clerk
from pipeline.understand import understand
from tests.pipeline.papers import birth_certificate

CATALOG = load_catalog()
WHEN = datetime(2026, 10, 6, 8, 0, tzinfo=UTC)


def read() -> Record:
    [record] = understand(
        [[birth_certificate()]], catalog=CATALOG, batch="b", received=WHEN, procedure=None, reader="r"
    )
    document = record.documents[0]
    sure = {key: replace(value, confidence=0.999) for key, value in document.fields.items()}
    return replace(record, documents=(replace(document, fields=sure),), findings=())


def words(*confidences: float) -> tuple[Word, ...]:
    return tuple(Word("mẫu", Box(0.1, 0.1, 0.1, 0.01), sure, 0, 0) for sure in confidences)


def test_a_sure_value_passes_and_one_that_is_not_sure_or_spoken_against_does_not() -> None:
    record = read()
    document = record.documents[0]
    assert needs_clerk(record) == frozenset()
    fields = document.fields | {"ho_ten": replace(document.fields["ho_ten"], confidence=PASSES - 0.01)}
    doubted = replace(record, documents=(replace(document, fields=fields),))
    assert needs_clerk(doubted) == {(document.id, "ho_ten")}
    edit = Edit(document.id, "ho_ten", "x", "y", "an", WHEN)
    assert needs_clerk(replace(doubted, edits=(edit,))) == frozenset()
    warned = Finding("id12", Severity.WARN, "", "", document.id, "so_dinh_danh")
    assert needs_clerk(replace(record, findings=(warned,))) == {(document.id, "so_dinh_danh")}
    remark = replace(warned, severity=Severity.INFO)
    assert needs_clerk(replace(record, findings=(remark,))) == frozenset()


def test_nothing_passes_of_a_paper_whose_kind_or_beginning_is_doubtful() -> None:
    record = read()
    document = record.documents[0]
    for rule in ("type_unsure", "type_unknown", "boundary_unsure"):
        found = Finding(rule, Severity.INFO, "", "", document.id)
        assert needs_clerk(replace(record, findings=(found,))) == {(document.id, key) for key in document.fields}


def test_a_clerks_own_value_passes() -> None:
    record = read()
    document = record.documents[0]
    typed = replace(document.fields["ho_ten"], method=Method.CLERK, confidence=0.0)
    fields = document.fields | {"ho_ten": typed}
    assert needs_clerk(replace(record, documents=(replace(document, fields=fields),))) == frozenset()


@given(st.floats(0, 1), st.floats(0, 1), st.lists(st.floats(0, 1), max_size=8))
def test_every_evidence_gives_a_probability(place: float, form: float, confidences: list[float]) -> None:
    assert 0 <= rate(Case(Evidence(words(*confidences), place, form, "name", "label"), "mẫu", "mẫu")) <= 1


def test_a_doubtful_word_makes_a_value_less_likely() -> None:
    kinds = [("name", "label"), ("date", "label"), ("id12", "label"), ("addr", "label"), ("no such", "nowhere")]
    for kind, where in kinds:
        found = [[0.99] * 3, [0.99, 0.99, 0.6], [0.6] * 3]
        said = "mẫu mẫu mẫu"
        cases = [Case(Evidence(words(*shares), 0.9, 0.95, kind, where), said, said) for shares in found]
        sure, one, many = map(rate, cases)
        assert sure > one > many
