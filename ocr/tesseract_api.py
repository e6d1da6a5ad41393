"""Tesseract in process behind the engine port: no start, no files and no second decoding for each call.

A model or an image that breaks it breaks the process with it, so it belongs into a reading child.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import tesserocr

from ocr.engine import EngineWord, Grey, Mode, hash_models
from ocr.tessdata import list_folders, pick_models
from ocr.tesseract import (
    LEAST_DPI,
    SEGMENTATION,
    VARIABLES,
    ask_folder,
    list_letters,
    mend_lacking,
    mend_look_alikes,
)
from pipeline.errors import EngineMissing, ModelDamaged, PageError, PageTimeout

_QUIET = {"debug_file": "/dev/null"}


@dataclass(frozen=True)
class TesseractApi:
    """Tesseract's library with the models of `languages`, loaded when first needed and kept.

    Its words carry `letters`, on a flatter scale than theirs: a word has 1 - 7 (1 - least letter), 0 at least. The
    library heeds the time limit between the lines that it reads, not while it looks for them: only killing the process
    is sure.
    """

    languages: tuple[str, ...]
    version: str
    models: tuple[Path, ...]
    name: str = "tesserocr"
    _loaded: dict[bool, tesserocr.PyTessBaseAPI] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def model(self) -> str:
        return hash_models(self.models)

    def alphabet(self) -> frozenset[str]:
        """As the command line's; read from the files, so that no bad model is loaded for it."""
        return list_letters(self.models)

    def recognise(self, images: Sequence[Grey], mode: Mode, dpi: int, seconds: float) -> list[list[EngineWord]]:
        """The words of each image. Raises PageTimeout, PageError or ModelDamaged."""
        deadline = time.monotonic() + seconds
        return mend_lacking([self._read(image, mode, dpi, deadline) for image in images], images, mode)

    def _read(self, image: Grey, mode: Mode, dpi: int, deadline: float) -> list[EngineWord]:
        api = self._load(mode is Mode.MRZ)
        api.SetPageSegMode(SEGMENTATION[mode])
        for name, value in {**VARIABLES[mode], "user_defined_dpi": str(max(LEAST_DPI, dpi))}.items():
            api.SetVariable(name, value)
        height, width = image.shape
        try:
            api.SetImageBytes(image.tobytes(), width, height, 1, width)
            if not api.Recognize(max(1, round((deadline - time.monotonic()) * 1000))):
                raise PageError("tesserocr") if time.monotonic() < deadline else PageTimeout("tesserocr")
            return list(_list_words(api.GetIterator()))
        finally:
            api.Clear()

    def _load(self, zone: bool) -> tesserocr.PyTessBaseAPI:
        """Whether a dictionary is used is settled when models are loaded, so an MRZ has its own."""
        if zone not in self._loaded:
            try:
                self._loaded[zone] = tesserocr.PyTessBaseAPI(
                    path=f"{self.models[0].parent}/",
                    lang="+".join(self.languages),
                    oem=tesserocr.OEM.LSTM_ONLY,
                    variables=_QUIET | (VARIABLES[Mode.MRZ] if zone else {}),
                )
            except RuntimeError as error:
                raise ModelDamaged("+".join(self.languages)) from error
        return self._loaded[zone]


def open_tesseract_api(languages: tuple[str, ...], workspace: Path) -> TesseractApi:
    """The library with the models that the command line would use, or those of the usual folders without it.

    Raises EngineRefused without a language's model.
    """
    tesserocr.set_leptonica_log_level(tesserocr.LeptLogLevel.NONE)
    return TesseractApi(languages, tesserocr.tesseract_version().split()[1], _find_models(languages))


def _find_models(languages: tuple[str, ...]) -> tuple[Path, ...]:
    try:
        told = [ask_folder()]
    except EngineMissing:
        told = []
    return pick_models(languages, [*told, *list_folders()])


def _list_words(letters: tesserocr.PyResultIterator | None) -> Iterator[EngineWord]:
    """The words that the library holds, each with its letters; blocks from 1 and lines from 0, in reading order."""
    word, line, block = tesserocr.RIL.WORD, tesserocr.RIL.TEXTLINE, tesserocr.RIL.BLOCK
    blocks, lines = 0, -1
    while letters is not None:
        if letters.Empty(word):
            if not letters.Next(word):
                return
            continue
        blocks += letters.IsAtBeginningOf(block)
        lines += letters.IsAtBeginningOf(line)
        text = _read_text(letters, word)
        left, top, right, bottom = letters.BoundingBox(word)
        confidence = _to_share(letters.Confidence(word))
        sure, more = _read_letters(letters)
        if text:
            known = sure if len(sure) == len(text) else ()
            yield EngineWord(text, left, top, right - left, bottom - top, confidence, blocks, lines, known)
        if not more:
            return


def _read_letters(letters: tesserocr.PyResultIterator) -> tuple[tuple[float, ...], bool]:
    """How sure the library is of each character of the word, and whether another word follows; moves on to that."""
    symbol, word = tesserocr.RIL.SYMBOL, tesserocr.RIL.WORD
    sure: list[float] = []
    while True:
        sure += [_to_share(letters.Confidence(symbol))] * len(_read_text(letters, symbol))
        last = letters.IsAtFinalElement(word, symbol)
        more = letters.Next(symbol)
        if last or not more:
            return tuple(sure), more


def _read_text(letters: tesserocr.PyResultIterator, level: int) -> str:
    try:
        return mend_look_alikes(unicodedata.normalize("NFC", letters.GetUTF8Text(level))).strip()
    except UnicodeDecodeError:
        return ""


def _to_share(percent: float) -> float:
    return min(1.0, max(0.0, percent / 100))
