"""Round seals on scans without colour: found by their rim, and taken out as far as they are paler than print."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.clean import Grey
from ocr.rects import Rect, shared_area
from ocr.shrink import shrink
from ocr.stamps import Inks

_RADIUS_MM = (11.0, 27.0)
_COARSE_DPI, _FINE_DPI = 50, 150
_EDGE, _VOTES, _MOST = 120, 26, 12
"""Of cv2.HoughCircles at the coarse resolution, and how many of its circles are looked at."""
_GLIMPSE, _MAYBE, _INKED = 0.5, 0.75, 0.84
"""Share of a circle's directions that show ink where it is worth a closer look, a third one, and where it is a rim."""
_INK, _RING = 0.25, 0.5
"""Darkness of ink from paper (0) to the page's darkest (1), and share of a ring that is inked."""
_ANGLES = 180
_APART, _DARK = 30, 0.45
"""Grey levels between print and a seal that can be told from it by its depth, and where between them print ends."""
_REACH, _AROUND = 1.06, 1.6
"""Radius of what is taken out, and of what tells how dark print is, in radii of the rim's middle."""


@dataclass(frozen=True, slots=True)
class Circle:
    """A rim: its middle and its radius, in pixels."""

    x: float
    y: float
    radius: float

    def bound(self, reach: float, shape: tuple[int, ...]) -> Rect:
        """Left, top, width and height of the circle widened to `reach` radii, as far as it lies on the page."""
        wide = self.radius * reach
        left, top = max(0, int(self.x - wide)), max(0, int(self.y - wide))
        right, bottom = min(shape[1], int(self.x + wide) + 1), min(shape[0], int(self.y + wide) + 1)
        return left, top, max(0, right - left), max(0, bottom - top)


def lift_grey_seals(inks: Inks, dpi: int) -> Inks:
    """The inks of a page without colour with its seals found, and taken out of the grey where print is darker.

    Where seal and print are of one depth, as on bilevel scans, the rim alone goes: it glues the letters it crosses.
    """
    rims = find_rims(inks.grey, dpi)
    if not rims:
        return inks
    grey = inks.grey.copy()
    for rim in rims:
        left, top, width, height = rim.bound(_REACH, grey.shape)
        zone = grey[top : top + height, left : left + width]
        x, y, wide, high = rim.bound(_AROUND, grey.shape)
        darkest = float(np.percentile(inks.grey[y : y + high : 2, x : x + wide : 2], 2))
        _lift(zone, replace(rim, x=rim.x - left, y=rim.y - top), darkest)
    return replace(inks, grey=grey, seals=tuple(rim.bound(_REACH, grey.shape) for rim in rims))


def find_rims(grey: Grey, dpi: int) -> list[Circle]:
    """The rims of seals: circles of a seal's size inked nearly all the way round."""
    factor, fine = (min(1.0, coarse / dpi) for coarse in (_COARSE_DPI, _FINE_DPI))
    small = shrink(grey, factor)
    low, high = (round(radius * dpi * factor / 25.4) for radius in _RADIUS_MM)
    circles = cv2.HoughCircles(
        cv2.GaussianBlur(small, (3, 3), 0), cv2.HOUGH_GRADIENT, 1, 2 * low, None, _EDGE, _VOTES, low, high
    )
    if circles is None:
        return []
    depth = _measure_depth(small)
    guesses = [Circle(float(x), float(y), float(radius)) for x, y, radius in circles[0][:_MOST]]
    near = [one for guess in guesses if (one := _settle(depth, guess, (2, 0, 1), _GLIMPSE)) is not None]
    likely = [rim for guess in near if (rim := _settle(depth, guess, (2, 1, 1), _MAYBE)) is not None]
    if not likely:
        return []
    depth, zoom = _measure_depth(shrink(grey, fine)), fine / factor
    found: list[Circle] = []
    for guess in likely:
        rim = _settle(depth, Circle(guess.x * zoom, guess.y * zoom, guess.radius * zoom), (4, 3, 3), _MAYBE)
        rim = None if rim is None else _settle(depth, rim, (1, 1, 1), _INKED)
        if rim is not None and not any(_meet(rim, other, depth.shape) for other in found):
            found.append(rim)
    return [Circle(rim.x / fine, rim.y / fine, rim.radius / fine) for rim in found]


