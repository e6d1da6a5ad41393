"""Where things stand: from the page that is read back to the picture that is kept, through a slant or a bend."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.model import Box

Points = NDArray[np.float64]
"""n x 2: x and y."""

_SETTLED = 4
_TURNS = {
    0: ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    90: ((0.0, -1.0, 1.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)),
    180: ((-1.0, 0.0, 1.0), (0.0, -1.0, 1.0), (0.0, 0.0, 1.0)),
    270: ((0.0, 1.0, 0.0), (-1.0, 0.0, 1.0), (0.0, 0.0, 1.0)),
}
"""Where a place of a page, in fractions of it, comes to lie when the page is turned clockwise."""


def project(matrix: NDArray[np.float64], points: Points) -> Points:
    """The points moved by a 3 x 3 homography."""
    moved = np.column_stack((points, np.ones(len(points)))) @ matrix.T
    return np.asarray(moved[:, :2] / moved[:, 2:], dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Slant:
    """How the sheet lies in its photo: `matrix` takes fractions of the sheet to fractions of the photo."""

    matrix: NDArray[np.float64]

    def place(self, box: Box, degrees: int) -> Box:
        """A box of the sheet as a box of the photo, both turned clockwise by `degrees`; clipped to the photo.

        Middle and sides are carried over and the lean is not, so that boxes of neighbouring lines stay apart.
        """
        turned = np.array(_TURNS[degrees])
        x, y = box.x + box.w / 2, box.y + box.h / 2
        spots = np.array([(x, y), (box.x, y), (box.x + box.w, y), (x, box.y), (x, box.y + box.h)])
        middle, left, right, upper, lower = project(turned @ self.matrix @ np.linalg.inv(turned), spots)
        wide, high = abs(right[0] - left[0]) / 2, abs(lower[1] - upper[1]) / 2
        x0, x1 = (min(1.0, max(0.0, float(middle[0] + side * wide))) for side in (-1, 1))
        y0, y1 = (min(1.0, max(0.0, float(middle[1] + side * high))) for side in (-1, 1))
        return Box(round(x0, 5), round(y0, 5), round(x1 - x0, 5), round(y1 - y0, 5))


@dataclass(frozen=True, slots=True, eq=False)
class Bend:
    """How far lines of print lie below their level place: pixels down at the knots of a grid over the whole page.

    The grid (float32, rows x columns, first and last knots on the page's edges) belongs to the straight page.
    """

    drops: NDArray[np.float32]
    width: int
    height: int

    def find_drop(self, x: float, y: float) -> float:
        """How far down the bent page shows what stands at x, y of the straight one."""
        rows, columns = self.drops.shape
        across = min(max(x / self.width, 0.0), 1.0) * (columns - 1)
        down = min(max(y / self.height, 0.0), 1.0) * (rows - 1)
        left, upper = min(int(across), columns - 2), min(int(down), rows - 2)
        a, b = across - left, down - upper
        near = self.drops[upper : upper + 2, left : left + 2]
        return float((1 - b) * ((1 - a) * near[0, 0] + a * near[0, 1]) + b * ((1 - a) * near[1, 0] + a * near[1, 1]))

    def find_level(self, x: float, y: float) -> float:
        """The y on the straight page of what the bent page shows at x, y."""
        level = y
        for _ in range(_SETTLED):
            level = y - self.find_drop(x, level)
        return level

    def straighten(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The bent page's picture with its lines straight; white where nothing was seen."""
        rows, columns = self.drops.shape
        x = np.arange(self.width, dtype=np.float32)
        y = np.arange(self.height, dtype=np.float32)
        across = np.broadcast_to(x * np.float32((columns - 1) / self.width), (self.height, self.width))
        down = np.broadcast_to((y * np.float32((rows - 1) / self.height))[:, None], (self.height, self.width))
        drops = cv2.remap(self.drops, across.copy(), down.copy(), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        drops += y[:, None]
        return cv2.remap(
            picture, np.ascontiguousarray(np.broadcast_to(x, drops.shape)), drops, cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_CONSTANT, borderValue=255,
        )  # fmt: skip
