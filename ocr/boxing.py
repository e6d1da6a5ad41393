"""The boxes `unread` as a clerk sees them: with a margin around the letters, and one where several mean one line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ocr.rects import Rect, shared_area
from pipeline.model import Box, Code, Region

_MARGIN, _LEAST_INCH = 0.3, 0.015
"""Around a box, in its heights, and inches at least: ink that was found is rarely all of the line."""
_ROW, _GAP = 0.6, 0.8
"""Share of the lower box's height that two boxes of one line have in common, and heights between them at most."""

_CODED = 0.4
"""Share of a box that lies on a code: its margin, and the white paper that belongs to a code, lie beside it."""


def tidy_boxes(boxes: Iterable[Rect], dpi: int) -> list[Rect]:
    """The boxes with a margin, those of one line made one, top to bottom."""
    joined: list[Rect] = []
    for box in sorted(set(boxes), key=lambda box: -box[2] * box[3]):
        wide = _widen(box, dpi)
        while met := next((other for other in joined if _is_one_line(other, wide)), None):
            joined.remove(met)
            wide = _span(met, wide)
        joined.append(wide)
    return sorted(joined, key=lambda box: (box[1], box[0]))


def drop_coded(regions: Iterable[Region], codes: Sequence[Code]) -> list[Region]:
    """The regions without zones `unread` that half lie on a code whose content was read."""
    return [
        region
        for region in regions
        if region.kind != "unread" or not any(_share_inside(region.box, code.box) >= _CODED for code in codes)
    ]


def _share_inside(box: Box, other: Box) -> float:
    wide = min(box.x + box.w, other.x + other.w) - max(box.x, other.x)
    high = min(box.y + box.h, other.y + other.h) - max(box.y, other.y)
    return max(0.0, wide) * max(0.0, high) / (box.w * box.h) if box.w * box.h else 0.0


def _widen(box: Rect, dpi: int) -> Rect:
    left, top, width, height = box
    margin = round(max(_MARGIN * height, _LEAST_INCH * dpi)) if height < 0.3 * dpi else 0
    x, y = max(0, left - margin), max(0, top - margin)
    return x, y, left + width + margin - x, top + height + margin - y


def _is_one_line(one: Rect, other: Rect) -> bool:
    """Whether the boxes stand side by side, or the smaller in the other, and are of about one height."""
    small, large = sorted((one, other), key=lambda box: box[2] * box[3])
    if shared_area(small, large) >= 0.8 * small[2] * small[3]:
        return True
    low, high = sorted((one[3], other[3]))
    common = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    gap = max(one[0], other[0]) - min(one[0] + one[2], other[0] + other[2])
    return high <= 2 * low and common >= _ROW * low and gap <= _GAP * low


def _span(one: Rect, other: Rect) -> Rect:
    left, top = min(one[0], other[0]), min(one[1], other[1])
    right, bottom = max(one[0] + one[2], other[0] + other[2]), max(one[1] + one[3], other[1] + other[3])
    return left, top, right - left, bottom - top
