"""Pages with their mistakes marked, and pages before and after cleaning, as pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from font_source_sans_pro import font_files_ttf
from PIL import Image, ImageDraw, ImageFont
from rapidfuzz.distance import Levenshtein

from bench.pages import load_page
from bench.read import PageResult
from bench.reading_score import LineScore
from pipeline.model import Box

WIDTH = 1100
GREEN, ORANGE, RED, GREY, BLUE = (30, 140, 60), (225, 130, 0), (205, 30, 30), (120, 120, 120), (40, 80, 190)


@lru_cache
def face(size: int) -> ImageFont.FreeTypeFont:
    """Letters with all Vietnamese marks, `size` pixels high."""
    return ImageFont.truetype(font_files_ttf["SourceSansPro"], size)


def pick_worst(results: Iterable[PageResult], count: int) -> list[PageResult]:
    """The written pages on which most letters are wrong: those of lost lines and those misread."""
    written = [result for result in results if result.written]
    return sorted(written, key=count_wrong, reverse=True)[:count]


def count_wrong(result: PageResult) -> int:
    return sum(line.errors for line in result.score.printed)


def draw_page(result: PageResult) -> Image.Image:
    """The upright page, each true line boxed (green right, orange misread, red lost, grey by hand), blue what is boxed
    as unread; beside it what was read, wrong letters red, lost lines as they should be."""
    page = result.page
    image = load_page(result.corpus.scans / page["file"], page["page"], page["dpi"]).convert("RGB")
    upright = image.rotate(-page["rotation"], expand=True)
    height = round(upright.height * WIDTH / upright.width)
    canvas = Image.new("RGB", (2 * WIDTH, height + 30), "white")
    canvas.paste(upright.resize((WIDTH, height), Image.Resampling.LANCZOS), (0, 30))
    pen = ImageDraw.Draw(canvas)
    pen.text((8, 4), title_of(result), font=face(18), fill=(0, 0, 0))
    for line in result.score.lines:
        pen.rectangle(place_box(Box(*line.box), height), outline=colour_of(line), width=2)
        write_line(pen, line, height)
    for region in result.reading.regions if result.reading else ():
        if region.kind == "unread":
            pen.rectangle(place_box(region.box, height), outline=BLUE, width=3)
    return canvas


def title_of(result: PageResult) -> str:
    score, page = result.score, result.page
    turned = "" if result.reading and result.reading.rotation % 360 == page["rotation"] % 360 else "TURNED WRONGLY · "
    return (
        f"{page['level']} · {page['type']} · {page['file']} p. {page['page']} · {page['dpi']} dpi · {turned}"
        f"lost {len(score.lost)} of {len(score.printed)} lines · misread {score.misread.percent:.1f} % · "
        f"in order {score.order.percent:.1f} %"
    )


def colour_of(line: LineScore) -> tuple[int, int, int]:
    if line.by_hand:
        return GREY
    if not line.found:
        return RED
    return ORANGE if line.errors else GREEN


def place_box(box: Box, height: int, left: int = 0) -> tuple[float, float, float, float]:
    """A box of the page in pixels of the drawing."""
    top = 30 + box.y * height
    return left + box.x * WIDTH, top, left + (box.x + box.w) * WIDTH, top + box.h * height


def write_line(pen: ImageDraw.ImageDraw, line: LineScore, height: int) -> None:
    """What was read, where the line stands, letters that differ in red; a lost line in red as it should be."""
    left, top, right, bottom = place_box(Box(*line.box), height, WIDTH)
    shown = mark_letters(line)
    text = "".join(part for part, _ in shown)
    size = max(9, round((bottom - top) * 0.8))
    while size > 9 and face(size).getlength(text) > max(60, right - left):
        size -= 1
    for part, wrong in shown:
        pen.text((left, top), part, font=face(size), fill=RED if wrong else (0, 0, 0))
        left += face(size).getlength(part)


def mark_letters(line: LineScore) -> list[tuple[str, bool]]:
    """What was read in parts that are right or wrong, `_` for a letter left out; a lost line as it should be, wrong."""
    if not line.found:
        return [(f"× {line.text}", True)]
    parts = []
    for edit in Levenshtein.opcodes(line.read, line.text):
        read = line.read[edit.src_start : edit.src_end]
        parts.append((read or "_" * (edit.dest_end - edit.dest_start), edit.tag != "equal"))
    return parts


def draw_worst(results: Sequence[PageResult], folder: Path, count: int = 10) -> list[Path]:
    """Write drawings of the worst pages into a folder; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, result in enumerate(pick_worst(results, count), 1):
        path = folder / f"worst-{number:02d}-{result.page['level']}-{result.page['type']}.png"
        draw_page(result).save(path)
        paths.append(path)
    return paths
