"""Machine-readable codes: zxing where ink is dense, then over likely places enlarged, for card codes are small."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from ocr.levels import count_levels, find_percentiles
from ocr.rects import Rect, grow, list_pieces, shared_area
from ocr.shrink import shrink
from pipeline.model import Box, Code

Grey = NDArray[np.uint8]

_BAR_FORMATS = (zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.Code39)
"""Where the page shows bars; their search takes three times as long."""
_LARGE_FORMATS = (zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.PDF417)
_SMALL_FORMATS = (*_LARGE_FORMATS, zxingcpp.BarcodeFormat.DataMatrix)
"""Looked for where ink is dense, for any row of print starts the search of some; the slowest in small zones alone."""
_MATRIX_FORMATS = (zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.DataMatrix)
_MAX_PLACES = 8
_STRENGTHS = (0.85, 0.65, 0.45, 0.3)
_WEAKEST = 12.0
_COVER, _COVER_MM, _DEEP_MM, _CORE_MM = 0.33, 3.0, 2.0, 3.5
"""Ink covers about half of a code, a quarter of print at most; both measured against the deepest ink close by."""
_SHALLOW = 24.0
_QUIET_MM, _LEAST_MM, _LARGEST_MM = 6.0, 4.0, 50.0
_FOLDS_MM = (0.35, 0.6)
"""How thick a pale line may be that a fold or scratch left across a code: thinner than its cells."""
_LARGE_MM, _SPECK_MM = 20.0, 0.3
_SMALL_DPI = 100
_BARS_MM, _STEEP, _BARS = (5.0, 3.0), 10, 0.76
"""A window's length along the bars' row and across it, the slope of a bar's edge in levels, and the share of such."""
_ROOM_MM = 15.0
"""Around what is plainly bars: a code's ends, where it is worn, and the quiet paper beyond them."""
_CELLS, _CALM_CELLS, _EVEN = 5, 2, 0.6
"""Of so many cells a side of a zone, all but so many calm ones are at least so busy beside the middle one."""


def read_codes(grey: Grey, dpi: int) -> tuple[Code, ...]:
    """Every code on the upright page, top to bottom, each once; boxes are fractions of the page."""
    found: dict[tuple[str, str], Code] = {}
    height, width = grey.shape
    small = shrink(grey, min(1.0, _SMALL_DPI / dpi))
    least = _LEAST_MM * dpi / 25.4
    dense = [zone for zone in find_dense_zones(grey, small, dpi) if min(zone[2:]) >= least]
    slopes = measure_slopes(small)
    hits: list[Code] = []
    factor = small.shape[0] / height
    for zone in find_bars(slopes, dpi * factor):
        place = grow(zone, 0, factor, width, height)
        hits += _scan(_cut(grey, place), place, 1.0, width, height, _BAR_FORMATS)
    for place in _add_room(dense, dpi, width, height):
        small_one = max(place[2:]) <= _LARGEST_MM * dpi / 25.4
        hits += _scan(_cut(grey, place), place, 1.0, width, height, _SMALL_FORMATS if small_one else _LARGE_FORMATS)
        if not hits and min(place[2:]) >= _LARGE_MM * dpi / 25.4:
            hits += _scan(_drop_specks(_cut(grey, place), dpi), place, 1.0, width, height, _LARGE_FORMATS)
    for code in hits:
        found.setdefault((code.symbology, code.text), code)
    places = find_matrix_places(grey, slopes, dpi) if dense else []
    for place in places[:_MAX_PLACES]:
        known = any(_overlaps(code.box, place, width, height) for code in found.values())
        if not known and any(shared_area(place, zone) for zone in dense) and is_even_texture(_cut(grey, place)):
            for code in _read_place(grey, place, dpi):
                found.setdefault((code.symbology, code.text), code)
    return tuple(sorted(found.values(), key=lambda code: (code.box.y, code.box.x)))


def _drop_specks(crop: Grey, dpi: int) -> Grey:
    """The zone without specks thinner than a large code's cells: what shows through a sheet scanned to bare black."""
    side = max(3, round(_SPECK_MM * dpi / 25.4))
    return cv2.morphologyEx(crop, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))


