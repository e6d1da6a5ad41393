"""The signature block of a state paper (NĐ 30/2020, Phụ lục I): the signer's position and name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process

from pipeline.classify import PageView
from pipeline.layout import Row
from pipeline.letters import squeeze
from pipeline.model import Box

_ACTS_FOR: Final = re.compile(r"^\W*(tm|kt|tl|tuq|q)\s?[.,]")


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """A signature block: the row of the position and, if it could be read, the row of the name."""

    view: PageView
    position: Row
    title: str
    name: Row | None


def find_signature(views: Sequence[PageView]) -> SignatureBlock | None:
    """The last signature block of the document, the stamps of certified copies aside."""
    for view in reversed(views):
        height = view.row_height
        first_page = view is views[0]
        floor = min(0.3, 0.55 * max((row.bottom for row in view.rows), default=1.0)) if first_page else 0.0
        tables = [region.box for region in view.reading.regions if region.kind == "table"]
        rows = [
            row
            for row in view.rows
            if row.top > floor and (row.capitals > 0.75 or _names_office(row, view)) and row.top < _stamp_top(view)
        ]
        titled = [(row, title) for row in rows if (title := read_position(row, view)) is not None]
        signed = [pair for pair in titled if not any(_within(pair[0], box) for box in tables)] or titled
        named = [pair for pair in signed if pair[0].middle > 0.4] or signed
        if not named:
            continue
        row, title = max(named, key=lambda pair: (round(pair[0].top / (4 * height)), pair[0].middle, pair[0].top))
        lower = [pair for pair in named if _close_below(row, pair[0], height)]
        if lower:
            row, title = max(lower, key=lambda pair: pair[0].top)
        return SignatureBlock(view, row, _deputy_of(row, title, view), _name_under(row, view))
    return None


def _within(row: Row, box: Box) -> bool:
    return box.y < row.top + row.box.h / 2 < box.y + box.h


def _deputy_of(position: Row, title: str, view: PageView) -> str:
    """The position of who signs for another: under `KT. CHỦ TỊCH` only a deputy signs, whatever a seal left to read."""
    above = [
        row
        for row in view.rows
        if 0 < position.top - row.top < 3 * view.row_height and abs(row.middle - position.middle) < 0.12
    ]
    acts = any(re.match(r"\W*kt\s?[.,]", row.folded) and row.letters == f"kt{squeeze(title)}" for row in above)
    deputy = f"PHÓ {title}"
    return deputy if acts and squeeze(deputy) in view.catalog.positions else title


def _stamp_top(view: PageView) -> float:
    """Where the stamp of a certified copy begins, whose signer is not the paper's; 1 where there is none."""
    stamps = [
        row.top for row in view.rows if re.search(r"chung thuc (ban )?sao (dung|y)\b|^\W*sao y ban chinh", row.folded)
    ]
    title = view.rows[view.title.first].top if view.title is not None else -1.0
    return min((top for top in stamps if top > title + 0.1), default=1.0)


def _close_below(upper: Row, lower: Row, height: float) -> bool:
    return 0 < lower.top - upper.top < 3 * height and abs(lower.middle - upper.middle) < 0.1


def _names_office(row: Row, view: PageView) -> bool:
    """Whether the row is a long position in small letters (`Thủ trưởng cơ sở y tế`), standing alone."""
    return len(row.letters) >= 12 and row.letters in view.catalog.positions


def read_position(row: Row, view: PageView) -> str | None:
    """The position a row names (`CHỦ TỊCH`), not one signed for (`KT. CHỦ TỊCH`)."""
    positions = view.catalog.positions
    if _ACTS_FOR.match(row.folded) or len(row.letters) > 40:
        return None
    near = process.extractOne(row.letters, positions.keys(), scorer=fuzz.ratio, score_cutoff=86)
    if near and abs(len(near[0]) - len(row.letters)) < 3:
        return positions[near[0]]
    longer = [key for key in positions if len(key) >= 7 and row.letters.startswith(key)]
    return " ".join(row.text.split()).strip(" .,;:") if longer else None


def _name_under(position: Row, view: PageView) -> Row | None:
    below = sorted((row for row in view.rows if row.top > position.bottom), key=lambda row: row.top)
    for row in below:
        if row.top - position.bottom > 0.25:
            return None
        words = [word.text.strip(".,\"'“”‘’|*_-") for word in row.words]
        proper = [word for word in words if len(word) > 1 or word.isalpha()]
        if abs(row.middle - position.middle) > 0.14 or not 2 <= len(proper) <= 6:
            continue
        if row.capitals > 0.9 and row.top - position.bottom < 1.5 * view.row_height:
            continue
        named = all(re.fullmatch(r"[^\W\d_]+\.?", word) and word[0].isupper() for word in proper)
        if named and len(squeeze(row.text)) > 4 and read_position(row, view) is None:
            return row
    return None
