from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from ocr.clean import find_blobs, mark_ink
from ocr.edges import find_cut_lines
from ocr.rects import Rect
from tests.ocr.drawing import LETTER, draw_page, find_font


def look(page: Image.Image) -> list[Rect]:
    return find_cut_lines(find_blobs(mark_ink(np.asarray(page.convert("L")))), 300)


def test_lines_that_the_edge_cuts_through_are_boxed() -> None:
    page = draw_page(LETTER)
    ImageDraw.Draw(page).text((500, page.height + 14), "Hoàng Thùy Huệ", fill="black", font=find_font(54), anchor="ls")
    [(left, top, width, height)] = look(page)
    assert (left // 100, top + height) == (5, page.height)
    assert 250 < width < 450


def test_whole_pages_borders_holes_and_rules_that_reach_the_edge_are_none() -> None:
    page = draw_page(LETTER)
    draw = ImageDraw.Draw(page)
    draw.rectangle((0, 0, page.width, 20), fill="black")
    for x in (600, 1500, 1900):
        draw.line((x, 3000, x, page.height), fill="black", width=4)
        draw.ellipse((x + 100, page.height - 40, x + 170, page.height + 30), fill="black")
    assert look(page) == []
