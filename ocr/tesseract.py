"""Tesseract's command line behind the engine port: the only module that starts it."""

from __future__ import annotations

import subprocess
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import pytesseract

from ocr import dotted_y
from ocr.engine import EngineWord, Grey, Mode, hash_models
from ocr.tessdata import pick_models, read_alphabet
from pipeline.errors import EngineMissing, EngineRefused, PageError, PageTimeout, ServiceError

SEGMENTATION = {Mode.PAGE: 3, Mode.BLOCK: 6, Mode.LINE: 13, Mode.MRZ: 6}
_MRZ_VARIABLES = {
    "tessedit_char_whitelist": "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<",
    "load_system_dawg": "0",
    "load_freq_dawg": "0",
    "load_punc_dawg": "0",
    "load_number_dawg": "0",
}
VARIABLES = {
    Mode.PAGE: {"invert_threshold": "0.7"},
    Mode.BLOCK: {"invert_threshold": "0.7"},
    Mode.LINE: {"invert_threshold": "0"},
    Mode.MRZ: _MRZ_VARIABLES,
}
"""Tesseract's settings by mode: lines are black on white and not tried the other way, a machine-readable zone has
letters of its own and no dictionary."""
LEAST_DPI = 70
_SECONDS = 30


@dataclass(frozen=True)
class Tesseract:
    """Tesseract's command line with the models of `languages`; images go to it as PNM files in `workspace`."""

    languages: tuple[str, ...]
    workspace: Path
    version: str
    models: tuple[Path, ...]
    name: str = "tesseract"

    @cached_property
    def model(self) -> str:
        return hash_models(self.models)

    def alphabet(self) -> frozenset[str]:
        """The models' own character sets and what is mended into their output; EngineRefused where a model has none."""
        return list_letters(self.models)

    def recognise(self, images: Sequence[Grey], mode: Mode, dpi: int, seconds: float) -> list[list[EngineWord]]:
        """The words of each image; all images go to one Tesseract process, whose start costs more than a line."""
        if not images:
            return []
        with TemporaryDirectory(dir=self.workspace) as folder:
            paths = [_write_pnm(image, Path(folder) / f"{number}.pgm") for number, image in enumerate(images)]
            listing = Path(folder) / "images.txt"
            listing.write_text("\n".join(str(path) for path in paths) + "\n", encoding="utf-8")
            source = paths[0] if len(paths) == 1 else listing
            table = self._run(source, _configure(mode, dpi), seconds)
        return mend_lacking(parse_table(table, len(images)), images, mode)

    def _run(self, source: Path, config: str, seconds: float) -> bytes:
        try:
            table: bytes = pytesseract.image_to_data(
                str(source),
                lang="+".join(self.languages),
                config=config,
                timeout=seconds,
                output_type=pytesseract.Output.BYTES,
            )
            return table
        except pytesseract.TesseractNotFoundError as error:
            raise _missing_program() from error
        except pytesseract.TesseractError as error:
            raise PageError(f"tesseract: {error.status}") from error
        except RuntimeError as error:
            raise PageTimeout("tesseract") from error
        except OSError as error:
            raise PageError(f"tesseract: {type(error).__name__}") from error


def open_tesseract(languages: tuple[str, ...], workspace: Path) -> Tesseract:
    """Tesseract as installed. Raises EngineMissing without the program, EngineRefused without a language's model."""
    models = pick_models(languages, [ask_folder()])
    version = _run_program(["tesseract", "--version"]).split()
    if len(version) < 2:
        raise EngineRefused("tesseract --version")
    return Tesseract(languages, workspace, version[1], models)


def ask_folder() -> Path:
    """Where the program looks for models, TESSDATA_PREFIX honoured. Raises EngineMissing without the program."""
    first, *_ = _run_program(["tesseract", "--list-langs"]).splitlines() or [""]
    return Path(first.partition('"')[2].rpartition('"')[0])


def list_letters(models: Sequence[Path]) -> frozenset[str]:
    """What reading with the models can put out, with the letters mended into it. Raises EngineRefused."""
    written = frozenset[str]().union(*(read_alphabet(model) for model in models))
    return written | dotted_y.LETTERS if {"y", "Y"} <= written else written


def _missing_program() -> EngineMissing:
    return EngineMissing("tesseract: apt-get install tesseract-ocr tesseract-ocr-vie")


def _run_program(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except FileNotFoundError as error:
        raise _missing_program() from error
    except subprocess.TimeoutExpired as error:
        raise ServiceError("tesseract") from error
    return (done.stdout or done.stderr).decode("utf-8", "replace")


def _configure(mode: Mode, dpi: int) -> str:
    settings = "".join(f" -c {name}={value}" for name, value in VARIABLES[mode].items())
    return f"--oem 1 --psm {SEGMENTATION[mode]} --dpi {max(LEAST_DPI, dpi)}{settings}"


def _write_pnm(image: Grey, path: Path) -> Path:
    height, width = image.shape
    with path.open("wb") as file:
        file.write(f"P5\n{width} {height}\n255\n".encode())
        file.write(image.tobytes())
    return path


def mend_lacking(found: list[list[EngineWord]], images: Sequence[Grey], mode: Mode) -> list[list[EngineWord]]:
    """The words of each image with the letter that the models lack.

    A machine-readable zone has none, and a strip is too low to show its dot: who made it has the line in full size.
    """
    if mode in (Mode.LINE, Mode.MRZ):
        return found
    return [dotted_y.mend_dotted_y(words, image) for words, image in zip(found, images, strict=True)]


def mend_look_alikes(text: str) -> str:
    """The text without broken characters and with `Đ` for the Icelandic letter that looks like it, alone or doubled."""
    return text.replace("\ufffd", "").replace("ĐÐ", "Đ").replace("ÐĐ", "Đ").replace("Ð", "Đ")


def parse_table(table: bytes, pages: int) -> list[list[EngineWord]]:
    """Tesseract's TSV, one list of words an image; broken UTF-8 and short rows cost their own word only."""
    found: list[list[EngineWord]] = [[] for _ in range(pages)]
    lines: defaultdict[tuple[int, ...], int] = defaultdict(lambda: len(lines))
    for row in table.decode("utf-8", "replace").split("\n"):
        cells = row.rstrip("\r").split("\t")
        if len(cells) != 12 or cells[0] != "5":
            continue
        try:
            page, block, paragraph, line = (int(cell) for cell in cells[1:5])
            left, top, width, height = (int(cell) for cell in cells[6:10])
            confidence = min(1.0, max(0.0, float(cells[10]) / 100))
        except ValueError:
            continue
        text = mend_look_alikes(unicodedata.normalize("NFC", cells[11])).strip()
        if not text or not 1 <= page <= pages:
            continue
        number = lines[page, block, paragraph, line]
        found[page - 1].append(EngineWord(text, left, top, width, height, confidence, block, number))
    return found
