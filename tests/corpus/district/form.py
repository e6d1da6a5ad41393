"""Forms of the district edition: rows at tab stops, run together, boxed, or in tables of four columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from random import Random

from PIL import ImageDraw

from tests.corpus.commune.form import HALF
from tests.corpus.district.faces import LIKE_TIMES, SIZES
from tests.corpus.district.manner import TALL, DistrictManner, choose_manner
from tests.corpus.district.rows import write_beside, write_paragraph, write_quad, write_stops, write_tabbed
from tests.corpus.district.sections import SECTIONS, write_heading
from tests.corpus.district.wording import DistrictWording, choose_wording, form_code, write_day
from tests.corpus.fonts import FontBook
from tests.corpus.form import F, Form, Look, Paper
from tests.corpus.heldout.form import DAY, TOGETHER, Identity
from tests.corpus.heldout.manner import CARDS, CERTIFICATES, FULL, LETTERS, OWN
from tests.corpus.heldout.rows import begins_table
from tests.corpus.numbers import long_date, short_date
from tests.corpus.page import Sheet, Span
from tests.corpus.people import CARD_ISSUER
from tests.corpus.regional.form import RegionalForm
from tests.corpus.regional.manner import restyle

ITEM = re.compile(r"^(?:\d{1,2}(?:\.\d+)*[.)]|[a-zđ]\)|-)\s+")
"""The number or the stroke of an item."""
BULLET = re.compile(r"^[-+•*]\s+")
CLOSING = (",", ";", ")")
KINDS = {
    "Căn cước công dân": ("Căn cước công dân",) * 5 + ("Thẻ CCCD", "CCCD", "CCCD", "Thẻ căn cước", "Căn cước công dân"),
    "CMND": ("CMND",) * 5 + ("Giấy chứng minh nhân dân", "CMND", "Giấy CMND", "Chứng minh nhân dân", "CMND"),
}
ISSUERS = (CARD_ISSUER,) * 4 + (
    "Cục CSQLHC về TTXH",
    "Cục CSQLHC về TTXH",
    "Cục Cảnh sát QLHC về trật tự xã hội",
    "Cục CS quản lý hành chính về TTXH",
    "Cục Cảnh sát QLHC về TTXH - Bộ Công an",
    "Cục trưởng Cục CSQLHC về TTXH",
)
MOTTOS = ("Độc Lập - Tự Do - Hạnh Phúc", "Độc lập - Tự do - Hạnh phúc")
FRAME = 9.0
"""Millimetres from the edge of the sheet to the line around the page."""
CODE_TOP = 13.5
"""Millimetres from the top at which the number of a form stands: at the left, at the right where bar codes are."""
CLEAR = 1.5
"""Millimetres between a table and the words below it."""


class DistrictForm(RegionalForm):
    """Writes a paper as a typist, a hospital or the program of an office sets it."""

    manner: DistrictManner
    wording: DistrictWording

    def __init__(
        self, book: FontBook, rng: Random, look: Look, paper: Paper, dpi: int, size: tuple[float, float] = (210, 297)
    ) -> None:
        self.running: list[Sequence[str | F]] = []
        """Rows that make one paragraph with those that follow."""
        self.headed = 0
        self.footed = False
        super().__init__(book, rng, look, paper, dpi, size)
        code = form_code(paper.type, paper.day) if self.manner.coded and size[0] == 210 else ""
        if code:
            style = replace(self.style(), points=8.5, italic=False)
            align = "right" if paper.type == "GTN" else "left"
            self.sheet.write(Span(code, style), self.look.left, CODE_TOP, self.width, align=align)

    def choose_manner(self, rng: Random, paper: Paper) -> DistrictManner:
        return choose_manner(rng, paper.type, paper.day)

    def choose_wording(self, rng: Random, paper: Paper) -> DistrictWording:
        return choose_wording(rng, paper.type, paper.day.year, self.manner)

    def restyle(self, book: FontBook, rng: Random, look: Look, paper: Paper) -> Look:
        """The look with this edition's sizes, margins and letters of values."""
        made = restyle(book, rng, look, paper, self.manner, like_times=LIKE_TIMES, wide=SIZES)
        if paper.type in CARDS | OWN:
            return made
        form, value = made.form, made.value
        share = rng.uniform(0.9, 1.06) if paper.type not in CERTIFICATES | FULL | LETTERS else 1.0
        scale = SIZES.get(value.family.name, 1.0) / SIZES.get(form.family.name, 1.0) if value != form else 1.0
        value = replace(value, points=value.points * share * scale)
        if value.way == "print" and self.manner.values:
            value = replace(value, bold=self.manner.values == "bold", italic=self.manner.values == "italic")
        return replace(
            made,
            form=replace(form, points=form.points * share),
            value=value,
            leader="none" if self.manner.rows in TALL | {"tabbed"} else made.leader,
            left=rng.choice((rng.uniform(20, 24), rng.uniform(29, 34))),
            right=rng.choice((rng.uniform(13, 16), rng.uniform(18, 22))),
            motto=rng.choice((made.motto, made.motto, *MOTTOS)),
        )

    def new_sheet(self) -> Sheet:
        """Another sheet, with the line around it that the paper's pages have."""
        sheet = super().new_sheet()
        if self.manner.framed and self.page_size == (210, 297):
            edges = (FRAME, FRAME, sheet.size[0] - FRAME, sheet.size[1] - FRAME)
            pen = max(1, sheet.px(0.3))
            ImageDraw.Draw(sheet.image).rectangle(
                tuple(sheet.px(edge) for edge in edges), outline=(40, 40, 40), width=pen
            )
        return sheet

    def text(
        self, *spans: str | Span, align: str = "left", indent: float = 0.0, leading: float = 1.3, **style: object
    ) -> None:
        self.release()
        self.clear()
        super().text(*spans, align=align, indent=indent, leading=leading, **style)

    def clear(self) -> None:
        """Room below a table that ends right above."""
        if self.manner.rows == "quad" and not begins_table(self):
            self.y += CLEAR

    def release(self) -> None:
        super().release()
        rows, self.running = self.running, []
        if rows:
            write_paragraph(self, self.run_on(rows), 1.3 * max(1.0, min(1.15, self.manner.spacing)))

    def set_row(self, parts: Sequence[str | F], x: float, width: float | None, leading: float) -> None:
        """A row in the paper's manner."""
        keys = [part.key for part in parts if isinstance(part, F)]
        leading *= self.manner.spacing
        if x or width is not None or not keys:
            self.set_plain(parts, x, width, leading)
            return
        heading = SECTIONS.get(self.paper.type, {}).get(keys[0]) if self.manner.sections else None
        if heading:
            self.headed += 1
            write_heading(self, self.headed, heading)
        manner = self.manner.rows
        begins = bool(ITEM.match(str(parts[0]))) or str(parts[0])[:1].isupper()
        if keys[0] == "kinh_gui" and self.manner.addressed:
            self.set_address(parts)
        elif manner == "run" and (self.running or begins):
            if self.running and (ITEM.match(str(parts[0])) or keys[0].endswith("ho_ten")):
                self.release()
            self.running.append([self.dated(part) if isinstance(part, F) else part for part in parts])
        elif manner in {"inline", "run"} or TOGETHER.intersection(keys):
            self.set_plain(self.count(parts), x, width, leading)
        else:
            self.set_entries(parts if manner in TALL else self.count(parts), leading)

    def set_plain(self, parts: Sequence[str | F], x: float, width: float | None, leading: float) -> None:
        """A row on a line of its own, with leaders."""
        if self.page_size[1] >= 290 and width is None:
            self.need(9)
        if width is None:
            self.clear()
        self.set_line([self.dated(part) if isinstance(part, F) else part for part in parts], x, width, leading)

    def set_entries(self, parts: Sequence[str | F], leading: float) -> None:
        """The labels of a row, each with its value, at tab stops, beside boxes or in a table."""
        manner = self.manner.rows
        if self.page_size[1] >= 290:
            self.need(9 if manner != "tabbed" else 14)
        if manner == "stops":
            apart = [part.key for part in parts[1::2] if isinstance(part, F)]
            entries = self.cut([self.dated(part) if isinstance(part, F) else part for part in parts])
            if len(parts) != 2 * len(apart) or len(set(apart)) < 2 or not write_stops(self, entries, leading):
                self.set_plain(parts, 0.0, None, leading)
            return
        entries = self.cut([self.dated(part) if isinstance(part, F) else part for part in parts])
        if manner == "tabbed":
            write_tabbed(self, entries, leading)
        elif manner == "quad":
            write_quad(self, entries)
        else:
            write_beside(self, entries, boxed=manner == "field")

    def set_address(self, parts: Sequence[str | F]) -> None:
        """Whom the paper is for, in the middle."""
        self.need(12)
        spans = [
            self.value_span(part) if isinstance(part, F) else Span(f"{self.label(part)} ", self.style(bold=True))
            for part in parts
        ]
        self.y += 1.5
        self.y = self.sheet.write(spans, self.look.left, self.y, self.width, align="centre", leading=1.4)
        self.y += 1.0

    def run_on(self, rows: Sequence[Sequence[str | F]]) -> list[Span]:
        """The rows as one sentence; blanks without a value are left out of it."""
        spans: list[Span] = []
        for row in rows:
            for place, part in enumerate(row):
                if isinstance(part, F):
                    spans += [self.value_span(part)] if part.raw else []
                    continue
                following = row[place + 1] if place + 1 < len(row) else None
                if isinstance(following, F) and not following.raw:
                    continue
                words = self.label(part)
                if spans and (place == 0 or words.endswith(":")):
                    spans.append(Span(", " if place else "; ", self.look.form))
                if spans:
                    words = BULLET.sub("", words)
                    words = words if words[1:2].isupper() else words[:1].lower() + words[1:]
                closing = words[:1] in CLOSING
                spans.append(Span(words if closing else f" {words} ", self.label_style()))
        return [*spans, Span(".", self.look.form)]

    def title(self, label: str) -> str:
        """A label that stands for itself, with no bracket left of a pair."""
        text = super().title(label)
        return HALF.sub("", text) if "(" not in text else text

    def item_sign(self) -> str:
        """What stands before a row that begins an item."""
        return {"1-": f"{self.counted}-", "(1)": f"({self.counted})"}.get(self.manner.counting, self.manner.counting)

    def count(self, parts: Sequence[str | F]) -> Sequence[str | F]:
        """The row with the mark of its item before the words of its label."""
        counted = super().count(parts)
        if counted is parts:
            return parts
        sign = self.item_sign()
        return (f"{sign} {self.say(str(parts[0]))}", *parts[1:])

    def dated(self, item: F) -> F:
        """The value with its day in the paper's manner; its normal form stays."""
        if not DAY.fullmatch(item.raw) or self.look.value.way == "hand":
            return item
        day = datetime.strptime(item.raw, "%d/%m/%Y").date()  # noqa: DTZ007
        return replace(item, raw=write_day(day, self.manner.day), value=item.value or item.raw)

    def day_row(
        self, label: str, key: str, day: date, style: int, *more: str | F, x: float = 0.0, width: float | None = None
    ) -> None:
        """The parts of a day stand in blanks of their own on lines alone; elsewhere the day is one value."""
        style = self.dating.setdefault(label, style)
        if style == 1 and self.manner.rows in {"inline", "stops"} and label:
            Form.day_row(self, label, key, day, style, *more, x=x, width=width)
        elif style == 1 and self.say(label).rstrip(" :").endswith("ngày"):
            written = long_date(day).removeprefix("ngày ")
            self.row(label, F(key, written, short_date(day)), *more, x=x, width=width)
        else:
            super().day_row(label, key, day, style, *more, x=x, width=width)

    def compose(self, known: Identity) -> str:
        """The line of identity in the paper's manner."""
        if self.manner.identity in {"law", "number"}:
            return super().compose(known)
        known = self.named(known)
        day = write_day(known.day, self.day_of_identity)
        return {
            "list": f"{known.kind}: {known.number}; Ngày cấp: {day}; Nơi cấp: {known.issuer}",
            "bracket": f"{known.kind} {known.number} (cấp ngày {day}, nơi cấp: {known.issuer})",
            "stroke": f"{known.kind} số {known.number} - {known.issuer} - cấp ngày {day}",
        }[self.manner.identity]

    @property
    def day_of_identity(self) -> str:
        return "short" if self.manner.day in {"words", "wide"} else self.manner.day

    def named(self, known: Identity) -> Identity:
        kinds, choice = KINDS[known.kind], self.manner.naming
        issuer = ISSUERS[choice] if known.issuer == CARD_ISSUER else known.issuer
        return replace(known, kind=kinds[choice], issuer=issuer)

    def card_row(self, label: str, key: str, line: str, *, x: float = 0.0, width: float | None = None) -> None:
        self.row(label, F(key, self.identity(line)), x=x, width=width)
        self.release()
        self.note_parts(key, line)
