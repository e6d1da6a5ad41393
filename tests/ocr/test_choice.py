from __future__ import annotations

import numpy as np
import pytest

from ocr.choice import Options, Setting, describe_choices, pick_best
from ocr.combine import combine_line, look_over
from ocr.engine import EngineWord
from ocr.likelihood import load_likelihood
from ocr.lines import Letter
from ocr.trace import Trace

LIKELIHOOD = load_likelihood()
LETTERS = {letter: column for column, letter in enumerate(" ,.(abcghikltunyđýũỉíàồôH0123456789/-Đ", 1)}
WIDTH = 20


def write_words(text: str, sure: dict[int, float]) -> list[EngineWord]:
    """The engine's words, each letter WIDTH pixels wide; `sure` by place where it is not 0.99."""
    words, left = [], 0
    for token in text.split():
        places = range(left, left + len(token))
        own = tuple(sure.get(place, 0.99) for place in places)
        words.append(EngineWord(token, WIDTH * left, 100, WIDTH * len(token), 40, min(own), 1, 0, own))
        left += len(token) + 1
    return words


def see(text: str, other: dict[int, str] | None = None) -> tuple[list[Letter], Trace]:
    """A line as the second reader sees it, two frames a letter, the second none; `other`: what else it may be."""
    shares = np.full((2 * len(text), len(LETTERS) + 1), 1e-5)
    for place, letter in enumerate(text):
        shares[2 * place, LETTERS[letter]] = 0.95
        shares[2 * place + 1, 0] = 1.0
        if other and place in other:
            shares[2 * place, LETTERS[letter]] = 0.55
            shares[2 * place, LETTERS[other[place]]] = 0.44
    letters = [
        Letter(letter, float(shares[2 * place, LETTERS[letter]]), WIDTH * (place + 0.25))
        for place, letter in enumerate(text)
    ]
    return letters, Trace(np.log(shares).astype(np.float32), LETTERS, 0.0, WIDTH / 2)


def test_each_letter_comes_from_the_reader_that_was_sure_of_it() -> None:
    letters, trace = see("Lũng,ngày".replace("L", "l"))
    words = write_words("lũnc, ngàu", {3: 0.5, 9: 0.5})
    result = combine_line(words, letters, (100, 140), LIKELIHOOD, trace)
    assert [word.text for word in result] == ["lũng,", "ngày"]
    assert [word.raw for word in result] == ["lũnc,", "ngàu"]
    assert [word.left for word in result] == [word.left for word in words]


def test_numbers_and_codes_hold_only_what_a_reader_read() -> None:
    letters, trace = see("12/08/2021", {4: "6"})
    [word] = combine_line(write_words("12/03/2021", {4: 0.6}), letters, (100, 140), LIKELIHOOD, trace)
    assert word.text in {"12/08/2021", "12/03/2021"}
    assert word.confidence < 0.95


def test_words_on_which_both_agree_stay_whatever_the_frames_say() -> None:
    letters, trace = see("hồ", {1: "ô"})
    [word] = combine_line(write_words("hồ", {}), letters, (100, 140), LIKELIHOOD, trace)
    assert (word.text, word.raw) == ("hồ", "")


def test_a_page_knows_the_words_of_which_both_readers_are_sure() -> None:
    sure = [Letter(letter, 0.99, 10.0 * place) for place, letter in enumerate("Hồ ngày")]
    doubtful = [Letter(letter, 0.4, 10.0 * place) for place, letter in enumerate("chi")]
    page = look_over([(write_words("Hồ ngàu", {}), sure), (write_words("chi", {}), doubtful)])
    assert page.known == {"hồ": 1}
    assert page.agreed == pytest.approx(2 / 3)


def test_choices_are_told_by_marks_digits_and_form() -> None:
    setting = Setting("1ghỉ", (0.9, 0.9, 0.9, 0.4), "ghi", 0.0, {"ghi": 3})
    one, other = describe_choices(Options(("1ghỉ", "ghi"), np.array([-6.0, -0.1]), setting))
    assert one["first's"] == other["second's"] == 1.0
    assert one["mixed"] == 1.0 > other["mixed"]
    assert other["first hook>level"] == other["drops digit"] == 1.0
    assert (one["frames"], other["frames"]) == (pytest.approx(-5.9), 0.0)
    assert other["known"] > one["known"]


def test_the_best_of_the_options_comes_with_a_probability() -> None:
    options = Options(("ghỉ", "ghi"), np.array([-9.0, -0.1]), Setting("ghỉ", (0.9, 0.9, 0.4), "ghi", 0.0, {}))
    text, share = pick_best(options, LIKELIHOOD, {})
    assert text == "ghi"
    assert 0.0 < share < 1.0


def test_machine_readable_lines_are_left_to_their_own_reader() -> None:
    letters, trace = see("lu1hH")
    words = write_words("lu1<H", {3: 0.3})
    with_trace, without = (combine_line(words, letters, (0, 40), LIKELIHOOD, seen) for seen in (trace, None))
    assert [word.text for word in with_trace] == [word.text for word in without]
