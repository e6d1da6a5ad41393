"""Small pages drawn for tests: text, leaders, seals, dirt."""

from __future__ import annotations

import math
import random
from functools import cache
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont

A4 = (2480, 3508)
LETTER = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
    "Theo đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số 83/TTr-SNV,",
    "Điều 1. Phê duyệt kế hoạch kiểm tra công tác văn thư, lưu trữ năm",
    "2026 tại các cơ quan, đơn vị trên địa bàn huyện theo quy định.",
    "Điều 2. Chánh Văn phòng, Trưởng phòng Nội vụ và thủ trưởng các",
    "cơ quan liên quan chịu trách nhiệm thi hành Quyết định này.",
    "Ủy ban nhân dân xã có trách nhiệm báo cáo kết quả trước ngày 15",
    "tháng 12 hằng năm để tổng hợp, trình cấp có thẩm quyền xem xét.",
)


@cache
def find_font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    names = (
        ("LiberationSerif-Bold.ttf", "DejaVuSerif-Bold.ttf")
        if bold
        else ("LiberationSerif-Regular.ttf", "DejaVuSerif.ttf")
    )
    for name in names:
        for path in sorted(Path("/usr/share/fonts").rglob(name), key=lambda path: "liberation2" not in str(path)):
            return ImageFont.truetype(str(path), size)
    raise FileNotFoundError(f"no font of {names}")


@cache
def find_mono() -> str:
    """The file of a typewriter's letters."""
    fonts = Path("/usr/share/fonts")
    return str(next(iter([*fonts.rglob("LiberationMono-Regular.ttf"), *fonts.rglob("DejaVuSansMono.ttf")])))


def draw_page(
    lines: tuple[str, ...] = LETTER, size: tuple[int, int] = A4, height: int = 54, mode: str = "RGB"
) -> Image.Image:
    """Lines of print from the top of a white page."""
    page = Image.new(mode, size, "white")
    pen = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        pen.text((size[0] * 0.11, size[1] * 0.08 + number * height * 1.6), line, fill="black", font=find_font(height))
    return page


def draw_seal(page: Image.Image, middle: tuple[int, int], radius: int = 210, ink: str = "#d42030") -> None:
    """A round stamp with a rim, letters round it and a star; its ink lets print under it show through."""
    stamp = Image.new("RGB", page.size, "white")
    pen = ImageDraw.Draw(stamp)
    x, y = middle
    for reach, width in ((radius, 9), (radius - 70, 5)):
        pen.ellipse((x - reach, y - reach, x + reach, y + reach), outline=ink, width=width)
    for number in range(24):
        angle = number * math.tau / 24
        place = (x + (radius - 36) * math.cos(angle), y + (radius - 36) * math.sin(angle))
        pen.text(place, "ỦYBANNHÂNDÂNXÃTÂNLẬPMẪU*"[number], fill=ink, font=find_font(40, bold=True), anchor="mm")
    star = [
        (x + reach * math.sin(k * math.tau / 10), y - reach * math.cos(k * math.tau / 10))
        for k, reach in enumerate([110, 45] * 5)
    ]
    pen.polygon(star, fill=ink)
    page.paste(ImageChops.multiply(page, stamp))


def draw_leader(page: Image.Image, start: tuple[int, int], end: int, height: int = 54) -> None:
    """A dotted leader from `start` to x = `end`."""
    pen = ImageDraw.Draw(page)
    for x in range(start[0], end, round(height * 0.25)):
        pen.ellipse((x, start[1] - 5, x + 5, start[1]), fill="black")


def sprinkle(page: Image.Image, count: int, seed: int = 7) -> None:
    """Single dark pixels and pairs all over the page."""
    chance = random.Random(seed)
    pen = ImageDraw.Draw(page)
    for _ in range(count):
        x, y = chance.randrange(page.width), chance.randrange(page.height)
        pen.rectangle((x, y, x + chance.randrange(2), y + chance.randrange(2)), fill="black")


def has_line(text: str, line: str) -> bool:
    """Whether the line is in the text, whatever the line breaks."""
    return " ".join(line.split()) in " ".join(text.split())
