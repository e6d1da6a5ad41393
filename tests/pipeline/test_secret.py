"""Marks of secrecy: found in the head as offices stamp them, never in sentences; what is left of a secret page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pipeline.catalog import WITHHELD, load_catalog
from pipeline.classify import PageView
from pipeline.model import Box, Reading, Record, Region, Severity, to_json
from pipeline.secret import find_secret_mark, is_withheld, stamps_to_read, withhold
from pipeline.understand import understand
from tests.pipeline.papers import HEAD, birth_certificate, decision, lay_out

CATALOG = load_catalog()
RECEIVED = datetime(2026, 10, 6, 8, 0, tzinfo=UTC)
NUMBER = "Số: 15/QĐ-UBND | Hòa Bình, ngày 05 tháng 9 năm 2025"


def page(
    *under: str, number: str = NUMBER, title: Sequence[str] = ("^QUYẾT ĐỊNH", "^Về việc phê duyệt phương án")
) -> Reading:
    return lay_out(
        [*HEAD, number, *under, "", *title, "", "Điều 1. Giao Công an xã thực hiện phương án diễn tập đêm rằm."]
    )


def mark(reading: Reading) -> str | None:
    return find_secret_mark(PageView(reading, CATALOG))


def run(*pages: Reading) -> list[Record]:
    stack = [replace(reading, source="a" * 64, page=number) for number, reading in enumerate(pages, 1)]
    return understand([stack], catalog=CATALOG, batch="b1", received=RECEIVED, procedure=None, reader="r1")


@pytest.mark.parametrize(
    ("reading", "found"),
    [
        (page("MẬT"), "MẬT"),
        (page("   TỐI MẬT"), "TỐI MẬT"),
        (page("TUYỆT MẬT"), "TUYỆT MẬT"),
        (page("", "[ MẬT ]"), "MẬT"),
        (page("I MẬT l"), "MẬT"),
        (page("I TỐI MẬT I"), "TỐI MẬT"),
        (page("MAT"), "MẬT"),
        (page("M Ậ T"), "MẬT"),
        (page("T0I MÂT"), "TỐI MẬT"),
        (page("TUYÊT MÂI"), "TUYỆT MẬT"),
        (page("TỐIMẬT"), "TỐI MẬT"),
        (page("Độ mật: Tối mật"), "TỐI MẬT"),
        (page(number="Số: 15/QĐ-UBND MẬT | Hòa Bình, ngày 05 tháng 9 năm 2025"), "MẬT"),
        (lay_out(["TUYỆT MẬT", "", "^PHƯƠNG ÁN"]), "TUYỆT MẬT"),
    ],
)
def test_the_mark_is_found_under_the_number(reading: Reading, found: str) -> None:
    assert mark(reading) == found


@pytest.mark.parametrize(
    "reading",
    [
        page(),
        page("mật"),
        page("Mật"),
        page(title=("^QUYẾT ĐỊNH", "^Về việc bảo vệ bí mật nhà nước")),
        page(title=("^QUY CHẾ BẢO VỆ BÍ", "^MẬT NHÀ NƯỚC")),
        page(title=("^QUY CHẾ BẢO VỆ BÍ", "^MẬT")),
        page(title=("^DANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ TỐI MẬT",)),
        page("V/v bảo vệ bí mật nhà nước"),
        page("MẶT TRẬN TỔ QUỐC"),
        page("KHẨN"),
        page("HỎA TỐC"),
        lay_out(["^CÔNG TY ONG VÀNG", "MẬT", "Mật ong nguyên chất"]),
        lay_out([*HEAD, NUMBER, *[""] * 20, "MẬT"]),
        decision(),
        birth_certificate(),
    ],
)
def test_words_elsewhere_are_no_mark(reading: Reading) -> None:
    assert mark(reading) is None


def test_a_stamped_frame_counts_wherever_it_is_set() -> None:
    reading = page("^          MẬT")
    word = next(word for word in reading.words if word.text == "MẬT")
    right = replace(word, box=word.box._replace(x=0.7))
    moved = replace(reading, words=tuple(right if other is word else other for other in reading.words))
    assert mark(moved) is None
    frame = Region("stamp", Box(0.68, right.box.y - 0.01, 0.1, 0.04))
    assert mark(replace(moved, regions=(frame,))) == "MẬT"


def test_a_secret_paper_blocks_its_dossier_and_leaves_nothing_in_it() -> None:
    second = lay_out(["Điều 2. Phương án diễn tập đêm rằm giữ kín đến phút cuối."])
    (record,) = run(birth_certificate(), page("MẬT"), second, decision())
    assert [(document.type, len(document.pages)) for document in record.documents] == [
        ("GKS", 1),
        (WITHHELD, 2),
        ("QD", 1),
    ]
    secret = record.documents[1]
    assert secret.fields == {}
    (told,) = [finding for finding in record.findings if finding.rule == "secret"]
    assert (told.severity, told.document) == (Severity.BLOCK, secret.id)
    assert told.message_vi.startswith("Trang 2, 3 có dấu độ mật")
    assert "đêm rằm" not in to_json(record).decode()


def test_understanding_what_is_left_gives_the_same_record() -> None:
    second = lay_out(["Điều 2. Phương án diễn tập đêm rằm giữ kín đến phút cuối."])
    pages = [birth_certificate(), page("MẬT"), second, decision()]
    left = [pages[0], withhold(pages[1], marked=True), withhold(second, marked=False), pages[3]]
    assert all(is_withheld(reading) and not reading.words for reading in left[1:3])
    assert run(*left) == run(*pages)


def test_two_secret_papers_in_a_row_stay_two() -> None:
    (record,) = run(page("MẬT"), page("TỐI MẬT"))
    assert [len(document.pages) for document in record.documents] == [1, 1]


def test_a_stamp_that_could_not_be_read_is_told() -> None:
    marked = replace(page(), quality=replace(page().quality, reasons=("stamp_unread",)))
    (record,) = run(marked)
    (told,) = [finding for finding in record.findings if finding.rule == "stamp_unread"]
    assert (told.severity, told.document) == (Severity.WARN, record.documents[0].id)


def test_only_small_stamps_in_the_head_are_asked() -> None:
    small, large, low = Box(0.1, 0.15, 0.2, 0.04), Box(0.1, 0.1, 0.25, 0.15), Box(0.1, 0.6, 0.2, 0.04)
    reading = replace(page(), regions=tuple(Region("stamp", box) for box in (small, large, low)))
    assert stamps_to_read(PageView(reading, CATALOG)) == (small,)
