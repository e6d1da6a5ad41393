from __future__ import annotations

from collections.abc import Iterator

from ocr.engine import EngineWord
from ocr.layout import order_words
from ocr.tables import Table

TALL, LETTER = 40, 20
Piece = tuple[int, int, str]
"""Left and top of a line of print, and its text; `|` stands for a wider space."""


def set_words(*pieces: Piece) -> Iterator[EngineWord]:
    for line, (left, top, text) in enumerate(pieces):
        x = left
        for word in text.split():
            if word == "|":
                x += TALL
                continue
            width = LETTER * len(word)
            yield EngineWord(word, x, top, width, TALL, 1.0, 0, line)
            x += width + LETTER // 2


def read(*pieces: Piece) -> list[str]:
    lines: dict[int, list[str]] = {}
    for placed in order_words(list(set_words(*pieces)), ()):
        lines.setdefault(placed.line, []).append(placed.word.text)
    return [" ".join(words) for words in lines.values()]


BODY = ((200, 700, "Nội dung của văn bản này kéo dài suốt cả chiều ngang của trang giấy đang đọc"),)


def test_a_head_is_read_band_by_band_even_where_its_subject_comes_close_to_the_motto() -> None:
    text = read(
        (400, 200, "ỦY BAN NHÂN DÂN"), (1060, 200, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (420, 260, "XÃ HƯNG MỸ"), (1200, 260, "Độc lập - Tự do - Hạnh phúc"),
        (400, 340, "Số: 12/UBND"), (1240, 340, "Hưng Mỹ, ngày 4 tháng 5 năm 2024"),
        (200, 410, "V/v sửa chữa đường và trường học ở"), (380, 470, "các thôn"),
        *BODY,
    )  # fmt: skip
    assert text == [
        "ỦY BAN NHÂN DÂN", "XÃ HƯNG MỸ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "Số: 12/UBND", "V/v sửa chữa đường và trường học ở", "các thôn", "Hưng Mỹ, ngày 4 tháng 5 năm 2024",
        BODY[0][2],
    ]  # fmt: skip


def test_words_after_a_blank_go_on_their_line() -> None:
    assert read(
        *BODY,
        (200, 800, "2. Số lượng hồ sơ: 01"), (1700, 800, "(bộ)"),
        (200, 880, "3. Thời gian giải quyết là: 28"), (1600, 880, "ngày làm việc"),
        (200, 960, "Ngày đăng ký: ngày 13"), (1000, 960, "tháng 8"), (1500, 960, "năm 2024"),
    )[1:] == [
        "2. Số lượng hồ sơ: 01 (bộ)",
        "3. Thời gian giải quyết là: 28 ngày làm việc",
        "Ngày đăng ký: ngày 13 tháng 8 năm 2024",
    ]  # fmt: skip


def test_the_small_lines_of_a_right_column_stay_in_it() -> None:
    assert read(
        (300, 200, "NGƯỜI NỘP HỒ SƠ"), (1300, 200, "NGƯỜI TIẾP NHẬN HỒ SƠ"),
        (280, 260, "(Ký, ghi rõ họ tên)"), (1330, 260, "(Ký, ghi rõ họ tên)"),
        (320, 520, "Lê Bỉnh Lễ"), (1370, 520, "Nguyễn Khả Hữu"),
    ) == [
        "NGƯỜI NỘP HỒ SƠ", "(Ký, ghi rõ họ tên)", "Lê Bỉnh Lễ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ", "(Ký, ghi rõ họ tên)", "Nguyễn Khả Hữu",
    ]  # fmt: skip


def test_the_last_row_of_a_form_is_read_before_the_signatures_below_it() -> None:
    assert read(
        *BODY,
        (200, 800, "Vào sổ, quyển số: 02"), (1300, 800, "Số thứ tự: 573"),
        (400, 900, "NGƯỜI NỘP HỒ SƠ"), (1250, 900, "NGƯỜI TIẾP NHẬN HỒ SƠ"),
        (420, 1150, "Lê Bỉnh Lễ"), (1320, 1150, "Nguyễn Khả Hữu"),
    )[1:] == [
        "Vào sổ, quyển số: 02 Số thứ tự: 573",
        "NGƯỜI NỘP HỒ SƠ", "Lê Bỉnh Lễ", "NGƯỜI TIẾP NHẬN HỒ SƠ", "Nguyễn Khả Hữu",
    ]  # fmt: skip


def test_columns_of_labels_are_read_one_after_the_other_with_their_dates_of_birth() -> None:
    left, right = "VỪ THỊ LỆ VẺ", "QUÁCH MINH VƯỢNG"
    assert read(
        (200, 200, f"Họ tên vợ: {left}"), (1100, 200, f"Họ tên chồng: {right}"),
        (200, 280, "Ngày, tháng, năm sinh: 01/07/2002"), (1100, 280, "Ngày, tháng, năm sinh: 03/09/1999"),
        (200, 360, "Nơi cư trú: Tổ Phú Mỹ, xã Hưng Mỹ,"), (1100, 360, "Nơi cư trú: Ấp Vĩnh Hưng, xã Thạch"),
        (200, 430, "tỉnh Quảng Trị"), (1100, 430, "Bằng, tỉnh Quảng Trị"),
    ) == [
        f"Họ tên vợ: {left}", "Ngày, tháng, năm sinh: 01/07/2002", "Nơi cư trú: Tổ Phú Mỹ, xã Hưng Mỹ,",
        "tỉnh Quảng Trị",
        f"Họ tên chồng: {right}", "Ngày, tháng, năm sinh: 03/09/1999", "Nơi cư trú: Ấp Vĩnh Hưng, xã Thạch",
        "Bằng, tỉnh Quảng Trị",
    ]  # fmt: skip


def test_a_list_of_recipients_is_read_before_the_signature_beside_it() -> None:
    assert read(
        *BODY,
        (200, 810, "Nơi nhận:"), (1300, 800, "GIÁM ĐỐC"),
        (200, 870, "- Như Điều 4;"), (200, 930, "- Thường trực HĐND;"), (200, 990, "- Lưu: VT."),
        (1270, 1060, "Đặng Bỉnh Bảo"),
    )[1:] == [
        "Nơi nhận:", "- Như Điều 4;", "- Thường trực HĐND;", "- Lưu: VT.", "GIÁM ĐỐC", "Đặng Bỉnh Bảo",
    ]  # fmt: skip


def test_a_list_of_recipients_is_read_whole_where_the_name_under_the_office_was_not_read() -> None:
    assert read(
        *BODY,
        (200, 800, "Nơi nhận:"), (1300, 800, "CHỦ TỊCH"),
        (200, 860, "- Như Điều 4;"), (200, 920, "- Thường trực HĐND;"), (200, 980, "- Lưu: VT."),
    )[1:] == ["Nơi nhận:", "- Như Điều 4;", "- Thường trực HĐND;", "- Lưu: VT.", "CHỦ TỊCH"]  # fmt: skip


def test_the_name_of_the_state_begins_its_own_part_even_close_to_a_long_agency() -> None:
    assert read(
        (100, 200, "ỦY BAN NHÂN DÂN TỈNH QUẢNG | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (300, 260, "BÌNH"), (900, 260, "Độc lập - Tự do - Hạnh phúc"),
        *BODY,
    )[:3] == ["ỦY BAN NHÂN DÂN TỈNH QUẢNG", "BÌNH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]  # fmt: skip


def test_a_list_that_reaches_below_the_signature_stays_whole() -> None:
    assert read(
        *BODY,
        (200, 800, "Nơi nhận:"), (1300, 800, "KT. CHÁNH VĂN PHÒNG"),
        (200, 860, "- Các Sở, ban, ngành Thành phố;"), (1300, 860, "PHÓ CHÁNH VĂN PHÒNG"),
        (200, 920, "- Cơ quan Báo, Đài Thành phố"), (1390, 1000, "Võ Tuấn Anh"),
        (420, 980, "(để đưa tin)"), (200, 1040, "- Lưu: VT."),
    )[1:] == [
        "Nơi nhận:", "- Các Sở, ban, ngành Thành phố;", "- Cơ quan Báo, Đài Thành phố", "(để đưa tin)", "- Lưu: VT.",
        "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG", "Võ Tuấn Anh",
    ]  # fmt: skip


def test_where_a_broken_rule_lays_cells_over_each_other_no_word_is_read_twice() -> None:
    whole, first, second = (200, 300, 900, 200), (210, 310, 400, 80), (630, 310, 460, 80)
    words = list(set_words((220, 320, "Nội dung"), (640, 320, "Kế hoạch"), (220, 430, "còn lại")))
    placed = order_words(words, [Table(whole, (whole, first, second))])
    assert [one.word.text for one in placed] == ["còn", "lại", "Nội", "dung", "Kế", "hoạch"]


def test_lines_beside_a_tall_table_stay_lines() -> None:
    cells = ((1000, 110, 300, 90), (1000, 210, 300, 1600))
    words = list(set_words((300, 1610, "Họ và tên"), (200, 1670, "Ngày sinh"), (1020, 130, "Ghi chú")))
    lines: dict[int, list[str]] = {}
    for placed in order_words(words, [Table((990, 100, 320, 1720), cells)]):
        lines.setdefault(placed.line, []).append(placed.word.text)
    assert {" ".join(line) for line in lines.values()} == {"Họ và tên", "Ngày sinh", "Ghi chú"}
