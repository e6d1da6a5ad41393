"""Forms of the held-out edition: the rows that papers ask for, set and worded in the manner of one paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random

from tests.corpus.fonts import FontBook
from tests.corpus.form import F, Form, Item, Look, Paper
from tests.corpus.heldout.manner import OWN, Manner, choose_manner, choose_wording, restyle
from tests.corpus.heldout.rows import Entry, write_above, write_boxed, write_columns
from tests.corpus.heldout.wording import ISSUERS, PAPERS, Wording, write_day
from tests.corpus.lettering import Style
from tests.corpus.numbers import padded_day, padded_month, short_date
from tests.corpus.page import Blank, Sheet, Span
from tests.corpus.people import CARD_ISSUER

DAY = re.compile(r"\d{2}/\d{2}/\d{4}")
TOGETHER = frozenset(("cap_ban_sao", "lam_tai", "ngay_lam", "cap_moi", "dien_tich_rieng"))
"""Keys whose rows are sentences: they stay on one line."""


@dataclass(frozen=True)
class Identity:
    """A composed line of identity taken apart, as printed."""

    kind: str
    number: str
    issuer: str
    day: date


def read_identity(line: str) -> Identity:
    """The parts of `... số ... do ... cấp ngày ...`."""
    kind, rest = line.split(" số ", 1)
    number, rest = rest.split(" do ", 1)
    issuer, day = rest.rsplit(" cấp ngày ", 1)
    return Identity(kind, number, issuer, datetime.strptime(day, "%d/%m/%Y").date())  # noqa: DTZ007


def middle_label(parts: Sequence[str | F]) -> int:
    """Where a row with several labels may be cut in two, before a label; 0: nowhere."""
    keys = [part.key for part in parts if isinstance(part, F)]
    places = [
        place
        for place, part in enumerate(parts[:-1])
        if place and isinstance(part, str) and isinstance(parts[place + 1], F)
    ]
    return places[len(places) // 2] if places and len(set(keys)) == len(keys) else 0


class HeldoutForm(Form):
    """Writes a paper as `Form` does, its rows, dates, words and order being those of another office."""

    def __init__(
        self, book: FontBook, rng: Random, look: Look, paper: Paper, dpi: int, size: tuple[float, float] = (210, 297)
    ) -> None:
        self.manner = self.choose_manner(rng, paper)
        if size[0] > size[1]:
            self.manner = replace(self.manner, rows="inline", beside=True, spacing=0.84)
        self.wording = self.choose_wording(rng, paper)
        self.beside = self.manner.beside
        self.held: dict[str, tuple[Sequence[str | F], float, float | None, float]] = {}
        """Rows that wait, by the key of the row that they follow."""
        self.number_below: list[Span] = []
        self.date_below: list[Span] = []
        """A number that stands under the title, a place and day that stand above the signatures."""
        super().__init__(book, rng, self.restyle(book, rng, look, paper), paper, dpi, size)

    def choose_manner(self, rng: Random, paper: Paper) -> Manner:
        return choose_manner(rng, paper.type)

    def choose_wording(self, rng: Random, paper: Paper) -> Wording:
        return choose_wording(rng, paper.type)

    def restyle(self, book: FontBook, rng: Random, look: Look, paper: Paper) -> Look:
        return restyle(book, rng, look, paper)

    def new_sheet(self) -> Sheet:
        sheet = super().new_sheet()
        sheet.dot = self.manner.sign
        return sheet

    def say(self, text: str) -> str:
        if self.paper.type in OWN:
            return text
        if self.paper.day.year < 2004 and text.endswith("-UBND"):
            return text.removesuffix("ND")
        return self.wording.say(text)

    def order(self, what: str, items: Sequence[Item]) -> Sequence[Item]:
        return tuple(reversed(items)) if self.manner.turned else items

    def spaced(self, setting: tuple[float, float, float]) -> tuple[float, float, float]:
        return self.manner.prose

    def need(self, mm: float) -> None:
        if self.left_on_page() + 8 < mm:
            self.new_sheet()
            self.y = 20.0

    def text(
        self, *spans: str | Span, align: str = "left", indent: float = 0.0, leading: float = 1.3, **style: object
    ) -> None:
        self.release()
        if self.page_size[1] >= 290 and self.y > 40:
            self.need(8)
        spaced = leading * max(0.95, min(1.05, self.manner.spacing))
        said = [self.say(span) if isinstance(span, str) else span for span in spans]
        super().text(*said, align=align, indent=indent, leading=spaced, **style)

    def gap(self, mm: float) -> None:
        self.release()
        super().gap(mm * min(1.0, self.manner.spacing))

    def release(self) -> None:
        """Write the rows that still wait for one that did not come."""
        held, self.held = self.held, {}
        for parts, x, width, leading in held.values():
            self.set_row(parts, x, width, leading)

    def row(self, *parts: str | F, x: float = 0.0, width: float | None = None, leading: float = 1.45) -> None:
        keys = [part.key for part in parts if isinstance(part, F)]
        second = self.manner.swaps.get(keys[0]) if keys else None
        if second and second not in self.held:
            self.held[second] = (parts, x, width, leading)
            return
        self.set_row(parts, x, width, leading)
        for key in keys:
            if key in self.held:
                self.set_row(*self.held.pop(key))

    def set_row(self, parts: Sequence[str | F], x: float, width: float | None, leading: float) -> None:
        """A row in the paper's manner."""
        said = [part if isinstance(part, str) else self.dated(part) for part in parts]
        manner = self.manner.rows
        leading *= self.manner.spacing
        if self.page_size[1] >= 290 and width is None:
            self.need(9)
        sentence = any(isinstance(part, F) and part.key in TOGETHER for part in parts)
        if manner == "inline" or sentence or (x and manner != "above") or (width and manner != "above"):
            self.set_line(said, x, width, leading)
            return
        entries = self.cut(said)
        if manner == "above":
            write_above(self, entries, x, width or self.width - x, leading)
        elif manner == "boxed":
            write_boxed(self, entries, leading)
        else:
            write_columns(self, entries, manner, leading)

    def set_line(self, parts: Sequence[str | F], x: float, width: float | None, leading: float) -> None:
        """Labels and values on one line, with leaders."""
        made: list[Span | Blank] = []
        room = sum(isinstance(part, F) for part in parts) < 3
        for part, following in zip(parts, (*parts[1:], ""), strict=True):
            if isinstance(part, F):
                made.append(Blank(self.value_span(part), part.weight, self.rng.random() < 0.3))
            else:
                text = self.label(part) if room and isinstance(following, F) else self.say(part)
                made += self.label_spans(text)
        room = width or self.width - x
        half = self.break_at(parts)
        if half and sum(map(self.natural, made)) > self.sheet.px(room):
            self.set_line(parts[:half], x, width, leading)
            self.set_line(parts[half:], x, width, leading)
            return
        self.y = self.sheet.fill(made, self.look.left + x, self.y, room, leading=leading)

    def break_at(self, parts: Sequence[str | F]) -> int:
        """Where a row that is too long for its line goes on below; 0: nowhere."""
        return middle_label(parts)

    def natural(self, part: Span | Blank) -> float:
        """Pixels that a label or a value takes on one line."""
        span = part.span if isinstance(part, Blank) else part
        return self.sheet.line_width(self.sheet.pieces([span])) + self.sheet.px(2.0)

    def cut(self, parts: Sequence[str | F]) -> list[Entry]:
        """The labels of a row, each with its value: parts of one value stay together."""
        entries: list[Entry] = []
        key = None
        for place, part in enumerate(parts):
            following = parts[place + 1] if place + 1 < len(parts) else None
            if isinstance(part, F):
                if not entries:
                    entries.append(Entry("", []))
                entries[-1].values.append(self.value_span(part))
                key = part.key
            elif isinstance(following, F) and (following.key != key or not entries):
                entries.append(Entry(self.title(part), []))
            elif entries and (following is not None or part.strip(" )")):
                entries[-1].values.append(Span(self.say(part), self.look.form))
        return entries

    def title(self, label: str) -> str:
        """A label that stands for itself: no mark of the sentence that it was part of."""
        text = self.label(label).strip(" ,;(")
        text = text[:1].upper() + text[1:]
        return text if not text or text.endswith(":") else f"{text}{self.wording.colon}"

    def label(self, text: str) -> str:
        said = self.say(text)
        return said.upper() if self.manner.labels == "capital" and len(said) < 60 else said

    def label_spans(self, text: str) -> list[Span]:
        """A label on a line with its value."""
        return [Span(text, self.label_style())]

    def label_style(self) -> Style:
        return self.style(bold=self.manner.labels == "bold", italic=self.manner.labels == "italic")

    def dated(self, item: F) -> F:
        """The value with its day in the paper's manner; its normal form stays."""
        if not DAY.fullmatch(item.raw) or self.look.value.way == "hand":
            return item
        day = datetime.strptime(item.raw, "%d/%m/%Y").date()  # noqa: DTZ007
        return replace(item, raw=write_day(day, self.manner.day), value=item.value or item.raw)

    def day_row(
        self, label: str, key: str, day: date, style: int, *more: str | F, x: float = 0.0, width: float | None = None
    ) -> None:
        """A line with a date: as other dates of the paper, its parts with strokes between, or after `ngày`."""
        self.note(key, short_date(day))
        if style != 1:
            self.row(label, F(key, short_date(day)), *more, x=x, width=width)
            return
        signs = ("-", "-") if self.manner.day in {"dash", "spaced"} else ("/", "/")
        if self.manner.day in {"long", "dot"}:
            label, signs = f"{label} ngày:" if label else "ngày:", ("tháng:", "năm:")
        parts = (padded_day(day), padded_month(day), str(day.year))
        blanks = [F(key, raw, short_date(day), weight) for raw, weight in zip(parts, (0.6, 0.6, 0.8), strict=True)]
        self.row(label, blanks[0], signs[0], blanks[1], signs[1], blanks[2], *more, x=x, width=width)

    def identity(self, line: str) -> str:
        return self.compose(read_identity(line))

    def compose(self, known: Identity) -> str:
        """The line of identity in the paper's manner."""
        known = self.named(known)
        day = write_day(known.day, self.manner.day if self.manner.day != "spaced" else "dash")
        on = day if "ngày" in day else f"ngày {day}"
        return {
            "comma": f"{known.kind} số {known.number}, cấp {on}, nơi cấp: {known.issuer}",
            "colon": f"{known.kind} số: {known.number} cấp {on} tại {known.issuer}",
            "short": f"{known.number} ({known.kind}), {known.issuer} cấp {on}",
            "number": known.number,
        }[self.manner.identity]

    def named(self, known: Identity) -> Identity:
        """The kind of paper and its issuer in this edition's words."""
        kinds, choice = PAPERS[known.kind], self.manner.naming
        issuer = ISSUERS[choice % 2] if known.issuer == CARD_ISSUER else known.issuer
        return replace(known, kind=kinds[choice % len(kinds)], issuer=issuer)

    def card_row(self, label: str, key: str, line: str, *, x: float = 0.0, width: float | None = None) -> None:
        self.row(label, F(key, self.identity(line)), x=x, width=width)
        self.note_parts(key, line)

    def note_parts(self, key: str, line: str) -> None:
        known = self.named(read_identity(line))
        parts = {"so": known.number}
        if self.manner.identity != "number":
            parts |= {"loai": known.kind, "noi_cap": known.issuer, "ngay_cap": short_date(known.day)}
        for suffix, part in parts.items():
            self.sheet.fields[self.note(f"{key}_{suffix}", part)] = self.sheet.fields[key]

    def boxes_row(self, label: str, key: str, digits: str, *, cell: float = 5.2) -> None:
        self.release()
        super().boxes_row(self.label(label), key, digits, cell=4.6)
