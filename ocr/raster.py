"""Page images out of scanned files: what the scanner stored is taken out as it is, anything else is rendered."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pi_heif
import pikepdf
from numpy.typing import NDArray
from pdf2image import convert_from_path
from pdf2image.exceptions import PDFPopplerTimeoutError
from PIL import Image, ImageOps

from ocr.embedded import DrawnImage, find_page_image
from ocr.headers import HEIC, JPEG, PDF, SourceInfo, check_extent, fit_dpi, inspect_source, open_image, sniff_media_type
from pipeline.errors import OversizedSource, PageTimeout, UnreadableSource
from pipeline.limits import Limits

__all__ = ["PageImage", "SourceInfo", "inspect_source", "render_page"]

RENDER_DPI = 300
_PLAUSIBLE_INCHES = (1.5, 36.0)
_A4_LONG, _CARD_LONG, _CARD_RATIO = 11.69, 3.37, 85.6 / 54.0
_ORIENTATION_TAG = 0x0112
_UPRIGHT = 1
_STRIP = 256
_END_OF_JPEG = b"\xff\xd9"


@dataclass(frozen=True, slots=True, eq=False)
class PageImage:
    """One page as it came: pixels (height x width grey, or height x width x 3 RGB, uint8) at `dpi`.

    `original` holds the JPEG bytes where the pixels are exactly those of one untouched JPEG, else None.
    `bilevel` tells a page scanned in black and white only.
    """

    pixels: NDArray[np.uint8]
    dpi: int
    original: bytes | None = None
    bilevel: bool = False


def render_page(path: Path, page: int, limits: Limits) -> PageImage:
    """Page `page` (from 1) of the file, as a viewer shows it (EXIF orientation and PDF rotation applied).

    Raises UnreadableSource, OversizedSource or PageTimeout.
    """
    with path.open("rb") as file:
        media_type = sniff_media_type(file.read(1024))
    try:
        if media_type == PDF:
            return _render_pdf_page(path, page, limits)
        if media_type == HEIC:
            return _open_heif(path, page, limits)
        return _open_frame(path, media_type, page, limits)
    except (OSError, SyntaxError, ValueError, EOFError, pikepdf.PdfError) as error:
        raise UnreadableSource(type(error).__name__) from error


def settle_dpi(width: int, height: int, claimed: float) -> int:
    """The page's resolution: what the file claims if that makes a sheet of plausible size, else judged by its shape."""
    long, short = max(width, height), min(width, height)
    if claimed > 0 and _PLAUSIBLE_INCHES[0] <= long / claimed <= _PLAUSIBLE_INCHES[1] and 50 <= claimed <= 2400:
        return round(claimed)
    looks_like_card = abs(long / short - _CARD_RATIO) < 0.06 and long < 2400
    return max(50, round(long / (_CARD_LONG if looks_like_card else _A4_LONG)))


def _open_frame(path: Path, media_type: str, page: int, limits: Limits) -> PageImage:
    with open_image(path, media_type) as image:
        image.seek(page - 1)
        check_extent(*image.size, page, limits)
        claimed = _read_dpi(image)
        turned = image.getexif().get(_ORIENTATION_TAG, _UPRIGHT) != _UPRIGHT
        untouched = media_type == JPEG and not turned and image.mode in ("L", "RGB")
        original = path.read_bytes() if untouched else None
        bilevel = image.mode == "1"
        pixels = _decode_jpeg(original, image.mode) if original else None
        if pixels is None:
            ImageOps.exif_transpose(image, in_place=True)
            pixels = _to_pixels(image)
    return PageImage(pixels, settle_dpi(pixels.shape[1], pixels.shape[0], claimed), original, bilevel)


def _open_heif(path: Path, page: int, limits: Limits) -> PageImage:
    images = pi_heif.open_heif(path)
    if not 1 <= page <= len(images):
        raise UnreadableSource(f"page {page} of {len(images)}")
    image = images[page - 1]
    check_extent(*image.size, page, limits)
    pixels = _to_pixels(image.to_pillow())
    return PageImage(pixels, settle_dpi(pixels.shape[1], pixels.shape[0], 0.0))


