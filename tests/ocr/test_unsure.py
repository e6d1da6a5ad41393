from __future__ import annotations

from ocr.engine import EngineWord
from ocr.unsure import find_dropped, find_dropped_figures, find_unsure, pick_print


def word(text: str, confidence: float, left: int, line: int = 0) -> EngineWord:
    return EngineWord(text, left, 50 + 60 * line, 80, 40, confidence, 1, line)


def test_words_side_by_side_that_are_likely_wrong_are_one_box() -> None:
    words = [word("Họ", 0.98, 0), word("tên:", 0.9, 100), word("⁄Ø..Xui", 0.1, 200), word("Lệ", 0.2, 300)]
    assert find_unsure(words) == [(200, 50, 180, 40)]


def test_lines_and_sure_words_between_them_part_the_boxes() -> None:
    words = [word("Vuh", 0.1, 0), word("xã", 0.97, 100), word("Hia,", 0.1, 200), word("Xuy", 0.1, 0, line=1)]
    assert find_unsure(words) == [(0, 50, 80, 40), (200, 50, 80, 40), (0, 110, 80, 40)]


def test_a_single_mark_is_no_stretch() -> None:
    assert find_unsure([word("/", 0.05, 0), word("ngày", 0.9, 100)]) == []


def test_a_figure_that_was_dropped_is_boxed_where_its_cell_stays_empty() -> None:
    figure, stroke, beside, name = word("Í", 0.1, 0), word("|", 0.1, 200), word("Í", 0.1, 600), word("Hoa", 0.9, 500)
    cells = [(0, 0, 150, 200), (160, 0, 150, 200), (450, 0, 300, 200)]
    assert find_dropped_figures([figure, stroke, beside, name], [name], cells) == [(0, 50, 80, 40)]
    assert find_dropped_figures([figure], [], []) == []


def test_a_short_word_that_is_all_its_line_says_is_boxed_where_it_is_doubtful() -> None:
    assert find_unsure([word("“4", 0.05, 0), word("năm", 0.9, 0, line=1)]) == [(0, 50, 80, 40)]
    assert find_unsure([word("“4", 0.05, 0), word("năm", 0.9, 100)]) == []


def test_a_short_word_that_was_dropped_is_boxed_and_a_speck_is_not() -> None:
    speck = EngineWord("lJ", 0, 50, 12, 40, 0.1, 1, 1)
    assert find_dropped([word("TT", 0.1, 0), speck], [], []) == [(0, 50, 80, 40)]


def test_what_was_taken_for_a_ghost_may_be_print_where_it_is_small_or_says_a_word() -> None:
    sure, beside, garbage = word("mép", 0.9, 0), word("xaj", 0.1, 100), word("uqx", 0.2, 0, line=1)
    assert pick_print([sure, beside, garbage], 30) == [sure, beside]
    assert pick_print([garbage], 60) == [garbage]
