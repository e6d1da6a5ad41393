"""Small framed stamps as offices set them: in colour, askew, over print."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw

from ocr.stamp_words import read_stamps
from pipeline.errors import PageError
from pipeline.model import Box
from pipeline.vietnamese import fold
from tests.ocr.drawing import find_font

RED, BLUE = (205, 35, 40), (25, 40, 150)
SIZE = (1240, 877)


def draw(word: str, colour: tuple[int, int, int], degrees: float) -> tuple[bytes, Box]:
    """A page at 300 dpi with print, and a stamp set across it; with the box that its ink fills."""
    page = Image.new("RGB", SIZE, "white")
    pen = ImageDraw.Draw(page)
    for row, line in enumerate(("Số: 15/QĐ-UBND", "Căn cứ Luật Tổ chức chính quyền địa phương;")):
        pen.text((120, 200 + 120 * row), line, "black", find_font(50))
    stamp = Image.new("RGB", SIZE, "white")
    pen = ImageDraw.Draw(stamp)
    font = find_font(66)
    left, top, right, bottom = pen.textbbox((260, 240), word, font)
    pen.text((260, 240), word, colour, font)
    pen.rectangle((left - 26, top - 16, right + 26, bottom + 16), outline=colour, width=6)
    stamp = stamp.rotate(degrees, center=((left + right) / 2, (top + bottom) / 2), fillcolor="white")
    x, y, x2, y2 = ImageChops.invert(stamp).getbbox() or (0, 0, 1, 1)
    image = io.BytesIO()
    ImageChops.multiply(page, stamp).save(image, "PNG")
    return image.getvalue(), Box(x / SIZE[0], y / SIZE[1], (x2 - x) / SIZE[0], (y2 - y) / SIZE[1])


@pytest.mark.parametrize(
    ("word", "colour", "degrees"),
    [("MẬT", RED, 0), ("MẬT", RED, -4), ("TỐI MẬT", BLUE, 5), ("TUYỆT MẬT", RED, 3), ("HỎA TỐC", RED, -3)],
)
def test_a_stamp_is_read_without_the_print_under_it(
    word: str, colour: tuple[int, int, int], degrees: float, tmp_path: Path
) -> None:
    image, box = draw(word, colour, degrees)
    (said,) = read_stamps(image, [box], tmp_path)
    assert fold(word) in fold(said)


def test_a_box_without_ink_and_one_beyond_the_page_say_nothing(tmp_path: Path) -> None:
    image, _ = draw("MẬT", RED, 0)
    assert read_stamps(image, [Box(0.7, 0.8, 0.1, 0.05), Box(0.97, 0.97, 0.2, 0.2)], tmp_path) == ["", ""]
    assert read_stamps(image, [], tmp_path) == []
    with pytest.raises(PageError):
        read_stamps(b"no image", [Box(0, 0, 1, 1)], tmp_path)
