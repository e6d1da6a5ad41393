from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from ocr.card_fit import CARD_MM, Frame, Print, cut_rows, differ, extend_frame, list_frames, measure_share, pick_apart
from ocr.cards import find_cards
from ocr.sheet import even_page, prepare_sheet
from ocr.stamps import split_inks
from tests.corpus.damage import Wear, choose_wear
from tests.corpus.fonts import FontBook
from tests.ocr.card_scenes import SCENES, Scene, make_scene

Box = tuple[float, float, float, float]


def find_in(scene: Scene) -> list[Box]:
    dpi = scene.page.wear.dpi
    prepared = prepare_sheet(even_page(split_inks(scene.page.pixels, dpi).grey, dpi), 0)
    return [tuple(prepared.to_box(card)) for card in find_cards(prepared.picture, prepared.dpi)]  # type: ignore[misc]


def overlap(one: Box, other: Box) -> float:
    wide = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    high = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    common = max(0.0, wide) * max(0.0, high)
    return common / (one[2] * one[3] + other[2] * other[3] - common)


def draw_lines(box: Box, pitch: float = 4.0) -> list[Box]:
    """Print in a card's box (left, top, wide, high in mm): lines of 2.5 mm."""
    left, top, wide, high = box
    return [(left, y, left + wide, y + 2.5) for y in np.arange(top, top + high - 2.4, pitch)]


def make_print(boxes: list[Box]) -> Print:
    edges = np.array(boxes)
    return Print(edges, (edges[:, 2] - edges[:, 0]) * (edges[:, 3] - edges[:, 1]))


@pytest.mark.parametrize("kind", SCENES)
def test_cards_are_found_however_they_are_laid(book: FontBook, kind: str) -> None:
    rng = Random(f"laid/{kind}")
    wear = replace(choose_wear(rng, "office"), dpi=150, rotation=0, threshold=False)
    scene = make_scene(book, rng, kind, wear)
    found = find_in(scene)
    assert len(found) == len(scene.boxes)
    assert all(max(overlap(box, card) for card in found) > 0.6 for box in scene.boxes)


def frame_of(scale: float, *, lying: bool = True, alone: bool = False) -> Frame:
    wide, high = (scale * side for side in (CARD_MM if lying else CARD_MM[::-1]))
    return Frame((0.0, 0.0, wide, high), 0, 1.0, scale, alone)


def test_parts_of_a_form_that_fit_frames_of_several_sizes_are_no_cards() -> None:
    near, larger, standing = frame_of(1.0), frame_of(1.4), frame_of(1.2, lying=False)
    assert differ([near, near, larger])
    assert differ([near, standing])
    assert not differ([near, near])
    assert not differ([larger, frame_of(1.4, alone=True)])
    assert not differ([frame_of(1.0, alone=True), frame_of(1.0, lying=False, alone=True), standing])


@pytest.mark.parametrize("number", range(2))
def test_pale_print_belongs_to_its_card(book: FontBook, number: int) -> None:
    rng = Random(f"pale/{number}")
    scene = make_scene(book, rng, "tilted", Wear(dpi=150, fade=0.45, noise=4.0, blur=0.5, yellow=0.4))
    found = find_in(scene)
    assert len(found) == len(scene.boxes)
    assert all(max(overlap(box, card) for card in found) > 0.6 for box in scene.boxes)


def test_a_dark_band_at_the_sheet_s_edge_belongs_to_no_card(book: FontBook) -> None:
    scene = make_scene(book, Random("band"), "shadows", Wear(dpi=150))
    pixels = scene.page.pixels.copy()
    pixels[:, : round(3 * 150 / 25.4)] = 30
    pixels[-round(4 * 150 / 25.4) :] = 60
    found = find_in(replace(scene, page=replace(scene.page, pixels=pixels)))
    assert len(found) == len(scene.boxes)
    assert all(max(overlap(box, card) for card in found) > 0.6 for box in scene.boxes)


@pytest.mark.parametrize("seed", range(8))
def test_print_of_neighbours_is_shared_out_card_by_card(seed: int) -> None:
    rng = Random(f"neighbours/{seed}")
    gap = rng.uniform(0, 8)
    cards = [(10 + rng.uniform(0, 30), 10 + n * (CARD_MM[1] + gap)) for n in range(4)]
    wanted = [(x + 2.5, y + 2.0, x + 83.0, y + 52.0) for x, y in cards]
    page = make_print([line for x0, y0, x1, y1 in wanted for line in draw_lines((x0, y0, x1 - x0, y1 - y0), 4.75)])
    chosen = sorted(pick_apart(list_frames(page), page), key=lambda frame: frame.extent[1])
    assert len(chosen) == 4
    assert measure_share(page, chosen) == 1.0
    for frame, box in zip(chosen, wanted, strict=True):
        assert np.allclose(frame.extent, box, atol=0.3)


def test_parts_of_a_letter_are_no_cards() -> None:
    page = make_print(draw_lines((20, 30, 80, 180), 6.0) + draw_lines((105, 30, 80, 180), 6.0))
    assert not [frame for frame in list_frames(page) if frame.alone]


def test_specks_do_not_make_a_card_of_a_few_lines() -> None:
    lines = draw_lines((20, 20, 76, 22))
    assert not list_frames(make_print([*lines, (95, 69, 97, 70), (18, 60, 19, 62)]))


def test_a_cut_gives_room_for_pale_print_but_not_for_a_neighbour_s() -> None:
    page = make_print([*draw_lines((20, 20, 75, 50)), *draw_lines((20, 77, 75, 50)), (150, 20, 152, 70)])
    first, second = sorted(pick_apart(list_frames(page), page), key=lambda frame: frame.extent[1])
    left, top, right, bottom = extend_frame(first, page)
    assert (left, right) == pytest.approx((20 - 2.5 - 5.3, 95 + 2.5 + 5.3))
    assert top < 20 - 2.4
    assert bottom <= extend_frame(second, page)[1] + 0.01


def test_a_certificate_whose_title_stands_across_both_columns_is_no_sheet_of_cards() -> None:
    columns = [*draw_lines((20, 60, 80, 50), 4.75), *draw_lines((108, 60, 80, 50), 4.75)]
    page = make_print(columns)
    frames = pick_apart(list_frames(page), page)
    assert len(frames) == 2
    assert not cut_rows(page, frames)
    title = make_print([*columns, (60, 52, 98, 58), (100.5, 52, 140, 58)])
    assert cut_rows(title, pick_apart(list_frames(title), title))
