"""The foot of a paper: the rows with the place and day of its making, the lowest first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipeline.classify import PageView
from pipeline.layout import Row

DAY: Final = re.compile(r"\b(?:ngay|[a-z]gay|n[a-z]ay|ng[a-z]y|nga[a-z])\b.{1,25}\bthang\b.{1,25}\bnam\b")
SHORT_DAY: Final = re.compile(r",\s*(?:ngay\W{0,3})?\d{1,2}\s*([/.-])\s*\d{1,2}\s*\1\s*\d{4}\W*$")
"""Place and date with the day in figures alone (`Hà Nội, 05/3/2024`)."""
_PLACED: Final = re.compile(r"\w\s*,\s*ngay\b")
"""A day after a place: the paper's own wherever it stands on a later page."""
_OTHER_DAY: Final = re.compile(r"\b(?:sinh|cap|chet|mat|tu|het|gio|nhan|tra|hen|can cu)\b.*:")
"""What is said of a day that is not the paper's own, as a label."""


def foot_rows(views: Sequence[PageView]) -> list[tuple[Row, PageView]]:
    """Rows with place and day in the lower part, the lowest first; whole lines where blanks part the words of one.

    A day that something else is said of (`sinh ngày`, `cấp ngày`, an hour) is not the paper's.
    """
    return [
        (row, view)
        for pattern in (DAY, SHORT_DAY)
        for view in reversed(views)
        for row in sorted((*view.rows, *view.lines, *view.levels), key=lambda row: -round(row.top + row.box.h / 2, 2))
        if (row.top > foot_of(view) or (view is not views[0] and _PLACED.search(row.folded)))
        and pattern.search(row.folded)
        and not _OTHER_DAY.search(_before(row, view))
    ]


def _before(row: Row, view: PageView) -> str:
    """What the row's whole level says up to the day, folded."""
    middle = row.top + row.box.h / 2
    level = next((other for other in view.levels if other.top < middle < other.bottom), row)
    return re.split(r"\d", level.folded, maxsplit=1)[0]


def foot_of(view: PageView) -> float:
    """Where the foot begins: below two fifths of the page, higher on one that is written on at its top alone."""
    return min(0.4, 0.6 * max((row.bottom for row in view.rows), default=1.0))
