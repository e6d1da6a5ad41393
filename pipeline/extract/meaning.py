"""Fields behind labels that no wording of the type fits: told by the words they share and by what stands there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from pipeline.catalog import Catalog, DocumentType, FieldSpec
from pipeline.extract.label_book import once_a_type
from pipeline.extract.label_hits import LabelHit
from pipeline.extract.label_values import value_bits
from pipeline.extract.labels import LabelMap
from pipeline.extract.lines import PrintLine
from pipeline.extract.normalise import normalise
from pipeline.extract.values import as_guessed, make_value
from pipeline.letters import fold
from pipeline.model import FieldValue, Method

_CLOSED: Final = frozenset(
    {"date", "time", "phone", "email", "id12", "id9", "money", "int", "enum", "addr", "name", "org", "docno"}
)
"""Kinds whose values show of themselves what they are."""
_MOST_WORDS, _MOST_LABELS = 9, 100
"""Words of a label, and unknown labels of a paper that are looked at: what has more is no form."""
_LEAST, _AHEAD = 0.25, 1.3
"""How much of its words a label shares with the field's at least, and how much more than with any other field's."""
_PLACE_SURE: Final = 0.6
_WHOLE: Final = {"date": len("01/01/2000"), "time": len("00:00 01/01/2000")}


def guess_fields(
    kind: DocumentType, found: LabelMap, missing: Sequence[FieldSpec], catalog: Catalog
) -> dict[str, FieldValue]:
    """Values of fields that have none, after labels whose words are most like theirs; each is only a guess."""
    open_ = {spec.key for spec in missing if spec.where == "label" and spec.kind in _CLOSED and spec.labels}
    if not open_:
        return {}
    book = _words_of(kind)
    best: dict[str, tuple[float, FieldValue]] = {}
    for hit, words in islice(_strange_labels(found), _MOST_LABELS):
        section = found.section_at(hit)
        rated = [(book.rate(words, spec), spec) for spec in kind.fields if spec.section in (None, section)]
        rated = sorted((one for one in rated if one[0] >= _LEAST / _AHEAD), key=lambda one: -one[0])
        for score, spec in rated:
            rival = max((other for other, one in rated if one is not spec and one.kind == spec.kind), default=0.0)
            if score < max(_LEAST, _AHEAD * rival) or spec.key not in open_:
                continue
            value = _value(spec, found, hit, catalog)
            if value is not None and score > best.get(spec.key, (0.0, None))[0]:
                best[spec.key] = score, value
                break
    return {key: value for key, (_, value) in best.items()}


def _value(spec: FieldSpec, found: LabelMap, hit: LabelHit, catalog: Catalog) -> FieldValue | None:
    bits = [bit for line in value_bits(found, hit, spec.lines) for bit in line]
    raw = " ".join(bit.text for bit in bits)
    normal = normalise(raw, spec, catalog) if bits else None
    if normal is None or len(normal.value) < _WHOLE.get(spec.kind, 1):
        return None
    if spec.kind == "enum" and normal.sure < 1.0:
        return None
    words = tuple(bit.word for bit in bits)
    view = found.lines[hit.line].view
    return as_guessed(make_value(spec, normal, raw, words, view, Method.LABEL, _PLACE_SURE))


def _strange_labels(found: LabelMap) -> Iterator[tuple[LabelHit, frozenset[str]]]:
    """Words from where a row or cell begins to a colon that no known label ends at, and those words folded."""
    for number, line in enumerate(found.lines):
        if ":" not in line.row.text:
            continue
        for start, end in _runs(line):
            if any(hit.label and hit.start < end <= hit.end for hit in found.hits[number]):
                continue
            words = _words("".join(f"{bit.text} " for bit in line.bits(start, end)))
            if 0 < len(words) <= _MOST_WORDS:
                yield LabelHit(number, start, end, "", _PLACE_SURE), words


def _runs(line: PrintLine) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(line.owners):
        end = line.piece_end(start)
        if ":" in line.mark_after(end):
            yield start, end
        start = end


@dataclass(frozen=True)
class _Vocabulary:
    """The words of every wording of a type's fields, and how much each says of which field is meant."""

    wordings: dict[str, tuple[frozenset[str], ...]]
    weights: dict[str, float]

    def rate(self, words: frozenset[str], spec: FieldSpec) -> float:
        """The greatest share of words, by weight, that these have in common with one of the field's wordings."""
        return max((self._share(words, other) for other in self.wordings[spec.key] if words & other), default=0.0)

    def _share(self, one: frozenset[str], other: frozenset[str]) -> float:
        weigh = self.weights.get
        return sum(weigh(word, 1.0) for word in one & other) / sum(weigh(word, 1.0) for word in one | other)


@once_a_type
def _words_of(kind: DocumentType) -> _Vocabulary:
    wordings = {spec.key: tuple({_words(label) for label in spec.labels}) for spec in kind.fields}
    fields = Counter(word for sets in wordings.values() for word in frozenset().union(*sets))
    return _Vocabulary(wordings, {word: 1 / count for word, count in fields.items()})


def _words(text: str) -> frozenset[str]:
    words = (word.strip("()[],.;:*") for word in fold(text).replace("/", " ").split())
    return frozenset(word for word in words if any(map(str.isalpha, word)))
