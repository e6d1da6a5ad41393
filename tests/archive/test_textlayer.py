"""What selecting, copying and searching give, as poppler and PDFium (Chromium's viewer) see it."""

from __future__ import annotations

import subprocess
import unicodedata
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.glyphless import GlyphTable
from archive.letters import measure_advance, measure_extent
from archive.pdfa import PdfPage, write_document_pdf
from archive.textlayer import PlacedWord, space_words, write_text_layer
from pipeline.letters import ACCENTED_LETTERS
from pipeline.model import Box, Word
from tests.archive.papers import A4, META, make_page, make_reading


def _fold(text: str) -> str:
    return " ".join(text.split())


def _poppler(path: Path, *options: str) -> str:
    done = subprocess.run(["pdftotext", *options, str(path), "-"], capture_output=True, text=True, check=True)
    return done.stdout


def _pdfium(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as pdf:
        return str(pdf[0].get_textpage().get_text_bounded())


def _write(page: PdfPage, out: Path) -> Path:
    write_document_pdf([page], out, **META)
    return out


def _type_words(texts: list[str]) -> PdfPage:
    """The texts, twelve to a line, in boxes of equal size."""
    words = tuple(
        Word(text, Box(0.05 + 0.075 * (number % 12), 0.05 + 0.02 * (number // 12), 0.06, 0.012), 0.9, number // 12, 0)
        for number, text in enumerate(texts)
    )
    return PdfPage(make_reading(words), make_page(()).image)


@pytest.mark.parametrize("skew", [0.0, 0.7, -1.5, 2.0, 4.0])
def test_copying_gives_the_reading_order_even_on_a_skewed_page(tmp_path: Path, skew: float) -> None:
    page = make_page(skew=skew)
    path = _write(page, tmp_path / "a.pdf")
    assert _fold(_poppler(path, "-raw")) == _fold(page.reading.text)
    assert _fold(_pdfium(path)) == _fold(page.reading.text)


def test_lines_of_one_column_stay_lines(tmp_path: Path) -> None:
    lines = _poppler(_write(make_page(), tmp_path / "a.pdf"), "-raw").splitlines()
    assert "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6" in lines
    assert "năm 2025; xét đề nghị của Trưởng phòng:" in lines


def test_the_layout_of_the_paper_is_kept(tmp_path: Path) -> None:
    shown = [_fold(line) for line in _poppler(_write(make_page(), tmp_path / "a.pdf"), "-layout").splitlines()]
    assert "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in shown
    assert "Giới tính Nữ" in shown


def test_every_vietnamese_letter_comes_back_in_nfc(tmp_path: Path) -> None:
    page = _type_words([unicodedata.normalize("NFD", letter) * 2 for letter in ACCENTED_LETTERS])
    path = _write(page, tmp_path / "a.pdf")
    expected = [letter * 2 for letter in ACCENTED_LETTERS]
    assert _poppler(path, "-raw").split() == expected
    assert _pdfium(path).split() == expected


def test_words_of_a_single_character_are_not_lost(tmp_path: Path) -> None:
    texts = ["Độc", "lập", "-", "Tự", "do", "-", "6", "ở", "Ý", "1", "…"]
    path = _write(_type_words(texts), tmp_path / "a.pdf")
    assert _pdfium(path).split() == texts
    assert _poppler(path, "-raw").split() == texts


def test_other_scripts_and_symbols_pass(tmp_path: Path) -> None:
    texts = ["北京", "Привет", "½", "€", "𝒜", "☑"]
    path = _write(_type_words(texts), tmp_path / "a.pdf")
    assert _poppler(path, "-raw").split() == texts


def test_searching_finds_a_phrase_where_it_is_printed(tmp_path: Path) -> None:
    page = make_page()
    path = _write(page, tmp_path / "a.pdf")
    words = [word for word in page.reading.words if word.text in ("Trần", "Văn", "Bửu")]
    with pypdfium2.PdfDocument(path) as pdf:
        text = pdf[0].get_textpage()
        found = text.search("Trần Văn Bửu").get_next()
        assert found is not None
        boxes = [text.get_charbox(index) for index in range(found[0], found[0] + found[1])]
        width, height = pdf[0].get_size()
    left, right = min(box[0] for box in boxes) / width, max(box[2] for box in boxes) / width
    bottom, top = 1 - min(box[1] for box in boxes) / height, 1 - max(box[3] for box in boxes) / height
    assert left == pytest.approx(words[0].box.x, abs=0.003)
    assert right == pytest.approx(words[-1].box.x + words[-1].box.w, abs=0.003)
    assert top < words[0].box.y + 0.004
    assert bottom > words[0].box.y + words[0].box.h - 0.004
    assert bottom - top < 0.03


def test_words_whose_boxes_touch_stay_apart(tmp_path: Path) -> None:
    words = tuple(
        Word(text, Box(0.1 + 0.05 * number, 0.1, 0.0505, 0.012), 0.9, 0, 0)
        for number, text in enumerate(["việc", "tuyên", "truyền", "pháp", "luật", "được", "đổi", "mới"])
    )
    path = _write(PdfPage(make_reading(words), make_page(()).image), tmp_path / "a.pdf")
    assert _fold(_poppler(path, "-raw")) == "việc tuyên truyền pháp luật được đổi mới"
    assert _fold(_pdfium(path)) == "việc tuyên truyền pháp luật được đổi mới"


@pytest.mark.parametrize("text", ["", " ", "\x00", "\n", "\ud800"])
def test_a_word_without_a_character_is_left_out(text: str) -> None:
    page = make_reading((Word(text, Box(0.1, 0.1, 0.1, 0.1), 0.9, 0, 0),))
    assert write_text_layer(page, GlyphTable()) == b""


SHARE = st.floats(0, 1)
WORDS = st.builds(
    Word, st.text(max_size=12), st.builds(Box, SHARE, SHARE, SHARE, SHARE), SHARE, st.integers(0, 3), st.just(0)
)


@given(st.lists(WORDS, max_size=12))
def test_any_words_in_any_boxes_can_be_set(words: list[Word]) -> None:
    content = write_text_layer(make_reading(tuple(words), A4), GlyphTable())
    assert b"nan" not in content
    assert b"inf" not in content
    assert b" 0.000 Tz" not in content


@given(st.lists(st.tuples(st.floats(0, 20), st.floats(1, 60)), min_size=1, max_size=8), st.floats(0.5, 5))
def test_spacing_parts_words_that_run_left_to_right(steps: list[tuple[float, float]], gap: float) -> None:
    left, words = 0.0, []
    for step, width in steps:
        left += step + width / 3
        words.append(PlacedWord("a", left, 0.0, width, 10.0))
    spaced = space_words(words, gap)
    assert all(word.width > 0 for word in spaced)
    assert all(before.left <= after.left for before, after in pairwise(spaced))


@given(st.characters(exclude_categories=["Cs"]))
def test_every_character_has_a_shape(char: str) -> None:
    assert 0 <= measure_advance(char) <= 1000
    extent = measure_extent(char)
    assert -0.5 < extent.bottom <= extent.top