def measure_slopes(small: Grey) -> tuple[Grey, Grey]:
    """How steeply the grey changes along the rows and along the columns."""
    across, down = (cv2.Sobel(small, cv2.CV_16S, *way, ksize=3) for way in ((1, 0), (0, 1)))
    return cv2.convertScaleAbs(across), cv2.convertScaleAbs(down)


def find_bars(slopes: tuple[Grey, Grey], dpi: float) -> list[Rect]:
    """Where, lying or standing, nearly all is edges of one direction, as in linear codes; in print few are.

    Zones have room for the code's ends. `dpi`: of the slopes, as are the zones' pixels.
    """
    along, over, room = (round(side * dpi / 25.4) for side in (*_BARS_MM, _ROOM_MM))
    zones = np.zeros_like(slopes[0])
    for (one, other), window in ((slopes, (along, over)), (slopes[::-1], (over, along))):
        edges = cv2.compare(cv2.subtract(one, cv2.add(other, other)), _STEEP, cv2.CMP_GT)
        spots = cv2.compare(cv2.blur(edges, window), 255 * _BARS, cv2.CMP_GT)
        for x, y, wide, high in list_pieces(spots) if cv2.hasNonZero(spots) else ():
            zones[max(0, y - room) : y + high + room, max(0, x - room) : x + wide + room] = 255
    return list_pieces(zones)


