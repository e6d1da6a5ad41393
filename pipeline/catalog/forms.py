"""Labels in all their wordings: what the forms of other years, provinces and languages call the same thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from pipeline.catalog.schema import DocumentType, FieldSpec, RowSpec, Section
from pipeline.catalog.tables import read_rows
from pipeline.letters import squeeze

_PAPERS: Final = frozenset(
    squeeze(f"{paper}{after}")
    for paper in ("CCCD", "CMND", "CMND/CCCD", "CCCD/CMND", "căn cước", "căn cước công dân", "thẻ căn cước")
    for after in ("", " số")
)
"""Wordings of a number that composed lines hold as words (`CCCD số ... do ... cấp ngày ...`)."""


_NAMES: Final = ("Họ, chữ đệm, tên", "Họ, chữ đệm và tên", "Họ và tên", "Họ tên")
_BRACKETED: Final = ("họ và tên", "họ tên", "họ, chữ đệm, tên")
"""What a label of a name begins with, and how it goes on where the person stands first (`Chồng (họ và tên)`)."""
_CLOSED: Final = frozenset({"addr", "name", "enum"})
"""Kinds of fields whose values show whether a wording was theirs."""


class LabelForm(BaseModel):
    """A label with its other wordings; `begins`: longer labels that begin so have them too (`Họ và tên` + `vợ`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str
    also: tuple[str, ...]
    begins: bool


def load_forms(root: Path) -> tuple[LabelForm, ...]:
    """The wordings in `lists/label_forms.csv`. Raises CatalogError naming the file and line of a mistake."""
    return tuple(
        LabelForm(label=row["label"], also=tuple(row["also"].split(";")), begins=row["begins"] == "yes")
        for row in read_rows(root / "lists" / "label_forms.csv", root)
    )


def widen_labels(kind: DocumentType, forms: Sequence[LabelForm]) -> DocumentType:
    """The type with every label, anchor and head of a column in its other wordings.

    A wording that the type gives to another field of the same section stays that field's alone.
    """
    ends = {squeeze(stop) for stop in kind.stops if not stop.isupper()}
    ends |= {squeeze(anchor) for section in kind.sections for anchor in section.anchors}
    own = {squeeze(label) for spec in kind.fields for label in spec.labels} | ends
    sections = tuple(_widen_section(section, forms, own) for section in kind.sections)
    claimed = {squeeze(anchor) for section in sections for anchor in section.anchors}
    beside: dict[str | None, set[str]] = defaultdict(lambda: set(ends))
    for spec in kind.fields:
        beside[spec.section] |= {squeeze(label) for label in spec.labels}
    fields = tuple(_widen_field(spec, forms, beside[spec.section], claimed, kind) for spec in kind.fields)
    fields = tuple(_widen_further(spec, fields, forms, own | claimed) for spec in fields)
    rows = tuple(_widen_rows(row, forms, own) for row in kind.rows)
    return kind.model_copy(update={"fields": fields, "sections": sections, "rows": rows})


def _widen_section(section: Section, forms: Sequence[LabelForm], own: set[str]) -> Section:
    return section.model_copy(update={"anchors": _more(section.anchors, forms, own)})


def _widen_field(
    spec: FieldSpec, forms: Sequence[LabelForm], own: set[str], claimed: set[str], kind: DocumentType
) -> FieldSpec:
    """A field that opens a section takes the wordings of its anchors; others leave those alone."""
    anchors = {squeeze(label) for label in spec.labels} & {
        squeeze(anchor) for section in kind.sections for anchor in section.anchors
    }
    taken = own if anchors else own | claimed
    if spec.kind == "id12" and any(other.kind == "identity" for other in kind.fields):
        taken = taken | _PAPERS
    labels = _more(spec.labels, forms, taken)
    guessed = {squeeze(label) for label in labels} - {squeeze(label) for label in spec.labels}
    return spec.model_copy(
        update={"labels": labels, "guessed": frozenset(guessed), "column": _more(spec.column, forms, set())}
    )


def _widen_further(
    spec: FieldSpec, fields: Sequence[FieldSpec], forms: Sequence[LabelForm], taken: set[str]
) -> FieldSpec:
    """The field with wordings of its wordings too, but those that another field of its section may have as well."""
    if spec.column or spec.kind not in _CLOSED:
        return spec
    others = {
        squeeze(label)
        for other in fields
        if other.key != spec.key and other.section == spec.section and other.kind == spec.kind
        for label in _more(other.labels, forms, set())
    }
    labels = _more(spec.labels, forms, taken | others)
    new = {squeeze(label) for label in labels} - {squeeze(label) for label in spec.labels}
    return spec.model_copy(update={"labels": labels, "guessed": spec.guessed | new})


def _widen_rows(rows: RowSpec, forms: Sequence[LabelForm], own: set[str]) -> RowSpec:
    heads = {squeeze(label) for column in rows.columns for label in column.labels}
    taken = heads | own if rows.blocks else heads
    columns = tuple(column.model_copy(update={"labels": _more(column.labels, forms, taken)}) for column in rows.columns)
    return rows.model_copy(update={"columns": columns})


def _more(labels: Sequence[str], forms: Sequence[LabelForm], taken: set[str]) -> tuple[str, ...]:
    """The labels, then their other wordings that nothing else of the type is called."""
    made = dict.fromkeys(labels)
    for label in labels:
        for form in _wordings(label, forms):
            if squeeze(form) not in taken:
                made.setdefault(form)
    return tuple(made)


def _wordings(label: str, forms: Sequence[LabelForm]) -> Iterator[str]:
    start = next((start for start in _NAMES if label.startswith(f"{start} ")), None)
    if start is not None:
        role = label.removeprefix(start).strip(" :").removeprefix("của ")
        yield from (f"{role[:1].upper()}{role[1:]} ({name})" for name in _BRACKETED)
    for form in forms:
        if label.rstrip(":") == form.label.rstrip(":"):
            yield from form.also
        elif form.begins and label.startswith(f"{form.label} "):
            yield from (f"{other}{label.removeprefix(form.label)}" for other in form.also if not other.endswith(":"))
