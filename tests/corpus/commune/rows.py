"""Ruled rows: labels small above their values in cells beside each other, and numbered lines of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tests.corpus.heldout.rows import Entry, begins_table, value_pieces, write_frames
from tests.corpus.page import Span

if TYPE_CHECKING:
    from tests.corpus.commune.form import CommuneForm

ITEM = re.compile(r"^\(?(\d{1,2}(?:\.\d)?|[a-zđ])[.)/]+\s*")
CAPTION = 0.84
"""The size of a label above its value in a cell."""
PADDING = 5.0
"""Millimetres of a cell that its words leave free."""
NUMBER = 10.0
"""Millimetres of the column of numbers."""
NUMBERED = frozenset(("CT07", "TOKHAI_CT01", "GCN_HKD", "TOKHAI_HKD", "TOKHAI_DAT", "GTN"))
"""Types whose items have numbers of their own."""
HEADS = ("TT", "Thông tin", "Nội dung kê khai")


def write_cells(form: CommuneForm, entries: Sequence[Entry]) -> None:
    """Each label small above its value, in cells beside each other where they have room."""
    if begins_table(form):
        form.y += 1.8
    label_style = form.style(scale=CAPTION, bold=form.manner.labels == "bold", italic=form.manner.labels == "italic")
    labels = [Span(entry.label.rstrip(" :"), label_style) for entry in entries]
    sheet = form.sheet
    needs = [
        sheet.mm(max(sheet.line_width(sheet.pieces([label])), sheet.line_width(value_pieces(form, entry)))) + PADDING
        for label, entry in zip(labels, entries, strict=True)
    ]
    spare = form.width - sum(needs)
    if spare < 0 and len(entries) > 1:
        for entry in entries:
            write_cells(form, [entry])
        return
    widths = [need + spare / len(needs) for need in needs]
    cells = []
    for label, entry, width in zip(labels, entries, widths, strict=True):
        values = [span for span in entry.values if span.text.strip()]
        cells.append((width, ([label], values) if values else ([label],)))
    largest = max([span.style.points for entry in entries for span in entry.values], default=label_style.points)
    write_frames(form, cells, leading=1.15 * max(1.0, 0.9 * largest / label_style.points))


def write_ledger(form: CommuneForm, entries: Sequence[Entry]) -> None:
    """Each entry as a numbered line of a table whose heads name its columns."""
    width = form.width - NUMBER
    column = width * form.manner.column
    widths = (NUMBER, column, width - column)
    if begins_table(form):
        form.y += 1.8
        form.lined = 0
        bold = form.style(bold=True)
        write_frames(form, [(size, ([Span(head, bold)],)) for size, head in zip(widths, HEADS, strict=True)])
    for entry in entries:
        label, style = entry.label.rstrip(" :"), form.label_style()
        item = ITEM.match(label)
        form.lined += 1
        number = item[1] if item else "" if form.paper.type in NUMBERED else str(form.lined)
        words = label[item.end() :] if item else label
        spans = ([Span(number, style)], [Span(words, style)], entry.values)
        write_frames(form, [(size, (content,)) for size, content in zip(widths, spans, strict=True)])
