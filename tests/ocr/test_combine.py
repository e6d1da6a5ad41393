from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from ocr.combine import combine_line, split_stretches
from ocr.engine import EngineWord
from ocr.likelihood import load_likelihood
from ocr.lines import Letter
from ocr.lookalikes import mend_number, mend_numbers

LIKELIHOOD = load_likelihood()
WIDTH = 20


def write_words(text: str, confidence: float = 0.9) -> list[EngineWord]:
    """Words of a line as the engine gives them, each letter WIDTH pixels wide."""
    words, left = [], 0
    for token in text.split():
        words.append(EngineWord(token, left, 100, WIDTH * len(token), 40, confidence, 1, 0, (confidence,) * len(token)))
        left += WIDTH * (len(token) + 1)
    return words


def write_letters(text: str, confidence: float = 0.9) -> list[Letter]:
    return [Letter(letter, confidence, WIDTH * (place + 0.5)) for place, letter in enumerate(text)]


def combine(first: str, second: str, sure: tuple[float, float] = (0.99, 0.99)) -> list[EngineWord]:
    return combine_line(write_words(first, sure[0]), write_letters(second, sure[1]), (100, 140), LIKELIHOOD)


def test_words_on_which_both_agree_are_nearly_certain_and_others_are_not() -> None:
    words = combine("cấp ngày 12/03/2021", "cấp ngày 12/08/2021")
    assert [word.text for word in words[:2]] == ["cấp", "ngày"]
    assert min(word.confidence for word in words[:2]) > 0.9 > words[2].confidence


def test_a_number_that_both_read_with_letters_in_it_is_one_on_which_they_agree() -> None:
    number = combine("có 0I bản", "có O1 bản")[1]
    assert (number.text, number.raw) == ("01", "0I")
    assert number.confidence > 0.8
    assert combine("có 01 bản", "có 01 bản")[1].raw == ""


def test_a_figure_that_stands_alone_is_read_where_one_reader_took_it_for_a_letter() -> None:
    [number] = combine("I", "1")
    assert (number.text, number.raw) == ("1", "I")
    assert number.confidence > 0.5
    assert combine("I. Tình hình", "1. Tình hình")[0].text in {"I.", "1."}


def test_what_no_vietnamese_word_can_be_gives_way_to_what_can() -> None:
    words = combine("phường Hòn ₫⁄Ïình", "phường Hòn Bình", (0.4, 0.9))
    assert [word.text for word in words] == ["phường", "Hòn", "Bình"]
    assert words[2].left == write_words("phường Hòn ₫⁄Ïình")[2].left


def test_words_that_only_the_second_reader_saw_stand_where_their_letters_are() -> None:
    words = combine("", "Ủy ban nhân dân", (0.0, 0.99))
    assert [word.text for word in words] == ["Ủy", "ban", "nhân", "dân"]
    assert [abs(word.left - WIDTH * start) < WIDTH for start, word in zip((0, 3, 7, 12), words, strict=True)] == [
        True
    ] * 4
    assert {(word.top, word.height) for word in words} == {(100, 40)}


def test_a_torn_word_is_one_stretch_with_the_whole_one() -> None:
    stretches = list(split_stretches(write_words("Nơi thư ờng trú"), write_letters("Nơi thường trú")))
    assert [(s.pair.first.text, s.pair.second.text) for s in stretches] == [
        ("Nơi", "Nơi"),
        ("thư ờng", "thường"),
        ("trú", "trú"),
    ]


lines = st.lists(st.text(string.ascii_lowercase + "áộđ09", min_size=1, max_size=8), max_size=8).map(" ".join)


@given(lines, lines)
def test_every_letter_of_both_readings_lies_in_one_stretch(first: str, second: str) -> None:
    stretches = list(split_stretches(write_words(first), write_letters(second)))
    assert " ".join(s.pair.first.text for s in stretches if s.pair.first.text) == mend_numbers(first)
    assert " ".join(s.pair.second.text for s in stretches if s.pair.second.text) == mend_numbers(second)


@given(lines, lines)
def test_the_line_is_made_of_words_that_one_reader_read_and_no_ink_goes_unsaid(first: str, second: str) -> None:
    words = combine(first, second)
    assert {word.text for word in words} <= {mend_number(token) for token in f"{first} {second}".split()}
    assert bool(words) == bool(first or second)
    assert all(0 <= word.confidence <= 1 for word in words)


def test_dots_of_leaders_before_a_word_go_and_signs_of_the_text_stay() -> None:
    words = combine("tại: .Bản .30/06/2021 này./. v.v...", "tại: .Bản .30/06/2021 này./. v.v...")
    assert [word.text for word in words] == ["tại:", "Bản", "30/06/2021", "này./.", "v.v..."]
    assert [word.raw for word in words] == ["", ".Bản", ".30/06/2021", "", ""]
