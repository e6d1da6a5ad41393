from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr.config import ReaderConfig
from ocr.dotted_y import mend_dotted_y
from ocr.engine import EngineWord, Grey, Mode, open_engine
from ocr.strip import make_strip
from tests.ocr.drawing import find_font

TOKENS = ("Họ", "và", "tên:", "NGUYỄN", "THỊ", "Mỵ", "-", "1987")
LINE = (40, 40, 1300, 62)


def draw_tokens(tokens: tuple[str, ...] = TOKENS) -> tuple[Grey, list[tuple[int, int]]]:
    """A line of print in `LINE`, and the columns from which to which the ink of each token goes."""
    image = Image.new("L", (1400, 160), 255)
    pen, font, left, columns = ImageDraw.Draw(image), find_font(50), 44, []
    for token in tokens:
        pen.text((left, 40), token, fill=0, font=font)
        box = pen.textbbox((left, 40), token, font=font)
        columns.append((round(box[0]), round(box[2])))
        left += round(font.getlength(token)) + 16
    return np.asarray(image).copy(), columns


def read(image: Grey, tmp_path: Path) -> list[EngineWord]:
    strip = make_strip(image, LINE)
    engine = open_engine(ReaderConfig().engine, ("vie",), tmp_path)
    [words] = engine.recognise([strip.picture], Mode.LINE, 300, 30)
    return mend_dotted_y(strip.place(words), image)


def test_words_stand_where_their_ink_does(tmp_path: Path) -> None:
    image, columns = draw_tokens()
    words = read(image, tmp_path)
    assert tuple(word.text for word in words) == TOKENS
    for word, (left, right) in zip(words, columns, strict=True):
        assert abs(word.left - left) <= 4 and abs(word.left + word.width - right) <= 4
    rows = {word.text: (word.top, word.top + word.height) for word in words}
    assert rows["NGUYỄN"][0] < rows["và"][0] < rows["-"][0] < rows["-"][1] < rows["và"][1] < rows["Mỵ"][1]


@pytest.mark.parametrize("height", [14, 30, 90])
def test_a_strip_is_as_high_as_the_network_looks_whatever_the_print(height: int) -> None:
    image = np.full((3 * height, 20 * height), 255, np.uint8)
    image[height : 2 * height, height : 19 * height : 4] = 0
    picture = make_strip(image, (height, height, 18 * height, height)).picture
    assert picture.shape[0] == 36
    assert 0.7 < picture.shape[1] / (36 * 18 * 0.9 / 1.3) < 1.1


def test_ink_far_from_the_line_is_no_part_of_it(tmp_path: Path) -> None:
    image, _ = draw_tokens()
    image[2:8, 100:900] = image[150:156, 60:1200] = 0
    assert tuple(word.text for word in read(image, tmp_path)) == TOKENS


def test_a_rule_or_speck_beside_the_line_changes_no_box(tmp_path: Path) -> None:
    image, columns = draw_tokens(TOKENS[:5])
    image[34:112, 900:904] = 0
    image[60:64, 1000:1004] = 0
    words = read(image, tmp_path)
    assert [word.text for word in words[:2]] == ["Họ", "và"]
    assert all(abs(word.left - left) <= 4 for word, (left, _) in zip(words[:4], columns, strict=False))
    assert all(word.height <= 1.25 * LINE[3] for word in words)


def test_bare_paper_makes_a_strip_without_ink() -> None:
    image = np.full((60, 300), 255, np.uint8)
    strip = make_strip(image, (10, 10, 280, 40))
    assert strip.picture.shape[0] == 36
    assert not strip.inked
    assert strip.place([]) == []
