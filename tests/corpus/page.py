"""A sheet being printed: draws words in millimetres and writes down, in reading order, what it has drawn and where."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

from PIL import Image, ImageDraw

from tests.corpus.fonts import FontBook
from tests.corpus.lettering import PixelBox, Style, draw_word, word_width

POINT = 25.4 / 72


@dataclass(frozen=True)
class Span:
    """Text in one style; `key` names the field whose value it is (or part of it)."""

    text: str
    style: Style
    key: str | None = None


@dataclass(frozen=True)
class Blank:
    """A place to fill in on a printed form: dotted leaders with the value over them."""

    span: Span
    weight: float = 1.0
    centred: bool = True


@dataclass(frozen=True)
class PrintedLine:
    """One printed line as it is to be read; `hand` lists the parts of its text (start, end) written by hand.

    `block` numbers the cells of tables, each of which is read whole before the next; 0 stands for running text.
    """

    text: str
    box: PixelBox
    hand: tuple[tuple[int, int], ...] = ()
    words: tuple[tuple[str, PixelBox], ...] = ()
    block: int = 0


@dataclass
class FieldMark:
    """Where the value of a field stands on this page."""

    raw: list[str] = field(default_factory=list)
    box: PixelBox | None = None


@dataclass(frozen=True)
class CodeMark:
    symbology: str
    text: str
    box: PixelBox


@dataclass(frozen=True)
class CardMark:
    """A card on a sheet: its box, the degrees clockwise that set it upright, and its text."""

    box: PixelBox
    turn: int
    text: str


@dataclass(frozen=True)
class Piece:
    """A word with its style; `glued` words have no space before them."""

    text: str
    style: Style
    key: str | None
    glued: bool
    width: float


def join_boxes(boxes: Sequence[PixelBox]) -> PixelBox:
    """The smallest box (left, top, right, bottom) around the boxes."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


