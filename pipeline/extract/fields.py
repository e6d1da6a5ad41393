"""A document's fields: every source that speaks of a field is asked, the most trusted wins, the others are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from pipeline.catalog import Catalog, DocumentType, FieldSpec
from pipeline.classify import PageView
from pipeline.codes import find_dossier_code
from pipeline.extract.columns import print_lines
from pipeline.extract.derive import derive_fields
from pipeline.extract.label_book import label_book
from pipeline.extract.label_hits import LabelHit
from pipeline.extract.label_values import level_bits, value_bits
from pipeline.extract.labels import LabelMap, hits_of, map_labels
from pipeline.extract.lines import Bit
from pipeline.extract.meaning import guess_fields
from pipeline.extract.names import agree_names
from pipeline.extract.normalise import Normal, normalise
from pipeline.extract.places import PLACES, find_at, has_blank_head, looks_penned
from pipeline.extract.rows import columns_as_sections, differs_by_column, extract_blocks, extract_tables
from pipeline.extract.values import as_guessed, doubt, make_value
from pipeline.findings import make_finding
from pipeline.letters import fold, squeeze
from pipeline.model import Box, FieldValue, Finding, Method, union
from pipeline.wording import format_date

_TRUST: Final = (Method.CLERK, Method.QR, Method.MRZ, Method.LABEL, Method.RULE)
_LISTED: Final = 0.25
"""A listed value or a name that is no surer is none."""
PENNED: Final = frozenset({"head_number", "head_number_notation", "head_date", "foot_date", "issue_date"})
"""Places of a printed form that offices fill in with a pen."""
PEN_SURE: Final = 0.3
"""The most that a value is believed which seems to be handwritten; the clerk is asked to check it."""


def extract_fields(
    document: str, kind: DocumentType, views: Sequence[PageView], catalog: Catalog
) -> tuple[dict[str, FieldValue], tuple[Finding, ...]]:
    """The fields of `kind` found on the pages, and what could not be read. Values are never invented."""
    tables = extract_tables(kind, views, catalog)
    kind = columns_as_sections(kind, tables.values)
    found = map_labels(print_lines(views, kind, tables.words), kind)
    fields: dict[str, FieldValue] = {}
    findings: list[Finding] = []
    for spec in kind.fields:
        if spec.part_of is not None or spec.where == "new_owner":
            continue
        values = [*_from_card(spec, views), *_from_print(spec, kind, found, views, catalog)]
        if spec.key in tables.values:
            values.insert(0, tables.values[spec.key])
        chosen = choose_name(values) if spec.card == "name" else choose_value(values)
        if chosen is not None:
            fields[spec.key] = chosen
            findings += _disagreements(document, spec, chosen, catalog)
            if spec.where in PENNED and chosen.confidence <= PEN_SURE:
                findings.append(make_finding(catalog, "penned", document, spec, value=chosen.value))
            continue
        missing = _say_missing(document, spec, kind, found, views, catalog)
        if missing is not None:
            findings.append(missing)
    fields |= guess_fields(kind, found, [spec for spec in kind.fields if spec.key not in fields], catalog)
    fields |= {key: value for key, value in tables.values.items() if "[" in key}
    fields |= extract_blocks(kind, found, catalog)
    fields |= agree_names(kind, fields, views, catalog)
    return fields | derive_fields(kind, fields, catalog), tuple(findings)


def choose_value(values: Sequence[FieldValue]) -> FieldValue | None:
    """The value of the most trusted source, with the others kept beside it; a source's first value counts."""
    ordered = sorted(values, key=lambda value: _TRUST.index(value.method))
    once: dict[Method, FieldValue] = {}
    for value in ordered:
        once.setdefault(value.method, value)
    if not once:
        return None
    first, *others = once.values()
    if not others:
        return first
    agree = any(same_value(first.value, other.value) for other in others)
    sure = min(1.0, first.confidence + 0.05) if agree else first.confidence
    return replace(first, others=tuple(others), confidence=sure)


def choose_name(values: Sequence[FieldValue]) -> FieldValue | None:
    """A name's value: the machine-readable zone has no marks, so it verifies a name and never fills one."""
    zones = [value for value in values if value.method is Method.MRZ]
    chosen = choose_value([value for value in values if value.method is not Method.MRZ])
    if chosen is None or not zones:
        return chosen
    sure = min(1.0, chosen.confidence + 0.05) if same_value(chosen.value, zones[0].value) else chosen.confidence
    return replace(chosen, others=(*chosen.others, zones[0]), confidence=sure)


