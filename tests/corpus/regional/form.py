"""Forms of the regional edition: the law's rows, in the manner of one office."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from random import Random

from tests.corpus.fonts import FontBook
from tests.corpus.form import F, Form, Look, Paper
from tests.corpus.heldout.form import TOGETHER, HeldoutForm, Identity, read_identity
from tests.corpus.heldout.rows import write_above
from tests.corpus.heldout.wording import NUMBER, write_day
from tests.corpus.lettering import Style
from tests.corpus.numbers import long_date, short_date
from tests.corpus.page import Span
from tests.corpus.people import CARD_ISSUER
from tests.corpus.regional.manner import RegionalManner, choose_manner, restyle
from tests.corpus.regional.rows import write_pair
from tests.corpus.regional.wording import RegionalWording, choose_wording

BRACKETS = re.compile(r"((?:\(\d\)|\([^()]{4,}\)):?)")
"""A reference to a note, or a note of its own."""
KINDS = {
    "Căn cước công dân": ("Căn cước công dân",) * 6 + ("CCCD", "CCCD", "Thẻ căn cước công dân", "Thẻ CCCD"),
    "CMND": ("CMND",) * 6 + ("Giấy CMND", "Giấy CMND", "Chứng minh nhân dân", "Giấy chứng minh nhân dân"),
}
ISSUERS = (CARD_ISSUER,) * 5 + (
    "Cục Cảnh sát QLHC về TTXH",
    "Cục Cảnh sát QLHC về TTXH",
    "Cục CS QLHC về TTXH",
    "Cục trưởng Cục Cảnh sát quản lý hành chính về trật tự xã hội",
    "Cục CSQLHC về trật tự xã hội",
)
LETTERS = "abcdđeghiklmnopqrstuvxy"
CAPTION = 0.82
"""The size of a label above its value, as a share of the value's."""
BELOW = 1.45
"""From the baseline of a label to that of the value below it, in sizes of the label."""


def apart(parts: Sequence[str | F]) -> bool:
    """Whether a row is several labels, each with a value of its own, that can stand anywhere."""
    labels, items = parts[::2], parts[1::2]
    return (
        len(labels) == len(items) > 1
        and all(isinstance(label, str) and label[:1].isupper() for label in labels)
        and all(isinstance(item, F) and item.key not in TOGETHER for item in items)
    )


