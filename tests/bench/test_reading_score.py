from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.reading_score import bare, score_text

LINES = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Họ và tên: Đỗ Thị Hường",
    "Nơi sinh: Huế",
)


def page(*lines: str, hand: dict[int, list[list[int]]] | None = None) -> dict[str, Any]:
    marks = hand or {}
    return {
        "lines": [
            {"text": line, "box": [0.1, 0.1 * number, 0.5, 0.02], "hand": marks.get(number, [])}
            for number, line in enumerate(lines)
        ]
    }


def read(*lines: str) -> list[str]:
    return " ".join(lines).split()


def test_a_perfect_reading_has_no_error() -> None:
    score = score_text(page(*LINES), read(*LINES))
    assert (
        score.order.errors == score.words.errors == score.misread.errors == score.lost_rate.errors == score.extra == 0
    )
    assert all(score.right)


def test_nothing_read_loses_every_line() -> None:
    score = score_text(page(*LINES), [])
    assert (score.lost_rate.errors, score.lost_rate.length) == (4, 4)
    assert score.order.percent == 100
    assert score.misread.length == 0


@given(st.permutations(LINES))
@settings(max_examples=24, deadline=None)
def test_order_aside_is_order_aside(lines: list[str]) -> None:
    score = score_text(page(*LINES), read(*lines))
    assert score.misread.errors == score.lost_rate.errors == score.extra == 0
    assert all(score.right)
    assert (score.order.errors > 0) == (tuple(lines) != LINES)


def test_errors_of_tone_and_hat_are_told_apart() -> None:
    score = score_text(page(*LINES), read(*LINES[:2], "Họ và tên: Đo Thị Hương", "Nơi sinh: Hue."))
    assert score.marks.errors == 3
    assert score.misread.errors == 4
    assert bare("ở") == bare("o") == "o"
    assert bare("Đ") == "D"


def test_a_lost_line_and_an_invented_one() -> None:
    score = score_text(page(*LINES), read(*LINES[:3], "~~ | ø"))
    assert [line.text for line in score.lost] == ["Nơi sinh: Huế"]
    assert score.extra == 4
    assert score.right[-3:] == (False, False, False)
    assert score.misread.errors == 0


def test_letters_stuck_to_a_line_are_errors_of_it_and_words_beside_it_are_not() -> None:
    score = score_text(page(*LINES), read(LINES[0], "|" + LINES[1] + "~;", "~~ |", LINES[2], LINES[3]))
    assert [line.errors for line in score.lines] == [0, 3, 0, 0]
    assert score.extra == 6


def test_a_word_is_right_only_as_the_same_whole_word_in_its_place() -> None:
    score = score_text(page("Sinh ngày 05 tháng 12 năm 1990"), read("Sinh ngày 05 thang 1 2 năm 19901"))
    assert score.right == (True, True, True, False, False, False, True, False)


def test_words_by_hand_count_in_no_rate() -> None:
    text = "Họ và tên: Trần Văn Bình"
    score = score_text(page(text, hand={0: [[11, 15], [16, 19], [20, 24]]}), read("Họ và tên: Tron Vam Bimh"))
    assert score.order.errors == score.words.errors == score.misread.errors == 0
    assert score.misread.length == len(text) - 11


def test_a_line_all_by_hand_is_no_printed_line() -> None:
    score = score_text(page("Đã nhận đủ", hand={0: [[0, 2], [3, 7], [8, 10]]}), [])
    assert score.printed == []
    assert score.lost == []


def test_a_name_by_hand_takes_no_printed_name_s_place() -> None:
    written, printed = "Họ và tên: Lê Văn Phúc", "Lê Văn Phúc"
    score = score_text(page(written, printed, hand={0: [[11, 13], [14, 17], [18, 22]]}), read("Họ và tên:\n" + printed))
    assert score.lost == []
    everything = score_text(page(printed, printed, hand={0: [[0, 2], [3, 6], [7, 11]]}), read(printed))
    assert everything.lost == []
