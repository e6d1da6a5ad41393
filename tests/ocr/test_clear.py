from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import pytest

from ocr.clear import is_clear
from ocr.combine import look_over, rate_once
from ocr.config import ReaderConfig
from ocr.engine import EngineWord, Grey, open_engine
from ocr.likelihood import load_likelihood
from ocr.lines import Letter
from ocr.recognise import Recogniser, find_lines
from ocr.rects import Rect
from ocr.sheet import even_page, prepare_sheet
from ocr.trace import Trace
from ocr.trueocr_lines import TrueOcrLines, open_trueocr_lines
from tests.ocr.drawing import draw_page
from tests.ocr.test_combine import write_letters, write_words


@dataclass(frozen=True)
class Watched(TrueOcrLines):
    """A second reader that remembers which lines it was asked about."""

    asked: list[Rect] = field(default_factory=list)

    def trace_lines(self, page: Grey, lines: Sequence[Rect]) -> list[tuple[tuple[Letter, ...], Trace | None]]:
        self.asked.extend(lines)
        return super().trace_lines(page, lines)


@pytest.mark.parametrize(
    "text",
    [
        "Họ và tên: Nguyễn Văn Bình",
        "ngày 12/03/2021, số 1.250.000",
        "(Ký, ghi rõ họ tên)",
        "CỘNG HÒA XÃ HỘI",
    ],
)
def test_a_line_of_syllables_and_numbers_read_for_sure_is_clear(text: str) -> None:
    assert is_clear(write_words(text, 0.995))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hà",
        "Số: 4ó",
        "Dân tộc: .Mông",
        "hai.nghìn năm",
        "thành +ích tốt",
        "Date of birth",
        "xã | phường",
        "tỉnh Cần Thơ...",
        "(Ký. ghi rõ họ tên)",
        "lệ phí: 15 000 đồng",
    ],
)
def test_a_line_with_a_token_that_is_no_word_is_not_clear(text: str) -> None:
    assert not is_clear(write_words(text, 0.995))


def test_one_doubtful_letter_makes_a_line_unclear() -> None:
    sure, doubtful = write_words("Nguyễn Văn", 0.995), write_words("Bình", 0.9)
    assert is_clear(sure)
    assert not is_clear([*sure, *doubtful])


def test_words_read_once_are_sure_and_the_page_knows_them() -> None:
    words = write_words("Nguyễn Văn Bình 1984", 0.995)
    page = look_over([(words, None), (write_words("Bình", 0.99), write_letters("Bính", 0.6))])
    assert page.known == {"nguyễn": 1, "văn": 1, "bình": 1, "1984": 1}
    assert page.agreed == pytest.approx(4 / 5)
    alone = rate_once(words, load_likelihood(), look_over([(words, None)]))
    assert [word.text for word in alone] == ["Nguyễn", "Văn", "Bình", "1984"]
    assert min(word.confidence for word in alone) > 0.9


def test_the_second_reader_is_asked_about_unclear_lines_alone(tmp_path: Path) -> None:
    reader = open_trueocr_lines()
    second = Watched(reader.folder, reader.version)
    page = cv2.cvtColor(np.asarray(draw_page()), cv2.COLOR_RGB2GRAY)
    sheet = prepare_sheet(even_page(page, 300), 0)
    rects = find_lines(sheet, second)
    left, top, width, height = rects[1]
    smeared = sheet.picture[top : top + height, left + width // 2 : left + width // 2 + 2 * height]
    smeared[:] = cv2.GaussianBlur(smeared, (0, 0), height / 5)
    config = ReaderConfig()
    engine = open_engine(config.engine, config.languages, tmp_path)
    recogniser = Recogniser(engine, second, load_likelihood())
    lines = recogniser.read_each(sheet, rects, 60.0)
    assert rects[1] in second.asked
    assert 0 < len(second.asked) < len(rects)
    assert second.asked == [line.rect for line in lines if line.letters is not None]
    words: list[EngineWord] = recogniser.combine(lines)
    assert {word.line for word in words} == set(range(len(rects)))
