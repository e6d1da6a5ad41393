"""Text made to break what understands it: everything is understood, nothing raises, no page is lost.

The sizes are such that work which grows with the square of the text would take minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.catalog import FieldSpec, load_catalog
from pipeline.codes import dossier_date, find_dossier_code, find_paper_number, read_digits
from pipeline.extract.card import parse_card_qr
from pipeline.extract.mrz import parse_mrz
from pipeline.extract.normalise import KINDS, normalise
from pipeline.model import Box, Code, Grade, Quality, Reading, Record, Word
from pipeline.separator import parse_separator
from pipeline.understand import understand
from pipeline.wording import parse_date, parse_date_words, parse_number_words, parse_partial_date

CATALOG = load_catalog()
TITLE = ("GIẤY", "KHAI", "SINH")
LABEL = ("Họ,", "chữ", "đệm,", "tên:")
TEXTS = st.one_of(
    st.text(max_size=300),
    st.text(alphabet="0123456789/.-|<: nămthágyộđồng", max_size=300),
    st.text(alphabet="\u202e\u200b\u0000\u0301\ud7ff\U0001f600ĐđABC", max_size=100),
)


def lay_out(lines: Sequence[Sequence[str]], codes: Sequence[str] = ()) -> Reading:
    words = tuple(
        Word(
            text,
            Box(0.1 + 0.8 * at / len(line), 0.05 + 0.9 * number / len(lines), 0.8 / len(line), 0.01),
            0.9,
            number,
            0,
        )
        for number, line in enumerate(lines)
        for at, text in enumerate(line)
    )
    found = tuple(Code("QRCode", text, Box(0.8, 0.02, 0.1, 0.07)) for text in codes)
    quality = Quality(Grade.GOOD)
    return Reading("a" * 64, 1, "test", 2480, 3508, 300, 0, False, quality, words, found)


def read(reading: Reading) -> Record:
    received = datetime(2026, 10, 6, 8, 0, tzinfo=UTC)
    [record] = understand([[reading]], catalog=CATALOG, batch="b", received=received, procedure=None, reader="r")
    assert record.documents[0].pages == (reading.ref,)
    return record


@pytest.mark.parametrize(
    "lines",
    [
        [TITLE, *[LABEL] * 10_000],
        [TITLE, LABEL * 10_000],
        [TITLE, ("số",) * 10_000],
        [TITLE, ("a" * 1_000_000,)],
        [TITLE, ("1" * 1_000_000,)],
        [TITLE, (*LABEL, "A " * 100_000)],
        [TITLE, ("(" * 5_000 + "a" * 5_000 + "+" * 5_000,)],
        [TITLE, ("ngày " * 2_000 + "tháng " * 2_000,)],
        [("\u202e\u0000\u200b\u0301" * 200,) * 50],
        [("TỜ", "KHAI") * 2_000],
        [TITLE] * 3_000,
    ],
    ids=["label a line", "label in a line", "one word", "letters", "digits", "value", "pattern", "dates", "controls",
         "titles in a line", "titles"],
)  # fmt: skip
def test_hostile_text_is_understood(lines: Sequence[Sequence[str]]) -> None:
    read(lay_out(lines))


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_every_parser_takes_any_text(text: str) -> None:
    for parse in (parse_card_qr, parse_separator, find_dossier_code, dossier_date, parse_date, parse_date_words,
                  parse_partial_date, parse_number_words):  # fmt: skip
        parse(text)
    read_digits(text, 12)
    find_paper_number(text, CATALOG.abbreviations)
    parse_mrz(text.splitlines())
    for kind in KINDS:
        spec = FieldSpec(key="x", name_vi="x", name_en="x", kind=kind, labels=("x",))  # type: ignore[arg-type]
        found = normalise(text, spec, CATALOG)
        assert found is None or (found.value and 0 <= found.sure <= 1)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.lists(TEXTS.filter(bool), min_size=1, max_size=6), min_size=1, max_size=12), st.lists(TEXTS, max_size=3)
)
def test_any_page_is_understood(lines: list[list[str]], codes: list[str]) -> None:
    record = read(lay_out(lines, codes))
    assert all(0 <= value.confidence <= 1 for value in record.documents[0].fields.values())
