"""Long straight runs of ink, found in steps that double what one pixel stands for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]


def open_runs(ink: Grey, length: int, *, down: bool = False) -> Grey:
    """What is left of the ink's runs of at least `length` pixels along the rows, or down the columns.

    As OpenCV's opening by a straight line, edges of the page included, which takes as many steps as the line has
    pixels; van Herk's and Gil and Werman's way needs few, and so does doubling.
    """
    before = length // 2
    pads = (before, length - 1 - before, 0, 0) if down else (0, 0, before, length - 1 - before)
    least = _slide(cv2.copyMakeBorder(ink, *pads, cv2.BORDER_CONSTANT, value=255), length, down, cv2.min)
    return _slide(cv2.copyMakeBorder(least, *pads, cv2.BORDER_CONSTANT, value=0), length, down, cv2.max)


def _slide(image: Grey, length: int, down: bool, pick: Callable[[Any, Any], Any]) -> Grey:
    """For each window of `length` pixels what `pick` makes of it."""
    seen = 1
    while seen < length:
        step = min(seen, length - seen)
        image = pick(image[:-step], image[step:]) if down else pick(image[:, :-step], image[:, step:])
        seen += step
    return image
