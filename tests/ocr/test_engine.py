from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.engine import EngineWord, Mode, check_alphabet, list_vietnamese_letters, open_engine, tidy_words
from ocr.syllables import is_syllable, share_of_syllables
from ocr.tesseract import open_tesseract, parse_table
from pipeline.errors import EngineMissing, EngineRefused
from tests.faults.engines import PoorEngine
from tests.ocr.drawing import draw_page


def test_vietnamese_has_134_letters_of_its_own() -> None:
    letters = list_vietnamese_letters()
    assert len(letters) == 134
    assert {"đ", "Đ", "ỵ", "Ậ"} <= letters


def test_the_gate_opens_for_the_vietnamese_model(tmp_path: Path) -> None:
    check_alphabet(open_tesseract(("vie",), tmp_path))


def test_the_gate_refuses_an_engine_without_the_letters(tmp_path: Path) -> None:
    with pytest.raises(EngineRefused, match="ệ"):
        check_alphabet(PoorEngine(tmp_path))


def test_the_gate_refuses_another_language_s_model(tmp_path: Path) -> None:
    with pytest.raises(EngineRefused):
        check_alphabet(open_tesseract(("osd",), tmp_path))


def test_a_missing_model_or_program_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EngineRefused, match="xyz"):
        open_tesseract(("xyz",), tmp_path)
    with pytest.raises(EngineMissing, match=r"ocr\.nothing"):
        open_engine("ocr.nothing:open_nothing", ("vie",), tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineMissing, match="tesseract-ocr"):
        open_tesseract(("vie",), tmp_path)


def test_the_letter_that_the_models_lack_is_written_where_its_dot_stands(tmp_path: Path) -> None:
    page = draw_page(
        ("Điều cấm kỵ, bệnh kiết lỵ, bà Trần Thị Mỵ.", "Hai bên ly dị. Người ký tên. Nước Mỹ. Bà My."), (2000, 500)
    )
    engine = open_tesseract(("vie",), tmp_path)
    [words] = engine.recognise([np.asarray(page.convert("L"))], Mode.PAGE, 300, 30)
    text = " ".join(word.text for word in words)
    assert all(word in text for word in ("kỵ", "lỵ", "Mỵ", "ly dị", "ký", "Mỹ", "My."))


def test_several_images_go_to_one_run_and_keep_apart(tmp_path: Path) -> None:
    images = [np.asarray(draw_page((word,), (700, 300), 60).convert("L")) for word in ("thứ nhất", "thứ hai", "thứ ba")]
    found = open_tesseract(("vie",), tmp_path).recognise(images, Mode.LINE, 300, 30)
    assert [" ".join(word.text for word in words) for words in found] == ["thứ nhất", "thứ hai", "thứ ba"]


@given(st.lists(st.lists(st.text(max_size=6), min_size=11, max_size=13), max_size=5), st.integers(1, 3))
def test_any_output_of_the_program_is_survived(rows: list[list[str]], pages: int) -> None:
    table = "\n".join("5\t" + "\t".join(row) for row in rows)
    assert len(parse_table(table.encode("utf-8", "surrogatepass"), pages)) == pages


@given(
    st.lists(
        st.builds(
            EngineWord,
            st.text(max_size=8),
            *[st.integers(-10_000, 10_000)] * 4,
            st.floats(),
            st.integers(-1, 5),
            st.integers(-1, 5),
        ),
        max_size=8,
    )
)
def test_tidy_words_lie_on_the_image(words: list[EngineWord]) -> None:
    for word in tidy_words(words, 300, 200):
        assert word.text.encode()
        assert 0 <= word.left < word.left + word.width <= 300
        assert 0 <= word.top < word.top + word.height <= 200
        assert 0 <= word.confidence <= 1


def test_syllables_are_told_from_noise() -> None:
    real = "Nguyễn quyết thuở khuya giữ gìn nghiêng hòa hoà thủy thuỷ quý khoẻ tướng yêu huỳnh ươm quốc"
    noise = "xwf lllk cac thh ngs àấ strong"
    assert [word for word in real.split() if not is_syllable(word)] == []
    assert [word for word in noise.split() if is_syllable(word)] == []
    assert share_of_syllables(["12", "—"]) == 0.0
