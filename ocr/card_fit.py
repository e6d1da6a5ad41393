"""Frames of a card's size laid over the print of a page so that they hold as much of it as they can."""

from __future__ import annotations

import functools
import heapq
import itertools
import operator
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CARD_MM = (85.6, 53.98)
"""ISO/IEC 7810, ID-1."""
SCALES = (1.0, 1.2, 1.4)
_ROOM, _MARGIN_MM = 1.06, 2.5
FULL, _LEAST = 0.85, 0.74
"""How much of a card's sides its print takes: on most cards, and at least, where the rest is too pale."""
_LEAST_INK = 0.05
_WEIGHTY, _SOLID = 0.015, 0.6
"""Blocks with so much of a frame's ink reach over so much of its lower side: specks alone widen no print."""
_ALONE_MM, _NEAR_INK = 4.5, 0.02
_CUT_MM, _CUT_COST, _LARGER_COST, _EMPTY_COST = 0.7, 2.0, 0.08, 0.3
_ALIKE = 1.25
"""How much more one card of a sheet may be enlarged than another."""
_MOST_FRAMES, _MOST_STEPS = 240, 4000
_LINE_MM, _SPACE_MM, _LEVEL = (1.5, 9.0), 3.5, 0.6
"""Height of a line of print, the widest space between its words, and how much of their height stands side by side."""

Boxes = NDArray[np.float64]
"""left, top, right, bottom in mm, one row each."""


@dataclass(frozen=True, slots=True, eq=False)
class Print:
    """Words and pictures of a page in mm, each with its ink."""

    boxes: Boxes
    ink: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Print that one card may hold: its extent in mm, its blocks (a bit each) and what it is worth."""

    extent: tuple[float, float, float, float]
    blocks: int
    worth: float
    scale: float
    alone: bool
    """Whether all other print stands well away from it."""

    @property
    def full(self) -> float:
        """How much of the card's width and height its print takes, whichever is less."""
        left, top, right, bottom = self.extent
        wide, high = self.size
        return min((right - left) / wide, (bottom - top) / high)

    @property
    def size(self) -> tuple[float, float]:
        """The card's width and height in mm, as it lies."""
        left, top, right, bottom = self.extent
        wide, high = (side * self.scale for side in CARD_MM)
        return (wide, high) if right - left >= bottom - top else (high, wide)


def extend_frame(frame: Frame, page: Print) -> tuple[float, float, float, float]:
    """What to cut out for a card, in mm: its print with a margin, and room for print too pale to be seen.

    It ends before other print that stands beside it.
    """
    left, top, right, bottom = frame.extent
    wide, high = frame.size
    others = page.boxes[~unpack_blocks(frame.blocks, len(page.ink))]
    beside = others[(others[:, 1] < bottom) & (others[:, 3] > top)]
    above = others[(others[:, 0] < right) & (others[:, 2] > left)]
    across = _MARGIN_MM + max(0.0, (wide - (right - left)) / 2)
    down = _MARGIN_MM + max(0.0, (high - (bottom - top)) / 2)
    return (
        left - _find_room(left - beside[:, 2], across),
        top - _find_room(top - above[:, 3], down),
        right + _find_room(beside[:, 0] - right, across),
        bottom + _find_room(above[:, 1] - bottom, down),
    )


def _find_room(gaps: NDArray[np.float64], wanted: float) -> float:
    """The room wanted, or half of the least gap that is not behind, and the margin at least."""
    return min(wanted, max(_MARGIN_MM, float(gaps[gaps >= 0].min(initial=np.inf)) / 2))


