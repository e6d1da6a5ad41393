"""Ink of small boxes of a page, words above all."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engine import EngineWord, Grey
from ocr.rects import Rect


def mark_word(word: EngineWord, page: Grey) -> NDArray[np.bool_]:
    """Which pixels of the word's box are ink."""
    return mark_box((word.left, word.top, word.width, word.height), page)


def mark_box(box: Rect, page: Grey) -> NDArray[np.bool_]:
    """Which pixels of the box, as far as it lies on the page, are ink, told from paper by Otsu's threshold."""
    left, top, width, height = box
    part = np.ascontiguousarray(page[top : top + height, left : left + width])
    if not part.size:
        return np.zeros(part.shape, np.bool_)
    ink: NDArray[np.bool_] = cv2.threshold(part, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)[1] > 0
    return ink
