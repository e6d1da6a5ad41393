from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.catalog import load_catalog
from pipeline.codes import dossier_date, find_dossier_code, find_paper_number, read_digits
from pipeline.extract.card import parse_card_qr
from pipeline.extract.mrz import check_digit, parse_mrz
from pipeline.separator import encode_separator, parse_separator
from tests.pipeline.papers import CARD_QR, MRZ

ABBREVIATIONS = load_catalog().abbreviations
DAYS = st.dates(min_value=date(1920, 1, 1), max_value=date(2035, 12, 31))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("000.00.12.H01-230728-0001", "000.00.12.H01-230728-0001"),
        ("Mã hồ sơ: H47.06-261005-0155.", "H47.06-261005-0155"),
        ("https://dichvucong.example/tra-cuu?ma=H26.107.01-260302-150012&x=1", "H26.107.01-260302-150012"),
        ("H47 . 06 - 261005 - 0155", "H47.06-261005-0155"),
        ("H47.O6-26l005-O155", "H47.06-261005-0155"),
        ("1147.06-261005-0155", "H47.06-261005-0155"),
        ("G01.899.108-260101-0001", "G01.899.108-260101-0001"),
    ],
)
def test_dossier_codes_are_found_and_put_right(text: str, code: str) -> None:
    assert find_dossier_code(text) == code


@pytest.mark.parametrize("text", ["", "079203012345", "15/QĐ-UBND", "ngày 05-10-2026", "H47"])
def test_other_numbers_are_no_dossier_codes(text: str) -> None:
    assert find_dossier_code(text) is None


def test_the_day_inside_a_dossier_code() -> None:
    assert dossier_date("H47.06-261005-0155") == date(2026, 10, 5)
    assert dossier_date("H47.06-261305-0155") is None


@pytest.mark.parametrize(
    ("text", "whole", "notation"),
    [
        ("Số: 15/QĐ-UBND", "15/QĐ-UBND", "QĐ-UBND"),
        ("Số: 47 /QD-UBND", "47/QĐ-UBND", "QĐ-UBND"),
        ("Số: 47/QÐ-UBND", "47/QĐ-UBND", "QĐ-UBND"),
        ("So: 05/2026/NQ-HDND", "05/2026/NQ-HĐND", "NQ-HĐND"),
        ("Số: /TB-UBND", None, "TB-UBND"),
        ("Số: ........./CT-UBND", None, "CT-UBND"),
        ("Số: Ất/QĐ-UBND", None, "QĐ-UBND"),
        ("Số: 507/UBND-KGVX", "507/UBND-KGVX", "UBND-KGVX"),
        ("Số: 12/UBND-XNTTHN", "12/UBND-XNTTHN", "UBND-XNTTHN"),
    ],
)
def test_numbers_of_papers_are_read_and_never_guessed(text: str, whole: str | None, notation: str) -> None:
    found = find_paper_number(text, ABBREVIATIONS)
    assert found is not None
    assert (found.whole, found.notation) == (whole, notation)


@given(st.text(max_size=80))
def test_code_parsers_take_any_text(text: str) -> None:
    find_dossier_code(text)
    find_paper_number(text, ABBREVIATIONS)
    parse_card_qr(text)
    parse_mrz([text])
    parse_separator(text)
    read_digits(text, 12)


def test_digits_are_read_through_spaces_and_slips() -> None:
    assert read_digits("079 203 012 345", 12) == "079203012345"
    assert read_digits("O792O3O12345", 12) == "079203012345"
    assert read_digits("0792030123456", 12) is None


def test_the_card_qr_gives_its_seven_fields() -> None:
    card = parse_card_qr(CARD_QR)
    assert card is not None
    assert (card.id12, card.id9, card.name, card.sex) == ("079203012345", "", "Nguyễn Văn Mẫu", "Nam")
    assert (card.birth, card.issued) == (date(2003, 5, 14), date(2021, 6, 1))
    assert card.address == "Tổ 1, Phường A, Quận 1, TP. Hồ Chí Minh"


def test_newer_cards_keep_what_comes_after_the_seven_fields() -> None:
    card = parse_card_qr(CARD_QR + "||14052043|Cha|Mẹ")
    assert card is not None
    assert card.rest == ("", "14052043", "Cha", "Mẹ")


