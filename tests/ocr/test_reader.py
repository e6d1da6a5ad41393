from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import segno
from PIL import Image, ImageDraw, ImageFilter

from ocr.clean import find_blobs, flatten_background, mark_ink, measure_depth, measure_skew, pick_dirt, stretch_ink
from ocr.codes import read_codes
from ocr.config import ReaderConfig
from ocr.engine import open_engine
from ocr.leaders import find_leaders
from ocr.likelihood import load_likelihood
from ocr.lines import open_second
from ocr.reader import PageRead, PageReader
from ocr.recognise import Recogniser
from ocr.sheet import turn_rect
from ocr.stamps import split_inks
from pipeline.limits import Limits
from pipeline.model import Grade
from tests.corpus.context import Studio
from tests.corpus.damage import choose_wear, damage_page
from tests.corpus.dossiers import STORIES, make_setting
from tests.corpus.fonts import FontBook
from tests.corpus.papers.sparse import make_sparse
from tests.ocr.drawing import LETTER, draw_leader, draw_page, draw_seal, find_font, find_mono, has_line, sprinkle

Read = Callable[[Image.Image], PageRead]


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Reads a drawn page as a 300 dpi PNG with the readers of the product, on one thread as in a reading child."""
    monkeypatch.setenv("OMP_THREAD_LIMIT", "1")
    engine = open_engine(ReaderConfig().engine, ("vie",), tmp_path)
    recogniser = Recogniser(engine, open_second(ReaderConfig().second), load_likelihood())
    reader = PageReader(recogniser, Limits(), ReaderConfig(), "test")

    def read_image(image: Image.Image) -> PageRead:
        path = tmp_path / "page.png"
        image.save(path, dpi=(300, 300))
        return reader.read(path, "0" * 64, 1)

    return read_image


def test_words_come_with_boxes_where_they_stand(read: Read) -> None:
    page = draw_page()
    reading = read(page).reading
    assert all(has_line(reading.text, line) for line in LETTER[:3])
    assert reading.quality.grade in (Grade.EXCELLENT, Grade.GOOD)
    left, top = page.width * 0.11, page.height * 0.08
    first = reading.words[0]
    assert first.text == "Căn"
    assert abs(first.box.x * page.width - left) < 12
    assert top < (first.box.y + first.box.h / 2) * page.height < top + 70


def test_pale_print_on_a_sheet_with_dark_dirt_is_read(read: Read) -> None:
    page = Image.new("RGB", (2480, 3508), (244, 236, 214))
    pen = ImageDraw.Draw(page)
    for row, line in enumerate(LETTER[:3]):
        pen.text((300, 400 + 90 * row), line, fill=(190, 184, 168), font=find_font(44))
    pen.ellipse((60, 1500, 130, 1570), fill=(30, 30, 30))
    pen.rectangle((0, 0, 2480, 30), fill=(10, 10, 10))
    pen.rectangle((0, 0, 40, 3508), fill=(20, 20, 20))
    for x, y in np.random.default_rng(4).integers(200, 2300, (400, 2)).tolist():
        pen.ellipse((x, y + 900, x + 5, y + 905), fill=(40, 40, 40))
    reading = read(page).reading
    assert all(has_line(reading.text, line) for line in LETTER[:3])


def test_a_seal_leaves_the_text_under_it_and_becomes_a_region(read: Read) -> None:
    page = draw_page()
    draw_seal(page, (700, 640))
    reading = read(page).reading
    assert sum(has_line(reading.text, line) for line in LETTER) >= 6
    assert "MẪU" not in reading.text
    [seal] = [region for region in reading.regions if region.kind == "seal"]
    assert abs((seal.box.x + seal.box.w / 2) * page.width - 700) < 40


def test_red_print_is_no_seal() -> None:
    page = draw_page(())
    ImageDraw.Draw(page).text((500, 500), "GIẤY KHAI SINH", fill="#c01818", font=find_font(120, bold=True))
    inks = split_inks(np.asarray(page), 300)
    assert inks.seals == ()
    assert inks.grey.min() < 120


def test_leaders_are_painted_out_from_under_their_values(read: Read) -> None:
    page = draw_page(("Họ và tên:", "Ngày sinh:", "Nơi sinh:"))
    pen = ImageDraw.Draw(page)
    for number, value in enumerate(("Nguyễn Thị Hoa", "ngày 12 tháng 5 năm 1990", "xã Tân Lập, huyện Mỹ Lộc")):
        baseline = int(page.height * 0.08 + number * 86 + 49)
        draw_leader(page, (560, baseline), 2100)
        pen.text((700, baseline - 49), value, fill="black", font=find_font(54))
    text = read(page).reading.text
    for line in ("Họ và tên: Nguyễn Thị Hoa", "Ngày sinh: ngày 12 tháng 5 năm 1990", "Nơi sinh: xã Tân Lập, huyện Mỹ"):
        assert has_line(text, line)
    assert ".." not in text


def test_dots_of_letters_are_no_leaders() -> None:
    ink = mark_ink(np.asarray(draw_page().convert("L")))
    found = find_leaders(ink, find_blobs(ink), 300)
    assert not found.blobs.any()
    assert not found.glued


def test_specks_go_and_dots_under_letters_stay() -> None:
    page = draw_page(("Một mục tiệc lịch sự ị ọ ụ ạ ệ",) * 3)
    grey = np.asarray(page.convert("L"))
    clean = pick_dirt(grey, find_blobs(mark_ink(grey)), 300)
    assert clean.sum() == 0
    before = len(clean)
    sprinkle(page, 4000)
    grey = np.asarray(page.convert("L"))
    blobs = find_blobs(mark_ink(grey))
    assert len(blobs.stats) > before + 3000
    assert pick_dirt(grey, blobs, 300).sum() > 0.95 * (len(blobs.stats) - before)


def test_scan_borders_and_punch_holes_are_dirt() -> None:
    page = draw_page()
    pen = ImageDraw.Draw(page)
    pen.rectangle((0, 0, 60, page.height), fill="black")
    pen.ellipse((120, 1000, 190, 1070), fill="black")
    pen.ellipse((120, 2000, 190, 2070), outline="black", width=5)
    grey = np.asarray(page.convert("L"))
    assert pick_dirt(grey, find_blobs(mark_ink(grey)), 300).sum() == 3


def test_a_round_letter_near_the_edge_is_no_hole() -> None:
    page = draw_page((), (1200, 900))
    ImageDraw.Draw(page).text((100, 300), "OÔN ỐC", fill="black", font=find_font(96))
    grey = np.asarray(page.convert("L"))
    assert pick_dirt(grey, find_blobs(mark_ink(grey)), 300).sum() == 0


def test_shade_and_tint_become_white_paper_and_pale_ink_black() -> None:
    text = np.asarray(draw_page().convert("L")).astype(np.float32)
    shade = np.linspace(230, 150, text.shape[1])[None, :]
    grey = (shade * (0.55 + 0.45 * text / 255)).astype(np.uint8)
    flat = flatten_background(grey, 300)
    even = stretch_ink(flat, measure_depth(flat))
    assert np.percentile(even, 50) == 255
    assert abs(float((even < 100).mean()) - float((text < 100).mean())) < 0.3 * float((text < 100).mean())


@pytest.mark.parametrize("angle", [-6.0, -2.5, 1.5, 5.0])
def test_a_crooked_page_is_read_level_with_boxes_on_the_page(read: Read, angle: float) -> None:
    page = draw_page().rotate(-angle, resample=Image.Resampling.BICUBIC, fillcolor="white")
    assert abs(measure_skew(np.asarray(page.convert("L")), 300) + angle) < 0.3
    reading = read(page).reading
    assert sum(has_line(reading.text, line) for line in LETTER) >= 6
    middle = np.array([page.width, page.height]) / 2
    back = np.deg2rad(angle)
    word = next(word for word in reading.words if word.text == "Điều")
    x, y = (word.box.x + word.box.w / 2) * page.width, (word.box.y + word.box.h / 2) * page.height
    x, y = np.array([x, y]) - middle
    level = np.array([x * np.cos(back) + y * np.sin(back), -x * np.sin(back) + y * np.cos(back)]) + middle
    assert abs(level[1] - (page.height * 0.08 + 2 * 86 + 30)) < 30


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_turned_page_is_turned_back(read: Read, turned: int) -> None:
    page = draw_page()
    found = read(page.rotate(turned, expand=True))
    assert found.reading.rotation == turned
    assert has_line(found.reading.text, LETTER[0])
    with Image.open(io.BytesIO(found.image)) as kept:
        assert kept.size == page.size == (found.reading.width, found.reading.height)


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_card_with_little_text_is_turned_by_what_it_says(read: Read, turned: int) -> None:
    card = draw_page(
        ("CĂN CƯỚC CÔNG DÂN", "Số: 079203012345", "Họ và tên: NGUYỄN VĂN MẪU", "Quê quán: Tân Lập, Nam Định"),
        (1011, 638),
        40,
    )
    sheet = Image.new("RGB", (2480, 3508), "white")
    sheet.paste(card, (300, 400))
    found = read(sheet.rotate(turned, expand=True)).reading
    assert found.rotation == turned
    assert "079203012345" in found.text


def test_a_page_with_a_line_or_nothing_is_left_as_it_stands(read: Read) -> None:
    assert read(draw_page(("3",))).reading.rotation == 0
    blank = read(draw_page(())).reading
    assert (blank.rotation, blank.blank, blank.words) == (0, True, ())


def test_a_blank_back_stays_blank_with_dirt_holes_and_the_front_showing_through(read: Read) -> None:
    front = draw_page(LETTER * 3)
    draw_seal(front, (1500, 2500))
    through = front.transpose(Image.Transpose.FLIP_LEFT_RIGHT).filter(ImageFilter.GaussianBlur(2))
    page = Image.blend(Image.new("RGB", front.size, "white"), through, 0.18)
    sprinkle(page, 500)
    ImageDraw.Draw(page).ellipse((120, 1000, 190, 1070), fill="black")
    assert read(page).reading.blank


def test_a_page_with_only_a_seal_in_black_and_white_is_not_blank(read: Read, book: FontBook) -> None:
    rng = random.Random("seal/10")
    studio = Studio(book, rng, 300)
    case = make_setting(rng, STORIES[0])
    wear = replace(choose_wear(rng, "photocopy"), dpi=300, threshold=True, rotation=0)
    sheet = make_sparse(studio, case, "seal", case.bride).sheets[0]
    page = damage_page(np.asarray(sheet.image), wear, rng, None).pixels
    assert not read(Image.fromarray(page)).reading.blank


def test_a_page_with_few_words_is_not_blank(read: Read) -> None:
    reading = read(draw_page(("Phụ lục",))).reading
    assert not reading.blank
    assert reading.text == "Phụ lục"


def test_a_page_with_only_a_code_is_not_blank(read: Read) -> None:
    page = draw_page(())
    page.paste(make_code("SOHOA:H47.06-261005-0155", 8), (900, 900))
    reading = read(page).reading
    assert not reading.blank
    assert [code.text for code in reading.codes] == ["SOHOA:H47.06-261005-0155"]


def make_code(text: str, scale: int) -> Image.Image:
    buffer = io.BytesIO()
    segno.make(text, error="l", micro=False).save(buffer, kind="png", scale=scale, border=4)
    return Image.open(buffer).convert("RGB")


@pytest.mark.parametrize(("dpi", "module"), [(300, 4), (200, 3)])
def test_a_card_s_small_code_is_read_off_an_office_scan(dpi: int, module: int) -> None:
    text = "079203012345|012345678|Nguyễn Văn Mẫu|14052003|Nam|Tổ 1, Phường A, Quận 1, TP. Hồ Chí Minh|01062021"
    page = draw_page(LETTER, (dpi * 8, dpi * 11), round(dpi * 0.18))
    page.paste(make_code(text, module), (dpi * 5, dpi * 7))
    worn = page.rotate(1.3, resample=Image.Resampling.BICUBIC, fillcolor="white").filter(ImageFilter.GaussianBlur(1.0))
    grey = np.asarray(worn.convert("L")).astype(np.int16)
    grey = np.clip(grey * 0.75 + 45 + np.random.default_rng(3).normal(0, 6, grey.shape), 0, 255).astype(np.uint8)
    [code] = read_codes(cv2.imdecode(cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, 70])[1], 0), dpi)
    assert (code.symbology, code.text) == ("QRCode", text)
    assert 0.55 < code.box.x < 0.75


def test_the_machine_readable_zone_is_read_with_its_own_letters(read: Read) -> None:
    lines = ("IDVNM2030123450079203012345<<0", "0305141M4305149VNM<<<<<<<<<<<8", "NGUYEN<<VAN<MAU<<<<<<<<<<<<<<<")
    page = draw_page(("Đặc điểm nhận dạng: Nốt ruồi dưới mắt trái", "Ngày 01 tháng 06 năm 2021"), (1300, 1000), 40)
    pen = ImageDraw.Draw(page)
    mono = find_font(44).font_variant(font=find_mono())
    for number, line in enumerate(lines):
        pen.text((80, 640 + number * 70), line, fill="black", font=mono)
    [zone] = [code for code in read(page).reading.codes if code.symbology == "MRZ"]
    assert [len(line) for line in zone.text.split("\n")] == [30, 30, 30]
    same = [one == other for one, other in zip("".join(lines), zone.text.replace("\n", ""), strict=True)]
    assert sum(same) >= 86


def test_a_table_is_read_cell_by_cell(read: Read) -> None:
    page = draw_page(("DANH SÁCH HỒ SƠ",))
    pen = ImageDraw.Draw(page)
    columns, rows = (200, 450, 1200, 2200), (500, 620, 800, 980)
    for x in columns:
        pen.line((x, rows[0], x, rows[-1]), fill="black", width=4)
    for y in rows:
        pen.line((columns[0], y, columns[-1], y), fill="black", width=4)
    cells = (
        ("STT", "Họ và tên", "Nội dung"),
        ("01", "Nguyễn Văn\nAn", "Cấp bản sao\ngiấy khai sinh"),
        ("02", "Trần Thị\nBình", "Xác nhận tình\ntrạng hôn nhân"),
    )
    for row, texts in enumerate(cells):
        for column, text in enumerate(texts):
            pen.multiline_text((columns[column] + 30, rows[row] + 20), text, fill="black", font=find_font(50))
    reading = read(page).reading
    parts = ("01", "Nguyễn Văn", "Cấp bản sao", "giấy khai sinh", "02", "Trần Thị", "Bình", "Xác nhận tình", "hôn nhân")
    places = [reading.text.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)
    assert "table" in {region.kind for region in reading.regions}


def test_the_head_is_read_band_by_band_and_signatures_column_by_column(read: Read) -> None:
    page = draw_page(())
    pen = ImageDraw.Draw(page)

    def centre(x: int, y: int, text: str) -> None:
        pen.text((x, y), text, fill="black", font=find_font(50), anchor="ma")

    for x, y, text in (
        (650, 200, "ỦY BAN NHÂN DÂN"), (650, 270, "XÃ TÂN LẬP"), (1700, 200, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (1700, 270, "Độc lập - Tự do - Hạnh phúc"), (650, 400, "Số: 15/QĐ-UBND"),
        (1700, 400, "Tân Lập, ngày 05 tháng 9 năm 2025"),
        (1240, 540, "QUYẾT ĐỊNH"), (600, 1500, "NGƯỜI ĐI KHAI SINH"), (1800, 1500, "CHỦ TỊCH ỦY BAN"),
        (600, 1900, "Nguyễn Văn An"),
        (1800, 1900, "Trần Thị Bình"),
    ):  # fmt: skip
        centre(x, y, text)
    for number, line in enumerate(LETTER):
        pen.text((280, 660 + number * 80), line, fill="black", font=find_font(54))
    text = read(page).reading.text
    wanted = (
        "ỦY BAN NHÂN DÂN XÃ TÂN LẬP CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc",
        "Số: 15/QĐ-UBND Tân Lập, ngày 05 tháng 9 năm 2025 QUYẾT ĐỊNH",
        "NGƯỜI ĐI KHAI SINH Nguyễn Văn An CHỦ TỊCH ỦY BAN Trần Thị Bình",
    )
    for line in wanted:
        assert has_line(text, line), text


def test_rectangles_turn_with_their_page() -> None:
    page = np.zeros((300, 200), np.uint8)
    page[40:60, 30:80] = 255
    for degrees in (0, 90, 180, 270):
        left, top, width, height = turn_rect((30, 40, 50, 20), degrees, 200, 300)
        turned = np.rot90(page, k=-degrees // 90)
        assert turned[top : top + height, left : left + width].all()
        assert int((turned > 0).sum()) == width * height