def same_value(one: str, other: str) -> bool:
    """Whether two sources say the same, marks and case aside (a machine-readable zone has none)."""
    return squeeze(one) == squeeze(other)


def _disagreements(document: str, spec: FieldSpec, chosen: FieldValue, catalog: Catalog) -> list[Finding]:
    findings: list[Finding] = []
    for other in chosen.others:
        if same_value(chosen.value, other.value):
            continue
        if _is_reading_slip(spec, chosen, other):
            continue
        findings.append(
            make_finding(
                catalog,
                "sources_disagree",
                document,
                spec,
                a=_SPOKEN[chosen.method],
                value_a=chosen.value,
                b=_SPOKEN[other.method],
                value_b=other.value,
            )
        )
    return findings


def _is_reading_slip(spec: FieldSpec, chosen: FieldValue, other: FieldValue) -> bool:
    """Whether the other source most likely says the same, misread or cut off: nothing to trouble a clerk with."""
    one, two = squeeze(chosen.value), squeeze(other.value)
    if spec.kind in ("addr", "org", "text"):
        return fuzz.ratio(one, two) > 60 or fuzz.partial_ratio(one, two) > 85
    if spec.kind == "name" and chosen.method is Method.QR:
        return Levenshtein.distance(one, two) <= max(1, len(one) // 6)
    return False


_SPOKEN: Final = {
    Method.CLERK: "cán bộ/clerk",
    Method.QR: "QR",
    Method.MRZ: "MRZ",
    Method.LABEL: "bản in/print",
    Method.RULE: "suy ra/derived",
}


def _from_card(spec: FieldSpec, views: Sequence[PageView]) -> list[FieldValue]:
    """What the card's QR and machine-readable zone say of the field."""
    if spec.card is None:
        return []
    values: list[FieldValue] = []
    for view in views:
        if view.card_qr is not None and (text := _qr_item(view, spec.card)):
            values.append(FieldValue(text, text, view.reading.ref, view.box_of([_card_box(view)]), Method.QR, 1.0))
        if view.mrz is not None and (text := _mrz_item(view, spec.card)):
            values.append(FieldValue(text, text, view.reading.ref, view.box_of([_mrz_box(view)]), Method.MRZ, 0.97))
    return values


def _qr_item(view: PageView, item: str) -> str | None:
    card = view.card_qr
    if card is None:
        return None
    items = {
        "number": card.id12,
        "old_number": card.id9,
        "name": card.name,
        "birth": format_date(card.birth) if card.birth else None,
        "sex": card.sex,
        "address": card.address,
        "issued": format_date(card.issued) if card.issued else None,
    }
    return items.get(item) or None


def _mrz_item(view: PageView, item: str) -> str | None:
    zone = view.mrz
    if zone is None:
        return None
    items = {
        "number": zone.id12,
        "name": zone.name,
        "birth": format_date(zone.birth) if zone.birth else None,
        "sex": zone.sex,
        "expiry": format_date(zone.expiry) if zone.expiry else ("Không thời hạn" if zone.unlimited else None),
    }
    return items.get(item) or None


def _card_box(view: PageView) -> Box:
    number = view.card_qr.id12 if view.card_qr else ""
    return next(code.box for code in view.reading.codes if number in code.text)


def _mrz_box(view: PageView) -> Box:
    number = view.mrz.id12 if view.mrz else ""
    zone = next((code.box for code in view.reading.codes if code.symbology == "MRZ"), None)
    if zone is not None:
        return zone
    rows = [row for row in view.lines if row.text.count("<") >= 2 or number in row.text.replace(" ", "")]
    return union([row.box for row in rows]) if rows else Box(0, 0, 1, 1)


def _from_print(
    spec: FieldSpec, kind: DocumentType, found: LabelMap, views: Sequence[PageView], catalog: Catalog
) -> list[FieldValue]:
    if spec.where == "dossier_code":
        return _dossier_codes(spec, found, kind, views, catalog)
    if spec.where == "issuer":
        return _issuer(spec, views)
    if spec.where == "serial":
        return _by_label(spec, kind, found, catalog) or _alone(spec, views, catalog)
    if spec.column and any(differs_by_column(spec, other) for other in kind.fields):
        return []
    if spec.where in PLACES:
        return _at_place(spec, views, catalog)
    return _by_label(spec, kind, found, catalog)


def _by_label(spec: FieldSpec, kind: DocumentType, found: LabelMap, catalog: Catalog) -> list[FieldValue]:
    """The value after the first of the field's labels that has one; free text may run over several lines."""
    for hit in hits_of(found, spec, kind):
        best: FieldValue | None = None
        most = max(spec.lines, 2 if spec.choices or spec.kind == "date" else 1)
        lines = value_bits(found, hit, most)
        readings = list(_readings(spec, lines if spec.kind == "enum" else _without_tail(lines, found, hit, kind)))
        if spec.kind == "date":
            readings.append(list(level_bits(found, hit)))
        for bits in readings:
            raw = " ".join(bit.text for bit in bits)
            normal = normalise(raw, spec, catalog) if bits else None
            if normal is None:
                continue
            words = tuple(bit.word for bit in bits)
            value = make_value(spec, normal, raw, words, found.lines[hit.line].view, Method.LABEL, hit.score)
            if hit.label in spec.guessed:
                if not _speaks_plainly(spec, normal, found, hit):
                    continue
                value = as_guessed(value)
            if _is_whole(spec, value.value):
                return [value]
            if best is None or len(value.value) > len(best.value):
                best = value
        if best is not None:
            return [best]
    return []


def _without_tail(
    lines: Sequence[tuple[Bit, ...]], found: LabelMap, hit: LabelHit, kind: DocumentType
) -> Sequence[tuple[Bit, ...]]:
    """The lines without the first where it is the end of a longer label: words of its own are never a value."""
    if not lines or ":" in found.lines[hit.line].mark_after(hit.end):
        return lines
    first = squeeze("".join(bit.text for bit in lines[0]))
    return lines[1:] if first in label_book(kind).tails.get(hit.label, frozenset()) else lines


def _speaks_plainly(spec: FieldSpec, normal: Normal, found: LabelMap, hit: LabelHit) -> bool:
    """Whether a value after a wording that the type does not know itself is surely what the field holds."""
    if spec.kind == "date":
        return len(normal.value) == 10
    if spec.kind == "enum":
        return normal.sure > _LISTED or not spec.options
    line = found.lines[hit.line]
    if spec.kind == "name":
        return normal.sure > _LISTED and (line.starts_row(hit.start) or ":" in line.mark_after(hit.end))
    return spec.kind != "text" or line.starts_row(hit.start)


def _is_whole(spec: FieldSpec, value: str) -> bool:
    """Whether no more lines need to be tried: a listed value, a date with its day, or any other value."""
    if spec.kind == "date":
        return spec.lines > 1 or len(value) == 10 or value in spec.choices
    return not spec.choices or value in spec.choices


def _readings(spec: FieldSpec, lines: Sequence[tuple[Bit, ...]]) -> Iterator[list[Bit]]:
    """How many of the lines may be the value, likeliest first: free text takes all, a listed value few."""
    if spec.lines == 1 and spec.choices:
        counts = list(range(1, len(lines) + 1))
    elif spec.lines == 1 and spec.kind == "date":
        broken = len(lines) > 1 and re.match(r"\W*(ngay|thang|nam\b|\d)", fold(lines[1][0].text)) is not None
        counts = [1, 2] if broken else [1]
    elif spec.kind in ("addr", "org", "text", "identity"):
        counts = [len(lines)]
    else:
        counts = list(range(len(lines), 0, -1))
    for count in counts:
        yield [bit for line in lines[:count] for bit in line]


def _alone(spec: FieldSpec, views: Sequence[PageView], catalog: Catalog) -> list[FieldValue]:
    """A number that stands by itself on its line, without a label, as printed at the foot of land papers."""
    for view in views:
        for row in view.rows:
            normal = normalise(row.text, spec, catalog) if len(row.letters) <= 12 else None
            if normal is not None and squeeze(normal.value) in (row.letters, row.letters.removeprefix("so")):
                return [make_value(spec, normal, row.text, row.words, view, Method.LABEL, 0.7)]
    return []


def _at_place(spec: FieldSpec, views: Sequence[PageView], catalog: Catalog) -> list[FieldValue]:
    there = find_at(spec.where, views)
    if there is None or not there.words:
        return []
    if spec.kind == "docno":
        normal: Normal | None = Normal(there.text, 0.95)
    else:
        normal = normalise(there.text, spec, catalog)
    if normal is None or (spec.kind == "date" and len(normal.value) < 10):
        return []
    value = make_value(spec, normal, there.text, there.words, there.view, Method.LABEL, there.sure)
    if spec.where in PENNED and looks_penned(there):
        value = doubt(value, PEN_SURE)
    return [value]


def _issuer(spec: FieldSpec, views: Sequence[PageView]) -> list[FieldValue]:
    """The issuing body named anywhere on the paper, in its full form."""
    for view in views:
        text = "".join(row.letters for row in view.lines)
        for value, spellings in spec.choices.items():
            for spelling in spellings:
                wanted = squeeze(spelling)
                near = fuzz.partial_ratio_alignment(wanted, text, score_cutoff=85)
                if near is None or len(text) < len(wanted):
                    continue
                rows = [row for row in view.lines if row.letters and fuzz.partial_ratio(row.letters, wanted) > 85]
                if rows:
                    words = [word for row in rows for word in row.words]
                    return [make_value(spec, Normal(value, 0.9), value, words, view, Method.RULE, near.score / 100)]
        torn = _torn_issuer(spec, view)
        if torn is not None:
            return [torn]
    return []


def _torn_issuer(spec: FieldSpec, view: PageView) -> FieldValue | None:
    """The issuing body broken over two lines with something else read beside its first half."""
    for value, spellings in spec.choices.items():
        for words in (spelling.split() for spelling in spellings):
            for cut in range(3, len(words) - 2):
                halves = squeeze("".join(words[:cut])), squeeze("".join(words[cut:]))
                near = (pair for apart in (1, 2, 3) for pair in zip(view.lines, view.lines[apart:], strict=False))
                for upper, lower in near:
                    if all(
                        len(row.letters) >= len(half) and fuzz.partial_ratio(half, row.letters) > 88
                        for row, half in zip((upper, lower), halves, strict=True)
                    ):
                        found = (*upper.words, *lower.words)
                        return make_value(spec, Normal(value, 0.8), value, found, view, Method.RULE, 0.85)
    return None


def _dossier_codes(
    spec: FieldSpec, found: LabelMap, kind: DocumentType, views: Sequence[PageView], catalog: Catalog
) -> list[FieldValue]:
    values: list[FieldValue] = []
    for view in views:
        for code in view.reading.codes:
            text = find_dossier_code(code.text)
            if text:
                values.append(FieldValue(text, code.text, view.reading.ref, view.box_of([code.box]), Method.QR, 1.0))
    values += _by_label(spec, kind, found, catalog)
    if not values:
        for view in views:
            for row in view.lines:
                text = find_dossier_code(row.text)
                if text:
                    values.append(make_value(spec, Normal(text, 0.85), row.text, row.words, view, Method.LABEL, 0.8))
    return values


def _say_missing(
    document: str,
    spec: FieldSpec,
    kind: DocumentType,
    found: LabelMap,
    views: Sequence[PageView],
    catalog: Catalog,
) -> Finding | None:
    """The finding for a field without a value: handwritten, unreadable or required; None where blank is normal.

    A label that is a word of sentences too (`kể từ ngày cấp`) has a value only where figures follow.
    """
    if spec.where == "dossier_code":
        return make_finding(catalog, "dossier_code_missing", document, spec)
    if spec.often_handwritten and (spec.where == "label" or has_blank_head(spec.where, views)):
        return make_finding(catalog, "handwritten", document, spec)
    if spec.card is not None and not spec.required:
        return None
    spoken = {squeeze(label) for label in spec.labels if label[0].islower()}
    for hit in hits_of(found, spec, kind) if spec.kind not in ("text", "addr", "org") else ():
        written = "".join(bit.text for line in value_bits(found, hit, spec.lines) for bit in line)
        said_in_passing = hit.label in spoken and not any(char.isdigit() for char in written)
        if sum(char.isalnum() for char in written) >= 4 and not said_in_passing:
            return make_finding(catalog, "unreadable", document, spec)
    return make_finding(catalog, "required", document, spec) if spec.required else None
