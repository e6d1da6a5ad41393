from __future__ import annotations

import numpy as np
import pytest

from ocr.shrink import shrink


@pytest.mark.parametrize("factor", [1.0, 0.5, 1 / 3, 0.3, 0.25])
@pytest.mark.parametrize("shape", [(403, 301), (400, 300, 3)])
def test_size_mean_and_places_of_the_picture_are_kept(factor: float, shape: tuple[int, ...]) -> None:
    image = np.zeros(shape, np.uint8)
    image[200:] = 200
    small = shrink(image, factor)
    assert small.shape == (round(shape[0] * factor), round(shape[1] * factor), *shape[2:])
    assert abs(float(small.mean()) - float(image.mean())) < 2
    edge = int(np.flatnonzero(small.reshape(len(small), -1).mean(axis=1) > 100)[0])
    assert abs(edge / factor - 200) <= 1.5 / factor


def test_a_strip_thinner_than_the_factor_keeps_one_pixel() -> None:
    assert shrink(np.full((3, 900), 7, np.uint8), 0.1).shape == (1, 90)
