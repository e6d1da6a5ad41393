"""Tesseract's models as files: where they lie, which bytes they have and what they can write."""

from __future__ import annotations

import os
import struct
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from ocr.engine import read_model
from pipeline.errors import EngineRefused, ModelDamaged

_USUAL = (
    "/usr/share/tesseract-ocr",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)
_MOST_PARTS = 24
_LSTM_UNICHARSET = 21
_ABSENT = -1


def list_folders() -> list[Path]:
    """Folders that may hold models where the program cannot be asked: TESSDATA_PREFIX first, then the usual ones."""
    prefix = os.environ.get("TESSDATA_PREFIX")
    roots = [Path(prefix)] if prefix else [Path(usual) for usual in _USUAL]
    return [folder for root in roots for folder in (root, root / "tessdata", *sorted(root.glob("*/tessdata")))]


def pick_models(languages: Sequence[str], folders: Sequence[Path]) -> tuple[Path, ...]:
    """The model of each language in the first folder that has them all. Raises EngineRefused where none has."""
    for folder in folders:
        models = tuple(_name_model(folder, language) for language in languages)
        if models and all(model.is_file() for model in models):
            return models
    missing = [name for name in languages if not any(_name_model(folder, name).is_file() for folder in folders)]
    raise EngineRefused(f"tesseract: -{'+'.join(missing or languages)}")


def read_alphabet(model: Path) -> frozenset[str]:
    """What the model's network can put out, NFC.

    The file (`tessdatamanager.h`): int32 count, then for each part the int64 offset of its start or -1, in the file's
    own byte order; the parts follow without gaps. Raises EngineRefused for a model without a network and ModelDamaged
    for a file that is no whole model.
    """
    part = _cut_part(read_model(model), _LSTM_UNICHARSET)
    if part is None:
        raise ModelDamaged(model.name)
    written = parse_unicharset(part.decode("utf-8", "replace"))
    if not written:
        raise EngineRefused(f"{model.name}: lstm-unicharset")
    return written


def parse_unicharset(text: str) -> frozenset[str]:
    """The characters of a unicharset: one a line after the count, each first on its line."""
    entries = (line.split(" ", 1)[0] for line in text.splitlines()[1:])
    return frozenset(unicodedata.normalize("NFC", entry) for entry in entries if entry)


def _name_model(folder: Path, language: str) -> Path:
    return folder / f"{language}.traineddata"


def _cut_part(data: bytes, wanted: int) -> bytes | None:
    """The bytes of one part, empty where the model has none; None where the file's head makes no sense."""
    order = next((order for order in "<>" if wanted < _count_parts(data, order) <= _MOST_PARTS), None)
    if order is None:
        return None
    count = _count_parts(data, order)
    first = 4 + 8 * count
    if len(data) < first:
        return None
    starts = struct.unpack_from(f"{order}{count}q", data, 4)
    present = sorted({start for start in starts if start != _ABSENT})
    if not present or present[0] < first or present[-1] >= len(data):
        return None
    if starts[wanted] == _ABSENT:
        return b""
    end = next((start for start in present if start > starts[wanted]), len(data))
    return data[starts[wanted] : end]


def _count_parts(data: bytes, order: str) -> int:
    return int(struct.unpack_from(f"{order}i", data)[0]) if len(data) >= 4 else 0
