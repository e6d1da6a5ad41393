"""From a seed to a folder of scans with their truth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import numpy as np
import zxingcpp
from PIL import Image

from tests.corpus.context import Studio
from tests.corpus.damage import Damaged, Wear, choose_wear, choose_wear_like, damage_page
from tests.corpus.dossiers import STORIES, Dossier, Story, make_dossier
from tests.corpus.edition import DEVELOPMENT, Edition
from tests.corpus.fonts import FontBook
from tests.corpus.form import Paper
from tests.corpus.page import Sheet
from tests.corpus.papers.receipt import make_blank, make_separator
from tests.corpus.truth import (
    Truth,
    TruthCard,
    TruthCode,
    TruthDocument,
    TruthDossier,
    TruthField,
    TruthLine,
    TruthPage,
    TruthRegion,
    TruthSource,
)
from tests.corpus.writers import heic_encoder, write_heic, write_jpeg, write_pdf, write_png, write_tiff


@dataclass(frozen=True)
class ScannedPage:
    """One side of a sheet after the scanner."""

    paper: Paper
    index: int
    sheet: Sheet
    damaged: Damaged
    readable: frozenset[str]
    """Payloads of its codes that a reader still finds."""


@dataclass(frozen=True)
class ScannedPaper:
    """A paper (or a separator or blank sheet) with its scanned pages."""

    paper: Paper
    pages: list[ScannedPage]


def pick_story(rng: Random, number: int) -> Story:
    """Stories in turn, office papers two of five, so that small corpora are mixed too."""
    if number % 5 in {1, 3}:
        return STORIES[-1]
    return STORIES[(number * 5 + rng.randrange(len(STORIES) - 1)) % (len(STORIES) - 1)]


def scan_paper(paper: Paper, level: str, rng: Random, wear: Wear, behind: Image.Image | None = None) -> ScannedPaper:
    """Damage each page of a paper; pages of one paper share its resolution and colour mode."""
    return scan_sheets(paper, [choose_wear_like(rng, level, wear) for _ in paper.sheets], rng, behind)


def scan_sheets(paper: Paper, wears: Sequence[Wear], rng: Random, behind: Image.Image | None = None) -> ScannedPaper:
    """Damage each page of a paper in its own way; the clean images are given up.

    What shines through a page is the next one, through the last one `behind`.
    """
    pages = []
    backs = [*(sheet.image for sheet in paper.sheets[1:]), behind or paper.sheets[0].image]
    for index, (sheet, own, other) in enumerate(zip(paper.sheets, wears, backs, strict=True)):
        damaged = damage_page(np.asarray(sheet.image), own, rng, np.asarray(other))
        readable = read_codes(damaged) if sheet.codes else frozenset()
        pages.append(ScannedPage(paper, index, sheet, damaged, readable))
    for sheet in paper.sheets:
        sheet.image = Image.new("RGB", (1, 1))
    return ScannedPaper(paper, pages)


def scan_dossier(
    book: FontBook, rng: Random, story: Story, level: str, edition: Edition = DEVELOPMENT
) -> tuple[Dossier, list[ScannedPaper]]:
    """Make a dossier and scan it in one session: one resolution, now and then an empty back."""
    wear = choose_wear(rng, level)
    studio = Studio(book, rng, wear.dpi, edition)
    dossier = make_dossier(studio, story)
    scanned = []
    for paper, behind in zip(dossier.papers, [*dossier.papers[1:], None], strict=True):
        shown = behind.sheets[0].image if behind else None
        scanned.append(scan_paper(paper, level, rng, wear_of(paper, wear), shown))
        if rng.random() < 0.06:
            scanned.append(scan_paper(make_blank(studio, paper.day), level, rng, wear))
    return dossier, scanned


def wear_of(paper: Paper, session: Wear) -> Wear:
    """The session's wear; nobody scans a card with a chip as a 1-bit copy."""
    return replace(session, threshold=session.threshold and paper.type != "CCCD21")


def read_codes(page: Damaged) -> frozenset[str]:
    """Payloads that a reader finds on the stored page."""
    codes = zxingcpp.read_barcodes(np.ascontiguousarray(page.pixels), text_mode=zxingcpp.TextMode.Plain)
    return frozenset(code.text for code in codes)


