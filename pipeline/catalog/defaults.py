"""Rules that every type has without stating them: they follow from its fields and persons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pipeline.catalog.schema import DocumentType, FieldSpec, PersonSpec, RuleSpec

AHEAD: Final = frozenset(("den", "han", "hen", "tra", "hieu_luc", "gia_tri", "du_5_nam"))
"""Words in the keys of days that may lie ahead: ends of terms, deadlines, appointments, beginnings of validity."""


def list_defaults(kind: DocumentType) -> tuple[RuleSpec, ...]:
    """The rules that the type has beyond those it states."""
    stated = {_sign(rule) for rule in kind.rules}
    ends = {(rule.rows, rule.field) for rule in kind.rules if rule.rule == "expired"}
    made = [*_list_checks(kind.fields, kind.persons, None)]
    for row in kind.rows:
        made += _list_checks(row.columns, (row.person,) if row.person else (), row.key)
    return tuple(
        rule
        for rule in made
        if _sign(rule) not in stated and (rule.field is None or (rule.rows, rule.field) not in ends)
    )


def _sign(rule: RuleSpec) -> tuple[str | None, ...]:
    return (rule.rule, rule.rows, rule.field, rule.number)


def _list_checks(fields: Sequence[FieldSpec], persons: Sequence[PersonSpec], rows: str | None) -> Iterator[RuleSpec]:
    for spec in fields:
        if spec.kind in {"date", "time"} and not _may_lie_ahead(spec.key):
            yield RuleSpec(rule="not_future", rows=rows, field=spec.key)
    for person in persons:
        if person.id and any(spec.key == person.id and spec.kind == "id12" for spec in fields):
            yield RuleSpec(rule="id12", rows=rows, number=person.id)
        if person.id and person.sex:
            yield RuleSpec(rule="id12_sex", rows=rows, number=person.id, sex=person.sex)
        if person.id and person.birth:
            yield RuleSpec(rule="id12_birth", rows=rows, number=person.id, birth=person.birth)


def _may_lie_ahead(key: str) -> bool:
    return key == "tu_ngay" or any(f"_{word}_" in f"_{key}_" for word in AHEAD)
