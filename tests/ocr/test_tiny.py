from __future__ import annotations

from ocr.tiny import join_pieces


def test_pieces_of_a_caption_are_one_line_and_cells_of_a_table_are_not() -> None:
    caption = [(1676, 663, 46, 19), (1835, 663, 52, 16), (1730, 665, 100, 14), (1677, 690, 37, 14)]
    assert sorted(join_pieces(caption, 300)) == [(1676, 663, 211, 19), (1677, 690, 37, 14)]
    cells = [(100, 100, 80, 40), (190, 100, 80, 40), (100, 300, 80, 15), (220, 300, 80, 15)]
    assert sorted(join_pieces(cells, 300)) == sorted(cells)
