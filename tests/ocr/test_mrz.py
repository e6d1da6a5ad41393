from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from ocr.clean import Grey
from ocr.engine import EngineWord
from ocr.lines import open_installed
from ocr.mrz import ZoneText, find_zone, place_page_words, shrink, solve_zone
from ocr.mrz_cells import ALPHABET, fit_grid
from ocr.mrz_seen import look_at_cells
from ocr.mrz_solve import check_digit
from ocr.syllables import is_bare_syllable
from tests.corpus.cards import mrz_lines
from tests.corpus.people import make_person
from tests.ocr.drawing import find_mono

NAMED = ("IDVNM0884052858042088405285<<2", "8807249M2807247VNM<<<<<<<<<<<4", "TRINH<<NGOC<HIEU<<<<<<<<<<<<<<")
NUMBERS = slice(5, 27), slice(0, 7)
SECOND = open_installed()
TRUE = (*NAMED[:2], "KSOR<<CONG<PHUC<<<<<<<<<<<<<<<")
LEFT, TOP, APART, SIZE = 60, 30, 60, 40


def draw_zone(lines: Sequence[str] = NAMED, slope: float = 0.0) -> Grey:
    """A zone in a typewriter's letters, SIZE pixels high, each line APART below the last."""
    font = ImageFont.truetype(find_mono(), SIZE)
    image = Image.new("L", (900, 230), 255)
    pen = ImageDraw.Draw(image)
    for row, line in enumerate(lines):
        pen.text((LEFT, TOP + row * APART), line, fill=0, font=font)
    turned = image.rotate(-np.degrees(slope), resample=Image.Resampling.BICUBIC, fillcolor=255)
    return np.asarray(turned)


def read(*lines: str) -> list[EngineWord]:
    """Each line as one word as wide as the thirty letters drawn."""
    pitch = ImageFont.truetype(find_mono(), SIZE).getlength("0")
    return [
        EngineWord(line, LEFT, TOP + 8 + APART * row, round(30 * pitch), 28, 0.4, 0, row)
        for row, line in enumerate(lines)
    ]


def solve(readings: Sequence[Sequence[EngineWord]], picture: Grey) -> ZoneText:
    found = solve_zone(readings, [picture], None)
    assert found is not None
    return found


def test_the_check_digit_of_icao_9303() -> None:
    assert check_digit("D23145890734") == 9
    assert check_digit("520727") == 3


def test_a_zone_read_rightly_is_settled_at_once() -> None:
    assert solve([read(*NAMED)], draw_zone()) == ZoneText("\n".join(NAMED), True, True)


def test_each_letter_comes_from_the_reading_where_the_zone_checks_out() -> None:
    one = read(NAMED[0].replace("0884", "0844"), NAMED[1], NAMED[2])
    other = read(NAMED[0], NAMED[1].replace("2807", "2801"), NAMED[2])
    assert solve([one, other], draw_zone()).text == "\n".join(NAMED)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        (0, "TDVNMO884052858042088405285<<2"),
        (0, "1DVNM6884652858642688465285<<2"),
        (0, "TDVNMO08840528580942088405285<<2"),
        (0, "IDVNM088405285842088405285<<2"),
        (1, "88O7249M28O7247VNM<<<<<<<<<<<4"),
        (1, "8867249M2807247VNM<<<<<<<<<<<4"),
        (1, "8807249M2807247VNM<<<<<<<<4"),
        (1, "8807249<2807247VNM<<<<<<<<<<<4"),
        (1, "8818849M2807247VNM<<<<<<<<<<<4"),
        (1, "8807249M2867847VNM<<<<<<<<<<<4"),
        (1, "8807249M3907257VNM<<<<<<<<<<<4"),
        (2, "TRTNH<<NG0C<HTEU<<<<<<<<<<<<<<"),
        (2, "TRINH<<NGOC<HTIEU<<<<<<<<<<<<<<"),
        (2, "TRINH<<NGOC<HTEU<<<<<<<<<<"),
    ],
)
def test_cells_that_look_alike_and_check_digits_mend_what_one_reading_has_wrong(line: int, wrong: str) -> None:
    lines = [wrong if number == line else right for number, right in enumerate(NAMED)]
    assert solve([read(*lines)], draw_zone()).text == "\n".join(NAMED)


