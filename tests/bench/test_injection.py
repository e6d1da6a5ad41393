"""Errors put into readings: each changes what it says and nothing else, and rules that see it are counted."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from bench.cases import Case, is_right, make_true_cases
from bench.errors import ABSENT, EXPIRED, Error, list_expired, list_facts, make_errors, renew_zone
from bench.injection import inject_errors
from pipeline.catalog import Catalog, load_catalog
from tests.corpus.cards import check_digit


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


@pytest.fixture(scope="module")
def cases(catalog: Catalog) -> list[Case]:
    return list(make_true_cases(4, 20261240, catalog))


@pytest.fixture(scope="module")
def errors(cases: list[Case], catalog: Catalog) -> list[tuple[Case, Error]]:
    return [(case, error) for case in cases for error in make_errors(case, cases, catalog, Random(1), each=9)]


def words_of(readings: tuple) -> list[str]:  # type: ignore[type-arg]
    return [word.text for reading in readings for word in reading.words]


def test_cases_with_true_readings_are_understood_rightly(cases: list[Case]) -> None:
    assert len(cases) == 4
    assert sum(map(is_right, cases)) >= 3


def test_errors_of_every_kind_are_made(errors: list[tuple[Case, Error]]) -> None:
    kinds = {error.kind for _, error in errors}
    assert {"wrong sex", "wrong year of birth", "one digit of an ID number", ABSENT, EXPIRED} <= kinds
    assert {kind for kind in kinds if kind.startswith("mixed-up persons")} == {
        f"mixed-up persons: another's {what}" for what in ("name", "number", "card", "paper")
    }


def test_an_error_in_a_value_leaves_all_other_words(errors: list[tuple[Case, Error]]) -> None:
    for case, error in errors:
        if "digit" in error.kind or error.kind == "wrong sex":
            before, after = words_of(case.readings), words_of(error.readings)
            assert len(before) == len(after)
            assert 1 <= sum(one != other for one, other in zip(before, after, strict=True)) <= 2


def test_a_paper_left_out_takes_its_pages_along(errors: list[tuple[Case, Error]]) -> None:
    for case, error in errors:
        if error.kind == ABSENT:
            gone = {reading.ref for reading in case.readings} - {reading.ref for reading in error.readings}
            assert gone == {page for paper in case.papers if paper.type == error.where for page in paper.pages}


def test_persons_are_named_with_their_numbers(cases: list[Case], catalog: Catalog) -> None:
    facts = [fact for case in cases for paper in case.papers for fact in list_facts(paper, catalog)]
    assert facts
    assert all(len(fact.number) == 12 and fact.name.value for fact in facts)


def test_a_card_that_ran_out_has_a_zone_that_says_so(cases: list[Case]) -> None:
    page = next(
        reading
        for case in cases
        for reading in case.readings
        if any(word.text.startswith("IDVNM") for word in reading.words)
    )
    zone = [word.text for word in renew_zone(page, "2019").words if len(word.text) == 30]
    first, second = next((one, other) for one, other in pairwise(zone) if one.startswith("IDVNM"))
    assert second[8:10] == "19"
    assert second[14] == check_digit(second[8:14])
    assert second[29] == check_digit(first[5:30] + second[0:7] + second[8:15] + second[18:29])


def test_reports_count_every_dossier(cases: list[Case], catalog: Catalog) -> None:
    report = inject_errors(cases, catalog)
    assert report.dossiers == len(cases)
    assert report.clean + report.expired <= report.dossiers
    assert report.expired == sum(bool(list_expired(case, catalog)) for case in cases if is_right(case))
    assert report.kinds["one digit of an ID number"].wanted > 0
    assert len(report.missed) == sum(counts.wanted - counts.right for counts in report.kinds.values())
