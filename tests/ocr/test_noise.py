"""Which words are taken for what a seal left, and which for a name under it."""

from __future__ import annotations

from ocr.engine import EngineWord
from ocr.noise import drop_noise

SEAL = (100, 0, 300, 300)


def make_word(text: str, left: int, confidence: float, top: int = 250, height: int = 40) -> EngineWord:
    return EngineWord(text, left, top, 20 * len(text), height, confidence, 0, 0)


def list_kept(*words: EngineWord) -> list[str]:
    return [word.text for word in drop_noise(words, [SEAL])]


def test_a_surname_read_with_doubt_under_the_seal_stays_before_the_rest_of_the_name() -> None:
    assert list_kept(make_word("Tạ", 330, 0.3), make_word("Ngọc", 390, 0.99), make_word("Chiểu", 490, 0.7)) == [
        "Tạ",
        "Ngọc",
        "Chiểu",
    ]


def test_scraps_of_the_seal_go_though_a_name_stands_on_their_line() -> None:
    name = make_word("Ngọc", 390, 0.99)
    assert list_kept(make_word("bcd-", 320, 0.01), name) == ["Ngọc"], "no syllable"
    assert list_kept(make_word("VA", 140, 0.02), name) == ["Ngọc"], "far from the name"
    assert list_kept(make_word("ta", 340, 0.1, top=180, height=140), name) == ["Ngọc"], "higher than the name"


def test_a_doubtful_syllable_alone_in_the_seal_goes() -> None:
    assert list_kept(make_word("ta", 200, 0.1), make_word("an", 250, 0.2)) == []
