"""The port to a recognition engine, and the gate that no engine passes unless it can write Vietnamese."""

from __future__ import annotations

import hashlib
import importlib
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import EngineMissing, EngineRefused

Grey = NDArray[np.uint8]


class Mode(StrEnum):
    """What an image handed to the engine shows; LINE: one line alone, cut close (`strip.py`)."""

    PAGE = "page"
    BLOCK = "block"
    LINE = "line"
    MRZ = "mrz"


@dataclass(frozen=True, slots=True)
class EngineWord:
    """A word as the engine gives it: pixels of the image handed in; `confidence` 0..1, uncalibrated.

    `letters` holds the confidence of each character of `text`, or nothing where the engine does not tell.
    """

    text: str
    left: int
    top: int
    width: int
    height: int
    confidence: float
    block: int
    line: int
    letters: tuple[float, ...] = ()
    raw: str = ""
    """What was read where it was mended since, else nothing."""


class Identified(Protocol):
    """What tells one reader of letters from another: it becomes part of the fingerprint of what was read."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def model(self) -> str:
        """SHA-256 over the model's bytes: another model is another reader."""
        ...


class Engine(Identified, Protocol):
    """A recogniser. Whoever opens one (`module:factory` in the settings) gets it per reading process."""

    def alphabet(self) -> frozenset[str]:
        """Every character that the model can put out, NFC."""
        ...

    def recognise(self, images: Sequence[Grey], mode: Mode, dpi: int, seconds: float) -> list[list[EngineWord]]:
        """The words of each image, in the engine's order. Raises PageTimeout or PageError."""
        ...


def tidy_words(words: Iterable[EngineWord], width: int, height: int) -> list[EngineWord]:
    """Words fit to store, whatever the engine gave: NFC, boxes inside the image, confidences 0..1."""
    kept = []
    for word in words:
        text = unicodedata.normalize("NFC", word.text.encode("utf-8", "ignore").decode()).replace("\0", "").strip()
        left, top = min(max(0, word.left), width - 1), min(max(0, word.top), height - 1)
        right, bottom = min(width, word.left + word.width), min(height, word.top + word.height)
        if text and right > left and bottom > top:
            sure = word.confidence if 0 <= word.confidence <= 1 else 0.0
            letters = word.letters if len(word.letters) == len(text) else ()
            kept.append(EngineWord(text, left, top, right - left, bottom - top, sure, word.block, word.line, letters))
    return kept


def group_lines(words: Iterable[EngineWord]) -> list[list[EngineWord]]:
    """The words of each line, lines in the order in which they first come."""
    lines: dict[int, list[EngineWord]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    return list(lines.values())


class EngineFactory(Protocol):
    def __call__(self, languages: tuple[str, ...], workspace: Path) -> Engine: ...


def list_vietnamese_letters() -> frozenset[str]:
    """The 134 letters (67 lower, 67 upper) that Vietnamese adds to the Latin alphabet."""
    tones = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    accented = {
        unicodedata.normalize("NFC", vowel + tone)
        for vowel in "aeiouyăâêôơư"
        for tone in tones
        if vowel + tone not in "aeiouy"
    }
    lower = accented | {"đ"}
    return frozenset(lower | {letter.upper() for letter in lower})


def check_alphabet(engine: Engine) -> None:
    """Raises EngineRefused where the engine's output lacks any of the 134 accented Vietnamese letters."""
    missing = list_vietnamese_letters() - engine.alphabet()
    if missing:
        raise EngineRefused(f"{engine.name} {engine.version}: -{''.join(sorted(missing))}")


def load_factory(spec: str) -> Callable[..., Any]:
    """What `module:factory` names. Raises EngineMissing where there is no such factory."""
    module, _, factory = spec.partition(":")
    try:
        found: Callable[..., Any] = getattr(importlib.import_module(module), factory)
    except (ImportError, AttributeError) as error:
        raise EngineMissing(spec) from error
    return found


def open_engine(spec: str, languages: tuple[str, ...], workspace: Path) -> Engine:
    """The engine that `module:factory` makes. Raises EngineMissing where there is no such factory."""
    make: EngineFactory = load_factory(spec)
    return make(languages, workspace)


def hash_models(models: Iterable[Path]) -> str:
    """SHA-256 over the bytes of the models, in their order. Raises EngineRefused where one is gone."""
    digest = hashlib.sha256()
    for model in models:
        digest.update(read_model(model))
    return digest.hexdigest()


def read_model(model: Path) -> bytes:
    """The bytes of a model file. Raises EngineRefused where it is gone."""
    try:
        return model.read_bytes()
    except OSError as error:
        raise EngineRefused(model.name) from error
