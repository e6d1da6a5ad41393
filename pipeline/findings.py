"""Findings in words: the rule's text from the catalogue, filled in."""

from __future__ import annotations

from pipeline.catalog import Catalog, FieldSpec
from pipeline.model import Finding, Severity


def make_finding(
    catalog: Catalog,
    rule: str,
    document: str | None = None,
    spec: FieldSpec | None = None,
    severity: Severity | None = None,
    **words: str,
) -> Finding:
    """What `rule` says of a field, document or dossier; `words` fill the `{...}` of its text."""
    said = catalog.rules[rule]
    names = {"name": spec.name_vi, "name_en": spec.name_en} if spec else {}
    filled = {**names, **words}
    return Finding(
        rule=rule,
        severity=severity or said.severity,
        message_vi=said.vi.format(**filled),
        message_en=said.en.format(**filled),
        document=document,
        field=spec.key if spec else None,
    )
