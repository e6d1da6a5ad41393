"""What a scanned file is, told from its headers alone: nothing is decoded before the limits have passed."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pi_heif
import pikepdf
from PIL import Image

from pipeline.errors import EmptySource, EncryptedSource, OversizedSource, UnreadableSource, UnsupportedSource
from pipeline.limits import Limits

PDF, TIFF, JPEG, PNG, HEIC = "application/pdf", "image/tiff", "image/jpeg", "image/png", "image/heic"

_HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1"}
_PILLOW_FORMATS = {TIFF: "TIFF", JPEG: "JPEG", PNG: "PNG"}
_BYTES_PER_PIXEL = {"1": 0.125, "L": 1.0, "P": 1.0, "RGB": 3.0, "RGBA": 4.0, "CMYK": 4.0, "I;16": 2.0}
_COARSE_DPI = 100
"""A PDF page is too large where even this resolution is over the pixel limit; finer ones are lowered to fit."""
_SMALL_SOURCE = 1024**2
_TAIL = 8192


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """A source as its headers tell it: media type by content, number of pages, size in bytes."""

    media_type: str
    pages: int
    size: int


@dataclass(frozen=True, slots=True)
class _Extent:
    """One page's pixels before decoding, and the bytes that they decode to."""

    width: int
    height: int
    unpacked: float


def inspect_source(path: Path, limits: Limits) -> SourceInfo:
    """What the file is, from its headers.

    Raises EmptySource, UnsupportedSource, UnreadableSource, EncryptedSource or OversizedSource.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(1024)
    except OSError as error:
        raise UnreadableSource(type(error).__name__) from error
    if size == 0:
        raise EmptySource
    if size > limits.max_bytes:
        raise OversizedSource(f"{size} bytes > {limits.max_bytes}")
    media_type = sniff_media_type(head)
    pages, unpacked = 0, 0.0
    for extent in _list_extents(path, media_type, limits):
        pages += 1
        if pages > limits.max_pages:
            raise OversizedSource(f"> {limits.max_pages} pages")
        check_extent(extent.width, extent.height, pages, limits)
        unpacked += extent.unpacked
    if pages == 0:
        raise UnreadableSource("0 pages")
    if size > _SMALL_SOURCE and unpacked / size > limits.max_unpack_ratio:
        raise OversizedSource(f"unpacks to {unpacked / size:.0f} times its size")
    return SourceInfo(media_type, pages, size)


def sniff_media_type(head: bytes) -> str:
    """The media type that the first bytes of a file show. Raises UnsupportedSource for any other kind."""
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return TIFF
    if head[4:8] == b"ftyp" and _list_brands(head) & _HEIF_BRANDS:
        return HEIC
    if b"%PDF-" in head:
        return PDF
    raise UnsupportedSource


def check_extent(width: int, height: int, page: int, limits: Limits) -> None:
    """Raises OversizedSource where a page's pixels are outside the limits."""
    said = f"page {page}: {width} x {height} pixels"
    if width * height > limits.max_pixels or min(width, height) < limits.min_side:
        raise OversizedSource(said)
    if max(width, height) > limits.max_ratio * min(width, height):
        raise OversizedSource(f"{said}, too long for its width")


def fit_dpi(width: float, height: float, dpi: int, limits: Limits) -> int:
    """The resolution, at most `dpi`, at which a page of width x height inches stays within the pixel limit."""
    pixels = width * height * dpi * dpi
    return dpi if pixels <= limits.max_pixels else max(1, int(dpi * (limits.max_pixels / pixels) ** 0.5))


def open_image(path: Path, media_type: str) -> Image.Image:
    """The image opened lazily, as the type that its content showed. Raises OversizedSource for a bomb."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return Image.open(path, formats=[_PILLOW_FORMATS[media_type]])
        except Image.DecompressionBombError as error:
            raise OversizedSource("decompression bomb") from error


def _list_brands(head: bytes) -> set[bytes]:
    (length,) = struct.unpack(">I", head[:4])
    box = head[8 : max(12, min(length, len(head)))]
    return {box[:4]} | {box[i : i + 4] for i in range(8, len(box), 4)}


def _list_extents(path: Path, media_type: str, limits: Limits) -> Iterator[_Extent]:
    if media_type == PDF:
        return _list_pdf_extents(path, limits)
    if media_type == HEIC:
        return _list_heif_extents(path)
    return _list_image_extents(path, media_type)


def _list_image_extents(path: Path, media_type: str) -> Iterator[_Extent]:
    try:
        with open_image(path, media_type) as image:
            for frame in range(1 << 30 if media_type == TIFF else 1):
                try:
                    image.seek(frame)
                except EOFError:
                    return
                width, height = image.size
                yield _Extent(width, height, width * height * _BYTES_PER_PIXEL.get(image.mode, 4.0))
    except (OSError, SyntaxError, ValueError, struct.error, KeyError, TypeError, IndexError) as error:
        raise UnreadableSource(type(error).__name__) from error


def _list_heif_extents(path: Path) -> Iterator[_Extent]:
    try:
        images = pi_heif.open_heif(path)
        sizes = [image.size for image in images]
    except (OSError, SyntaxError, ValueError, EOFError, RuntimeError) as error:
        raise UnreadableSource(type(error).__name__) from error
    for width, height in sizes:
        yield _Extent(width, height, width * height * 3.0)


def _list_pdf_extents(path: Path, limits: Limits) -> Iterator[_Extent]:
    if not _has_end_mark(path):
        raise UnreadableSource("%%EOF")
    try:
        with pikepdf.open(path) as pdf:
            if len(pdf.pages) > limits.max_pages:
                raise OversizedSource(f"{len(pdf.pages)} pages")
            for number, page in enumerate(pdf.pages, 1):
                yield _measure_pdf_page(page, number, limits)
    except pikepdf.PasswordError as error:
        raise EncryptedSource from error
    except (pikepdf.PdfError, OSError, ValueError, TypeError, KeyError, AttributeError, RuntimeError) as error:
        raise UnreadableSource(type(error).__name__) from error


def _has_end_mark(path: Path) -> bool:
    """Whether the PDF ends as it should: one cut short opens after repair, with pages silently missing or empty."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        return b"%%EOF" in file.read()


def _measure_pdf_page(page: pikepdf.Page, number: int, limits: Limits) -> _Extent:
    unit = float(page.obj.get("/UserUnit", 1)) / 72
    left, bottom, right, top = (float(value) for value in page.cropbox)
    width, height = abs(right - left) * unit, abs(top - bottom) * unit
    unpacked = 0.0
    for image in page.get_images().values():
        pixels = int(image.get("/Width", 0)) * int(image.get("/Height", 0))
        if pixels > limits.max_pixels:
            raise OversizedSource(f"page {number}: an image of {pixels} pixels")
        unpacked += pixels * int(image.get("/BitsPerComponent", 1)) / 8 * 3
    return _Extent(round(width * _COARSE_DPI), round(height * _COARSE_DPI), unpacked)
