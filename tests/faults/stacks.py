"""Stacks of pages for reading children that fail on some of them."""

from __future__ import annotations

from pathlib import Path

from ocr.config import ReaderConfig
from tests.ocr.drawing import draw_page

SOURCE = "ab" * 32
"""Stands for the SHA-256 of whatever file is read."""


def make_stack(path: Path, heights: tuple[int, ...]) -> Path:
    """A TIFF with a page of each height, at a resolution that is read as it is.

    Certain heights make the engine of tests.faults misbehave.
    """
    frames = [draw_page(("Ủy ban nhân dân xã", "Quyết định phê duyệt"), (850, height), 40) for height in heights]
    frames[0].save(path, save_all=True, append_images=frames[1:], dpi=(200, 200))
    return path


def read_alone(engine: str) -> ReaderConfig:
    """Reading with one of the factories of tests.faults.engines alone."""
    return ReaderConfig(engine=f"tests.faults.engines:{engine}", second="tests.faults.engines:open_no_second")
