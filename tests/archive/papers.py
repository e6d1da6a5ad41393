"""Pages of a made-up paper: drawn with a real face, so that every word's box is that of its ink."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import font_source_sans_pro
from PIL import Image, ImageDraw, ImageFont

from archive.pdfa import PdfPage
from pipeline.model import Box, Grade, Quality, Reading, Word

Block = tuple[int, int, int, tuple[str, ...]]
"""Left and top in pixels at 300 dpi, size in points, the lines."""

A4 = (2480, 3508)
DECISION: tuple[Block, ...] = (
    (200, 200, 12, ("ỦY BAN NHÂN DÂN", "PHƯỜNG BÌNH MINH")),
    (1150, 200, 12, ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")),
    (200, 420, 12, ("Số: 15/QĐ-UBND",)),
    (1150, 420, 12, ("Bình Minh, ngày 6 tháng 10 năm 2026",)),
    (950, 650, 14, ("QUYẾT ĐỊNH",)),
    (
        *(250, 800, 13),
        (
            "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6",
            "năm 2025; xét đề nghị của Trưởng phòng:",
        ),
    ),
    (250, 1200, 12, ("Họ và tên", "người nộp")),
    (900, 1200, 12, ("Nguyễn Thị Hường, trú tại", "thôn Đoài")),
    (1800, 1200, 12, ("01/02/1990",)),
    (250, 1400, 12, ("Giới tính",)),
    (900, 1400, 12, ("Nữ",)),
    (250, 2000, 12, ("Nơi nhận:", "- Như trên;", "- Lưu: VT.")),
    (1500, 2000, 12, ("CHỦ TỊCH", "Trần Văn Bửu")),
)
META: dict[str, Any] = {
    "title": "Quyết định",
    "created": datetime(2026, 10, 6, 20, 30, tzinfo=UTC),
    "document_id": "01JABCDEF",
}


def make_reading(words: tuple[Word, ...], size: tuple[int, int] = A4, dpi: int = 300, number: int = 1) -> Reading:
    return Reading("a" * 64, number, "test", *size, dpi, 0, not words, Quality(Grade.GOOD), words)


def draw_page(blocks: tuple[Block, ...], skew: float = 0.0) -> tuple[Image.Image, tuple[Word, ...]]:
    """The page and its words; `skew` degrees lets every line sink to the right."""
    image = Image.new("RGB", A4, "white")
    pen = ImageDraw.Draw(image)
    words: list[Word] = []
    line = 0
    for block, (left, top, points, lines) in enumerate(blocks):
        face = ImageFont.truetype(font_source_sans_pro.font_files_ttf["SourceSansPro"], points * 300 // 72)
        for row, text in enumerate(lines):
            x: float = left
            for word in text.split():
                corner = (x, top + row * points * 5.6 + math.tan(math.radians(skew)) * (x - left))
                pen.text(corner, word, font=face, fill="black")
                x0, y0, x1, y1 = pen.textbbox(corner, word, font=face)
                box = Box(x0 / A4[0], y0 / A4[1], (x1 - x0) / A4[0], (y1 - y0) / A4[1])
                words.append(Word(word, box, 0.9, line, block))
                x += pen.textlength(word + " ", font=face)
            line += 1
    return image, tuple(words)


def save_image(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def make_page(blocks: tuple[Block, ...] = DECISION, skew: float = 0.0, number: int = 1) -> PdfPage:
    image, words = draw_page(blocks, skew)
    return PdfPage(make_reading(words, number=number), save_image(image, "JPEG", quality=80, dpi=(300, 300)))
