from __future__ import annotations

from ocr.engine import EngineWord
from ocr.zone import write_zone

ZONE = "IDVNM0922563304092092256330<<3\n9211029M3211027VNM<<<<<<<<<<<8\nHO<<XUAN<TY<<<<<<<<<<<<<<<<<<<"
SURE = (0.9, 0.9, 0.8)
RECT = (90, 480, 800, 260)


def line(text: str, number: int, top: int) -> EngineWord:
    return EngineWord(text, 100, top, 700, 40, 0.4, 1, number)


def test_lines_of_the_zone_take_the_place_of_what_was_read_of_them() -> None:
    words = [
        line("Nguyễn Quốc Hùng", 0, 300),
        line("TDVNM0922563304092092256330<<3", 1, 500),
        line("921l029M32lIO27VNM<<<<<<<<<8", 2, 580),
        line("HO<<XUAN<TY<<<<<<<<<<", 3, 660),
    ]
    written = write_zone(words, ZONE, RECT, SURE)
    assert [word.text for word in written] == ["Nguyễn Quốc Hùng", *ZONE.split("\n")]
    assert [word.top for word in written] == [300, 500, 580, 660]


def test_a_line_that_was_not_read_is_put_where_its_neighbours_leave_room() -> None:
    words = [line("IDVNM0922563304092092256330<<3", 1, 500), line("9211029M3211027VNM<<<<<<<8", 2, 580)]
    written = write_zone(words, ZONE, RECT, SURE)
    assert [(word.text, word.top) for word in written] == list(zip(ZONE.split("\n"), (500, 580, 660), strict=True))


def test_other_words_in_the_zone_stay() -> None:
    words = [line("finger", 1, 490), line("Kẽm Trống", 2, 640)]
    assert write_zone(words, ZONE, RECT, SURE) == words
