"""A value with where it came from and how far it is believed."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.catalog import FieldSpec
from pipeline.classify import PageView
from pipeline.extract import confidence
from pipeline.extract.confidence import Evidence
from pipeline.extract.normalise import Normal
from pipeline.model import FieldValue, Method, Word, union


def make_value(
    spec: FieldSpec, normal: Normal, raw: str, words: Sequence[Word], view: PageView, method: Method, place_sure: float
) -> FieldValue:
    """The value of a field that stands in these words; `place_sure` (0..1) that they are the field's."""
    sure = confidence.rate(Evidence(tuple(words), place_sure, normal.sure, spec.kind, spec.where))
    return FieldValue(
        value=normal.value,
        raw=" ".join(raw.split()),
        page=view.reading.ref,
        box=union([word.box for word in words]),
        method=method,
        confidence=round(sure, 3),
    )
