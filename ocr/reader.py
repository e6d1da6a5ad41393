"""One page in, its reading and its kept image out: the assembly of the steps, in their measured order."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from ocr import mrz
from ocr.boxing import drop_coded, tidy_boxes
from ocr.bridges import bridge_leaders
from ocr.broken import gather_broken
from ocr.cards import cut_card, erase_cards, find_cards, join_words, place_box
from ocr.clean import Grey
from ocr.codes import read_codes
from ocr.config import ReaderConfig
from ocr.edges import find_cut_lines
from ocr.engine import EngineWord, Mode
from ocr.evidence import measure_evidence
from ocr.grey_seals import lift_grey_seals
from ocr.headers import PDF, sniff_media_type
from ocr.kept import keep_image
from ocr.layout import Placed, order_words
from ocr.leftovers import gather_lines, gather_small, pick_unexplained
from ocr.lines import read_cuts
from ocr.noise import drop_ghosts, drop_leader_dots, drop_noise
from ocr.orient import SURE, find_turn, order_turns, score_reading, stands_upright, turn
from ocr.photo import lay_flat
from ocr.quality import grade_page, measure_blob_depths, pick_letters
from ocr.raster import PageImage, render_page
from ocr.recognise import Recogniser
from ocr.rects import Rect, pick_middle, shared_area
from ocr.scale import judge_dpi
from ocr.sheet import Evened, Sheet, even_page, prepare_sheet, turn_rect
from ocr.stamps import split_inks
from ocr.tables import Table, find_tables
from ocr.textlayer import TextWord, is_trustworthy, place_layer, read_text_layer
from ocr.unsure import find_dropped, find_dropped_figures, find_unsure, pick_print
from ocr.written import is_written
from ocr.zone import write_zone
from pipeline.errors import SohoaError
from pipeline.limits import Limits
from pipeline.model import Box, Code, Grade, Quality, Reading, Region, Word

_BLANK_LETTERS = 6
_BLANK_DEPTH = 90.0
_TURN_MARGIN = 1.25
_SMALL_INCH = 0.14
"""Height of a word below which print may be pale for being small: what is taken for a ghost there is boxed."""
_STAR = 0.4
_MRZ_FRAME = 20
_MRZ_ZOOMS = ((1.6,), (1.0, 0.8), (1.3, 2.0))
_SURE_OF_ZONE, _UNSURE_OF_ZONE = (0.9, 0.9, 0.9), (0.2, 0.2, 0.9)
"""Of each line of a zone whose check digits hold, and of one whose do not: nothing but they looks after the digits."""


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page's reading and the image kept beside it (media type in the reading)."""

    reading: Reading
    image: bytes


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """One way up of the page and what was read on it."""

    degrees: int
    sheet: Sheet
    words: list[EngineWord]
    cards: tuple[Rect, ...] = ()
    """Cards of a sheet that holds several: not read yet."""


