from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from rapidfuzz.distance import Levenshtein

from ocr.config import ReaderConfig
from ocr.contour import find_contour
from ocr.engine import Mode, open_engine
from ocr.likelihood import load_likelihood
from ocr.lines import open_second
from ocr.photo import choose_size, lay_flat
from ocr.raster import PageImage
from ocr.reader import PageReader
from ocr.recognise import Recogniser
from pipeline.limits import Limits
from pipeline.model import Reading
from tests.corpus.damage import Wear, choose_wear, damage_page
from tests.ocr.drawing import LETTER, draw_page, draw_seal, find_font
from tests.ocr.photographing import TABLES, photograph

Pixels = NDArray[np.uint8]
Read = Callable[[Pixels], Reading]
SMALL, FRAME = (1240, 1754), (1050, 1400)
TEXT = " ".join(LETTER * 3)


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    folder = tmp_path_factory.mktemp("photos")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMP_THREAD_LIMIT", "1")
        engine = open_engine(ReaderConfig().engine, ("vie",), folder)
    recogniser = Recogniser(engine, open_second(ReaderConfig().second), load_likelihood())
    reader = PageReader(recogniser, Limits(), ReaderConfig(), "test")

    def read_pixels(pixels: Pixels) -> Reading:
        path = folder / "photo.jpg"
        Image.fromarray(pixels).save(path, quality=88)
        return reader.read(path, "0" * 64, 1).reading

    return read_pixels


def draw_small(lines: tuple[str, ...] = LETTER * 3) -> Pixels:
    """A page at 150 dpi."""
    return np.asarray(draw_page(lines, SMALL, 27))


def count_errors(text: str) -> float:
    return Levenshtein.distance(TEXT, " ".join(text.split())) / len(TEXT)


def list_corners(page: Pixels) -> NDArray[np.float64]:
    height, width = page.shape[:2]
    return np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float64)


