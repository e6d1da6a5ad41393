"""A value with where it came from and how far it is believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from pipeline.catalog import FieldSpec
from pipeline.classify import PageView
from pipeline.extract import confidence
from pipeline.extract.case import Case, Evidence
from pipeline.extract.normalise import Normal
from pipeline.model import FieldValue, Method, Word

_NOTHING: Final = Evidence((), 0.0, 0.0, "", "")


@dataclass(frozen=True, slots=True)
class Sighting(FieldValue):
    """A value as print gave it, with what its confidence is told from; never stored."""

    evidence: Evidence = field(default=_NOTHING, compare=False, repr=False)


def make_value(
    spec: FieldSpec, normal: Normal, raw: str, words: Sequence[Word], view: PageView, method: Method, place_sure: float
) -> FieldValue:
    """The value of a field that stands in these words; `place_sure` (0..1) that they are the field's."""
    evidence = Evidence(tuple(words), place_sure, normal.sure, spec.kind, spec.where, spec.often_handwritten, view)
    told = " ".join(raw.split())
    return Sighting(
        value=normal.value,
        raw=told,
        page=view.reading.ref,
        box=view.box_of([word.box for word in words]),
        method=method,
        confidence=round(confidence.rate(Case(evidence, normal.value, told)), 3),
        evidence=evidence,
    )


def as_part(value: FieldValue, spec: FieldSpec) -> FieldValue:
    """A value that was taken out of another one, of which `spec` is the field."""
    if not isinstance(value, Sighting):
        return value
    return replace(value, evidence=replace(value.evidence, kind=spec.kind, where="part"))


def as_guessed(value: FieldValue) -> FieldValue:
    """A value after a label that the type itself does not know."""
    if not isinstance(value, Sighting):
        return value
    return replace(value, evidence=replace(value.evidence, guessed=True))


def doubt(value: FieldValue, most: float) -> FieldValue:
    """The value believed no further than `most`, whatever else speaks for it."""
    held = replace(value, confidence=min(value.confidence, most))
    return replace(held, evidence=replace(held.evidence, most=most)) if isinstance(held, Sighting) else held