def _render_pdf_page(path: Path, page: int, limits: Limits) -> PageImage:
    with pikepdf.open(path) as pdf:
        if not 1 <= page <= len(pdf.pages):
            raise UnreadableSource(f"page {page} of {len(pdf.pages)}")
        sheet = pdf.pages[page - 1]
        drawn = find_page_image(sheet)
        if drawn is not None and drawn.alone:
            taken = _take_embedded(drawn, page, limits)
            if taken is not None:
                return taken
        unit = float(sheet.obj.get("/UserUnit", 1)) / 72
        left, bottom, right, top = (float(value) for value in sheet.cropbox)
        width, height = abs(right - left) * unit, abs(top - bottom) * unit
    dpi = RENDER_DPI if drawn is None else max(72, min(600, round(drawn.dpi)))
    dpi = fit_dpi(width, height, dpi, limits)
    return _rasterise(path, page, dpi, limits)


def _rasterise(path: Path, page: int, dpi: int, limits: Limits) -> PageImage:
    try:
        images = convert_from_path(
            path, dpi=dpi, first_page=page, last_page=page, use_cropbox=True, timeout=int(limits.page_seconds)
        )
    except PDFPopplerTimeoutError as error:
        raise PageTimeout("pdftoppm") from error
    except Exception as error:  # pdf2image raises bare exceptions for pages poppler cannot draw
        raise UnreadableSource(type(error).__name__) from error
    if not images:
        raise UnreadableSource(f"page {page}")
    pixels = _to_pixels(images[0])
    return PageImage(pixels, settle_dpi(pixels.shape[1], pixels.shape[0], dpi), None, _is_bilevel(pixels))


def _take_embedded(drawn: DrawnImage, page: int, limits: Limits) -> PageImage | None:
    """The page's one image as stored, turned as the page turns it; None where it must be rendered after all."""
    check_extent(drawn.width, drawn.height, page, limits)
    raw = drawn.jpeg()
    try:
        image = Image.open(io.BytesIO(raw), formats=["JPEG"]) if raw else drawn.image.as_pil_image()
        if image.mode not in ("1", "L", "RGB", "P") or image.width * image.height > limits.max_pixels:
            return None
        bilevel = image.mode == "1"
        decoded = _decode_jpeg(raw, image.mode) if raw else None
        pixels = _to_pixels(image) if decoded is None else decoded
    except OversizedSource:
        raise
    except Exception:  # an image that only poppler can decode (JBIG2, JPX variants, odd colour spaces) is rendered
        return None
    pixels = np.ascontiguousarray(np.rot90(pixels, k=-drawn.rotation // 90))
    original = raw if drawn.rotation == 0 else None
    return PageImage(pixels, settle_dpi(pixels.shape[1], pixels.shape[0], drawn.dpi), original, bilevel)


def _decode_jpeg(data: bytes, mode: str) -> NDArray[np.uint8] | None:
    """The pixels of a whole grey or RGB JPEG, as Pillow decodes it but without its copies; None where it must."""
    if mode not in ("L", "RGB") or not data.rstrip(b"\0\r\n").endswith(_END_OF_JPEG):
        return None
    way = cv2.IMREAD_GRAYSCALE if mode == "L" else cv2.IMREAD_COLOR_RGB
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), way | cv2.IMREAD_IGNORE_ORIENTATION)
    return None if pixels is None else np.asarray(pixels, np.uint8)


def _to_pixels(image: Image.Image) -> NDArray[np.uint8]:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        flat = Image.new("RGBA", image.size, "white")
        flat.alpha_composite(image.convert("RGBA"))
        image = flat.convert("RGB")
    elif image.mode == "1":
        image = image.convert("L")
    elif image.mode.startswith(("I", "F")):
        deep = np.asarray(image, dtype=np.float32)
        top = 65535.0 if deep.max(initial=0) > 255 else 255.0
        return np.clip(deep * (255.0 / top), 0, 255).astype(np.uint8)
    elif image.mode not in ("L", "RGB"):
        image = image.convert("RGB")
    return _copy_pixels(image)


def _copy_pixels(image: Image.Image) -> NDArray[np.uint8]:
    """The pixels of a grey or RGB image, taken strip by strip: Pillow would hold them three times over at once."""
    width, height = image.size
    pixels = np.empty((height, width) if image.mode == "L" else (height, width, 3), np.uint8)
    for top in range(0, height, _STRIP):
        bottom = min(height, top + _STRIP)
        pixels[top:bottom] = np.asarray(image.crop((0, top, width, bottom)))
    return pixels


def _is_bilevel(pixels: NDArray[np.uint8]) -> bool:
    grey = pixels[::3, ::3, 1]
    return bool(((grey < 8) | (grey > 247)).mean() > 0.9999)


def _read_dpi(image: Image.Image) -> float:
    tag = image.info.get("dpi")
    try:
        return max(float(tag[0]), float(tag[1])) if tag else 0.0
    except (TypeError, ValueError, ZeroDivisionError, IndexError):
        return 0.0