def unpack_blocks(blocks: int, count: int) -> NDArray[np.bool_]:
    """Which of so many blocks have their bit set."""
    return np.unpackbits(np.frombuffer(blocks.to_bytes(-(-count // 8)), np.uint8))[:count].astype(np.bool_)


def may_hold(boxes: Boxes) -> NDArray[np.bool_]:
    """Which boxes the largest card could hold."""
    sides = boxes[:, 2:] - boxes[:, :2]
    long, short = (_ROOM * SCALES[-1] * side for side in CARD_MM)
    return (sides.max(axis=1) <= long) & (sides.min(axis=1) <= short)


def measure_share(page: Print, frames: Sequence[Frame]) -> float:
    """How much of the ink lies in frames."""
    held = functools.reduce(operator.or_, (frame.blocks for frame in frames), 0)
    return float(unpack_blocks(held, len(page.ink)) @ page.ink / page.ink.sum())


def differ(frames: Sequence[Frame]) -> bool:
    """Whether frames, most of them close to other print, are enlarged more and less: parts of a form fit by chance.

    Cards copied onto one sheet are enlarged alike; where they lie both ways not even a step lies between them.
    """
    if not frames or 2 * sum(frame.alone for frame in frames) > len(frames):
        return False
    scales = [frame.scale for frame in frames]
    both_ways = len({frame.size[0] > frame.size[1] for frame in frames}) > 1
    return max(scales) > (1.0 if both_ways else _ALIKE) * min(scales)


def cut_rows(page: Print, frames: Sequence[Frame]) -> bool:
    """Whether a row of print goes on beyond the edge of a frame, as those of a form do that is no sheet of cards."""
    owner = np.zeros(len(page.ink), np.intp)
    for number, frame in enumerate(frames, 1):
        owner[unpack_blocks(frame.blocks, len(page.ink))] = number
    left, top, right, bottom = page.boxes.T
    height = bottom - top
    line = (height >= _LINE_MM[0]) & (height <= _LINE_MM[1])
    gap = left[None, :] - right[:, None]
    common = np.minimum(bottom[None, :], bottom[:, None]) - np.maximum(top[None, :], top[:, None])
    beside = (gap > -_CUT_MM) & (gap < _SPACE_MM) & (common > _LEVEL * np.minimum(height[None, :], height[:, None]))
    return bool((beside & line[None, :] & line[:, None] & (owner[None, :] != owner[:, None])).any())


def list_frames(page: Print) -> list[Frame]:
    """Every set of blocks that a frame can hold from its left and upper edge on, the worthiest first."""
    frames: dict[int, Frame] = {}
    whole = float(page.ink.sum())
    for rank, scale in enumerate(SCALES):
        for wide, high in (CARD_MM, CARD_MM[::-1]):
            held = _hold(page.boxes, _ROOM * scale * wide, _ROOM * scale * high)
            held = held[(held @ page.ink) >= _LEAST_INK * whole]
            for frame in _judge_frames(page, np.unique(held, axis=0), scale, 1 - rank * _LARGER_COST):
                known = frames.get(frame.blocks)
                if known is None or known.worth < frame.worth:
                    frames[frame.blocks] = frame
    return sorted(frames.values(), key=lambda frame: -frame.worth)[:_MOST_FRAMES]


def _hold(boxes: Boxes, wide: float, high: float) -> NDArray[np.bool_]:
    """The blocks inside a frame, a row for each left edge and upper edge of blocks that it can hold together."""
    left, top, right, bottom = boxes.T
    across = (left[None, :] >= left[:, None]) & (right[None, :] <= left[:, None] + wide)
    down = (top[None, :] >= top[:, None]) & (bottom[None, :] <= top[:, None] + high)
    first, upper = np.nonzero(across & down.T)
    held: NDArray[np.bool_] = across[first] & down[upper]
    return held


def _judge_frames(page: Print, held: NDArray[np.bool_], scale: float, share: float) -> list[Frame]:
    """The frames that their print fills, each worth its ink less what it cuts through."""
    if not len(held):
        return []
    left, top, right, bottom = _measure_extents(page, held)
    sides = np.sort(np.stack([right - left, bottom - top]), axis=0)
    full = np.minimum(sides[1] / (scale * CARD_MM[0]), sides[0] / (scale * CARD_MM[1]))
    x0, y0, x1, y1 = _measure_extents(page, held & (page.ink >= _WEIGHTY * (held @ page.ink)[:, None]))
    solid = np.stack([x1 - x0, y1 - y0]).min(axis=0) >= _SOLID * scale * CARD_MM[1]
    gaps = np.maximum.reduce([
        page.boxes[:, 0] - right[:, None],
        left[:, None] - page.boxes[:, 2],
        page.boxes[:, 1] - bottom[:, None],
        top[:, None] - page.boxes[:, 3],
    ])  # fmt: skip
    alone = (~held & (gaps < _ALONE_MM)) @ page.ink <= _NEAR_INK * (held @ page.ink)
    cut = ~held & (gaps < -_CUT_MM)
    high, wide = (np.minimum(1.0, sides[n] / (scale * CARD_MM[1 - n])) for n in (0, 1))
    filled = share * (1 - _EMPTY_COST * (1 - high * wide))
    worth = filled * (held @ page.ink) - _CUT_COST * (cut @ page.ink)
    return [
        Frame(
            (float(left[n]), float(top[n]), float(right[n]), float(bottom[n])),
            int.from_bytes(np.packbits(held[n]).tobytes()),
            float(worth[n]),
            scale,
            bool(alone[n]),
        )
        for n in np.flatnonzero((worth > 0) & solid & (full >= np.where(alone, _LEAST, FULL)))
    ]


def _measure_extents(page: Print, held: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Left, top, right and bottom of the blocks held, each for every row of them."""
    low = [np.where(held, page.boxes[:, side], np.inf).min(axis=1) for side in (0, 1)]
    high = [np.where(held, page.boxes[:, side], -np.inf).max(axis=1) for side in (2, 3)]
    return np.stack(low + high)


def pick_apart(frames: Sequence[Frame], page: Print) -> list[Frame]:
    """The frames that stand apart and lose the least: ink that no frame holds, and what frames are worth less.

    The cheapest beginning goes on first: with a frame that holds its heaviest block left, or without that block.
    """
    count = len(page.ink)
    bits = [(1 << (-(-count // 8) * 8 - 1 - int(n)), float(page.ink[n])) for n in np.argsort(-page.ink)]
    numbers = itertools.count()
    waiting: list[tuple[float, int, list[Frame], list[Frame], int]] = []

    def wait(loss: float, chosen: list[Frame], free: list[Frame], left: int) -> None:
        within = functools.reduce(operator.or_, (frame.blocks for frame in free), 0)
        loss += sum(ink for bit, ink in bits if left & bit and not within & bit)
        heapq.heappush(waiting, (loss, next(numbers), chosen, free, left & within))

    wait(0.0, [], list(frames), (1 << -(-count // 8) * 8) - 1)
    while True:
        loss, number, chosen, free, left = heapq.heappop(waiting)
        if not free or number > _MOST_STEPS:
            return chosen
        heaviest, lost = next((bit, ink) for bit, ink in bits if left & bit)
        rest = [frame for frame in free if not frame.blocks & heaviest]
        wait(loss + lost, chosen, rest, left & ~heaviest)
        for frame in free:
            if frame.blocks & heaviest:
                apart = [other for other in rest if not frame.blocks & other.blocks and not _overlap(frame, other)]
                held = sum(ink for bit, ink in bits if frame.blocks & bit)
                wait(loss + held - frame.worth, [*chosen, frame], apart, left & ~frame.blocks)


def _overlap(one: Frame, other: Frame) -> bool:
    return (
        min(one.extent[2], other.extent[2]) - max(one.extent[0], other.extent[0]) > _CUT_MM
        and min(one.extent[3], other.extent[3]) - max(one.extent[1], other.extent[1]) > _CUT_MM
    )