@pytest.mark.parametrize(("seed", "table"), list(enumerate(TABLES)))
def test_a_page_on_a_table_is_read_through_its_outline(read: Read, seed: int, table: str, tmp_path: Path) -> None:
    photo = photograph(np.asarray(draw_page(LETTER * 3)), seed, table, (1650, 2200))
    reading = read(photo.pixels)
    assert reading.steps[0] == "contour"
    engine = open_engine(ReaderConfig().engine, ("vie",), tmp_path)
    [plain] = engine.recognise([cv2.cvtColor(photo.pixels, cv2.COLOR_RGB2GRAY)], Mode.PAGE, 200, 60)
    before = count_errors(" ".join(word.text for word in plain))
    assert count_errors(reading.text) < min(0.02, before / 2)
    assert (reading.width, reading.height) == photo.pixels.shape[1::-1]


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_words_and_seals_are_boxed_where_the_photo_shows_them(read: Read, turned: int) -> None:
    page = draw_page(LETTER * 3)
    draw_seal(page, (1500, 2900))
    photo = photograph(np.asarray(page), 11, "slate")
    reading = read(np.ascontiguousarray(np.rot90(photo.pixels, turned // 90)))
    assert reading.rotation == turned
    size = np.array([reading.width, reading.height])
    pen = ImageDraw.Draw(page)
    marked = [word for word in reading.words if word.text == "tháng"]
    assert len(marked) >= 6
    places = []
    for number, line in enumerate(LETTER * 3):
        for start in [place for place in range(len(line)) if line.startswith("tháng", place)]:
            _, top, right, bottom = pen.textbbox(
                (page.width * 0.11, page.height * 0.08 + number * 54 * 1.6), line[: start + 5], font=find_font(54)
            )
            wide = pen.textlength("tháng", font=find_font(54))
            places.append(((right - wide / 2), (top + bottom) / 2))
    seen = photo.place(np.array(places))
    for word in marked:
        middle = np.array([word.box.x + word.box.w / 2, word.box.y + word.box.h / 2]) * size
        assert np.hypot(*(seen - middle).T).min() < 12
    [seal] = [region for region in reading.regions if region.kind == "seal"]
    middle = np.array([seal.box.x + seal.box.w / 2, seal.box.y + seal.box.h / 2]) * size
    assert np.hypot(*(photo.place(np.array([(1500.0, 2900.0)]))[0] - middle)) < 15


@pytest.mark.parametrize("seed", range(12))
def test_corners_are_found_in_uneven_light_beside_other_things(seed: int) -> None:
    page = draw_small()
    photo = photograph(page, 100 + seed, list(TABLES)[seed % 4], FRAME, tilt=22, roll=14, cover=0.7 + 0.02 * seed)
    found = find_contour(photo.pixels)
    assert found is not None
    assert np.abs(found - photo.place(list_corners(page))).max() < 0.008 * FRAME[1]


def test_the_sheet_has_the_shape_of_its_paper() -> None:
    page = draw_small()
    for seed in range(6):
        photo = photograph(page, seed, "cloth", FRAME)
        width, height = choose_size(photo.place(list_corners(page)), FRAME)
        assert abs(height / width - 2**0.5) < 0.01


def test_a_sheet_with_a_rounded_corner_and_one_out_of_the_frame_is_found() -> None:
    page = draw_small()
    photo = photograph(page, 3, "wood", FRAME, cover=0.9)
    corners = photo.place(list_corners(page))
    cut = int(corners[:, 0].min()) + 12
    held = np.ascontiguousarray(photo.pixels[:, cut:])
    found = find_contour(held)
    assert found is not None
    assert np.abs(found - (corners - [cut, 0])).max() < 15


def scan_crooked(page: Image.Image, lid: int, angle: float, size: tuple[int, int]) -> Pixels:
    """A smaller sheet on the glass under a lid of one grey, with the scanner's grain."""
    glass = Image.new("RGB", size, (lid,) * 3)
    turned = page.convert("RGBA").rotate(angle, expand=True, resample=Image.Resampling.BICUBIC)
    glass.paste(turned, ((size[0] - turned.width) // 2, (size[1] - turned.height) // 2), turned)
    grain = np.random.default_rng(5).normal(0, 4, (size[1], size[0], 1))
    return np.clip(np.asarray(glass) + grain, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("lid", [0, 60, 128, 252])
@pytest.mark.parametrize("angle", [0.0, 0.7, -3.0, 9.0])
def test_a_smaller_sheet_under_a_scanner_s_lid_is_no_photo(lid: int, angle: float) -> None:
    page = draw_page(LETTER, (880, 1240), 27)
    assert find_contour(scan_crooked(page, lid, angle, SMALL)) is None


def test_frames_cards_and_coloured_sheets_are_no_photos() -> None:
    framed = draw_page(LETTER, SMALL, 27)
    pen = ImageDraw.Draw(framed)
    pen.rectangle((60, 60, 1180, 1694), outline="#702010", width=40)
    card = Image.new("RGB", (506, 319), "#f0e8d8")
    sheet = Image.new("RGB", SMALL, "white")
    sheet.paste(card.rotate(4, expand=True, fillcolor="white"), (300, 500))
    lying = Image.new("RGB", SMALL, (70, 70, 72))
    lying.paste(card, (300, 500))
    certificate = Image.new("RGB", SMALL, "#c8506a")
    certificate.paste(draw_page(LETTER, (1000, 1500), 24), (120, 127))
    table = draw_page((), SMALL, 27)
    ImageDraw.Draw(table).polygon([(150, 200), (1090, 220), (1060, 1500), (170, 1480)], outline="black", width=6)
    for picture in (framed, sheet, lying, certificate, table):
        for turned in (picture, picture.rotate(1.3, fillcolor=(70, 70, 72)), picture.rotate(-4, fillcolor="white")):
            assert find_contour(np.asarray(turned)) is None


@pytest.mark.parametrize("level", ["clean", "office", "archive", "photocopy"])
def test_scans_of_every_wear_are_no_photos_and_stay_as_they_are(level: str) -> None:
    rng = Random(f"contour/{level}")
    page = draw_small()
    for _ in range(6):
        damaged = damage_page(page, choose_wear(rng, level), rng, None)
        assert find_contour(damaged.pixels) is None
        assert lay_flat(PageImage(damaged.pixels, 150, None, damaged.bilevel)) is None


def test_a_crooked_scan_with_black_borders_is_no_photo() -> None:
    rng = Random("borders")
    for _ in range(8):
        wear = Wear(skew=rng.uniform(-3, 3), border=0.06, edge=0.5, noise=4)
        assert find_contour(damage_page(draw_small(), wear, rng, None).pixels) is None
