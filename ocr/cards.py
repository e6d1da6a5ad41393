"""Cards on a sheet: found by their size and by the paper around them, each then read as a page of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.clean import Grey, find_blobs, find_rules, mark_ink
from ocr.rects import Rect, grow
from ocr.sheet import Evened, Sheet
from ocr.shrink import shrink
from pipeline.model import Box, Word

_COARSE_DPI = 75
_INK, _INKED = 110, 0.12
_CARD_MM = (85.6, 53.98)
_SCALES = (1.0, 1.25, 1.5)
_ROOM = 1.05
_LEAST = (0.68, 0.62)
"""How much of a card's width and height its print takes at least."""
_BLOCK_MM, _REACH_MM, _APART_MM = 2.5, 16.0, 2.5
_SPECK_MM = 1.6
_COVER = 0.9
_MOST_CARDS, _MOST_BLOCKS = 8, 160
_MARGIN_MM = 2.5


def find_cards(even: Grey, dpi: int) -> list[Rect]:
    """The cards of a level page in reading order; empty where the page holds more than cards and a few remarks.

    A card is a group of ink that fits an ID-1 card (ISO/IEC 7810), upright or lying, in its own size or enlarged, with
    paper around it; its edge need not show.
    """
    factor = min(1.0, _COARSE_DPI / dpi)
    per_mm = dpi * factor / 25.4
    dark = cv2.threshold(even, _INK, 255, cv2.THRESH_BINARY_INV)[1]
    share = shrink(dark, factor)
    ink = cv2.threshold(share, 255 * _INKED, 255, cv2.THRESH_BINARY)[1]
    blocks = _list_blocks(ink, per_mm)
    if not blocks or len(blocks) > _MOST_BLOCKS:
        return []
    best = max((_group_cards(blocks, scale * per_mm) for scale in _SCALES), key=lambda found: round(found[0], 2))
    if best[0] < _COVER or len(best[1]) > _MOST_CARDS:
        return []
    rows, columns = even.shape
    return [grow(card, _MARGIN_MM * per_mm, factor, columns, rows) for card in order_cards(best[1])]


def order_cards(cards: Sequence[Rect]) -> list[Rect]:
    """Cards in bands from the top, each band from the left; cards that share half a card's height stand in one band."""
    waiting = sorted(cards, key=lambda card: card[1] + card[3] / 2)
    bands: list[list[Rect]] = []
    for card in waiting:
        if bands and _share_height(bands[-1][0], card) > 0.5:
            bands[-1].append(card)
        else:
            bands.append([card])
    return [card for band in bands for card in sorted(band)]


def _share_height(one: Rect, other: Rect) -> float:
    common = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return common / min(one[3], other[3])


def _list_blocks(ink: Grey, per_mm: float) -> list[tuple[Rect, int]]:
    """Words and pictures of the page as boxes, each with its ink; specks are none."""
    reach = max(3, round(_BLOCK_MM * per_mm)) | 1
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    inked = np.bincount(labels[ink > 0], minlength=count)
    return [
        ((int(x), int(y), int(w), int(h)), int(inked[number]))
        for number, (x, y, w, h, _) in enumerate(stats[:count])
        if number and max(w, h) > _SPECK_MM * per_mm
    ]


def _group_cards(blocks: Sequence[tuple[Rect, int]], per_mm: float) -> tuple[float, list[Rect]]:
    """The share of the ink in cards of a size, and these: blocks joined nearest first while a card holds them."""
    edges = np.array([(x, y, x + w, y + h) for (x, y, w, h), _ in blocks], dtype=np.float64)
    inks = np.array([ink for _, ink in blocks], dtype=np.float64)
    alive = np.ones(len(blocks), dtype=bool)
    apart = np.array([_measure_joins(edges, number, per_mm) for number in range(len(blocks))])
    while True:
        first, second = divmod(int(apart.argmin()), len(blocks))
        if apart[first, second] > _REACH_MM * per_mm:
            break
        edges[first, :2] = np.minimum(edges[first, :2], edges[second, :2])
        edges[first, 2:] = np.maximum(edges[first, 2:], edges[second, 2:])
        inks[first] += inks[second]
        alive[second] = False
        distances = np.where(alive, _measure_joins(edges, first, per_mm), np.inf)
        apart[first], apart[:, first] = distances, distances
        apart[second], apart[:, second] = np.inf, np.inf
    groups = [
        ((int(x0), int(y0), int(x1 - x0), int(y1 - y0)), float(ink))
        for (x0, y0, x1, y1), ink in zip(edges[alive], inks[alive], strict=True)
    ]
    cards = [group for group in groups if _fills(group[0], per_mm)]
    alone = [
        card
        for card in cards
        if all(_distance(card[0], other[0]) > _APART_MM * per_mm for other in cards if other is not card)
    ]
    return sum(ink for _, ink in alone) / sum(ink for _, ink in blocks), [rect for rect, _ in alone]


