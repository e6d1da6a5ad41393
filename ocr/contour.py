"""The outline of a sheet in its photo: four straight sides with another ground all around, or none.

A scan taken for a photo is worse than a photo read as it is: every sign must speak for a photo.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Quad = NDArray[np.float64]
"""4 x 2 corners in pixels, clockwise from the upper left one."""

_LONG = 480
_PRINT = 9
_CONTRAST, _GROUND_SIDES = 22, 3
_AREA = (0.25, 0.97)
_LEVELS = (0.35, 0.5, 0.65)
_SPREADS = (3, 5)
_ANGLES, _OPPOSITE = (50.0, 130.0), 0.45
_FIT, _SOLID = 0.95, 0.92
_NEAR, _ALONG, _COVERED = 0.012, 0.06, 0.75
_OUTSIDE, _RIM = 0.06, 0.008
_BESIDE, _CLEAR = (4, 8), 0.85
_PAPER_OUTSIDE = 0.35
_SLANTED, _HARDLY_SLANTED = 3.5, 1.0
"""Degrees off a right angle that no crooked cut and no dark edge of a copy reaches, and that no scanner makes."""
_COLOURED, _GRAINY = 22.0, 4.0


def find_contour(pixels: Pixels) -> Quad | None:
    """The corners of the one sheet in a photo (grey or RGB); None where the picture may be a scan.

    A scanner keeps right angles and has a plain lid: what is no sign of a camera is left alone.
    """
    small, factor = _shrink(pixels)
    plain = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((_PRINT, _PRINT), np.uint8))
    pale = _take_palest(plain)
    sheet, ground = _measure_levels(pale)
    if sheet - ground < _CONTRAST or _count_ground_sides(pale, sheet) < _GROUND_SIDES:
        return None
    best: tuple[float, Quad] | None = None
    for mask in _propose_masks(pale, sheet, ground):
        found = _fit_quad(mask)
        if found is None or not _is_sheet(found[1], pale, small):
            continue
        if best is None or found[0] > best[0]:
            best = found
    return None if best is None else (best[1] + 0.5) / factor - 0.5


def measure_slant(quad: Quad) -> float:
    """Degrees by which the corner farthest from a right angle departs from it."""
    return float(np.abs(_list_angles(quad) - 90).max())


def _shrink(pixels: Pixels) -> tuple[Pixels, float]:
    """The picture with its longer side at _LONG pixels, and the factor; pixels are skipped first, which is cheap."""
    factor = min(1.0, _LONG / max(pixels.shape[:2]))
    rough = cv2.resize(pixels, None, fx=min(1.0, 2 * factor), fy=min(1.0, 2 * factor), interpolation=cv2.INTER_NEAREST)
    height, width = pixels.shape[:2]
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return cv2.resize(rough, size, interpolation=cv2.INTER_AREA), factor


def _take_palest(small: Pixels) -> Pixels:
    """The least of each pixel's colours: high on white paper alone."""
    if small.ndim == 2:
        return small
    red, green, blue = cv2.split(small)
    return cv2.min(red, cv2.min(green, blue))


