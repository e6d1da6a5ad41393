"""What repeats on a paper, as fields keyed `rows[1].column`; and values that stand in a table's own column."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz import fuzz

from pipeline.catalog import Catalog, DocumentType, FieldSpec
from pipeline.catalog.schema import RowSpec, Section
from pipeline.classify import PageView
from pipeline.extract.label_book import once_a_type
from pipeline.extract.label_hits import LabelHit
from pipeline.extract.label_values import value_bits
from pipeline.extract.labels import LabelMap
from pipeline.extract.lists import find_list, find_numbered, item_text
from pipeline.extract.normalise import normalise
from pipeline.extract.tables import Table, find_table
from pipeline.extract.values import make_value
from pipeline.letters import squeeze
from pipeline.model import FieldValue, Method, Word

MOST_ROWS = 60
"""Rows beyond this are not taken out: they are a list, not a dossier's data."""

_LEAST_CELLS = 3
"""A table with fewer values under its heads is none: names of signers stand under `Vợ`, `Chồng` too."""


_FORM_CELLS: Final = 2
"""A table with so many labels of the type among its values is a form in cells."""
_MOST_FORMS: Final = 3
_SHORT_NAME: Final = 6
_ALIKE: Final = 80.0
"""How like a field's label that of a table's row must be."""
_ITEM_SURE: Final = 0.85
"""How sure an item of a list is beside a table's cell."""
_PLAIN_HEADS: Final = (("STT", "TT", "Số TT", "Số thứ tự"), ("Số lượng", "SL", "Số bản", "Số tờ"))
"""Heads of columns that hold no field: with one of them and one of its own a table is known."""


@dataclass
class TableFields:
    """Values found in tables, and the words of those tables: no label is looked for among them."""

    values: dict[str, FieldValue] = field(default_factory=dict)
    words: set[int] = field(default_factory=set)


def extract_tables(kind: DocumentType, views: Sequence[PageView], catalog: Catalog) -> TableFields:
    """The values of the type's table rows and of its fields that stand in a column."""
    made = TableFields()
    names = frozenset(squeeze(label) for spec in kind.fields for label in spec.labels if not label.endswith(":"))
    for rows in kind.rows:
        if not rows.blocks:
            _take_rows(rows, names, views, catalog, made)
        if rows.listed and rows.named(1, rows.columns[0]).key not in made.values:
            _take_list(rows, views, catalog, made)
    _take_columns([spec for spec in kind.fields if spec.column], views, catalog, made)
    return made


def _take_rows(
    rows: RowSpec, names: frozenset[str], views: Sequence[PageView], catalog: Catalog, made: TableFields
) -> None:
    count = 0
    for view in views:
        below = _anchor(rows, view)
        if below is None:
            continue
        heads = [*(column.labels for column in rows.columns), *(_PLAIN_HEADS if rows.listed else ())]
        table = find_table(view, heads, below, least=min(2, len(heads)))
        for _ in range(_MOST_FORMS):
            if table is None or not _is_form(table, names):
                break
            table = find_table(view, heads, table.below, least=min(3, len(rows.columns)))
        if table is None or table.words & made.words:
            continue
        made.words |= table.words
        numbered = _numbered_column(table)
        for row in table.rows:
            values = [
                (column, value)
                for place, column in enumerate(rows.columns)
                for cell in [row.cells.get(place, ())[int(place == numbered) :]]
                if (value := _cell_value(column, cell, table, catalog)) is not None
            ]
            if not values or count == MOST_ROWS:
                continue
            count += 1
            for column, value in values:
                made.values[rows.named(count, column).key] = value


def _numbered_column(table: Table) -> int | None:
    """The column whose cells begin with the numbers of their rows, where these have no column of their own."""
    for place in {place for row in table.rows for place in row.cells}:
        cells = [row.cells[place] for row in table.rows if len(row.cells.get(place, ())) > 1]
        numbers = [str(number) for number in range(1, len(cells) + 1)]
        if len(cells) > 1 and [cell[0].text.strip(".)") for cell in cells] == numbers:
            return place
    return None


def _take_list(rows: RowSpec, views: Sequence[PageView], catalog: Catalog, made: TableFields) -> None:
    column = rows.columns[0]
    for view in views:
        items = find_list(rows, view) or find_numbered(view)
        for number, words in enumerate(items, 1):
            raw = item_text(words)
            normal = normalise(raw, column, catalog)
            if normal is not None:
                value = make_value(column, normal, raw, words, view, Method.LABEL, _ITEM_SURE)
                made.values[rows.named(number, column).key] = value
        if items:
            made.words |= {id(word) for words in items for word in words}
            return


def _is_form(table: Table, names: frozenset[str]) -> bool:
    """Whether labels stand where a table has values: two pairs of label and value side by side look like heads."""
    cells = (squeeze(" ".join(word.text for word in words)) for row in table.rows for words in row.cells.values())
    begins = tuple(name for name in names if len(name) > _SHORT_NAME)
    bare = (cell.lstrip("0123456789") for cell in cells)
    return sum(cell in names or cell.startswith(begins) for cell in bare) >= _FORM_CELLS


