from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.vietnamese import (
    ACCENTED_LETTERS,
    canonical_tone,
    date_in_words,
    fold,
    format_date,
    identifier_forms,
    legal_syllable,
    name_sort_key,
    nfc,
    number_in_words,
    parse_date,
    parse_date_words,
    parse_number_words,
    parse_partial_date,
    read_date,
    repair_look_alikes,
    search_text,
    sort_key,
)

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31))


def test_there_are_134_accented_letters_each_one_code_point() -> None:
    assert len(ACCENTED_LETTERS) == len(set(ACCENTED_LETTERS)) == 134
    assert nfc(ACCENTED_LETTERS) == ACCENTED_LETTERS


@given(st.text(alphabet=ACCENTED_LETTERS + "abc xyz123"))
def test_folding_leaves_no_mark_and_does_not_see_the_unicode_form(text: str) -> None:
    assert fold(text).isascii()
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_and_tone_placement_are_stable_on_any_text(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert canonical_tone(canonical_tone(text)) == canonical_tone(text)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("hoà", "hòa"),
        ("HOÀ", "HÒA"),
        ("thuỷ", "thủy"),
        ("khoẻ", "khỏe"),
        ("quý", "quý"),
        ("Quỳnh", "Quỳnh"),
        ("hoàng", "hoàng"),
        ("ngoài", "ngoài"),
        ("của", "của"),
        ("hòa", "hòa"),
    ],
)
def test_open_glides_carry_their_tone_in_one_place(written: str, canonical: str) -> None:
    assert canonical_tone(written) == canonical
    assert canonical_tone(unicodedata.normalize("NFD", written)) == canonical


def test_look_alike_letters_become_vietnamese_ones() -> None:
    assert repair_look_alikes("QÐ Ɖường – ‘a’") == "QĐ Đường - 'a'"


@pytest.mark.parametrize(
    "word",
    "nguyễn quốc khánh giêng gì quyển nghiêng thuở đường kỹ khuya quýt giết của huỳnh thuyền xoong".split(),  # noqa: SIM905
)
def test_real_syllables_are_legal(word: str) -> None:
    assert legal_syllable(word)
    assert legal_syllable(word.upper())


@pytest.mark.parametrize("word", ["", "abc", "xyz", "kà", "cê", "bat", "ngê", "nghà", "tt", "đườngg", "Krông"])
def test_impossible_syllables_are_not(word: str) -> None:
    assert not legal_syllable(word)


def test_words_sort_as_in_a_vietnamese_dictionary() -> None:
    words = ["An", "An Bình", "Anh", "Ăn", "Ân", "Ba", "Dương", "Đường", "Em", "Êm", "Ô", "Ơ", "Ư", "Vy"]
    assert sorted(set(words), key=sort_key) == words
    tones = ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert sorted(set(tones), key=sort_key) == tones
    assert all(sort_key(word).isascii() for word in words)


def test_person_lists_sort_by_given_name_then_family_name() -> None:
    names = ["Lê An", "Trần Văn An", "Nguyễn Thị Bình", "Đỗ Ân Đức"]
    assert sorted(set(names), key=name_sort_key) == names


def test_search_text_keeps_marks_and_meets_the_other_spelling() -> None:
    assert search_text("Hoà") == search_text("HÒA") == "hòa"
    assert search_text("Đường") != search_text("Dương")


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("15/QĐ-UBND", "15qdubnd"),
        ("15/qd-ubnd", "15qdubnd"),
        ("Số: 05/2026/NQ-HĐND", "052026nqhdnd"),
        ("H47.06-261005-0155", "h47062610050155"),
        ("H47062610050155", "h47062610050155"),
        ("000.00.12.H62-201105-0004", "h622011050004"),
        ("079203012345", "2345"),
        ("2345", "2345"),
        ("079 203 012 345", "079203012345"),
        ("45/2024", "452024"),
    ],
)
def test_identifiers_meet_however_they_are_typed(text: str, form: str) -> None:
    assert form in identifier_forms(text)


@given(st.text(max_size=60))
def test_identifier_forms_hold_only_letters_and_digits(text: str) -> None:
    assert all(form.isalnum() and form == form.lower() for form in identifier_forms(text))


@given(DAYS)
def test_dates_are_read_back_in_every_way_of_writing(day: date) -> None:
    written = (
        format_date(day),
        f"{day.day}-{day.month}-{day.year}",
        f"{day.day}.{day.month}.{day.year}",
        f"ngày {day.day:02d} tháng {day.month} năm {day.year}",
        f"Ngày..{day.day}..tháng..{day.month}..năm..{day.year}",
        date_in_words(day),
    )
    assert {parse_date(text) for text in written} == {day}
    assert read_date(format_date(day)) == day


@pytest.mark.parametrize("text", ["31/02/2020", "ngày tháng năm 2025", "12/2025", "", "1/2-2020", "99/99/9999"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_partial_dates_keep_what_is_known() -> None:
    assert parse_partial_date("tháng 8 năm 1975") == "08/1975"
    assert parse_partial_date("1975") == "1975"
    assert parse_partial_date("không rõ") is None


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_numbers_in_words_are_read_back(number: int) -> None:
    assert parse_number_words(number_in_words(number)) == number


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("một chín chín ba", 1993),
        ("hai ngàn lẻ ba", 2003),
        ("hai nghin khong tram linh ba", 2003),
        ("hai nghìm không trăm linh ba", 2003),
        ("mùng năm", 5),
        ("ba mươi mốt", 31),
    ],
)
def test_spoken_numbers_with_their_variants(words: str, number: int) -> None:
    assert parse_number_words(words) == number


def test_words_that_say_no_number_are_none() -> None:
    assert parse_number_words("xin chào") is None
    assert parse_date_words("ngày đẹp trời tháng năm năm xưa") is None


@given(st.text(max_size=80))
def test_parsers_never_fail_on_any_text(text: str) -> None:
    parse_date(text)
    parse_partial_date(text)
    parse_number_words(text)
    sort_key(text)
    legal_syllable(text)
