"""The other side of a sheet laid under this side: what shows through is told from what stands on it."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr.behind import Behind
from ocr.worker import ReadingPool
from pipeline.limits import Limits
from tests.corpus.fonts import FontBook
from tests.ocr.backs import DPI, is_marked, make_side
from tests.ocr.drawing import find_font


def soak(front: np.ndarray, share: float) -> np.ndarray:
    """An empty back through which the front shows sharp, a good deal deeper than through most sheets."""
    mirrored = cv2.flip(front, 1).astype(np.float32)
    return np.asarray(255 - share * (255 - mirrored), np.uint8)


def lean(pixels: np.ndarray, degrees: float, shift: tuple[float, float]) -> np.ndarray:
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    matrix[:, 2] += shift
    return np.asarray(cv2.warpAffine(pixels, matrix, (width, height), borderValue=(255, 255, 255)), np.uint8)


def test_ink_that_soaked_through_is_no_writing_beside_its_front(front: np.ndarray) -> None:
    back = keep_seals(soak(front, 0.5), front)
    assert is_marked(back, DPI)
    assert not is_marked(back, DPI, front)


@pytest.mark.parametrize(("degrees", "shift", "quarters"), [(2.5, (14, -9), 0), (-4.0, (-20, 12), 2), (1.0, (5, 5), 1)])
def test_the_sides_may_lean_and_lie_apart_and_be_turned(
    front: np.ndarray, degrees: float, shift: tuple[float, float], quarters: int
) -> None:
    back = keep_seals(soak(front, 0.5), front)
    scanned = np.ascontiguousarray(np.rot90(lean(front, degrees, shift), quarters))
    assert not is_marked(back, DPI, scanned)


def keep_seals(back: np.ndarray, front: np.ndarray) -> np.ndarray:
    """The back with what is printed in black on its front as pale as usual: few marks stay in doubt."""
    mirrored = cv2.flip(front, 1)
    red = cv2.subtract(mirrored[..., 0], cv2.max(mirrored[..., 1], mirrored[..., 2])) > 60
    return np.where(cv2.dilate(red.astype(np.uint8), np.ones((3, 3)))[..., None] > 0, back, soak(front, 0.12))


@pytest.mark.parametrize("place", [(300, 500), (500, 900), (700, 1100), (900, 300)])
def test_a_word_on_what_shows_through_is_writing(front: np.ndarray, place: tuple[int, int]) -> None:
    page = Image.fromarray(soak(front, 0.2))
    ImageDraw.Draw(page).text(place, "Phụ lục 2", (40, 40, 60), find_font(24))
    assert is_marked(np.asarray(page), DPI, front)


def test_the_front_of_another_sheet_explains_nothing(book: FontBook, front: np.ndarray) -> None:
    back = keep_seals(soak(front, 0.5), front)
    others = [make_side(book, f"other {number}") for number in range(3)]
    assert is_marked(back, DPI, *others)
    assert all(Behind.lay(back, DPI, other, DPI, bilevel=False) is None for other in others)


def test_an_empty_page_has_no_other_side(front: np.ndarray) -> None:
    white = np.full_like(front, 255)
    assert Behind.lay(white, DPI, front, DPI, bilevel=False) is None
    assert Behind.lay(front, DPI, white, DPI, bilevel=False) is None


@pytest.mark.parametrize("order", ["front first", "back first"])
def test_a_stack_scanned_on_both_sides_has_its_empty_backs_found(front: np.ndarray, tmp_path: Path, order: str) -> None:
    back = keep_seals(soak(front, 0.5), front)
    path = tmp_path / "stack.tiff"
    sides = [front, back] if order == "front first" else [back, front]
    first, second = (Image.fromarray(side) for side in sides)
    first.save(path, dpi=(DPI, DPI), save_all=True, append_images=[second])
    with ReadingPool(1, Limits()) as pool:
        blank = {
            outcome.page: outcome.reading.blank for outcome in pool.read(path, "0" * 64, (1, 2)) if outcome.reading
        }
    assert blank == ({1: False, 2: True} if order == "front first" else {1: True, 2: False})