def page_truth(page: ScannedPage, file: str, number: int, level: str) -> TruthPage:
    """What stands on one stored page."""
    damaged, sheet = page.damaged, page.sheet
    blank = page.paper.type == "BLANK"
    return TruthPage(
        file=file,
        page=number,
        rotation=damaged.rotation,
        blank=blank,
        separator=page.paper.type == "SEPARATOR",
        text="\n".join(line.text for line in sheet.lines),
        type=page.paper.type,
        layout=page.paper.layout,
        level=level,
        dpi=damaged.wear.dpi,
        width=damaged.pixels.shape[1],
        height=damaged.pixels.shape[0],
        skew=round(damaged.wear.skew, 3),
        bilevel=damaged.bilevel,
        fonts=sorted(sheet.faces),
        lines=[TruthLine(line.text, damaged.map_box(line.box), line.hand) for line in sheet.lines],
        codes=[
            TruthCode(code.symbology, code.text, damaged.map_box(code.box), code.text in page.readable)
            for code in sheet.codes
        ],
        regions=[TruthRegion(kind, damaged.map_box(box)) for kind, box in sheet.regions],
        cards=[TruthCard(damaged.map_box(card.box), card.turn, card.text) for card in sheet.cards],
    )


def document_truth(scan: ScannedPaper, ident: str, file: str, first: int) -> TruthDocument:
    """A paper as a document: its fields with the page and place where each first stands."""
    fields: dict[str, TruthField] = {}
    for page in scan.pages:
        for key, mark in page.sheet.fields.items():
            if key not in fields and mark.box is not None:
                raw = " ".join(mark.raw)
                fields[key] = TruthField(
                    scan.paper.values.get(key, raw), raw, first + page.index, page.damaged.map_box(mark.box)
                )
    if "so_ky_hieu" in fields:
        whole = fields["so_ky_hieu"]
        for key in ("so", "ky_hieu"):
            fields[key] = replace(whole, value=scan.paper.values[key])
    payloads = scan.paper.payloads
    readable = any(payloads.get("qr") in page.readable for page in scan.pages)
    return TruthDocument(
        id=ident,
        type=scan.paper.type,
        layout=scan.paper.layout,
        day=scan.paper.day.strftime("%d/%m/%Y"),
        part=scan.paper.part,
        file=file,
        pages=[first + page.index for page in scan.pages],
        fields=fields,
        qr=payloads.get("qr"),
        mrz=payloads.get("mrz"),
        qr_readable=readable,
    )


