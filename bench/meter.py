"""A recognition engine with a meter: how much of the reading processes' CPU time the engine alone takes.

Named as the reader's engine (`bench.meter:open_metered`) it opens the product's own and notes each call's cost in the
folder METER_FOLDER.
"""

from __future__ import annotations

import os
import resource
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ocr.config import ReaderConfig
from ocr.engine import EngineWord, Grey, Mode, open_engine

METER_FOLDER = "SOHOA_BENCH_METER"
SPEC = "bench.meter:open_metered"


class Metered:
    """An engine whose every call is measured; all else is the engine's own."""

    def __init__(self, engine: Any, notes: Path) -> None:
        self._engine, self._notes = engine, notes

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def recognise(self, images: Sequence[Grey], mode: Mode, dpi: int, seconds: float) -> list[list[EngineWord]]:
        before = spent()
        try:
            words: list[list[EngineWord]] = self._engine.recognise(images, mode, dpi, seconds)
            return words
        finally:
            with (self._notes / f"{os.getpid()}.txt").open("a", encoding="ascii") as file:
                file.write(f"{mode} {len(images)} {spent() - before:.6f}\n")


def spent() -> float:
    """CPU seconds of this process and of the programs that it has waited for."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def open_metered(languages: tuple[str, ...], workspace: Path) -> Metered:
    """The product's engine with a meter on it."""
    return Metered(open_engine(ReaderConfig().engine, languages, workspace), Path(os.environ[METER_FOLDER]))


def read_meter(folder: Path) -> dict[str, float]:
    """CPU seconds of all calls noted in a folder, by mode."""
    seconds: dict[str, float] = {}
    for notes in folder.glob("*.txt"):
        for line in notes.read_text(encoding="ascii").splitlines():
            mode, _, cost = line.split()
            seconds[mode] = seconds.get(mode, 0.0) + float(cost)
    return seconds