class RegionalForm(HeldoutForm):
    """Writes a paper as the law's form has it, or as a computer program or a printer of a province changed it."""

    manner: RegionalManner
    wording: RegionalWording

    def __init__(
        self, book: FontBook, rng: Random, look: Look, paper: Paper, dpi: int, size: tuple[float, float] = (210, 297)
    ) -> None:
        self.waiting: Sequence[str | F] | None = None
        """A short row that waits for another to stand beside it."""
        self.paired = True
        self.counted = 0
        self.dating: dict[str, int] = {}
        """How the day behind a label is set: alike wherever the label stands on the paper."""
        super().__init__(book, rng, look, paper, dpi, size)

    def choose_manner(self, rng: Random, paper: Paper) -> RegionalManner:
        return choose_manner(rng, paper.type)

    def choose_wording(self, rng: Random, paper: Paper) -> RegionalWording:
        return choose_wording(rng, paper.type, paper.day.year, self.manner)

    def restyle(self, book: FontBook, rng: Random, look: Look, paper: Paper) -> Look:
        return restyle(book, rng, look, paper, self.manner)

    def spaced(self, setting: tuple[float, float, float]) -> tuple[float, float, float]:
        return setting

    def text(
        self, *spans: str | Span, align: str = "left", indent: float = 0.0, leading: float = 1.3, **style: object
    ) -> None:
        if style.get("bold"):
            self.counted = 0
        super().text(*spans, align=align, indent=indent, leading=leading, **style)
        if align == "right" and "scale" in style:
            self.y += 2.0

    def rule(self, centre: float, length: float, y: float) -> None:
        """A line below a heading, clear of its letters."""
        low = self.sheet.mm(self.sheet.lines[-1].box[3]) + 0.2 if self.sheet.lines else y
        super().rule(centre, length, max(y, low))

    def release(self) -> None:
        self.flush()
        super().release()

    def flush(self) -> None:
        """Write the row that waits, alone."""
        if self.waiting is not None:
            parts, self.waiting = self.waiting, None
            self.set_line(parts, 0.0, None, 1.45 * self.manner.spacing)

    def set_row(self, parts: Sequence[str | F], x: float, width: float | None, leading: float) -> None:
        free = not x and width is None
        if self.manner.rows == "above":
            self.set_above(parts, x, width, leading * self.manner.spacing)
        elif self.manner.rows == "pairs" and free and apart(parts):
            for place in range(0, len(parts), 2):
                self.set_half(parts[place : place + 2], leading)
        elif self.manner.rows == "pairs" and free:
            self.set_half(parts, leading)
        else:
            super().set_row(self.count(parts) if free else parts, x, width, leading)

    def set_above(self, parts: Sequence[str | F], x: float, width: float | None, leading: float) -> None:
        """Small labels with their values below; a sentence stays one."""
        said = [part if isinstance(part, str) else self.dated(part) for part in parts]
        if self.page_size[1] >= 290 and width is None:
            self.need(9)
        if any(isinstance(part, F) and part.key in TOGETHER for part in parts):
            self.set_line(said, x, width, leading)
        else:
            write_above(self, self.cut(said), x, width or self.width - x, leading, BELOW)

    def set_half(self, parts: Sequence[str | F], leading: float) -> None:
        """A row beside the one before it, where both are short."""
        said = [part if isinstance(part, str) else self.dated(part) for part in self.count(parts)]
        if not self.fits_half(said):
            self.flush()
            self.need(9)
            self.set_line(said, 0.0, None, leading * self.manner.spacing)
        elif self.waiting is None:
            self.waiting = said
        else:
            first, self.waiting = self.waiting, None
            self.need(9)
            write_pair(self, first, said, leading * self.manner.spacing)

    def set_line(self, parts: Sequence[str | F], x: float, width: float | None, leading: float) -> None:
        """A line; a value too long for it ends it without a closing bracket, one too wide stands below its label."""
        room = width or self.width - x
        made = [Span(p, self.label_style()) if isinstance(p, str) else Span(p.raw, self.look.value) for p in parts]
        if len(parts) > 2 and parts[-1] == ")" and sum(map(self.natural, made)) > self.sheet.px(room):
            parts = parts[:-1]
        if len(parts) == 2 and isinstance(parts[0], str) and isinstance(parts[1], F) and parts[1].raw:
            label = self.label_spans(self.label(parts[0]))
            value = self.value_span(parts[1])
            widest = max(piece.width for piece in self.sheet.pieces([value]))
            if sum(map(self.natural, label)) + widest > self.sheet.px(room):
                for spans in (label, [value]):
                    self.y = self.sheet.write(spans, self.look.left + x, self.y, room, leading=leading)
                return
        super().set_line(parts, x, width, leading)

    def fits_half(self, parts: Sequence[str | F]) -> bool:
        """Whether a row is one label with a value short enough to have another beside it."""
        if not self.paired or len(parts) != 2 or not isinstance(parts[0], str) or not isinstance(parts[1], F):
            return False
        if parts[1].key in TOGETHER or not parts[1].raw:
            return False
        value = replace(self.look.value, bold=parts[1].bold or self.look.value.bold)
        wanted = self.natural(Span(self.label(parts[0]), self.label_style())) + self.natural(Span(parts[1].raw, value))
        return wanted < self.sheet.px(self.width / 2 - 4)

    def count(self, parts: Sequence[str | F]) -> Sequence[str | F]:
        """The row with its number, where the paper numbers its rows and this one begins an item."""
        first = parts[0]
        if not self.manner.counting or not isinstance(first, str) or not first[:1].isupper():
            return parts
        if NUMBER.match(first) or first.startswith("Kính gửi"):
            return parts
        if any(part.key in TOGETHER for part in parts if isinstance(part, F)):
            return parts
        self.counted += 1
        return (f"{self.item_sign()} {first}", *parts[1:])

    def item_sign(self) -> str:
        """What stands before a row that begins an item."""
        return f"{LETTERS[self.counted - 1]})" if self.manner.counting == "a)" else f"{self.counted}."

    def label_spans(self, text: str) -> list[Span]:
        """The label, what stands in brackets smaller."""
        pieces = [piece.strip() for piece in BRACKETS.split(text) if piece.strip()]
        if len(pieces) < 2:
            return super().label_spans(text)
        style = self.label_style()
        small = replace(style, points=style.points * 0.85, italic=True)
        return [Span(f"{piece} ", small if BRACKETS.fullmatch(piece) else style) for piece in pieces]

    def label_style(self) -> Style:
        style = super().label_style()
        return replace(style, points=style.points * CAPTION) if self.manner.rows == "above" else style

    def title(self, label: str) -> str:
        """A label that stands for itself, the letter of its item small."""
        item = NUMBER.match(label)
        if item is None or item[2] is None:
            return super().title(label)
        return f"{item[0].strip()} {super().title(label[item.end() :])}"

    def day_row(
        self, label: str, key: str, day: date, style: int, *more: str | F, x: float = 0.0, width: float | None = None
    ) -> None:
        """As the law's forms have it; where labels stand for themselves, the whole day is one value."""
        style = self.dating.setdefault(label, style)
        if style == 1 and (self.manner.rows not in {"inline", "pairs"} or not label):
            self.note(key, short_date(day))
            self.row(label or "Ngày đăng ký:", F(key, long_date(day), short_date(day)), *more, x=x, width=width)
        elif style == 1:
            Form.day_row(self, label, key, day, style, *more, x=x, width=width)
        else:
            self.note(key, short_date(day))
            self.row(label, F(key, short_date(day)), *more, x=x, width=width)

    def say(self, text: str) -> str:
        if text.endswith(": ngày"):
            said = super().say(text.removesuffix(" ngày"))
            return said if "ngày:" in said else f"{said} ngày"
        return super().say(text)

    def compose(self, known: Identity) -> str:
        if self.manner.identity != "law":
            return super().compose(known)
        known = self.named(known)
        return f"{known.kind} số {known.number} do {known.issuer} cấp ngày {write_day(known.day, self.day_of_identity)}"

    @property
    def day_of_identity(self) -> str:
        return "short" if self.manner.day == "long" else self.manner.day

    def named(self, known: Identity) -> Identity:
        kinds, choice = KINDS[known.kind], self.manner.naming
        issuer = ISSUERS[choice] if known.issuer == CARD_ISSUER else known.issuer
        return replace(known, kind=kinds[choice], issuer=issuer)

    def card_row(self, label: str, key: str, line: str, *, x: float = 0.0, width: float | None = None) -> None:
        self.paired = False
        super().card_row(label, key, line, x=x, width=width)
        self.paired = True

    def note_parts(self, key: str, line: str) -> None:
        """The parts of the line, on the sheet on which it stands."""
        whole = self.sheet
        self.sheet = next((sheet for sheet in reversed(self.paper.sheets) if key in sheet.fields), whole)
        super().note_parts(key, line)
        self.sheet = whole

    def identity(self, line: str) -> str:
        return self.compose(read_identity(line))
