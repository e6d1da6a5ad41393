from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.lookalikes import mend_figure, mend_number, mend_numbers


@pytest.mark.parametrize(
    ("read", "meant"),
    [("O1", "01"), ("0I", "01"), ("Ô1", "01"), ("2O24", "2024"), ("(O1)", "(01)"), ("I5/O6/1998", "15/06/1998")],
)
def test_a_token_of_digits_and_their_lookalikes_is_a_number(read: str, meant: str) -> None:
    assert mend_number(read) == meant


@pytest.mark.parametrize("token", ["O", "I", "II", "Ô", "ol", "A4", "H15.86-2506O9", "QĐ-UBND", "1O/QĐ", "-", ""])
def test_any_other_token_stays_as_it_was_read(token: str) -> None:
    assert mend_number(token) == token


@given(st.text("0123456789OoÔôIl| aĐ./-", max_size=20))
def test_a_line_keeps_its_length_and_its_other_tokens(line: str) -> None:
    mended = mend_numbers(line)
    assert len(mended) == len(line)
    assert [mend_number(token) for token in line.split(" ")] == mended.split(" ")


@pytest.mark.parametrize(
    ("one", "other", "figure"),
    [
        ("I", "1", "1"),
        ("1", "l", "1"),
        ("O", "0", "0"),
        ("1", "1", "1"),
        ("I", "l", ""),
        ("I", "", ""),
        ("7", "1", ""),
        ("a", "a", ""),
    ],
)
def test_a_lone_letter_is_a_digit_where_one_reader_says_so_and_the_other_its_lookalike(
    one: str, other: str, figure: str
) -> None:
    assert mend_figure(one, other) == figure
