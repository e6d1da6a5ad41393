"""`python -m bench.cards --seed N`: way up, empty backs, cards on a sheet, QR codes and MRZ, on pages made for it."""

from __future__ import annotations

import argparse
import hashlib
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from pathlib import Path
from random import Random

import cv2
import numpy as np
from PIL import Image

from bench.scoring import table
from ocr.lines import read_cuts
from ocr.orient import SURE, find_turn
from ocr.sheet import even_page
from ocr.stamps import split_inks
from ocr.trueocr_lines import open_trueocr_lines
from ocr.worker import ReadingPool
from pipeline.limits import Limits
from pipeline.model import Box, Reading
from tests.corpus.context import Studio
from tests.corpus.damage import LEVELS, Wear, choose_wear, choose_wear_like, damage_page
from tests.corpus.dossiers import STORIES, make_dossier, make_setting
from tests.corpus.fonts import FontBook, open_font_book
from tests.corpus.form import Paper
from tests.corpus.generate import ScannedPage, page_truth, scan_sheets
from tests.corpus.papers.card import make_card
from tests.corpus.papers.card_sheet import make_card_sheet
from tests.corpus.papers.receipt import make_blank
from tests.corpus.papers.sparse import SPARSE_KINDS, choose_back_wear, make_front, make_sparse
from tests.corpus.truth import TruthPage

TILTS = (0.0, 10.0, -10.0)
FEWEST_WORDS = 20
SAME_CARD, SAID = 0.6, 0.5


@dataclass(frozen=True)
class Made:
    """A made page, its truth and what is counted on it."""

    page: ScannedPage
    truth: TruthPage
    kind: str
    mrz: str | None = None
    front: np.ndarray | None = None
    """The other side of the sheet as scanned: height x width grey, or height x width x 3 RGB."""