@given(
    st.from_regex(r"\A[0-9]{12}\Z").filter(str.isascii),
    st.sampled_from(["", "012345678"]),
    DAYS,
    DAYS,
    st.sampled_from(["Nam", "Nữ"]),
)
def test_any_card_qr_is_read_back_exactly(id12: str, id9: str, birth: date, issued: date, sex: str) -> None:
    text = f"{id12}|{id9}|Trần Thị Thử|{birth:%d%m%Y}|{sex}|Số 2, Hà Nội|{issued:%d%m%Y}"
    card = parse_card_qr(text)
    assert card is not None
    assert (card.id12, card.id9, card.birth, card.issued, card.sex) == (id12, id9, birth, issued, sex)


@pytest.mark.parametrize(
    "text", ["", "a|b|c", "DN4010123456789|4e|...$", CARD_QR.replace("|Nam|", "|X|"), "1|2|3|4|5|6|7"]
)
def test_other_payloads_are_no_cards(text: str) -> None:
    assert parse_card_qr(text) is None


def make_mrz(id12: str, birth: date, sex: str, expiry: date, name: str) -> tuple[str, str, str]:
    first = f"IDVNM{id12[3:]}{check_digit(id12[3:])}{id12}<<{check_digit(id12 + '<<')}"
    born, until = f"{birth:%y%m%d}", f"{expiry:%y%m%d}"
    second = f"{born}{check_digit(born)}{sex}{until}{check_digit(until)}VNM{'<' * 11}"
    composite = check_digit(first[5:30] + second[0:7] + second[8:15] + second[18:29])
    return first, second + composite, name.ljust(30, "<")


@given(st.integers(0, 10**8 - 1), st.sampled_from("MF"), DAYS, st.dates(date(2022, 1, 1), date(2060, 1, 1)))
def test_the_machine_readable_zone_is_read_back(tail: int, sex: str, birth: date, expiry: date) -> None:
    gender = 2 * ((birth.year - 1900) // 100) + (sex == "F")
    id12 = f"001{gender}{tail:08d}"
    zone = parse_mrz(make_mrz(id12, birth, sex, expiry, "TRAN<<THI<THU"))
    assert zone is not None
    assert (zone.id12, zone.birth, zone.expiry) == (id12, birth, None if f"{expiry:%y%m%d}" == "991231" else expiry)
    assert zone.sex == ("Nam" if sex == "M" else "Nữ")
    assert zone.name == "TRAN THI THU"


def test_usual_slips_in_the_zone_are_repaired() -> None:
    zone = parse_mrz(["rác", "I DVNM2O3O123450O792030I2345<K0", "03O5141M43O5149VNM<<<<<<8", "NGUYEN<<VAN<MAU<<<"])
    assert zone is not None
    assert (zone.id12, zone.birth, zone.name) == ("079203012345", date(2003, 5, 14), "NGUYEN VAN MAU")


@given(st.integers(5, 26), st.integers(1, 9))
def test_a_zone_with_a_wrong_digit_is_refused(place: int, step: int) -> None:
    first = MRZ[0]
    digit = first[place]
    changed = first[:place] + str((int(digit) + step) % 10) + first[place + 1 :]
    assert parse_mrz([changed, *MRZ[1:]]) is None


def test_no_time_limit_is_told_from_a_date() -> None:
    zone = parse_mrz(make_mrz("001150000001", date(1950, 1, 1), "F", date(1999, 12, 31), "TRAN<<THI"))
    assert zone is not None
    assert zone.unlimited
    assert zone.expiry is None


@given(st.one_of(st.none(), st.from_regex(r"\A[A-K][0-9]{2}\.[0-9]{2}-[0-9]{6}-[0-9]{4}\Z")))
def test_separators_carry_their_code(code: str | None) -> None:
    found = parse_separator(encode_separator(code))
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("text", ["", "SOHOA:SEP:", "SOHOA:SEP:2:x", "H47.06-261005-0155", "SOHOA:SEP:1:a\nb"])
def test_other_texts_are_no_separators(text: str) -> None:
    assert parse_separator(text) is None


def test_a_separator_refuses_what_is_no_code() -> None:
    with pytest.raises(ValueError, match="one line"):
        encode_separator("a\nb")
