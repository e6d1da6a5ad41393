"""Tesseract behind the engine port: the only module that starts it."""

from __future__ import annotations

import hashlib
import shutil
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
from ocr.engine import EngineWord, Grey, Mode
from pipeline.errors import EngineRefused, PageError, PageTimeout, ServiceError

_SEGMENTATION = {Mode.PAGE: 3, Mode.BLOCK: 6, Mode.LINE: 7, Mode.MRZ: 6}
_MRZ_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"
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
        digest = hashlib.sha256()
        for path in self.models:
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def alphabet(self) -> frozenset[str]:
        """The models' own character sets and what is mended into their output; EngineRefused where a model has none."""
        written = frozenset[str]().union(*(_read_alphabet(path, self.workspace) for path in self.models))
        return written | dotted_y.LETTERS if {"y", "Y"} <= written else written

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
        found = parse_table(table, len(images))
        if mode is Mode.MRZ:
            return found
        return [dotted_y.mend_dotted_y(words, image) for words, image in zip(found, images, strict=True)]

    def _run(self, source: Path, config: str, seconds: float) -> bytes:
        try:
            return pytesseract.image_to_data(
                str(source),
                lang="+".join(self.languages),
                config=config,
                timeout=seconds,
                output_type=pytesseract.Output.BYTES,
            )
        except pytesseract.TesseractNotFoundError as error:
            raise _missing_program() from error
        except pytesseract.TesseractError as error:
            raise PageError(f"tesseract: {error.status}") from error
        except RuntimeError as error:
            raise PageTimeout("tesseract") from error


def open_tesseract(languages: tuple[str, ...], workspace: Path) -> Tesseract:
    """Tesseract as installed. Raises ServiceError without the program, EngineRefused without a language's model."""
    listing = _run_program(["tesseract", "--list-langs"])
    first, *installed = listing.splitlines() or [""]
    missing = [language for language in languages if language not in installed]
    if missing or not languages:
        raise EngineRefused(f"tesseract: -{'+'.join(missing)}")
    folder = Path(first.partition('"')[2].rpartition('"')[0])
    models = tuple(folder / f"{language}.traineddata" for language in languages)
    version = _run_program(["tesseract", "--version"]).split()[1]
    return Tesseract(languages, workspace, version, models)


def _missing_program() -> ServiceError:
    return ServiceError("tesseract: apt-get install tesseract-ocr tesseract-ocr-vie")


def _run_program(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except FileNotFoundError as error:
        raise _missing_program() from error
    except subprocess.TimeoutExpired as error:
        raise ServiceError("tesseract") from error
    return (done.stdout or done.stderr).decode("utf-8", "replace")


def _read_alphabet(model: Path, workspace: Path) -> frozenset[str]:
    program = shutil.which("combine_tessdata")
    if program is None:
        raise ServiceError("combine_tessdata: apt-get install tesseract-ocr")
    with TemporaryDirectory(dir=workspace) as folder:
        charset = Path(folder) / "model.lstm-unicharset"
        done = subprocess.run(
            [program, "-e", str(model), str(charset)], capture_output=True, timeout=_SECONDS, check=False
        )
        if done.returncode or not charset.exists():
            raise EngineRefused(f"{model.name}: lstm-unicharset")
        return _parse_unicharset(charset.read_text(encoding="utf-8", errors="replace"))


def _parse_unicharset(text: str) -> frozenset[str]:
    """The characters of a unicharset file: one a line after the count, each first on its line."""
    entries = (line.split(" ", 1)[0] for line in text.splitlines()[1:])
    return frozenset(unicodedata.normalize("NFC", entry) for entry in entries if entry)


def _configure(mode: Mode, dpi: int) -> str:
    config = f"--oem 1 --psm {_SEGMENTATION[mode]} --dpi {max(70, dpi)}"
    if mode is Mode.MRZ:
        config += (
            f" -c tessedit_char_whitelist={_MRZ_LETTERS} -c load_system_dawg=0 -c load_freq_dawg=0"
            " -c load_punc_dawg=0 -c load_number_dawg=0"
        )
    return config


def _write_pnm(image: Grey, path: Path) -> Path:
    height, width = image.shape
    with path.open("wb") as file:
        file.write(f"P5\n{width} {height}\n255\n".encode())
        file.write(image.tobytes())
    return path


def _mend_look_alikes(text: str) -> str:
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
        text = _mend_look_alikes(unicodedata.normalize("NFC", cells[11])).strip()
        if not text or not 1 <= page <= pages:
            continue
        number = lines[page, block, paragraph, line]
        found[page - 1].append(EngineWord(text, left, top, width, height, confidence, block, number))
    return found
