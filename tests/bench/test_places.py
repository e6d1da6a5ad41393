from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from bench.places import JUMP, TrueLine, count_errors, locate, place_lines

LETTERS = st.text(alphabet="abơ 1", min_size=1, max_size=14).map(str.strip).filter(bool)


def spread(line: str, text: str) -> int:
    """Least edit distance of the line to any part of the text, the slow and sure way."""
    parts = {text[start:end] for start in range(len(text) + 1) for end in range(start, len(text) + 1)}
    return min(Levenshtein.distance(line, part) for part in parts)


@given(LETTERS, LETTERS)
@settings(max_examples=150, deadline=None)
def test_a_place_is_never_worse_than_the_best_part_of_the_text(line: str, text: str) -> None:
    place = locate(line, text)
    assert place.errors <= spread(line, text)
    assert len(place.at) == len(place.extra) == len(line)
    wrong = sum(at < 0 or text[at] != letter for at, letter in zip(place.at, line, strict=True))
    assert place.errors == wrong + sum(place.extra)


@given(LETTERS, LETTERS, LETTERS)
@settings(max_examples=100, deadline=None)
def test_a_line_that_stands_in_the_text_is_found_without_error(before: str, line: str, after: str) -> None:
    assert locate(line, f"{before} {line} {after}").errors == 0


def test_a_line_may_be_part_of_a_longer_one_and_lie_anywhere() -> None:
    text = "Họ và tên: Nguyễn Văn An Giới tính: Nam Dân tộc: Kinh"
    places = place_lines([TrueLine("Giới tính: Nam"), TrueLine("Họ và tên: Nguyễn Văn An")], text)
    assert [place and place.errors for place in places] == [0, 0]


def test_a_line_cut_in_pieces_is_found_whole() -> None:
    text = "Quốc tịch: Việt Nam xã Tân Thạnh Họ và tên: Nguyễn Văn An"
    place = locate("Họ và tên: Nguyễn Văn An Quốc tịch: Việt Nam", text)
    assert place.errors <= JUMP


def test_a_letter_serves_one_line_only() -> None:
    line = TrueLine("Dân tộc: Kinh Quốc tịch: Việt Nam")
    once = place_lines([line, line], line.text)
    twice = place_lines([line, line], f"{line.text} Nơi cư trú: xã Tân Thạnh {line.text}")
    assert sum(place is None for place in once) == 1
    assert None not in twice


def test_a_line_with_less_than_half_its_letters_is_lost() -> None:
    lines = [TrueLine("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), TrueLine("GIẤY KHAI SINH")]
    assert place_lines(lines, "GIẤY KHAI SINH CỘNG H") == [None, locate("GIẤY KHAI SINH", "GIẤY KHAI SINH CỘNG H")]


def test_handwriting_is_not_judged() -> None:
    text = "Họ và tên: Tran V. Nơi sinh: Huế"
    line = TrueLine("Họ và tên: Trần Văn Bình Nơi sinh: Huế", frozenset(range(11, 24)))
    place = locate(line.text, text)
    assert place.errors > 0
    assert count_errors(line, place, text) == 0


def test_what_is_left_of_a_lost_line_takes_no_words_of_short_ones() -> None:
    lines = [TrueLine(text) for text in ("1", "Tờ khai", "01", "2", "Căn cước", "01", "Trịnh Ngọc Trẻ", "3")]
    found = place_lines(lines, "1 Tờ khai 2 Căn cước 01 rịnh Ng 3")
    assert [line.text for line, place in zip(lines, found, strict=True) if place is None] == ["01"]
