"""One way up of a page, made ready for reading: evened, cleaned, level, with everything that was found on the way."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr import clean
from ocr.banners import invert_banners
from ocr.bend import measure_bend
from ocr.bleed import find_ghost, mark_bleed
from ocr.clean import Blobs, Grey
from ocr.geometry import Bend
from ocr.leaders import erase_glued, find_leaders
from ocr.orient import ReadLines, turn
from ocr.rects import Rect
from ocr.touching import restore_marks
from pipeline.model import Box

_WORKING_DPI = (160, 400)


@dataclass(frozen=True, slots=True, eq=False)
class Evened:
    """The page's grey at working resolution: `flat` with white paper, `even` with black ink as well."""

    flat: Grey
    even: Grey
    depth: float
    dpi: int
    scale: float
    """Working pixels per page pixel."""
    steps: tuple[str, ...] = ()
    """What was done to the page, in order."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A page turned, levelled and cleaned, in working pixels; `picture` is what the engine reads."""

    picture: Grey
    flat: Grey
    blobs: Blobs
    erased: NDArray[np.bool_]
    leaders: tuple[Rect, ...]
    across: Grey
    down: Grey
    dpi: int
    skew: float
    scale: float
    back: NDArray[np.float64]
    """2 x 3 matrix from the levelled page's pixels to the turned page's, both at working resolution."""
    steps: tuple[str, ...] = ()
    """What was done to the page, in order: only the steps that changed anything."""
    bend: Bend | None = None
    """How the levelled page was bent before it was straightened."""

    def to_box(self, rect: Rect) -> Box:
        """The rectangle of the levelled page as fractions of the upright page."""
        left, top, width, height = rect
        x, y = left + width / 2, top + height / 2
        drop = 0.0 if self.bend is None else self.bend.find_drop(x, y)
        middle = self.back @ np.array([x, y + drop, 1.0])
        rows, columns = self.picture.shape
        x0, x1 = (min(1.0, max(0.0, float(middle[0] + side * width / 2) / columns)) for side in (-1, 1))
        y0, y1 = (min(1.0, max(0.0, float(middle[1] + side * height / 2) / rows)) for side in (-1, 1))
        return Box(round(x0, 5), round(y0, 5), round(x1 - x0, 5), round(y1 - y0, 5))

    def from_page(self, rect: Rect) -> Rect:
        """A rectangle of the turned page, in its pixels, on the levelled working page."""
        left, top, width, height = (value * self.scale for value in rect)
        forth = cv2.invertAffineTransform(self.back)
        x, y = forth @ np.array([left + width / 2, top + height / 2, 1.0])
        y = y if self.bend is None else self.bend.find_level(x, y)
        return round(x - width / 2), round(y - height / 2), round(width), round(height)


def even_page(grey: Grey, dpi: int, *, pale: bool = False) -> Evened:
    """Brings the page to working resolution, its paper to white and its ink to black.

    With `pale` only what has the size of letters tells how dark ink is, for print so pale that dirt outweighs it.
    """
    scale = 1.0
    if dpi < _WORKING_DPI[0]:
        scale = 2.0
    elif dpi > _WORKING_DPI[1]:
        scale = 300 / dpi
    if scale != 1.0:
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=way)
    working = max(50, round(dpi * scale))
    turned_over = invert_banners(grey, working)
    flat = clean.flatten_background(turned_over, working)
    depth = clean.measure_print_depth(flat, working) if pale else clean.measure_depth(flat)
    steps = (*(["scale"] if scale != 1.0 else []), *(["banners"] if turned_over is not grey else []), "even")
    return Evened(flat, clean.stretch_ink(flat, depth), depth, working, scale, steps)


def prepare_sheet(evened: Evened, degrees: int, read_lines: ReadLines | None = None) -> Sheet:
    """The page turned clockwise by `degrees`, then levelled and cleaned of dirt, leaders and rules.

    Print of the other side goes as well where there is a reader of lines to tell it from pale print of this side.
    """
    even, flat, dpi = turn(evened.even, degrees), turn(evened.flat, degrees), evened.dpi
    skew = clean.measure_skew(even, dpi)
    upright = flat
    flat, matrix = clean.level_page(upright, skew)
    levelled = flat is not upright
    level = clean.stretch_ink(flat, evened.depth) if levelled else even
    bend = measure_bend(level, dpi)
    if bend is not None:
        flat = bend.straighten(flat)
        level = clean.stretch_ink(flat, evened.depth)
    ghost = find_ghost(flat, evened.depth, dpi, read_lines) if read_lines else None
    across, down = clean.find_rules(level, dpi)
    bare = restore_marks(level, clean.erase_rules(level, across, down), across, down, dpi)
    if ghost is not None:
        bleed = mark_bleed(flat, ghost, dpi)
        bare, flat = cv2.max(bare, bleed), cv2.max(flat, bleed)
        across, down = cv2.subtract(across, bleed), cv2.subtract(down, bleed)
    ink = clean.mark_ink(bare)
    blobs = clean.find_blobs(ink)
    parts = clean.pick_darker_parts(bare, blobs, dpi)
    dirt = clean.pick_dirt(bare, blobs, dpi) & ~parts
    found = find_leaders(ink, blobs, dpi, parts)
    dots = found.blobs
    picture = erase_glued(clean.erase_blobs(bare, blobs, dirt | dots), ink, found.glued)
    leaders = tuple((int(x), int(y), int(w), int(h)) for x, y, w, h, _ in blobs.stats[dots]) + tuple(
        dot.box for dot in found.glued
    )
    back = cv2.invertAffineTransform(matrix)
    done = {
        "level": levelled,
        "bend": bend is not None,
        "bleed": ghost is not None,
        "rules": bool(across.any() or down.any()),
        "dirt": bool(dirt.any()),
        "leaders": bool(leaders),
    }
    steps = (*evened.steps, *(name for name, changed in done.items() if changed))
    return Sheet(picture, flat, blobs, dirt | dots, leaders, across, down, dpi, skew, evened.scale, back, steps, bend)


def turn_rect(rect: Rect, degrees: int, width: int, height: int) -> Rect:
    """The rectangle on a page of width x height pixels after that page is turned clockwise."""
    left, top, wide, high = rect
    if degrees == 90:
        return height - top - high, left, high, wide
    if degrees == 180:
        return width - left - wide, height - top - high, wide, high
    if degrees == 270:
        return top, width - left - wide, high, wide
    return rect
