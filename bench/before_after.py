"""Pages as scanned beside what the engine gets to see, for the docs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PIL import Image

from bench.pages import load_page
from bench.read import PageResult
from ocr.clean import Grey
from ocr.config import ReaderConfig
from ocr.lines import open_second, read_cuts
from ocr.raster import render_page
from ocr.sheet import even_page, prepare_sheet
from ocr.stamps import split_inks
from pipeline.limits import Limits

TILE = (420, 594)
GAP = 12


def pick_varied(results: Sequence[PageResult], count: int) -> list[PageResult]:
    """Pages of unlike types, those with most to clean first: what lies askew or bears seals and stamps."""
    marked = sorted(
        (result for result in results if result.written and result.reading is not None),
        key=lambda result: -len({region["kind"] for region in result.page["regions"]}) - abs(result.page["skew"]) / 3,
    )
    chosen: dict[str, PageResult] = {}
    for result in marked:
        chosen.setdefault(result.page["type"], result)
    return list(chosen.values())[:count]


def clean_picture(path: Path, page: int, rotation: int) -> tuple[Grey, int]:
    """What the engine gets to see of a page that `rotation` degrees set upright, and its resolution."""
    scan = render_page(path, page, Limits())  # type: ignore[call-arg]
    second = open_second(ReaderConfig().second)
    reads = partial(read_cuts, second) if second else None
    sheet = prepare_sheet(even_page(split_inks(scan.pixels, scan.dpi).grey, scan.dpi), rotation, reads)
    return sheet.picture, sheet.dpi


def show_page(result: PageResult) -> tuple[Image.Image, Image.Image]:
    """The page as scanned, set upright, and as it is read."""
    page, path = result.page, result.corpus.scans / result.page["file"]
    scan = load_page(path, page["page"], page["dpi"]).convert("RGB").rotate(-page["rotation"], expand=True)
    picture, _ = clean_picture(path, page["page"], page["rotation"])
    return scan, Image.fromarray(picture)


def draw_sheet(results: Sequence[PageResult], path: Path, count: int = 4) -> None:
    """One picture: a row of pages as scanned, below it the same pages as they are read."""
    chosen = pick_varied(results, count)
    width, height = TILE
    canvas = Image.new("RGB", (len(chosen) * (width + GAP) + GAP, 2 * (height + GAP) + GAP), (235, 235, 235))
    for column, result in enumerate(chosen):
        for row, image in enumerate(show_page(result)):
            small = image.convert("RGB")
            small.thumbnail(TILE, Image.Resampling.LANCZOS)
            canvas.paste(small, (GAP + column * (width + GAP), GAP + row * (height + GAP)))
    path.parent.mkdir(parents=True, exist_ok=True)
    canvas.save(path, optimize=True)
