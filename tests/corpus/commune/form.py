"""Forms of the commune edition: the law's rows, run together, headed, framed or numbered as an office has them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from random import Random

from tests.corpus.commune.faces import LIKE_TIMES, SMALL, WIDE
from tests.corpus.commune.manner import SECTIONS, CommuneManner, choose_manner
from tests.corpus.commune.rows import write_cells, write_ledger
from tests.corpus.commune.wording import STATE_PRINTED, CommuneWording, choose_wording, form_code
from tests.corpus.fonts import FontBook
from tests.corpus.form import F, Item, Look, Paper
from tests.corpus.heldout.form import TOGETHER
from tests.corpus.heldout.manner import FULL
from tests.corpus.heldout.rows import begins_table
from tests.corpus.page import Span
from tests.corpus.regional.form import RegionalForm
from tests.corpus.regional.manner import restyle

ROLE = re.compile(r" (?:người (?:mẹ|cha|yêu cầu)|mẹ/Người nuôi dưỡng|vợ|chồng)(?=:)")
"""Whom a label speaks of, where a heading has said so."""
HALF = re.compile(r"\)(?=\s*:?$)")
"""The second bracket of a pair, at the end of a label."""
ROMAN = ("I", "II", "III", "IV", "V", "VI")
FRAMED = frozenset(("cells", "ledger"))
UNFRAMED = TOGETHER | {"kinh_gui", "nguoi_nop", "bo_phan", "nguoi_yeu_cau"}
"""Keys whose rows stand above a table, not in it."""
CLEAR = 1.5
"""Millimetres between a table and the words below it."""
LAST = 25.0
"""Millimetres that the value that ends a row of several needs on its first line."""
TIGHT = 0.93
"""The size of letters on forms of one page whose rows take more room, as a share of the usual one."""
NEW_FORMS = 2016
"""The year of the forms that put women first."""
CODE_TOP = 11.0
"""Millimetres from the top at which the number of a form stands."""


class CommuneForm(RegionalForm):
    """Writes a paper as the circular has it or as the office at hand changed it."""

    manner: CommuneManner
    wording: CommuneWording

    def __init__(
        self, book: FontBook, rng: Random, look: Look, paper: Paper, dpi: int, size: tuple[float, float] = (210, 297)
    ) -> None:
        self.opened: Sequence[str | F] | None = None
        """A row that the next one may go on from."""
        self.running = False
        """Whether the row at hand is two that were run together."""
        self.headed = 0
        self.lined = 0
        super().__init__(book, rng, look, paper, dpi, size)
        code = form_code(paper.type, paper.day) if self.manner.coded and size[0] == 210 else ""
        if code:
            style = replace(self.style(italic=True), points=8.5)
            self.sheet.write(Span(code, style), self.look.left, CODE_TOP, self.width, align="right")

    def choose_manner(self, rng: Random, paper: Paper) -> CommuneManner:
        return choose_manner(rng, paper.type)

    def choose_wording(self, rng: Random, paper: Paper) -> CommuneWording:
        return choose_wording(rng, paper.type, paper.day.year, self.manner)

    def restyle(self, book: FontBook, rng: Random, look: Look, paper: Paper) -> Look:
        """The look with values as large as the form's letters seem, and a little smaller where rows take more room."""
        made = restyle(book, rng, look, paper, self.manner, like_times=LIKE_TIMES, wide=WIDE)
        form, value = made.form, made.value
        tight = TIGHT if paper.type in FULL and self.manner.rows in {*FRAMED, "above"} else 1.0
        scale = 1.0
        if value != form:
            scale = SMALL.get(value.family.name, WIDE.get(value.family.name, 1.0)) / WIDE.get(form.family.name, 1.0)
        return replace(
            made,
            form=replace(form, points=form.points * tight),
            value=replace(value, points=value.points * scale * tight),
            leader="none" if self.manner.rows in FRAMED else made.leader,
        )

    def order(self, what: str, items: Sequence[Item]) -> Sequence[Item]:
        """Wife and mother first since 2016, as certificates prescribe; on older forms the husband."""
        if self.paper.type in STATE_PRINTED:
            turned = what == "couple" and self.paper.day.year < NEW_FORMS
        else:
            turned = self.manner.turned
        return tuple(reversed(items)) if turned else items

    def item_sign(self) -> str:
        if self.manner.counting == "-":
            return "-"
        return f"{self.counted}/" if self.manner.counting == "1/" else super().item_sign()

    def flush(self) -> None:
        if self.opened is not None:
            parts, self.opened = self.opened, None
            self.place(parts, 0.0, None, 1.45)
        super().flush()

    def set_row(self, parts: Sequence[str | F], x: float, width: float | None, leading: float) -> None:
        """A row, run on from the one before it or framed."""
        keys = [part.key for part in parts if isinstance(part, F)]
        free = not x and width is None
        if free and keys:
            self.head(keys[0])
            parts = self.without_role(parts)
        opened, self.opened = self.opened, None
        if opened is not None:
            if keys and keys[0] == self.following(opened) and self.fits(opened, parts):
                self.running = True
                self.place(self.shared((*opened, *parts)), x, width, leading)
                self.running = False
                return
            self.place(opened, 0.0, None, leading)
        if free and keys and keys[0] in self.manner.joins:
            self.opened = parts
        else:
            self.place(parts, x, width, leading)

    def place(self, parts: Sequence[str | F], x: float, width: float | None, leading: float) -> None:
        """A row where it belongs: in a table or on a line."""
        keys = [part.key for part in parts if isinstance(part, F)]
        if self.manner.rows in FRAMED and not x and width is None and not UNFRAMED.intersection(keys):
            self.set_frame(parts)
        else:
            super().set_row(parts, x, width, leading)

    def set_frame(self, parts: Sequence[str | F]) -> None:
        """A row in ruled cells, or each of its labels as a line of a table."""
        self.need(12)
        entries = self.cut([part if isinstance(part, str) else self.dated(part) for part in parts])
        for entry in entries:
            label = entry.label.rstrip(" :")
            if label.endswith(": ngày"):
                entry.label = label.removesuffix(": ngày")
                entry.values.insert(0, Span("ngày", self.look.form))
        if self.manner.rows == "cells":
            write_cells(self, entries)
        else:
            write_ledger(self, entries)

    def text(
        self, *spans: str | Span, align: str = "left", indent: float = 0.0, leading: float = 1.3, **style: object
    ) -> None:
        self.release()
        if self.manner.rows in FRAMED and not begins_table(self):
            self.y += CLEAR
        super().text(*spans, align=align, indent=indent, leading=leading, **style)

    def title(self, label: str) -> str:
        """A label that stands for itself, with no bracket left of a pair."""
        text = super().title(label)
        return HALF.sub("", text) if "(" not in text else text

    def head(self, key: str) -> None:
        """The heading of the rows that a key begins."""
        heading = SECTIONS.get(self.paper.type, {}).get(key) if self.manner.sections else None
        if heading is None:
            return
        self.headed += 1
        roman = self.manner.sections == "roman"
        words = f"{ROMAN[self.headed - 1]}. {heading}" if roman else heading
        self.text(words if self.manner.sections == "plain" else words.upper(), bold=True)

    def without_role(self, parts: Sequence[str | F]) -> Sequence[str | F]:
        """The row's labels, which need not say whom they speak of below a heading that does."""
        if not self.headed:
            return parts
        return [ROLE.sub("", part) if isinstance(part, str) else part for part in parts]

    def following(self, parts: Sequence[str | F]) -> str | None:
        return self.manner.joins.get(next(part.key for part in parts if isinstance(part, F)))

    def fits(self, first: Sequence[str | F], second: Sequence[str | F]) -> bool:
        """Whether two rows can be one: all but the value that ends them on one line, which needs some room there."""
        if self.manner.rows == "cells":
            return True
        parts = (*first, *second)
        last = len(parts) - 1 if isinstance(parts[-1], F) else len(parts)
        wanted = sum(
            self.natural(Span(self.label(part), self.label_style()) if isinstance(part, str) else self.written(part))
            for part in parts[:last]
        )
        room = self.sheet.px(self.width - (LAST if last < len(parts) else 0.0))
        return wanted < room

    def shared(self, parts: Sequence[str | F]) -> Sequence[str | F]:
        """The row with room for each value by its length; the one that ends it may go on below."""
        needs = [self.natural(self.written(part)) if isinstance(part, F) else 0.0 for part in parts]
        if isinstance(parts[-1], F):
            needs[-1] = min(needs[-1], self.sheet.px(LAST))
        return [
            replace(part, weight=max(1.0, need)) if isinstance(part, F) else part
            for part, need in zip(parts, needs, strict=True)
        ]

    def written(self, item: F) -> Span:
        """The value of an item as it will stand, not noted yet."""
        shown = self.dated(item)
        return Span(shown.raw, replace(self.look.value, bold=shown.bold or self.look.value.bold))

    def break_at(self, parts: Sequence[str | F]) -> int:
        return 0 if self.running else super().break_at(parts)

    def dated(self, item: F) -> F:
        """The value as this office fills it in: days in its manner, names of persons in its letters."""
        item = super().dated(item)
        if not item.key.endswith("ho_ten") or self.manner.names not in {"capital", "plain"}:
            return item
        return replace(item, raw=item.raw.upper() if self.manner.names == "capital" else item.raw.title())

    def day_row(
        self, label: str, key: str, day: date, style: int, *more: str | F, x: float = 0.0, width: float | None = None
    ) -> None:
        """In one value wherever labels stand in cells of their own."""
        if self.manner.rows in FRAMED and style == 1 and not label.endswith("Đăng ký"):
            label = label or "Ngày, tháng, năm đăng ký:"
        super().day_row(label, key, day, style, *more, x=x, width=width)