@dataclass(frozen=True)
class Press:
    """Makes pages from a seed."""

    book: FontBook
    seed: int

    def chance(self, purpose: str, number: int) -> Random:
        return Random(f"{purpose}/{self.seed}/{number}")

    def scan(
        self, paper: Paper, wear: Wear, rng: Random, level: str, kind: str, back: Image.Image | None = None
    ) -> Iterator[Made]:
        same = [replace(wear, rotation=wear.rotation) for _ in paper.sheets]
        for page in scan_sheets(paper, same, rng, back).pages:
            truth = page_truth(page, "page.png", 1, level)
            on_page = {code.symbology for code in page.sheet.codes}
            mrz = paper.payloads.get("mrz") if "QRCode" not in on_page or len(paper.sheets) == 1 else None
            yield Made(page, truth, kind, mrz)

    def papers(self, count: int) -> Iterator[Made]:
        """Papers of every story at every level; each leans as much as its level has it."""
        made = number = 0
        while made < count:
            rng, level = self.chance("way up", number), LEVELS[number % len(LEVELS)]
            wear = replace(choose_wear(rng, level), rotation=0)
            studio = Studio(self.book, rng, wear.dpi)
            for paper in make_dossier(studio, STORIES[number % len(STORIES)]).papers:
                for page in self.scan(paper, wear, rng, level, level):
                    if len(page.truth.text.split()) >= FEWEST_WORDS and made < count:
                        made += 1
                        yield page
            number += 1

    def backs(self, count: int) -> Iterator[Made]:
        """Empty backs and pages with one mark in turn, each with the front that shows through it."""
        for number in range(count):
            level = LEVELS[number // 2 % len(LEVELS)]
            rng = self.chance("backs", number)
            case, dpi = make_setting(rng, STORIES[number % len(STORIES)]), choose_wear(rng, level).dpi
            studio = Studio(self.book, rng, dpi)
            front = make_front(studio, case)
            if number % 2:
                kind = SPARSE_KINDS[number // 2 % len(SPARSE_KINDS)]
                paper, wear = make_sparse(studio, case, kind, case.bride), replace(choose_wear(rng, level), dpi=dpi)
            else:
                kind, paper, wear = "empty", make_blank(studio, case.received), choose_back_wear(studio, level)
            for made in self.scan(paper, wear, rng, level, kind, front):
                yield replace(made, front=self.scan_front(front, made, self.chance("fronts", number)))

    def scan_front(self, front: Image.Image, back: Made, rng: Random) -> np.ndarray:
        """The front of a back's sheet, with wear of its own at the same level, from the same scanner."""
        damaged = back.page.damaged
        wear = choose_wear_like(rng, back.truth.level, damaged.wear)
        sheet = cv2.resize(np.asarray(front), damaged.upright, interpolation=cv2.INTER_AREA)
        return damage_page(sheet, wear, rng, None).pixels

    def sheets(self, count: int) -> Iterator[Made]:
        """Sheets of two to four cards, half of them with cards lying any way."""
        for number in range(count):
            level, rng = LEVELS[number % len(LEVELS)], self.chance("sheets", number)
            case, wear = make_setting(rng, STORIES[number % len(STORIES)]), choose_wear(rng, level)
            people = [case.bride, case.groom][: rng.choice((1, 2))]
            paper = make_card_sheet(
                Studio(self.book, rng, wear.dpi), case.received, people, turned=number // len(LEVELS) % 2 == 1
            )
            yield from self.scan(paper, wear, rng, level, level)

    def cards(self, count: int, dpi: int) -> Iterator[Made]:
        """Copies of one card each at office level, in all the ways offices lay them."""
        for number in range(count):
            rng = self.chance(f"cards {dpi}", number)
            case = make_setting(rng, STORIES[number % len(STORIES)])
            wear = replace(choose_wear(rng, "office"), dpi=dpi)
            paper = make_card(Studio(self.book, rng, dpi), rng.choice((case.bride, case.groom)))
            yield from self.scan(paper, wear, rng, "office", f"{dpi} dpi")


def read_pages(
    pool: ReadingPool, folder: Path, pages: Iterable[Made], *, alone: bool = True
) -> Iterator[tuple[Made, Reading | None]]:
    """Each page as the product reads it: from a file of its own, or not `alone` as the second page behind its front."""
    path = folder / "page.tiff"
    for made in pages:
        dpi = made.page.damaged.wear.dpi
        fronts = [made.front] if made.front is not None and not alone else []
        first, *others = [Image.fromarray(pixels) for pixels in (*fronts, made.page.damaged.pixels)]
        first.save(path, dpi=(dpi, dpi), save_all=True, append_images=others)
        source = hashlib.sha256(path.read_bytes()).hexdigest()
        [outcome] = pool.read(path, source, [1 + len(fronts)])
        yield made, outcome.reading


def measure_way_up(pool: ReadingPool, folder: Path, pages: Iterable[Made]) -> str:
    """Each page all four ways and at each tilt: what its lines say, and the whole reading where they do not."""
    second = open_trueocr_lines()
    counts: dict[tuple[str, float], Counter[str]] = defaultdict(Counter)
    for made in pages:
        damaged = made.page.damaged
        for tilt, degrees in product(TILTS, (0, 90, 180, 270)):
            pixels = np.ascontiguousarray(np.rot90(lean(damaged.pixels, tilt), degrees // 90))
            count = counts[made.kind, tilt]
            evened = even_page(split_inks(pixels, damaged.wear.dpi).grey, damaged.wear.dpi)
            started = time.process_time()
            found = find_turn(evened.even, evened.dpi, partial(read_cuts, second))
            count["ms"] += round(1000 * (time.process_time() - started))
            count["pages"] += 1
            right = found.degrees == degrees
            if found.confidence >= SURE:
                count["sure and wrong"] += not right
            else:
                count["unsure"] += 1
                page = replace(made, page=replace(made.page, damaged=replace(damaged, pixels=pixels)))
                [(_, reading)] = read_pages(pool, folder, [page])
                right = reading is not None and reading.rotation == degrees
            count["right"] += right
    rows = [
        (level, f"{tilt:+.0f}", c["pages"], percent(c["right"], c["pages"]), c["sure and wrong"],
         percent(c["unsure"], c["pages"]), c["ms"] // max(1, c["pages"]))
        for (level, tilt), c in [*counts.items(), (("all", 0.0), sum(counts.values(), Counter()))]
    ]  # fmt: skip
    return table(("level", "leaning", "pages", "right %", "sure and wrong", "read whole %", "CPU ms"), rows)


def measure_backs(pool: ReadingPool, folder: Path, pages: Iterable[Made]) -> str:
    """How many backs are called blank: read behind their fronts, and the empty ones alone too."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for made in pages:
        empty = made.kind == "empty"
        count = counts[f"empty, {made.truth.level}" if empty else made.kind]
        count["pages"] += 1
        for way in ("behind", "alone") if empty else ("behind",):
            [(_, reading)] = read_pages(pool, folder, [made], alone=way == "alone")
            count[way] += reading is not None and reading.blank
    rows = [
        (kind, c["pages"], c["behind"], percent(c["behind"], c["pages"]), c["alone"] if "empty" in kind else "")
        for kind, c in sorted(counts.items())
    ]
    return table(("what stands on it", "pages", "called blank behind its front", "%", "read alone"), rows)


def measure_sheets(pool: ReadingPool, folder: Path, pages: Iterable[Made]) -> str:
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for made, reading in read_pages(pool, folder, pages):
        count = counts[made.kind, made.truth.layout]
        shift = (reading.rotation - made.truth.rotation) % 360 if reading else 0
        zones = [region.box for region in reading.regions if region.kind == "card"] if reading else []
        for card in made.truth.cards:
            box = turn_box(Box(*card.box), shift)
            near = [zone for zone in zones if overlap(zone, box) > SAME_CARD]
            inside = {word.text for word in reading.words if holds(box, word.box)} if reading else set()
            wanted = card.text.split()
            count["cards"] += 1
            count["found"] += bool(near)
            count["read"] += sum(word in inside for word in wanted) >= SAID * len(wanted)
        count["too many"] += max(0, len(zones) - len(made.truth.cards))
    rows = [
        (level, layout, c["cards"], percent(c["found"], c["cards"]), percent(c["read"], c["cards"]), c["too many"])
        for (level, layout), c in [*sorted(counts.items()), (("all", ""), sum(counts.values(), Counter()))]
    ]
    return table(("level", "laid", "cards", "found %", "half their words read %", "too many"), rows)


def measure_codes(pool: ReadingPool, folder: Path, pages: Iterable[Made]) -> str:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for made, reading in read_pages(pool, folder, pages):
        count = counts[made.kind]
        found = {code.text for code in reading.codes} if reading else set()
        for code in made.truth.codes:
            count["qr"] += 1
            count["qr right"] += code.text in found
            count["qr plain"] += code.readable
        if made.mrz is not None:
            count["mrz"] += 1
            count["mrz right"] += made.mrz in found
            count["numbers right"] += made.mrz.split("\n")[:2] in [text.split("\n")[:2] for text in found]
    rows = [
        (kind, c["qr"], percent(c["qr right"], c["qr"]), percent(c["qr plain"], c["qr"]), c["mrz"],
         percent(c["numbers right"], c["mrz"]), percent(c["mrz right"], c["mrz"]))
        for kind, c in counts.items()
    ]  # fmt: skip
    head = ("scan", "QR", "decoded %", "zxing alone %", "MRZ", "lines with check digits right %", "all letters right %")
    return table(head, rows)


def lean(pixels: np.ndarray, degrees: float) -> np.ndarray:
    if not degrees:
        return pixels
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return cv2.warpAffine(pixels, matrix, (width, height), borderMode=cv2.BORDER_CONSTANT, borderValue=(250, 250, 250))


def turn_box(box: Box, degrees: int) -> Box:
    """A box on a page that is turned clockwise."""
    x, y, w, h = box
    return {
        0: box,
        90: Box(1 - y - h, x, h, w),
        180: Box(1 - x - w, 1 - y - h, w, h),
        270: Box(y, 1 - x - w, h, w),
    }[degrees]


def overlap(one: Box, other: Box) -> float:
    wide = min(one.x + one.w, other.x + other.w) - max(one.x, other.x)
    high = min(one.y + one.h, other.y + other.h) - max(one.y, other.y)
    common = max(0.0, wide) * max(0.0, high)
    return common / (one.w * one.h + other.w * other.h - common)


def holds(box: Box, word: Box) -> bool:
    x, y = word.x + word.w / 2, word.y + word.h / 2
    return box.x <= x <= box.x + box.w and box.y <= y <= box.y + box.h


def percent(part: int, whole: int) -> float:
    return 100.0 * part / whole if whole else 100.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.cards", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--papers", type=int, default=40, help="pages read all four ways at three tilts; 0: none")
    parser.add_argument("--backs", type=int, default=200, help="empty backs and pages with one mark; 0: none")
    parser.add_argument("--sheets", type=int, default=80, help="sheets of several cards; 0: none")
    parser.add_argument("--cards", type=int, default=100, help="copies of cards at 300 and at 200 dpi; 0: none")
    args = parser.parse_args()
    cv2.setNumThreads(1)
    press = Press(open_font_book(), args.seed)
    with tempfile.TemporaryDirectory() as name, ReadingPool(1, Limits()) as pool:
        folder = Path(name)
        if args.papers:
            print("### Way up\n\n" + measure_way_up(pool, folder, press.papers(args.papers)) + "\n", flush=True)
        if args.backs:
            print("### Empty backs\n\n" + measure_backs(pool, folder, press.backs(args.backs)) + "\n", flush=True)
        if args.sheets:
            sheets = measure_sheets(pool, folder, press.sheets(args.sheets))
            print("### Cards on a sheet\n\n" + sheets + "\n", flush=True)
        if args.cards:
            both = (page for dpi in (300, 200) for page in press.cards(args.cards, dpi))
            print("### Codes of cards at office level\n\n" + measure_codes(pool, folder, both) + "\n", flush=True)


if __name__ == "__main__":
    main()
