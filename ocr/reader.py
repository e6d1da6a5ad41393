"""One page in, its reading and its kept image out: the assembly of the steps, in their measured order."""

from __future__ import annotations

import io
import time
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean, median

import cv2
import numpy as np
from PIL import Image

from ocr import mrz
from ocr.clean import Grey
from ocr.codes import read_codes
from ocr.config import ReaderConfig
from ocr.engine import Engine, EngineWord, Mode, tidy_words
from ocr.headers import PDF, sniff_media_type
from ocr.layout import Placed, order_words
from ocr.leftovers import cut_line, gather_lines, pick_unexplained
from ocr.noise import drop_ghosts, drop_leader_dots, drop_noise
from ocr.orient import order_turns, score_reading, stands_upright, turn
from ocr.quality import Evidence, grade_page, measure_blob_depths, measure_sharpness, pick_letters
from ocr.raster import PageImage, render_page
from ocr.sheet import Evened, Rect, Sheet, even_page, prepare_sheet, turn_rect
from ocr.stamps import split_inks
from ocr.syllables import is_syllable, share_of_syllables
from ocr.tables import Table, find_tables
from ocr.textlayer import TextWord, is_trustworthy, read_text_layer
from pipeline.limits import Limits
from pipeline.model import Box, Code, Grade, Quality, Reading, Region, Word

_BLANK_LETTERS = 6
_BLANK_DEPTH = 90.0
_TURN_MARGIN = 1.25
_MRZ_ZOOMS = (1.6, 1.0, 0.8, 1.3, 2.0)


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page's reading and the image kept beside it (media type in the reading)."""

    reading: Reading
    image: bytes


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """One way up of the page and what the engine read on it."""

    degrees: int
    sheet: Sheet
    words: list[EngineWord]


