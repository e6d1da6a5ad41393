"""Coloured ink that is no print: framed stamps and pen signatures, found by shape and taken out of what is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.rects import Rect, label_pieces, list_pieces

Pixels = NDArray[np.uint8]

_COLOURED = 34
_DEEP = 80.0
_TINTED = 14
_LONG_MM, _SHORT_MM = (13.0, 100.0), (6.0, 60.0)
_NEAR_MM, _BIN_MM = 0.8, 0.5
_SIDE, _WEAK_SIDE = 0.75, 0.4
_STROKE_MM = (14.0, 7.5)
_STROKE_FILL = 0.3
_PIECE_MM, _BREAK_MM = 7.5, 1.2
_ALONE_MM, _BESIDE = 12.0, 0.06


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """A mark in one colour: its box on the page, its shape in that box (255 where it may lie) and its channel."""

    rect: Rect
    shape: Pixels
    channel: int
    """0, 1 or 2: the channel of RGB in which the ink is palest."""
    deep: bool
    """Whether the ink was put on this side of the sheet: what comes through from the other is pale."""


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    stamps: tuple[Mark, ...]
    signatures: tuple[Mark, ...]


def find_marks(small: Pixels, dpi: float, page: Sequence[int]) -> Marks:
    """The framed stamps and the signatures in colour, each colour on its own.

    `small` is the RGB page at about 100 dpi, `page` the shape of the page as scanned, on which the marks are placed.
    """
    coloured = _mark_colours(small)
    if not any(mask.any() for mask in coloured):
        return Marks((), ())
    per_mm = dpi / 25.4
    factor = small.shape[0] / page[0]
    stamps: list[Mark] = []
    signatures: list[Mark] = []
    for channel, mask in enumerate(coloured):
        framed = np.zeros_like(mask)
        for shape in _find_frames(mask, per_mm):
            framed |= shape
            stamps.append(_to_mark(shape, channel, _is_deep(small, cv2.bitwise_and(mask, shape)), factor, page))
        rest = cv2.bitwise_and(mask, cv2.bitwise_not(framed))
        if channel == 2:
            signatures += [
                _to_mark(shape, channel, _is_deep(small, cv2.bitwise_and(rest, shape)), factor, page)
                for shape in _find_strokes(rest, per_mm)
            ]
    return Marks(tuple(stamps), tuple(signatures))


def take_out(pixels: Pixels, grey: Pixels, marks: Sequence[Mark]) -> Pixels:
    """Grey ink without the marks' colour; black print under them stays."""
    result = grey.copy() if marks else grey
    for mark in marks:
        left, top, width, height = mark.rect
        zone = pixels[top : top + height, left : left + width]
        part = result[top : top + height, left : left + width]
        tint = _rate_tint(zone, mark.channel)
        own = cv2.dilate(((tint > _TINTED) & (mark.shape > 0)).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        if own.any():
            part[own] = np.maximum(part, _split_black(zone, (tint > 2 * _TINTED) & own))[own]
    return result


def _split_black(zone: Pixels, sure: NDArray[np.bool_]) -> Pixels:
    """What black there is in the zone, as grey: each pixel's absorbance as a sum of black and the mark's own ink."""
    paper = np.percentile(zone.reshape(-1, 3), 90, axis=0).astype(np.float32)
    table = np.log(np.maximum(paper, 60.0)[None, :] / np.maximum(np.arange(256, dtype=np.float32), 6.0)[:, None])
    table = np.maximum(table, 0.0)
    depth = np.stack([table[:, channel][zone[:, :, channel]] for channel in range(3)], axis=2)
    inks = depth[sure] if sure.any() else depth.reshape(-1, 3)
    own = np.median(inks / np.maximum(1e-3, np.linalg.norm(inks, axis=1, keepdims=True)), axis=0)
    black = np.ones(3, np.float32) / np.sqrt(3)
    share = float(own @ black)
    own_part, black_part = depth @ own, depth @ black
    amount = np.clip((black_part - share * own_part) / max(0.05, 1 - share * share), 0, None)
    only_black = np.where(own_part - share * black_part < 0, black_part, amount)
    return (float(paper.mean()) * np.exp(-only_black / np.sqrt(3))).clip(0, 255).astype(np.uint8)


def _mark_colours(small: Pixels) -> list[Pixels]:
    """For each channel 255 where it is plainly the palest one, the paper's own tint aside."""
    size = (small.shape[1], small.shape[0])
    tiny = cv2.resize(small, (max(8, size[0] // 4), max(8, size[1] // 4)), interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(tiny, np.ones((5, 5), np.uint8)), 5)
    white = cv2.divide(small, cv2.resize(np.maximum(paper, 40), size, interpolation=cv2.INTER_LINEAR), scale=255)
    return [cv2.threshold(_rate_tint(white, channel), _COLOURED, 255, cv2.THRESH_BINARY)[1] for channel in range(3)]


def _rate_tint(pixels: Pixels, channel: int) -> Pixels:
    """By how much a channel exceeds both others."""
    channels = list(cv2.split(pixels))
    own = channels.pop(channel)
    return cv2.subtract(own, cv2.max(*channels))


def _find_frames(mask: Pixels, per_mm: float) -> Iterator[Pixels]:
    """Shapes (255 inside) of upright or slanted frames with anything in them."""
    reach = max(3, round(per_mm)) | 1
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    outlines, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    for outline in outlines:
        middle, sides, angle = cv2.minAreaRect(outline)
        short, long = sorted(side / per_mm for side in sides)
        if not (_LONG_MM[0] <= long <= _LONG_MM[1] and _SHORT_MM[0] <= short <= _SHORT_MM[1]):
            continue
        if _is_frame(outline.reshape(-1, 2), middle, sides, angle, per_mm):
            grown = (sides[0] + 1.5 * per_mm, sides[1] + 1.5 * per_mm)
            shape = np.zeros_like(mask)
            cv2.fillConvexPoly(shape, cv2.boxPoints((middle, grown, angle)).astype(np.int32), 255)
            yield shape


def _is_frame(
    points: NDArray[np.int32], middle: Sequence[float], sides: Sequence[float], angle: float, per_mm: float
) -> bool:
    """Whether the outline runs along all four sides of its slanted box; one may be weak."""
    tilt = np.radians(angle)
    turned = (points - np.array(middle)) @ np.array([[np.cos(tilt), -np.sin(tilt)], [np.sin(tilt), np.cos(tilt)]])
    covers = []
    for axis in (0, 1):
        half, along = sides[axis] / 2, sides[1 - axis]
        bins = max(4, round(along / (_BIN_MM * per_mm)))
        for way in (-1, 1):
            near = np.abs(turned[:, axis] - way * half) <= _NEAR_MM * per_mm
            places = (turned[near, 1 - axis] / along + 0.5) * bins
            covers.append(len(set(np.clip(places.astype(int), 0, bins - 1).tolist())) / bins)
    covers.sort()
    return covers[0] >= _WEAK_SIDE and covers[1] >= _SIDE


def _find_strokes(mask: Pixels, per_mm: float) -> Iterator[Pixels]:
    """Shapes of strokes higher and wider than any line of writing and mostly empty inside.

    What they cross cuts them up: pieces close by go together where one alone is higher than letters are. Writing
    of two lines that touch has more of its kind at its sides.
    """
    pieces = np.array(list_pieces(mask), np.int32).reshape(-1, 4)
    high = pieces[pieces[:, 3] >= _PIECE_MM * per_mm]
    if not len(high):
        return
    reach = max(3, round(_BREAK_MM * per_mm)) | 1
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    labels, stats = label_pieces(joined)
    for number in range(1, len(stats)):
        left, top, width, height, _ = (int(value) for value in stats[number])
        if width < _STROKE_MM[0] * per_mm or height < _STROKE_MM[1] * per_mm:
            continue
        own = (labels[top : top + height, left : left + width] == number) & (
            mask[top : top + height, left : left + width] > 0
        )
        inside = (high[:, 0] >= left) & (high[:, 1] >= top)
        inside &= (high[:, 0] + high[:, 2] <= left + width) & (high[:, 1] + high[:, 3] <= top + height)
        reach = round(_ALONE_MM * per_mm)
        band = slice(top + height // 5, top + height - height // 5)
        beside = cv2.countNonZero(mask[band, max(0, left - reach) : left])
        beside += cv2.countNonZero(mask[band, left + width : left + width + reach])
        if inside.any() and own.sum() <= _STROKE_FILL * width * height and beside < _BESIDE * own.sum():
            yield cv2.dilate((labels == number).astype(np.uint8) * 255, np.ones((3, 3), np.uint8))


def _to_mark(shape: Pixels, channel: int, deep: bool, factor: float, full: Sequence[int]) -> Mark:
    left, top, width, height = cv2.boundingRect(shape)
    x0, y0 = int(left / factor), int(top / factor)
    x1, y1 = min(full[1], round((left + width) / factor)), min(full[0], round((top + height) / factor))
    part = shape[top : top + height, left : left + width]
    full_size = cv2.resize(part, (x1 - x0, y1 - y0), interpolation=cv2.INTER_NEAREST)
    return Mark((x0, y0, x1 - x0, y1 - y0), full_size, channel, deep)


def _is_deep(small: Pixels, inked: Pixels) -> bool:
    """Whether most of the marked ink is far darker than the paper in the channel that shows it best."""
    darkest = cv2.min(cv2.min(*cv2.split(small)[:2]), cv2.split(small)[2])
    paper = float(np.percentile(darkest, 80))
    return float(np.percentile(paper - darkest[inked > 0], 60)) > _DEEP
