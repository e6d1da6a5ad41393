"""Whether anything is written on a page: ink on the sheet itself, told from what shows through it and from its wear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.clean import Grey, flatten_background
from ocr.crumbs import CRUMBLED, Crumbs
from ocr.levels import find_percentile
from ocr.rects import Rect, label_pieces, list_pieces
from ocr.shrink import shrink
from ocr.wear import is_wear

Pixels = NDArray[np.uint8]

_CALM = 0.8
_COARSE_DPI = 100
ENOUGH: Final = 40
_MANY, _STRIPS = 80, 10
"""Letters of plain print from which a page is not empty, whatever its wear; in how many strips they are looked for."""
_FAINT = 38
_DEEP, _PLAIN, _PALE = 85.0, 125.0, 46.0
_SHARP = 0.19
_PENCIL_MARKS, _PENCIL_SHARE, _NEAR_MM = 3, 0.6, 12.0
_STEEP, _STEEP_DEPTH, _STEEP_MARKS, _STEEP_DEEP = 0.23, 55.0, 2, 70.0
"""How sharp ink of this side is and nothing that shines through; how deep such marks are of which two do, a page's
number, and how deep one that does alone."""
_SMALL_MM, _LARGE_MM = 1.3, 120.0
_FEW_LEFT = 0.12
"""Share of the marks from which those among few crumbs are no part of a ghost."""
_SPECKS = 3
"""How many times longer the deep parts of a thin mark together are at most than the longest of specks that touch."""
_EDGE_MM = 3.0
_RIM_MM, _RIM_SHARE, _RIM_PIECE_MM = 12.0, 0.04, 25.0
"""How far a dark edge may reach into the sheet, the share of ink from which a line along the edge is part of it, and
the length of the pieces in which edges are looked at."""
_LONE_MM = 1.8
"""How large a mark is at least that is the only one on its page."""
_SEAL_MM = (18.0, 62.0)
_ARC_MM, _OFF_MM = 4.0, 1.0
"""How long an arc of a seal's rim is at least, and how far from its circle its ink lies."""
_THICK_MM = 1.6
_FLAT_MM, _BAND_MM, _ROW_MM, _ROW = 0.9, 2.0, 12.0, 3
"""How thick pieces of a fold are at most, how far they lie off each other across it, over how much of the sheet they
go on, and how many they are."""
_CREASE_MM, _DOUBLE_MM = 0.7, 1.5
"""How thick a piece of a double crease is at most, and how far its two lines lie apart."""
_STROKE_MM = (10.0, 4.0)
"""How long a pale stroke is that someone drew, and how high and wide: folds are flat."""
_RED_DPI, _RED_MM, _STAMP_DEPTH = 75, (8.0, 80.0), 79.0
_STAMP_DARKEST, _STAMP_MM2, _STAMP_PALE, _STAMP_EDGE = 140.0, 5.0, 66.0, 27.0
"""How deep the ink of a stamp is, over how much of the sheet, where a seal of the other side lies under it; how deep a
pale stamp is, and how steep its edges: what comes through the sheet is blurred."""
_TINTED = 20


@dataclass(frozen=True, slots=True)
class _Mark:
    """A piece of ink: how deep it is (0..255), how many pixels its deep parts span together and the longest of them
    alone, how steep its edges are for that depth."""

    rect: Rect
    depth: float
    deep_length: int
    deep_piece: int
    sharpness: float
    crumbs: float
    """How many crumbs to each larger piece are around it in a copy in black and white."""


