from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.catalog import load_catalog
from pipeline.catalog.procedure import Deadline, Workday
from pipeline.workdays import (
    VIETNAM_TIME,
    add_working_days,
    day_of_receipt,
    due_day,
    is_working_day,
    make_calendar,
)

CALENDAR = make_calendar(load_catalog().workdays)
days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
moments = st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31), timezones=st.just(VIETNAM_TIME))  # noqa: DTZ001


def at(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=VIETNAM_TIME)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 23), True),
        (date(2026, 11, 22), False),
        (date(2026, 2, 16), False),
        (date(2026, 2, 20), False),
        (date(2026, 2, 23), True),
        (date(2026, 4, 27), False),
        (date(2026, 9, 1), False),
        (date(2026, 9, 2), False),
        (date(2026, 8, 31), False),
        (date(2026, 8, 22), True),
        (date(2026, 1, 2), False),
        (date(2026, 1, 10), True),
        (date(2025, 4, 26), True),
        (date(2025, 5, 2), False),
        (date(2027, 5, 3), False),
    ],
)
def test_holidays_tet_and_moved_days(day: date, works: bool) -> None:
    assert is_working_day(day, CALENDAR) is works


def test_a_day_moved_in_the_list_wins_over_the_library() -> None:
    source = {"reason": "đổi", "source": "thông báo"}
    moved = make_calendar(
        [
            Workday(day=date(2026, 11, 25), kind="off", **source),
            Workday(day=date(2026, 11, 28), kind="work", **source),
            Workday(day=date(2026, 11, 24), kind="work", **source),
        ]
    )
    assert not is_working_day(date(2026, 11, 25), moved)
    assert is_working_day(date(2026, 11, 28), moved)
    assert is_working_day(date(2026, 11, 24), moved)
    assert not is_working_day(date(2026, 11, 28), CALENDAR)


@pytest.mark.parametrize(
    ("received", "deadline", "due"),
    [
        (at(2026, 11, 20, 14, 59), {"same_day": True}, date(2026, 11, 20)),
        (at(2026, 11, 20, 15, 0), {"same_day": True}, date(2026, 11, 20)),
        (at(2026, 11, 20, 15, 1), {"same_day": True}, date(2026, 11, 23)),
        (at(2026, 11, 21, 9), {"same_day": True}, date(2026, 11, 23)),
        (at(2026, 11, 21, 16), {"same_day": True}, date(2026, 11, 23)),
        (at(2026, 11, 20, 9), {"working_days": 3}, date(2026, 11, 26)),
        (at(2026, 11, 20, 16), {"working_days": 3}, date(2026, 11, 27)),
        (at(2026, 11, 20, 16), {"working_days": 3, "received_until": None}, date(2026, 11, 26)),
        (at(2026, 2, 13, 9), {"working_days": 1}, date(2026, 2, 23)),
        (at(2026, 8, 21, 9), {"working_days": 1}, date(2026, 8, 22)),
        (at(2026, 11, 20, 9), {"hours": 8}, date(2026, 11, 23)),
        (at(2026, 11, 20, 9), {"hours": 12}, date(2026, 11, 25)),
        (at(2026, 11, 20, 9), {"calendar_days": 15}, date(2026, 12, 7)),
        (at(2026, 11, 20, 9), {"calendar_days": 10}, date(2026, 11, 30)),
    ],
)
def test_when_a_dossier_is_due(received: datetime, deadline: dict[str, object], due: date) -> None:
    assert due_day(received, Deadline.model_validate(deadline), CALENDAR) == due


def test_the_clock_is_vietnams() -> None:
    assert due_day(datetime(2026, 11, 20, 8, 30, tzinfo=UTC), Deadline(same_day=True), CALENDAR) == date(2026, 11, 23)
    assert due_day(datetime(2026, 11, 20, 7, 30, tzinfo=UTC), Deadline(same_day=True), CALENDAR) == date(2026, 11, 20)


@given(days, st.integers(1, 40), st.integers(0, 40))
def test_working_days_add_up(day: date, one: int, other: int) -> None:
    there = add_working_days(day, one, CALENDAR)
    assert is_working_day(there, CALENDAR)
    assert there > day
    assert add_working_days(there, other, CALENDAR) == add_working_days(day, one + other, CALENDAR)


@given(days, st.integers(1, 60))
def test_just_so_many_working_days_lie_between(day: date, count: int) -> None:
    there = add_working_days(day, count, CALENDAR)
    between = [day + timedelta(days=step) for step in range(1, (there - day).days + 1)]
    assert sum(is_working_day(step, CALENDAR) for step in between) == count


@given(moments, moments, st.integers(1, 30))
def test_who_comes_earlier_is_never_due_later(one: datetime, other: datetime, count: int) -> None:
    first, second = sorted((one, other))
    for deadline in (Deadline(same_day=True), Deadline(working_days=count), Deadline(calendar_days=count)):
        assert due_day(first, deadline, CALENDAR) <= due_day(second, deadline, CALENDAR)
        assert is_working_day(due_day(first, deadline, CALENDAR), CALENDAR)


@given(moments)
def test_a_dossier_is_received_on_a_working_day_not_before_it_came(received: datetime) -> None:
    day = day_of_receipt(received, 15, CALENDAR)
    assert is_working_day(day, CALENDAR)
    assert day >= received.date()
    assert day <= add_working_days(received.date(), 1, CALENDAR)
