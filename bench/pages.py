"""Page images out of scanned files, for measurements that do not go through the product."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pdf2image
import pi_heif
from PIL import Image, ImageSequence


def load_page(path: Path, page: int, dpi: int = 300) -> Image.Image:
    """Page `page` (from 1) of a PDF, TIFF or picture as stored, not turned upright; PDF pages at `dpi`."""
    if path.suffix.lower() == ".pdf":
        return pdf2image.convert_from_path(path, dpi=dpi, first_page=page, last_page=page)[0]
    if path.suffix.lower() in {".heic", ".heif"}:
        heif = pi_heif.open_heif(path, convert_hdr_to_8bit=True)
        return Image.fromarray(np.asarray(heif)).convert("RGB")
    with Image.open(path) as image:
        frame = next(frame for number, frame in enumerate(ImageSequence.Iterator(image), 1) if number == page)
        return frame.copy()
