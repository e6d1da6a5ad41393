"""The list of receivers at the foot of a state paper (NĐ 30/2020, Phụ lục I)."""

from __future__ import annotations

import re
from typing import Final

from pipeline.classify import PageView
from pipeline.layout import Row
from pipeline.model import Word

_ITEM: Final = re.compile(r"(?:^|(?<=[;.,])\s*|\s)[-–+•]\d?\s+|(?<=;)\s*[-–+•](?=[^\W\d_])")
_ITEM_EDGES: Final = re.compile(r"^[^\w(]+|[\s;.,:–-]+$")
_KEPT_BY: Final = re.compile(r"(?<=; )L[uư]u\s?: ?V[^\WTPX]$")
"""The last item with the mark that says the paper is kept by the registry (`VT`), its second letter misread."""


def read_receivers(view: PageView) -> tuple[str, tuple[Word, ...]] | None:
    """The items under `Nơi nhận:`, joined by `; `, with their words; empty where none could be read, None without."""
    start = next((row for row in view.rows if row.letters == "noinhan" or row.letters.startswith("noinhan")), None)
    if start is None:
        return None
    taken: list[Row] = []
    below = sorted((row for row in view.rows if row.top > start.top + 0.3 * start.box.h), key=lambda row: row.top)
    for row in below:
        if row.box.x > start.box.x + 0.2 or row.box.x < start.box.x - 0.05:
            continue
        if row.top - (taken[-1] if taken else start).bottom > 2 * view.row_height or len(taken) == 30:
            break
        taken.append(row)
    items = _ITEM.split(" ".join(row.text for row in taken))
    text = "; ".join(bare for item in items if (bare := _ITEM_EDGES.sub("", item)))
    return _KEPT_BY.sub("Lưu: VT", text), tuple(word for row in taken for word in row.words)