def find_writing(flat: Grey, dpi: int, *, bilevel: bool = False) -> list[Rect]:
    """Boxes of the marks that someone put on the sheet: deep or sharp ink that is no speck, hole, staple, fold or edge.

    `flat` is the page with its paper brought to white and without seals, any way up; `bilevel` says that the page is a
    copy in black and white. At most `ENOUGH` are looked for.
    """
    per_mm = dpi / 25.4
    plain = _list_plain(flat, per_mm)
    if len(plain) >= _MANY:
        return plain[:ENOUGH]
    calm = cv2.GaussianBlur(flat, (0, 0), _CALM)
    ink = cv2.threshold(calm, 255 - _FAINT, 255, cv2.THRESH_BINARY_INV)[1]
    folds = _mark_folds(ink, dpi)
    ink = cv2.subtract(ink, cv2.subtract(folds, _mark_thick(ink, per_mm)))
    labels, stats = label_pieces(ink)
    rims = _measure_rims(ink, per_mm)
    crumbs = Crumbs.of(flat, per_mm, folds) if bilevel else None
    marks: list[_Mark] = []
    arcs: list[Rect] = []
    certain = 0
    for number in range(1, len(stats)):
        rect = (int(stats[number, 0]), int(stats[number, 1]), int(stats[number, 2]), int(stats[number, 3]))
        if not _SMALL_MM * per_mm <= max(rect[2:]) <= _LARGE_MM * per_mm or _is_at_edge(rect, flat.shape, rims, per_mm):
            continue
        left, top, width, height = rect
        own = labels[top : top + height, left : left + width] == number
        if not is_wear(own, rect, flat.shape, per_mm) and not _is_beside(rect, folds, per_mm):
            zone = np.s_[top : top + height, left : left + width]
            around = crumbs.count(own & (flat[zone] < 128), rect) if crumbs is not None else 0.0
            mark = _measure(calm[zone], own, rect, around)
            marks.append(mark)
            pale = mark.depth < _PLAIN and mark.sharpness < _STEEP
            if pale and (circle := _find_circle(own, rect, per_mm)) is not None:
                arcs.append(circle)
            firm = mark.crumbs <= CRUMBLED[0] and mark.deep_length >= _SMALL_MM * per_mm
            certain += firm and mark.depth >= _PLAIN
            if certain >= ENOUGH:
                break
    marks = _drop_crumbled(marks)
    rings = [*arcs, *(mark.rect for mark in marks if _is_ring(mark.rect, per_mm) and mark.depth < _DEEP)]
    seen = [mark.rect for mark in marks if _is_deep(mark, rings, per_mm) or _is_stroke(mark, per_mm)]
    deep = _drop_fold_pieces(seen, per_mm)
    if len(deep) == 1 and max(deep[0][2:]) < _LONE_MM * per_mm:
        deep = []
    found = deep or [mark.rect for mark in _pick_pencil(marks, per_mm)]
    return crumbs.find_line(flat.shape) if crumbs is not None and not found else found


def _drop_crumbled(marks: Sequence[_Mark]) -> list[_Mark]:
    """The marks that are no part of what fell to crumbs; a page mostly of ghosts keeps what no crumbs are around."""
    loose = [mark for mark in marks if mark.crumbs <= CRUMBLED[1]]
    if len(loose) > _FEW_LEFT * len(marks):
        return loose
    return [mark for mark in marks if mark.crumbs <= CRUMBLED[0]]


