from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.engine import EngineWord
from ocr.mrz import check_digit, choose_lines, is_settled
from ocr.syllables import is_bare_syllable
from tests.corpus.cards import mrz_lines
from tests.corpus.people import make_person

TRUE = ("IDVNM0884052858042088405285<<2", "8807249M2807247VNM<<<<<<<<<<<4", "KSOR<<CONG<PHUC<<<<<<<<<<<<<<<")
NAMED = (TRUE[0], TRUE[1], "TRINH<<NGOC<HIEU<<<<<<<<<<<<<<")


def read(*lines: str) -> list[EngineWord]:
    return [EngineWord(line, 0, 40 * row, 600, 30, 0.4, 0, row) for row, line in enumerate(lines)]


def test_the_check_digit_of_icao_9303() -> None:
    assert check_digit("D23145890734") == 9
    assert check_digit("520727") == 3


def test_each_line_comes_from_where_it_checks_out() -> None:
    one = read(TRUE[0].replace("0884", "0844"), TRUE[1], TRUE[2])
    other = read(TRUE[0], TRUE[1].replace("2807", "2801"), TRUE[2])
    assert choose_lines([one, other]) == "\n".join(TRUE)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        (0, "TDVNMO884052858042088405285<<2"),
        (0, "1DVNM6884052858042088405285<<2"),
        (0, "TDVNMO08840528580942088405285<<2"),
        (0, "IDVNM088405285842088405285<<2"),
        (1, "88O7249M28O7247VNM<<<<<<<<<<<4"),
        (1, "8867249M2807247VNM<<<<<<<<<<<4"),
        (1, "8807249M2807247VNM<<<<<<<<4"),
        (1, "8807249<2807247VNM<<<<<<<<<<<4"),
        (1, "8818849M2807247VNM<<<<<<<<<<<4"),
        (1, "8807249M2867847VNM<<<<<<<<<<<4"),
        (2, "TRTNH<<NG0C<HTEU<<<<<<<<<<<<<<"),
        (2, "TRTINH<<NGO0C<HTIEU<<<<<<<<<<<<"),
    ],
)
def test_look_alikes_are_mended_where_one_choice_checks_out(line: int, wrong: str) -> None:
    lines = [wrong if number == line else right for number, right in enumerate(NAMED)]
    assert choose_lines([read(*lines)]) == "\n".join(NAMED)


def test_a_name_that_no_syllable_explains_stays_as_read() -> None:
    text = choose_lines([read(*TRUE)])
    assert text == "\n".join(TRUE)
    assert not is_settled(text)
    assert is_settled("\n".join(NAMED))


def test_a_wrong_number_is_not_taken_for_settled() -> None:
    text = choose_lines([read("IDVNM1234052858042088405285<<9", TRUE[1], NAMED[2])])
    assert text is not None
    assert not is_settled(text)


def test_no_zone_without_three_lines() -> None:
    assert choose_lines([read(*TRUE[:2])]) is None
    assert choose_lines([]) is None


@settings(deadline=None)
@given(st.lists(st.text("IDVNM0123456789O<TBSZ", min_size=10, max_size=40), min_size=3, max_size=4))
def test_whatever_is_read_three_lines_of_thirty_letters_come_out(lines: list[str]) -> None:
    text = choose_lines([read(*lines)])
    assert text is None or [len(line) for line in text.split("\n")] == [30, 30, 30]


def test_names_of_people_are_syllables_without_their_marks() -> None:
    rng = Random(4)
    for _ in range(60):
        person = make_person(rng, sex="Nữ", born=(date(1970, 1, 1), date(2000, 1, 1)))
        names = [name for name in mrz_lines(person)[2].split("<") if name]
        assert sum(is_bare_syllable(name) for name in names) >= len(names) - 1
    assert not any(is_bare_syllable(name) for name in ("HTEU", "KTM", "TRTNH", "NGHTIA", "VTIET"))
