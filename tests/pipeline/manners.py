"""Any type's labels and values set in many manners of print: beside, above, in cells, in pairs, in two languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from pipeline.catalog import DocumentType, FieldSpec
from pipeline.letters import squeeze
from pipeline.model import Box, Grade, Quality, Reading, Region, Word

from .papers import HEAD

_LETTER: Final = 0.0082
_HEIGHT: Final = 0.011
_STEP: Final = 0.019

Rows = Literal[
    "inline",
    "above",
    "boxed",
    "boxed_above",
    "grid",
    "grid_cells",
    "halves",
    "halves_apart",
    "colon",
    "colon_cells",
    "right",
    "right_apart",
    "tabbed",
]


@dataclass(frozen=True)
class Manner:
    """How a form is set: where values stand, how its labels and marks are written, how days are."""

    rows: Rows = "inline"
    tongue: Literal["one", "slash", "bracket", "below"] = "one"
    letters: Literal["plain", "capital"] = "plain"
    mark: str = ""
    """What stands before each label; `1` stands for the number of the item."""
    colon: str = ":"
    day: str = "{:02d}/{:02d}/{}"
    leader: str = ""
    note: str = ""
    """What stands after each label (`(in hoa)`)."""
    paper: str = "Căn cước công dân số {number} do {body} cấp ngày {day}"
    """How a line names an identity paper."""


MANNERS: Final = {
    "inline": Manner(),
    "above": Manner("above"),
    "above with colons": Manner("above", note=":"),
    "boxed": Manner("boxed"),
    "boxed above": Manner("boxed_above"),
    "grid": Manner("grid"),
    "grid of cells": Manner("grid_cells"),
    "colon": Manner("colon"),
    "colon cells": Manner("colon_cells"),
    "right": Manner("right"),
    "tabbed": Manner("tabbed"),
    "slash": Manner(tongue="slash"),
    "bracket": Manner(tongue="bracket"),
    "below": Manner(tongue="below"),
    "slash boxed": Manner("boxed", "slash"),
    "bracket above": Manner("above", "bracket"),
    "below boxed": Manner("boxed", "below"),
    "slash colon": Manner("colon", "slash"),
    "bracket grid": Manner("grid", "bracket"),
    "capital": Manner(letters="capital"),
    "capital above": Manner("above", letters="capital"),
    "capital boxed": Manner("boxed", letters="capital"),
    "star": Manner(mark="* "),
    "bracketed": Manner(mark="(1) "),
    "two figures": Manner(mark="01. "),
    "half bracket": Manner(mark="1) ", rows="grid"),
    "stroke": Manner(mark="1/ ", rows="above"),
    "stroke boxed": Manner(mark="1/ ", rows="boxed"),
    "stroke glued": Manner(mark="1/"),
    "spaced colon": Manner(colon=" :", day="{:02d} / {} / {}"),
    "spaced colon grid": Manner("grid", colon=" :", mark="(1) ", day="{:02d} . {} . {}"),
    "long day": Manner("right", day="ngày {:02d} tháng {:02d} năm {}"),
    "dashed day": Manner("colon", mark="01. ", day="{:02d}-{:02d}-{}"),
    "underscored": Manner(leader="____"),
    "dotted": Manner(leader="......"),
    "ellipses": Manner(leader="……", rows="grid"),
    "spaced dots": Manner(leader=". . . .", colon=" :"),
    "halves": Manner("halves"),
    "halves apart": Manner("halves_apart"),
    "halves underscored": Manner("halves", leader="____"),
    "right apart": Manner("right_apart"),
    "right slash": Manner("right_apart", "slash", leader="____"),
    "underscored above": Manner("above", leader="________"),
    "underscored colon": Manner("colon", leader="________"),
    "noted": Manner(note=" (ghi bằng chữ in hoa)"),
    "noted above": Manner("above", note=" (nếu có)"),
    "footnoted": Manner(note=" (1)"),
    "papers with colons": Manner(paper="CCCD số: {number}; ngày cấp: {day}; nơi cấp: {body}"),
    "papers in cells": Manner("boxed", paper="Thẻ căn cước: {number}, nơi cấp: {body}, ngày cấp: {day}"),
    "papers above": Manner("above", paper="{number}, {body}, {day}"),
    "papers in short": Manner("colon", paper="CCCD {number}, {body} cấp {day}"),
    "papers with capitals": Manner("right", paper="CCCD {number} Ngày cấp: {day} Nơi cấp: {body}"),
    "papers in brackets": Manner("halves", paper="CMND {number} ({body} cấp ngày {day})"),
}

_NAMES: Final = ("NGUYỄN VĂN AN", "Trần Thị Bình", "LÊ MINH CƯỜNG", "Phạm Thu Dung", "HOÀNG ĐỨC ANH", "Vũ Thị Hà")
_PLACES: Final = ("xã Hòa Bình, tỉnh Đồng Nai", "phường Thụy Khuê, thành phố Hà Nội", "xã Bảo Ái, tỉnh Lào Cai")
_BODIES: Final = ("Ủy ban nhân dân xã Hòa Bình", "Ủy ban nhân dân phường Thụy Khuê", "Công an tỉnh Đồng Nai")
_ISSUERS: Final = ("Cục Cảnh sát quản lý hành chính về trật tự xã hội", "Công an tỉnh Đồng Nai", "Bộ Công an")


@dataclass(frozen=True)
class Item:
    """A label with its value; a heading has no value."""

    spec: FieldSpec | None
    label: str
    english: str
    shown: str
    value: str
    parts: dict[str, str] = field(default_factory=dict)
    """Values of fields that are parts of this one, by the ends of their keys."""


def set_form(kind: DocumentType, manner: Manner, wording: int = 0) -> tuple[Reading, dict[str, str]]:
    """A page of the type in the manner, and what is to be read from it; `wording` picks other wordings of labels."""
    page = _Page()
    for left, right in (line.split(" | ") for line in HEAD):
        page.put(0.08, left)
        page.put(0.5, right, join=True)
        page.down()
    page.down()
    title = kind.titles[0].split()
    for start in range(0, len(title), 8):
        text = " ".join(title[start : start + 8])
        page.put(0.5 - _LETTER * len(text) / 2, text)
        page.down()
    page.down()
    items = list(_items(kind, manner, wording))
    _SETTERS[manner.rows](page, items, manner)
    wanted = {item.spec.key: item.value for item in items if item.spec is not None}
    keys = {spec.key for spec in kind.fields}
    for item in items:
        if item.spec is not None:
            parts = {f"{item.spec.key}_{part}": value for part, value in item.parts.items()}
            wanted |= {key: value for key, value in parts.items() if key in keys}
    return page.reading(), wanted


def _items(kind: DocumentType, manner: Manner, wording: int) -> Iterator[Item]:
    """The type's fields in the order of its form, sections opened by an item of theirs or by a heading."""
    specs = [
        spec for spec in kind.fields if spec.where == "label" and spec.labels and not spec.column and not spec.part_of
    ]
    specs = [spec for spec in specs if spec.labels[0][0].isupper() and spec.kind != "check"]
    anchors = {section.key: [squeeze(anchor) for anchor in section.anchors] for section in kind.sections}
    opened: str | None = None
    used: set[tuple[str | None, str]] = set()
    ordered = [spec for spec in specs if spec.section is None and not _opens(spec, anchors)]
    for key in (None, *anchors):
        group = [spec for spec in specs if key is not None and (spec.section == key or key in _opens(spec, anchors))]
        if key is not None and not group:
            continue
        if key is not None and not any(key in _opens(spec, anchors) for spec in group):
            heading = next(section.anchors[0] for section in kind.sections if section.key == key)
            yield Item(None, heading, "", "", "")
        if key is not None:
            group.sort(key=lambda spec: key not in _opens(spec, anchors))
        for spec in ordered if key is None else group:
            opened = key
            fitting = [
                label
                for label in spec.labels
                if label[0].isupper()
                and len(squeeze(label)) > 3
                and (key not in _opens(spec, anchors) or squeeze(label) in anchors[key or ""])
            ]
            if not fitting:
                continue
            label = fitting[wording % len(fitting)].rstrip(":")
            if (opened, squeeze(label)) in used or (
                key is not None and (None, squeeze(label)) in used and not spec.section
            ):
                continue
            used.add((opened, squeeze(label)))
            shown, value = _sample(spec, len(used), manner)
            parts = _parts(len(used), manner) if spec.kind == "identity" else {}
            if value:
                yield Item(spec, label, spec.name_en, shown, value, parts)


