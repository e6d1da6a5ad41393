"""A sheet out of its photo: laid flat by its outline, at the resolution that its paper and its letters speak for."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from ocr.contour import Quad, find_contour
from ocr.geometry import Slant
from ocr.raster import PageImage
from ocr.scale import judge_dpi

_A_RATIO, _CARD_RATIO = 2**0.5, 85.6 / 53.98
_A4_INCH, _CARD_INCH = 11.69, 3.37
_SNAP = 0.09
_FOCAL = (0.4, 4.0)
"""Likely focal lengths, in diagonals of the frame."""
_LIKELY_RATIO = (1.0, 2.4)


def lay_flat(photo: PageImage) -> tuple[PageImage, Slant] | None:
    """The sheet in a photo as a page of its own, and how it lies there; None where no outline of one is seen."""
    if photo.bilevel:
        return None
    quad = find_contour(photo.pixels)
    if quad is None:
        return None
    height, width = photo.pixels.shape[:2]
    size = choose_size(quad, (width, height))
    to_flat = cv2.getPerspectiveTransform(quad.astype(np.float32), _list_corners(size))
    flat = cv2.warpPerspective(photo.pixels, to_flat, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    fractions = np.diag([1 / width, 1 / height, 1.0]) @ np.linalg.inv(to_flat) @ np.diag([*size, 1.0])
    page = replace(photo, pixels=flat, dpi=judge_dpi(flat, _claim_dpi(size)), original=None)
    return page, Slant(fractions)


def choose_size(quad: Quad, frame: tuple[int, int]) -> tuple[int, int]:
    """Width and height in pixels of the sheet laid flat: no side shorter than it is in the photo."""
    sides = np.hypot(*(np.roll(quad, -1, axis=0) - quad).T)
    wide, high = float(max(sides[0], sides[2])), float(max(sides[1], sides[3]))
    ratio = measure_ratio(quad, frame)
    usual = [paper ** (1 if ratio >= 1 else -1) for paper in (_A_RATIO, _CARD_RATIO)]
    nearest = min(usual, key=lambda paper: abs(np.log(ratio / paper)))
    if abs(np.log(ratio / nearest)) <= _SNAP:
        ratio = nearest
    return round(max(wide, high / ratio)), round(max(high, wide * ratio))


def measure_ratio(quad: Quad, frame: tuple[int, int]) -> float:
    """Height by width of the sheet, told from how its sides run together where they do (Zhang and He, 2007)."""
    sides = np.hypot(*(np.roll(quad, -1, axis=0) - quad).T)
    plain = float((sides[1] + sides[3]) / (sides[0] + sides[2]))
    m1, m2, m4, m3 = (np.array([*corner, 1.0]) for corner in quad - np.array(frame) / 2)
    k2 = np.dot(np.cross(m1, m4), m3) / np.dot(np.cross(m2, m4), m3)
    k3 = np.dot(np.cross(m1, m4), m2) / np.dot(np.cross(m3, m4), m2)
    n2, n3 = k2 * m2 - m1, k3 * m3 - m1
    spread = n2[2] * n3[2]
    if abs(spread) < 1e-6:
        return plain
    focal = -(n2[0] * n3[0] + n2[1] * n3[1]) / spread
    diagonal = float(np.hypot(*frame))
    if not _FOCAL[0] <= np.sqrt(max(0.0, focal)) / diagonal <= _FOCAL[1]:
        return plain
    weights = np.array([1 / focal, 1 / focal, 1.0])
    told = float(np.sqrt((n3**2 @ weights) / (n2**2 @ weights)))
    return told if _LIKELY_RATIO[0] <= max(told, 1 / told) <= _LIKELY_RATIO[1] else plain


def _list_corners(size: tuple[int, int]) -> Quad:
    width, height = size
    return np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float32)


def _claim_dpi(size: tuple[int, int]) -> int:
    """The resolution if the sheet is a card where its shape says so (its letters may say otherwise), else A4."""
    ratio = max(size) / min(size)
    inches = _CARD_INCH if abs(np.log(ratio / _CARD_RATIO)) < abs(np.log(ratio / _A_RATIO)) else _A4_INCH
    return max(50, round(max(size) / inches))
