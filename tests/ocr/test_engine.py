from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from ocr.engine import Engine, EngineWord, Grey, Mode, check_alphabet, list_vietnamese_letters, open_engine, tidy_words
from ocr.strip import make_strip
from ocr.syllables import is_syllable, share_of_syllables
from ocr.tesseract import open_tesseract, parse_table
from pipeline.errors import EngineMissing, EngineRefused, PageTimeout
from tests.faults.engines import PoorEngine
from tests.ocr.drawing import LETTER, draw_page, sprinkle

PROGRAM, LIBRARY = "ocr.tesseract:open_tesseract", "ocr.tesseract_api:open_tesseract_api"


@pytest.fixture(params=[PROGRAM, LIBRARY], ids=["program", "library"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    return open_one(request.param, tmp_path)


def open_one(spec: str, workspace: Path) -> Engine:
    if spec == LIBRARY:
        pytest.importorskip("tesserocr")
    return open_engine(spec, ("vie",), workspace)


def draw_grey(lines: tuple[str, ...], size: tuple[int, int], height: int = 54) -> Grey:
    return np.asarray(draw_page(lines, size, height).convert("L"))


def draw_strip(text: str) -> Grey:
    return make_strip(draw_grey((text,), (1400, 300), 60), (0, 20, 1400, 84)).picture


def join_words(words: list[EngineWord]) -> str:
    return " ".join(word.text for word in words)


def test_vietnamese_has_134_letters_of_its_own() -> None:
    letters = list_vietnamese_letters()
    assert len(letters) == 134
    assert {"đ", "Đ", "ỵ", "Ậ"} <= letters


def test_the_gate_opens_for_the_vietnamese_model(engine: Engine) -> None:
    check_alphabet(engine)


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


def test_the_letter_that_the_models_lack_is_written_where_its_dot_stands(engine: Engine) -> None:
    page = draw_grey(
        ("Điều cấm kỵ, bệnh kiết lỵ, bà Trần Thị Mỵ.", "Hai bên ly dị. Người ký tên. Nước Mỹ. Bà My."), (2000, 500)
    )
    [words] = engine.recognise([page], Mode.PAGE, 300, 30)
    assert [word.text.strip(".,") for word in words if "ỵ" in word.text] == ["kỵ", "lỵ", "Mỵ"]
    assert all(word in join_words(words) for word in ("ly dị", "ký", "Mỹ"))


def test_several_images_go_to_one_call_and_keep_apart(engine: Engine) -> None:
    images = [draw_strip(word) for word in ("thứ nhất", "thứ hai", "thứ ba")]
    found = engine.recognise(images, Mode.LINE, 300, 30)
    assert [join_words(words) for words in found] == ["thứ nhất", "thứ hai", "thứ ba"]
    assert engine.recognise([], Mode.LINE, 300, 30) == []


def test_a_zone_of_capitals_is_read_without_accents_and_prose_with_them_after_it(engine: Engine) -> None:
    zone = draw_grey(("IDVNM0960000014096000000001<<8", "NGUYEN<<VAN<AN<<<<<<<<<<<<<<<<"), (1700, 400))
    prose = draw_strip("Ủy ban nhân dân xã")
    [letters] = engine.recognise([zone], Mode.MRZ, 300, 30)
    [words] = engine.recognise([prose], Mode.LINE, 300, 30)
    assert set(join_words(letters)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789< ")
    assert "NGUYEN" in join_words(letters)
    assert join_words(words) == "Ủy ban nhân dân xã"


@pytest.mark.parametrize("mode", Mode)
def test_images_with_nothing_to_read_are_survived(engine: Engine, mode: Mode) -> None:
    images = [np.full(shape, 255, np.uint8) for shape in ((300, 400), (1, 1), (3, 900))]
    found = engine.recognise(images, mode, 300, 30)
    for image, words in zip(images, found, strict=True):
        assert tidy_words(words, image.shape[1], image.shape[0]) == words


def test_an_image_cut_out_of_another_is_read_as_it_looks(engine: Engine) -> None:
    page = draw_grey(("Dòng trên", "Quyết định", "Dòng dưới"), (1000, 600), 60)
    part = page[130:235, 40:960]
    assert not part.flags.c_contiguous
    [words] = engine.recognise([part], Mode.BLOCK, 300, 30)
    assert join_words(words) == "Quyết định"


def test_no_line_is_lost_for_bits_of_its_neighbours(engine: Engine) -> None:
    page = draw_grey(LETTER, (2480, 2000), 48)
    rows = [round(2000 * 0.08 + number * 48 * 1.6) for number in range(len(LETTER))]
    strips = [make_strip(page[row - 20 : row + 102], (250, 24, 2100, 50)).picture for row in rows]
    found = [join_words(words) for words in engine.recognise(strips, Mode.LINE, 300, 60)]
    close = [Levenshtein.normalized_similarity(one, line) > 0.9 for one, line in zip(found, LETTER, strict=True)]
    assert all(close)


def test_program_and_library_read_the_same(tmp_path: Path) -> None:
    page = draw_page(LETTER)
    sprinkle(page, 400)
    image = np.asarray(page.convert("L"))
    [[ours], [theirs]] = (
        open_one(spec, tmp_path).recognise([image], Mode.PAGE, 300, 60) for spec in (LIBRARY, PROGRAM)
    )
    assert len(ours) > 80
    assert Levenshtein.normalized_similarity(join_words(ours), join_words(theirs)) > 0.99
    places = {(word.text, word.left // 8, word.top // 8): word for word in theirs}
    same = [(word, places[key]) for word in ours if (key := (word.text, word.left // 8, word.top // 8)) in places]
    assert len(same) > 0.9 * len(ours)
    assert all(abs(one.width - other.width) < 8 and one.block == other.block for one, other in same)
    assert [one.line for one, _ in same] == [other.line for _, other in same]
    assert sum(abs(one.confidence - other.confidence) < 0.1 for one, other in same) > 0.9 * len(same)


def test_a_reading_does_not_depend_on_what_was_read_before(tmp_path: Path) -> None:
    first, second = draw_grey(LETTER[:6], (2480, 800)), draw_grey(LETTER[6:], (2480, 800))
    fresh, used = open_one(LIBRARY, tmp_path), open_one(LIBRARY, tmp_path)
    used.recognise([first, second], Mode.PAGE, 300, 60)
    assert used.recognise([second], Mode.PAGE, 300, 60) == fresh.recognise([second], Mode.PAGE, 300, 60)


def test_the_library_tells_how_sure_it_is_of_every_letter(tmp_path: Path) -> None:
    [words] = open_one(LIBRARY, tmp_path).recognise([draw_grey(LETTER, (2480, 2000))], Mode.PAGE, 300, 60)
    assert words
    for word in tidy_words(words, 2480, 2000):
        assert len(word.letters) == len(word.text)
        assert all(0 <= letter <= 1 for letter in word.letters)


def test_too_little_time_is_told_from_failure(engine: Engine) -> None:
    with pytest.raises(PageTimeout):
        engine.recognise([draw_grey(LETTER * 3, (2480, 3508))], Mode.PAGE, 300, 0.05)


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
