"""The page image kept beside a reading: upright, otherwise as scanned."""

from __future__ import annotations

import io

from PIL import Image

from ocr.orient import turn
from ocr.raster import PageImage


def keep_image(scan: PageImage, degrees: int, quality: int) -> tuple[bytes, str]:
    """The page image to keep, upright and otherwise as scanned, with its media type."""
    if degrees == 0 and scan.original is not None:
        return scan.original, "image/jpeg"
    image = Image.fromarray(turn(scan.pixels, degrees))
    buffer = io.BytesIO()
    if scan.bilevel:
        image.convert("L").point(lambda level: 255 if level > 127 else 0, mode="1").save(
            buffer, "PNG", dpi=(scan.dpi, scan.dpi)
        )
        return buffer.getvalue(), "image/png"
    image.save(buffer, "JPEG", quality=quality, subsampling=0, dpi=(scan.dpi, scan.dpi))
    return buffer.getvalue(), "image/jpeg"
