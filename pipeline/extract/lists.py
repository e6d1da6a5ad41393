"""Rows that a paper lists under a heading, numbered or dashed, or in a table whose heads say nothing known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipeline.catalog.schema import RowSpec
from pipeline.classify import PageView
from pipeline.extract.tables import cut_pieces
from pipeline.layout import Row
from pipeline.letters import fold, squeeze
from pipeline.model import Word

_ITEM: Final = re.compile(r"^\W*(?:\(?\d{1,2}\s*[.)/:]|\d{1,2}\s*[-–]|[a-h][.)]|[-–+•*☐□☑✓])\s*")
"""What stands before an item of a list."""
_COUNT: Final = re.compile(
    r"\W*(?:[(\[]?\s*(?:so luong\W*)?\d{1,2}\s*(?:bo|to|trang|ban(?: (?:chinh|sao|goc|photo|chup))?)\b[^()]*[)\]]?"
    r"|x\s*\d{1,2})\W*$"
)
"""How many were handed in, after an item's name."""
_MOST: Final = 30
_MOST_LINES: Final = 3
_ALIGNED: Final = 0.025
"""Cells whose sides differ by less of the page's width stand under each other."""
_LEAST: Final = 4
"""Letters of an item; a mark with less is no item."""


def find_list(rows: RowSpec, view: PageView) -> list[tuple[Word, ...]]:
    """The words of each item under the heading that names the first column; nothing where no item follows it."""
    heads = [squeeze(label) for label in rows.columns[0].labels]
    lines = view.lines
    for place, line in enumerate(lines):
        bare = line.letters.lstrip("0123456789")
        if not any(bare.startswith(head) for head in heads) or len(bare) > 60:
            continue
        items = _items(view, place + 1)
        if items:
            return items
    return []


def _items(view: PageView, start: int) -> list[tuple[Word, ...]]:
    items: list[list[Word]] = []
    height = view.row_height
    kind, lines, bottom = "", 0, 0.0
    for line in view.lines[start : start + _MOST * _MOST_LINES]:
        if bottom and not -height < line.top - bottom < 2.2 * height:
            break
        marked = _ITEM.match(line.folded)
        if marked is None:
            if not items or lines >= _MOST_LINES or ":" in line.text or line.box.x < items[-1][0].box.x - 0.005:
                break
            items[-1] += line.words
            lines += 1
        else:
            mark = re.sub(r"\d+|[a-h](?=[.)])", "1", marked.group().strip())
            if items and mark != kind:
                break
            words = _after(line.words, marked.end())
            if len(squeeze(" ".join(word.text for word in words))) < _LEAST or ":" in line.text[marked.end() :][:40]:
                break
            kind, lines = mark, 1
            items.append(list(words))
        bottom = line.bottom
        if len(items) == _MOST:
            break
    return [tuple(item) for item in items]


def _after(words: Sequence[Word], end: int) -> list[Word]:
    """The words that begin after so many characters of their line."""
    kept: list[Word] = []
    at = 0
    for word in words:
        if at >= end or (at + len(word.text) > end and any(char.isalpha() for char in word.text[end - at :])):
            kept.append(word)
        at += len(word.text) + 1
    return kept


def find_numbered(view: PageView) -> list[tuple[Word, ...]]:
    """The cells right of figures that count 1, 2, 3 under each other: a table's first column of text."""
    pieces = list(cut_pieces(view))
    for place, piece in enumerate(pieces):
        if _figure(piece) == 1:
            counted = _count_down(pieces[place:])
            items = [_cell_of(pieces, one, other) for one, other in zip(counted, [*counted[1:], None], strict=True)]
            if len(items) > 1 and all(_says(item) for item in items):
                return items
    return []


def _figure(piece: Row) -> int:
    bare = piece.text.strip(" .)")
    return int(bare) if bare.isdigit() and len(bare) <= 2 else 0


def _count_down(pieces: Sequence[Row]) -> list[Row]:
    """The pieces that count on from the first one, each under the one before."""
    counted = [pieces[0]]
    for piece in pieces[1:]:
        last = counted[-1]
        if (
            _figure(piece) == len(counted) + 1
            and abs(piece.middle - last.middle) < _ALIGNED
            and piece.top > last.bottom
        ):
            counted.append(piece)
    return counted


def _cell_of(pieces: Sequence[Row], number: Row, following: Row | None) -> tuple[Word, ...]:
    """The words of the cell right of a figure: at its height, its lines nearer to it than to the next figure."""
    right = number.box.x + number.box.w
    reach = (following.top - number.bottom) if following is not None else 2.5 * number.box.h
    near = [
        piece
        for piece in pieces
        if piece.box.x >= right and number.top - 0.5 * reach - 1e-3 < piece.top and piece.bottom < number.bottom + reach
    ]
    level = [piece for piece in near if piece.top < number.bottom and number.top < piece.bottom]
    first = min(level or near, key=lambda piece: piece.box.x, default=None)
    if first is None:
        return ()
    column = [piece for piece in near if abs(piece.box.x - first.box.x) < _ALIGNED]
    middle = number.top + number.box.h / 2
    if following is not None:
        half = middle + (following.top + following.box.h / 2 - middle) / 2
        column = [piece for piece in column if piece.top + piece.box.h / 2 < half]
    return tuple(word for piece in column for word in piece.words)


def _says(words: Sequence[Word]) -> bool:
    return sum(char.isalpha() for word in words for char in word.text) >= _LEAST


def item_text(words: Sequence[Word]) -> str:
    """An item without its mark and without how many there are of it."""
    text = " ".join(word.text for word in words)
    text = text[_end(_ITEM.match(text.lower())) :]
    return text[: _start(_COUNT.search(_plain(text)), text)].strip(" ;.,")


def _plain(text: str) -> str:
    folded = fold(text)
    return folded if len(folded) == len(text) else text.lower()


def _end(found: re.Match[str] | None) -> int:
    return found.end() if found else 0


def _start(found: re.Match[str] | None, text: str) -> int:
    return found.start() if found else len(text)
