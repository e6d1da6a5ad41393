"""Separator sheets as they come back from printer and scanner."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from pdf2image import convert_from_path
from PIL import Image, ImageFilter

from archive.separator import write_separator_sheets
from pipeline.separator import parse_separator

CODES = ("H47.06-261005-0155", "000.00.17.H47-261005-0001", None)


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("separator") / "sheets.pdf"
    write_separator_sheets(CODES, out)
    return out


def _read(image: Image.Image) -> list[str | None]:
    separators = [parse_separator(found.text) for found in zxingcpp.read_barcodes(image)]
    return [separator.code for separator in separators if separator]


@pytest.mark.parametrize("dpi", [100, 150, 300])
def test_each_sheet_gives_its_code_twice(sheets: Path, dpi: int) -> None:
    pages = convert_from_path(sheets, dpi=dpi)
    assert [_read(page) for page in pages] == [[code, code] for code in CODES]


@pytest.mark.parametrize("degrees", [-7, 3, 90, 173, 270])
def test_reads_skewed_turned_and_upside_down_in_black_and_white(sheets: Path, degrees: int) -> None:
    page = convert_from_path(sheets, dpi=150, first_page=1, last_page=1)[0].convert("L")
    turned = page.rotate(degrees, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
    assert CODES[0] in _read(turned.point(lambda level: 255 if level > 128 else 0).convert("1").convert("L"))


def test_reads_through_noise_blur_and_a_torn_off_top(sheets: Path) -> None:
    page = convert_from_path(sheets, dpi=150, first_page=1, last_page=1)[0].convert("L")
    grain = np.random.default_rng(5).normal(0, 35, (page.height, page.width))
    noisy = np.clip(np.asarray(page.filter(ImageFilter.GaussianBlur(1.2)), float) * 0.7 + 40 + grain, 0, 255)
    noisy[: page.height // 2] = 255
    assert CODES[0] in _read(Image.fromarray(noisy.astype(np.uint8)))


def test_says_in_print_what_it_is(sheets: Path) -> None:
    done = subprocess.run(["pdftotext", "-layout", str(sheets), "-"], capture_output=True, text=True, check=True)
    pages = done.stdout.split("\f")
    assert all("TỜ PHÂN CÁCH HỒ SƠ" in page and "Đặt tờ này lên trên cùng" in page for page in pages[:3])
    assert "H47.06-261005-0155" in pages[0]
    assert "HỒ SƠ MỚI" in pages[2]


def test_is_a4_with_its_fonts_inside(sheets: Path) -> None:
    info = subprocess.run(["pdfinfo", str(sheets)], capture_output=True, text=True, check=True).stdout
    assert "(A4)" in info
    fonts = subprocess.run(["pdffonts", str(sheets)], capture_output=True, text=True, check=True).stdout
    rows = fonts.splitlines()[2:]
    assert rows
    assert all(row.split()[-5:-2] == ["yes", "yes", "yes"] for row in rows)


def test_refuses_to_print_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="separator"):
        write_separator_sheets([], tmp_path / "none.pdf")
    assert not (tmp_path / "none.pdf").exists()
