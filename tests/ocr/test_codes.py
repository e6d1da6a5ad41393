from __future__ import annotations

from random import Random

import cv2
import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from ocr.codes import find_bars, find_matrix_places, measure_slopes, read_codes
from ocr.shrink import shrink
from tests.corpus.codes import make_qr
from tests.ocr.drawing import LETTER, draw_page

TEXT = "079203012345|012345678|Nguyễn Văn Mẫu|14052003|Nam|Tổ 1, Phường A, Quận 1, TP. Hồ Chí Minh|01062021"


def wear(page: Image.Image, depth: float, blur: float) -> np.ndarray:
    soft = np.asarray(page.convert("L").filter(ImageFilter.GaussianBlur(blur))).astype(np.float32)
    noisy = 255 - (255 - soft) * depth + np.random.default_rng(5).normal(0, 5, soft.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(
    ("dpi", "depth", "blur"), [(300, 0.8, 1.0), (200, 0.8, 0.7), (200, 0.35, 0.6), (150, 0.6, 0.4)]
)
def test_a_card_s_code_is_read_among_print_however_faded(dpi: int, depth: float, blur: float) -> None:
    page = draw_page(LETTER * 3, (dpi * 8, dpi * 11), round(dpi * 0.18))
    side = round(14 * dpi / 25.4)
    page.paste(
        make_qr(TEXT, border=2, error="m").convert("RGB").resize((side, side), Image.Resampling.BOX), (dpi * 5, dpi * 8)
    )
    [code] = read_codes(wear(page, depth, blur), dpi)
    assert (code.symbology, code.text) == ("QRCode", TEXT)


def test_a_code_is_read_across_the_pale_line_of_a_fold() -> None:
    page = draw_page(LETTER * 3)
    code = make_qr("000.00.35.H14-220225-0025", border=2).convert("RGB").resize((290, 290), Image.Resampling.BOX)
    page.paste(code, (1500, 2200))
    scan = np.array(page.convert("L"))
    cv2.line(scan, (0, 2430), (scan.shape[1], 2438), 255, 4)
    assert not zxingcpp.read_barcodes(scan)
    assert [found.text for found in read_codes(scan, 300)] == ["000.00.35.H14-220225-0025"]


def test_a_code_is_read_through_specks_of_the_other_side() -> None:
    """The code mirrored, as it shows through a sheet that was scanned to black and white."""
    page = draw_page(LETTER)
    code = make_qr("SOHOA:SEP:1:000.00.31.H37-221229-0254", border=2).convert("L")
    large = np.asarray(code.resize((700, 700), Image.Resampling.NEAREST))
    scan = np.array(page.convert("L"))
    through = (large[:, ::-1] < 128) & (np.random.default_rng(4).random(large.shape) < 0.55)
    scan[1500:2200, 900:1600] = np.where(through, 0, large)
    assert not zxingcpp.read_barcodes(scan)
    assert [found.text for found in read_codes(scan, 300)] == ["SOHOA:SEP:1:000.00.31.H37-221229-0254"]


def test_a_pale_code_beside_strong_print_is_looked_at() -> None:
    page = np.asarray(draw_page(LETTER * 3).convert("L")).copy()
    code = cv2.resize(np.asarray(make_qr(TEXT)), (170, 170), interpolation=cv2.INTER_AREA)
    page[2800:2970, 1500:1670] = 255 - (255 - code) // 3
    assert any(
        x <= 1580 <= x + w and y <= 2880 <= y + h
        for x, y, w, h in find_matrix_places(page, measure_slopes(shrink(page, 1 / 3)), 300)
    )


def test_print_and_pictures_hold_no_code() -> None:
    page = np.asarray(draw_page(LETTER * 2).convert("L")).copy()
    rng = Random(2)
    for _ in range(40):
        cv2.circle(
            page, (1800 + rng.randrange(300), 2500 + rng.randrange(300)), rng.randrange(4, 30), rng.randrange(200), -1
        )
    assert read_codes(page, 300) == ()


@pytest.mark.parametrize("kind", [zxingcpp.BarcodeFormat.DataMatrix, zxingcpp.BarcodeFormat.PDF417])
@pytest.mark.parametrize("degrees", [0, 90, 180])
def test_rarer_codes_are_read_upright_and_standing(kind: zxingcpp.BarcodeFormat, degrees: int) -> None:
    page = np.asarray(draw_page(LETTER * 3).convert("L")).copy()
    code = np.asarray(zxingcpp.create_barcode("HS-2041-07", kind).to_image(scale=5))
    code = np.rot90(code, degrees // 90)
    high, wide = code.shape
    page[2280 : 2320 + high, 1180 : 1220 + wide] = 255
    page[2300 : 2300 + high, 1200 : 1200 + wide] = code
    assert ("HS-2041-07", kind.name) in {(found.text, found.symbology) for found in read_codes(page, 300)}


def paste_bars(page: Image.Image, kind: zxingcpp.BarcodeFormat, dpi: int, degrees: int) -> None:
    """A linear code of 0.33 mm modules, 6 mm high, as on a label."""
    bars = np.asarray(zxingcpp.create_barcode("HS-2041-07", kind).to_image(scale=1))
    row = Image.fromarray(bars[bars.shape[0] // 2][None])
    size = (round(row.width * 0.33 * dpi / 25.4), round(6 * dpi / 25.4))
    label = row.resize((row.width * 12, 200), Image.Resampling.NEAREST).resize(size, Image.Resampling.BOX)
    page.paste(label.rotate(degrees, expand=True), (dpi * 3, dpi * 5))


@pytest.mark.parametrize("kind", [zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.Code39])
@pytest.mark.parametrize(("dpi", "depth", "degrees"), [(300, 0.9, 0), (300, 0.4, 90), (200, 0.8, 0)])
def test_linear_codes_are_read_lying_and_standing(
    kind: zxingcpp.BarcodeFormat, dpi: int, depth: float, degrees: int
) -> None:
    page = draw_page(LETTER * 3, (dpi * 8, dpi * 11), round(dpi * 0.18))
    paste_bars(page, kind, dpi, degrees)
    assert [code.text for code in read_codes(wear(page, depth, 0.5), dpi)] == ["HS-2041-07"]


def test_print_shows_no_bars() -> None:
    page = np.asarray(draw_page(LETTER * 3).convert("L"))
    assert not find_bars(measure_slopes(shrink(page, 1 / 3)), 100)
