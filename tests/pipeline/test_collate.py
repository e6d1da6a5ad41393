from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.catalog import load_catalog
from pipeline.classify import PageView
from pipeline.collate import collate
from pipeline.model import Reading, Record
from pipeline.understand import understand
from tests.pipeline.papers import birth_certificate, card_back, card_front, decision, lay_out

CATALOG = load_catalog()


def numbered(number: int, total: int | None = None, text: str = "nội dung tiếp theo của văn bản") -> Reading:
    lines = [""] * 38
    lines[3:6] = [f"Trang này nói về {text},", "các ông bà có tên trên chịu trách nhiệm thi hành", "Quyết định này."]
    return lay_out([f"^{number}" if total is None else f"^Trang {number}/{total}", *lines])


def paper(pages: int) -> list[Reading]:
    return [decision(), *(numbered(page) for page in range(2, pages + 1))]


def number_through(pages: Sequence[Reading]) -> list[Reading]:
    return [replace(page, page=number) for number, page in enumerate(pages, 1)]


def scan_twice(pages: Sequence[Reading], *, turned: bool = True) -> list[Reading]:
    """The pages as a feeder for one side delivers them: all fronts, then all backs, the stack turned over or not."""
    backs = pages[1::2]
    return [*pages[0::2], *(backs[::-1] if turned else backs)]


def order(pages: Sequence[Reading]) -> tuple[list[int], bool]:
    found = collate([PageView(page, CATALOG) for page in pages])
    return [view.reading.page for view in found.views], found.changed


@pytest.mark.parametrize("turned", [True, False])
def test_backs_scanned_after_the_fronts_come_behind_them(turned: bool) -> None:
    pages = number_through([*paper(4), *paper(2), *paper(3), lay_out([], blank=True)])
    assert order(scan_twice(pages, turned=turned)) == ([page.page for page in pages], True)


def test_numbers_with_their_total_must_agree() -> None:
    pages = number_through([decision(), numbered(2, 4), numbered(3, 4), numbered(4, 4), decision(), numbered(2, 2)])
    assert order(scan_twice(pages))[0] == [1, 2, 3, 4, 5, 6]


def test_a_stack_in_order_is_left_alone() -> None:
    pages = number_through([*paper(3), birth_certificate(), *paper(2), card_front(), card_back()])
    assert order(pages) == ([page.page for page in pages], False)


def test_a_page_that_is_missing_does_not_turn_the_stack_around() -> None:
    pages = number_through([decision(), numbered(3), decision(), numbered(2), birth_certificate(), decision()])
    assert order(pages) == ([1, 2, 3, 4, 5, 6], False)


def test_one_sign_is_not_enough() -> None:
    pages = number_through([decision(), numbered(2), birth_certificate(), lay_out(["", "một trang không có gì"])])
    assert order(scan_twice(pages))[1] is False


def test_an_odd_stack_is_left_alone() -> None:
    pages = number_through([*paper(5)])
    assert order([pages[0], pages[2], pages[4], pages[3], pages[1]])[1] is False


def test_empty_and_single_stacks_pass() -> None:
    assert order([]) == ([], False)
    assert order([decision()]) == ([1], False)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(1, 5), min_size=1, max_size=5))
def test_two_passes_are_undone_or_left_and_no_page_is_lost(lengths: list[int]) -> None:
    pages = [page for length in lengths for page in paper(length)]
    if len(pages) % 2:
        pages.append(lay_out([], blank=True))
    pages = number_through(pages)
    found, changed = order(scan_twice(pages))
    assert sorted(found) == [page.page for page in pages]
    assert not changed or found == [page.page for page in pages]
    assert order(pages) == ([page.page for page in pages], False)


def test_the_dossier_says_that_its_sheets_were_put_in_order() -> None:
    pages = number_through([*paper(4), *paper(2)])
    [record] = read(scan_twice(pages))
    assert [[ref.page for ref in document.pages] for document in record.documents] == [[1, 2, 3, 4], [5, 6]]
    assert "collated" in {finding.rule for finding in record.findings}
    [plain] = read(pages)
    assert "collated" not in {finding.rule for finding in plain.findings}


def read(stack: Sequence[Reading]) -> list[Record]:
    received = datetime(2026, 10, 6, 8, 0, tzinfo=UTC)
    return understand([stack], catalog=CATALOG, batch="b1", received=received, procedure=None, reader="r1")
