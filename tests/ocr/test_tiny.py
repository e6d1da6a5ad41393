from __future__ import annotations

import numpy as np

from ocr.engine import EngineWord
from ocr.tiny import enlarge, join_pieces, shrink_words


def test_only_low_lines_are_enlarged_and_their_words_stand_where_they_were() -> None:
    cut = np.full((30, 200), 255, np.uint8)
    low, high = (10, 10, 180, 14), (10, 10, 180, 40)
    assert enlarge(cut, low).shape == (60, 400)
    assert enlarge(cut, high) is cut
    word = EngineWord("finger", 80, 12, 100, 28, 0.9, 0, 0)
    [shrunk] = shrink_words([word], low)
    assert (shrunk.left, shrunk.top, shrunk.width, shrunk.height) == (40, 6, 50, 14)
    assert shrink_words([word], high) == [word]


def test_pieces_of_a_caption_are_one_line_and_cells_of_a_table_are_not() -> None:
    caption = [(1676, 663, 46, 19), (1835, 663, 52, 16), (1730, 665, 100, 14), (1677, 690, 37, 14)]
    assert sorted(join_pieces(caption, 300)) == [(1676, 663, 211, 19), (1677, 690, 37, 14)]
    cells = [(100, 100, 80, 40), (190, 100, 80, 40), (100, 300, 80, 15), (220, 300, 80, 15)]
    assert sorted(join_pieces(cells, 300)) == sorted(cells)
