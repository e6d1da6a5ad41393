"""A paper in the making: its look, its pen position and the values that stand on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from typing import TypeVar

from PIL import ImageDraw

from tests.corpus.fonts import Family, FontBook
from tests.corpus.lettering import BLACK, BLUE, Colour, Style
from tests.corpus.numbers import long_date, padded_day, padded_month, short_date
from tests.corpus.page import Blank, Sheet, Span

Item = TypeVar("Item")
FORM_COLOURS: tuple[Colour, ...] = ((18, 18, 20), (18, 18, 20), (60, 30, 40), (30, 50, 70))
HAND_COLOURS: tuple[Colour, ...] = (BLUE, (20, 30, 110), (35, 35, 45), (40, 20, 110))
MOTTO_DASH = ("Độc lập - Tự do - Hạnh phúc", "Độc lập – Tự do – Hạnh phúc", "ĐỘC LẬP - TỰ DO - HẠNH PHÚC")


@dataclass(frozen=True)
class Look:
    """How a paper of its time is set: faces of form and values, leaders, margins and which of its layouts."""

    form: Style
    value: Style
    leader: str
    layout: int
    left: float
    right: float
    motto: str
    republic: str
    people: str
    """ỦY BAN or UỶ BAN: both spellings of the time."""
    seal: bool = True


def make_look(book: FontBook, rng: Random, day: date, layouts: int, *, printed: bool = False) -> Look:
    """A look fit for the day; `printed` papers have no hand-filled values."""
    colour = BLACK if printed else rng.choice(FORM_COLOURS)
    old = day.year < 2006
    family = book.pick("typewriter" if printed and old and rng.random() < 0.6 else "serif", rng)
    if not printed and rng.random() < 0.25:
        family = book.pick("sans", rng)
    points = rng.choice((12.0, 12.5, 13.0, 13.0, 13.5)) - (1.5 if family.role == "typewriter" else 0)
    form = Style(family, points, colour=colour, way="typed" if family.role == "typewriter" else "print")
    value = form if printed else value_style(book, rng, day, form)
    by_hand = ("over", "over", "around", "tail", "rule", "none", "none")
    modern = ("none", "none", "none", "none", "none", "none", "over", "around", "tail", "rule")
    return Look(
        form=form,
        value=value,
        leader=rng.choice(by_hand if value.way != "print" else modern),
        layout=rng.randrange(layouts),
        left=rng.uniform(25, 34),
        right=rng.uniform(14, 20),
        motto=rng.choice(MOTTO_DASH[:2] if not old else MOTTO_DASH),
        republic=rng.choice(("CỘNG HÒA", "CỘNG HOÀ")) + " XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        people=rng.choice(("ỦY BAN", "UỶ BAN")),
        seal=rng.random() < 0.9,
    )


def value_style(book: FontBook, rng: Random, day: date, form: Style) -> Style:
    """How forms were filled in at the time: by hand or machine before 2016, by computer mostly since."""
    hand, typed = (0.5, 0.45) if day.year < 2006 else (0.45, 0.2) if day.year < 2016 else (0.12, 0.03)
    chance = rng.random()
    if chance < hand:
        family: Family = book.pick("hand", rng)
        return Style(family, form.points + rng.uniform(0.5, 2.5), colour=rng.choice(HAND_COLOURS), way="hand")
    if chance < hand + typed:
        return Style(book.pick("typewriter", rng), 11.5, colour=BLACK, way="typed")
    family = form.family if rng.random() < 0.5 else book.pick(rng.choice(("serif", "sans")), rng)
    return Style(family, form.points, bold=rng.random() < 0.3, colour=BLACK)


@dataclass(frozen=True)
class F:
    """A value for a form line: its field key, what is written, and the normal form where that differs."""

    key: str
    raw: str
    value: str | None = None
    weight: float = 1.0
    bold: bool = False


@dataclass
class Paper:
    """A finished paper: its sheets in order and the normalised values of its fields."""

    type: str
    layout: str
    day: date
    sheets: list[Sheet] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    part: str = "component"
    payloads: dict[str, str] = field(default_factory=dict)


class Form:
    """Writes one paper sheet by sheet; `y` is the next baseline in millimetres."""

    beside = True
    """Whether two persons of equal standing get columns beside each other, not one block below the other."""

    def __init__(
        self, book: FontBook, rng: Random, look: Look, paper: Paper, dpi: int, size: tuple[float, float] = (210, 297)
    ) -> None:
        self.book, self.rng, self.look, self.paper, self.dpi, self.page_size = book, rng, look, paper, dpi, size
        self.sheet = self.new_sheet()
        self.y = rng.uniform(18, 24)

    def new_sheet(self) -> Sheet:
        self.sheet = Sheet(self.book, self.rng, self.dpi, self.page_size)
        self.sheet.leader = self.look.leader
        self.paper.sheets.append(self.sheet)
        return self.sheet

    @property
    def width(self) -> float:
        return self.sheet.size[0] - self.look.left - self.look.right

    @property
    def middle(self) -> float:
        return self.look.left + self.width / 2

    def style(self, **changes: object) -> Style:
        """The form's own letters, changed as told (`scale` multiplies the size)."""
        scale = changes.pop("scale", 1.0)
        return replace(self.look.form, points=self.look.form.points * float(scale), **changes)  # type: ignore[arg-type]

    def say(self, text: str) -> str:
        """The form's own words as this edition prints them."""
        return text

    def order(self, what: str, items: Sequence[Item]) -> Sequence[Item]:
        """Blocks of a paper (`what` says which) in the order of this edition's form."""
        return items

    def identity(self, line: str) -> str:
        """A composed line of identity (`card_line`) as this edition writes it."""
        return line

    def spaced(self, setting: tuple[float, float, float]) -> tuple[float, float, float]:
        """First-line indent (mm), leading and space after a paragraph (mm) of running text."""
        return setting

    def need(self, mm: float) -> None:
        """Make sure of so much room, on another sheet if need be; forms of one page are made to fit theirs."""

    def note(self, key: str, value: str) -> str:
        """Keep the normalised value of a field and give its key back."""
        self.paper.values[key] = " ".join(value.split())
        return key

    def value_span(self, item: F) -> Span:
        key = self.note(item.key, item.raw if item.value is None else item.value) if item.raw else None
        style = replace(self.look.value, bold=True) if item.bold else self.look.value
        return Span(item.raw, style, key)

    def row(self, *parts: str | F, x: float = 0.0, width: float | None = None, leading: float = 1.45) -> None:
        """One line of labels and blanks."""
        made: list[Span | Blank] = [
            Span(part, self.look.form)
            if isinstance(part, str)
            else Blank(self.value_span(part), part.weight, self.rng.random() < 0.3)
            for part in parts
        ]
        left = self.look.left + x
        self.y = self.sheet.fill(made, left, self.y, width or self.width - x, leading=leading)

    def card_row(self, label: str, key: str, line: str, *, x: float = 0.0, width: float | None = None) -> None:
        """A composed line of identity, its parts noted as fields of their own."""
        self.row(label, F(key, line), x=x, width=width)
        self.note_parts(key, line)

    def boxes_row(self, label: str, key: str, digits: str, *, cell: float = 5.2) -> None:
        """A label and a row of boxes with a figure in each, as forms ask for ID numbers."""
        sheet, style = self.sheet, self.look.value
        words = sheet.pieces([Span(label, self.look.form)])
        boxes = sheet.put(words, sheet.px(self.look.left), sheet.px(self.y))
        x = sheet.mm(boxes[-1][2]) + 2.5
        figures = [piece for digit in digits for piece in sheet.pieces([Span(digit, style, self.note(key, digits))])]
        draw = ImageDraw.Draw(sheet.image)
        for place, figure in enumerate(figures):
            left = x + place * cell
            frame = (sheet.px(left), sheet.px(self.y - 4.6), sheet.px(left + cell), sheet.px(self.y + 1.6))
            draw.rectangle(frame, outline=(40, 40, 40), width=max(1, sheet.px(0.15)))
            boxes += sheet.put([figure], sheet.px(left) + (sheet.px(cell) - figure.width) / 2, sheet.px(self.y))
        sheet.record([words, figures], boxes)
        self.y += self.look.form.points * 25.4 / 72 * 1.75

    def note_parts(self, key: str, line: str) -> None:
        """Note the parts of a composed line of identity; they stand where the line stands."""
        kind, rest = line.split(" số ", 1)
        number, rest = rest.split(" do ", 1)
        issuer, day = rest.rsplit(" cấp ngày ", 1)
        for suffix, part in (("loai", kind), ("so", number), ("noi_cap", issuer), ("ngay_cap", day)):
            self.sheet.fields[self.note(f"{key}_{suffix}", part)] = self.sheet.fields[key]

    def day_row(
        self, label: str, key: str, day: date, style: int, *more: str | F, x: float = 0.0, width: float | None = None
    ) -> None:
        """A line with a date, in one of three manners: digits, ngày … tháng … năm …, or the whole in one blank."""
        self.note(key, short_date(day))
        if style == 0:
            self.row(label, F(key, short_date(day)), *more, x=x, width=width)
        elif style == 1:
            self.row(
                f"{label} ngày", F(key, padded_day(day), short_date(day), 0.6), "tháng",
                F(key, padded_month(day), short_date(day), 0.6),
                "năm", F(key, str(day.year), short_date(day), 0.8), *more, x=x, width=width,
            )  # fmt: skip
        else:
            self.row(
                label,
                F(key, f"{long_date(day)}"[0].upper() + long_date(day)[1:], short_date(day)),
                *more,
                x=x,
                width=width,
            )

    def text(
        self, *spans: str | Span, align: str = "left", indent: float = 0.0, leading: float = 1.3, **style: object
    ) -> None:
        """A paragraph in the form's letters."""
        look = self.style(**style)
        made = [Span(span, look) if isinstance(span, str) else span for span in spans]
        self.y = self.sheet.write(made, self.look.left, self.y, self.width, align=align, indent=indent, leading=leading)

    def field_span(self, key: str, raw: str, value: str | None = None, **style: object) -> Span:
        """Text of the form's own letters that is the value of a field."""
        return Span(raw, self.style(**style), self.note(key, raw if value is None else value))

    def gap(self, mm: float) -> None:
        self.y += mm

    def left_on_page(self) -> float:
        return self.sheet.size[1] - 20 - self.y

    def rule(self, centre: float, length: float, y: float) -> None:
        """A short line below a heading."""
        sheet = self.sheet
        box = (sheet.px(centre - length / 2), sheet.px(y), sheet.px(centre + length / 2), sheet.px(y))
        ImageDraw.Draw(sheet.image).line(box, fill=(20, 20, 20), width=max(1, sheet.px(0.25)))

    def column(
        self,
        lines: Sequence[tuple[str | Sequence[Span], dict[str, object]]],
        x: float,
        y: float,
        width: float,
        *,
        align: str = "centre",
        leading: float = 1.22,
    ) -> float:
        """Lines one below another in a column; returns the y after the last."""
        for content, changes in lines:
            style = self.style(**dict(changes))
            spans = [Span(content, style)] if isinstance(content, str) else list(content)
            y = self.sheet.write(spans, x, y, width, align=align, leading=leading)
        return y
