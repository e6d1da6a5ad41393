"""How one word is put on paper: printed, typed on a machine, or written by hand."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw, ImageFont

from tests.corpus.fonts import Family

Colour = tuple[int, int, int]
PixelBox = tuple[float, float, float, float]
BLACK: Colour = (18, 18, 20)
BLUE: Colour = (28, 40, 130)
ABOVE = {"\u0300", "\u0301", "\u0302", "\u0303", "\u0306", "\u0309"}


@dataclass(frozen=True)
class Style:
    """A look of letters; `points` is the size on paper, `way` is print, typed or hand."""

    family: Family
    points: float
    bold: bool = False
    italic: bool = False
    colour: Colour = BLACK
    way: str = "print"


def word_width(font: ImageFont.FreeTypeFont, text: str, style: Style) -> float:
    """Width in pixels of a word as it will be drawn."""
    if style.family.composed:
        return float(sum(font.getlength(base_letter(letter)) for letter in text))
    return float(font.getlength(text))


def base_letter(letter: str) -> str:
    """The unmarked letter below a Vietnamese one."""
    if letter in "đĐ":
        return "d" if letter == "đ" else "D"
    if letter in "–—":
        return "-"
    return unicodedata.normalize("NFD", letter)[0]


def draw_word(
    image: Image.Image, at: tuple[float, float], text: str, font: ImageFont.FreeTypeFont, style: Style, rng: Random
) -> None:
    """Draw a word with its baseline starting at `at` (pixels)."""
    draw = ImageDraw.Draw(image)
    if style.way == "print" and not style.family.composed:
        thicker = font.size * 0.018 if style.bold and style.family.emboldened else 0
        draw.text(at, text, font=font, fill=style.colour, anchor="ls", stroke_width=thicker)
        return
    x, y = at
    drift = font.size * (0.035 if style.way == "hand" else 0.012)
    slope = rng.uniform(-0.02, 0.02) if style.way == "hand" else 0.0
    start = x
    for letter in text:
        shift = rng.uniform(-drift, drift) + slope * (x - start)
        colour = weaken(style.colour, rng) if style.way != "print" else style.colour
        shown = base_letter(letter) if style.family.composed else letter
        draw.text((x, y + shift), shown, font=font, fill=colour, anchor="ls")
        if style.family.composed and shown != letter and letter not in "–—":
            draw_marks(draw, (x, y + shift), letter, font, colour, rng)
        x += font.getlength(shown)


def weaken(colour: Colour, rng: Random) -> Colour:
    """The colour of one stroke: pens and type hammers press unevenly."""
    add = rng.choice((0, 0, 8, 20, 45))
    return (min(255, colour[0] + add), min(255, colour[1] + add), min(255, colour[2] + add))


def draw_marks(
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    letter: str,
    font: ImageFont.FreeTypeFont,
    colour: Colour,
    rng: Random,
) -> None:
    """Vietnamese marks stroke by stroke over a base letter whose face has none."""
    base = base_letter(letter)
    left, top, right, bottom = draw.textbbox(at, base, font=font, anchor="ls")
    pen = max(1, round(font.size * 0.055))
    unit = font.size * 0.13
    centre = (left + right) / 2 + rng.uniform(-0.2, 0.2) * unit
    if letter in "đĐ":
        height = at[1] - font.size * (0.52 if letter == "đ" else 0.33)
        reach = (right - unit * 1.6, right + unit * 0.5) if letter == "đ" else (left - unit * 0.6, left + unit * 1.5)
        draw.line((reach[0], height, reach[1], height + rng.uniform(-1, 1)), fill=colour, width=pen)
        return
    level = top - unit * 0.55
    for mark in unicodedata.normalize("NFD", letter)[1:]:
        if mark == "\u0323":
            y = max(bottom, at[1]) + unit * 0.8
            draw.ellipse((centre - pen * 0.8, y - pen * 0.8, centre + pen * 0.8, y + pen * 0.8), fill=colour)
        elif mark == "\u031b":
            points = [
                (right - unit * 0.4, top + unit * 0.6),
                (right + unit * 0.4, top + unit * 0.1),
                (right + unit * 0.5, top - unit * 0.7),
            ]
            draw.line(points, fill=colour, width=pen, joint="curve")
        else:
            draw.line(mark_points(mark, centre, level, unit), fill=colour, width=pen, joint="curve")
            level -= unit * 1.25 if mark in "\u0302\u0306" else 0


def mark_points(mark: str, x: float, y: float, unit: float) -> list[tuple[float, float]]:
    """The stroke of a mark above a letter, centred on x, standing on y."""
    if mark == "\u0300":
        return [(x - unit, y - unit), (x + unit * 0.4, y)]
    if mark == "\u0301":
        return [(x - unit * 0.4, y), (x + unit, y - unit)]
    if mark == "\u0302":
        return [(x - unit, y), (x, y - unit), (x + unit, y)]
    if mark == "\u0306":
        return [
            (x - unit, y - unit),
            (x - unit * 0.4, y - unit * 0.2),
            (x + unit * 0.4, y - unit * 0.2),
            (x + unit, y - unit),
        ]
    if mark == "\u0303":
        return [
            (x - unit * 1.1, y - unit * 0.2),
            (x - unit * 0.4, y - unit * 0.8),
            (x + unit * 0.4, y - unit * 0.2),
            (x + unit * 1.1, y - unit * 0.8),
        ]
    return [
        (x - unit * 0.5, y - unit * 1.1),
        (x + unit * 0.3, y - unit * 1.1),
        (x + unit * 0.4, y - unit * 0.6),
        (x - unit * 0.1, y - unit * 0.3),
        (x - unit * 0.1, y),
    ]
