"""What a small framed stamp says: stamps are no text of the page, but one of them decides whether it may be kept."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from ocr.engine import Grey, Mode
from ocr.tesseract import open_tesseract
from pipeline.model import Box

_SECONDS = 20.0
_HEIGHT = 120
"""Pixels that the crop is enlarged to, so that its letters are about as high as those of print at 300 dpi."""
_FRAME = 0.6
"""A piece of ink as long as this share of the crop is its frame."""
_MARGIN = 20


def read_stamps(image: bytes, boxes: Sequence[Box], workspace: Path) -> list[str]:
    """The words in each box of the page image, nothing where none could be read. Raises EngineMissing or PageError."""
    if not boxes:
        return []
    with Image.open(io.BytesIO(image)) as page:
        crops = [_cut(page.convert("RGB"), box) for box in boxes]
    found = open_tesseract(("vie",), workspace).recognise(crops, Mode.BLOCK, 300, _SECONDS)
    return [" ".join(word.text for word in words) for words in found]


def _cut(page: Image.Image, box: Box) -> Grey:
    """The stamp in grey, whatever its colour, without its frame, in a white margin."""
    left, top = round(box.x * page.width), round(box.y * page.height)
    size = max(1, round(box.w * page.width)), max(1, round(box.h * page.height))
    part = np.asarray(page.crop((left, top, left + size[0], top + size[1]))).min(axis=2)
    scale = max(1.0, _HEIGHT / size[1])
    grey = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    _, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    count, pieces, stats, _ = cv2.connectedComponentsWithStats(ink)
    for piece in range(1, count):
        wide, high = stats[piece, cv2.CC_STAT_WIDTH], stats[piece, cv2.CC_STAT_HEIGHT]
        if wide > _FRAME * grey.shape[1] or high > _FRAME * grey.shape[0]:
            ink[pieces == piece] = 0
    plain = np.where(cv2.dilate(ink, np.ones((3, 3), np.uint8)) > 0, grey, 255).astype(np.uint8)
    return cv2.copyMakeBorder(plain, *(_MARGIN,) * 4, cv2.BORDER_CONSTANT, value=255).astype(np.uint8)