def _anchor(rows: RowSpec, view: PageView) -> float | None:
    """The height below which the table stands; None where its anchor is not on the page."""
    if not rows.anchors:
        return 0.0
    wanted = [squeeze(anchor) for anchor in rows.anchors]
    tops = [
        line.top
        for line in view.lines
        if any(len(line.letters) >= len(name) - 2 and fuzz.partial_ratio(name, line.letters) > 88 for name in wanted)
    ]
    return min(tops) if tops else None


def _cell_value(column: FieldSpec, words: Sequence[Word], table: Table, catalog: Catalog) -> FieldValue | None:
    if not words:
        return None
    raw = " ".join(word.text for word in words)
    normal = normalise(raw, column, catalog)
    return make_value(column, normal, raw, words, table.view, Method.LABEL, 0.9) if normal is not None else None


def _take_columns(specs: Sequence[FieldSpec], views: Sequence[PageView], catalog: Catalog, made: TableFields) -> None:
    """Values where a row's label and a column's head meet (`Bên nữ` beside `Bên nam`)."""
    heads = list(dict.fromkeys(spec.column for spec in specs))
    if not heads:
        return
    for view in views:
        table = find_table(view, heads, least=min(2, len(heads)))
        if table is None:
            continue
        values: dict[str, FieldValue] = {}
        for row in table.rows:
            label = squeeze(" ".join(word.text for word in row.cells.get(-1, ())))
            for spec in specs:
                if spec.key in values or not _names(spec, label):
                    continue
                value = _cell_value(spec, row.cells.get(heads.index(spec.column), ()), table, catalog)
                if value is not None:
                    values[spec.key] = value
        if len(values) >= _LEAST_CELLS:
            made.words |= table.words
            made.values |= values
            return


def differs_by_column(spec: FieldSpec, other: FieldSpec) -> bool:
    """Whether only the table's column tells the two fields apart: their labels are the same."""
    alike = bool(set(spec.labels) & set(other.labels)) and spec.section == other.section
    return alike and bool(other.column) and spec.column != other.column


def columns_as_sections(kind: DocumentType, read: Collection[str]) -> DocumentType:
    """The type with a section for each of its columns where none was read: some offices print one under the other."""
    apart = _parted_by_columns(kind)
    return apart[1] if apart is not None and not apart[0] & set(read) else kind


@once_a_type
def _parted_by_columns(kind: DocumentType) -> tuple[frozenset[str], DocumentType] | None:
    """The keys that only columns tell apart, and the type with sections for them; None where there are none."""
    specs = [spec for spec in kind.fields if any(differs_by_column(spec, other) for other in kind.fields)]
    if not specs:
        return None
    heads = list(dict.fromkeys(spec.column for spec in specs))
    keys = {spec.key: f"column_{heads.index(spec.column)}" for spec in specs}
    sections = tuple(Section(key=f"column_{number}", anchors=head) for number, head in enumerate(heads))
    fields = tuple(
        spec.model_copy(update={"section": keys[spec.key], "column": ()}) if spec.key in keys else spec
        for spec in kind.fields
    )
    parted = kind.model_copy(update={"sections": (*kind.sections, *sections), "fields": fields})
    return frozenset(keys), parted


def _names(spec: FieldSpec, label: str) -> bool:
    own = label.lstrip("0123456789")
    for name in map(squeeze, spec.labels):
        more = spec.kind == "identity" and len(name) > _SHORT_NAME and own.startswith(name)
        if more or fuzz.ratio(name, own) >= _ALIKE:
            return True
    return False


def extract_blocks(kind: DocumentType, found: LabelMap, catalog: Catalog) -> dict[str, FieldValue]:
    """The values of blocks that repeat: the first column's label opens the next block."""
    values: dict[str, FieldValue] = {}
    for rows in kind.rows:
        if not rows.blocks:
            continue
        blocks: list[list[LabelHit]] = []
        openers = {squeeze(label) for label in rows.columns[0].labels}
        for hit in _hits_in(rows, kind, found):
            if hit.label in openers:
                blocks.append([hit])
            elif blocks:
                blocks[-1].append(hit)
        count = 0
        for block in blocks[:MOST_ROWS]:
            taken = _block_values(rows, block, found, catalog)
            if taken:
                count += 1
                values |= {rows.named(count, column).key: value for column, value in taken}
    return values


def _hits_in(rows: RowSpec, kind: DocumentType, found: LabelMap) -> list[LabelHit]:
    anchors = {
        squeeze(anchor) for section in kind.sections if section.key in rows.sections for anchor in section.anchors
    }
    hits = [hit for number in sorted(found.hits) for hit in found.hits[number]]
    if not rows.sections:
        return hits
    return [hit for hit in hits if found.section_at(hit) in rows.sections or hit.label in anchors]


def _block_values(
    rows: RowSpec, block: Sequence[LabelHit], found: LabelMap, catalog: Catalog
) -> list[tuple[FieldSpec, FieldValue]]:
    taken: list[tuple[FieldSpec, FieldValue]] = []
    for column in rows.columns:
        labels = {squeeze(label) for label in column.labels}
        for hit in block:
            if hit.label not in labels:
                continue
            bits = [bit for line in value_bits(found, hit, column.lines) for bit in line]
            raw = " ".join(bit.text for bit in bits)
            normal = normalise(raw, column, catalog) if bits else None
            if normal is not None:
                view = found.lines[hit.line].view
                words = tuple(bit.word for bit in bits)
                taken.append((column, make_value(column, normal, raw, words, view, Method.LABEL, hit.score)))
                break
    return taken
