"""Cards on a sheet: found by their size and by the paper around them, each then read as a page of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from ocr.card_fit import (
    FULL,
    Frame,
    Print,
    cut_rows,
    differ,
    extend_frame,
    list_frames,
    may_hold,
    measure_share,
    pick_apart,
)
from ocr.clean import Grey, find_blobs, mark_ink
from ocr.rects import Rect, label_pieces
from ocr.runs import open_runs
from ocr.sheet import Evened, Sheet
from ocr.shrink import shrink
from pipeline.model import Box, Word

_COARSE_DPI = 75
_INK, _INKED = 195, 18
"""The palest print of an evened page, and how much of it a coarse pixel has at least."""
_BLOCK_MM, _SPECK_MM = 2.5, 1.6
_LINE_MM, _LINE_THICK_MM = 20.0, 1.4
_RIM_MM, _RIM_THICK_MM, _RIM_LONG_MM = 5.0, 9.0, 25.0
_NET = 0.1
_COVER, _COVER_BESIDE_TEXT = 0.9, 0.5
_MOST_CARDS, _MOST_BLOCKS = 8, 64


def find_cards(even: Grey, dpi: int) -> list[Rect]:
    """The cards of a level page in reading order; empty where the page holds more than cards and some text.

    A card is print that fits an ID-1 card (ISO/IEC 7810), upright or lying, in its own size or enlarged; its edge need
    not show. Where other text takes more than a tenth of the ink, print must fill the cards, and stand well away from
    all other print.
    """
    factor = min(1.0, _COARSE_DPI / dpi)
    per_mm = dpi * factor / 25.4
    page = _list_print(shrink(cv2.subtract(_INK, even), factor), per_mm)
    frames = _choose_frames(page) if 1 < len(page.ink) <= _MOST_BLOCKS else []
    if len(frames) > _MOST_CARDS or differ(frames) or cut_rows(page, frames):
        return []
    rows, columns = even.shape
    scale = dpi / 25.4
    cards = []
    for left, top, right, bottom in (extend_frame(frame, page) for frame in frames):
        x0, y0 = max(0, int(left * scale)), max(0, int(top * scale))
        x1, y1 = min(columns, int(right * scale)), min(rows, int(bottom * scale))
        cards.append((x0, y0, x1 - x0, y1 - y0))
    return order_cards(cards)


def _choose_frames(page: Print) -> list[Frame]:
    if page.ink[may_hold(page.boxes)].sum() < _COVER_BESIDE_TEXT * page.ink.sum():
        return []
    frames = list_frames(page)
    if measure_share(page, frames) >= _COVER:
        apart = pick_apart(frames, page)
        if measure_share(page, apart) >= _COVER:
            return apart
    frames = [frame for frame in frames if frame.full >= FULL and frame.alone]
    if measure_share(page, frames) < _COVER_BESIDE_TEXT:
        return []
    apart = pick_apart(frames, page)
    return apart if measure_share(page, apart) >= _COVER_BESIDE_TEXT else []


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


def _list_print(ink: Grey, per_mm: float) -> Print:
    """Words and pictures of the page with their ink; specks, what lies along the sheet's rim, and outlines are none."""
    reach = max(3, round(_BLOCK_MM * per_mm)) | 1
    some = _erase_lines(cv2.threshold(ink, _INKED, 255, cv2.THRESH_BINARY)[1], per_mm)
    joined = cv2.morphologyEx(some, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    labels, stats = label_pieces(joined)
    count = len(stats)
    places = np.flatnonzero(some > 0)
    owner = labels.ravel()[places]
    weight = np.bincount(owner, weights=ink.ravel()[places], minlength=count)
    inked = np.bincount(owner, minlength=count)
    left, top, wide, high = (stats[:, side] / per_mm for side in range(4))
    boxes = np.stack([left, top, left + wide, top + high], axis=1)
    area = stats[:, 2].astype(np.int64) * stats[:, 3]
    rows, columns = (side / per_mm for side in ink.shape)
    thick, long = np.minimum(wide, high), np.maximum(wide, high)
    beside = np.where(high >= wide, np.minimum(left, columns - left - wide), np.minimum(top, rows - top - high))
    rim = (beside <= _RIM_MM) & (thick <= _RIM_THICK_MM) & (long >= _RIM_LONG_MM)
    net = ~may_hold(boxes) & (inked < _NET * area)
    kept = (long > _SPECK_MM) & ~rim & ~net
    kept[0] = False
    return Print(boxes[kept], weight[kept])


def _erase_lines(ink: Grey, per_mm: float) -> Grey:
    """The ink without long thin lines: edges and shadows join cards that touch."""
    long, thick = round(_LINE_MM * per_mm), max(2, round(_LINE_THICK_MM * per_mm))
    bare = ink
    for down in (False, True):
        lines = open_runs(ink, long, down=down)
        bars = open_runs(lines, thick, down=not down)
        bare = cv2.subtract(bare, cv2.subtract(lines, bars))
    return bare


def cut_card(evened: Evened, sheet: Sheet, card: Rect) -> Evened:
    """The card as a page of its own, level, the same way up as `sheet`, which was made of the `evened` page."""
    left, top, width, height = card
    even = np.ascontiguousarray(sheet.picture[top : top + height, left : left + width])
    flat = np.ascontiguousarray(sheet.flat[top : top + height, left : left + width])
    return replace(evened, even=even, flat=flat)


def erase_cards(sheet: Sheet, cards: Sequence[Rect]) -> Sheet:
    """The sheet with white paper where the cards lie: for what stands beside them."""
    picture, flat, across, down = (page.copy() for page in (sheet.picture, sheet.flat, sheet.across, sheet.down))
    for left, top, width, height in cards:
        inside = slice(top, top + height), slice(left, left + width)
        picture[inside] = flat[inside] = 255
        across[inside] = down[inside] = 0
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
