from __future__ import annotations

from pathlib import Path
from random import Random

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import ImageDraw
from rapidfuzz.distance import Levenshtein

from ocr.bend import measure_bend
from ocr.clean import level_page, measure_skew
from ocr.config import ReaderConfig
from ocr.engine import Mode, open_engine
from ocr.geometry import Bend
from ocr.sheet import even_page, prepare_sheet
from tests.corpus.damage import choose_wear, damage_page
from tests.ocr.drawing import LETTER, draw_page, find_font
from tests.ocr.photographing import bend_page

Grey = NDArray[np.uint8]
DPI, SIZE, HEIGHT = 200, (1654, 2339), 34


def draw(lines: tuple[str, ...] = LETTER * 4) -> Grey:
    return np.asarray(draw_page(lines, SIZE, HEIGHT, "L"))


@pytest.mark.parametrize("left", [True, False])
@pytest.mark.parametrize("eye", [0.35, 0.6])
def test_lines_that_bend_towards_the_fold_come_out_straight(left: bool, eye: float) -> None:
    page = draw() if left else np.ascontiguousarray(draw()[:, ::-1])
    bent = bend_page(page, left, 12, DPI, reach=0.4, eye=eye)
    found = measure_bend(bent.pixels, DPI)
    assert found is not None
    inked = np.flatnonzero((page < 128).any(axis=0))
    columns = np.linspace(inked[0], inked[-1], 25).astype(int)
    for y in (220, 700, 1300, 1900):
        shown = [y + float(bent.drops[y, x]) for x in columns]
        level = [found.find_level(x, low) for x, low in zip(columns, shown, strict=True)]
        assert np.ptp(level) < max(4.0, np.ptp(shown) / 3)


def test_a_bent_page_is_read_like_a_straight_one(tmp_path: Path) -> None:
    page = draw()
    bent = bend_page(page, True, 26, DPI, reach=0.5, eye=0.5)
    sheet = prepare_sheet(even_page(bent.pixels, DPI), 0)
    assert "bend" in sheet.steps
    engine = open_engine(ReaderConfig().engine, ("vie",), tmp_path)
    read = engine.recognise([bent.pixels, sheet.picture], Mode.PAGE, DPI, 60)
    wanted = " ".join(LETTER * 4)
    before, after = (
        Levenshtein.distance(wanted, " ".join(word.text for word in words)) / len(wanted) for words in read
    )
    assert after < min(0.03, before / 2)
    pen, found = ImageDraw.Draw(draw_page((), SIZE, HEIGHT, "L")), [word for word in read[1] if word.text == "Điều"]
    assert len(found) >= 7
    high = [SIZE[1] * 0.08 + HEIGHT * 1.6 * (number + 0.5) for number, line in enumerate(LETTER * 4) if "Điều" in line]
    x = SIZE[0] * 0.11 + pen.textlength("Điều", font=find_font(HEIGHT)) / 2
    seen = np.array([y + bent.drops[round(y), round(x)] for y in high])
    for word in found:
        box = sheet.to_box((word.left, word.top, word.width, word.height))
        assert abs((box.x + box.w / 2) * SIZE[0] - x) < 8
        assert np.abs(seen - (box.y + box.h / 2) * SIZE[1]).min() < 14
        there = sheet.from_page(
            (round(box.x * SIZE[0]), round(box.y * SIZE[1]), round(box.w * SIZE[0]), round(box.h * SIZE[1]))
        )
        assert abs(there[1] - word.top) <= 3


@pytest.mark.parametrize("level", ["clean", "office", "archive"])
def test_straight_pages_of_every_wear_are_left_untouched(level: str) -> None:
    rng = Random(f"bend/{level}")
    page = cv2.cvtColor(draw(LETTER * 3), cv2.COLOR_GRAY2RGB)
    for _ in range(4):
        pixels = damage_page(page, choose_wear(rng, level), rng, None).pixels
        grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
        evened = even_page(grey, DPI)
        straight, _ = level_page(evened.even, measure_skew(evened.even, evened.dpi))
        assert measure_bend(straight, evened.dpi) is None


def test_columns_whose_rows_do_not_agree_are_not_bent_into_line() -> None:
    page = draw_page((), SIZE, HEIGHT, "L")
    pen = ImageDraw.Draw(page)
    for number in range(30):
        pen.text((150, 250 + number * 54), "Họ và tên người chồng: Nguyễn Văn", fill=0, font=find_font(HEIGHT))
        pen.text((900, 265 + number * 54), "Họ và tên người vợ: Trần Thị Hoa", fill=0, font=find_font(HEIGHT))
    assert measure_bend(np.asarray(page), DPI) is None


def test_a_blank_page_and_a_small_one_have_no_bend() -> None:
    assert measure_bend(np.full((2339, 1654), 255, np.uint8), DPI) is None
    assert measure_bend(draw()[:500, :600], DPI) is None


def test_places_go_through_a_bend_and_back() -> None:
    grid = np.array([[40, 12, 0, 0, 0], [-40, -12, 0, 0, 0]], dtype=np.float32)
    bend = Bend(grid, 1000, 1400)
    for x, y in ((0.0, 100.0), (120.0, 700.0), (333.0, 1399.0), (990.0, 10.0)):
        assert abs(bend.find_level(x, y + bend.find_drop(x, y)) - y) < 0.1
    dotted = np.full((1400, 1000), 255, np.uint8)
    drop = bend.find_drop(100, 300)
    dotted[round(300 + drop) - 2 : round(300 + drop) + 3, 98:103] = 0
    rows, columns = np.nonzero(bend.straighten(dotted) < 128)
    assert abs(rows.mean() - 300) < 1.5
    assert abs(columns.mean() - 100) < 1
