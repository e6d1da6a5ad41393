"""The port to a second reader: it finds the lines of a page by itself and reads them independently of the engine."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ocr.engine import Grey, Identified, load_factory
from ocr.rects import Rect
from ocr.trace import Trace
from pipeline.errors import EngineMissing


@dataclass(frozen=True, slots=True)
class Letter:
    """A character read, how sure its reader is (0..1, uncalibrated), and the middle of where it stands, in pixels."""

    text: str
    confidence: float
    x: float


class LineReader(Identified, Protocol):
    """Finds and reads lines. Whoever opens one gets it per reading process."""

    def find_lines(self, page: Grey) -> list[Rect]:
        """Boxes of the lines of an upright, level page, in no order."""
        ...

    def read_lines(self, page: Grey, lines: Sequence[Rect]) -> list[tuple[Letter, ...]]:
        """The letters of each line from left to right, NFC, spaces among them."""
        ...

    def trace_lines(self, page: Grey, lines: Sequence[Rect]) -> list[tuple[tuple[Letter, ...], Trace | None]]:
        """The same, each line with what was seen of it frame by frame where the reader tells."""
        ...


def open_installed() -> LineReader | None:
    """The second reader of this installation; None where its package is not there, and pages are read once."""
    if importlib.util.find_spec("trueocr") is None:
        return None
    return open_second("ocr.trueocr_lines:open_trueocr_lines")


def open_second(spec: str) -> LineReader | None:
    """What `module:factory` makes. Raises EngineMissing where there is no such factory."""
    try:
        reader: LineReader | None = load_factory(spec)()
    except OSError as error:
        raise EngineMissing(spec) from error
    return reader


def read_cuts(reader: LineReader, cuts: Sequence[Grey]) -> list[tuple[str, float]]:
    """Text and mean confidence of lines that are images of their own."""
    answers = []
    for cut in cuts:
        [letters] = reader.read_lines(cut, [(0, 0, cut.shape[1], cut.shape[0])])
        sure = [letter.confidence for letter in letters]
        answers.append(("".join(letter.text for letter in letters), sum(sure) / len(sure) if sure else 0.0))
    return answers
