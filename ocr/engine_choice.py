"""Which engine reads where the settings name none: Tesseract in process if its wheel is here, else its program."""

from __future__ import annotations

from pathlib import Path

from ocr.engine import Engine
from ocr.tesseract import open_tesseract


def open_installed(languages: tuple[str, ...], workspace: Path) -> Engine:
    """Raises EngineMissing where neither is installed, EngineRefused without a language's model."""
    try:
        from ocr.tesseract_api import open_tesseract_api  # noqa: PLC0415
    except ImportError:
        return open_tesseract(languages, workspace)
    return open_tesseract_api(languages, workspace)
