from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from ocr.blank import find_stamping
from tests.corpus.context import Studio
from tests.corpus.damage import choose_wear, damage_page
from tests.corpus.dossiers import STORIES, make_setting
from tests.corpus.fonts import FontBook
from tests.corpus.papers.receipt import make_blank
from tests.corpus.papers.sparse import SPARSE_KINDS, choose_back_wear, make_sparse
from tests.ocr.backs import DPI, is_marked
from tests.ocr.drawing import LETTER, draw_page, draw_seal, find_font, sprinkle


@pytest.mark.parametrize("kind", SPARSE_KINDS)
def test_a_page_with_one_mark_is_written_on(book: FontBook, front: np.ndarray, kind: str) -> None:
    rng = Random(f"mark/{kind}")
    case, studio = make_setting(rng, STORIES[0]), Studio(book, rng, DPI)
    paper = make_sparse(studio, case, kind, case.bride)
    wear = replace(choose_wear(rng, "office"), dpi=DPI)
    page = damage_page(np.asarray(paper.sheets[0].image), wear, rng, front)
    assert is_marked(page.pixels, DPI)


@pytest.mark.parametrize("number", range(6))
def test_an_empty_back_is_not_written_on(book: FontBook, front: np.ndarray, number: int) -> None:
    rng = Random(f"back/{number}")
    case, studio = make_setting(rng, STORIES[number]), Studio(book, rng, DPI)
    sheet = make_blank(studio, case.received).sheets[0]
    wear = choose_back_wear(studio, ("office", "archive")[number % 2])
    page = damage_page(np.asarray(sheet.image), wear, rng, front)
    assert not is_marked(page.pixels, DPI)


def test_a_seal_of_the_other_side_is_no_writing_and_one_of_this_side_is() -> None:
    front = draw_page(LETTER * 2)
    draw_seal(front, (1500, 2500))
    assert is_marked(np.asarray(front), 300)
    through = front.transpose(Image.Transpose.FLIP_LEFT_RIGHT).filter(ImageFilter.GaussianBlur(2))
    back = np.asarray(Image.blend(Image.new("RGB", front.size, "white"), through, 0.2))
    assert not is_marked(back, 300)
    alone = draw_page(())
    draw_seal(alone, (900, 1200))
    assert is_marked(np.asarray(alone), 300)


def draw_folds(page: Image.Image) -> None:
    ImageDraw.Draw(page).line((0, 1700, page.width, 1740), fill=(150, 146, 138), width=3)
    ImageDraw.Draw(page).line((1200, 0, 1190, page.height), fill=(150, 146, 138), width=3)


def draw_twin_folds(page: Image.Image) -> None:
    """Two folds that run into one another, scanned to black and white: there they break into short pieces."""
    drawing = ImageDraw.Draw(page)
    for left, right in ((1230, 1234), (1262, 1238)):
        for x in range(0, page.width, 24):
            y = left + (right - left) * x / page.width
            drawing.line((x, y, x + 19, y), fill=(0, 0, 0), width=3)


def draw_double_crease(page: Image.Image) -> None:
    """A crease whose second line the scanner caught in two short pieces only."""
    drawing = ImageDraw.Draw(page)
    drawing.line((836, 0, 800, page.height), fill=(0, 0, 0), width=3)
    for top, bottom in ((320, 341), (425, 465)):
        drawing.line((821, top, 820, bottom), fill=(0, 0, 0), width=5)


