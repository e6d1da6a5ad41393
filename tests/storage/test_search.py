from __future__ import annotations

import json
import threading
import unicodedata
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import ServiceError
from pipeline.model import Box, Edit, PageRef, Reading, Record
from storage.catalogue import Catalogue
from storage.records import Records
from storage.search import Hit, SearchIndex
from tests.storage.papers import NOW, make_document, make_manifest, make_reading, make_record, sha

SOURCE = sha("stack")
CODE = "H47.06-261005-0155"
PAGES = {
    1: f"GIẤY TIẾP NHẬN HỒ SƠ\nMã hồ sơ: {CODE}\nTiếp nhận hồ sơ của: Trần Thị Hoà",
    2: "ỦY BAN NHÂN DÂN\nSố: 15/QĐ-UBND\nQUYẾT ĐỊNH\nVề việc cấp đường đi trong khu dân cư",
    3: "CĂN CƯỚC CÔNG DÂN\nSố / No.: 079203012345\nHọ và tên: Dương Văn Lý\nđịa chỉ ở Hòa Bình",
    4: "TRÍCH LỤC\nquyết không bỏ sót, định ngày 05 tháng 09 năm 2025 trả kết quả",
}
REFS = {number: PageRef(SOURCE, number) for number in PAGES}

Contents = tuple[Record, Mapping[PageRef, Reading]]


def make_contents() -> list[Contents]:
    readings = {ref: make_reading(SOURCE, number, PAGES[number]) for number, ref in REFS.items()}
    first = make_record(
        "dossier1",
        [
            make_document(1, "GTN", [REFS[1]], {"ma_ho_so": CODE}),
            make_document(2, "QD", [REFS[2]], {"so_ky_hieu": "15/QĐ-UBND", "ngay_ban_hanh": "05/10/2026"}),
        ],
        code=CODE,
    )
    second = make_record(
        "dossier2",
        [
            make_document(1, "CCCD21", [REFS[3]], {"so": "079203012345", "ho_ten": "Dương Văn Lý"}),
            make_document(2, "TLKS_BS", [REFS[4]], {"ngay_cap": "05/09/2025"}),
        ],
    )
    return [(first, readings), (second, readings)]


@pytest.fixture
def index(tmp_path: Path) -> SearchIndex:
    built = SearchIndex(tmp_path / "index")
    built.rebuild(make_contents())
    return built


def found(index: SearchIndex, query: str, **filters: object) -> list[int]:
    return [hit.page for hit in index.search(query, **filters).hits]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "page"),
    [
        ("quyet dinh", 2),
        ("quyết định", 2),
        ("QUYẾT ĐỊNH", 2),
        ("duong", 2),
        ("đường", 2),
        ("Dương", 3),
        ("hoà", 1),
        ("hòa", 1),
        ("hòa bình", 3),
        ("hoà bình", 3),
        ("15/qd-ubnd", 2),
        ("15/QĐ-UBND", 2),
        ("15 /QĐ-UBND", 2),
        (CODE, 1),
        ("H4706-261005-0155", 1),
        ("h47062610050155", 1),
        ("H47 06 261005 0155", 1),
        ("079203012345", 3),
        ("079 203 012 345", 3),
        ("2345", 3),
        ("dương văn lí", 3),
        ("5/9/2025", 4),
        ("05-09-2025", 4),
        ('"khu dân cư"', 2),
    ],
)
def test_each_way_of_typing_finds_its_page_first(index: SearchIndex, query: str, page: int) -> None:
    assert page in found(index, query)
    if query not in {"duong", "hoà", "hòa"}:
        assert found(index, query)[0] == page


@pytest.mark.parametrize("query", ["quyết định", "đường", "hoà bình", "Dương Văn Lý"])
def test_decomposed_letters_find_the_same(index: SearchIndex, query: str) -> None:
    assert found(index, unicodedata.normalize("NFD", query)) == found(index, query) != []


def test_typed_marks_rank_their_own_far_above_the_folded(index: SearchIndex) -> None:
    hits = index.search("đường").hits
    assert [hit.page for hit in hits] == [2, 3]
    assert hits[0].score > 10 * hits[1].score
    hits = index.search("Dương").hits
    assert [hit.page for hit in hits] == [3, 2]
    assert hits[0].score > 10 * hits[1].score


def test_without_marks_both_spellings_are_found(index: SearchIndex) -> None:
    assert sorted(found(index, "duong")) == [2, 3]


def test_marks_outrank_even_on_a_page_that_repeats_the_folded_word(tmp_path: Path) -> None:
    refs = [PageRef(SOURCE, 1), PageRef(SOURCE, 2)]
    readings = {
        refs[0]: make_reading(SOURCE, 1, "Dương " * 200),
        refs[1]: make_reading(SOURCE, 2, "chữ khác " * 2000 + "đường"),
    }
    index = SearchIndex(tmp_path / "index")
    documents = [make_document(no, "CV", [ref]) for no, ref in enumerate(refs, 1)]
    index.rebuild([(make_record("dossier1", documents), readings)])
    assert found(index, "đường") == [2, 1]