def save_file(folder: Path, name: str, kind: str, scans: Sequence[ScannedPaper], rng: Random) -> None:
    """Write the pages of some papers as one file."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    pages = [page.damaged for scan in scans for page in scan.pages]
    if kind == "pdf":
        write_pdf(path, pages, junk=rng.random() < 0.3)
    elif kind == "tif":
        write_tiff(path, pages)
    elif kind == "png":
        write_png(path, pages[0])
    elif kind == "heic":
        write_heic(path, pages[0].pixels, heic_encoder() or "heif-enc")
    else:
        write_jpeg(path, pages[0])


class Binder:
    """Puts scanned dossiers into files and writes down what went where."""

    def __init__(self, folder: Path, truth: Truth, rng: Random) -> None:
        self.folder, self.truth, self.rng = folder, truth, rng

    def add_file(self, name: str, kind: str, scans: Sequence[ScannedPaper]) -> list[tuple[ScannedPaper, int]]:
        """Save papers as one file; gives each with the number of its first page there."""
        save_file(self.folder, name, kind, scans, self.rng)
        placed, number = [], 1
        for scan in scans:
            placed.append((scan, number))
            for page in scan.pages:
                self.truth.pages.append(page_truth(page, name, number, self.truth.level))
                number += 1
        self.truth.sources.append(TruthSource(name, number - 1, kind))
        return placed

    def add_dossier(self, dossier: Dossier, placed: Iterable[tuple[ScannedPaper, int, str]]) -> None:
        """Note a dossier whose papers lie in files already saved."""
        ident = f"d{len(self.truth.dossiers) + 1:03d}"
        entry = TruthDossier(ident, dossier.code, dossier.story.procedure or None)
        for scan, first, name in placed:
            if scan.paper.type not in {"BLANK", "SEPARATOR"}:
                entry.documents.append(document_truth(scan, f"{ident}-{len(entry.documents) + 1:02d}", name, first))
        self.truth.dossiers.append(entry)

    def bind_whole(self, name: str, kind: str, dossiers: Sequence[tuple[Dossier, list[ScannedPaper]]]) -> None:
        """One file with one or more dossiers one after the other."""
        scans = [scan for _, papers in dossiers for scan in papers]
        placed = self.add_file(name, kind, scans)
        start = 0
        for dossier, papers in dossiers:
            self.add_dossier(dossier, [(scan, first, name) for scan, first in placed[start : start + len(papers)]])
            start += len(papers)

    def bind_loose(self, stem: str, dossier: Dossier, papers: Sequence[ScannedPaper], kinds: Sequence[str]) -> None:
        """A folder with a file for each paper: pictures for single pages (kinds in turn), PDF for longer ones."""
        placed = []
        for index, scan in enumerate(papers, 1):
            own = kinds[(index - 1) % len(kinds)] if len(scan.pages) == 1 else "pdf"
            name = f"{stem}/{index:02d}.{own}"
            placed += [(paper, first, name) for paper, first in self.add_file(name, own, [scan])]
        self.add_dossier(dossier, placed)


def generate_corpus(
    folder: Path,
    book: FontBook,
    *,
    seed: int,
    level: str,
    pages: int = 0,
    dossiers: int = 0,
    types: Iterable[str] = (),
    truth_file: Path | None = None,
    edition: Edition = DEVELOPMENT,
) -> Truth:
    """Write scans into `folder` until there are `pages` pages or `dossiers` dossiers; by default truth.json beside.

    A paper of each of `types` (of `dossiers.TYPES`) that chance did not bring is added. `book` holds the faces of the
    edition.
    """
    folder.mkdir(parents=True, exist_ok=True)
    truth = Truth(seed, level)
    rng = Random(f"corpus/{seed}/{level}")
    binder = Binder(folder, truth, rng)
    waiting: list[tuple[Dossier, list[ScannedPaper]]] = []
    number = 0
    while (pages and len(truth.pages) < pages) or (dossiers and number < dossiers) or waiting:
        own = Random(f"dossier/{seed}/{level}/{number}")
        scanned = scan_dossier(book, own, pick_story(own, number), level, edition)
        number += 1
        if waiting or (rng.random() < 0.2 and scanned[0].code):
            waiting.append(scanned)
            if len(waiting) < 2:
                continue
            binder.bind_whole(f"{number:03d}-stack.pdf", "pdf", with_separator(book, own, level, waiting))
            waiting = []
            continue
        way = rng.choices(("pdf", "tif", "jpg", "png"), (55, 15, 22, 8))[0]
        if way in {"pdf", "tif"}:
            binder.bind_whole(f"{number:03d}.{way}", way, [scanned])
        else:
            binder.bind_loose(f"{number:03d}", *scanned, (way,))
    while missing := set(types) - {page.type for page in truth.pages}:
        own = Random(f"dossier/{seed}/{level}/{number}")
        wear = choose_wear(own, level)
        dossier = make_dossier(Studio(book, own, wear.dpi, edition), pick_story(own, number))
        number += 1
        wanted = {paper.type: paper for paper in dossier.papers if paper.type in missing}
        if wanted:
            scans = [scan_paper(paper, level, own, wear_of(paper, wear)) for paper in wanted.values()]
            binder.bind_loose(f"{number:03d}", replace(dossier, code=None), scans, ("png",))
    truth.write(truth_file or folder / "truth.json")
    return truth


def with_separator(
    book: FontBook, rng: Random, level: str, stack: list[tuple[Dossier, list[ScannedPaper]]]
) -> list[tuple[Dossier, list[ScannedPaper]]]:
    """A stack of dossiers; one without a receipt gets a separator sheet and with it a code."""
    result = []
    for dossier, papers in stack:
        if dossier.code is None or rng.random() < 0.3:
            wear = choose_wear(rng, level)
            sheet = scan_paper(make_separator(Studio(book, rng, wear.dpi), dossier.case), level, rng, wear)
            result.append((replace(dossier, code=dossier.case.code), [sheet, *papers]))
        else:
            result.append((dossier, papers))
    return result
