"""A born-digital page's own text, taken only where it is good Vietnamese and explains the ink that shows."""

from __future__ import annotations

import subprocess
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import cv2
import numpy as np
import pikepdf

from ocr.clean import Grey
from ocr.engine import EngineWord
from ocr.layout import order_words
from ocr.syllables import share_of_syllables
from pipeline.model import Box, Word

_MIN_WORDS = 20
_MIN_SYLLABLES = 0.75
_MIN_COVER = 0.9
_MAX_DEPTH = 5
"""Of forms within forms that are looked into for fonts; what lies deeper may hold some."""
_NAMESPACE = "{http://www.w3.org/1999/xhtml}"


@dataclass(frozen=True, slots=True)
class TextWord:
    """A word of the text layer; the box is a fraction of the page as displayed."""

    text: str
    box: Box
    block: int
    line: int


def read_text_layer(path: Path, page: int, seconds: float) -> list[TextWord]:
    """The words that the PDF itself holds for the page; empty where there are none or poppler cannot tell."""
    if not may_hold_text(path, page):
        return []
    command = ["pdftotext", "-bbox-layout", "-cropbox", "-f", str(page), "-l", str(page), str(path), "-"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, check=False)
        root = ElementTree.fromstring(_drop_controls(done.stdout))  # noqa: S314 poppler's own output, no entities
    except (OSError, subprocess.TimeoutExpired, ElementTree.ParseError):
        return []
    sheet = root.find(f".//{_NAMESPACE}page")
    return [] if sheet is None else _list_words(sheet)


def may_hold_text(path: Path, page: int) -> bool:
    """Whether the page, a form on it or an annotation has a font: a plain scan has none, and poppler need not look."""
    try:
        with pikepdf.open(path) as pdf:
            sheet = pdf.pages[page - 1].obj
            return "/Annots" in sheet or _has_fonts(_inherit(sheet, "/Resources"), _MAX_DEPTH)
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        return True


def _inherit(sheet: pikepdf.Object, name: str) -> pikepdf.Object | None:
    """An entry of the page, or of the nearest part of the page tree above it."""
    for _ in range(_MAX_DEPTH * 10):
        if name in sheet:
            return sheet[name]
        if "/Parent" not in sheet:
            return None
        sheet = sheet["/Parent"]
    raise ValueError(name)


def _has_fonts(resources: pikepdf.Object | None, depth: int) -> bool:
    if resources is None:
        return False
    if resources.get("/Font") or depth == 0:
        return True
    drawn = resources.get("/XObject", pikepdf.Dictionary()).values()
    patterns = resources.get("/Pattern", pikepdf.Dictionary()).values()
    return any(_has_fonts(entry.get("/Resources"), depth - 1) for entry in (*drawn, *patterns))


def is_trustworthy(words: list[TextWord], even: Grey) -> bool:
    """Whether the layer is Vietnamese throughout and its boxes hold nearly all the letters seen on the page."""
    texts = [word.text for word in words]
    if len(texts) < _MIN_WORDS or share_of_syllables(texts) < _MIN_SYLLABLES:
        return False
    return measure_cover(words, even) >= _MIN_COVER


def measure_cover(words: list[TextWord], even: Grey) -> float:
    """Share of the page's letter-sized blobs whose middle lies in a word of the layer."""
    height, width = even.shape
    mask = np.zeros((height, width), np.uint8)
    for word in words:
        left, top = int(word.box.x * width), int(word.box.y * height)
        right, bottom = int((word.box.x + word.box.w) * width) + 1, int((word.box.y + word.box.h) * height) + 1
        mask[max(0, top) : bottom, max(0, left) : right] = 255
    ink = cv2.threshold(even, 150, 255, cv2.THRESH_BINARY_INV)[1]
    _, _, stats, centres = cv2.connectedComponentsWithStats(ink)
    sized = (stats[:, 3] >= height * 0.005) & (stats[:, 3] <= height * 0.03) & (stats[:, 2] <= width * 0.06)
    sized[0] = False
    if not sized.any():
        return 0.0
    xs, ys = centres[sized, 0].astype(int), centres[sized, 1].astype(int)
    return float((mask[ys, xs] > 0).mean())


def place_layer(layer: list[TextWord]) -> list[Word]:
    """The text layer's words in our reading order; they count as certain."""
    side = 10_000
    words = [
        EngineWord(
            w.text,
            int(w.box.x * side),
            int(w.box.y * side * 1.414),
            int(w.box.w * side),
            int(w.box.h * side * 1.414),
            1.0,
            w.block,
            w.line,
        )
        for w in layer
    ]
    placed = order_words(words, ())
    return [
        Word(
            item.word.text,
            Box(
                item.word.left / side,
                round(item.word.top / side / 1.414, 5),
                item.word.width / side,
                round(item.word.height / side / 1.414, 5),
            ),
            1.0,
            item.line,
            item.block,
        )
        for item in placed
    ]


def _drop_controls(data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t")


def _list_words(sheet: ElementTree.Element) -> list[TextWord]:
    width, height = float(sheet.get("width", "0")), float(sheet.get("height", "0"))
    if width <= 0 or height <= 0:
        return []
    words: list[TextWord] = []
    line_number = 0
    for block_number, block in enumerate(sheet.iter(f"{_NAMESPACE}block")):
        for line in block.iter(f"{_NAMESPACE}line"):
            for word in line.iter(f"{_NAMESPACE}word"):
                text = unicodedata.normalize("NFC", "".join(word.itertext())).strip()
                x0, y0, x1, y1 = (float(word.get(key, "0")) for key in ("xMin", "yMin", "xMax", "yMax"))
                box = Box(x0 / width, y0 / height, (x1 - x0) / width, (y1 - y0) / height)
                if text and 0 <= box.x < 1 and 0 <= box.y < 1:
                    words.append(TextWord(text, box, block_number, line_number))
            line_number += 1
    return words
