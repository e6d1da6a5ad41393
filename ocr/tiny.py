"""Print of a few pixels' height, the captions of a card: its lines come in pieces."""

from __future__ import annotations

from collections.abc import Sequence

from ocr.rects import Rect

_HIGHEST_INCH, _HIGHEST = 0.09, 24
"""Of a line of small print, in inches and in pixels."""
_GAP, _SHARED = 1.2, 0.6
"""Between pieces of one line at most, in heights, and the share of the lower one's height that they have in common."""


def join_pieces(rects: Sequence[Rect], dpi: int) -> list[Rect]:
    """The lines with those pieces of small print made one that stand side by side; larger print stays as it is."""
    highest = min(_HIGHEST, _HIGHEST_INCH * dpi)
    joined: list[Rect] = []
    for rect in sorted(rects):
        for number, other in enumerate(joined):
            if max(rect[3], other[3]) <= highest and _go_on(other, rect):
                joined[number] = _span(other, rect)
                break
        else:
            joined.append(rect)
    return joined


def _go_on(left: Rect, right: Rect) -> bool:
    low = min(left[3], right[3])
    common = min(left[1] + left[3], right[1] + right[3]) - max(left[1], right[1])
    return common >= _SHARED * low and right[0] - left[0] - left[2] <= _GAP * low


def _span(one: Rect, other: Rect) -> Rect:
    left, top = min(one[0], other[0]), min(one[1], other[1])
    right, bottom = max(one[0] + one[2], other[0] + other[2]), max(one[1] + one[3], other[1] + other[3])
    return left, top, right - left, bottom - top
