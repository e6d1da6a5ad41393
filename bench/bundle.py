"""Scanned pages gathered into one PDF, so that every program reads the same pages from the same kind of file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import img2pdf
import pikepdf
from PIL import Image

from bench.pages import load_page
from bench.read import Corpus


@dataclass(frozen=True, slots=True)
class Bundle:
    """A PDF with some pages of a corpus, in their order."""

    path: Path
    level: str
    pages: tuple[dict[str, Any], ...]


def choose_pages(corpus: Corpus, count: int) -> list[dict[str, Any]]:
    """`count` pages spread evenly over a corpus, all where it has no more."""
    pages = corpus.truth["pages"]
    if count >= len(pages):
        return list(pages)
    return [pages[index * len(pages) // count] for index in range(count)]


def write_bundle(corpus: Corpus, pages: Sequence[dict[str, Any]], path: Path) -> Bundle:
    """Gather pages as they were stored: PDF pages untouched, JPEG, PNG and 1-bit data without another encoding.

    Colour frames of a TIFF and telephone pictures become JPEG of high quality.
    """
    with pikepdf.new() as bundle:
        for page in pages:
            source = corpus.scans / page["file"]
            if source.suffix.lower() == ".pdf":
                with pikepdf.open(source) as pdf:
                    bundle.pages.append(pdf.pages[page["page"] - 1])
            else:
                with pikepdf.open(io.BytesIO(wrap_picture(source, page))) as pdf:
                    bundle.pages.append(pdf.pages[0])
        bundle.save(path)
    return Bundle(path, corpus.level, tuple(pages))


def wrap_picture(source: Path, page: dict[str, Any]) -> bytes:
    """A PDF of one picture at the resolution it was scanned with."""
    if source.suffix.lower() in {".jpg", ".png"}:
        data = source.read_bytes()
    else:
        data = encode_frame(load_page(source, page["page"]))
    layout = img2pdf.get_fixed_dpi_layout_fun((page["dpi"], page["dpi"]))
    return bytes(img2pdf.convert(data, layout_fun=layout, rotation=img2pdf.Rotation.none))


def encode_frame(frame: Image.Image) -> bytes:
    buffer = io.BytesIO()
    if frame.mode == "1":
        frame.save(buffer, "TIFF", compression="group4")
    else:
        frame.convert("RGB").save(buffer, "JPEG", quality=95, subsampling=0)
    return buffer.getvalue()
