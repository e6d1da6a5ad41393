"""Gaps that rules bridge."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ocr.bridges import bridge_leaders
from ocr.engine import EngineWord
from ocr.sheet import Sheet, even_page, prepare_sheet


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
