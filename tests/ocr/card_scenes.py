"""Sheets with several cards laid as people lay them: on a grey lid, touching, tilted, at the rim, beside text."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import numpy as np
from PIL import Image, ImageDraw

from tests.corpus.context import Studio
from tests.corpus.damage import Damaged, Wear, damage_page
from tests.corpus.dossiers import STORIES, make_setting
from tests.corpus.fonts import FontBook
from tests.corpus.page import Sheet, Span
from tests.corpus.papers.card import HEIGHT, WIDTH
from tests.corpus.papers.card_sheet import EDGES, draw_card
from tests.corpus.people import Person
from tests.ocr.drawing import LETTER

SCENES = ("lid", "touching", "tilted", "rim", "text", "sizes", "shadows")
SHEET_MM = (210.0, 297.0)
_APART_MM = 5.0


@dataclass(frozen=True)
class Place:
    """Where a card lies: its middle in mm, degrees clockwise, and how much it is enlarged."""

    x: float
    y: float
    turn: float
    scale: float = 1.0

    @property
    def extent(self) -> tuple[float, float]:
        wide, high = WIDTH * self.scale, HEIGHT * self.scale
        return (high, wide) if round(self.turn / 90) % 2 else (wide, high)


@dataclass(frozen=True)
class Scene:
    """The scanned sheet, and of each card its box in fractions of the page and its text."""

    page: Damaged
    boxes: tuple[tuple[float, float, float, float], ...]
    texts: tuple[str, ...]


def make_scene(book: FontBook, rng: Random, kind: str, wear: Wear) -> Scene:
    case = make_setting(rng, rng.choice(STORIES))
    studio = Studio(book, rng, wear.dpi)
    form, _ = studio.begin("CCCD21", case.received, 1, printed=True)
    sheet = form.sheet
    ground = rng.randint(120, 200) if kind == "lid" else 255
    sheet.image.paste((ground,) * 3, (0, 0, *sheet.image.size))
    low, high = (0.0, SHEET_MM[1])
    if kind == "text":
        low, high = write_around(sheet, rng, form.style())
    places = lay_touching(rng) if kind == "touching" else lay_apart(rng, kind, low, high)
    faces: list[tuple[Person, str]] = [(p, side) for p in (case.bride, case.groom) for side in ("front", "back")]
    rng.shuffle(faces)
    edge = "shadow" if kind == "shadows" else rng.choice(EDGES)
    boxes, texts = [], []
    for place, face in zip(places, faces, strict=False):
        card = draw_card(form, *face, "drawn" if kind == "lid" else edge)
        boxes.append(lay_card(sheet, card, place, rng, shaded=edge == "shadow"))
        texts.append("\n".join(line.text for line in card.lines))
    page = damage_page(np.asarray(sheet.image), wear, rng, None)
    return Scene(page, tuple(page.map_box(box) for box in boxes), tuple(texts))


def lay_touching(rng: Random) -> list[Place]:
    """Two to four cards edge to edge, in one column or two."""
    count, columns, gap = rng.choice((2, 3, 4)), rng.choice((1, 2)), rng.choice((0.0, 0.0, 0.7, 1.5))
    lying = columns == 1 or rng.random() < 0.5
    wide, high = (WIDTH, HEIGHT) if lying else (HEIGHT, WIDTH)
    columns, rows = min(columns, count), -(-count // columns)
    left = rng.uniform(6, SHEET_MM[0] - 6 - columns * wide - gap)
    top = rng.uniform(6, SHEET_MM[1] - 6 - rows * (high + gap))
    return [
        Place(
            left + wide / 2 + (n % columns) * (wide + gap),
            top + high / 2 + (n // columns) * (high + gap),
            rng.choice((0, 180)) if lying else rng.choice((90, 270)),
        )
        for n in range(count)
    ]


def lay_apart(rng: Random, kind: str, low: float, high: float) -> list[Place]:
    """Two to four cards between two heights of the sheet that do not touch."""
    rim = 0.5 if kind == "rim" else 8.0
    count = rng.randint(2, 4) if high - low > 200 else 2
    while True:
        places: list[Place] = []
        for _ in range(count):
            turn = rng.choice((0, 0, 90, 180, 270)) + (rng.uniform(-5, 5) if kind in {"tilted", "lid"} else 0)
            place = Place(0, 0, turn, rng.choice((1.0, 1.0, 1.2, 1.4)) if kind == "sizes" else 1.0)
            wide, tall = (side + (6 if kind in {"tilted", "lid"} else 0) for side in place.extent)
            x = rng.uniform(rim + wide / 2, SHEET_MM[0] - rim - wide / 2)
            y = rng.uniform(low + rim + tall / 2, high - rim - tall / 2)
            if kind == "rim":
                x = rng.choice(
                    (rim + rng.uniform(0, 2.5) + wide / 2, SHEET_MM[0] - rim - rng.uniform(0, 2.5) - wide / 2)
                )
            places.append(Place(x, y, turn, place.scale))
        room = _APART_MM + (6 if kind in {"tilted", "lid"} else 0)
        if all(_stand_apart(a, b, room) for i, a in enumerate(places) for b in places[:i]):
            return places


def write_around(sheet: Sheet, rng: Random, style: object) -> tuple[float, float]:
    """Lines of a certificate above or below; the heights between which the cards have room."""
    lines = list(LETTER[: rng.randint(2, 6)])
    above = rng.random() < 0.5
    y = 20.0 if above else 297.0 - 22 - 8 * len(lines)
    start = y
    for line in lines:
        y = sheet.write(Span(line, style), 22, y, 170)  # type: ignore[arg-type]
    return (y, 290.0) if above else (6.0, start - 8)


def lay_card(
    sheet: Sheet, card: Sheet, place: Place, rng: Random, *, shaded: bool
) -> tuple[float, float, float, float]:
    """Pastes the card with its rounded corners; its box on the sheet in pixels."""
    face = card.image.convert("RGBA")
    size = (round(face.width * place.scale), round(face.height * place.scale))
    shape = Image.new("L", face.size, 0)
    ImageDraw.Draw(shape).rounded_rectangle((0, 0, face.width - 1, face.height - 1), sheet.px(3.2), fill=255)
    face.putalpha(shape)
    face = face.resize(size, Image.Resampling.LANCZOS).rotate(-place.turn, Image.Resampling.BICUBIC, expand=True)
    left, top = sheet.px(place.x) - face.width // 2, sheet.px(place.y) - face.height // 2
    if shaded:
        rim = sheet.px(rng.uniform(0.4, 0.9))
        sheet.image.paste((90, 90, 92), (left + rim, top + rim), face.getchannel("A"))
    sheet.image.paste(face, (left, top), face)
    return float(left), float(top), float(left + face.width), float(top + face.height)


def _stand_apart(one: Place, other: Place, room: float) -> bool:
    return (
        abs(one.x - other.x) > (one.extent[0] + other.extent[0]) / 2 + room
        or abs(one.y - other.y) > (one.extent[1] + other.extent[1]) / 2 + room
    )
