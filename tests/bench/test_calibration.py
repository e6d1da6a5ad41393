from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.calibration import calibration_error, count_sure, fill_bins
from bench.reading_tables import correlate

PAIRS = st.lists(st.tuples(st.floats(0, 1), st.booleans()))


@given(PAIRS)
def test_every_word_lies_in_the_bin_of_its_confidence(words: list[tuple[float, bool]]) -> None:
    bins = fill_bins(words)
    assert sum(entry.words for entry in bins) == len(words)
    assert all(entry.low - 1e-9 <= entry.confidence <= entry.high + 1e-9 for entry in bins)
    assert 0 <= calibration_error(bins) <= 1


def test_confidence_that_keeps_its_word_has_no_error() -> None:
    words = [(0.9, True)] * 9 + [(0.9, False)] + [(0.5, True)] * 5 + [(0.5, False)] * 5
    assert calibration_error(fill_bins(words)) == pytest.approx(0)


def test_confidence_that_promises_too_much_is_off_by_what_it_promised() -> None:
    assert calibration_error(fill_bins([(1.0, True), (1.0, False)])) == pytest.approx(0.5)


def test_sure_words_are_those_at_the_limit_and_above() -> None:
    counts = count_sure([(0.95, True), (0.99, False), (0.949, False)])
    assert (counts.right, counts.wanted) == (1, 2)


def test_rank_correlation_knows_order_only() -> None:
    assert correlate([0, 1, 2], [1, 10, 1000]) == pytest.approx(1)
    assert correlate([0, 1, 2], [3, 2, 1]) == pytest.approx(-1)
    assert correlate([0, 0], [1, 2]) == 0
