"""Many small pages that read fast: what matters in crash tests is how many there are and that none is like another."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"
WORDS = ("hồ sơ", "công dân", "đường", "thủ tục", "khai sinh", "quyết định", "ủy ban nhân dân", "xã", "năm")


def make_page(number: int, rng: random.Random) -> Image.Image:
    """A slip of 800 x 420 pixels (200 dpi) with its number and three lines of Vietnamese words."""
    page = Image.new("L", (800, 420), 255)
    draw = ImageDraw.Draw(page)
    font = ImageFont.truetype(FONT, 30)
    draw.text((60, 50), f"Trang số {number}", 0, font)
    for line in range(3):
        draw.text((60, 130 + 70 * line), " ".join(rng.choices(WORDS, k=4)), 0, font)
    return page


def make_batch(folder: Path, *, files: int, pages: int, seed: int) -> list[Path]:
    """Multi-page TIFF files, `pages` each, old enough to count as complete."""
    rng = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for file in range(files):
        images = [make_page(seed * 1000 + file * pages + page, rng) for page in range(1, pages + 1)]
        path = folder / f"scan-{file + 1}.tif"
        images[0].save(path, save_all=True, append_images=images[1:], dpi=(200, 200), compression="tiff_lzw")
        os.utime(path, (time.time() - 60, time.time() - 60))
        paths.append(path)
    return paths
