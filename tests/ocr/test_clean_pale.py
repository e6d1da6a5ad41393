from __future__ import annotations

import cv2
import numpy as np
from PIL import Image, ImageDraw

from ocr.sheet import even_page, prepare_sheet
from ocr.stamps import split_inks
from tests.ocr.drawing import draw_page, draw_seal, find_font


def age(page: Image.Image, fade: float) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    """The page with faded ink on yellow paper."""
    ink = (255 - np.asarray(page).astype(np.float32)) * fade
    paper = np.array([236, 219, 190], np.float32)
    return ((255 - ink) / 255 * paper).astype(np.uint8)


def test_faded_red_print_on_yellow_paper_is_read_as_print() -> None:
    page = draw_page(())
    pen = ImageDraw.Draw(page)
    pen.text((400, 300), "CĂN CƯỚC CÔNG DÂN", fill=(200, 30, 35), font=find_font(90, bold=True))
    pen.text((400, 500), "Độc lập - Tự do - Hạnh phúc", fill="black", font=find_font(50))
    title = np.asarray(page)[290:420, :, 1] < 90
    sheet = prepare_sheet(even_page(split_inks(age(page, 0.55), 300).grey, 300), 0)
    assert (sheet.picture[290:420][title] < 160).mean() > 0.95


def test_a_seal_from_the_back_of_yellow_paper_goes() -> None:
    page = draw_page((), height=54)
    ImageDraw.Draw(page).text((400, 1800), "Độc lập - Tự do - Hạnh phúc", fill="black", font=find_font(60))
    aged = age(page, 0.9).astype(np.float32)
    back = Image.new("RGB", page.size, "white")
    draw_seal(back, (900, 900))
    ghost = cv2.GaussianBlur(255 - np.asarray(back), (0, 0), 1.6).astype(np.float32) * 0.2
    scan = np.clip(aged - ghost, 0, 255).astype(np.uint8)
    sheet = prepare_sheet(even_page(split_inks(scan, 300).grey, 300), 0)
    assert (sheet.picture[650:1150, 650:1150] < 150).mean() < 0.002


def test_pale_small_print_is_not_eaten_as_specks() -> None:
    page = draw_page((), (2000, 800))
    pen = ImageDraw.Draw(page)
    for row in range(4):
        pen.text((200, 80 + 70 * row), "Họ và tên người khai, quan hệ với người được khai", fill=0, font=find_font(54))
    for row in range(4):
        pen.text((200, 400 + 60 * row), "Citizen Identity Card, Date of expiry", fill=(150,) * 3, font=find_font(26))
    rng = np.random.default_rng(5)
    grey = np.asarray(page.convert("L")).astype(np.float32) + rng.normal(0, 12, (800, 2000))
    grey = cv2.GaussianBlur(np.clip(grey, 0, 255).astype(np.uint8), (0, 0), 0.7)
    sheet = prepare_sheet(even_page(grey, 300), 0)
    small = np.asarray(page.convert("L"))[400:] < 165
    assert (sheet.picture[400:][small] < 225).mean() > 0.97
