"""How the lines of a page bend towards a book's fold: measured strip by strip, straightened where rows get sharper."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.clean import Grey
from ocr.geometry import Bend
from ocr.shrink import shrink

Values = NDArray[np.float64]

_DPI = 75
_STRIP_MM, _STEP_MM = 6.0, 3.0
_APART = (2, 4)
"""Strips compared: those that share no ink, and the next but one."""
_BANDS = 6
_SHIFT_MM = 1.9
_SLOW_MM = 5.0
_LEAST_MM = (110.0, 90.0)
_ROUNDS = 3
_STIFF, _STIFF_DOWN, _CALM = 0.4, 0.6, 0.02
_REWEIGHED = 4
_TRUST_PX = 0.5
_BENT_MM, _CLEARLY_MM = 0.45, 0.6
_SHARPER, _LEFT = 1.09, 0.35
_LEAST_INK = 0.006
_RIM_MM = 7.0
_WINDOW_MM, _MOVED_MM, _SOFT_PX = 40.0, 0.35, 1.0


def measure_bend(level: Grey, dpi: int) -> Bend | None:
    """How the lines of a levelled page depart from straight ones; None where they do not clearly, or none are seen.

    A bend is believed where little of it is found again once the page is straightened: chance agreements stay.
    """
    factor = min(1.0, _DPI / dpi)
    small = shrink(level, factor)
    per_mm = dpi * factor / 25.4
    if small.shape[1] < _LEAST_MM[0] * per_mm or small.shape[0] < _LEAST_MM[1] * per_mm:
        return None
    rim = max(1, round(_RIM_MM * per_mm))
    small[:rim], small[-rim:], small[:, :rim], small[:, -rim:] = 255, 255, 255, 255
    if float(small.mean()) > 255 * (1 - _LEAST_INK):
        return None
    shape = _measure_shape(small, per_mm)
    curve = measure_curve(shape)
    if curve < _BENT_MM * per_mm:
        return None
    for _ in range(_ROUNDS - 1):
        left = _measure_shape(_make_bend(shape, small).straighten(small), per_mm)
        if measure_curve(left) > _LEFT * curve:
            return None
        shape = shape + left
    found = _make_bend(shape, small)
    if measure_curve(shape) < _CLEARLY_MM * per_mm or not _is_sharper(small, found, per_mm):
        return None
    return Bend((found.drops / factor).astype(np.float32), level.shape[1], level.shape[0])


def measure_curve(shape: Values) -> float:
    """The farthest that the lines at the page's head, middle or foot depart from a straight line, in pixels."""
    x = np.linspace(-1, 1, shape.shape[1])
    lines = np.array([shape[0] - shape[1], shape[0], shape[0] + shape[1]])
    straight = np.polynomial.polynomial.polyval(x, np.polynomial.polynomial.polyfit(x, lines.T, 1))
    return float(np.abs(lines - straight).max())


