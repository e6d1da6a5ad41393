from __future__ import annotations

import numpy as np
import pytest
from PIL import ImageDraw

from ocr.banners import find_banners, invert_banners
from ocr.sheet import even_page, prepare_sheet
from tests.ocr.drawing import draw_page, draw_seal, find_font


@pytest.mark.parametrize("ground", [20, 90])
def test_light_print_on_dark_ground_becomes_dark_on_white(ground: int) -> None:
    page = draw_page()
    pen = ImageDraw.Draw(page)
    box = (300, 1400, 2000, 1490)
    pen.rectangle(box, fill=(ground,) * 3)
    pen.text((360, 1410), "HỌ VÀ TÊN CHỦ HỘ", fill="white", font=find_font(56, bold=True))
    grey = np.asarray(page.convert("L"))
    letters = grey[1410:1480, 360:1900] > 200
    sheet = prepare_sheet(even_page(grey, 300), 0)
    turned = sheet.picture[1410:1480, 360:1900]
    assert (turned[letters] < 150).mean() > 0.9
    assert (turned[~letters] > 150).mean() > 0.9
    rest = np.r_[0:1390, 1500:3508]
    assert (invert_banners(grey, 300)[rest] == grey[rest]).all()


def test_seals_pictures_bold_titles_and_dark_edges_are_no_banners() -> None:
    page = draw_page()
    pen = ImageDraw.Draw(page)
    pen.rectangle((0, 0, 80, page.height), fill="black")
    pen.ellipse((1500, 1500, 1900, 2000), fill=(60, 60, 60))
    pen.rectangle((300, 1500, 700, 2000), fill=(30, 30, 30))
    pen.text((400, 2400), "QUYẾT ĐỊNH", fill="black", font=find_font(150, bold=True))
    draw_seal(page, (1700, 2900), ink="#202020")
    assert find_banners(np.asarray(page.convert("L")), 300) == []
