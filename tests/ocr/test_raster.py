from __future__ import annotations

import io
import zlib
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from ocr.raster import inspect_source, render_page, settle_dpi
from pipeline.errors import (
    EmptySource,
    EncryptedSource,
    OversizedSource,
    SourceError,
    UnreadableSource,
    UnsupportedSource,
)
from pipeline.limits import Limits
from tests.corpus.writers import heic_encoder, write_heic
from tests.ocr.drawing import draw_page

LIMITS = Limits()
SMALL = (600, 848)


def make_jpeg(size: tuple[int, int] = SMALL, **options: object) -> bytes:
    buffer = io.BytesIO()
    draw_page(size=size, height=20).save(buffer, "JPEG", quality=85, **options)
    return buffer.getvalue()


def make_pdf(path: Path, jpeg: bytes, size: tuple[int, int] = SMALL, extra: bytes = b"", turned: int = 0) -> Path:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    image = pdf.make_stream(
        jpeg, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=size[0], Height=size[1],
        ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
    )  # fmt: skip
    font = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image), Font=pikepdf.Dictionary(F1=font))
    page.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /Im0 Do Q " + extra)
    if turned:
        page.Rotate = turned
    pdf.save(path)
    return path


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("TIFF", "image/tiff"), ("PDF", "application/pdf")],
)
def test_the_kind_is_told_by_content_whatever_the_name(tmp_path: Path, kind: str, media_type: str) -> None:
    path = tmp_path / "scan.dat"
    draw_page(size=SMALL, height=20).save(path, kind)
    info = inspect_source(path, LIMITS)
    assert (info.media_type, info.pages, info.size) == (media_type, 1, path.stat().st_size)


def test_every_frame_of_a_tiff_is_a_page(tmp_path: Path) -> None:
    path = tmp_path / "scan.tif"
    frames = [draw_page((f"Trang {number}",), SMALL, 40, mode="1") for number in range(3)]
    frames[0].save(path, save_all=True, append_images=frames[1:], compression="group4", dpi=(200, 200))
    assert inspect_source(path, LIMITS).pages == 3
    page = render_page(path, 3, LIMITS)
    assert page.bilevel
    assert page.dpi == 200
    assert np.array_equal(page.pixels, np.asarray(frames[2].convert("L")))


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", EmptySource),
        (b"PK\x03\x04 a letter", UnsupportedSource),
        (b"%PDF-1.7\nnothing more", UnreadableSource),
        (b"\xff\xd8\xff\xe0", UnreadableSource),
        (b"\x89PNG\r\n\x1a\n", UnreadableSource),
        (b"II*\0\x08\0\0\0", UnreadableSource),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", UnreadableSource),
    ],
)
def test_what_cannot_be_taken_says_why(tmp_path: Path, content: bytes, error: type[SourceError]) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(content)
    with pytest.raises(error):
        inspect_source(path, LIMITS)


@pytest.mark.parametrize("kind", ["pdf", "jpg", "png", "tif", "heic"])
@pytest.mark.parametrize("page", [0, 2])
def test_a_page_that_a_file_does_not_have_is_refused(tmp_path: Path, kind: str, page: int) -> None:
    path = tmp_path / f"scan.{kind}"
    if kind == "pdf":
        make_pdf(path, make_jpeg())
    elif kind == "heic":
        encoder = heic_encoder()
        if encoder is None:
            pytest.skip("heif-enc is not installed")
        write_heic(path, np.asarray(draw_page(("Trang",), SMALL, 40)), encoder)
    else:
        draw_page(("Trang",), SMALL, 40).save(path, dpi=(200, 200))
    assert render_page(path, 1, LIMITS).pixels.shape[:2] == SMALL[::-1]
    with pytest.raises(UnreadableSource):
        render_page(path, page, LIMITS)


def test_a_pdf_cut_short_is_refused(tmp_path: Path) -> None:
    whole = make_pdf(tmp_path / "whole.pdf", make_jpeg()).read_bytes()
    path = tmp_path / "cut.pdf"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnreadableSource):
        inspect_source(path, LIMITS)


def test_a_jpeg_cut_short_is_an_unreadable_page(tmp_path: Path) -> None:
    path = tmp_path / "cut.jpg"
    path.write_bytes(make_jpeg()[:4000])
    with pytest.raises(UnreadableSource):
        render_page(path, 1, LIMITS)