@dataclass(frozen=True)
class PageReader:
    """Reads pages with one engine; one a process."""

    engine: Engine
    limits: Limits
    config: ReaderConfig
    fingerprint: str

    def read(self, path: Path, source: str, page: int) -> PageRead:
        """Page `page` (from 1) of the file whose SHA-256 is `source`. Raises SourceError or PageError."""
        deadline = time.monotonic() + self.limits.page_seconds
        scan = render_page(path, page, self.limits)
        inks = split_inks(scan.pixels, scan.dpi)
        evened = even_page(inks.grey, scan.dpi)
        layer = self._read_layer(path, page, evened)
        look = _Look(0, prepare_sheet(evened, 0), []) if layer else self._find_upright(evened, deadline)
        upright = turn(inks.grey, look.degrees)
        codes = read_codes(upright, scan.dpi)
        height, width = inks.grey.shape
        seals = [turn_rect(seal, look.degrees, width, height) for seal in inks.seals]
        regions: list[Region] = []
        if layer:
            words, quality = _place_layer(layer), grade_page(_look_at(look.sheet, upright, scan, [], 0.0))
        else:
            words, regions, quality, zone = self._read_words(look, upright, scan, seals, deadline)
            codes = codes if zone is None else (*codes, zone)
        boxes = [Region("seal", _to_fraction(seal, upright)) for seal in seals]
        kept, image_type = keep_image(scan, look.degrees, self.config.jpeg_quality)
        reading = Reading(
            source=source,
            page=page,
            fingerprint=self.fingerprint,
            width=upright.shape[1],
            height=upright.shape[0],
            dpi=scan.dpi,
            rotation=look.degrees,
            blank=not codes and is_blank(look.sheet, words),
            quality=quality,
            words=tuple(words),
            codes=codes,
            regions=(*boxes, *regions),
            origin="text" if layer else "ocr",
            image_type=image_type,
        )
        if reading.blank:
            reading = replace(reading, words=(), regions=(), quality=Quality(Grade.GOOD, ("blank",)))
        return PageRead(reading, kept)

    def _read_layer(self, path: Path, page: int, evened: Evened) -> list[TextWord]:
        with path.open("rb") as file:
            if sniff_media_type(file.read(1024)) != PDF:
                return []
        layer = read_text_layer(path, page, self.limits.page_seconds)
        return layer if is_trustworthy(layer, evened.even) else []

    def _find_upright(self, evened: Evened, deadline: float) -> _Look:
        """Reads the page the likeliest way up, and the other ways only where that does not come out as Vietnamese."""
        first, *others = order_turns(evened.even, evened.dpi)
        best = self._look(evened, first, deadline)
        if stands_upright(best.words):
            return best
        if _count_deep_letters(best.sheet) < _BLANK_LETTERS:
            return best if first == 0 else self._look(evened, 0, deadline)
        score = score_reading(best.words)
        for degrees in others:
            look = self._look(evened, degrees, deadline)
            found = score_reading(look.words)
            if found > score * _TURN_MARGIN:
                best, score = look, found
            if stands_upright(look.words) and best is look:
                break
        if score == 0 and best.degrees != 0:
            return self._look(evened, 0, deadline)
        return best

    def _look(self, evened: Evened, degrees: int, deadline: float) -> _Look:
        sheet = prepare_sheet(evened, degrees)
        if _count_letters(sheet) == 0:
            return _Look(degrees, sheet, [])
        [words] = self.engine.recognise([sheet.picture], Mode.PAGE, sheet.dpi, _left(deadline))
        rows, columns = sheet.picture.shape
        return _Look(degrees, sheet, tidy_words(words, columns, rows))

    def _read_words(
        self, look: _Look, upright: Grey, scan: PageImage, seals: list[Rect], deadline: float
    ) -> tuple[list[Word], list[Region], Quality, Code | None]:
        sheet = look.sheet
        stamped = [sheet.from_page(seal) for seal in seals]
        words = drop_noise(look.words, stamped)
        words = drop_ghosts(words, sheet.flat, sheet.blobs, sheet.dpi)
        words += self._read_leftovers(sheet, words, stamped, deadline)
        zone = self._read_zone(sheet, words, deadline)
        tables = find_tables(sheet.across, sheet.down, sheet.dpi)
        rows, columns = sheet.picture.shape
        bridges = _bridge_leaders(sheet, words)
        placed = order_words([*drop_leader_dots(words, bridges), *bridges], tables, columns, rows)
        missed = pick_unexplained(sheet.blobs, words, stamped, sheet.erased, sheet.dpi)
        share = float(missed.sum()) / max(1, _count_letters(sheet))
        regions = _list_regions(sheet, tables, gather_lines(sheet.blobs, missed, sheet.dpi))
        return (
            [_to_word(item, sheet) for item in placed],
            regions,
            grade_page(_look_at(sheet, upright, scan, words, share)),
            zone,
        )

    def _read_leftovers(
        self, sheet: Sheet, words: list[EngineWord], stamped: list[Rect], deadline: float
    ) -> list[EngineWord]:
        """Reads lines that the page reading passed over; keeps what comes out as syllables or numbers."""
        missed = pick_unexplained(sheet.blobs, words, stamped, sheet.erased, sheet.dpi)
        lines = gather_lines(sheet.blobs, missed, sheet.dpi)
        cuts = [cut_line(sheet.picture, line) for line in lines]
        readings = self.engine.recognise([cut for cut, _, _ in cuts], Mode.LINE, sheet.dpi, _left(deadline))
        found: list[EngineWord] = []
        start = 1 + max((word.line for word in words), default=0)
        for number, ((cut, x, y), answer) in enumerate(zip(cuts, readings, strict=True)):
            reading = tidy_words(answer, cut.shape[1], cut.shape[0])
            if _is_worth_keeping(reading):
                found += [
                    replace(word, left=word.left + x, top=word.top + y, line=start + number, block=-1)
                    for word in reading
                    if not _is_known(word, x, y, words)
                ]
        return found

    def _read_zone(self, sheet: Sheet, words: list[EngineWord], deadline: float) -> Code | None:
        zone = mrz.find_zone(words, sheet.picture.shape[1], sheet.picture.shape[0])
        if zone is None:
            return None
        left, top, width, height = zone.rect
        crop = np.ascontiguousarray(sheet.picture[top : top + height, left : left + width])
        framed = cv2.copyMakeBorder(crop, 20, 20, 20, 20, cv2.BORDER_CONSTANT, value=255)
        sizes = [cv2.resize(framed, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC) for zoom in _MRZ_ZOOMS]
        text = mrz.choose_lines(self.engine.recognise(sizes, Mode.MRZ, sheet.dpi, _left(deadline)))
        return None if text is None else Code("MRZ", text, sheet.to_box(zone.rect))


def keep_image(scan: PageImage, degrees: int, quality: int) -> tuple[bytes, str]:
    """The page image to keep, upright and otherwise as scanned, with its media type."""
    if degrees == 0 and scan.original is not None:
        return scan.original, "image/jpeg"
    image = Image.fromarray(turn(scan.pixels, degrees))
    buffer = io.BytesIO()
    if scan.bilevel:
        image.convert("L").point(lambda level: 255 if level > 127 else 0, mode="1").save(
            buffer, "PNG", dpi=(scan.dpi, scan.dpi), optimize=True
        )
        return buffer.getvalue(), "image/png"
    image.save(buffer, "JPEG", quality=quality, subsampling=0, dpi=(scan.dpi, scan.dpi))
    return buffer.getvalue(), "image/jpeg"


def is_blank(sheet: Sheet, words: list[Word]) -> bool:
    """Whether nothing was written on the page: no deep ink of letters' size, and no Vietnamese read."""
    said = [w for w in words if w.confidence > 0.5 and len(w.text) > 1 and (is_syllable(w.text) or w.text.isdigit())]
    if len(said) >= 3:
        return False
    return _count_deep_letters(sheet) < _BLANK_LETTERS


def _left(deadline: float) -> float:
    return max(1.0, deadline - time.monotonic())


