from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.corpus.cards import check_digit, mrz_lines, qr_payload
from tests.corpus.numbers import count_words, date_words, long_date
from tests.corpus.people import birthday, make_family, make_person
from tests.corpus.places import MERGER, make_place, provinces

SEEDS = st.integers(0, 10**6)


@given(SEEDS, st.sampled_from(("Nam", "Nữ")))
def test_an_id_number_tells_province_century_sex_and_year(seed: int, sex: str) -> None:
    person = make_person(Random(seed), sex=sex, born=(date(1935, 1, 1), date(2024, 12, 31)))
    assert len(person.id12) == 12
    assert person.id12[:3] == person.origin.province.code
    assert int(person.id12[3]) == (2 if person.birth.year >= 2000 else 0) + (sex == "Nữ")
    assert person.id12[4:6] == f"{person.birth:%y}"


@given(SEEDS)
def test_parents_are_of_age_and_wed_before_the_child_is_born(seed: int) -> None:
    family = make_family(Random(seed), (date(1999, 1, 1), date(2024, 1, 1)))
    assert family.wedding < family.child.birth
    assert birthday(family.father.birth, 20) <= family.wedding
    assert birthday(family.mother.birth, 18) <= family.wedding
    assert family.child.surname == family.father.surname


@given(SEEDS)
def test_card_codes_agree_with_their_owner(seed: int) -> None:
    person = make_person(Random(seed), sex="Nữ", born=(date(1950, 1, 1), date(2008, 1, 1)))
    first, second, third = mrz_lines(person)
    assert [len(line) for line in (first, second, third)] == [30, 30, 30]
    assert first[5:14] == person.id12[3:]
    assert first[14] == check_digit(first[5:14])
    assert first[29] == check_digit(first[15:29])
    assert second[6] == check_digit(second[:6])
    assert second[14] == check_digit(second[8:14])
    assert second[29] == check_digit(first[5:30] + second[0:7] + second[8:15] + second[18:29])
    assert third.isascii()
    assert third.replace("<", "").isupper()
    fields = qr_payload(person).split("|")
    assert len(fields) == 7
    assert fields[0] == person.id12
    assert fields[3] == f"{person.birth:%d%m%Y}"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (105, "một trăm linh năm"),
        (1987, "một nghìn chín trăm tám mươi bảy"),
        (2004, "hai nghìn không trăm linh bốn"),
        (1_500_000, "một triệu năm trăm nghìn"),
    ],
)
def test_numbers_in_words(number: int, words: str) -> None:
    assert count_words(number) == words


def test_dates_in_words_and_in_the_heads_of_letters() -> None:
    assert date_words(date(2004, 5, 3)) == "Ngày mùng ba, tháng năm, năm hai nghìn không trăm linh bốn"
    assert long_date(date(2026, 2, 5)) == "ngày 05 tháng 02 năm 2026"
    assert long_date(date(2026, 9, 5)) == "ngày 05 tháng 9 năm 2026"


def test_addresses_lose_the_district_with_the_merger() -> None:
    place = make_place(Random(3))
    assert place.district in place.full(date(2025, 6, 30))
    assert f"{place.district_kind} {place.district}" not in place.full(MERGER)
    assert place.province.new_name in place.full(MERGER)
    assert len(provinces()) == 63
