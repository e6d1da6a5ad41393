"""Readings without a slip, straight from what was printed: what reading would give if it made no mistake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pipeline.model import Box, Code, Grade, Quality, Reading, Region, Word
from tests.corpus import page as printing
from tests.corpus.form import Paper
from tests.corpus.page import PixelBox, Sheet


def read_truly(paper: Paper, source: str = "a" * 64, first: int = 1) -> list[Reading]:
    """The paper's sheets as readings with every word in its place, numbered from `first`."""
    return [_read_sheet(sheet, source, number) for number, sheet in enumerate(paper.sheets, first)]


@contextmanager
def words_only() -> Iterator[None]:
    """Papers made meanwhile have their words in place but no letter drawn, which is much faster."""
    draw = printing.draw_word
    printing.draw_word = lambda *_: None  # type: ignore[assignment]
    try:
        yield
    finally:
        printing.draw_word = draw


@dataclass
class _Frame:
    """The size of a sheet's picture, to make fractions of pixels."""

    width: int
    height: int

    def box(self, pixels: PixelBox) -> Box:
        left, top, right, bottom = pixels
        return Box(left / self.width, top / self.height, (right - left) / self.width, (bottom - top) / self.height)


def _read_sheet(sheet: Sheet, source: str, number: int) -> Reading:
    frame = _Frame(*sheet.image.size)
    return Reading(
        source=source,
        page=number,
        fingerprint="true",
        width=frame.width,
        height=frame.height,
        dpi=sheet.dpi,
        rotation=0,
        blank=not sheet.lines,
        quality=Quality(Grade.EXCELLENT),
        words=tuple(_words(sheet, frame)),
        codes=tuple(Code(code.symbology, code.text, frame.box(code.box)) for code in sheet.codes),
        regions=tuple(Region(kind, frame.box(box)) for kind, box in sheet.regions if kind == "table"),
    )


def _words(sheet: Sheet, frame: _Frame) -> Iterator[Word]:
    """Words line by line; a cell of a table is a block, and so is what stands between tables."""
    block, last = 0, 0
    for place, line in enumerate(sheet.lines):
        if line.block != last:
            block, last = block + 1, line.block
        for text, box in line.words:
            yield Word(text, frame.box(box), 0.95, place, block)


def wanted_fields(papers: Iterable[Paper]) -> Iterator[tuple[Paper, dict[str, str]]]:
    """Each paper with the values that truly stand on its sheets."""
    for paper in papers:
        shown = {key for sheet in paper.sheets for key in sheet.fields}
        if "so_ky_hieu" in shown:
            shown |= {"so", "ky_hieu"}
        yield paper, {key: value for key, value in paper.values.items() if key in shown}
