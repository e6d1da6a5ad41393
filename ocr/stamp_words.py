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
from pipeline.errors import PageError
from pipeline.model import Box

_SECONDS = 20.0
_HEIGHT = 90
"""Pixels between top and bottom of the frame, so that its letters are about as high as those of print at 300 dpi."""
_INSET = 0.09
"""How far the frame reaches in, as a share of the stamp's height."""
_REACH = 6
"""Pixels by which the crop is wider than the box."""
_MARGIN = 20


def read_stamps(image: bytes, boxes: Sequence[Box], workspace: Path) -> list[str]:
    """The words in each box of the page image, nothing where none could be read. Raises EngineMissing or PageError."""
    if not boxes:
        return []
    try:
        with Image.open(io.BytesIO(image)) as page:
            crops = [_cut(page.convert("RGB"), box) for box in boxes]
    except (OSError, ValueError, cv2.error) as error:
        raise PageError(f"stamp: {type(error).__name__}") from error
    found = open_tesseract(("vie",), workspace).recognise(crops, Mode.BLOCK, 300, _SECONDS)
    return [" ".join(word.text for word in words) for words in found]


def _cut(page: Image.Image, box: Box) -> Grey:
    """The stamp's own ink set upright and without its frame, in a white margin: black print under it is no colour."""
    left, top = round(box.x * page.width) - _REACH, round(box.y * page.height) - _REACH
    right, bottom = left + round(box.w * page.width) + 2 * _REACH, top + round(box.h * page.height) + 2 * _REACH
    part = np.asarray(page.crop((left, top, right, bottom))).astype(np.int16)
    colour = cv2.GaussianBlur((part.max(axis=2) - part.min(axis=2)).astype(np.uint8), (3, 3), 0)
    _, ink = cv2.threshold(colour, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    ink = _largest(ink)
    (x, y), (wide, high), angle = cv2.minAreaRect(cv2.findNonZero(ink)) if ink.any() else ((0, 0), (1, 1), 0.0)
    if wide < high:
        wide, high, angle = high, wide, angle + 90
    angle = (angle + 90) % 180 - 90
    turned = cv2.warpAffine(colour, cv2.getRotationMatrix2D((x, y), angle, 1.0), colour.shape[::-1])
    inner = cv2.getRectSubPix(
        turned, (max(1, round(wide - 2 * _INSET * high)), max(1, round(high * (1 - 2 * _INSET)))), (x, y)
    )
    scale = _HEIGHT / inner.shape[0]
    grey = 255 - cv2.resize(inner, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    grey = cv2.normalize(grey, None, 0, 255, cv2.NORM_MINMAX)
    return cv2.copyMakeBorder(grey, *(_MARGIN,) * 4, cv2.BORDER_CONSTANT, value=255).astype(np.uint8)


def _largest(ink: Grey) -> Grey:
    """The ink in pieces that are no specks: what is left spans the frame."""
    count, pieces, stats, _ = cv2.connectedComponentsWithStats(ink)
    least = 0.02 * max((stats[piece, cv2.CC_STAT_AREA] for piece in range(1, count)), default=0)
    kept = [piece for piece in range(1, count) if stats[piece, cv2.CC_STAT_AREA] > least]
    return np.where(np.isin(pieces, kept), 255, 0).astype(np.uint8)
