"""Security patterns and frames of certificate paper."""

from __future__ import annotations

import math
from random import Random

import numpy as np
from PIL import Image, ImageDraw

from tests.corpus.lettering import Colour
from tests.corpus.marks import multiply_onto
from tests.corpus.page import Sheet

TINTS: tuple[Colour, ...] = ((255, 232, 205), (222, 240, 222), (250, 225, 228), (222, 234, 248), (252, 242, 205))


def draw_pattern(
    sheet: Sheet, rng: Random, box: tuple[float, float, float, float] | None = None, strength: float = 1.0
) -> None:
    """Fine waves of a light colour over the sheet or a box of it (left, top, width, height in mm)."""
    left, top, width, height = box or (0.0, 0.0, *sheet.size)
    w, h = sheet.px(width), sheet.px(height)
    period, turn = sheet.px(rng.uniform(2.2, 4.0)), rng.uniform(0.3, 1.2)
    x = np.arange(w, dtype=np.float32)[None, :]
    y = np.arange(h, dtype=np.float32)[:, None]
    wave = np.sin((x * math.cos(turn) + y * math.sin(turn)) / period * 2 * math.pi + 3.0 * np.sin(y / (period * 5)))
    wave *= np.cos((x - y) / (period * 9))
    tint = np.array(rng.choice(TINTS), dtype=np.float32)
    ink = ((wave > 0.35) * 0.55 + 0.35) * strength
    layer = (255.0 - ink[..., None] * (255.0 - tint)).astype(np.uint8)
    multiply_onto(sheet, Image.fromarray(layer), sheet.px(left), sheet.px(top))


def draw_frame(sheet: Sheet, rng: Random, margin: float) -> None:
    """A double frame with corner ornaments."""
    colour = rng.choice(((190, 60, 60), (60, 110, 90), (150, 110, 60)))
    draw = ImageDraw.Draw(sheet.image)
    for inset, pen in ((0.0, 0.7), (1.6, 0.25)):
        a = sheet.px(margin + inset)
        draw.rectangle(
            (a, a, sheet.image.width - a, sheet.image.height - a), outline=colour, width=max(1, sheet.px(pen))
        )
    step = sheet.px(4)
    for x in range(sheet.px(margin), sheet.image.width - sheet.px(margin), step):
        for y in (sheet.px(margin + 0.8), sheet.image.height - sheet.px(margin + 0.8)):
            draw.arc((x, y - step // 5, x + step, y + step // 5), 0, 360, fill=colour, width=1)