@dataclass(frozen=True)
class PageReader:
    """Reads pages with one engine, and a second reader where there is one; one a process."""

    recogniser: Recogniser
    limits: Limits
    config: ReaderConfig
    fingerprint: str

    def read(self, path: Path, source: str, page: int) -> PageRead:
        """Page `page` (from 1) of the file whose SHA-256 is `source`. Raises SourceError or PageError."""
        deadline = time.monotonic() + self.limits.page_seconds
        picture = _judge_scale(render_page(path, page, self.limits))
        text = self._read_layer(path, page)
        flat = None if text else lay_flat(picture)
        scan, slant = flat or (picture, None)
        inks = split_inks(scan.pixels, scan.dpi)
        if scan.pixels.ndim == 2:
            inks = lift_grey_seals(inks, scan.dpi)
        evened = even_page(inks.grey, scan.dpi)
        layer = text if is_trustworthy(text, evened.even) else []
        bare = not layer and self._is_bare(scan, evened, path, page)
        if bare and scan.pixels.ndim == 2 and inks.seals:
            bare = self._is_bare(scan, even_page(scan.pixels, scan.dpi), path, page)
        seen = inks.grey if slant is None else _take_grey(picture)
        codes = read_codes(seen, scan.dpi) if bare else ()
        if bare and not codes:
            steps = (*(["contour"] if slant else []), *evened.steps)
            return self._keep_blank(picture, scan.dpi, source, page, steps)
        if layer or bare:
            look = _Look(0, prepare_sheet(evened, 0), [])
        else:
            look = self._find_upright(evened, inks.seals, deadline)
            if not look.words and not look.cards:
                evened = even_page(inks.grey, scan.dpi, pale=True)
                look = self._find_upright(evened, inks.seals, deadline)
        upright = turn(inks.grey, look.degrees)
        seen = upright if slant is None else turn(seen, look.degrees)
        codes = codes or read_codes(seen, scan.dpi)
        zones: list[Code] = []
        height, width = inks.grey.shape
        marks = {
            kind: [turn_rect(rect, look.degrees, width, height) for rect in rects]
            for kind, rects in (("seal", inks.seals), ("stamp", inks.stamps), ("signature", inks.signatures))
        }
        regions: list[Region] = []
        if layer:
            depths = measure_blob_depths(look.sheet.flat, look.sheet.blobs)
            words = place_layer(layer)
            quality = grade_page(measure_evidence(look.sheet, upright, scan.dpi, [], depths, 0.0))
        else:
            seals = marks["seal"]
            words, regions, quality, zones = self._finish_sheet(evened, look, upright, scan.dpi, seals, deadline)
        regions = [
            *(Region(kind, _to_fraction(rect, upright)) for kind, rects in marks.items() for rect in rects),
            *drop_coded(regions, codes),
        ]
        if slant is not None:
            place = partial(slant.place, degrees=look.degrees)
            words = [replace(word, box=place(word.box)) for word in words]
            regions = [replace(region, box=place(region.box)) for region in regions]
            zones = [replace(zone, box=place(zone.box)) for zone in zones]
        codes = (*codes, *zones)
        kept, image_type = keep_image(picture, look.degrees, self.config.jpeg_quality)
        reading = Reading(
            source=source,
            page=page,
            fingerprint=self.fingerprint,
            width=seen.shape[1],
            height=seen.shape[0],
            dpi=scan.dpi,
            rotation=look.degrees,
            blank=False,
            quality=quality,
            words=tuple(words),
            codes=codes,
            regions=tuple(regions),
            origin="text" if layer else "ocr",
            image_type=image_type,
            steps=(
                *(["contour"] if slant else []),
                *(f"{kind}s" for kind, rects in marks.items() if rects),
                *look.sheet.steps,
            ),
        )
        return PageRead(reading, kept)

    def _keep_blank(self, picture: PageImage, dpi: int, source: str, page: int, steps: tuple[str, ...]) -> PageRead:
        """A page on which nothing was put, as it lies."""
        kept, image_type = keep_image(picture, 0, self.config.jpeg_quality)
        height, width = picture.pixels.shape[:2]
        reading = Reading(
            source=source,
            page=page,
            fingerprint=self.fingerprint,
            width=width,
            height=height,
            dpi=dpi,
            rotation=0,
            blank=True,
            quality=Quality(Grade.GOOD, ("blank",)),
            image_type=image_type,
            steps=steps,
        )
        return PageRead(reading, kept)

    def _is_bare(self, scan: PageImage, evened: Evened, path: Path, page: int) -> bool:
        sides = self._render_sides(path, page)
        return not is_written(scan.pixels, scan.dpi, evened.flat, evened.dpi, sides)

    def _render_sides(self, path: Path, page: int) -> Iterator[PageImage]:
        """The pages of which one is the other side of the sheet, where both sides were scanned one after the other."""
        for neighbour in (page - 1, page + 1):
            with suppress(SohoaError):
                yield render_page(path, neighbour, self.limits)

    def _read_layer(self, path: Path, page: int) -> list[TextWord]:
        with path.open("rb") as file:
            if sniff_media_type(file.read(1024)) != PDF:
                return []
        return read_text_layer(path, page, self.limits.page_seconds)

    def _find_upright(self, evened: Evened, seals: Sequence[Rect], deadline: float) -> _Look:
        """Reads the page the way up that a few of its lines tell, and other ways only where they do not."""
        second = self.recogniser.second
        if second is None:
            order: tuple[int, ...] = order_turns(evened.even, evened.dpi)
        else:
            found = find_turn(evened.even, evened.dpi, partial(read_cuts, second))
            if found.confidence >= SURE:
                return self._look(evened, found.degrees, seals, deadline)
            order = found.order
        first, *others = order
        best = self._look(evened, first, seals, deadline)
        if best.cards or stands_upright(best.words):
            return best
        if _count_deep_letters(best.sheet) < _BLANK_LETTERS:
            return best if first == 0 else self._look(evened, 0, seals, deadline)
        score = score_reading(best.words)
        for degrees in others:
            look = self._look(evened, degrees, seals, deadline)
            found_here = score_reading(look.words)
            if found_here > score * _TURN_MARGIN:
                best, score = look, found_here
            if stands_upright(look.words) and best is look:
                break
        if score == 0 and best.degrees != 0:
            return self._look(evened, 0, seals, deadline)
        return best

    def _look(self, evened: Evened, degrees: int, seals: Sequence[Rect], deadline: float) -> _Look:
        second = self.recogniser.second
        sheet = prepare_sheet(evened, degrees, partial(read_cuts, second) if second else None)
        if _count_letters(sheet) == 0:
            return _Look(degrees, sheet, [])
        if len(cards := find_cards(sheet.picture, sheet.dpi)) > 1:
            return _Look(degrees, sheet, [], tuple(cards))
        rows, columns = evened.even.shape
        page = (round(columns / evened.scale), round(rows / evened.scale))
        stamped = [sheet.from_page(turn_rect(seal, degrees, *page)) for seal in seals]
        return _Look(degrees, sheet, self.recogniser.read(sheet, _pick_stars(stamped), partial(_left, deadline)))

    def _finish_sheet(
        self, evened: Evened, look: _Look, upright: Grey, dpi: int, seals: list[Rect], deadline: float
    ) -> tuple[list[Word], list[Region], Quality, list[Code]]:
        """What `_finish` finds on the page, or on each of its cards and beside them."""
        if not look.cards:
            words, regions, quality, zone = self._finish(look, upright, dpi, seals, deadline)
            return words, regions, quality, [zone] if zone else []
        parts: list[list[Word]] = []
        regions, zones, qualities = [], [], []
        for card in look.cards:
            one = self._find_upright(cut_card(evened, look.sheet, card), (), deadline)
            words, unread, quality, zone = self._finish(one, turn(one.sheet.flat, 0), dpi, [], deadline)
            place = partial(place_box, turned=one.degrees, card=card, sheet=look.sheet)
            parts.append([replace(word, box=place(word.box)) for word in words])
            regions += [Region("card", look.sheet.to_box(card))]
            regions += [replace(region, box=place(region.box)) for region in unread if region.kind == "unread"]
            zones += [replace(zone, box=place(zone.box))] if zone else []
            qualities.append(quality)
        beside = erase_cards(look.sheet, look.cards)
        if _count_letters(beside):
            rest = _Look(look.degrees, beside, self.recogniser.read(beside, [], partial(_left, deadline)))
            words, unread, _, _ = self._finish(rest, upright, dpi, seals, deadline)
            above = bool(words) and words[0].box.y < min(word.box.y for part in parts for word in part or words)
            parts.insert(0 if above else len(parts), words)
            regions += [region for region in unread if region.kind == "unread"]
        return join_words(parts), regions, max(qualities, key=lambda one: list(Grade).index(one.grade)), zones

    def _finish(
        self, look: _Look, upright: Grey, dpi: int, seals: list[Rect], deadline: float
    ) -> tuple[list[Word], list[Region], Quality, Code | None]:
        """Words in reading order, what stands unread, the page's grade, and its machine-readable zone."""
        sheet = look.sheet
        stamped = [sheet.from_page(seal) for seal in seals]
        words = drop_noise(look.words, stamped)
        stars = _pick_stars(stamped)
        noise = find_dropped(look.words, words, stars)
        depths = measure_blob_depths(sheet.flat, sheet.blobs)
        words = drop_ghosts(words, sheet.flat, sheet.blobs, depths, sheet.dpi)
        small = find_dropped(pick_print(look.words, _SMALL_INCH * sheet.dpi), words, stars)
        zone = self._read_zone(sheet, look.words, deadline)
        if zone is not None:
            words = write_zone(words, zone[0].text, zone[1], _SURE_OF_ZONE if zone[0].holds else _UNSURE_OF_ZONE)
        places = [(word.left, word.top, word.width, word.height) for word in words]
        tables = find_tables(sheet.across, sheet.down, sheet.dpi, places)
        bridges = bridge_leaders(sheet, words)
        placed = order_words([*drop_leader_dots(words, bridges), *bridges], tables)
        missed = pick_unexplained(sheet.blobs, words, stars, sheet.erased, sheet.dpi)
        share = float(missed.sum()) / max(1, _count_letters(sheet))
        unread = [*gather_lines(sheet.blobs, missed, sheet.dpi), *find_unsure(words)]
        unread += [rect for rect in dict.fromkeys((*noise, *small)) if zone is None or not shared_area(rect, zone[1])]
        unread += find_dropped_figures(look.words, words, [cell for table in tables for cell in table.cells])
        unread += find_cut_lines(sheet.blobs, sheet.dpi)
        unread += gather_broken(sheet.blobs, look.words, [*sheet.leaders, *stamped], sheet.dpi)
        unread += gather_small(sheet.blobs, words, [*stamped, *unread], sheet.erased, sheet.dpi)
        regions = _list_regions(sheet, tables, tidy_boxes(unread, sheet.dpi))
        return (
            [_to_word(item, sheet) for item in placed],
            regions,
            grade_page(measure_evidence(sheet, upright, dpi, words, depths, share)),
            None if zone is None else Code("MRZ", zone[0].text, sheet.to_box(zone[1])),
        )

    def _read_zone(self, sheet: Sheet, words: list[EngineWord], deadline: float) -> tuple[mrz.ZoneText, Rect] | None:
        """The machine-readable zone, read until its check digits hold, and where it stands on the sheet."""
        zone = mrz.find_zone(words, sheet.picture.shape[1], sheet.picture.shape[0])
        if zone is None:
            return None
        left, top, width, height = zone.rect
        framed, flat = (
            cv2.copyMakeBorder(
                np.ascontiguousarray(page[top : top + height, left : left + width]),
                *(_MRZ_FRAME,) * 4,
                cv2.BORDER_CONSTANT,
                value=255,
            )
            for page in (sheet.picture, sheet.flat)
        )
        readings = [mrz.place_page_words(words, left - _MRZ_FRAME, top - _MRZ_FRAME)]
        found: mrz.ZoneText | None = None
        for zooms in _MRZ_ZOOMS:
            sizes = [cv2.resize(framed, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC) for zoom in zooms]
            answers = self.recogniser.engine.recognise(sizes, Mode.MRZ, sheet.dpi, _left(deadline))
            readings += [mrz.shrink(answer, zoom) for answer, zoom in zip(answers, zooms, strict=True)]
            found = mrz.solve_zone(readings, (framed, flat), self.recogniser.second)
            if found is not None and found.settled:
                break
        return None if found is None else (found, zone.rect)


