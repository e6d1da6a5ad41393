"""A value with where it came from and how far it is believed."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.classify import PageView
from pipeline.extract.normalise import Normal
from pipeline.model import FieldValue, Method, Word, union


def make_value(
    normal: Normal, raw: str, words: Sequence[Word], view: PageView, method: Method, place_sure: float
) -> FieldValue:
    engine = sum(word.confidence for word in words) / len(words) if words else 0.0
    sure = normal.sure * (0.75 * place_sure + 0.15 * engine + 0.08)
    return FieldValue(
        value=normal.value,
        raw=" ".join(raw.split()),
        page=view.reading.ref,
        box=union([word.box for word in words]),
        method=method,
        confidence=round(min(0.98, max(0.05, sure)), 3),
    )
