"""Fields that other values of the document say: parts of composed lines, owners after a change, days in words."""

from __future__ import annotations

from dataclasses import replace

from pipeline.catalog import Catalog, DocumentType
from pipeline.extract.identity import take_part
from pipeline.extract.owner import find_new_owner
from pipeline.extract.values import as_part
from pipeline.model import FieldValue, Method
from pipeline.wording import format_date, parse_date_words, read_date


def derive_fields(kind: DocumentType, fields: dict[str, FieldValue], catalog: Catalog) -> dict[str, FieldValue]:
    """What other values of the document say: parts of composed lines, the owner in the last change of a land paper."""
    made: dict[str, FieldValue] = {}
    for spec in kind.fields:
        whole = fields.get(spec.part_of) if spec.part_of is not None else None
        value = take_part(whole, spec.key, catalog) if whole is not None else None
        if spec.where == "new_owner":
            value = find_new_owner(fields)
        if value is not None:
            made[spec.key] = as_part(value, spec)
    return made | _dates_from_words(kind, fields)


def _dates_from_words(kind: DocumentType, fields: dict[str, FieldValue]) -> dict[str, FieldValue]:
    """Days that the paper says in words too, where their figures were not read whole; the figures read stay beside."""
    made: dict[str, FieldValue] = {}
    for rule in kind.rules:
        spec = kind.field(rule.field) if rule.rule == "date_words" and rule.field is not None else None
        words = fields.get(rule.words) if rule.words is not None else None
        if spec is None or spec.kind != "date" or words is None:
            continue
        figures = fields.get(spec.key)
        said = parse_date_words(words.value)
        if said is None or (figures is not None and read_date(figures.value) is not None):
            continue
        day = format_date(said)
        if figures is None or day.endswith(figures.value):
            others = (figures,) if figures is not None else ()
            sure = round(0.9 * words.confidence, 3)
            told = replace(words, value=day, method=Method.RULE, confidence=sure, others=others)
            made[spec.key] = as_part(told, spec)
    return made