def test_a_user_password_shuts_a_pdf_and_an_owner_password_does_not(tmp_path: Path) -> None:
    plain = make_pdf(tmp_path / "plain.pdf", make_jpeg())
    for name, user in (("shut.pdf", "bí mật"), ("owned.pdf", "")):
        with pikepdf.open(plain) as pdf:
            pdf.save(tmp_path / name, encryption=pikepdf.Encryption(owner="chủ", user=user))
    with pytest.raises(EncryptedSource):
        inspect_source(tmp_path / "shut.pdf", LIMITS)
    assert inspect_source(tmp_path / "owned.pdf", LIMITS).pages == 1


def make_png_bomb(side: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    head = side.to_bytes(4) * 2 + bytes([1, 0, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def test_a_bomb_is_stopped_by_its_header(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(make_png_bomb(100_000))
    with pytest.raises(OversizedSource):
        inspect_source(path, LIMITS)
    with pytest.raises(SourceError):
        render_page(path, 1, LIMITS)


@pytest.mark.parametrize("limits", [{"max_bytes": 10}, {"max_pixels": 1000}, {"min_side": 700}, {"max_ratio": 1.1}])
def test_each_limit_is_checked(tmp_path: Path, limits: dict[str, float]) -> None:
    path = tmp_path / "scan.jpg"
    path.write_bytes(make_jpeg())
    with pytest.raises(OversizedSource):
        inspect_source(path, Limits.model_validate(limits))


def test_too_many_pages_are_refused(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    for _ in range(4):
        pdf.add_blank_page(page_size=(595, 842))
    pdf.save(tmp_path / "long.pdf")
    with pytest.raises(OversizedSource):
        inspect_source(tmp_path / "long.pdf", Limits(max_pages=3))
    assert inspect_source(tmp_path / "long.pdf", Limits(max_pages=4)).pages == 4


def test_a_poster_sized_pdf_page_is_refused_and_a_large_one_rendered_smaller(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(14_000, 14_000))
    pdf.save(tmp_path / "poster.pdf")
    with pytest.raises(OversizedSource):
        inspect_source(tmp_path / "poster.pdf", LIMITS)
    small = Limits(max_pixels=2_000_000)
    make_pdf(tmp_path / "page.pdf", make_jpeg(), extra=b"0 0 10 10 re f")
    page = render_page(tmp_path / "page.pdf", 1, small)
    assert page.pixels.shape[0] * page.pixels.shape[1] <= 2_000_000


def test_an_embedded_jpeg_is_taken_byte_for_byte(tmp_path: Path) -> None:
    jpeg = make_jpeg()
    page = render_page(make_pdf(tmp_path / "scan.pdf", jpeg), 1, LIMITS)
    assert page.original == jpeg
    assert page.dpi == round(600 / (595 / 72))


def test_a_hidden_text_layer_leaves_the_embedded_image_alone(tmp_path: Path) -> None:
    jpeg = make_jpeg()
    hidden = make_pdf(tmp_path / "hidden.pdf", jpeg, extra=b"BT 3 Tr /F1 9 Tf 50 50 Td (x) Tj ET")
    shown = make_pdf(tmp_path / "shown.pdf", jpeg, extra=b"BT 0 Tr /F1 90 Tf 50 50 Td (x) Tj ET")
    assert render_page(hidden, 1, LIMITS).original == jpeg
    page = render_page(shown, 1, LIMITS)
    assert page.original is None
    assert (page.pixels[-200:, 30:150] < 90).mean() > 0.02


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_pdf_page_stands_as_a_viewer_shows_it(tmp_path: Path, turned: int) -> None:
    path = make_pdf(tmp_path / "scan.pdf", make_jpeg(), turned=turned)
    plain = render_page(make_pdf(tmp_path / "plain.pdf", make_jpeg()), 1, LIMITS).pixels
    page = render_page(path, 1, LIMITS)
    assert page.original is None
    assert np.array_equal(page.pixels, np.rot90(plain, k=-turned // 90))


def test_exif_orientation_is_applied(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "phone.jpg"
    path.write_bytes(make_jpeg(exif=exif))
    page = render_page(path, 1, LIMITS)
    assert page.pixels.shape[:2] == (600, 848)
    assert page.original is None


@pytest.mark.parametrize(
    ("width", "height", "claimed", "dpi"),
    [
        (2480, 3508, 300, 300),
        (2480, 3508, 0, 300),
        (2480, 3508, 72, 300),
        (1654, 2339, 1, 200),
        (1011, 638, 300, 300),
        (1011, 638, 0, 300),
    ],
)
def test_missing_and_lying_resolutions_are_judged_by_shape(width: int, height: int, claimed: float, dpi: int) -> None:
    assert abs(settle_dpi(width, height, claimed) - dpi) <= 2
