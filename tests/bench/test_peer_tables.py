from __future__ import annotations

from bench.peer_tables import compare_found
from bench.reading_score import score_text
from tests.bench.test_reading_score import LINES, page, read


def test_lines_that_one_program_loses_are_left_out_for_both() -> None:
    truth = page(*LINES)
    whole = score_text(truth, read(LINES[0], LINES[1], LINES[2], "Nơi sính: Huế"))
    part = score_text(truth, read(LINES[0], "Độc lặp - Tự do - Hạnh phúc"))
    ours, its = compare_found([whole], [part])
    assert ours.length == its.length == score_text(page(*LINES[:2]), read(*LINES[:2])).misread.length
    assert (ours.errors, its.errors) == (0, 1)