def _measure_depth(grey: Grey) -> NDArray[np.float32]:
    paper, ink = (float(level) for level in np.percentile(grey[::2, ::2], (60, 0.5)))
    return np.clip((paper - grey.astype(np.float32)) / max(40.0, paper - ink), 0, 1).astype(np.float32)


def _settle(depth: NDArray[np.float32], guess: Circle, reach: tuple[int, int, int], least: float) -> Circle | None:
    """The circle near a guess that shows ink in most directions, None where fewer than `least` do.

    `reach`: how far the radius and the middle may be off, and the step between what is tried, in pixels.
    """
    angles = np.linspace(0, 2 * np.pi, _ANGLES, endpoint=False)
    cosines, sines = np.cos(angles), np.sin(angles)
    shifts = range(-reach[1], reach[1] + 1, reach[2])
    tried = (
        Circle(guess.x + dx, guess.y + dy, guess.radius + more)
        for more in range(-reach[0], reach[0] + 1)
        for dx in shifts
        for dy in shifts
    )
    share, best = max(((_inked(depth, one, cosines, sines), one) for one in tried), key=lambda pair: pair[0])
    return best if share >= least else None


def _inked(
    depth: NDArray[np.float32], circle: Circle, cosines: NDArray[np.float64], sines: NDArray[np.float64]
) -> float:
    x = np.rint(circle.x + circle.radius * cosines).astype(int)
    y = np.rint(circle.y + circle.radius * sines).astype(int)
    inside = (x >= 0) & (y >= 0) & (x < depth.shape[1]) & (y < depth.shape[0])
    return float((depth[y[inside], x[inside]] > _INK).sum()) / _ANGLES


def _meet(one: Circle, other: Circle, shape: tuple[int, ...]) -> bool:
    return shared_area(one.bound(1.0, shape), other.bound(1.0, shape)) > 0


def _lift(zone: Grey, rim: Circle, darkest: float) -> None:
    """Whitens the seal's ink in `zone`, whose pixels `rim` is told in; `darkest`: the level of print about it."""
    rows, columns = np.ogrid[: zone.shape[0], : zone.shape[1]]
    away = np.hypot(columns - rim.x, rows - rim.y)
    disc = away <= rim.radius * _REACH
    paper = float(np.percentile(zone[disc], 75))
    on_rim = zone[np.abs(away - rim.radius) <= max(1.0, 0.015 * rim.radius)]
    seal, darkest = float(np.median(on_rim)), min(darkest, float(np.percentile(zone[disc], 1)))
    if seal - darkest < _APART:
        ring = _pick_rings(zone, away, rim, (paper + darkest) / 2)
        zone[ring] = np.uint8(paper)
        return
    dark = (zone < darkest + _DARK * (seal - darkest)).astype(np.uint8)
    kept = cv2.dilate(dark, np.ones((3, 3), np.uint8)) > 0
    zone[disc & ~kept] = np.maximum(zone, np.uint8(paper))[disc & ~kept]


def _pick_rings(zone: Grey, away: NDArray[np.float64], rim: Circle, ink: float) -> NDArray[np.bool_]:
    """Where the distance from the middle is one at which most directions show ink: rims, not what they cross."""
    steps = away.astype(np.int32)
    counts = np.bincount(steps.ravel())
    inked = np.bincount(steps.ravel(), weights=(zone < ink).ravel().astype(np.float64), minlength=counts.size)
    share = inked / np.maximum(1, counts)
    ringed = share > _RING
    ringed[: int(0.3 * rim.radius)] = False
    ringed |= np.roll(ringed, 1) | np.roll(ringed, -1)
    picked: NDArray[np.bool_] = ringed[steps] & (away <= rim.radius * _REACH)
    return picked
