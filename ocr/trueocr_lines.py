"""The trueocr package's line detector and recogniser behind the port of a second reader; its weights lie in it."""

from __future__ import annotations

import importlib.metadata
import json
import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import trueocr
from numpy.typing import NDArray
from onnxruntime import InferenceSession, SessionOptions
from trueocr.page import PageEngine
from trueocr.preprocess import WINDOW, crop_line, pad_batch, width_batches

from ocr.engine import Grey, hash_models
from ocr.lines import Letter
from ocr.rects import Rect
from ocr.trace import Trace

_FRAMES = "/LogSoftmax_output_0"
_VALUE_NAME, _MODEL_GRAPH, _GRAPH_OUTPUT = 1, 7, 12
"""Numbers of fields in the ONNX format."""


@dataclass(frozen=True, slots=True)
class _LineModel:
    """What the recogniser's weights were fitted to: its letters, its widest line and the paper around a line."""

    chars: Sequence[str]
    max_width: int
    pad_y: float
    pad_x: float


@dataclass(frozen=True)
class TrueOcrLines:
    """One thread of ONNX Runtime a model, loaded when first needed and kept."""

    folder: Path
    version: str
    name: str = "trueocr"

    @cached_property
    def model(self) -> str:
        return hash_models(sorted(self.folder.iterdir()))

    @cached_property
    def _page_model(self) -> PageEngine:
        return PageEngine(self.folder, threads=1)

    @cached_property
    def _line_model(self) -> _LineModel:
        told = json.loads((self.folder / "meta.json").read_text(encoding="utf-8"))
        return _LineModel(told["charset"], told.get("max_width", 768), told.get("pad_y", 0.2), told.get("pad_x", 0.3))

    def find_lines(self, page: Grey) -> list[Rect]:
        """Boxes of the lines of an upright, level page, in no order."""
        height, width = page.shape
        found = []
        for left, top, right, bottom, _ in self._page_model.detect(page):
            x0, y0 = max(0, math.floor(left)), max(0, math.floor(top))
            x1, y1 = min(width, math.ceil(right)), min(height, math.ceil(bottom))
            if x1 > x0 and y1 > y0:
                found.append((x0, y0, x1 - x0, y1 - y0))
        return found

    @cached_property
    def _alphabet(self) -> dict[str, int]:
        return {unicodedata.normalize("NFC", letter): column for column, letter in enumerate(self._line_model.chars, 1)}

    @cached_property
    def _session(self) -> InferenceSession:
        """The recogniser with the log probabilities of all letters among its outputs, which it works out anyway."""
        told = SessionOptions()
        told.intra_op_num_threads = told.inter_op_num_threads = 1
        told.enable_cpu_mem_arena = False
        model = add_output((self.folder / "rec.onnx").read_bytes(), _FRAMES)
        return InferenceSession(model, told, providers=["CPUExecutionProvider"])

    def read_lines(self, page: Grey, lines: Sequence[Rect]) -> list[tuple[Letter, ...]]:
        """The letters of each line from left to right, NFC, spaces among them."""
        return [letters for letters, _ in self.trace_lines(page, lines)]

    def trace_lines(self, page: Grey, lines: Sequence[Rect]) -> list[tuple[tuple[Letter, ...], Trace | None]]:
        """The same, each line with the log probabilities of its frames."""
        model = self._line_model
        crops = [
            crop_line(
                page,
                (x, y, x + w, y + h),
                window=WINDOW,
                max_width=model.max_width,
                pad_y=model.pad_y,
                pad_x=model.pad_x,
            )
            for x, y, w, h in lines
        ]
        found: list[tuple[tuple[Letter, ...], Trace | None]] = [((), None) for _ in lines]
        for chosen in width_batches([crop.shape[1] for crop in crops]):
            tensor, widths = pad_batch([crops[number] for number in chosen])
            ids, sure, lengths, frames = self._session.run(
                ["ids", "conf", "lengths", _FRAMES], {"x": tensor, "widths": widths}
            )
            for row, number in enumerate(chosen):
                steps = int(lengths[row])
                left, _, width, height = lines[number]
                start, span = left - model.pad_x * height, width + 2 * model.pad_x * height
                step = span / max(1, steps)
                letters = tuple(_decode(ids[row, :steps], sure[row, :steps], model.chars, start, step))
                found[number] = letters, Trace(frames[row, :steps].copy(), self._alphabet, start, step)
        return found


def open_trueocr_lines() -> TrueOcrLines:
    """The package's own models. Raises OSError where they are not there."""
    folder = Path(trueocr.__file__).parent / "models"
    list(folder.iterdir())
    return TrueOcrLines(folder, importlib.metadata.version("trueocr"))


def add_output(model: bytes, name: str) -> bytes:
    """The ONNX model with one of its inner tensors as a further output.

    Protocol Buffers join what is written twice: a second, nearly empty graph adds its outputs to those of the first.
    """
    output = _write_field(_VALUE_NAME, name.encode())
    return model + _write_field(_MODEL_GRAPH, _write_field(_GRAPH_OUTPUT, output))


def _write_field(number: int, value: bytes) -> bytes:
    """A field of bytes as Protocol Buffers write it."""
    size, rest = bytearray(), len(value)
    while rest > 0x7F:
        size.append(rest & 0x7F | 0x80)
        rest >>= 7
    return bytes([number << 3 | 2, *size, rest]) + value


def _decode(
    ids: NDArray[np.int64], sure: NDArray[np.float32], chars: Sequence[str], start: float, step: float
) -> Iterator[Letter]:
    """Greedy CTC: runs of one id are one letter, 0 is none; a run of spaces is one space."""
    last, spaced = 0, True
    for number, one in enumerate(ids):
        if one not in {0, last}:
            text = unicodedata.normalize("NFC", chars[one - 1])
            if not (text == " " and spaced):
                yield Letter(text, float(sure[number]), start + (number + 0.5) * step)
            spaced = text == " "
        last = int(one)
