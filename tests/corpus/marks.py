"""What is put on paper after printing: seals, signatures, receipt stamps. None of it is text to be read."""

from __future__ import annotations

import math
from random import Random

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from tests.corpus.lettering import Colour
from tests.corpus.page import CodeMark, Sheet

RED: Colour = (205, 35, 40)
SIGN_COLOURS: tuple[Colour, ...] = ((25, 40, 150), (30, 30, 40), (20, 60, 170), (25, 40, 150))
RING_WORDS = ("ỦY BAN NHÂN DÂN", "CÔNG AN", "SỞ TƯ PHÁP", "TRUNG TÂM Y TẾ", "HỘI ĐỒNG NHÂN DÂN")


def multiply_onto(sheet: Sheet, layer: Image.Image, left: int, top: int) -> None:
    """Lay translucent ink on the sheet, as far as it lies on it."""
    box = (
        max(0, left),
        max(0, top),
        min(sheet.image.width, left + layer.width),
        min(sheet.image.height, top + layer.height),
    )
    if box[2] <= box[0] or box[3] <= box[1]:
        return
    part = layer.crop((box[0] - left, box[1] - top, box[2] - left, box[3] - top))
    sheet.image.paste(ImageChops.multiply(sheet.image.crop(box), part), box[:2])


def draw_seal(sheet: Sheet, rng: Random, x: float, y: float, diameter: float | None = None) -> None:
    """A round red seal centred on x, y (mm) with ring text, star and uneven ink."""
    diameter = diameter or rng.uniform(33, 37)
    scale = 2
    size = sheet.px(diameter) * scale
    seal = Image.new("L", (size, size), 0)
    draw = ImageDraw.Draw(seal)
    pen = max(2, round(size * 0.013))
    margin = size * 0.02
    draw.ellipse((margin, margin, size - margin, size - margin), outline=255, width=pen * 2)
    draw.ellipse((size * 0.055, size * 0.055, size * 0.945, size * 0.945), outline=255, width=pen)
    draw.ellipse((size * 0.25, size * 0.25, size * 0.75, size * 0.75), outline=255, width=pen)
    font = sheet.book.load(sheet.book.families["sans"][0], size * 0.085, bold=True)
    write_ring(seal, rng.choice(RING_WORDS), font, size * 0.40, -90)
    write_ring(seal, rng.choice(("X. TÂN THẠNH", "H. BA TƠ", "P. MỸ ĐỨC", "T. QUẢNG SƠN")), font, size * 0.40, 90)
    points = []
    for corner in range(10):
        radius = size * (0.2 if corner % 2 == 0 else 0.08)
        angle = math.radians(-90 + corner * 36)
        points.append((size / 2 + radius * math.cos(angle), size / 2 + radius * math.sin(angle)))
    draw.polygon(points, fill=255)
    seal = seal.rotate(rng.uniform(-25, 25), resample=Image.Resampling.BICUBIC).resize((size // scale, size // scale))
    mask = np.asarray(seal, dtype=np.float32) / 255.0 * uneven_ink(rng, size // scale)
    place_ink(sheet, mask, RED, x, y, "seal")


def uneven_ink(rng: Random, size: int, low: float = 0.45) -> np.ndarray:
    """Ink strength over a square of pixels, 0..1: a stamp never presses evenly."""
    noise = np.random.default_rng(rng.getrandbits(32)).random((7, 7), dtype=np.float32)
    blotches = np.asarray(
        Image.fromarray((noise * 255).astype(np.uint8)).resize((size, size), Image.Resampling.BICUBIC)
    )
    return low + (1.0 - low) * np.clip(blotches.astype(np.float32) / 170.0, 0.0, 1.0)


def write_ring(seal: Image.Image, text: str, font, radius: float, middle: float) -> None:
    """Letters along a circle, upright at the top (-90 degrees) or bottom (90)."""
    size = seal.width
    outward = middle < 0
    step = math.degrees(font.size * 0.74 / radius) * (1 if outward else -1)
    angle = middle - step * (len(text) - 1) / 2
    for letter in text:
        tile = Image.new("L", (round(font.size * 1.8),) * 2, 0)
        ImageDraw.Draw(tile).text((tile.width / 2, tile.height / 2), letter, font=font, fill=255, anchor="mm")
        tile = tile.rotate(-(angle + 90) if outward else -(angle - 90), resample=Image.Resampling.BICUBIC)
        at = (size / 2 + radius * math.cos(math.radians(angle)), size / 2 + radius * math.sin(math.radians(angle)))
        corner = (round(at[0] - tile.width / 2), round(at[1] - tile.height / 2))
        seal.paste(255, corner, tile)
        angle += step


def place_ink(sheet: Sheet, mask: np.ndarray, colour: Colour, x: float, y: float, kind: str) -> None:
    """Multiply a mask (0..1) of coloured ink onto the sheet, centred on x, y (mm), and note its region."""
    tone = np.array(colour, dtype=np.float32)
    layer = Image.fromarray((255.0 - mask[..., None] * (255.0 - tone)).astype(np.uint8))
    left, top = sheet.px(x) - layer.width // 2, sheet.px(y) - layer.height // 2
    multiply_onto(sheet, layer, left, top)
    if kind:
        sheet.regions.append((kind, (left, top, left + layer.width, top + layer.height)))


def draw_signature(sheet: Sheet, rng: Random, x: float, y: float, width: float) -> None:
    """A scribble of joined loops and a flourish, centred on x, y (mm); no two alike."""
    width = min(width, rng.uniform(24, 48))
    w, h = sheet.px(width), sheet.px(width * rng.uniform(0.35, 0.65))
    image = Image.new("L", (w, h), 0)
    draw = ImageDraw.Draw(image)
    pen = max(2, sheet.px(rng.uniform(0.3, 0.75)))
    knots = [(w * rng.uniform(0.02, 0.15), h * rng.uniform(0.5, 0.9))]
    for index in range(rng.randint(5, 11)):
        across = 0.1 + 0.75 * index / 10
        level = rng.uniform(0.02, 0.45) if index % 2 == 0 else rng.uniform(0.5, 0.98)
        knots.append((w * (across + rng.uniform(-0.08, 0.12)), h * level))
    draw.line(smooth_curve(knots), fill=255, width=pen, joint="curve")
    if rng.random() < 0.7:
        start, end = (w * rng.uniform(0.05, 0.4), h * rng.uniform(0.6, 0.95)), (w * 0.98, h * rng.uniform(0.05, 0.8))
        bend = (w * rng.uniform(0.4, 0.8), h * rng.uniform(0.2, 1.0))
        draw.line(smooth_curve([start, bend, end]), fill=235, width=pen, joint="curve")
    place_ink(sheet, np.asarray(image, dtype=np.float32) / 255.0, rng.choice(SIGN_COLOURS), x, y, "signature")


def smooth_curve(knots: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """A Catmull-Rom curve through the knots."""
    points = np.array([knots[0], *knots, knots[-1]], dtype=np.float64)
    curve = []
    for index in range(len(knots) - 1):
        a, b, c, d = points[index : index + 4]
        for t in np.linspace(0, 1, 12):
            at = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
            curve.append((float(at[0]), float(at[1])))
    return curve


def draw_receipt_stamp(sheet: Sheet, rng: Random, x: float, y: float) -> None:
    """The rectangular stamp of incoming post (CÔNG VĂN ĐẾN / Số / Ngày) with numbers by hand."""
    w, h = sheet.px(rng.uniform(38, 52)), sheet.px(rng.uniform(20, 27))
    image = Image.new("L", (w, h), 0)
    draw = ImageDraw.Draw(image)
    pen = max(1, sheet.px(0.35))
    draw.rectangle((pen, pen, w - pen, h - pen), outline=255, width=pen)
    sans, hand = sheet.book.families["sans"][0], sheet.book.pick("hand", rng)
    rows = ("CÔNG VĂN ĐẾN", "Số: ........", "Ngày: ...../...../.....", "Chuyển: .............")
    for index, row in enumerate(rows):
        font = sheet.book.load(sans, h * (0.17 if index == 0 else 0.14), bold=index == 0)
        draw.text((w * 0.08, h * (0.2 + 0.24 * index)), row, font=font, fill=255, anchor="ls")
        draw.line(
            (0, h * (0.25 + 0.24 * index), w, h * (0.25 + 0.24 * index)), fill=160 if index == 0 else 0, width=pen
        )
    pen_font = sheet.book.load(hand, h * 0.24)
    draw.text((w * 0.35, h * 0.42), str(rng.randint(11, 4999)), font=pen_font, fill=255, anchor="ls")
    draw.text((w * 0.35, h * 0.66), f"{rng.randint(1, 28)}/{rng.randint(1, 12)}", font=pen_font, fill=255, anchor="ls")
    image = image.rotate(rng.uniform(-6, 6), expand=True, resample=Image.Resampling.BICUBIC)
    mask = np.asarray(image, dtype=np.float32) / 255.0
    place_ink(sheet, mask, rng.choice((RED, (60, 50, 140), (40, 40, 45))), x, y, "stamp")


def draw_urgent_stamp(sheet: Sheet, rng: Random, x: float, y: float) -> None:
    """HỎA TỐC or KHẨN in a red frame."""
    word = rng.choice(("HỎA TỐC", "KHẨN", "THƯỢNG KHẨN"))
    font = sheet.book.load(sheet.book.families["serif"][0], sheet.px(5.5), bold=True)
    width = round(font.getlength(word)) + sheet.px(5)
    image = Image.new("L", (width, sheet.px(9)), 0)
    draw = ImageDraw.Draw(image)
    draw.rectangle((1, 1, width - 2, image.height - 2), outline=255, width=max(2, sheet.px(0.5)))
    draw.text((width / 2, image.height / 2), word, font=font, fill=255, anchor="mm")
    image = image.rotate(rng.uniform(-5, 5), expand=True, resample=Image.Resampling.BICUBIC)
    place_ink(sheet, np.asarray(image, dtype=np.float32) / 255.0, RED, x, y, "stamp")


def paste_code(sheet: Sheet, code: Image.Image, symbology: str, text: str, x: float, y: float, width: float) -> None:
    """Put a machine-readable code `width` mm wide with its top left at x, y (mm)."""
    w = sheet.px(width)
    h = max(1, round(code.height * w / code.width))
    sheet.image.paste(code.convert("RGB").resize((w, h), Image.Resampling.BOX), (sheet.px(x), sheet.px(y)))
    box = (sheet.px(x), sheet.px(y), sheet.px(x) + w, sheet.px(y) + h)
    sheet.codes.append(CodeMark(symbology, text, box))
