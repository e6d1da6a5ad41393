"""Engines that misbehave on pages of certain heights, each in its way, and answer one word on all others."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ocr.engine import Engine, EngineWord, Grey, Mode, list_vietnamese_letters

if TYPE_CHECKING:
    from ocr.tesseract_api import TesseractApi

HANGING, KILLED, KILLED_ONCE, CRASHING, RAISING, GREEDY, BABBLING, QUOTING = range(1013, 1037, 3)
"""Heights of pages, in pixels, on which the faulty engine shows that fault."""
SECRET = "Nguyễn Thị Hoà"
"""What stands on a page and may not come into a log."""


@dataclass(frozen=True)
class SoundEngine:
    """Answers every image with a word in its middle."""

    workspace: Path
    name: str = "sound"
    version: str = "1"
    model: str = "0" * 64

    def alphabet(self) -> frozenset[str]:
        return list_vietnamese_letters()

    def recognise(self, images: Sequence[Grey], mode: Mode, dpi: int, seconds: float) -> list[list[EngineWord]]:
        return [[EngineWord("trang", 100, 100, 90, 30, 0.9, 0, 0)] if mode is Mode.PAGE else [] for _ in images]


class FaultyEngine(SoundEngine):
    """Sound but for pages of the heights above."""

    def recognise(self, images: Sequence[Grey], mode: Mode, dpi: int, seconds: float) -> list[list[EngineWord]]:
        faults = {
            HANGING: hang,
            KILLED: die,
            KILLED_ONCE: self.die_once,
            CRASHING: crash,
            RAISING: fail,
            QUOTING: quote,
            GREEDY: hoard,
            BABBLING: babble,
        }
        sound = super().recognise(images, mode, dpi, seconds)
        found = next((side for image in images for side in image.shape if side in faults), None)
        return sound if found is None or mode is not Mode.PAGE else [faults[found]() or sound[0]]

    def die_once(self) -> None:
        mark = self.workspace / "died"
        if not mark.exists():
            mark.touch()
            die()


def hang() -> None:
    """Never comes back, and lets nobody end it politely."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        time.sleep(60)


def die() -> None:
    """Dies as under the kernel's memory killer."""
    os.kill(os.getpid(), signal.SIGKILL)


def crash() -> None:
    """Breaks memory like a bad native library."""
    os.kill(os.getpid(), signal.SIGSEGV)


def fail() -> None:
    raise ZeroDivisionError


def quote() -> None:
    """Fails with words of the page in its message and its variables."""
    words = f"Họ tên: {SECRET}"
    raise ValueError(words)


def hoard() -> None:
    """Wants more memory than a page may have."""
    sys.stdout.write(str(len(bytearray(64 * 1024**3))))


def babble() -> list[EngineWord]:
    """Broken text, boxes off the page, confidences that are no numbers, noise on stdout."""
    sys.stdout.write("not a result\n")
    return [
        EngineWord("\ud800", 10, 10, 50, 20, 0.5, 0, 0),
        EngineWord("nu\0ll", -50, -50, 99999, 99999, float("nan"), -1, -1),
        EngineWord("hòa", 99999, 99999, 10, 10, 7.0, 0, 1),
        EngineWord("ho\u0300a", 200, 300, 60, 20, 0.9, 0, 2),
    ]


class PoorEngine(SoundEngine):
    """Cannot write Vietnamese."""

    def alphabet(self) -> frozenset[str]:
        return frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZéè")


@dataclass(frozen=True)
class StrayingLibrary:
    """Tesseract in process, made to read far behind an image's end on pages of the height CRASHING."""

    library: TesseractApi

    @property
    def name(self) -> str:
        return self.library.name

    @property
    def version(self) -> str:
        return self.library.version

    @property
    def model(self) -> str:
        return self.library.model

    def alphabet(self) -> frozenset[str]:
        return self.library.alphabet()

    def recognise(self, images: Sequence[Grey], mode: Mode, dpi: int, seconds: float) -> list[list[EngineWord]]:
        if any(CRASHING in image.shape for image in images):
            images = [_ShortImage(image) for image in images]  # type: ignore[misc]
        return self.library.recognise(images, mode, dpi, seconds)


class _ShortImage:
    """Claims 400 million pixels and hands over none."""

    def __init__(self, image: Grey) -> None:
        self.shape = (20_000, 20_000)

    def tobytes(self) -> bytes:
        return b""


def open_straying(languages: tuple[str, ...], workspace: Path) -> Engine:
    from ocr.tesseract_api import open_tesseract_api

    return StrayingLibrary(open_tesseract_api(languages, workspace))


def open_sound(languages: tuple[str, ...], workspace: Path) -> SoundEngine:
    return SoundEngine(workspace)


def open_faulty(languages: tuple[str, ...], workspace: Path) -> SoundEngine:
    return FaultyEngine(workspace)


def open_poor(languages: tuple[str, ...], workspace: Path) -> SoundEngine:
    return PoorEngine(workspace)


def open_no_second() -> None:
    """No second reader: the engine gets whole pages, which these engines know by their height."""
