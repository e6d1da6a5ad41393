"""What decides how pages are read, and the fingerprint that stamps every reading with it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

from ocr import clean
from ocr.engine import Engine
from ocr.likelihood import load_likelihood
from ocr.lines import LineReader


@dataclass(frozen=True, slots=True)
class ReaderConfig:
    """How pages are read. Whatever changes a reading is part of the fingerprint."""

    engine: str = "ocr.engine_choice:open_installed"
    """`module:factory` of the recognition engine."""
    second: str = "ocr.lines:open_installed"
    """`module:factory` of the second reader; its factory gives None where none is installed."""
    languages: tuple[str, ...] = ("vie",)
    jpeg_quality: int = 90
    """Of kept page images that had to be turned or rendered; untouched JPEG pages stay as scanned."""


def make_fingerprint(engine: Engine, second: LineReader | None, config: ReaderConfig) -> str:
    """A short name of the reader: the same engine, model, cleaning and settings give the same on every host."""
    reader = {
        "engine": engine.name,
        "version": engine.version,
        "model": engine.model,
        "second": [second.name, second.version, second.model] if second else None,
        "likelihood": load_likelihood().weights,
        "cleaning": clean.VERSION,
        "config": asdict(config),
    }
    return hashlib.sha256(json.dumps(reader, sort_keys=True).encode()).hexdigest()[:16]
