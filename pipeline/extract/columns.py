"""A document's lines in the order they are to be searched: two people side by side are read one after the other."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pipeline.catalog import DocumentType
from pipeline.classify import PageView
from pipeline.extract.cells import mark_cells
from pipeline.extract.glosses import without_glosses
from pipeline.extract.label_book import label_book, likely
from pipeline.extract.label_hits import find_label
from pipeline.extract.lines import PrintLine
from pipeline.extract.pairs import pair_rows
from pipeline.layout import Row
from pipeline.letters import squeeze

_MOST_ANCHORS = 100
"""A page that opens more sections is no form."""


def print_lines(
    views: Sequence[PageView], kind: DocumentType, tables: Collection[int] = frozenset()
) -> list[PrintLine]:
    """The document's lines in order; where two sections stand side by side, column by column.

    `tables` holds the `id` of words that were read as cells of a table: lines of these alone are left out, and the
    paper's title, whose words may be a label further down.
    """
    lines: list[PrintLine] = []
    bare = {one.letters for one in label_book(kind).wordings}
    for view in views:
        held = set(tables)
        if view.title is not None and view.title.type.code == kind.code:
            held |= {id(word) for row in view.rows[view.title.first : view.title.last + 1] for word in row.words}
        rows = [row for row in view.lines if row.words and not all(id(word) in held for word in row.words)]
        ruled = [region.box for region in view.reading.regions if region.kind == "table"]
        marked = mark_cells(_strip(rows, kind), ruled, bare)
        page = [PrintLine(view, row) for row in pair_rows(marked, view.row_height, bare)]
        split = _find_columns(page, kind)
        lines += _order_columns(page, *split) if split else page
    return lines


def _strip(rows: Sequence[Row], kind: DocumentType) -> list[Row]:
    """The rows without glosses; a card's English stands between its labels and values for good."""
    if kind.faces:
        return list(rows)
    return [bare for row in rows if (bare := without_glosses(row)) is not None]


def _find_columns(page: Sequence[PrintLine], kind: DocumentType) -> tuple[float, float, float] | None:
    """Where two sections' anchors stand side by side: the height they start at, the x between them, and the height
    at which another section ends them."""
    if len(kind.sections) < 2:
        return None
    names = [(anchor, section.key) for section in kind.sections for anchor in section.anchors]
    held = likely([line.letters for line in page], [squeeze(anchor) for anchor, _ in names])
    anchors = [
        (line.row.words[line.owners[hit.start][0]], names[place][1])
        for number, line in enumerate(page)
        for place in sorted(held[number])
        for hit in find_label(line, number, names[place][0])
    ]
    if len(anchors) > _MOST_ANCHORS:
        return None
    for left, key in anchors:
        for right, other in anchors:
            level = abs(left.box.y - right.box.y) < 1.5 * max(left.box.h, right.box.h)
            if key != other and level and right.box.x - left.box.x > 0.25:
                top = min(left.box.y, right.box.y)
                ends = [word.box.y for word, third in anchors if third not in (key, other) and word.box.y > top]
                return top, right.box.x - 0.015, min(ends, default=2.0)
    return None


def _order_columns(page: Sequence[PrintLine], top: float, middle: float, bottom: float) -> list[PrintLine]:
    above: list[PrintLine] = []
    left: list[PrintLine] = []
    right: list[PrintLine] = []
    below: list[PrintLine] = []
    for line in page:
        words = line.row.words
        if line.row.bottom <= top:
            above.append(line)
            continue
        if line.row.top + 0.5 * line.row.box.h >= bottom:
            below.append(line)
            continue
        before = tuple(word for word in words if word.box.x + word.box.w / 2 < middle)
        after = tuple(word for word in words if word.box.x + word.box.w / 2 >= middle)
        crossing = before and after and after[0].box.x - (before[-1].box.x + before[-1].box.w) < 0.012
        if crossing or (below and before and line.row.top >= below[0].row.top):
            below.append(line)
            continue
        if before:
            left.append(PrintLine(line.view, Row(line.row.place, before)))
        if after:
            right.append(PrintLine(line.view, Row(line.row.place, after)))
    return [*above, *left, *right, *below]
