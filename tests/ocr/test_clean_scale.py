from __future__ import annotations

import cv2
import numpy as np
import pytest

from ocr.scale import judge_dpi, measure_letters
from tests.ocr.drawing import LETTER, draw_leader, draw_page


def scan(dpi: int, mm: tuple[int, int] = (210, 297)) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """13 point text on paper of the given size."""
    size = (round(mm[0] / 25.4 * dpi), round(mm[1] / 25.4 * dpi))
    page = np.asarray(draw_page(LETTER, (round(size[0] * 300 / dpi), round(size[1] * 300 / dpi))).convert("L"))
    return cv2.resize(page, size, interpolation=cv2.INTER_AREA)


@pytest.mark.parametrize("dpi", [150, 200, 300, 600])
@pytest.mark.parametrize("claimed", [72, 96, 200, 300, 600])
def test_a_lying_tag_is_seen_through(dpi: int, claimed: int) -> None:
    page = scan(dpi)
    assert abs(judge_dpi(page, claimed) / dpi - 1) < 0.1


def test_a_small_slip_scanned_alone_keeps_its_true_resolution() -> None:
    page = scan(300, (148, 60))
    assert judge_dpi(page, 300) == 300


def test_a_page_without_letters_keeps_what_is_claimed() -> None:
    page = np.full((900, 700), 250, np.uint8)
    assert measure_letters(page) == 0
    assert judge_dpi(page, 200) == 200


def test_dotted_leaders_are_not_taken_for_letters() -> None:
    page = draw_page(LETTER * 2)
    for row in range(12):
        draw_leader(page, (300, 1900 + row * 100), 2200)
    assert abs(measure_letters(np.asarray(page.convert("L"))) - measure_letters(scan(300))) < 4
