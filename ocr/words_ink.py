"""The ink of a word as it stands on the cleaned page."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engine import EngineWord, Grey


def mark_word(word: EngineWord, page: Grey) -> NDArray[np.bool_]:
    """Which pixels of the word's box are ink, told from paper by Otsu's threshold."""
    box = np.ascontiguousarray(page[word.top : word.top + word.height, word.left : word.left + word.width])
    if not box.size:
        return np.zeros(box.shape, np.bool_)
    ink: NDArray[np.bool_] = cv2.threshold(box, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)[1] > 0
    return ink
