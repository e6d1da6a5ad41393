"""Every kind of page image goes in without loss and comes out as it was, upright."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageCms, ImageDraw

from archive.images import encode_image
from archive.pdfa import PdfPage, write_document_pdf
from pipeline.errors import ArchiveError
from tests.archive.papers import META, make_reading, save_image

SIZE = (160, 120)


def _scene(mode: str = "RGB") -> Image.Image:
    """Different colours in each corner, so that a turn or a mirror shows."""
    image = Image.new("RGB", SIZE, (200, 190, 180))
    pen = ImageDraw.Draw(image)
    for box, colour in (
        ((0, 0, 70, 50), (230, 20, 20)),
        ((90, 0, 159, 50), (20, 200, 20)),
        ((0, 70, 70, 119), (20, 20, 220)),
    ):
        pen.rectangle(box, fill=colour)
    return image.convert(mode)


def _write(data: bytes, out: Path, size: tuple[int, int] = SIZE) -> SimpleNamespace:
    """Writes one page; gives how its image was stored."""
    write_document_pdf([PdfPage(make_reading((), size, 72), data)], out, **META)
    with pikepdf.open(out) as pdf:
        image = pdf.pages[0].Resources.XObject.Im0
        space = image.ColorSpace
        return SimpleNamespace(
            bits=int(image.BitsPerComponent),
            filter=str(image.Filter),
            colours=str(space if isinstance(space, pikepdf.Name) else space[0]),
        )


def _render(path: Path) -> np.ndarray:
    with pypdfium2.PdfDocument(path) as pdf:
        return np.asarray(pdf[0].render(scale=1).to_pil().convert("RGB"), int)


def _assert_like(path: Path, image: Image.Image, tolerance: int = 3) -> None:
    difference = np.abs(_render(path) - np.asarray(image.convert("RGB"), int))
    assert np.percentile(difference, 99) <= tolerance


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "1"])
def test_png_comes_out_as_it_was(tmp_path: Path, mode: str) -> None:
    image = _scene(mode)
    _write(save_image(image, "PNG"), tmp_path / "a.pdf")
    _assert_like(tmp_path / "a.pdf", image)


@pytest.mark.parametrize("bits", [1, 2, 4])
def test_png_with_a_small_palette(tmp_path: Path, bits: int) -> None:
    image = _scene().quantize(2**bits)
    assert _write(save_image(image, "PNG", bits=bits), tmp_path / "a.pdf").bits == bits
    _assert_like(tmp_path / "a.pdf", image)


def test_png_samples_are_not_packed_again() -> None:
    data = save_image(_scene(), "PNG")
    assert encode_image(data).data in data


def test_16_bit_png_keeps_its_depth(tmp_path: Path) -> None:
    ramp = np.linspace(0, 65535, SIZE[0] * SIZE[1]).reshape(SIZE[::-1]).astype(np.uint16)
    stored = _write(save_image(Image.fromarray(ramp), "PNG"), tmp_path / "a.pdf")
    assert stored.bits == 16
    assert np.abs(_render(tmp_path / "a.pdf")[..., 0] - (ramp >> 8)).max() <= 2


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparent_images_are_laid_on_white(tmp_path: Path, mode: str) -> None:
    image = _scene("RGBA")
    image.paste((0, 0, 0, 0), (100, 80, 140, 110))
    _write(save_image(image.convert(mode), "PNG"), tmp_path / "a.pdf")
    assert _render(tmp_path / "a.pdf")[95, 120].tolist() == [255, 255, 255]


def test_one_bit_becomes_group_4(tmp_path: Path) -> None:
    image = _scene("1")
    stored = _write(save_image(image, "TIFF", compression="group4"), tmp_path / "a.pdf")
    assert stored.filter == "/CCITTFaxDecode"
    _assert_like(tmp_path / "a.pdf", image, 0)


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize("progressive", [False, True])
def test_jpeg_stays_byte_for_byte(tmp_path: Path, mode: str, progressive: bool) -> None:
    data = save_image(_scene(mode), "JPEG", quality=95, progressive=progressive)
    _write(data, tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        assert bytes(pdf.pages[0].Resources.XObject.Im0.read_raw_bytes()) == data
    _assert_like(tmp_path / "a.pdf", Image.open(BytesIO(data)), 6)


def test_cmyk_jpeg_becomes_rgb(tmp_path: Path) -> None:
    data = save_image(_scene("CMYK"), "JPEG", quality=95)
    assert _write(data, tmp_path / "a.pdf").colours == "/DeviceRGB"
    _assert_like(tmp_path / "a.pdf", Image.open(BytesIO(data)).convert("RGB"))


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_colour_profile_goes_along(tmp_path: Path, kind: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    stored = _write(save_image(_scene(), kind, icc_profile=profile), tmp_path / "a.pdf")
    assert stored.colours == "/ICCBased"


@pytest.mark.parametrize("profile", [b"junk", b"\0" * 200])
def test_a_broken_colour_profile_is_left_out(tmp_path: Path, profile: bytes) -> None:
    stored = _write(save_image(_scene(), "JPEG", icc_profile=profile), tmp_path / "a.pdf")
    assert stored.colours == "/DeviceRGB"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_as_its_camera_was_held(tmp_path: Path, orientation: int) -> None:
    turns = {
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }
    held = _scene()
    for turn in turns.get(orientation, []):
        held = held.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    _write(save_image(held, "JPEG", quality=98, subsampling=0, exif=exif), tmp_path / "a.pdf")
    _assert_like(tmp_path / "a.pdf", _scene(), 8)


@pytest.mark.parametrize("kind", ["WEBP", "BMP", "TIFF"])
def test_other_kinds_are_stored_without_loss(tmp_path: Path, kind: str) -> None:
    options = {"lossless": True} if kind == "WEBP" else {}
    _write(save_image(_scene(), kind, **options), tmp_path / "a.pdf")
    _assert_like(tmp_path / "a.pdf", _scene(), 0)


def test_a_cut_off_png_is_an_error(tmp_path: Path) -> None:
    data = save_image(_scene(), "PNG")
    with pytest.raises(ArchiveError):
        _write(data[:40], tmp_path / "a.pdf")
