from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr.dashes import mend_dashes
from ocr.engine import EngineWord
from tests.ocr.drawing import find_font


@pytest.mark.parametrize("dash", ["-", "–"])
@pytest.mark.parametrize("read", ["-", "–", "—"])
def test_a_dash_is_written_as_wide_as_it_is_printed(dash: str, read: str) -> None:
    image = Image.new("L", (900, 90), 255)
    pen, font, left, words = ImageDraw.Draw(image), find_font(50), 20, []
    for token in ("Độc", "lập", dash, "Tự", "do"):
        width = round(font.getlength(token))
        pen.text((left, 15), token, fill=0, font=font)
        words.append(EngineWord(read if token == dash else token, left, 15, width, 60, 0.9, 1, 0))
        left += width + 14
    mended = mend_dashes(words, cv2.GaussianBlur(np.asarray(image), (0, 0), 0.8))
    assert [word.text for word in mended] == ["Độc", "lập", dash, "Tự", "do"]


def test_a_line_of_nothing_but_a_dash_stays_as_read() -> None:
    words = [EngineWord("-", 10, 10, 20, 20, 0.9, 1, 0)]
    assert mend_dashes(words, np.full((60, 60), 255, np.uint8)) == words