class Sheet:
    """One side of paper. Coordinates of methods are millimetres from the top left; recorded boxes are pixels."""

    def __init__(self, book: FontBook, rng: Random, dpi: int, size: tuple[float, float] = (210.0, 297.0)) -> None:
        self.book, self.rng, self.dpi, self.size = book, rng, dpi, size
        self.image = Image.new("RGB", (self.px(size[0]), self.px(size[1])), "white")
        self.lines: list[PrintedLine] = []
        self.fields: dict[str, FieldMark] = {}
        self.codes: list[CodeMark] = []
        self.regions: list[tuple[str, PixelBox]] = []
        self.cards: list[CardMark] = []
        """The cards of a sheet that holds several or turned ones."""
        self.faces: set[str] = set()
        self.cell = 0
        """The cell of a table that is being written; 0 outside of tables."""
        self.leader = "over"
        """How leaders meet the value: over (dots run under it), around, tail, rule or none."""
        self.dot = "."
        """The sign that leaders are a row of."""

    def px(self, mm: float) -> int:
        return round(mm * self.dpi / 25.4)

    def mm(self, pixels: float) -> float:
        return pixels * 25.4 / self.dpi

    def pieces(self, spans: Sequence[Span]) -> list[Piece]:
        """The spans cut into words; a span that neither ends nor starts with a space is glued to the next."""
        result: list[Piece] = []
        open_end = True
        for span in spans:
            font = self.font(span.style)
            glued = not open_end and not span.text.startswith(" ") and bool(result)
            for word in unicodedata.normalize("NFC", span.text).split():
                result.append(Piece(word, span.style, span.key, glued, word_width(font, word, span.style)))
                glued = False
            open_end = span.text.endswith(" ") or not span.text
        return result

    def font(self, style: Style):
        self.faces.add(style.family.name)
        return self.book.load(style.family, style.points * self.dpi / 72, bold=style.bold, italic=style.italic)

    def space(self, style: Style) -> float:
        return float(self.font(style).getlength(" "))

    def wrap(self, pieces: Sequence[Piece], width: float, indent: float = 0.0) -> list[list[Piece]]:
        """The words broken into lines of `width` pixels, the first indented."""
        lines: list[list[Piece]] = [[]]
        used = indent
        for piece in pieces:
            gap = 0.0 if piece.glued or not lines[-1] else self.space(piece.style)
            if lines[-1] and not piece.glued and used + gap + piece.width > width:
                lines.append([])
                used, gap = 0.0, 0.0
            lines[-1].append(piece)
            used += gap + piece.width
        return lines

    def line_width(self, pieces: Sequence[Piece]) -> float:
        return sum(p.width + (0.0 if p.glued or i == 0 else self.space(p.style)) for i, p in enumerate(pieces))

    def put(self, pieces: Sequence[Piece], x: float, y: float, stretch: float = 0.0) -> list[PixelBox]:
        """Draw words from pixel x on baseline y, noting fields; returns their boxes. `stretch` widens each space."""
        boxes: list[PixelBox] = []
        for index, piece in enumerate(pieces):
            if index and not piece.glued:
                x += self.space(piece.style) + stretch
            font = self.font(piece.style)
            draw_word(self.image, (x, y), piece.text, font, piece.style, self.rng)
            box = (x, y - font.size * 0.92, x + piece.width, y + font.size * 0.26)
            boxes.append(box)
            if piece.key:
                mark = self.fields.setdefault(piece.key, FieldMark())
                mark.raw.append(piece.text)
                mark.box = join_boxes([mark.box, box]) if mark.box else box
            x += piece.width
        return boxes

    def record(self, groups: Sequence[Sequence[Piece]], boxes: Sequence[PixelBox]) -> None:
        """Note a printed line, made of groups of words, in reading order."""
        text, hand = "", []
        whole: list[tuple[str, PixelBox]] = []
        places = iter(boxes)
        for words in groups:
            text += " " if text and words else ""
            for index, word in enumerate(words):
                text += "" if word.glued or index == 0 else " "
                if word.style.way == "hand":
                    hand.append((len(text), len(text) + len(word.text)))
                text += word.text
                box = next(places)
                if word.glued and index and whole:
                    whole[-1] = whole[-1][0] + word.text, join_boxes([whole[-1][1], box])
                else:
                    whole.append((word.text, box))
        if text:
            self.lines.append(PrintedLine(text, join_boxes(boxes), tuple(hand), tuple(whole), self.cell))

    def write(
        self,
        spans: Sequence[Span] | Span,
        x: float,
        y: float,
        width: float,
        *,
        align: str = "left",
        leading: float = 1.25,
        indent: float = 0.0,
    ) -> float:
        """Wrap and draw text with its first baseline at y (mm); returns the y of the next baseline."""
        spans = [spans] if isinstance(spans, Span) else list(spans)
        pieces = self.pieces(spans)
        if not pieces:
            return y
        step = max(p.style.points for p in pieces) * POINT * leading
        lines = self.wrap(pieces, self.px(width), self.px(indent))
        for number, words in enumerate(lines):
            start = float(self.px(x) + (self.px(indent) if number == 0 else 0))
            room = self.px(x + width) - start
            spare = room - self.line_width(words)
            stretch = 0.0
            gaps = sum(1 for piece in words[1:] if not piece.glued)
            if align == "centre":
                start += spare / 2
            elif align == "right":
                start += spare
            elif align == "justify" and number < len(lines) - 1 and gaps and 0 < spare < room * 0.25:
                stretch = spare / gaps
            boxes = self.put(words, start, self.px(y), stretch)
            self.record([words], boxes)
            y += step
        return y

    def fill(self, parts: Sequence[Span | Blank], x: float, y: float, width: float, *, leading: float = 1.45) -> float:
        """Draw one form line: labels and blanks that share the rest of the width; the last blank may run on."""
        parts = fit_labels(self, parts, self.px(width))
        labels = [self.pieces([part]) if isinstance(part, Span) else [] for part in parts]
        gap = self.px(0.8)
        taken = sum(self.line_width(label) + gap for label in labels if label)
        weights = [part.weight if isinstance(part, Blank) else 0.0 for part in parts]
        room = max(0.0, self.px(width) - taken)
        step = max((p.span if isinstance(p, Blank) else p).style.points for p in parts) * POINT * leading
        label_style = next(part.style for part in parts if isinstance(part, Span))
        cursor, boxes, groups, rest = float(self.px(x)), [], [], []
        shares = share_room(room, weights, [self.natural_width(part) for part in parts])
        for index, (part, label) in enumerate(zip(parts, labels, strict=True)):
            if isinstance(part, Span):
                boxes += self.put(label, cursor, self.px(y))
                groups.append(label)
                cursor += self.line_width(label) + gap
                continue
            share = shares[index]
            lines = self.wrap(self.pieces([part.span]), share) if part.span.text else [[]]
            if part is not parts[-1] and len(lines) > 1:
                lines = [[piece for words in lines for piece in words]]
            boxes += self.value(lines[0], cursor, y, share, label_style, centred=part.centred and len(lines) == 1)
            groups.append(lines[0])
            cursor += share
            rest = lines[1:]
        self.record(groups, boxes)
        if rest:
            again = self.wrap([replace(p, glued=False) for words in rest for p in words], self.px(width))
            for words in again:
                y += step
                self.record([words], self.value(words, self.px(x), y, self.px(width), label_style, centred=False))
        return y + step

    def natural_width(self, part: Span | Blank) -> float:
        """Pixels that the value of a blank needs on one line."""
        return self.line_width(self.pieces([part.span])) + self.px(1.5) if isinstance(part, Blank) else 0.0

    def value(
        self, words: Sequence[Piece], x: float, y: float, width: float, style: Style, *, centred: bool
    ) -> list[PixelBox]:
        """A filled-in value and its leaders, as `leader` says; y in mm, the rest in pixels."""
        used = self.line_width(words)
        pad = max(0.0, min((width - used) / 2 if centred else self.px(1.2), width - used))
        start, end = x + pad, x + pad + used
        base = self.px(y)
        if self.leader == "rule":
            ImageDraw.Draw(self.image).line((x, base + self.px(0.7), x + width, base + self.px(0.7)), fill=(60, 60, 60))
        elif self.leader == "over" or not words:
            self.dots(x, x + width, base, style)
        elif self.leader == "around":
            self.dots(x, start, base, style)
            self.dots(end, x + width, base, style)
        elif self.leader == "tail":
            start, end = x, x + used
            self.dots(end, x + width, base, style)
        else:
            start = x
        lift = self.px(self.rng.uniform(0.0, 0.7)) if words and words[0].style.way != "print" else 0
        return self.put(words, start, base - lift)

    def dots(self, left: float, right: float, base: float, style: Style) -> None:
        """A leader between two pixel columns: the form's own full stop, or another sign, again and again."""
        if self.leader == "none":
            return
        font = self.font(style)
        step = font.getlength(self.dot)
        count = int((right - left) // step)
        if count > 0:
            ImageDraw.Draw(self.image).text((left, base), self.dot * count, font=font, fill=style.colour, anchor="ls")


def share_room(room: float, weights: Sequence[float], needs: Sequence[float]) -> list[float]:
    """The widths of a line's blanks: by weight, but none but the last (which may run on) less than it needs."""
    whole = sum(weights) or 1.0
    shares = [room * weight / whole for weight in weights]
    blanks = [index for index, weight in enumerate(weights) if weight]
    for index in blanks[:-1]:
        lacking = needs[index] - shares[index]
        if lacking > 0:
            shares[index] += lacking
            donors = [other for other in blanks if other != index and shares[other] - needs[other] > 0] or blanks[-1:]
            for other in donors:
                shares[other] = max(0.0, shares[other] - lacking / len(donors))
    return shares


def fit_labels(sheet: Sheet, parts: Sequence[Span | Blank], width: float) -> list[Span | Blank]:
    """The parts with their values in a smaller letter where labels and values would not fit the line."""
    for _ in range(4):
        needed = 0.0
        for index, part in enumerate(parts):
            span = part.span if isinstance(part, Blank) else part
            if isinstance(part, Span) or index < len(parts) - 1:
                needed += sheet.line_width(sheet.pieces([span])) + sheet.px(1.2)
        if needed <= width:
            break
        parts = [shrink(part) for part in parts]
    return list(parts)


def shrink(part: Span | Blank) -> Span | Blank:
    span = part.span if isinstance(part, Blank) else part
    smaller = replace(span, style=replace(span.style, points=span.style.points * 0.92))
    return replace(part, span=smaller) if isinstance(part, Blank) else smaller
