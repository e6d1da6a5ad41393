from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr.clean import Blobs, Grey, erase_blobs, find_blobs, mark_ink
from ocr.leaders import erase_glued, find_leaders
from tests.ocr.drawing import draw_page, find_font

DPI = 300
HEIGHT = 54
STEP = 14


def print_dots(page: Image.Image, left: int, right: int, baseline: int, step: int = STEP) -> None:
    """A form's leader as printers set it: full stops in even steps, standing on the baseline."""
    pen = ImageDraw.Draw(page)
    for x in range(left, right, step):
        pen.ellipse((x, baseline - 5, x + 5, baseline), fill="black")


def write(page: Image.Image, text: str, left: int, baseline: int, bold: bool = False) -> None:
    pen = ImageDraw.Draw(page)
    pen.text((left, baseline), text, fill="black", font=find_font(HEIGHT, bold), anchor="ls")


def take_out(page: Image.Image, dpi: int = DPI) -> tuple[Grey, Grey, Blobs]:
    """The page before and after, and its blobs."""
    grey = np.asarray(page.convert("L"))
    ink = mark_ink(grey)
    blobs = find_blobs(ink)
    found = find_leaders(ink, blobs, dpi)
    return grey, erase_glued(erase_blobs(grey, blobs, found.blobs), ink, found.glued), blobs


def ink_of(page: Grey) -> int:
    return int((page < 128).sum())


def test_single_dots_between_words_go_where_the_form_s_other_leaders_show_their_step() -> None:
    page = draw_page((), (2000, 600))
    print_dots(page, 300, 1800, 200)
    write(page, "Nguyễn Thị Hoa xã Tân Lập huyện Mỹ Lộc tỉnh", 310, 400, bold=True)
    words = ink_of(np.asarray(page.convert("L"))[300:])
    print_dots(page, 303, 1500, 400)
    before, after, _ = take_out(page)
    assert ink_of(after[:250]) == 0
    left_over = find_blobs(mark_ink(after[300:])).stats[1:]
    bare = (left_over[:, 3] <= 8) & (left_over[:, 1] + left_over[:, 3] > 95)
    assert bare.sum() <= 2
    assert ink_of(after[300:]) > 0.93 * words
    assert ink_of(after) < ink_of(before)


@pytest.mark.parametrize(
    "text", ["Họ tên: Hoa; lịch sự ạ ẹ ị ọ ụ ỵ.", "Điều 1. Phạm vi. Theo TP. HCM.", "mẹ thị họ cụ kỵ i j i"]
)
def test_full_stops_colons_and_marks_of_letters_stay_on_a_page_with_leaders(text: str) -> None:
    page = draw_page((), (2000, 800))
    write(page, text, 300, 200)
    write(page, text, 305, 600)
    plain = np.asarray(page.convert("L")).copy()
    for baseline in (300, 400, 500):
        print_dots(page, 300, 1800, baseline)
    _, after, _ = take_out(page)
    assert ink_of(after) == ink_of(plain)


def test_a_colon_before_a_leader_keeps_both_its_dots() -> None:
    page = draw_page((), (2000, 400))
    write(page, "Nơi cư trú:", 300, 200)
    alone = ink_of(np.asarray(page.convert("L")))
    for shift in range(STEP):
        filled = page.copy()
        print_dots(filled, 585 + shift, 1800, 200)
        _, after, _ = take_out(filled)
        assert ink_of(after) == alone


@pytest.mark.parametrize("height", [28, 32, 36, 40])
def test_a_colon_whose_dots_stand_close_keeps_both(height: int) -> None:
    page = draw_page((), (1400, 300))
    pen, font = ImageDraw.Draw(page), find_font(height)
    pen.text((100, 150), "Quê quán:", fill="black", font=font, anchor="ls")
    alone = ink_of(np.asarray(page.convert("L")))
    end = 100 + round(font.getlength("Quê quán: "))
    for shift in range(4):
        filled = page.copy()
        ImageDraw.Draw(filled).text((end + shift, 150), "." * 60, fill="black", font=font, anchor="ls")
        _, after, _ = take_out(filled, 200)
        assert ink_of(after) == alone


def test_dots_run_together_on_a_copy_and_dashes_go_too() -> None:
    page = draw_page((), (2000, 400))
    print_dots(page, 300, 1800, 100)
    pen = ImageDraw.Draw(page)
    for x in range(510, 1700, 16 * STEP):
        pen.rectangle((x, 96, x + STEP, 99), fill="black")
    for x in range(300, 1800, 40):
        pen.rectangle((x, 296, x + 22, 299), fill="black")
    _, after, _ = take_out(page)
    assert ink_of(after) < 0.01 * ink_of(np.asarray(page.convert("L")))


def test_the_foot_of_a_letter_is_not_taken_for_a_dot() -> None:
    page = draw_page((), (2000, 600))
    for baseline in (100, 200):
        print_dots(page, 300, 1800, baseline)
    write(page, "LELELEL 2025 Lập", 310, 400)
    letters = np.asarray(page.convert("L"))[300:].copy()
    print_dots(page, 300, 1800, 400)
    _, after, _ = take_out(page)
    kept = (letters < 128) & (after[300:] < 128)
    assert kept.sum() > 0.97 * (letters < 128).sum()
