"""Pictures made smaller for steps that need no detail."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

_WHOLE = 0.01
"""How far a step may be from whole pixels and be taken for them."""


def shrink(image: NDArray[np.uint8], factor: float) -> NDArray[np.uint8]:
    """The image at `factor` (at most 1) of its size.

    Halved as long as that goes, each pixel the mean of four. The rest of the way grey is taken between neighbours:
    means over parts of pixels take seven times as long and show no more of print. The fine lines of a red ground and
    the ink of a seal they tell apart, so colours are averaged, at once where whole pixels go into one.
    """
    step = round(1 / factor)
    if image.ndim == 3 and step > 1 and abs(1 / factor - step) < _WHOLE and min(image.shape[:2]) >= step:
        high, wide = image.shape[0] // step, image.shape[1] // step
        return cv2.resize(image[: step * high, : step * wide], (wide, high), interpolation=cv2.INTER_AREA)
    rows, columns = (max(1, round(side * factor)) for side in image.shape[:2])
    while image.shape[0] >= 2 * rows and image.shape[1] >= 2 * columns and min(image.shape[:2]) >= 2:
        high, wide = image.shape[0] // 2, image.shape[1] // 2
        image = cv2.resize(image[: 2 * high, : 2 * wide], (wide, high), interpolation=cv2.INTER_AREA)
    if image.shape[:2] == (rows, columns):
        return image
    way = cv2.INTER_LINEAR if image.ndim == 2 else cv2.INTER_AREA
    return cv2.resize(image, (columns, rows), interpolation=way)
