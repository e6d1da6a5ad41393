from __future__ import annotations

from itertools import groupby, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.lines import Letter
from ocr.mixes import mix_texts, vary_text
from ocr.trace import BLANK, Trace, score_texts

ALPHABET = {"a": 1, "á": 2, "b": 3, " ": 4}


def trace(*columns: int, doubt: dict[int, tuple[int, float]] | None = None) -> Trace:
    """Frames that show one letter each, a share of it another letter's where there is doubt; 10 pixels a frame."""
    shares = np.full((len(columns), 5), 1e-6)
    for row, column in enumerate(columns):
        other, share = (doubt or {}).get(row, (column, 0.0))
        shares[row, column] = 1 - share
        shares[row, other] = max(shares[row, other], share)
    return Trace(np.log(shares).astype(np.float32), ALPHABET, 0.0, 10.0)


@given(st.lists(st.integers(1, 2), max_size=4), st.integers(0, 10))
def test_a_texts_score_is_that_of_its_likeliest_spread_over_the_frames(text: list[int], seed: int) -> None:
    frames = np.log(np.random.default_rng(seed).dirichlet(np.ones(3), 5)).astype(np.float32)
    spreads = [
        sum(float(frames[row, column]) for row, column in enumerate(path))
        for path in product(range(3), repeat=5)
        if [column for column, _ in groupby(path) if column != BLANK] == text
    ]
    [score] = score_texts(frames, [text])
    assert score == pytest.approx(max(spreads), abs=1e-4) if spreads else score < -1e6


def test_what_the_frames_show_scores_best_and_unknown_letters_badly() -> None:
    seen = trace(1, 0, 3, 3, 0)
    scores = seen.score(["ab", "áb", "a", "?b"], 0, 5)
    assert scores.argmax() == 0
    assert scores[0] > -0.1


def test_a_trace_finds_the_frame_of_a_place() -> None:
    assert [trace(1, 0, 3).frame_at(x) for x in (-50.0, 5.0, 24.0, 900.0)] == [0, 0, 2, 3]


def test_two_readings_give_all_mixes_of_where_they_differ() -> None:
    assert set(mix_texts("(Kú, ghỉ", "(Ký,ghi")) >= {"(Kú, ghỉ", "(Ký,ghi", "(Ký, ghi", "(Kú,ghi"}


@given(st.text("ab1 ", max_size=30), st.text("ab1 ", max_size=30))
def test_mixes_hold_both_readings_and_stay_few(one: str, other: str) -> None:
    mixes = mix_texts(one, other)
    assert mixes[0] == one
    assert other in mixes
    assert len(mixes) == len(set(mixes)) <= 2 + 2 * (1 + max(len(one), len(other), 8))


def test_a_letter_that_the_frames_allow_is_tried_but_never_for_a_digit() -> None:
    seen = trace(1, 0, 3, doubt={0: (2, 0.3)})
    letters = [Letter("a", 0.7, 5.0), Letter("b", 1.0, 25.0)]
    assert vary_text("ab", letters, seen, 0, 3) == ["áb"]
    assert vary_text("1b", letters, seen, 0, 3) == []