def _opens(spec: FieldSpec, anchors: dict[str, list[str]]) -> set[str]:
    own = {squeeze(label) for label in spec.labels}
    return {key for key, names in anchors.items() if own & set(names)}


def _parts(number: int, manner: Manner) -> dict[str, str]:
    day = f"{1 + number % 28:02d}/{1 + number % 12:02d}/2021"
    return {"so": f"001090{number:03d}456", "noi_cap": _ISSUERS[number % len(_ISSUERS)], "ngay_cap": day}


def _sample(spec: FieldSpec, number: int, manner: Manner) -> tuple[str, str]:
    """What is printed for the field, and the value it means."""
    day, month, year = 1 + number % 28, 1 + number % 12, 1960 + number
    figures = f"{number:03d}"
    date = f"{day:02d}/{month:02d}/{year}", manner.day.format(day, month, year)
    if spec.choices:
        value = list(spec.choices)[number % len(spec.choices)]
        return value, value
    match spec.kind:
        case "name":
            value = _NAMES[number % len(_NAMES)]
        case "date":
            return date[1], date[0]
        case "year":
            value = str(year)
        case "id12":
            value = f"001090{figures}456"
        case "id9":
            value = f"023{figures}456"
        case "docno":
            value = f"{number}/2024"
            if spec.pattern and spec.pattern.startswith("^"):
                value = f"AA 12{figures}45"
        case "enum":
            value = "Việt Nam" if spec.options == "countries" else ("Kinh", "Tày", "Mường", "Nùng")[number % 4]
        case "addr":
            value = f"thôn {number}, {_PLACES[number % len(_PLACES)]}"
        case "org":
            value = _BODIES[number % len(_BODIES)]
        case "phone":
            value = f"0912345{figures}"
        case "email":
            value = f"a{number}@thu.vn"
        case "money":
            return "250.000.000 đồng", "250000000"
        case "area":
            return f"{number},5 m²", f"{number}.5"
        case "int":
            value = str(number)
        case "identity":
            parts = _parts(number, manner)
            value = manner.paper.format(number=parts["so"], body=parts["noi_cap"], day=parts["ngay_cap"])
        case "time":
            return f"08 giờ 30 phút, ngày {date[1].removeprefix('ngày ')}", f"08:30 {date[0]}"
        case "text":
            value = "Bán hàng tạp hóa" if spec.pattern is None else ""
        case _:
            value = ""
    return value, value


