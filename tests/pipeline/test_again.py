from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.catalog import Catalog, load_catalog
from pipeline.changes import list_changes
from pipeline.merge import decide, merge
from pipeline.model import Decision, Edit, PageRef, Reading, Record, from_json, pages_of, to_json
from pipeline.understand import understand, understand_again
from tests.pipeline.papers import birth_certificate, card_back, card_front, decision, lay_out, receipt

CATALOG = load_catalog()
WHEN = datetime(2026, 10, 6, 8, 0, tzinfo=UTC)
SOURCE = "a" * 64


def pile(*pages: Reading) -> list[Reading]:
    return [replace(page, source=SOURCE, page=number) for number, page in enumerate(pages, 1)]


def follow_up() -> Reading:
    return lay_out(["", "Nội dung tiếp theo của trang trước, không có đầu đề.", "Điều 3. Các ông bà thi hành."])


STACK = pile(receipt(), decision(), follow_up(), birth_certificate(), card_front(), card_back())


def read(stack: Sequence[Reading] = STACK, decisions: Sequence[Decision] = ()) -> Record:
    [record] = understand(
        [stack], catalog=CATALOG, batch="b1", received=WHEN, procedure=None, reader="r1", decisions=decisions
    )
    return record


def say(page: int, *, starts: bool | None = None, type: str | None = None) -> Decision:
    return Decision(PageRef(SOURCE, page), "an", WHEN, starts, type)


def spans(record: Record) -> list[tuple[str, list[int]]]:
    return [(document.type, [page.page for page in document.pages]) for document in record.documents]


def rules(record: Record) -> set[str]:
    return {finding.rule for finding in record.findings}


def test_nothing_changes_where_nothing_has_changed() -> None:
    record = read()
    assert understand_again(record, [STACK], CATALOG) is record
    assert list_changes(record, record) == ()


def test_a_paper_is_split_where_a_clerk_says_and_all_that_follows_is_done_anew() -> None:
    record = read()
    again = understand_again(record, [STACK], CATALOG, [say(3, starts=True, type="BB")])
    assert spans(again) == [
        ("GTN", [1]), ("QD", [2]), ("BB", [3]), ("GKS", [4]), ("CCCD21", [5, 6]),
    ]  # fmt: skip
    assert (again.id, again.version, again.code) == (record.id, record.version + 1, record.code)
    assert [document.no for document in again.documents] == [1, 2, 3, 4, 5]
    assert again.documents[2].boundary == "clerk"
    assert {"boundary_unsure", "type_unsure", "type_unknown"}.isdisjoint(
        finding.rule for finding in again.findings if finding.document == again.documents[2].id
    )
    kinds = {change.kind for change in list_changes(record, again)}
    assert {"document_added", "pages"} <= kinds


def test_papers_are_joined_and_a_boundary_is_moved() -> None:
    record = read()
    joined = understand_again(record, [STACK], CATALOG, [say(4, starts=False)])
    assert spans(joined)[1] == ("QD", [2, 3, 4])
    moved = understand_again(record, [STACK], CATALOG, [say(4, starts=False), say(3, starts=True, type="GKS")])
    assert spans(moved)[1:3] == [("QD", [2]), ("GKS", [3, 4])]
    assert moved.documents[2].fields["ho_ten"].value == record.documents[2].fields["ho_ten"].value


def test_a_paper_gets_the_type_that_a_clerk_gave_it_with_its_fields() -> None:
    record = read()
    again = understand_again(record, [STACK], CATALOG, [say(4, type="TLKS_BS")])
    assert spans(again)[2] == ("TLKS_BS", [4])
    assert again.documents[2].confidence == 1.0
    assert again.documents[2].fields.keys() & {"ho_ten", "ngay_sinh", "gioi_tinh"}


def test_decisions_are_kept_and_hold_when_the_batch_runs_again() -> None:
    record = understand_again(read(), [STACK], CATALOG, [say(3, starts=True, type="BB")])
    assert from_json(Record, to_json(record)) == record
    assert understand_again(record, [STACK], CATALOG) is record
    rerun = read(decisions=record.decisions)
    assert spans(rerun) == spans(record)
    assert merge(record, rerun).decisions == record.decisions
    assert spans(merge(record, rerun)) == spans(record)


def test_a_later_decision_leaves_open_what_it_does_not_speak_of() -> None:
    record = replace(read(), decisions=(say(3, starts=True),))
    assert decide(record, [say(3, type="BB")]) == (say(3, starts=True, type="BB"),)
    assert decide(record, [say(3, starts=False)]) == (say(3, starts=False),)
    assert decide(record, [say(4, type="GKS")]) == (say(3, starts=True), say(4, type="GKS"))


def test_edits_stay_and_one_whose_paper_is_gone_is_pointed_out() -> None:
    record = read()
    edits = tuple(Edit(document.id, "ho_ten", None, "TRẦN VĂN SỬA", "an", WHEN) for document in record.documents[2:4])
    record = replace(record, edits=edits)
    assert "edit_left_over" not in rules(understand_again(record, [STACK], CATALOG, [say(3, starts=True)]))
    joined = understand_again(record, [STACK], CATALOG, [say(4, starts=False)])
    assert joined.edits == edits
    assert "edit_left_over" in rules(joined)


def test_a_change_of_the_catalogue_shows_in_the_changes() -> None:
    record = read()
    kind = CATALOG.types["QD"]
    poorer = kind.model_copy(update={"fields": tuple(spec for spec in kind.fields if spec.key != "nguoi_ky")})
    catalog = replace(CATALOG, version="new", types=CATALOG.types | {"QD": poorer})
    again = understand_again(record, [STACK], catalog)
    assert again.catalog == "new"
    [change] = [change for change in list_changes(record, again) if change.kind == "field"]
    assert (change.name, change.before, change.after) == ("nguoi_ky", "Lê Thị Mẫu", None)


def test_another_version_of_the_catalogue_alone_changes_nothing() -> None:
    record = read()
    catalog: Catalog = replace(CATALOG, version="new")
    assert understand_again(record, [STACK], catalog) is record


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.builds(
            say,
            st.integers(1, len(STACK)),
            starts=st.sampled_from([None, True, False]),
            type=st.sampled_from([None, "GKS", "KHAC", "CCCD21", "NO_SUCH"]),
        ),
        max_size=6,
    )
)
def test_whatever_is_decided_every_page_is_in_exactly_one_place(decisions: list[Decision]) -> None:
    record = read()
    again = understand_again(record, [STACK], CATALOG, decide(record, decisions))
    assert sorted(pages_of(again), key=lambda ref: ref.page) == [reading.ref for reading in STACK]
    assert [document.no for document in again.documents] == list(range(1, len(again.documents) + 1))
    said = {one.page: one for one in decide(record, decisions)}
    starts = {document.pages[0] for document in again.documents}
    assert all(page in starts for page, one in said.items() if one.starts)
    assert all(page not in starts for page, one in said.items() if one.starts is False and page.page != 1)