def _measure_levels(pale: Pixels) -> tuple[float, float]:
    """How bright the sheet (in the middle) and the ground (along the frame) are."""
    rows, columns = pale.shape
    middle = pale[rows // 4 : rows - rows // 4, columns // 4 : columns - columns // 4]
    rim = np.concatenate([_take_side(pale, side).ravel() for side in range(4)])
    return float(np.percentile(middle, 70)), float(np.median(rim))


def _take_side(pale: Pixels, side: int) -> Pixels:
    return (pale[:3], pale[-3:], pale[:, :3], pale[:, -3:])[side]


def _count_ground_sides(pale: Pixels, sheet: float) -> int:
    """Along how many sides of the frame there is mostly ground."""
    return sum(float((_take_side(pale, side) < sheet - _CONTRAST).mean()) > 0.5 for side in range(4))


def _propose_masks(pale: Pixels, sheet: float, ground: float) -> Iterator[Pixels]:
    """What may be the sheet: all that is bright enough, or what hangs together with the middle under uneven light."""
    levels = [ground + share * (sheet - ground) for share in _LEVELS]
    otsu, _ = cv2.threshold(pale, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    for level in (*levels, otsu):
        yield cv2.threshold(pale, level, 255, cv2.THRESH_BINARY)[1]
    rows, columns = pale.shape
    y, x = np.unravel_index(
        int(pale[rows // 3 : -rows // 3, columns // 3 : -columns // 3].argmax()),
        pale[rows // 3 : -rows // 3, columns // 3 : -columns // 3].shape,
    )
    seed = (int(x) + columns // 3, int(y) + rows // 3)
    smooth = cv2.medianBlur(pale, 5)
    for spread in _SPREADS:
        filled = np.zeros((rows + 2, columns + 2), np.uint8)
        cv2.floodFill(smooth, filled, seed, 255, spread, spread, 4 | cv2.FLOODFILL_MASK_ONLY | (255 << 8))
        yield filled[1:-1, 1:-1].copy()


def _fit_quad(mask: Pixels) -> tuple[float, Quad] | None:
    """Four straight sides round the mask's largest piece, and how well they fit it (0..1)."""
    opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    outlines, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return None
    outline = max(outlines, key=cv2.contourArea)
    hull = cv2.convexHull(outline)
    frame = float(mask.size)
    area = cv2.contourArea(hull)
    if not _AREA[0] * frame <= area <= _AREA[1] * frame or cv2.contourArea(outline) < _SOLID * area:
        return None
    lines = _pick_sides(hull, mask.shape)
    points = outline.reshape(-1, 2).astype(np.float64)
    for _ in range(2):
        quad = _cross_sides(lines)
        if quad is None:
            return None
        refined = [_refine_side(points, start, end, mask.shape) for start, end in pairwise([*quad, quad[0]])]
        lines = [line for line in refined if line is not None]
        if len(lines) < 4:
            return None
    quad = _cross_sides(lines)
    if quad is None:
        return None
    fit = _share(quad, hull, mask.shape)
    return (fit, _start_upper_left(quad)) if fit >= _FIT else None


def _pick_sides(hull: NDArray[np.int32], shape: tuple[int, ...]) -> list[tuple[Quad, Quad]]:
    """The four longest edges of the hull off the frame, in order: each a point and a direction."""
    rough = cv2.approxPolyDP(hull, 0.012 * cv2.arcLength(hull, True), True).reshape(-1, 2).astype(np.float64)
    edges = []
    for number, (start, end) in enumerate(pairwise([*rough, rough[0]])):
        if not _lies_on_frame(start, end, shape):
            edges.append((float(np.hypot(*(end - start))), number, start, end))
    longest = sorted(sorted(edges, key=lambda edge: -edge[0])[:4], key=lambda edge: edge[1])
    return [(start, end - start) for _, _, start, end in longest]


def _lies_on_frame(start: Quad, end: Quad, shape: tuple[int, ...]) -> bool:
    last = np.array([shape[1] - 1, shape[0] - 1])
    low = (start <= 2) & (end <= 2)
    high = (start >= last - 2) & (end >= last - 2)
    return bool((low | high).any())


def _cross_sides(lines: list[tuple[Quad, Quad]]) -> Quad | None:
    """The corners where each side meets the next; None where there are no four or two run alike."""
    if len(lines) != 4:
        return None
    corners = []
    for (one, along), (other, across) in pairwise([lines[-1], *lines]):
        cross = along[0] * across[1] - along[1] * across[0]
        if abs(cross) < 0.5 * float(np.hypot(*along) * np.hypot(*across)):
            return None
        reach = ((other - one)[0] * across[1] - (other - one)[1] * across[0]) / cross
        corners.append(one + reach * along)
    return np.array(corners)


def _refine_side(points: Quad, start: Quad, end: Quad, shape: tuple[int, ...]) -> tuple[Quad, Quad] | None:
    """The line through the outline's points along a side, its corners aside; None where too little of it is there."""
    length = float(np.hypot(*(end - start)))
    if length < 10:
        return None
    along = (end - start) / length
    off = points - start
    reach = off @ along / length
    away = np.abs(off[:, 0] * along[1] - off[:, 1] * along[0])
    inside = ((points > 2) & (points < np.array([shape[1] - 3, shape[0] - 3]))).all(axis=1)
    own = inside & (away < _NEAR * max(shape)) & (reach > _ALONG) & (reach < 1 - _ALONG)
    if np.unique((reach[own] * length).astype(int)).size < _COVERED * (1 - 2 * _ALONG) * length:
        return None
    dx, dy, x, y = (
        float(value) for value in cv2.fitLine(points[own].astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
    )
    way = np.array([dx, dy])
    return np.array([x, y]), way if way @ along > 0 else -way


def _share(quad: Quad, hull: NDArray[np.int32], shape: tuple[int, ...]) -> float:
    """Common area of the four sides and the hull by the area of both, inside the frame."""
    masks = [np.zeros(shape[:2], np.uint8) for _ in range(2)]
    cv2.fillPoly(masks[0], [np.round(quad).astype(np.int32)], 1)
    cv2.fillPoly(masks[1], [hull], 1)
    return float((masks[0] & masks[1]).sum()) / max(1.0, float((masks[0] | masks[1]).sum()))


def _start_upper_left(quad: Quad) -> Quad:
    """The corners clockwise, from the one that is nearest to the upper left."""
    middle = quad.mean(axis=0)
    order = np.argsort(np.arctan2(*(quad - middle).T[::-1]))
    turned = quad[order]
    return np.roll(turned, -int(turned.sum(axis=1).argmin()), axis=0)


def _is_sheet(quad: Quad, pale: Pixels, small: Pixels) -> bool:
    """Whether the four sides are a sheet's in a photo: its shape, what lies along its sides, and what is around it."""
    return _has_shape(quad, pale.shape) and _stands_out(quad, pale) and _is_photo(quad, pale, small)


def _list_angles(quad: Quad) -> NDArray[np.float64]:
    before, after = np.roll(quad, 1, axis=0) - quad, np.roll(quad, -1, axis=0) - quad
    cosine = (before * after).sum(axis=1) / (np.hypot(*before.T) * np.hypot(*after.T))
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1, 1))), dtype=np.float64)


def _has_shape(quad: Quad, shape: tuple[int, ...]) -> bool:
    """Corners near right angles, at most one outside the frame and that one close, sides off the frame's own."""
    rows, columns = shape[:2]
    angles = _list_angles(quad)
    sides = np.hypot(*(np.roll(quad, -1, axis=0) - quad).T)
    if angles.min() < _ANGLES[0] or angles.max() > _ANGLES[1]:
        return False
    if min(sides[0] / sides[2], sides[2] / sides[0], sides[1] / sides[3], sides[3] / sides[1]) < _OPPOSITE:
        return False
    out = np.maximum(-quad, quad - np.array([columns - 1, rows - 1])).max(axis=1) / max(shape)
    if (out > 0).sum() > 1 or out.max() > _OUTSIDE:
        return False
    middles = (quad + np.roll(quad, -1, axis=0)) / 2
    inward = np.minimum(middles, np.array([columns - 1, rows - 1]) - middles).min(axis=1)
    return bool(inward.min() >= _RIM * max(shape))


def _stands_out(quad: Quad, pale: Pixels) -> bool:
    """Whether the sheet is brighter than what lies just beyond each of its sides, nearly all along."""
    rows, columns = pale.shape
    middle = quad.mean(axis=0)
    for start, end in pairwise([*quad, quad[0]]):
        along = np.linspace(0.04, 0.96, 60)[:, None]
        spots = start + along * (end - start)
        out = np.array([(end - start)[1], -(end - start)[0]]) / np.hypot(*(end - start))
        out = out if out @ ((start + end) / 2 - middle) > 0 else -out
        inner = _sample(pale, spots - _BESIDE[0] * out)
        outer = np.minimum(_sample(pale, spots + _BESIDE[0] * out), _sample(pale, spots + _BESIDE[1] * out))
        beyond = spots + _BESIDE[0] * out
        seen = ((beyond >= 0) & (beyond <= np.array([columns - 1, rows - 1]))).all(axis=1)
        if seen.sum() < 30 or float((inner - outer >= _CONTRAST)[seen].mean()) < _CLEAR:
            return False
    return True


def _sample(pale: Pixels, spots: Quad) -> NDArray[np.int16]:
    rows, columns = pale.shape
    x = np.clip(np.round(spots[:, 0]), 0, columns - 1).astype(int)
    y = np.clip(np.round(spots[:, 1]), 0, rows - 1).astype(int)
    return pale[y, x].astype(np.int16)


def _is_photo(quad: Quad, pale: Pixels, small: Pixels) -> bool:
    """Whether the sheet lies aslant to the camera, or hardly so on a ground that no scanner's lid shows."""
    inside = np.zeros(pale.shape, np.uint8)
    cv2.fillPoly(inside, [np.round(quad).astype(np.int32)], 1)
    outside = cv2.dilate(inside, np.ones((9, 9), np.uint8)) == 0
    if not outside.any():
        return False
    level = float(np.percentile(pale[inside > 0], 25))
    if float((pale[outside] > level - _CONTRAST / 2).mean()) > _PAPER_OUTSIDE:
        return False
    slant = measure_slant(quad)
    return slant >= _SLANTED or (slant >= _HARDLY_SLANTED and _is_no_lid(small, outside))


def _is_no_lid(small: Pixels, ground: NDArray[np.bool_]) -> bool:
    """Whether the ground has colour, or grain coarse enough to outlast the shrinking."""
    if small.ndim == 3:
        spread = np.ptp(small[ground].astype(np.int16), axis=1)
        if float(np.median(spread)) > _COLOURED:
            return True
    grey = small if small.ndim == 2 else cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    grain = cv2.absdiff(grey, cv2.GaussianBlur(grey, (0, 0), 4))
    return float(np.median(grain[ground])) > _GRAINY