@dataclass
class _Page:
    """Words put on a page from the top; each piece is a line of the reading unless joined to the one before."""

    words: list[Word] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    y: float = 0.04
    line: int = -1
    block: int = 0

    def put(self, x: float, text: str, *, y: float | None = None, join: bool = False) -> float:
        self.line += not join
        height = self.y if y is None else y
        for word in text.split():
            self.words.append(Word(word, Box(x, height, _LETTER * len(word), _HEIGHT), 0.9, self.line, self.block))
            x += _LETTER * (len(word) + 1)
        return x

    def down(self, lines: float = 1.0) -> None:
        self.y += _STEP * lines

    def reading(self) -> Reading:
        scale = max(1.0, (self.y + 0.05) / 1.0)
        words = tuple(
            replace(word, box=Box(word.box.x, word.box.y / scale, word.box.w, word.box.h / scale))
            for word in self.words
        )
        regions = tuple(
            replace(region, box=Box(region.box.x, region.box.y / scale, region.box.w, region.box.h / scale))
            for region in self.regions
        )
        height = int(3508 * scale)
        return Reading("a" * 64, 1, "test", 2480, height, 300, 0, False, Quality(Grade.GOOD), words, (), regions)


def _label_lines(item: Item, manner: Manner, number: int) -> list[str]:
    label = item.label.upper() if manner.letters == "capital" else item.label
    mark = manner.mark.replace("1", str(number)).replace("0", "0" if number < 10 else "")
    label = f"{mark}{label}"
    if manner.tongue == "slash":
        label = f"{label} / {item.english}"
    if manner.tongue == "bracket":
        label = f"{label} ({item.english})"
    label += manner.note
    return [label, item.english] if manner.tongue == "below" and item.english else [label]


