from __future__ import annotations

import cv2
import numpy as np
import pytest
from rapidfuzz import fuzz

from ocr.lines import LineReader, open_installed, open_second, read_cuts
from pipeline.errors import EngineMissing
from tests.ocr.drawing import LETTER, draw_page


@pytest.fixture(scope="module")
def second() -> LineReader:
    reader = open_installed()
    assert reader is not None
    return reader


def test_every_line_of_a_page_is_found_and_read_where_it_stands(second: LineReader) -> None:
    page = cv2.cvtColor(np.asarray(draw_page()), cv2.COLOR_RGB2GRAY)
    lines = sorted(second.find_lines(page), key=lambda line: line[1])
    assert len(lines) == len(LETTER)
    read = second.read_lines(page, lines)
    texts = ["".join(letter.text for letter in letters) for letters in read]
    assert min(fuzz.ratio(one, other) for one, other in zip(texts, LETTER, strict=True)) > 93
    for (left, _, width, height), letters in zip(lines, read, strict=True):
        places = [letter.x for letter in letters]
        assert places == sorted(places)
        assert left - height <= places[0] and places[-1] <= left + width + height


def test_no_lines_are_no_work(second: LineReader) -> None:
    white = np.full((400, 600), 255, np.uint8)
    assert second.find_lines(white) == []
    assert second.read_lines(white, []) == []
    assert read_cuts(second, [white])[0][0].strip() == ""


def test_its_models_name_themselves(second: LineReader) -> None:
    assert len(second.model) == 64
    assert second.name and second.version


def test_a_second_reader_that_is_not_there_is_said() -> None:
    with pytest.raises(EngineMissing):
        open_second("ocr.lines:open_nothing")


def test_the_frames_of_a_line_bear_out_what_is_read_there(second: LineReader) -> None:
    page = cv2.cvtColor(np.asarray(draw_page()), cv2.COLOR_RGB2GRAY)
    rects = second.find_lines(page)
    for letters, trace in second.trace_lines(page, rects):
        assert trace is not None
        text = "".join(letter.text for letter in letters)
        own, other = trace.score([text, text[1:]], 0, len(trace.frames))
        assert own > other
        assert [trace.frame_at(letter.x) for letter in letters] == sorted(
            trace.frame_at(letter.x) for letter in letters
        )
