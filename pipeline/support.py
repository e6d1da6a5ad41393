"""How far each value of a dossier is believed, once all its papers are understood: what they say of each other counts.

Values are never changed, only their confidence; the dossier's words are looked at once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from itertools import pairwise
from typing import Final

from pipeline.catalog import WITHHELD, Catalog, DocumentType, FieldSpec
from pipeline.classify import PageView
from pipeline.dossiers import Understood
from pipeline.extract import confidence
from pipeline.extract.case import Case
from pipeline.extract.elsewhere import Elsewhere, look_elsewhere
from pipeline.extract.language import Language, learn_language
from pipeline.extract.tokens import list_tokens
from pipeline.extract.values import Sighting
from pipeline.letters import squeeze
from pipeline.model import Document, FieldValue

_ENOUGH_LABELS: Final = 3


def weigh_papers(papers: Sequence[Understood], catalog: Catalog) -> list[Document]:
    """The papers' documents with every printed value as far believed as all of the dossier's papers make it."""
    rated = {place: confidence.rate(case) for place, case in list_cases(papers, catalog)}
    made = []
    for document in (paper.document for paper in papers):
        settled = {key: _settle(value, rated.get((document.id, key))) for key, value in document.fields.items()}
        made.append(replace(document, fields=settled))
    return made


def list_cases(papers: Sequence[Understood], catalog: Catalog) -> Iterator[tuple[tuple[str, str], Case]]:
    """The papers' printed values by document id and key, each with all that it is held against.

    What a secret paper says speaks neither for nor against anything.
    """
    told = [paper for paper in papers if paper.document.type != WITHHELD]
    elsewhere = look_elsewhere([view for paper in told for view in paper.piece.views])
    language = learn_language(catalog)
    for paper in papers:
        document = paper.document
        strange = _count_strange(paper.piece.views, document.fields.values())
        for key, case in _list_cases(document.fields, catalog.types[document.type], language, elsewhere):
            yield (document.id, key), replace(case, strange=strange)


def _list_cases(
    values: Mapping[str, FieldValue], kind: DocumentType, language: Language, elsewhere: Elsewhere
) -> Iterator[tuple[str, Case]]:
    seen = {key: value for key, value in values.items() if isinstance(value, Sighting)}
    used = Counter(place for value in seen.values() if value.evidence.where != "part" for place in _words_of(value))
    lost = _lost_sections(kind, values)
    needed = [spec.key for spec in kind.fields if spec.required]
    missing = sum(key not in values for key in needed) / len(needed) if needed else 0.0
    headless = _list_headless(kind, values)
    rows: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for key, value in seen.items():
        if "[" in key:
            rows[key.partition("]")[0]].append(
                (key, min((word.confidence for word in value.evidence.words), default=0.0))
            )
    for key, value in seen.items():
        mates = [sure for other, sure in rows.get(key.partition("]")[0], ()) if other != key]
        same = [squeeze(other.value) == squeeze(value.value) for other in value.others]
        yield (
            key,
            Case(
                value.evidence,
                value.value,
                value.raw,
                language,
                elsewhere,
                agree=sum(same),
                differ=len(same) - sum(same),
                row="[" in key,
                headless=key.partition("[")[0] in headless,
                mates=min(mates, default=1.0),
                missing=missing,
                alone=key in lost,
                shared=value.evidence.where == "label" and any(used[place] > 1 for place in _words_of(value)),
            ),
        )


def _count_strange(views: Sequence[PageView], values: Iterable[FieldValue]) -> float:
    """The share of labels before a colon after which no value was found; 0 where there are too few to tell."""
    seen = {id(word) for value in values if isinstance(value, Sighting) for word in value.evidence.words}
    after = [
        id(word) not in seen
        for view in views
        for line in view.lines
        for label, word in pairwise(line.words)
        if label.text.endswith(":") and any(char.isalpha() for char in label.text)
    ]
    return sum(after) / len(after) if len(after) >= _ENOUGH_LABELS else 0.0


def _list_headless(kind: DocumentType, values: Mapping[str, FieldValue]) -> set[str]:
    """What repeats on the paper and has a row without a value in its first column: rows may have been torn there."""
    heads = {row.key: row.columns[0].key for row in kind.rows}
    rows = {(row, rest.partition("]")[0]) for row, bracket, rest in (key.partition("[") for key in values) if bracket}
    return {row for row, place in rows if row in heads and f"{row}[{place}].{heads[row]}" not in values}


def _lost_sections(kind: DocumentType, values: Mapping[str, FieldValue]) -> set[str]:
    """Fields of a section whose twin, another person's part with the same labels, has no value at all."""
    sections: dict[str, list[FieldSpec]] = defaultdict(list)
    for spec in kind.fields:
        if spec.section is not None and spec.labels:
            sections[spec.section].append(spec)
    labels = {section: {label for spec in specs for label in spec.labels} for section, specs in sections.items()}
    empty = {section for section, specs in sections.items() if not any(spec.key in values for spec in specs)}
    return {
        spec.key
        for section, specs in sections.items()
        for spec in specs
        if any(other != section and len(labels[other] & labels[section]) > 2 for other in empty)
    }


def _words_of(value: Sighting) -> set[int]:
    return {id(token.word) for token in list_tokens(value.evidence.words, value.raw, value.value, value.evidence.kind)}


def _settle(value: FieldValue, sure: float | None) -> FieldValue:
    """The value as it is kept, as far believed as it was rated."""
    others = tuple(_settle(other, None) for other in value.others)
    if not isinstance(value, Sighting):
        return replace(value, others=others)
    plain = {one.name: getattr(value, one.name) for one in fields(FieldValue)}
    return FieldValue(**{**plain, "others": others, "confidence": value.confidence if sure is None else round(sure, 4)})
