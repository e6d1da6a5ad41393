from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
from PIL import Image

from ocr.cards import find_cards, join_words, order_cards, place_box
from ocr.sheet import even_page, prepare_sheet
from ocr.stamps import split_inks
from ocr.worker import ReadingPool
from pipeline.limits import Limits
from pipeline.model import Box, Word
from tests.corpus.context import Studio
from tests.corpus.damage import Damaged, choose_wear
from tests.corpus.dossiers import STORIES, make_setting
from tests.corpus.fonts import FontBook
from tests.corpus.generate import scan_sheets
from tests.corpus.page import Sheet
from tests.corpus.papers.card_sheet import make_card_sheet
from tests.ocr.drawing import LETTER, draw_page

DPI = 200


def make_sheet(book: FontBook, name: str, *, turned: bool) -> tuple[Sheet, Damaged]:
    rng = Random(name)
    case = make_setting(rng, STORIES[0])
    wear = replace(choose_wear(rng, "office"), dpi=DPI, rotation=0)
    paper = make_card_sheet(Studio(book, rng, DPI), case.received, [case.bride, case.groom], turned=turned)
    page = scan_sheets(paper, [wear], rng).pages[0]
    return page.sheet, page.damaged


@pytest.mark.parametrize("number", range(4))
def test_the_cards_of_a_sheet_are_found_with_and_without_edges(book: FontBook, number: int) -> None:
    sheet, page = make_sheet(book, f"cards/{number}", turned=number % 2 == 1)
    prepared = prepare_sheet(even_page(split_inks(page.pixels, DPI).grey, DPI), 0)
    found = [prepared.to_box(card) for card in find_cards(prepared.picture, prepared.dpi)]
    assert len(found) == len(sheet.cards)
    for card in sheet.cards:
        x, y, w, h = page.map_box(card.box)
        assert any(
            abs(box.x + box.w / 2 - x - w / 2) < 0.04 and abs(box.y + box.h / 2 - y - h / 2) < 0.03 for box in found
        )


def test_a_letter_holds_no_cards() -> None:
    even = np.asarray(draw_page(LETTER * 3).convert("L"))
    assert find_cards(even, 300) == []


def test_cards_are_read_in_bands_from_the_left() -> None:
    left, right, below = (10, 20, 300, 190), (400, 60, 300, 190), (10, 400, 300, 190)
    assert order_cards([below, right, left]) == [left, right, below]


def test_a_word_of_a_turned_card_lands_where_it_stands_on_the_page() -> None:
    page = np.full((1000, 800), 255, np.uint8)
    sheet = prepare_sheet(even_page(page, 200), 0)
    card, word = (100, 200, 400, 250), (150, 220, 80, 30)
    page[word[1] : word[1] + word[3], word[0] : word[0] + word[2]] = 0
    crop = page[card[1] : card[1] + card[3], card[0] : card[0] + card[2]]
    for turned in (0, 90, 180, 270):
        upright = np.rot90(crop, k=-turned // 90)
        rows, columns = np.nonzero(upright == 0)
        high, wide = upright.shape
        box = Box(columns.min() / wide, rows.min() / high, (np.ptp(columns) + 1) / wide, (np.ptp(rows) + 1) / high)
        placed = place_box(box, turned, card, sheet)
        wanted = (word[0] / 800, word[1] / 1000, word[2] / 800, word[3] / 1000)
        assert np.allclose(placed, wanted, atol=0.003)


def test_lines_and_blocks_are_numbered_through() -> None:
    box = Box(0, 0, 0.1, 0.1)
    parts = [[Word("a", box, 1.0, 0, 0), Word("b", box, 1.0, 1, 1)], [], [Word("c", box, 1.0, 0, 0)]]
    assert [(word.line, word.block) for word in join_words(parts)] == [(0, 0), (1, 1), (2, 2)]


def test_cards_lying_different_ways_are_each_read(book: FontBook, tmp_path: Path) -> None:
    name = next(
        f"lying/{n}"
        for n in range(99)
        if len({c.turn for c in make_sheet(book, f"lying/{n}", turned=True)[0].cards}) > 1
    )
    sheet, page = make_sheet(book, name, turned=True)
    path = tmp_path / "page.png"
    Image.fromarray(page.pixels).save(path, dpi=(DPI, DPI))
    with ReadingPool(1, Limits()) as pool:
        [outcome] = pool.read(path, "0" * 64, [1])
    assert outcome.reading is not None
    assert sum(region.kind == "card" for region in outcome.reading.regions) == len(sheet.cards)
    said = outcome.reading.text.split()
    for card in sheet.cards:
        words = card.text.split()
        assert sum(word in said for word in words) > 0.6 * len(words)
