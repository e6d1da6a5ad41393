"""Several cards on one sheet, as offices copy them: any way up, whole or without their edges (domain 3.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from random import Random

from PIL import Image

from tests.corpus.cards import mrz_lines, qr_payload
from tests.corpus.context import Studio
from tests.corpus.form import Form, Paper
from tests.corpus.page import CardMark, Sheet
from tests.corpus.papers.card import HEIGHT, WIDTH, draw_back, draw_front
from tests.corpus.people import CARD_ISSUER, Person

EDGES = ("drawn", "drawn", "none", "shadow")
"""How a card stands out: its outline, not at all (a copier burnt it away), or the dark gap around a thick card."""
ROOM_MM, APART_MM = (8.0, 9.0), 6.0


def make_card_sheet(studio: Studio, day: date, people: Sequence[Person], *, turned: bool) -> Paper:
    """One A4 sheet with two to four faces of the people's cards; where `turned`, each face lies its own way."""
    rng = studio.rng
    form, _ = studio.begin("CCCD21", day, 1, printed=True)
    paper, sheet = form.paper, form.sheet
    paper.layout = "cards-turned" if turned else "cards"
    form.note("noi_cap", CARD_ISSUER)
    faces = [(person, side) for person in people for side in ("front", "back")]
    if rng.random() < 0.3:
        rng.shuffle(faces)
    faces = faces[: rng.randint(2, max(2, min(4, len(faces))))]
    turns = [rng.choice((0, 90, 180, 270)) if turned else 0 for _ in faces]
    edge = rng.choice(EDGES)
    places = place_cards(rng, turns, sheet.size)
    made = [(place, turn, draw_card(form, *face, edge)) for place, turn, face in zip(places, turns, faces, strict=True)]
    for place, turn, card in sorted(made, key=lambda item: reading_place(item[0], item[1])):
        put_card(sheet, card, turn, place, edge)
    first = people[0]
    paper.payloads = {"qr": qr_payload(first), "mrz": "\n".join(mrz_lines(first))}
    return paper


def reading_place(place: tuple[float, float], turn: int) -> tuple[int, float]:
    """Cards are read in bands from the top, each band from the left; a band is half a card high."""
    tall = WIDTH if turn % 180 else HEIGHT
    return round((place[1] + tall / 2) / HEIGHT * 1.2), place[0]


def place_cards(rng: Random, turns: Sequence[int], size: tuple[float, float]) -> list[tuple[float, float]]:
    """Top left corners (mm) of cards that do not touch: tried at random, then in rows."""
    sizes = [(HEIGHT, WIDTH) if turn % 180 else (WIDTH, HEIGHT) for turn in turns]
    for _ in range(400):
        column = rng.uniform(ROOM_MM[0], size[0] - ROOM_MM[1] - max(w for w, _ in sizes))
        places: list[tuple[float, float]] = []
        aligned = rng.random() < 0.6
        for w, h in sizes:
            x = column + rng.uniform(-3, 3) if aligned else rng.uniform(ROOM_MM[0], size[0] - ROOM_MM[1] - w)
            x = min(max(ROOM_MM[0], x), size[0] - ROOM_MM[1] - w)
            tall = max(high for _, high in sizes) if aligned else h
            places.append((x, rng.uniform(ROOM_MM[0], size[1] - ROOM_MM[1] - tall)))
        if aligned:
            places = [(x, y) for (x, _), y in zip(places, sorted(y for _, y in places), strict=True)]
        if all(
            _apart((*a, *s), (*b, *t))
            for i, (a, s) in enumerate(zip(places, sizes, strict=True))
            for b, t in list(zip(places, sizes, strict=True))[:i]
        ):
            return places
    columns = [ROOM_MM[0], size[0] / 2 + 3]
    return [(columns[i % 2], ROOM_MM[0] + (i // 2) * (WIDTH + 12)) for i in range(len(turns))]


def draw_card(form: Form, person: Person, side: str, edge: str) -> Sheet:
    """One face on a sheet of its own size."""
    whole, before = form.sheet, len(form.paper.sheets)
    form.sheet = Sheet(form.book, form.rng, form.dpi, (WIDTH + 1, HEIGHT + 1))
    (draw_front if side == "front" else draw_back)(form, person, (0.3, 0.3), 1.0)
    card, form.sheet = form.sheet, whole
    del form.paper.sheets[before:]
    if edge == "none":
        card.image = card.image.point(lambda level: 255 if level > 205 else level)
    return card


def put_card(sheet: Sheet, card: Sheet, turn: int, place: tuple[float, float], edge: str) -> None:
    """The card, turned so many degrees clockwise, with its top left corner there; what it says goes to the sheet."""
    image = card.image.rotate(-turn, expand=True)
    left, top = sheet.px(place[0]), sheet.px(place[1])
    if edge == "shadow":
        rim = sheet.px(sheet.rng.uniform(0.4, 0.9))
        shade = Image.new("RGB", (image.width + rim, image.height + rim), (90, 90, 92))
        sheet.image.paste(shade, (left, top))
    sheet.image.paste(image, (left, top))

    def move(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        x0, y0, x1, y1 = box
        width, height = card.image.size
        turned = {
            0: (x0, y0, x1, y1),
            90: (height - y1, x0, height - y0, x1),
            180: (width - x1, height - y1, width - x0, height - y0),
            270: (y0, width - x1, y1, width - x0),
        }[turn]
        return turned[0] + left, turned[1] + top, turned[2] + left, turned[3] + top

    lines = [
        replace(line, box=move(line.box), words=tuple((text, move(box)) for text, box in line.words))
        for line in card.lines
    ]
    sheet.lines += lines
    sheet.codes += [replace(code, box=move(code.box)) for code in card.codes]
    sheet.regions += [(kind, move(box)) for kind, box in card.regions]
    for key, mark in card.fields.items():
        if key not in sheet.fields and mark.box is not None:
            sheet.fields[key] = replace(mark, box=move(mark.box))
    sheet.faces |= card.faces
    box = (float(left), float(top), float(left + image.width), float(top + image.height))
    sheet.cards.append(CardMark(box, (360 - turn) % 360, "\n".join(line.text for line in lines)))


def _apart(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return (
        one[0] + one[2] + APART_MM < other[0]
        or other[0] + other[2] + APART_MM < one[0]
        or one[1] + one[3] + APART_MM < other[1]
        or other[1] + other[3] + APART_MM < one[1]
    )