def draw_dark_edge(page: Image.Image) -> None:
    """The gutter of a bound volume in black and white: dots that thin out inwards, some of them run together."""
    noise = np.random.default_rng(7)
    pixels = np.asarray(page).copy()
    band = noise.random((pixels.shape[0] // 3, 24)) < np.linspace(0.9, 0.05, 24)
    dots = np.kron(band, np.ones((3, 3), bool))
    pixels[: dots.shape[0], : dots.shape[1]][dots] = 0
    page.paste(Image.fromarray(pixels))


def draw_holes(page: Image.Image) -> None:
    for y in (1200, 2200):
        ImageDraw.Draw(page).ellipse((100, y, 166, y + 66), fill=(40, 40, 40))


def draw_fold_through_hole(page: Image.Image) -> None:
    draw_folds(page)
    ImageDraw.Draw(page).ellipse((100, 1668, 166, 1734), fill=(40, 40, 40))


def draw_staple(page: Image.Image) -> None:
    ImageDraw.Draw(page).line((120, 130, 220, 170), fill=(70, 72, 75), width=6)


def draw_border(page: Image.Image) -> None:
    ImageDraw.Draw(page).rectangle((0, 0, 40, page.height), fill="black")


@pytest.mark.parametrize(
    "wear",
    [
        draw_folds,
        draw_twin_folds,
        draw_double_crease,
        draw_dark_edge,
        draw_fold_through_hole,
        draw_holes,
        draw_staple,
        draw_border,
        lambda page: sprinkle(page, 200),
    ],
)
def test_wear_is_no_writing(wear: Callable[[Image.Image], None]) -> None:
    page = draw_page(())
    wear(page)
    assert not is_marked(np.asarray(page), 300)


def test_a_page_number_is_enough_and_pencil_is_too() -> None:
    page = draw_page(())
    ImageDraw.Draw(page).text((1220, 140), "3", fill="black", font=find_font(54))
    assert is_marked(np.asarray(page), 300)
    page = draw_page(())
    ImageDraw.Draw(page).text((600, 1400), "Lưu hồ sơ", fill=(165, 165, 165), font=find_font(60))
    assert is_marked(np.asarray(page), 300)


def through(page: Image.Image, share: float) -> np.ndarray:
    """What of a page shines through the sheet: mirrored, blurred, pale on yellowish paper."""
    other = page.transpose(Image.Transpose.FLIP_LEFT_RIGHT).filter(ImageFilter.GaussianBlur(1.4))
    return np.clip(np.array([244, 238, 220]) - (255 - np.asarray(other)) * share, 0, 255).astype(np.uint8)


def test_a_pale_signature_on_an_empty_back_is_writing() -> None:
    page = Image.new("RGB", (1240, 1754), (244, 238, 220))
    assert not is_marked(np.asarray(page), DPI)
    wave = [(800 + 6 * step, 1100 + (40 if step % 4 < 2 else -30)) for step in range(30)]
    ImageDraw.Draw(page).line(wave, fill=(165, 158, 190), width=2, joint="curve")
    assert is_marked(np.asarray(page.filter(ImageFilter.GaussianBlur(0.5))), DPI)


def test_a_stamp_over_a_seal_that_shines_through_is_found() -> None:
    other = Image.new("RGB", (1240, 1754), "white")
    draw_seal(other, (600, 900))
    page = Image.fromarray(through(other, 0.3))
    assert not is_marked(np.asarray(page), DPI)
    pen = ImageDraw.Draw(page)
    pen.rectangle((560, 860, 690, 920), outline=(200, 40, 45), width=3)
    pen.text((575, 868), "KHẨN", fill=(200, 40, 45), font=find_font(36, bold=True))
    assert find_stamping(np.asarray(page), DPI)


def test_the_star_of_a_seal_that_came_through_a_copy_is_no_writing() -> None:
    page = Image.new("L", (1240, 1754), 255)
    reach = [30 if step % 2 else 12 for step in range(10)]
    points = [(600 + r * np.sin(np.pi * n / 5), 900 + r * np.cos(np.pi * n / 5)) for n, r in enumerate(reach)]
    ImageDraw.Draw(page).polygon(points, fill=0)
    assert not is_marked(np.asarray(page), DPI)


def test_a_piece_of_a_seals_rim_that_shines_through_deeply_is_no_writing() -> None:
    page = Image.new("RGB", (1240, 1754), (244, 238, 220))
    ImageDraw.Draw(page).arc((500, 800, 720, 1020), 200, 300, fill=(138, 134, 126), width=8)
    page = page.filter(ImageFilter.GaussianBlur(2.5))
    assert not is_marked(np.asarray(page), DPI)
    ImageDraw.Draw(page).line([(560, 880), (640, 900), (600, 950), (690, 940)], fill=(40, 40, 60), width=2)
    assert is_marked(np.asarray(page), DPI)


def copy_pale(page: Image.Image, kept: float) -> np.ndarray:
    """What a black and white copy keeps of pale print: some of its dots."""
    chance = np.random.default_rng(5).random((page.height, page.width))
    ink = (np.asarray(page.filter(ImageFilter.GaussianBlur(0.8)).convert("L")) < 150) & (chance < kept)
    return np.where(ink, 0, 255).astype(np.uint8)


def write_lines(count: int) -> Image.Image:
    page = Image.new("L", (1240, 1754), 255)
    pen, font = ImageDraw.Draw(page), find_font(30)
    for row in range(count):
        pen.text((300, 500 + 60 * row), "Đã đối chiếu với bản chính", fill=0, font=font)
    return page


def test_print_that_shines_through_a_copy_in_crumbs_is_no_writing() -> None:
    ghost = copy_pale(write_lines(6).transpose(Image.Transpose.FLIP_LEFT_RIGHT), 0.3)
    assert not is_marked(ghost, DPI)
    page = Image.fromarray(ghost)
    ImageDraw.Draw(page).line([(600, 700), (640, 640), (650, 720), (700, 650), (780, 690)], fill=0, width=4)
    assert is_marked(np.asarray(page), DPI)


def test_one_line_of_crumbs_alone_is_pale_pencil() -> None:
    assert is_marked(copy_pale(write_lines(1), 0.6), DPI)


def test_two_specks_that_touch_are_no_writing() -> None:
    page = Image.new("RGB", (1240, 1754), (244, 238, 220))
    pen = ImageDraw.Draw(page)
    for left in (600, 608):
        pen.ellipse((left, 900, left + 4, 904), fill=(30, 30, 30))
    assert not is_marked(np.asarray(page.filter(ImageFilter.GaussianBlur(1.0))), DPI)


def test_a_pale_page_number_over_print_that_shines_through_is_writing() -> None:
    page = Image.fromarray(through(write_lines(6).convert("RGB"), 0.22))
    assert not is_marked(np.asarray(page), DPI)
    ImageDraw.Draw(page).text((600, 1600), "14", fill=(176, 172, 160), font=find_font(30))
    assert is_marked(np.asarray(page), DPI)


def test_a_hole_that_a_fold_goes_through_is_no_writing() -> None:
    page = draw_page(())
    pen = ImageDraw.Draw(page)
    pen.ellipse((180, 1700, 250, 1770), outline="#303030", width=6)
    pen.line((150, 1735, 340, 1737), fill="#505050", width=3)
    assert not is_marked(np.asarray(page), 300)


def test_a_frame_stamped_among_crumbs_of_the_other_side_is_writing() -> None:
    page = draw_page(())
    sprinkle(page, 4000)
    pen = ImageDraw.Draw(page)
    pen.rectangle((900, 2100, 1160, 2200), outline="black", width=4)
    pen.text((925, 2120), "KHẨN", "black", find_font(60))
    copy = np.asarray(page.convert("L").point(lambda level: 255 * (level > 127)))
    assert is_marked(np.ascontiguousarray(copy), 300)


def test_a_heading_beside_a_fold_that_crumbled_is_writing() -> None:
    page = draw_page(())
    pen = ImageDraw.Draw(page)
    pen.text((1100, 1090), "Phụ lục 3", "black", find_font(48))
    for step in range(40, 2400, 7):
        pen.rectangle((step, 1180 + step % 3, step + 3, 1182 + step % 3), fill="black")
    copy = np.asarray(page.convert("L").point(lambda level: 255 * (level > 127)))
    assert is_marked(np.ascontiguousarray(copy), 300)
