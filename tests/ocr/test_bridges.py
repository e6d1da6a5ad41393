"""Gaps that rules bridge, and walls of false tables."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ocr.bridges import bridge_leaders, drop_false_tables
from ocr.engine import EngineWord
from ocr.sheet import Sheet, even_page, prepare_sheet
from ocr.tables import Table

TABLE = Table((100, 100, 400, 200), ((100, 100, 200, 200), (300, 100, 200, 200)))


def make_word(text: str, left: int, width: int, top: int = 100) -> EngineWord:
    return EngineWord(text, left, top, width, 40, 0.9, 0, top)


def make_sheet(*rules: tuple[int, int, int]) -> Sheet:
    """A white sheet with rules: left, right, height."""
    sheet = prepare_sheet(even_page(np.full((600, 1200), 255, np.uint8), 300), 0)
    across = np.zeros_like(sheet.across)
    for left, right, y in rules:
        across[y : y + 3, left:right] = 255
    return replace(sheet, across=across)


def test_a_rule_behind_a_label_reaches_to_where_it_ends() -> None:
    label = make_word("sinh:", 50, 100)
    [bridge] = bridge_leaders(make_sheet((160, 700, 145), (800, 900, 145)), [label])
    assert (bridge.left, bridge.left + bridge.width, bridge.line) == (150, 700, label.line)


def test_rules_elsewhere_bridge_nothing() -> None:
    label, words = make_word("sinh:", 50, 100), make_word("Hạnh phúc", 50, 100)
    assert bridge_leaders(make_sheet((160, 700, 190)), [label]) == [], "far below the line"
    assert bridge_leaders(make_sheet((300, 700, 145)), [label]) == [], "beginning elsewhere"
    assert bridge_leaders(make_sheet((50, 700, 145)), [words]) == [], "an underline"


def test_walls_through_words_are_folds_and_walls_between_words_a_table_s() -> None:
    through = [make_word("phối", 260, 80, top) for top in (110, 160, 210)]
    beside = [make_word(text, left, 80, top) for text, left in (("Tên", 110), ("Số", 310)) for top in (110, 160, 210)]
    assert drop_false_tables([TABLE], [*beside, *through]) == []
    assert drop_false_tables([TABLE], beside) == [TABLE]
    assert drop_false_tables([TABLE], [*beside, through[0]]) == [TABLE], "a value that outgrows its cell"
