"""Two short rows beside each other, the second from the middle of the line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tests.corpus.form import F
from tests.corpus.lettering import PixelBox
from tests.corpus.page import Piece

if TYPE_CHECKING:
    from tests.corpus.regional.form import RegionalForm


def write_pair(form: RegionalForm, first: Sequence[str | F], second: Sequence[str | F], leading: float) -> None:
    """Both rows on one line, each with its leaders, read as the one line that they are."""
    sheet, half = form.sheet, form.width / 2
    boxes: list[PixelBox] = []
    groups: list[list[Piece]] = []
    for at, parts in ((form.look.left, first), (form.look.left + half, second)):
        label, item = parts
        assert isinstance(label, str) and isinstance(item, F)
        spans = form.label_spans(form.label(label))
        words = [piece for span in spans for piece in sheet.pieces([span])]
        value = sheet.pieces([form.value_span(item)])
        left = float(sheet.px(at))
        boxes += sheet.put(words, left, sheet.px(form.y))
        left += sheet.line_width(words) + sheet.px(0.8)
        room = sheet.px(at + half - 3) - left
        boxes += sheet.value(value, left, form.y, room, form.look.form, centred=False)
        groups += [words, value]
    sheet.record(groups, boxes)
    form.y += max(form.look.form.points, form.look.value.points) * 25.4 / 72 * leading