def test_a_quoted_phrase_wants_its_words_in_a_row(index: SearchIndex) -> None:
    assert found(index, '"quyết định"') == [2]
    assert sorted(found(index, "quyết định")) == [2, 4]


def test_a_snippet_marks_the_words_and_the_boxes_are_theirs(index: SearchIndex) -> None:
    hit = index.search("quyet dinh").hits[0]
    words = make_contents()[0][1][REFS[2]].words
    wanted = [word.box for word in words if word.text in {"QUYẾT", "ĐỊNH"}]
    assert "<mark>QUYẾT ĐỊNH</mark>" in hit.snippet
    assert [tuple(round(side, 3) for side in box) for box in hit.boxes] == [
        tuple(round(side, 3) for side in box) for box in wanted
    ]


def test_an_identifier_is_marked_whatever_was_typed(index: SearchIndex) -> None:
    assert "<mark>079203012345</mark>" in index.search("2345").hits[0].snippet
    assert f"<mark>{CODE}</mark>" in index.search("h47062610050155").hits[0].snippet
    assert "<mark>ngày 05 tháng 09 năm 2025</mark>" in index.search("5/9/2025").hits[0].snippet


def test_a_snippet_is_safe_html(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path / "index")
    ref = PageRef(SOURCE, 1)
    readings = {ref: make_reading(SOURCE, 1, "<script>alert(1)</script> & đơn")}
    index.rebuild([(make_record("dossier1", [make_document(1, "DON", [ref])]), readings)])
    hit = index.search("đơn").hits[0]
    assert "<script>" not in hit.snippet
    assert "&lt;script&gt;" in hit.snippet
    assert "<mark>đơn</mark>" in hit.snippet


def test_a_field_that_stands_nowhere_on_the_page_is_found_too(tmp_path: Path) -> None:
    record, readings = make_contents()[1]
    edited = Record(
        **{
            **{name: getattr(record, name) for name in Record.__dataclass_fields__},
            "edits": (Edit("doc1", "ho_ten", "Dương Văn Lý", "Dương Văn Thuỷ", "ai", NOW),),
        }
    )
    index = SearchIndex(tmp_path / "index")
    index.rebuild([(edited, readings)])
    hit = index.search('"dương văn thủy"').hits[0]
    assert hit.page == 3
    assert hit.snippet == "<mark>Dương Văn Thuỷ</mark>"
    assert hit.boxes == (Box(0.1, 0.2, 0.3, 0.02),)


def test_filters_narrow_by_type_dossier_and_day(index: SearchIndex) -> None:
    assert found(index, "duong", type="QD") == [2]
    assert found(index, "duong", dossier="dossier2") == [3]
    assert found(index, "quyết", date_from=date(2026, 10, 5)) == [2]
    assert found(index, "quyết", date_to=date(2025, 12, 31)) == [4]
    assert found(index, "quyết", date_from=date(2026, 10, 6)) == []


def test_a_word_too_many_gives_the_pages_with_most_of_them(index: SearchIndex) -> None:
    result = index.search("khu dân cư xyzxyz")
    assert result.relaxed
    assert result.hits[0].page == 2
    assert not index.search("khu dân cư").relaxed


def test_a_number_is_never_blurred(index: SearchIndex) -> None:
    assert index.search("quyết định 99/QĐ-UBND").total == 0


def test_paging_gives_each_hit_once(index: SearchIndex) -> None:
    pages = [index.search("ho so", limit=1, offset=offset).hits for offset in range(3)]
    total = index.search("ho so").total
    assert [hit for page in pages for hit in page] == list(index.search("ho so").hits)
    assert total == len([hit for page in pages for hit in page])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=40) | st.text(alphabet='"*:()[]{}+-~^\\/đườngSố 15', max_size=30))
def test_whatever_is_typed_is_no_error(index: SearchIndex, query: str) -> None:
    result = index.search(query)
    assert result.total >= len(result.hits)


def test_nothing_is_found_before_anything_was_indexed(tmp_path: Path) -> None:
    assert SearchIndex(tmp_path / "none").search("quyết định").total == 0


# --- the replica and the change feed ---


def keep(records: Records, catalogue: Catalogue) -> None:
    catalogue.add_batch(make_manifest("batch1", {SOURCE: len(PAGES)}))
    for record, readings in make_contents():
        for document in record.documents:
            for page in document.pages:
                records.save_reading(readings[page], b"image")
        records.save_record(record)
        catalogue.commit_dossier(record)


def answers(index: SearchIndex) -> list[list[Hit]]:
    return [
        sorted(index.search(query).hits, key=lambda hit: (hit.dossier, hit.page))
        for query in ("quyet dinh", "đường", "2345", "hồ sơ", CODE)
    ]


def test_the_replica_follows_the_change_feed(tmp_path: Path, records: Records, catalogue: Catalogue) -> None:
    index = SearchIndex(tmp_path / "index")
    assert index.refresh(catalogue, records) == 0
    keep(records, catalogue)
    assert index.refresh(catalogue, records) == 2
    assert index.refresh(catalogue, records) == 0
    assert found(index, "quyết định")[0] == 2

    record, _ = make_contents()[0]
    changed = make_record("dossier1", [record.documents[0]], version=2, code=CODE)
    records.save_record(changed)
    catalogue.commit_dossier(changed)
    assert index.refresh(catalogue, records) == 1
    assert found(index, '"quyết định"') == []
    assert found(index, CODE) == [1]