def _measure_joins(edges: NDArray[np.float64], number: int, per_mm: float) -> NDArray[np.float64]:
    """How far each box (left, top, right, bottom) stands from box `number`; infinite where no card holds both."""
    low = np.maximum(edges[:, :2], edges[number, :2])
    high = np.minimum(edges[:, 2:], edges[number, 2:])
    distances = np.maximum(0.0, (low - high).max(axis=1))
    sides = np.maximum(edges[:, 2:], edges[number, 2:]) - np.minimum(edges[:, :2], edges[number, :2])
    long, short = _ROOM * _CARD_MM[0] * per_mm, _ROOM * _CARD_MM[1] * per_mm
    distances[(sides.max(axis=1) > long) | (sides.min(axis=1) > short)] = np.inf
    distances[number] = np.inf
    return distances


def _fills(rect: Rect, per_mm: float) -> bool:
    high, wide = sorted(rect[2:])
    return wide >= _LEAST[0] * _CARD_MM[0] * per_mm and high >= _LEAST[1] * _CARD_MM[1] * per_mm


def _distance(one: Rect, other: Rect) -> float:
    """The wider of the gaps between two boxes across and down; 0 where they overlap."""
    across = max(one[0], other[0]) - min(one[0] + one[2], other[0] + other[2])
    down = max(one[1], other[1]) - min(one[1] + one[3], other[1] + other[3])
    return float(max(0, across, down))


def cut_card(evened: Evened, sheet: Sheet, card: Rect) -> Evened:
    """The card as a page of its own, level, the same way up as `sheet`, which was made of the `evened` page."""
    left, top, width, height = card
    even = np.ascontiguousarray(sheet.picture[top : top + height, left : left + width])
    flat = np.ascontiguousarray(sheet.flat[top : top + height, left : left + width])
    return replace(evened, even=even, flat=flat)


def erase_cards(sheet: Sheet, cards: Sequence[Rect]) -> Sheet:
    """The sheet with white paper where the cards lie: for what stands beside them."""
    picture, flat = sheet.picture.copy(), sheet.flat.copy()
    for left, top, width, height in cards:
        picture[top : top + height, left : left + width] = 255
        flat[top : top + height, left : left + width] = 255
    across, down = find_rules(picture, sheet.dpi)
    blobs = find_blobs(mark_ink(picture))
    none = np.zeros(len(blobs.stats), np.bool_)
    return replace(sheet, picture=picture, flat=flat, blobs=blobs, erased=none, leaders=(), across=across, down=down)


def place_box(box: Box, turned: int, card: Rect, sheet: Sheet) -> Box:
    """A box of the card turned clockwise by `turned`, in fractions of it, as fractions of the page."""
    x, y, w, h = box
    back = {
        0: (x, y, w, h),
        90: (y, 1 - x - w, h, w),
        180: (1 - x - w, 1 - y - h, w, h),
        270: (1 - y - h, x, h, w),
    }[turned]
    left, top, width, height = card
    return sheet.to_box(
        (
            left + round(back[0] * width),
            top + round(back[1] * height),
            max(1, round(back[2] * width)),
            max(1, round(back[3] * height)),
        )
    )


def join_words(parts: Sequence[Sequence[Word]]) -> list[Word]:
    """The words of parts read apart, one part after the other, with lines and blocks numbered through."""
    joined: list[Word] = []
    line = block = 0
    for words in parts:
        joined += [replace(word, line=word.line + line, block=word.block + block) for word in words]
        line += 1 + max((word.line for word in words), default=-1)
        block += 1 + max((word.block for word in words), default=-1)
    return joined