def _list_plain(flat: Grey, per_mm: float) -> list[Rect]:
    """Deep ink of the size of letters away from the sheet's edge: plenty of it needs no closer look.

    Looked for strip by strip until there is plenty; what a strip's border cuts does not count.
    """
    plain: list[Rect] = []
    edge = _EDGE_MM * per_mm
    rows, columns = flat.shape
    step = max(1, -(-rows // _STRIPS))
    for start in range(0, rows, step):
        deep = cv2.threshold(flat[start : start + step], 255 - _PLAIN, 255, cv2.THRESH_BINARY_INV)[1]
        stats = np.array(list_pieces(deep), np.int32).reshape(-1, 4)
        left, upper = stats[:, 0], stats[:, 1]
        right, lower = left + stats[:, 2], upper + stats[:, 3]
        whole = ((upper > 0) | (start == 0)) & ((lower < deep.shape[0]) | (start + step >= rows))
        sized = (stats[:, 3] >= _SMALL_MM * per_mm) & (stats[:, 2:].max(axis=1, initial=0) < 8 * per_mm)
        across = (left >= edge) & (right <= columns - edge)
        down = (start + upper >= edge) & (start + lower <= rows - edge)
        plain += [(x, start + y, w, h) for x, y, w, h in stats[whole & sized & across & down].tolist()]
        if len(plain) >= _MANY:
            break
    return plain


def find_stamping(pixels: Pixels, dpi: int) -> list[Rect]:
    """Boxes of red stamps and of what was signed in another colour on this side of an RGB page.

    Stamping ink that came through the sheet is deep in spots only: a stamp counts where most of its ink is deep.
    """
    if pixels.ndim == 2:
        return []
    red, green, blue = cv2.split(pixels)
    flat_red, flat_green, flat_blue = (flatten_background(part, dpi) for part in (red, green, blue))
    tint = cv2.subtract(flat_red, cv2.max(flat_green, flat_blue))
    tinted = cv2.threshold(tint, _TINTED, 255, cv2.THRESH_BINARY)[1]
    tinted = cv2.morphologyEx(tinted, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    depths = 255 - flat_green
    stamps = [rect for rect in _list_red(tinted, dpi) if _is_stamp(depths, tinted, rect, dpi)]
    if stamps:
        return stamps
    near = cv2.dilate(tinted, np.ones((5, 5), np.uint8))
    others = np.where(near > 0, red, cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)).astype(np.uint8)
    return find_writing(flatten_background(others, dpi), dpi)


def _list_red(tinted: Grey, dpi: int) -> list[Rect]:
    """Boxes of groups of red ink of a stamp's size."""
    factor = min(1.0, _RED_DPI / dpi)
    per_mm = dpi * factor / 25.4
    small = shrink(tinted, factor)
    reach = round(4.4 * per_mm) | 1
    joined = cv2.threshold(small, 40, 255, cv2.THRESH_BINARY)[1]
    joined = cv2.morphologyEx(joined, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    return [
        (int(x / factor), int(y / factor), int(w / factor), int(h / factor))
        for x, y, w, h in list_pieces(joined)
        if _RED_MM[0] * per_mm <= max(w, h) <= _RED_MM[1] * per_mm
    ]


def _is_stamp(depths: Grey, tinted: Grey, rect: Rect, dpi: int) -> bool:
    """Whether the red ink in the box was put on this side: deep, or less deep with steep edges."""
    left, top, width, height = rect
    zone = np.s_[top : top + height, left : left + width]
    part, red = depths[zone], tinted[zone] > 0
    if not red.any():
        return False
    depth, deep = find_percentile(part[red], 60), np.count_nonzero(part[red] > _STAMP_DARKEST)
    if depth > _STAMP_DEPTH or deep >= _STAMP_MM2 * (dpi / 25.4) ** 2:
        return True
    steps = _measure_steps(cv2.GaussianBlur(part, (0, 0), _CALM))
    return depth > _STAMP_PALE and find_percentile(steps[red], 90) >= _STAMP_EDGE


def _is_deep(mark: _Mark, rings: Sequence[Rect], per_mm: float) -> bool:
    left, top, width, height = mark.rect
    x, y = left + width / 2, top + height / 2
    if any(a <= x <= a + w and b <= y <= b + h for a, b, w, h in rings):
        return mark.depth >= _PLAIN
    deep = mark.depth >= _DEEP or (mark.depth >= _STEEP_DEEP and mark.sharpness >= _STEEP)
    least = _SMALL_MM * per_mm
    thin = min(mark.rect[2:]) < least
    return deep and (max(mark.deep_piece, mark.deep_length / _SPECKS) if thin else mark.deep_length) >= least


def _is_stroke(mark: _Mark, per_mm: float) -> bool:
    """Whether the mark is a long stroke as sharp as ink of this side, however pale: a signature."""
    long = mark.deep_length >= _STROKE_MM[0] * per_mm and min(mark.rect[2:]) >= _STROKE_MM[1] * per_mm
    return long and mark.depth >= _PALE and mark.sharpness >= _STEEP


def _drop_fold_pieces(rects: Sequence[Rect], per_mm: float) -> list[Rect]:
    """The boxes without flat ones that follow each other along or down the sheet: folds close by each other in pieces.

    Letters, and strokes in a row, are higher.
    """
    dropped: set[Rect] = set()
    for along, across in ((0, 1), (1, 0)):
        flat = sorted(
            (rect for rect in rects if rect[2 + across] <= min(_FLAT_MM * per_mm, rect[2 + along])),
            key=lambda rect: rect[across],
        )
        row: list[Rect] = []
        for rect in [*flat, None]:
            if rect is not None and (not row or rect[across] - row[-1][across] <= _BAND_MM * per_mm):
                row.append(rect)
                continue
            if len(row) >= _ROW:
                ends = [one[along] for one in row] + [one[along] + one[2 + along] for one in row]
                if max(ends) - min(ends) >= _ROW_MM * per_mm:
                    dropped.update(row)
            row = [rect] if rect is not None else []
    return [rect for rect in rects if rect not in dropped]


def _pick_pencil(marks: Sequence[_Mark], per_mm: float) -> list[_Mark]:
    """Pale marks as sharp as only ink on this side is, where most of their neighbours are so too."""
    pale = [mark for mark in marks if mark.depth >= _PALE]
    sharp = [mark for mark in pale if mark.sharpness >= _SHARP]
    picked = []
    for mark in sharp:
        near = [other for other in pale if _is_near(mark.rect, other.rect, per_mm)]
        alike = sum(other.sharpness >= _SHARP for other in near)
        steep = sum(other.sharpness >= _STEEP and other.depth >= _STEEP_DEPTH for other in near)
        if (alike >= _PENCIL_MARKS or steep >= _STEEP_MARKS) and alike >= _PENCIL_SHARE * len(near):
            picked.append(mark)
    return picked


def _is_near(one: Rect, other: Rect, per_mm: float) -> bool:
    across = abs(one[0] + one[2] / 2 - other[0] - other[2] / 2)
    down = abs(one[1] + one[3] / 2 - other[1] - other[3] / 2)
    return max(across, down) < _NEAR_MM * per_mm and min(across, down) < _NEAR_MM / 2 * per_mm


def _is_ring(rect: Rect, per_mm: float) -> bool:
    """Whether the mark has a seal's size: a pale one came through the sheet, and the deeper spots in it did too."""
    slim, long = sorted(rect[2:])
    return slim > 0.6 * long and _SEAL_MM[0] * per_mm < long < _SEAL_MM[1] * per_mm


def _find_circle(own: NDArray[np.bool_], rect: Rect, per_mm: float) -> Rect | None:
    """The box of the circle of a seal's size that the piece is an arc of; None for any other piece.

    Least squares on x^2 + y^2 = 2ax + 2by + c, as by Kasa (1976).
    """
    if max(rect[2:]) < _ARC_MM * per_mm:
        return None
    rows, columns = np.nonzero(own)
    x, y = columns - columns.mean(), rows - rows.mean()
    system = np.column_stack((2 * x, 2 * y, np.ones(len(x))))
    (a, b, c), *_ = np.linalg.lstsq(system, x * x + y * y, rcond=None)
    radius = float(np.sqrt(max(0.0, c + a * a + b * b)))
    if not _SEAL_MM[0] / 2 * per_mm <= radius <= _SEAL_MM[1] / 2 * per_mm:
        return None
    off = np.abs(np.hypot(x - a, y - b) - radius)
    if float(np.percentile(off, 90)) > _OFF_MM * per_mm:
        return None
    left, top = rect[0] + columns.mean() + a - radius, rect[1] + rows.mean() + b - radius
    return round(left), round(top), round(2 * radius), round(2 * radius)


def _mark_folds(ink: Grey, dpi: int) -> Grey:
    """255 where the ink lies in thin straight lines, gaps aside, however they lean: folds, copier edges, rules."""
    factor = min(1.0, _COARSE_DPI / dpi)
    per_mm = dpi * factor / 25.4
    small = cv2.threshold(shrink(ink, factor), 20, 255, cv2.THRESH_BINARY)[1]
    found = cv2.HoughLinesP(small, 1, np.pi / 360, round(10 * per_mm), minLineLength=25 * per_mm, maxLineGap=4 * per_mm)
    lines = np.zeros_like(ink)
    for x0, y0, x1, y1 in () if found is None else found.reshape(-1, 4):
        if _is_alone(small, (x0, y0), (x1, y1), per_mm):
            ends = [(round(x / factor), round(y / factor)) for x, y in ((x0, y0), (x1, y1))]
            cv2.line(lines, ends[0], ends[1], 255, max(3, round(0.9 * dpi / 25.4)))
    return lines


def _is_beside(rect: Rect, folds: Grey, per_mm: float) -> bool:
    """Whether a thin piece lies all along a fold right beside it: creases are often double."""
    left, top, width, height = rect
    slim, long = sorted((width, height))
    if slim > _CREASE_MM * per_mm or long < 3 * slim:
        return False
    reach = round(_DOUBLE_MM * per_mm)
    across = (0, reach) if width > height else (reach, 0)
    zone = folds[
        max(0, top - across[1]) : top + height + across[1], max(0, left - across[0]) : left + width + across[0]
    ]
    return bool(zone.max(axis=0 if width > height else 1).mean() > 0.9 * 255)


def _mark_thick(ink: Grey, per_mm: float) -> Grey:
    """255 where ink is too thick for a fold: a hole that one goes through stays whole."""
    side = max(3, round(_THICK_MM * per_mm))
    return cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))


def _is_alone(ink: Grey, start: tuple[int, int], end: tuple[int, int], per_mm: float) -> bool:
    """Whether a line has paper on both sides of it, as a fold has and a row of letters has not."""
    along = np.linspace(0, 1, 60)
    x = start[0] + along * (end[0] - start[0])
    y = start[1] + along * (end[1] - start[1])
    length = float(np.hypot(end[0] - start[0], end[1] - start[1]))
    across = ((start[1] - end[1]) / length, (end[0] - start[0]) / length)

    def share(off: float) -> float:
        columns = np.clip(np.round(x + off * across[0]), 0, ink.shape[1] - 1).astype(int)
        rows = np.clip(np.round(y + off * across[1]), 0, ink.shape[0] - 1).astype(int)
        return float((ink[rows, columns] > 0).mean())

    here = max(share(0.0), share(1.0), share(-1.0))
    beside = max(share(side * reach * per_mm) for side in (-1, 1) for reach in (0.9, 1.3))
    return here > 0.4 and beside < 0.35 * here


def _measure_rims(ink: Grey, per_mm: float) -> list[list[float]]:
    """How far from its left, upper, right and lower edge the sheet is dark, as far as a volume's edge or a lid goes.

    Piece by piece along each edge: a crooked sheet has a wedge of its lid beside it.
    """
    most, step = round(_RIM_MM * per_mm), round(_RIM_PIECE_MM * per_mm)
    rims = []
    for side in (ink, ink.T, ink[:, ::-1], ink[::-1].T):
        depths = []
        for start in range(0, side.shape[0], step):
            pale = np.flatnonzero((side[start : start + step, :most] > 0).mean(axis=0) < _RIM_SHARE)
            depth = float(pale[0]) if pale.size else 0.0
            depths.append(max(_EDGE_MM * per_mm, depth + 1.5 * per_mm if depth else 0.0))
        rims.append(depths)
    return rims


def _is_at_edge(rect: Rect, shape: tuple[int, ...], rims: Sequence[Sequence[float]], per_mm: float) -> bool:
    """Whether the box reaches into a rim, of which `rims` are the depths along each side, piece by piece."""
    left, top, width, height = rect
    step = round(_RIM_PIECE_MM * per_mm)

    def rim(side: int, start: int, length: int) -> float:
        return max(rims[side][start // step : (start + length - 1) // step + 1])

    return (
        left < rim(0, top, height)
        or top < rim(1, left, width)
        or left + width > shape[1] - rim(2, top, height)
        or top + height > shape[0] - rim(3, left, width)
    )


def _measure_steps(part: Grey) -> Grey:
    """From each pixel's left and upper neighbour to it, the greater step."""
    before = cv2.copyMakeBorder(part, 1, 0, 1, 0, cv2.BORDER_REPLICATE)
    return cv2.max(cv2.absdiff(part, before[1:, :-1]), cv2.absdiff(part, before[:-1, 1:]))


def _measure(part: Grey, own: NDArray[np.bool_], rect: Rect, crumbs: float) -> _Mark:
    steps = _measure_steps(part)
    depth = 255 - find_percentile(part[own], 15)
    deep = own & (part < 255 - 0.8 * min(depth, _DEEP))
    spans = np.array(list_pieces(deep.astype(np.uint8)), np.int32).reshape(-1, 4)
    ends = (spans[:, :2] + spans[:, 2:]).max(axis=0, initial=0) - spans[:, :2].min(axis=0, initial=own.size)
    length, piece = max(0, int(ends.max())), int(spans[:, 2:].max(initial=0))
    return _Mark(rect, depth, length, piece, find_percentile(steps[own], 65) / max(1.0, depth), crumbs)
