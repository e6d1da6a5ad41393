from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.levels import count_levels, find_percentiles


@given(st.lists(st.integers(0, 255), min_size=1, max_size=400), st.floats(0, 100))
def test_percentiles_by_counting_are_those_of_sorting(levels: list[int], share: float) -> None:
    pixels = np.array(levels, np.uint8)
    [found] = find_percentiles(count_levels(pixels), (share,))
    assert found == pytest.approx(float(np.percentile(pixels, share)), abs=1e-6)


def test_nothing_counted_has_no_percentiles() -> None:
    with pytest.raises(ValueError, match="no pixels"):
        find_percentiles(np.zeros(256, np.int64), (50,))
