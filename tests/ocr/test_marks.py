from __future__ import annotations

import unicodedata

import pytest

from ocr.engine import EngineWord
from ocr.marks import doubt_unmarked

PRINT = "Căn cứ Luật Đất đai ngày 22 tháng 3 năm 1999 của Sở Nội vụ về việc bổ nhiệm công chức giữ chức vụ lãnh đạo"


def make_words(text: str) -> list[EngineWord]:
    return [EngineWord(word, 0, 0, 9, 9, 0.98, 1, 0) for word in text.split()]


def strip(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@pytest.mark.parametrize(("text", "sure"), [(f"{PRINT} " * 4, True), (f"{PRINT} {strip(PRINT)} " * 3, False)])
def test_words_are_doubted_on_a_page_that_lost_its_marks(text: str, sure: bool) -> None:
    words = doubt_unmarked(make_words(text))
    assert [word.text for word in words] == text.split()
    assert all((word.confidence > 0.95) == sure for word in words)


def test_a_few_words_without_marks_and_other_languages_are_believed() -> None:
    for text in (strip(PRINT), "Socialist Republic Vietnam Independence Freedom Happiness " * 20):
        assert {word.confidence for word in doubt_unmarked(make_words(text))} == {0.98}
