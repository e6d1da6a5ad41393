from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw

from ocr.stamps import split_inks
from tests.ocr.drawing import draw_page, draw_seal, find_font

RED, VIOLET, BLUE = (205, 35, 40), (60, 50, 140), (28, 40, 130)
FRAME = (500, 320, 1050, 640)


def overlay(page: Image.Image, drawn: Image.Image) -> Image.Image:
    """Translucent ink on the page: what lies under it shows through."""
    return ImageChops.multiply(page, drawn)


def draw_stamp(size: tuple[int, int], ink: tuple[int, int, int], slant: float = 0.0) -> Image.Image:
    sheet = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle(FRAME, outline=ink, width=5)
    pen.line((FRAME[0], 420, FRAME[2], 420), fill=ink, width=4)
    for row, text in enumerate(("CÔNG VĂN ĐẾN", "Số: 1402", "Ngày: 12/5")):
        pen.text((540, 345 + row * 95), text, fill=ink, font=find_font(52, bold=row == 0))
    return sheet.rotate(slant, fillcolor="white", center=(775, 480), resample=Image.Resampling.BICUBIC)


def draw_pen(size: tuple[int, int], ink: tuple[int, int, int]) -> Image.Image:
    """A signature of loops, 35 mm wide and 20 mm high at 300 dpi."""
    sheet = Image.new("RGB", size, "white")
    steps = np.linspace(0, 5 * np.pi, 300)
    points = [(float(500 + 26 * t), float(500 + 110 * np.sin(t * 1.3) * (1 - t / 30))) for t in steps]
    ImageDraw.Draw(sheet).line(points, fill=ink, width=6, joint="curve")
    return sheet


@pytest.mark.parametrize("ink", [RED, VIOLET])
@pytest.mark.parametrize("slant", [0.0, 5.0])
def test_a_framed_stamp_leaves_the_print_below_it(ink: tuple[int, int, int], slant: float) -> None:
    page = draw_page()
    bare = np.asarray(page.convert("L"))
    inks = split_inks(np.asarray(overlay(page, draw_stamp(page.size, ink, slant))), 300)
    [(left, top, width, height)] = inks.stamps
    assert abs(left + width / 2 - 775) < 25
    assert abs(top + height / 2 - 480) < 25
    assert inks.seals == ()
    black = bare < 90
    assert (inks.grey[black] < 130).mean() > 0.97
    assert (inks.grey[bare > 250] < 200).mean() < 0.002


def test_red_titles_and_writing_in_blue_stay_as_they_are() -> None:
    page = draw_page(())
    pen = ImageDraw.Draw(page)
    pen.text((400, 300), "GIẤY CHỨNG NHẬN KẾT HÔN", fill=RED, font=find_font(110, bold=True))
    pen.text((400, 600), "CITIZEN IDENTITY CARD", fill=RED, font=find_font(60, bold=True))
    pen.text((400, 800), "Nguyễn Thị Hoa, xã Tân Lập", fill=BLUE, font=find_font(70))
    pixels = np.asarray(page)
    inks = split_inks(pixels, 300)
    assert inks.stamps == inks.signatures == ()
    assert (inks.grey[pixels[:, :, 1] < 90] < 160).mean() > 0.95


def test_a_signature_in_blue_is_found_and_leaves_the_name_it_crosses() -> None:
    page = draw_page(())
    ImageDraw.Draw(page).text((480, 560), "Nguyễn Văn Hòa", fill="black", font=find_font(54, bold=True))
    bare = np.asarray(page.convert("L"))
    inks = split_inks(np.asarray(overlay(page, draw_pen(page.size, BLUE))), 300)
    [(left, top, width, height)] = inks.signatures
    assert left < 600
    assert left + width > 860
    assert top < 430
    assert top + height > 560
    assert (inks.grey[bare < 90] < 130).mean() > 0.97
    assert (inks.grey[bare > 250] < 180).mean() < 0.002


def test_a_seal_beside_a_signature_is_no_part_of_it() -> None:
    page = draw_page(())
    draw_seal(page, (420, 900))
    inks = split_inks(np.asarray(overlay(page, draw_pen(page.size, BLUE))), 300)
    assert len(inks.seals) == 1
    assert len(inks.signatures) == 1
    assert inks.stamps == ()


def test_a_seal_on_the_red_ground_of_a_certificate_is_found() -> None:
    page = draw_page((), (2000, 1400))
    pen = ImageDraw.Draw(page)
    for x in range(-1400, 2000, 26):
        pen.line((x, 1400, x + 1400, 0), fill=(250, 205, 190), width=10)
    draw_seal(page, (1000, 700))
    inks = split_inks(np.asarray(page), 300)
    assert len(inks.seals) == 1
    left, top, width, height = inks.seals[0]
    assert abs(left + width / 2 - 1000) < 20 and abs(top + height / 2 - 700) < 20
    assert (inks.grey[500:900, 800:1200] < 150).mean() < 0.01