def test_a_filler_that_one_reading_lost_is_in_its_cell_all_the_same() -> None:
    lost = read(NAMED[0], NAMED[1], "TRINH<NGOC<HIEU<<<<<<<<<<<<<<<")
    assert solve([lost, read(*NAMED)], draw_zone()).text == "\n".join(NAMED)


def test_a_name_that_ends_in_i_is_not_taken_for_one_in_t() -> None:
    """Both are syllables: only the letter's look tells, and the first letter of the zone is known to be an I."""
    lines = (NAMED[0], NAMED[1], "BUI<<THI<HAI<<<<<<<<<<<<<<<<<<")
    wrong = (NAMED[0], NAMED[1], "BUT<<THI<HAT<<<<<<<<<<<<<<<<<<")
    assert solve([read(*wrong)], draw_zone(lines)).text.split("\n")[2] == lines[2]


def test_zeros_read_as_another_digit_throughout_are_told_by_the_one_that_every_number_starts_with() -> None:
    lines = [line.replace("0", "6") for line in NAMED[:2]]
    assert solve([read(*lines, NAMED[2])], draw_zone()).text == "\n".join(NAMED)


@pytest.mark.parametrize("slope", [-0.02, 0.015])
def test_a_leaning_zone_with_a_fold_before_it_is_laid_out_by_its_ink(slope: float) -> None:
    picture = draw_zone(slope=slope).copy()
    cv2.line(picture, (12, 5), (14, 220), 60, 3)
    wide = [
        EngineWord(word.text, 12, word.top, word.left + word.width - 12, 28, 0.4, 0, word.line) for word in read(*NAMED)
    ]
    wrong = [EngineWord(w.text.replace("2807", "2867"), w.left, w.top, w.width, 28, 0.4, 0, w.line) for w in wide]
    assert solve([wrong], picture).text == "\n".join(NAMED)


def test_a_letter_put_out_twice_takes_no_other_s_place() -> None:
    lines = (NAMED[0], NAMED[1], "NGO<<THI<BICH<MY<<<<<<<<<<<<<<")
    wrong = (NAMED[0], NAMED[1], "NGO<<THI<BTICH<MY<<<<<<<<<<<<<<")
    assert solve([read(*wrong)], draw_zone(lines)).text.split("\n")[2] == lines[2]


def test_print_that_fades_along_the_zone_is_laid_out_whole() -> None:
    ink = (255 - draw_zone()) * np.linspace(1.0, 0.3, 900)
    wrong = (NAMED[0].replace("0884", "0844"), NAMED[1], NAMED[2])
    assert solve([read(*wrong)], (255 - ink).astype(np.uint8)).text == "\n".join(NAMED)


def test_a_name_that_no_syllable_explains_stays_as_read() -> None:
    found = solve([read(*TRUE)], draw_zone(TRUE))
    assert found == ZoneText("\n".join(TRUE), True, False)


def test_a_wrong_number_does_not_hold_and_is_not_mended_by_chance() -> None:
    lines = ("IDVNM1234052858042088405285<<9", NAMED[1], NAMED[2])
    found = solve([read(*lines)] * 3, draw_zone(lines))
    assert not found.holds
    assert not found.settled


def test_digits_that_each_reading_has_otherwise_are_not_made_up() -> None:
    rng = Random(5)
    blurred = cv2.GaussianBlur(draw_zone(), (0, 0), 14)
    readings = []
    for _ in range(5):
        digits = [
            "".join(str(rng.randrange(10)) if letter.isdigit() else letter for letter in line) for line in NAMED[:2]
        ]
        readings.append(read(*digits, NAMED[2]))
    assert not solve(readings, blurred).holds


@pytest.mark.skipif(SECOND is None, reason="the second reader is not installed")
@pytest.mark.parametrize("slope", [-0.01, 0.0, 0.02])
def test_the_second_reader_sees_each_digit_in_its_cell(slope: float) -> None:
    assert SECOND is not None
    rng = Random(7)
    for _ in range(3):
        lines = mrz_lines(make_person(rng, sex="Nam", born=(date(1950, 1, 1), date(2005, 1, 1))))
        picture = draw_zone(lines, slope)
        bounds = [[(w.left, w.top, w.left + w.width, w.top + w.height)] for w in read(*lines)]
        votes = look_at_cells(SECOND, [picture], fit_grid(picture, bounds))
        for row, columns in enumerate(NUMBERS):
            seen = "".join(ALPHABET[code] for code in votes[row, columns, :10].argmax(axis=1))
            assert sum(one != other for one, other in zip(seen, lines[row][columns], strict=True)) <= 1