def test_a_rebuild_from_the_records_alone_equals_the_incremental(
    tmp_path: Path, records: Records, catalogue: Catalogue
) -> None:
    keep(records, catalogue)
    followed, rebuilt = SearchIndex(tmp_path / "followed"), SearchIndex(tmp_path / "rebuilt")
    followed.refresh(catalogue, records)
    assert rebuilt.rebuild(records.with_readings(), catalogue.feed_position()) == 2
    assert answers(rebuilt) == answers(followed)
    assert rebuilt.refresh(catalogue, records) == 0


def test_a_rebuild_without_the_feed_is_caught_up_by_the_next_refresh(
    tmp_path: Path, records: Records, catalogue: Catalogue
) -> None:
    keep(records, catalogue)
    index = SearchIndex(tmp_path / "index")
    index.rebuild(records.with_readings())
    before = answers(index)
    index.refresh(catalogue, records)
    assert [[(hit.dossier, hit.page) for hit in hits] for hits in answers(index)] == [
        [(hit.dossier, hit.page) for hit in hits] for hits in before
    ]


@pytest.mark.parametrize("damage", ["state", "meta", "segments", "gone", "stamp"])
def test_a_damaged_replica_is_made_anew(tmp_path: Path, records: Records, catalogue: Catalogue, damage: str) -> None:
    keep(records, catalogue)
    folder = tmp_path / "index"
    index = SearchIndex(folder)
    index.refresh(catalogue, records)
    generation = next(folder.glob("generation-*"))
    state = folder / "state.json"
    if damage == "state":
        state.write_text("{")
    elif damage == "meta":
        (generation / "meta.json").write_text("{")
    elif damage == "segments":
        for path in (*generation.glob("*.idx"), *generation.glob("*.store"), *generation.glob("*.term")):
            path.write_bytes(b"rubbish")
    elif damage == "gone":
        for path in generation.iterdir():
            path.unlink()
    else:
        state.write_text(json.dumps({**json.loads(state.read_text()), "stamp": 0}))
    assert SearchIndex(folder).refresh(catalogue, records) == 2
    assert found(index, "quyết định")[0] == 2
    assert len(list(folder.glob("generation-*"))) == 1


def test_a_search_on_a_damaged_replica_is_told_and_the_next_refresh_heals_it(
    tmp_path: Path, records: Records, catalogue: Catalogue
) -> None:
    keep(records, catalogue)
    SearchIndex(tmp_path / "index").refresh(catalogue, records)
    next((tmp_path / "index").glob("generation-*/meta.json")).write_text("{")
    index = SearchIndex(tmp_path / "index")
    with pytest.raises(ServiceError):
        index.search("quyết định")
    index.refresh(catalogue, records)
    assert found(index, "quyết định")[0] == 2


def test_a_search_sees_what_another_process_took_in(tmp_path: Path, records: Records, catalogue: Catalogue) -> None:
    index = SearchIndex(tmp_path / "index")
    index.refresh(catalogue, records)
    assert found(index, "quyết định") == []
    keep(records, catalogue)
    SearchIndex(tmp_path / "index").refresh(catalogue, records)
    assert found(index, "quyết định")[0] == 2
    SearchIndex(tmp_path / "index").rebuild(records.with_readings(), catalogue.feed_position())
    assert found(index, "quyết định")[0] == 2


def test_a_replica_of_another_database_starts_over(tmp_path: Path, records: Records, catalogue: Catalogue) -> None:
    index = SearchIndex(tmp_path / "index")
    stranger = make_record("stranger", [make_document(1, "CV", [PageRef(sha("other"), 1)], {"trich_yeu": "lạ lùng"})])
    index.rebuild([(stranger, {})], type(catalogue.feed_position())("another database", 7))
    assert index.search("lạ lùng").total == 1
    keep(records, catalogue)
    assert index.refresh(catalogue, records) == 2
    assert index.search("lạ lùng").total == 0


def test_an_altered_record_does_not_keep_the_others_from_being_found(
    tmp_path: Path, records: Records, catalogue: Catalogue
) -> None:
    keep(records, catalogue)
    orphan = make_record("dossier3", [], version=1)
    catalogue.commit_dossier(orphan)
    index = SearchIndex(tmp_path / "index")
    index.refresh(catalogue, records)
    assert found(index, "quyết định")[0] == 2


def test_two_processes_may_refresh_at_once(tmp_path: Path, records: Records, catalogue: Catalogue) -> None:
    keep(records, catalogue)
    taken: list[int] = []
    threads = [
        threading.Thread(target=lambda: taken.append(SearchIndex(tmp_path / "index").refresh(catalogue, records)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [0, 0, 0, 2]
    assert found(SearchIndex(tmp_path / "index"), "2345") == [3]
