"""What the search index holds: one entry a page, made from a record and its readings."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import tantivy

from pipeline.model import Box, Document, PageRef, Reading, Record
from pipeline.vietnamese import fold, nfc
from storage.current import VIETNAM, CurrentField, current_fields, document_day
from storage.highlight import PageField, PageWord
from storage.terms import identifier_terms, split_tokens

_SCALE = 10_000
_WORDS = "words"


def make_schema() -> tantivy.Schema:
    """`exact` and `folded` hold the words as tokens joined by spaces; `ids` identifiers without separators."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("exact", tokenizer_name=_WORDS)
    builder.add_text_field("folded", tokenizer_name=_WORDS)
    builder.add_text_field("ids", tokenizer_name="raw", index_option="basic")
    for name in ("dossier", "document", "type"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("day", indexed=True, fast=True)
    builder.add_bytes_field("page", stored=True)
    return builder.build()


def register_tokenizers(index: tantivy.Index) -> None:
    """The words are split by us; tantivy only takes them apart at the spaces."""
    index.register_tokenizer(_WORDS, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())


def make_entries(record: Record, readings: Mapping[PageRef, Reading]) -> Iterator[tantivy.Document]:
    """An entry for every page of every document; a page without a reading is found by its fields alone."""
    for document in record.documents:
        fields = current_fields(record, document)
        day = document_day(fields) or record.received.astimezone(VIETNAM).date()
        for no, ref in enumerate(document.pages, 1):
            on_page = [field for field in fields if (field.page or document.pages[0]) == ref]
            yield _make_entry(record, document, no, ref, readings.get(ref), on_page, day)


def day_number(day: date) -> int:
    """The day as an integer in the order of days: 20261005."""
    return day.year * 10_000 + day.month * 100 + day.day


class Entry:
    """An entry as read back from the index."""

    def __init__(self, stored: tantivy.Document) -> None:
        self.dossier = str(stored["dossier"][0])
        self.document = str(stored["document"][0])
        self.type = str(stored["type"][0])
        page: dict[str, Any] = json.loads(zlib.decompress(bytes(stored["page"][0])))
        self.ref = PageRef(page["source"], page["page"])
        self.no = int(page["no"])
        self.words = [PageWord(text, line, _unpack(box)) for text, line, box in page["words"]]
        self.fields = [PageField(value, _unpack(box) if box else None) for value, box in page["fields"]]


def _make_entry(
    record: Record,
    document: Document,
    no: int,
    ref: PageRef,
    reading: Reading | None,
    fields: Sequence[CurrentField],
    day: date,
) -> tantivy.Document:
    entry = tantivy.Document()
    entry.add_text("dossier", record.id)
    entry.add_text("document", document.id)
    entry.add_text("type", document.type)
    entry.add_integer("day", day_number(day))
    # Each text apart: a phrase never runs from the page into a field.
    for text in (reading.text if reading else "", *(field.value for field in fields)):
        tokens = split_tokens(text)
        if tokens:
            entry.add_text("exact", " ".join(tokens))
            entry.add_text("folded", " ".join(map(fold, tokens)))
    for term in sorted(_identifiers(record, reading, fields)):
        entry.add_text("ids", term)
    entry.add_bytes("page", _pack_page(no, ref, reading, fields))
    return entry


def _identifiers(record: Record, reading: Reading | None, fields: Sequence[CurrentField]) -> set[str]:
    texts = [field.value for field in fields]
    if record.code:
        texts.append(record.code)
    if reading:
        texts += [line.text for line in reading.lines]
        texts += [code.text for code in reading.codes]
    return set().union(*map(identifier_terms, texts))


def _pack_page(no: int, ref: PageRef, reading: Reading | None, fields: Sequence[CurrentField]) -> bytes:
    words = reading.words if reading else ()
    page = {
        "source": ref.source,
        "page": ref.page,
        "no": no,
        "words": [(nfc(word.text), word.line, _pack(word.box)) for word in words],
        "fields": [(nfc(field.value), _pack(field.box) if field.box else None) for field in fields],
    }
    return zlib.compress(json.dumps(page, ensure_ascii=False, separators=(",", ":")).encode())


def _pack(box: Box) -> list[int]:
    return [round(side * _SCALE) for side in box]


def _unpack(sides: Sequence[int]) -> Box:
    return Box(*(side / _SCALE for side in sides))
