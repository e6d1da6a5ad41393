"""What recognition alone must cost: each engine once over pages already clean, nothing else counted.

It runs as reading does: one child a core, with the same settings, all at work at once.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import cv2

from bench.before_after import clean_picture
from bench.meter import spent
from ocr.children import Children
from ocr.config import ReaderConfig
from ocr.engine import Engine, Mode, open_engine
from ocr.lines import LineReader, open_second

_SECONDS = 600.0
_engines: list[tuple[Engine, LineReader | None]] = []


def measure_limit(source: Path, rotations: Sequence[int]) -> dict[str, float]:
    """CPU seconds over all pages of a PDF, which `rotations` (degrees, one a page) set upright.

    `engine` reads whole pages; `second` finds their lines and reads them.
    """
    costs: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="sohoa-limit-") as folder:
        children: Children[dict[str, float]] = Children(len(os.sched_getaffinity(0)), _prepare, (folder,))
        try:
            tasks = [
                children.submit(_measure_page, (source, number, rotation), _SECONDS)
                for number, rotation in enumerate(rotations, 1)
            ]
            for task in tasks:
                costs.update(task.result())
        finally:
            children.stop()
    return dict(costs)


def _prepare(folder: str) -> None:
    cv2.setNumThreads(1)
    config = ReaderConfig()
    _engines.append((open_engine(config.engine, config.languages, Path(folder)), open_second(config.second)))


def _measure_page(source: Path, number: int, rotation: int) -> dict[str, float]:
    [(engine, second)] = _engines
    picture, dpi = clean_picture(source, number, rotation)
    start = spent()
    engine.recognise([picture], Mode.PAGE, dpi, _SECONDS)
    middle = spent()
    if second is not None:
        second.read_lines(picture, second.find_lines(picture))
    return {"engine": middle - start, "second": spent() - middle}
