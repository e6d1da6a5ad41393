"""Working days of Vietnamese offices and when a dossier is due.

Public holidays with their days in lieu come from the package `holidays` (Bộ luật Lao động 2019, Điều 112); what the
government moves besides stands in `lists/workdays.csv`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, Final

from pipeline.catalog.procedure import Deadline, Workday

if TYPE_CHECKING:
    from holidays.countries.vietnam import Vietnam

VIETNAM_TIME: Final = timezone(timedelta(hours=7))
HOURS_A_DAY: Final = 8


def make_calendar(moved: Iterable[Workday] = ()) -> Vietnam:
    """Monday to Friday without public holidays, then the days that were moved."""
    from holidays.countries.vietnam import Vietnam  # noqa: PLC0415  slow to import, and few commands need it

    calendar = Vietnam(language="vi")  # type: ignore[no-untyped-call]
    for entry in moved:
        if entry.kind == "off":
            calendar[entry.day] = entry.reason
            continue
        calendar.weekend_workdays.add(entry.day)
        if entry.day in calendar:
            del calendar[entry.day]
    return calendar


def is_working_day(day: date, calendar: Vietnam) -> bool:
    return calendar.is_working_day(day)


def add_working_days(day: date, count: int, calendar: Vietnam) -> date:
    """The working day that is `count` of them after `day`; for 0 the day itself or the next working one."""
    return calendar.get_nth_working_day(day, count)


def day_of_receipt(received: datetime, received_until: int | None, calendar: Vietnam) -> date:
    """The working day on which a dossier counts as received: the next one after the hour `received_until`."""
    local = in_vietnam(received)
    late = received_until is not None and local.time() > time(received_until)
    if late and is_working_day(local.date(), calendar):
        return add_working_days(local.date(), 1, calendar)
    return add_working_days(local.date(), 0, calendar)


def due_day(received: datetime, deadline: Deadline, calendar: Vietnam) -> date:
    """The last day for the result. The day of receipt does not count, but is itself the day of a same-day procedure.

    A term of calendar days that ends on a day off ends on the next working day.
    """
    start = day_of_receipt(received, deadline.received_until, calendar)
    if deadline.same_day:
        return start
    if deadline.calendar_days:
        return add_working_days(start + timedelta(days=deadline.calendar_days), 0, calendar)
    days = deadline.working_days or -(-(deadline.hours or 0) // HOURS_A_DAY)
    return add_working_days(start, days, calendar)


def in_vietnam(moment: datetime) -> datetime:
    """The moment on an office's clock; one without a zone is taken as such already."""
    return moment.astimezone(VIETNAM_TIME) if moment.tzinfo else moment.replace(tzinfo=VIETNAM_TIME)
