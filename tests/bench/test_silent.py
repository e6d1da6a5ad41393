from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bench.read import find_silent, stands_there
from bench.reading_score import LineScore, score_text
from pipeline.model import Box, Grade, Quality, Reading, Region, Word

LINES = (("01", 0.1), ("Tờ khai", 0.2), ("01", 0.3))


def page() -> dict[str, Any]:
    return {
        "rotation": 0,
        "lines": [{"text": text, "box": [0.1, top, 0.2, 0.02], "hand": []} for text, top in LINES],
    }


def read(words: list[tuple[str, float]], unread: tuple[Box, ...] = ()) -> Reading:
    placed = tuple(Word(text, Box(0.1, top, 0.2, 0.02), 0.9, number, 0) for number, (text, top) in enumerate(words))
    zones = tuple(Region("unread", box) for box in unread)
    return Reading("", 1, "", 100, 100, 100, 0, False, Quality(Grade.GOOD, ()), placed, (), zones)


def list_silent(reading: Reading) -> list[tuple[str, float]]:
    lost = score_text(page(), [word.text for word in reading.words]).lost
    return [(line.text, line.box[1]) for line in find_silent(lost, reading, page())]


def test_of_lines_alike_the_one_without_words_is_lost() -> None:
    assert list_silent(read([("Tờ", 0.2), ("khai", 0.2), ("01", 0.3)])) == [("01", 0.1)]
    assert list_silent(read([("01", 0.1), ("Tờ", 0.2), ("khai", 0.2)])) == [("01", 0.3)]


def test_a_lost_line_that_is_boxed_is_not_silent() -> None:
    box = Box(0.1, 0.29, 0.2, 0.04)
    assert list_silent(read([("01", 0.1), ("Tờ", 0.2), ("khai", 0.2)], (box,))) == []
    assert list_silent(read([("Tờ", 0.2), ("khai", 0.2), ("01", 0.3)], (box,))) == [("01", 0.1)]


def test_a_line_whose_words_stand_at_its_place_is_not_lost_in_silence() -> None:
    line = LineScore("Hà Tĩnh", (0.1, 0.2, 0.2, 0.02), False, False, 7, 7, 0, "")
    there = (Word("Hà", Box(0.11, 0.2, 0.05, 0.02), 0.9, 0, 0), Word("Tình", Box(0.17, 0.2, 0.08, 0.02), 0.9, 0, 0))
    assert stands_there(line, reversed(there))
    assert not stands_there(line, there[:1])
    assert not stands_there(line, [replace(word, box=word.box._replace(y=0.5)) for word in there])


@pytest.mark.parametrize("height", [0.0, 0.002])
def test_a_line_that_is_not_on_the_scan_is_lost_but_not_in_silence(height: float) -> None:
    cut = page()
    cut["lines"][2]["box"] = [0.1, 1.0 - height, 0.2, height]
    reading = read([("01", 0.1), ("Tờ", 0.2), ("khai", 0.2)])
    lost = score_text(cut, [word.text for word in reading.words]).lost
    assert len(lost) == 1
    assert find_silent(lost, reading, cut) == ()