def _stacked(item: Item, manner: Manner, number: int) -> list[str]:
    return [line for line in (*_label_lines(item, manner, number), _said(item, manner)) if line]


def _wrap(text: str, width: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and len(longer) * _LETTER > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _said(item: Item, manner: Manner) -> str:
    return f"{manner.leader} {item.shown} {manner.leader}" if manner.leader and item.value else item.shown


def _set_inline(page: _Page, items: Sequence[Item], manner: Manner) -> None:
    for number, item in enumerate(items, 1):
        first, *rest = _label_lines(item, manner, number)
        lines = (
            _wrap(f"{first}{manner.colon} {_said(item, manner)}", 0.82)
            if not rest
            else [f"{first}{manner.colon} {_said(item, manner)}"]
        )
        for line in (*lines, *rest):
            page.put(0.1, line)
            page.down()


def _set_above(page: _Page, items: Sequence[Item], manner: Manner) -> None:
    for number, item in enumerate(items, 1):
        for line in (*_label_lines(item, manner, number), *_wrap(_said(item, manner), 0.8)):
            if line:
                page.put(0.1, line)
                page.down()
        page.down(0.3)


def _set_cells(page: _Page, cells: Sequence[tuple[float, Sequence[str]]]) -> None:
    """One row of a table: each cell a block of its own, its lines centred in the row's height."""
    most = max(len(lines) for _, lines in cells)
    top = page.y
    for x, lines in cells:
        page.block += 1
        for place, line in enumerate(lines):
            page.put(x, line, y=top + _STEP * (place + (most - len(lines)) / 2))
    page.block += 1
    page.y = top
    page.down(most + 0.6)


def _set_boxed(page: _Page, items: Sequence[Item], manner: Manner) -> None:
    top = page.y
    for number, item in enumerate(items, 1):
        label = [part for line in _label_lines(item, manner, number) for part in _wrap(line, 0.33)]
        cells = [(0.1, label)] + ([(0.46, _wrap(_said(item, manner), 0.42))] if item.shown else [])
        _set_cells(page, cells)
    page.regions.append(Region("table", Box(0.08, top - 0.005, 0.84, page.y - top)))


def _pairs(items: Sequence[Item]) -> Iterator[list[tuple[int, Item]]]:
    """Two items a row; headings and long values stand alone."""
    waiting: list[tuple[int, Item]] = []
    for number, item in enumerate(items, 1):
        alone = not item.value or (item.spec is not None and item.spec.kind in ("addr", "org")) or len(item.label) > 24
        if alone:
            if waiting:
                yield waiting
            waiting = []
            yield [(number, item)]
        else:
            waiting.append((number, item))
            if len(waiting) == 2:
                yield waiting
                waiting = []
    if waiting:
        yield waiting


def _set_boxed_above(page: _Page, items: Sequence[Item], manner: Manner) -> None:
    top = page.y
    for pair in _pairs(items):
        width = 0.78 if len(pair) == 1 else 0.36
        cells = [
            (x, [part for line in _stacked(item, manner, number) for part in _wrap(line, width)])
            for x, (number, item) in zip((0.1, 0.52), pair, strict=False)
        ]  # fmt: skip
        _set_cells(page, cells)
    page.regions.append(Region("table", Box(0.08, top - 0.005, 0.84, page.y - top)))


def _set_grid(page: _Page, items: Sequence[Item], manner: Manner) -> None:
    for pair in _pairs(items):
        if len(pair) == 1:
            for line in _wrap(
                f"{' '.join(_label_lines(pair[0][1], manner, pair[0][0]))}{manner.colon} {_said(pair[0][1], manner)}",
                0.82,
            ):
                page.put(0.1, line)
                page.down()
            continue
        for x, (number, item) in zip((0.1, 0.54), pair, strict=True):
            text = f"{' '.join(_label_lines(item, manner, number))}{manner.colon} {_said(item, manner)}"
            page.put(x, text, join=x > 0.5)
        page.down()


def _set_halves(page: _Page, items: Sequence[Item], manner: Manner, *, joined: bool = True) -> None:
    """Two items a row whatever their length, each running over lines of its own half."""
    pairs = [items[place : place + 2] for place in range(0, len(items), 2)]
    for row, pair in enumerate(pairs):
        halves = [
            _wrap(f"{' '.join(_label_lines(item, manner, 2 * row + place))}{manner.colon} {_said(item, manner)}", 0.4)
            for place, item in enumerate(pair, 1)
        ]
        for place in range(max(map(len, halves))):
            started = False
            for x, half in zip((0.08, 0.53), halves, strict=False):
                if place < len(half):
                    page.put(x, half[place], join=joined and started)
                    started = True
            page.down()
        page.down(0.1)


def _set_halves_apart(page: _Page, items: Sequence[Item], manner: Manner) -> None:
    _set_halves(page, items, manner, joined=False)


def _set_right_apart(page: _Page, items: Sequence[Item], manner: Manner) -> None:
    _set_right(page, items, manner, joined=False)


def _set_grid_cells(page: _Page, items: Sequence[Item], manner: Manner) -> None:
    for pair in _pairs(items):
        cells: list[tuple[float, Sequence[str]]] = []
        edges = ((0.08, 0.28), (0.52, 0.72)) if len(pair) == 2 else ((0.08, 0.4),)
        for (left, middle), (number, item) in zip(edges, pair, strict=True):
            label = [part for line in _label_lines(item, manner, number) for part in _wrap(line, middle - left - 0.02)]
            cells.append((left, label))
            if item.shown:
                cells.append((middle, _wrap(_said(item, manner), 0.22 if len(pair) == 2 else 0.5)))
        _set_cells(page, cells)


def _set_colon(page: _Page, items: Sequence[Item], manner: Manner, *, joined: bool = True) -> None:
    for number, item in enumerate(items, 1):
        label = [part for line in _label_lines(item, manner, number) for part in _wrap(line, 0.38)]
        said = _wrap(_said(item, manner), 0.4)
        for place in range(max(len(label), len(said))):
            started = False
            if place < len(label):
                page.put(0.1, label[place])
                started = joined
            if item.shown and place == 0:
                page.put(0.5, ":", join=started)
            if item.shown and place < len(said):
                page.put(0.53, said[place], join=started or (place == 0 and joined))
            page.down()


def _set_colon_cells(page: _Page, items: Sequence[Item], manner: Manner) -> None:
    _set_colon(page, items, manner, joined=False)


def _set_right(page: _Page, items: Sequence[Item], manner: Manner, *, joined: bool = True) -> None:
    for number, item in enumerate(items, 1):
        label = [part for line in _label_lines(item, manner, number) for part in _wrap(line, 0.36)]
        label[-1] += manner.colon
        said = _wrap(_said(item, manner), 0.42)
        for place in range(max(len(label), len(said))):
            if place < len(label):
                page.put(0.48 - _LETTER * len(label[place]), label[place])
            if item.shown and place < len(said):
                page.put(0.5, said[place], join=joined and place < len(label))
            page.down()


def _set_tabbed(page: _Page, items: Sequence[Item], manner: Manner) -> None:
    """Values at a tab stop, labels without colons."""
    for number, item in enumerate(items, 1):
        label = [part for line in _label_lines(item, manner, number) for part in _wrap(line, 0.36)]
        said = _wrap(_said(item, manner), 0.42)
        for place in range(max(len(label), len(said))):
            if place < len(label):
                page.put(0.1, label[place])
            if item.shown and place < len(said):
                page.put(0.48, said[place], join=place < len(label))
            page.down()


_SETTERS: Final = {
    "inline": _set_inline,
    "above": _set_above,
    "boxed": _set_boxed,
    "boxed_above": _set_boxed_above,
    "grid": _set_grid,
    "grid_cells": _set_grid_cells,
    "colon": _set_colon,
    "colon_cells": _set_colon_cells,
    "halves": _set_halves,
    "halves_apart": _set_halves_apart,
    "right": _set_right,
    "right_apart": _set_right_apart,
    "tabbed": _set_tabbed,
}