def is_even_texture(crop: Grey) -> bool:
    """Whether the inner part is as busy everywhere as matrix codes are: seals, pictures and print have calm spots."""
    height, width = crop.shape
    inner = crop[height // 5 : height - height // 5, width // 5 : width - width // 5]
    busy = sorted(
        float(cv2.meanStdDev(np.ascontiguousarray(cell))[1].item())
        for band in np.array_split(inner, _CELLS)
        for cell in np.array_split(band, _CELLS, axis=1)
    )
    return busy[_CALM_CELLS] > _EVEN * busy[len(busy) // 2]


def _cut(grey: Grey, rect: Rect) -> Grey:
    left, top, wide, high = rect
    return grey[top : top + high, left : left + wide]


def find_dense_zones(grey: Grey, small: Grey, dpi: int) -> list[Rect]:
    """Zones where ink covers as much of the paper as it does in matrix codes, however pale; pictures are among them.

    `small` is the page made smaller, in which they are looked for.
    """
    factor = small.shape[0] / grey.shape[0]
    per_mm = dpi * factor / 25.4
    window, near, core = (max(3, round(per_mm * size)) | 1 for size in (_COVER_MM, _DEEP_MM, _CORE_MM))
    paper = cv2.dilate(cv2.blur(small, (3, 3)), np.ones((2 * window + 1, 2 * window + 1), np.uint8))
    dark = cv2.subtract(paper, small)
    deepest = cv2.blur(cv2.dilate(dark, np.ones((near, near), np.uint8)), (window, window))
    limit = cv2.convertScaleAbs(cv2.max(deepest, _SHALLOW), alpha=_COVER)
    dense = cv2.compare(cv2.blur(dark, (window, window)), limit, cv2.CMP_GE)
    dense = cv2.morphologyEx(dense, cv2.MORPH_OPEN, np.ones((core, core), np.uint8))
    dense = cv2.morphologyEx(dense, cv2.MORPH_CLOSE, np.ones((core, core), np.uint8))
    return [grow(zone, 0, factor, grey.shape[1], grey.shape[0]) for zone in list_pieces(dense)]


def _add_room(zones: list[Rect], dpi: int, width: int, height: int) -> list[Rect]:
    """The zones with the quiet paper around a code; the whole page where they would take more of it than there is."""
    pad = round(_QUIET_MM * dpi / 25.4)
    wide = [grow(zone, pad, 1.0, width, height) for zone in zones]
    return wide if sum(zone[2] * zone[3] for zone in wide) < width * height else [(0, 0, width, height)]


def find_matrix_places(grey: Grey, slopes: tuple[Grey, Grey], dpi: int) -> list[Rect]:
    """Square zones of fine, dense texture, as matrix codes show, largest texture first; `slopes` are the small page's.

    Looked for at several strengths: a faded code is weaker than the print of its page, a strong one joins what is near.
    """
    across, down = slopes
    factor = across.shape[0] / grey.shape[0]
    per_mm = dpi * factor / 25.4
    window = max(3, round(per_mm * 2.2)) | 1
    both = cv2.min(cv2.blur(across, (window, window)), cv2.blur(down, (window, window)))
    top = find_percentiles(count_levels(both), (99.8,))[0]
    reach = max(3, round(per_mm * 2)) | 1
    places: list[tuple[float, Rect]] = []
    for share in _STRENGTHS:
        busy = cv2.threshold(both, max(_WEAKEST, share * top), 255, cv2.THRESH_BINARY)[1]
        busy = cv2.morphologyEx(busy, cv2.MORPH_OPEN, np.ones((reach, reach), np.uint8))
        outlines, _ = cv2.findContours(busy, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        for outline in outlines:
            left, upper, wide, high = cv2.boundingRect(outline)
            square = max(wide, high) < 1.6 * min(wide, high)
            if square and 7 * per_mm <= min(wide, high) and max(wide, high) <= 60 * per_mm:
                strength = float(both[upper : upper + high, left : left + wide].mean())
                places.append((strength, (left, upper, wide, high)))
    apart: list[Rect] = []
    for _, place in sorted(places, reverse=True):
        if not any(_is_same(place, other) for other in apart):
            apart.append(place)
    return [grow(place, round(per_mm * 3), factor, grey.shape[1], grey.shape[0]) for place in apart]


def _is_same(one: Rect, other: Rect) -> bool:
    return shared_area(one, other) > 0.7 * max(one[2] * one[3], other[2] * other[3])


def _read_place(grey: Grey, place: Rect, dpi: int) -> list[Code]:
    """The codes in one zone: enlarged, sharpened, smoothed, then without the pale lines of folds, until one answers."""
    crop = _cut(grey, place)
    for zoom in (2.0, 3.0, 1.5, 4.0):
        large = cv2.resize(crop, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC)
        soft = cv2.GaussianBlur(large, (0, 0), zoom * 0.6)
        sharp = cv2.addWeighted(large, 2.2, cv2.GaussianBlur(large, (0, 0), zoom * 1.2), -1.2, 0)
        for variant in (large, sharp, soft):
            codes = list(_scan(variant, place, zoom, grey.shape[1], grey.shape[0], _MATRIX_FORMATS))
            if codes:
                return codes
    for thick in _FOLDS_MM:
        fold = max(2, round(thick * dpi / 25.4))
        whole = cv2.morphologyEx(crop, cv2.MORPH_OPEN, np.ones((fold, fold), np.uint8))
        if codes := list(_scan(whole, place, 1.0, grey.shape[1], grey.shape[0], _MATRIX_FORMATS)):
            return codes
    return []


def _scan(
    image: Grey,
    place: Rect,
    zoom: float,
    width: int,
    height: int,
    formats: tuple[zxingcpp.BarcodeFormat, ...],
) -> Iterator[Code]:
    """Codes in the image, which shows `place` enlarged by `zoom`."""
    hits = zxingcpp.read_barcodes(
        np.ascontiguousarray(image),
        formats=formats,
        text_mode=zxingcpp.TextMode.Plain,
        try_invert=False,
    )
    for hit in hits:
        corners = (hit.position.top_left, hit.position.top_right, hit.position.bottom_right, hit.position.bottom_left)
        xs = [place[0] + corner.x / zoom for corner in corners]
        ys = [place[1] + corner.y / zoom for corner in corners]
        box = Box(
            max(0.0, min(xs) / width),
            max(0.0, min(ys) / height),
            (max(xs) - min(xs)) / width,
            (max(ys) - min(ys)) / height,
        )
        text = unicodedata.normalize("NFC", hit.text)
        if text:
            yield Code(hit.format.name, text, box)


def _overlaps(box: Box, place: Rect, width: int, height: int) -> bool:
    left, top, wide, high = place[0] / width, place[1] / height, place[2] / width, place[3] / height
    return box.x < left + wide and left < box.x + box.w and box.y < top + high and top < box.y + box.h
