"""Recognition engines with a meter: how much of the reading processes' CPU time recognition alone takes.

Named as the reader's engine and second reader they open the product's own and note each call's cost in the folder
METER_FOLDER.
"""

from __future__ import annotations

import os
import resource
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from ocr.config import ReaderConfig
from ocr.engine import open_engine
from ocr.lines import open_second

T = TypeVar("T")

METER_FOLDER = "SOHOA_BENCH_METER"
METERED = ReaderConfig(engine="bench.meter:open_metered", second="bench.meter:open_metered_second")


class Metered:
    """An engine or line reader whose calls are measured; all else is its own."""

    def __init__(self, inner: Any, notes: Path) -> None:
        self._inner, self._notes = inner, notes

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def recognise(self, *args: Any) -> Any:
        return self._measure("recognise", lambda: self._inner.recognise(*args))

    def find_lines(self, *args: Any) -> Any:
        return self._measure("find_lines", lambda: self._inner.find_lines(*args))

    def read_lines(self, *args: Any) -> Any:
        return self._measure("read_lines", lambda: self._inner.read_lines(*args))

    def trace_lines(self, *args: Any) -> Any:
        return self._measure("read_lines", lambda: self._inner.trace_lines(*args))

    def _measure(self, name: str, call: Callable[[], T]) -> T:
        before = spent()
        try:
            return call()
        finally:
            with (self._notes / f"{os.getpid()}.txt").open("a", encoding="ascii") as file:
                file.write(f"{name} {spent() - before:.6f}\n")


def spent() -> float:
    """CPU seconds of this process and of the programs that it has waited for."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def open_metered(languages: tuple[str, ...], workspace: Path) -> Metered:
    """The product's engine with a meter on it."""
    return Metered(open_engine(ReaderConfig().engine, languages, workspace), Path(os.environ[METER_FOLDER]))


def open_metered_second() -> Metered | None:
    """The product's second reader, where it has one, with a meter on it."""
    reader = open_second(ReaderConfig().second)
    return None if reader is None else Metered(reader, Path(os.environ[METER_FOLDER]))


def read_meter(folder: Path) -> dict[str, float]:
    """CPU seconds of all calls noted in a folder, by kind of call."""
    seconds: dict[str, float] = defaultdict(float)
    for notes in folder.glob("*.txt"):
        for line in notes.read_text(encoding="ascii").splitlines():
            name, cost = line.split()
            seconds[name] += float(cost)
    return dict(seconds)
