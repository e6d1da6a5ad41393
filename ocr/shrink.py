"""Pictures made smaller for steps that need no detail."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def shrink(image: NDArray[np.uint8], factor: float) -> NDArray[np.uint8]:
    """The image at `factor` (at most 1) of its size, each pixel the mean of those it stands for.

    Halved as long as that goes: means of two by two pixels take a fraction of the time that others do.
    """
    rows, columns = (max(1, round(side * factor)) for side in image.shape[:2])
    while image.shape[0] >= 2 * rows and image.shape[1] >= 2 * columns and min(image.shape[:2]) >= 2:
        high, wide = image.shape[0] // 2, image.shape[1] // 2
        image = cv2.resize(image[: 2 * high, : 2 * wide], (wide, high), interpolation=cv2.INTER_AREA)
    if image.shape[:2] == (rows, columns):
        return image
    return cv2.resize(image, (columns, rows), interpolation=cv2.INTER_AREA)
