"""Machine-readable codes as images: QR and Code 128."""

from __future__ import annotations

import numpy as np
import segno
import zxingcpp
from PIL import Image


def make_qr(text: str, *, scale: int = 8, border: int = 2, error: str = "m") -> Image.Image:
    """A QR code of UTF-8 text."""
    code = segno.make_qr(text, error=error, encoding="utf-8", boost_error=False)
    matrix = np.array([list(row) for row in code.matrix_iter(border=border)], dtype=np.uint8)
    return Image.fromarray(np.kron(255 - matrix * 255, np.ones((scale, scale), dtype=np.uint8)))


def make_code128(text: str, *, scale: int = 4) -> Image.Image:
    """A Code 128 bar code, wide enough to print."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    bars = np.array(code.to_image(scale=scale))
    return Image.fromarray(bars if bars.ndim == 2 else bars[..., 0])
