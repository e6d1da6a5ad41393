from __future__ import annotations

import cv2
import numpy as np
from PIL import Image, ImageDraw

from ocr.clean import Grey, find_blobs, mark_ink
from ocr.grey_seals import find_rims, lift_grey_seals
from ocr.leftovers import gather_lines, pick_unexplained
from ocr.rects import pick_middle, shared_area
from ocr.stamps import Inks
from tests.ocr.drawing import LETTER, draw_page, draw_seal, find_font

MIDDLE, RADIUS = (1500, 1900), 210
NAME = (1480, 2030)


def scan(seal: str | None = "#969696") -> tuple[Grey, np.ndarray[tuple[int, ...], np.dtype[np.bool_]]]:
    """A grey page with a name across the lower rim of its seal, and where the name's ink is."""
    page = draw_page(LETTER)
    bare = Image.new("L", page.size, "white")
    for one in (page, bare):
        ImageDraw.Draw(one).text(NAME, "Ngô Ngọc Kỷ", fill=20 if one is bare else (20, 20, 20), font=find_font(56))
    if seal:
        draw_seal(page, MIDDLE, RADIUS, seal)
    return cv2.GaussianBlur(np.asarray(page.convert("L")), (3, 3), 0), np.asarray(bare) < 90


def share_dark(grey: Grey, zone: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> float:
    return float((grey[zone] < 128).mean())


def around(name: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """The seal's zone without the name and its edges."""
    near = cv2.dilate(name.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    zone = np.zeros(name.shape, np.bool_)
    zone[MIDDLE[1] - RADIUS : MIDDLE[1] + RADIUS, MIDDLE[0] - RADIUS : MIDDLE[0] + RADIUS] = True
    return zone & ~near


def test_a_rim_is_found_where_it_is_and_print_has_none() -> None:
    [rim] = find_rims(scan()[0], 300)
    assert abs(rim.x - MIDDLE[0]) < 8 and abs(rim.y - MIDDLE[1]) < 8 and abs(rim.radius - RADIUS) < 10
    assert find_rims(scan(None)[0], 300) == []


def test_a_seal_paler_than_print_goes_and_the_name_under_it_stays() -> None:
    grey, name = scan()
    lifted = lift_grey_seals(Inks(grey, ()), 300)
    [(left, top, _, height)] = lifted.seals
    assert left < MIDDLE[0] - RADIUS and top + height > MIDDLE[1] + RADIUS
    assert share_dark(lifted.grey, name) > 0.97
    assert float((lifted.grey[around(name)] < 200).mean()) < 0.01 < float((grey[around(name)] < 200).mean())


def test_of_a_bilevel_seal_the_rim_goes_and_most_of_the_name_stays() -> None:
    grey, name = scan("black")
    bilevel = np.where(grey < 128, 0, 255).astype(np.uint8)
    lifted = lift_grey_seals(Inks(bilevel, ()), 300).grey
    assert share_dark(lifted, name) > 0.75
    rim = cv2.circle(np.zeros_like(bilevel), MIDDLE, RADIUS - 4, 255, 5) > 0
    assert share_dark(lifted, rim & ~name) < 0.1


def test_a_page_without_a_seal_stays_as_it_is() -> None:
    inks = Inks(scan(None)[0], ())
    assert lift_grey_seals(inks, 300) is inks


def test_a_name_across_the_rim_that_nobody_read_is_unexplained_and_the_star_is_not() -> None:
    grey, name = scan()
    lifted = lift_grey_seals(Inks(grey, ()), 300)
    blobs = find_blobs(mark_ink(lifted.grey))
    none = np.zeros(len(blobs.stats), np.bool_)
    stars = [pick_middle(seal, 0.4) for seal in lifted.seals]
    assert all(shared_area((MIDDLE[0], MIDDLE[1], 1, 1), star) for star in stars)
    lines = gather_lines(blobs, pick_unexplained(blobs, [], stars, none, 300), 300)
    rows, columns = np.nonzero(name)
    box = (int(columns.min()), int(rows.min()), int(np.ptp(columns)), int(np.ptp(rows)))
    assert sum(shared_area(line, box) for line in lines) > 0.6 * box[2] * box[3]