@pytest.mark.skipif(SECOND is None, reason="the second reader is not installed")
def test_digits_that_every_reading_has_wrong_are_seen_in_their_cells() -> None:
    wrong = (NAMED[0].replace("0884052858", "0334052353"), NAMED[1].replace("8807249", "3807246"), NAMED[2])
    found = solve_zone([read(*wrong)] * 3, [draw_zone()], SECOND)
    assert found is not None
    assert found.text == "\n".join(NAMED)


def test_what_is_printed_wrong_does_not_hold_whoever_looks_at_it() -> None:
    lines = ("IDVNM1234052858042088405285<<9", *NAMED[1:])
    found = solve_zone([read(*lines)] * 2, [draw_zone(lines)], SECOND)
    assert found is not None
    assert (found.text.split("\n")[0], found.holds) == (lines[0], False)


def test_room_for_a_line_that_looked_like_none_is_left_whatever_dust_stands_beside_the_others() -> None:
    dust = [EngineWord("<", 800 + 9 * number, TOP, 1, 2, 0.1, 0, number % 2) for number in range(12)]
    zone = find_zone([*read(*NAMED[:2], "H0T4SBTNH444444444444"), *dust], 1000, 400)
    assert zone is not None
    top, height = zone.rect[1], zone.rect[3]
    assert top + height > TOP + 2 * APART + SIZE


def test_a_reading_that_takes_two_lines_for_one_is_left_out() -> None:
    joined = read("3490E4501451100E20211", *NAMED[1:])
    tall = [EngineWord(w.text, w.left, w.top, w.width, w.height if row else 84, 0.4, 0, row) for row, w in
            enumerate(joined)]  # fmt: skip
    assert solve_zone([tall], [draw_zone()], None) is None
    assert solve([tall, read(*NAMED)], draw_zone()).text == "\n".join(NAMED)


def test_words_of_the_page_are_a_reading_of_the_zone() -> None:
    page = [
        EngineWord(word.text, word.left + 300, word.top + 900, word.width, word.height, 0.4, 0, word.line)
        for word in read(NAMED[0], NAMED[1].replace("<<", "«"), NAMED[2].replace("<", "c"))
    ]
    placed = place_page_words(page, 300, 900)
    assert [word.left for word in placed] == [LEFT] * 3
    assert solve([placed], draw_zone()).text == "\n".join(NAMED)


def test_words_of_an_enlarged_picture_are_put_back() -> None:
    [word] = shrink([EngineWord("VNM", 30, 60, 90, 15, 0.5, 0, 0)], 1.5)
    assert (word.left, word.top, word.width, word.height) == (20, 40, 60, 10)


def test_no_zone_without_three_lines() -> None:
    assert solve_zone([read(*TRUE[:2])], [draw_zone()], None) is None
    assert solve_zone([], [draw_zone()], None) is None


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.text("IDVNM0123456789O<TBSZ", min_size=10, max_size=40), min_size=3, max_size=4),
    st.sampled_from([draw_zone(), np.full((40, 90), 255, np.uint8), np.zeros((230, 900), np.uint8)]),
)
def test_whatever_is_read_three_lines_of_thirty_letters_come_out(lines: list[str], picture: Grey) -> None:
    found = solve_zone([read(*lines)], [picture], None)
    assert found is None or [len(line) for line in found.text.split("\n")] == [30, 30, 30]


def test_names_of_people_are_syllables_without_their_marks() -> None:
    rng = Random(4)
    for _ in range(60):
        person = make_person(rng, sex="Nữ", born=(date(1970, 1, 1), date(2000, 1, 1)))
        names = [name for name in mrz_lines(person)[2].split("<") if name]
        assert sum(is_bare_syllable(name) for name in names) >= len(names) - 1
    assert not any(is_bare_syllable(name) for name in ("HTEU", "KTM", "TRTNH", "NGHTIA", "VTIET"))