def _count_letters(sheet: Sheet) -> int:
    return int((pick_letters(sheet.blobs, sheet.dpi) & ~sheet.erased).sum())


def _count_deep_letters(sheet: Sheet) -> int:
    """Letter-like blobs too dark to have come through the sheet."""
    letters = pick_letters(sheet.blobs, sheet.dpi) & ~sheet.erased
    return int((letters & (measure_blob_depths(sheet.flat, sheet.blobs) > _BLANK_DEPTH)).sum())


def _is_worth_keeping(words: list[EngineWord]) -> bool:
    sure = [word for word in words if word.confidence > 0.35 and any(letter.isalnum() for letter in word.text)]
    good = [
        word
        for word in sure
        if (len(word.text) > 1 and is_syllable(word.text)) or sum(letter.isdigit() for letter in word.text) >= 2
    ]
    return bool(good) and len(good) >= 0.5 * len(words)


def _is_known(word: EngineWord, x: int, y: int, words: list[EngineWord]) -> bool:
    middle_x, middle_y = word.left + x + word.width / 2, word.top + y + word.height / 2
    return any(
        known.left <= middle_x <= known.left + known.width and known.top <= middle_y <= known.top + known.height
        for known in words
    )


def _bridge_leaders(sheet: Sheet, words: list[EngineWord]) -> list[EngineWord]:
    """Leaders as words without text, on the line that they belong to, so that their width is not taken for a gap."""
    bridges: list[EngineWord] = []
    lines: dict[int, list[EngineWord]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    spans = [
        (median([w.top for w in line]), median([w.top + w.height for w in line]), number)
        for number, line in lines.items()
    ]
    for left, top, width, height in sheet.leaders:
        for upper, lower, number in spans:
            if upper < top + height / 2 < lower + 0.3 * (lower - upper):
                bridges.append(EngineWord("", left, int(upper), width, int(lower - upper), 0.0, 0, number))
    return bridges


def _to_word(item: Placed, sheet: Sheet) -> Word:
    word = item.word
    box = sheet.to_box((word.left, word.top, word.width, word.height))
    return Word(word.text, box, round(word.confidence, 3), item.line, item.block)


def _to_fraction(rect: Rect, page: Grey) -> Box:
    height, width = page.shape
    return Box(
        round(rect[0] / width, 5), round(rect[1] / height, 5), round(rect[2] / width, 5), round(rect[3] / height, 5)
    )


def _place_layer(layer: list[TextWord]) -> list[Word]:
    """The text layer's words in our reading order; they count as certain."""
    side = 10_000
    words = [
        EngineWord(
            w.text,
            int(w.box.x * side),
            int(w.box.y * side * 1.414),
            int(w.box.w * side),
            int(w.box.h * side * 1.414),
            1.0,
            w.block,
            w.line,
        )
        for w in layer
    ]
    placed = order_words(words, (), side, round(side * 1.414))
    return [
        Word(
            item.word.text,
            Box(
                item.word.left / side,
                round(item.word.top / side / 1.414, 5),
                item.word.width / side,
                round(item.word.height / side / 1.414, 5),
            ),
            1.0,
            item.line,
            item.block,
        )
        for item in placed
    ]


def _list_regions(sheet: Sheet, tables: list[Table], unread: list[Rect]) -> list[Region]:
    regions = [Region("table", sheet.to_box(table.rect)) for table in tables]
    return regions + [Region("unread", sheet.to_box(rect)) for rect in unread]


def _look_at(sheet: Sheet, upright: Grey, scan: PageImage, words: list[EngineWord], unread: float) -> Evidence:
    texts = [word for word in words if sum(letter.isalnum() for letter in word.text) >= 2]
    letters = pick_letters(sheet.blobs, sheet.dpi) & ~sheet.erased
    heights = sheet.blobs.stats[letters, 3]
    deep = measure_blob_depths(sheet.flat, sheet.blobs)[letters]
    depth = float(np.percentile(deep, 60)) if deep.size >= 20 else 0.0
    sample = 255 - upright[::2, ::2]
    ink = float(np.percentile(sample, 99.5) - np.median(sample)) if letters.sum() >= 20 else 0.0
    rows, columns = sheet.picture.shape
    edge = round(sheet.dpi * 0.03)
    cut = [
        w
        for w in texts
        if w.confidence > 0.5
        and (w.left < edge or w.left + w.width > columns - edge or w.top < edge or w.top + w.height > rows - edge)
    ]
    return Evidence(
        dpi=scan.dpi,
        skew=sheet.skew,
        depth=depth,
        sharpness=measure_sharpness(upright, max(40.0, ink)) if ink else 0.0,
        letter_height=float(np.median(heights)) / sheet.scale if heights.size >= 20 else 0.0,
        confidence=mean([word.confidence for word in texts]) if texts else 0.0,
        syllables=share_of_syllables([word.text for word in texts]),
        words=len(texts),
        unread=unread,
        cut=len(cut) >= 3,
    )