def _is_sharper(small: Grey, bend: Bend, per_mm: float) -> bool:
    """Whether rows get sharper where the bend would change them.

    Judged window by window, for rows of columns side by side need not agree, and are not to be made to.
    """
    width = max(8, round(_WINDOW_MM * per_mm))
    straight = bend.straighten(small)
    before = after = 0.0
    for left in range(0, small.shape[1] - width // 2, width // 2):
        ends = np.linspace(left, min(left + width, small.shape[1]), 5) / small.shape[1] * (bend.drops.shape[1] - 1)
        drops = bend.drops[:, np.round(ends).astype(int)]
        if float(np.ptp(drops, axis=1).max()) > _MOVED_MM * per_mm:
            before += score_rows(small[:, left : left + width])
            after += score_rows(straight[:, left : left + width])
    return after > _SHARPER * before


def score_rows(part: Grey) -> float:
    """How sharply ink falls into rows, softened first so that ink moved by parts of a pixel loses nothing."""
    profile = cv2.reduce(np.ascontiguousarray(part), 1, cv2.REDUCE_AVG, dtype=cv2.CV_32F)
    soft = cv2.GaussianBlur(profile, (1, 9), 1, sigmaY=_SOFT_PX)
    return float(np.square(np.diff(soft.ravel())).sum())


def _make_bend(shape: Values, small: Grey) -> Bend:
    drops = np.array([shape[0] - shape[1], shape[0] + shape[1]], dtype=np.float32)
    return Bend(drops, small.shape[1], small.shape[0])


def _measure_shape(small: Grey, per_mm: float) -> Values:
    """2 x strips: pixels by which lines lie low there at mid-height, and how much more at the foot."""
    profiles = _take_profiles(small, per_mm)
    found = [_compare_strips(profiles, apart, max(2, round(_SHIFT_MM * per_mm))) for apart in _APART]
    return _solve_shape(found, profiles.shape[1])


def _take_profiles(small: Grey, per_mm: float) -> NDArray[np.float32]:
    """Rows x strips: the ink of each row in strips that overlap by half, less slow changes, for shade is no line."""
    columns = small.shape[1]
    count = 1 + round(columns / (_STEP_MM * per_mm))
    width = max(3, round(_STRIP_MM * per_mm)) | 1
    blurred = cv2.blur(255 - small, (width, 1), borderType=cv2.BORDER_REPLICATE)
    middles = np.round(np.linspace(0, columns - 1, count)).astype(int)
    picked = np.ascontiguousarray(blurred[:, middles]).astype(np.float32)
    return np.asarray(picked - cv2.blur(picked, (1, max(3, round(_SLOW_MM * per_mm)) | 1)), dtype=np.float32)


def _compare_strips(profiles: NDArray[np.float32], apart: int, reach: int) -> tuple[int, Values, Values]:
    """`apart`; and by band and strip: how much lower the lines lie so many strips on, and what that is worth (0..1)."""
    rows, count = profiles.shape
    edges = np.linspace(reach, rows - reach, _BANDS + 1).astype(int)
    here, there = profiles[:, : count - apart], profiles[:, apart:]
    inner = here[reach : rows - reach]
    starts = edges[:-1] - reach
    alike = np.array(
        [
            np.add.reduceat(inner * there[reach + shift : rows - reach + shift], starts, axis=0)
            for shift in range(-reach, reach + 1)
        ],
        dtype=np.float64,
    )
    energy = np.add.reduceat(np.square(profiles[reach : rows - reach]), starts, axis=0).astype(np.float64)
    both = np.sqrt(energy[:, : count - apart] * energy[:, apart:])
    best = np.clip(alike.argmax(axis=0), 1, 2 * reach - 1)
    before, peak, after = (np.take_along_axis(alike, (best + side)[None], axis=0)[0] for side in (-1, 0, 1))
    curve = before - 2 * peak + after
    inside = (peak >= before) & (peak >= after) & (curve < 0)
    shift = best - reach + np.where(inside, 0.5 * (before - after) / np.where(inside, curve, 1), 0)
    much = both / max(1.0, float(np.percentile(both, 75)))
    worth = np.where(inside, np.clip(peak / np.maximum(both, 1e-6), 0, 1) ** 3 * np.minimum(1, much), 0)
    return apart, shift, worth


def _solve_shape(found: list[tuple[int, Values, Values]], count: int) -> Values:
    """The smoothest shape that explains what was compared, by least squares that heed outliers little."""
    heights = ((np.arange(_BANDS) + 0.5) / _BANDS * 2 - 1)[:, None]
    trusts = [worth for _, _, worth in found]
    shape = np.zeros((2, count))
    for _ in range(_REWEIGHED):
        normal, told = _stiffen(count), np.zeros(2 * count)
        for (apart, shift, _), trust in zip(found, trusts, strict=True):
            _add_pairs(normal, told, apart, shift, trust, heights)
        shape = np.linalg.solve(normal, told).reshape(2, count)
        trusts = []
        for apart, shift, worth in found:
            steps = shape[:, apart:] - shape[:, :-apart]
            off = steps[0] + heights * steps[1] - shift
            trusts.append(worth / (1 + np.square(off / _TRUST_PX)))
    return np.asarray(shape, dtype=np.float64)


def _add_pairs(normal: Values, told: Values, apart: int, shift: Values, trust: Values, heights: Values) -> None:
    """Adds to the normal equations what strips `apart` say of each other, by band (rows) and first strip (columns)."""
    count = len(told) // 2
    first = np.arange(count - apart)
    second = first + apart
    for row in range(2):
        pull = (trust * shift * heights**row).sum(axis=0)
        told[row * count + second] += pull
        told[row * count + first] -= pull
        for column in range(2):
            weight = (trust * heights ** (row + column)).sum(axis=0)
            down, across = row * count, column * count
            normal[down + first, across + first] += weight
            normal[down + second, across + second] += weight
            normal[down + first, across + second] -= weight
            normal[down + second, across + first] -= weight


def _stiffen(count: int) -> Values:
    """The normal equations of a shape that is smooth, flat where nothing is known, and level in the mean."""
    second = np.diff(np.eye(count), 2, axis=0)
    first = np.diff(np.eye(count), 1, axis=0)
    calm = _CALM * first.T @ first + np.full((count, count), 1 / count**2)
    normal = np.zeros((2 * count, 2 * count))
    normal[:count, :count] = _STIFF * second.T @ second + calm
    normal[count:, count:] = _STIFF_DOWN * second.T @ second + calm
    return normal