def _judge_scale(scan: PageImage) -> PageImage:
    """The page at the resolution that its paper or its letters speak for."""
    return replace(scan, dpi=judge_dpi(scan.pixels, scan.dpi))


def _take_grey(scan: PageImage) -> Grey:
    return scan.pixels if scan.pixels.ndim == 2 else cv2.cvtColor(scan.pixels, cv2.COLOR_RGB2GRAY)


def _left(deadline: float) -> float:
    return max(1.0, deadline - time.monotonic())


def _pick_stars(seals: list[Rect]) -> list[Rect]:
    """What of the seals explains ink: names and titles stand across their rims."""
    return [pick_middle(seal, _STAR) for seal in seals]


def _count_letters(sheet: Sheet) -> int:
    return int((pick_letters(sheet.blobs, sheet.dpi) & ~sheet.erased).sum())


def _count_deep_letters(sheet: Sheet) -> int:
    """Letter-like blobs too dark to have come through the sheet."""
    letters = pick_letters(sheet.blobs, sheet.dpi) & ~sheet.erased
    return int((letters & (measure_blob_depths(sheet.flat, sheet.blobs) > _BLANK_DEPTH)).sum())


def _to_word(item: Placed, sheet: Sheet) -> Word:
    word = item.word
    box = sheet.to_box((word.left, word.top, word.width, word.height))
    return Word(word.text, box, round(word.confidence, 3), item.line, item.block, word.raw)


def _to_fraction(rect: Rect, page: Grey) -> Box:
    height, width = page.shape
    return Box(
        round(rect[0] / width, 5), round(rect[1] / height, 5), round(rect[2] / width, 5), round(rect[3] / height, 5)
    )


def _list_regions(sheet: Sheet, tables: list[Table], unread: list[Rect]) -> list[Region]:
    regions = [Region("table", sheet.to_box(table.rect)) for table in tables]
    return regions + [Region("unread", sheet.to_box(rect)) for rect in unread]
