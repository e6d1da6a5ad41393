"""The same facts set in other ways: labels above values, in bordered forms, numbered, torn at leaders, other heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from pipeline.catalog import Catalog, load_catalog
from pipeline.classify import PageView, classify_page
from pipeline.extract.fields import extract_fields
from pipeline.model import Box, Reading, Word

from .papers import HEAD, HEIGHT, LETTER, lay_out


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def values_of(reading: Reading, code: str, catalog: Catalog) -> dict[str, str]:
    view = PageView(reading, catalog)
    kind = classify_page(view)
    assert kind is not None
    assert kind.type.code == code
    fields, _ = extract_fields("paper", kind.type, [view], catalog)
    return {key: value.value for key, value in fields.items()}


def put(reading: Reading, *pieces: tuple[float, float, str]) -> Reading:
    """The reading with further pieces of print, each a line of its own: left edge, height, words."""
    words = list(reading.words)
    for block, (left, y, text) in enumerate(pieces, 500):
        x = left
        for word in text.split():
            words.append(Word(word, Box(x, y, LETTER * len(word), HEIGHT), 0.9, block, 0))
            x += LETTER * (len(word) + 1)
    return replace(reading, words=tuple(words))


def set_cells(reading: Reading, rows: Sequence[Sequence[str]], edges: Sequence[float], top: float = 0.2) -> Reading:
    """The reading with a bordered table: cells row by row, `/` between the lines of a cell."""
    pieces: list[tuple[float, float, str]] = []
    for row in rows:
        cells = [cell.split(" / ") for cell in row]
        most = max(map(len, cells))
        for x, lines in zip(edges, cells, strict=True):
            y = top + 0.008 * (most - len(lines))
            pieces += [(x, y + 0.016 * place, line) for place, line in enumerate(lines)]
        top += 0.016 * most + 0.012
    return put(reading, *pieces)


def test_labels_stand_above_their_values(catalog: Catalog) -> None:
    page = lay_out([*HEAD, "Số: 45/2025 | Quyển số: 01/2025", "", "^GIẤY KHAI SINH"])
    page = put(
        page,
        (0.1, 0.20, "Họ và tên"), (0.6, 0.20, "Giới tính"),
        (0.1, 0.22, "NGUYỄN VĂN MẪU"), (0.6, 0.22, "Nam"),
        (0.1, 0.25, "Sinh ngày"), (0.6, 0.25, "Quốc tịch"),
        (0.1, 0.27, "05.03.2024"), (0.6, 0.27, "Việt Nam"),
        (0.1, 0.30, "Họ và tên cha"),
        (0.1, 0.32, "NGUYỄN VĂN CHA"),
    )  # fmt: skip
    values = values_of(page, "GKS", catalog)
    assert (values["ho_ten"], values["gioi_tinh"]) == ("NGUYỄN VĂN MẪU", "Nam")
    assert (values["ngay_sinh"], values["quoc_tich"]) == ("05/03/2024", "Việt Nam")
    assert values["cha_ho_ten"] == "NGUYỄN VĂN CHA"


def test_values_stand_in_the_cell_beside(catalog: Catalog) -> None:
    rows = [
        ["1. Họ, chữ đệm, tên", "NGUYỄN VĂN MẪU"],
        ["2. Ngày, tháng, năm sinh", "ngày mồng 5 tháng 3 năm / 2024"],
        ["3. Giới tính", "Nữ"],
        ["4. Nơi sinh", "Trạm Y tế xã Hòa Bình, / huyện Mẫu, tỉnh Đồng Nai"],
        ["5. Quê quán", "xã Tân Lập, tỉnh Đồng Nai"],
    ]
    page = set_cells(lay_out([*HEAD, "", "^GIẤY KHAI SINH"]), rows, (0.1, 0.5))
    values = values_of(page, "GKS", catalog)
    assert (values["ho_ten"], values["ngay_sinh"], values["gioi_tinh"]) == ("NGUYỄN VĂN MẪU", "05/03/2024", "Nữ")
    assert values["noi_sinh"] == "Trạm Y tế xã Hòa Bình, huyện Mẫu, tỉnh Đồng Nai"
    assert values["que_quan"] == "xã Tân Lập, tỉnh Đồng Nai"


def test_a_couple_stands_in_two_columns_of_a_table(catalog: Catalog) -> None:
    rows = [
        ["Nội dung", "Chồng", "Vợ"],
        ["Họ, chữ đệm, tên", "NGUYỄN VĂN A", "TRẦN THỊ B"],
        ["Ngày, tháng, năm sinh", "05/03/1990", "01/02/1992"],
        ["Dân tộc", "Kinh", "Tày"],
        ["Nơi cư trú", "xã Tân Lập, / tỉnh Sơn La", "xã Bảo Ái, / tỉnh Yên Bái"],
    ]
    page = lay_out([*HEAD, "Số: 12/2024", "^GIẤY CHỨNG NHẬN KẾT HÔN"])
    values = values_of(set_cells(page, rows, (0.1, 0.4, 0.68)), "GCNKH", catalog)
    assert (values["chong_ho_ten"], values["vo_ho_ten"]) == ("NGUYỄN VĂN A", "TRẦN THỊ B")
    assert (values["chong_ngay_sinh"], values["vo_dan_toc"]) == ("05/03/1990", "Tày")
    assert values["vo_noi_cu_tru"] == "xã Bảo Ái, tỉnh Yên Bái"


def test_items_are_numbered_in_many_ways(catalog: Catalog) -> None:
    page = lay_out(
        [
            *HEAD,
            "^TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ",
            "Kính gửi: Công an xã Hòa Bình",
            "(1) Họ, chữ đệm và tên: NGUYỄN VĂN MẪU",
            "2) Ngày, tháng, năm sinh: 05-03-1990   (3) Giới tính: Nam",
            "a) Số ĐDCN/CMND: 001090123456",
            "- Điện thoại liên hệ: 0912 345 678",
            "* Thư điện tử: mau@thu.vn",
            "10. Nội dung đề nghị:",
            "Đăng ký tạm trú tại số 5 đường Nguyễn Trãi",
            "Hòa Bình, ngày 05/03/2024",
        ]
    )
    values = values_of(page, "TOKHAI_CT01", catalog)
    assert (values["ho_ten"], values["ngay_sinh"], values["gioi_tinh"]) == ("NGUYỄN VĂN MẪU", "05/03/1990", "Nam")
    assert (values["so_dinh_danh"], values["so_dien_thoai"]) == ("001090123456", "0912345678")
    assert (values["email"], values["ngay_lam"]) == ("mau@thu.vn", "05/03/2024")
    assert values["noi_dung"] == "Đăng ký tạm trú tại số 5 đường Nguyễn Trãi"


def test_a_date_torn_at_its_leaders_is_read_at_its_height(catalog: Catalog) -> None:
    page = lay_out(["^CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "^HỢP ĐỒNG THUÊ NHÀ"])
    page = put(
        page,
        (0.1, 0.20, "Hôm nay, ngày 10"),
        (0.1, 0.23, "BÊN CHO THUÊ (BÊN A):"),
        (0.1, 0.26, "Ông: NGUYỄN VĂN A, sinh ngày 05/03/1970"),
        (0.45, 0.202, "tháng 11"), (0.65, 0.199, "năm 2022"),
    )  # fmt: skip
    values = values_of(page, "HOPDONG", catalog)
    assert (values["ngay_lap"], values["ben_a_ho_ten"]) == ("10/11/2022", "NGUYỄN VĂN A")


@pytest.mark.parametrize(
    "head",
    [
        ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM | ỦY BAN NHÂN DÂN", "Độc lập - Tự do - Hạnh phúc | XÃ HÒA BÌNH",
         "Hòa Bình, ngày 05 tháng 3 năm 2024 | Số: 15/QĐ-UBND"],
        [*HEAD, "Số: 15/QĐ-UBND", "ngày 05 tháng 3 năm 2024"],
        [*HEAD, "Số: 15/QĐ-UBND | Hòa Bình, 05/3/2024"],
    ],
)  # fmt: skip
def test_heads_are_set_in_other_ways(head: list[str], catalog: Catalog) -> None:
    body = [
        "",
        "^QUYẾT ĐỊNH",
        "^Về việc thành lập Tổ công tác",
        "",
        "Căn cứ Luật;",
        "Điều 1. Thành lập Tổ công tác.",
        "",
    ]
    foot = ["TM. ỦY BAN NHÂN DÂN | Nơi nhận:", "CHỦ TỊCH | - Như Điều 1;", "", "", "Lê Thị Mẫu | - Lưu: VT."]
    values = values_of(lay_out([*head, *body, *foot]), "QD", catalog)
    assert (values["so_ky_hieu"], values["ngay_ban_hanh"]) == ("15/QĐ-UBND", "05/03/2024")
    assert values["co_quan"] == "ỦY BAN NHÂN DÂN XÃ HÒA BÌNH"
    assert (values["chuc_vu"], values["nguoi_ky"]) == ("CHỦ TỊCH", "Lê Thị Mẫu")


def test_under_a_chairman_signed_for_stands_a_deputy(catalog: Catalog) -> None:
    body = [
        *HEAD,
        "Số: 15/QĐ-UBND | Hòa Bình, ngày 05 tháng 3 năm 2024",
        "",
        "^QUYẾT ĐỊNH",
        "^Về việc lập Tổ",
        *[""] * 9,
    ]
    page = lay_out([*body, "Nơi nhận: | KT. CHỦ TỊCH", "- Lưu: VT. | CHỦ TỊCH", "", "", "| Lê Thị Mẫu"])
    assert values_of(page, "QD", catalog)["chuc_vu"] == "PHÓ CHỦ TỊCH"


def test_labels_of_other_forms_are_known(catalog: Catalog) -> None:
    page = lay_out(
        [
            *HEAD,
            "Mã hồ sơ: H52.06-240305-0007",
            "^BIÊN NHẬN HỒ SƠ",
            "Người nộp hồ sơ: Nguyễn Văn A",
            "SĐT: 0912345678   Thư điện tử: a@b.vn",
            "Số định danh cá nhân: 001090123456",
            "Tên thủ tục hành chính: Đăng ký khai sinh",
            "Ngày tiếp nhận: 08 giờ 30 phút, ngày 05/03/2024",
            "Ngày hẹn trả: 16 giờ 30 phút, ngày 10/03/2024",
        ]
    )
    values = values_of(page, "GTN", catalog)
    assert (values["nguoi_nop"], values["so_dien_thoai"]) == ("Nguyễn Văn A", "0912345678")
    assert (values["noi_dung"], values["thoi_gian_tra"]) == ("Đăng ký khai sinh", "16:30 10/03/2024")


def test_figures_in_boxes_are_one_number(catalog: Catalog) -> None:
    page = lay_out([*HEAD, "^TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ", "4. Số định danh cá nhân: 0,6,0,0.9)3,0.6.9.215.8"])
    assert values_of(page, "TOKHAI_CT01", catalog)["so_dinh_danh"] == "060093069258"


def test_the_rest_of_a_torn_line_belongs_to_its_value(catalog: Catalog) -> None:
    page = lay_out([*HEAD, "^TỜ KHAI ĐĂNG KÝ KẾT HÔN"])
    page = put(page, (0.425, 0.2, "phường Thụy Khuê"), (0.1, 0.2, "Kính gửi: Ủy ban nhân dân của các"))
    assert values_of(page, "TOKHAI_KH", catalog)["kinh_gui"] == "Ủy ban nhân dân của các phường Thụy Khuê"


def test_a_name_printed_twice_is_spelled_as_the_better_print(catalog: Catalog) -> None:
    title, label = "^TỜ KHAI ĐĂNG KÝ KHAI SINH", "Họ, chữ đệm, tên người yêu cầu:"
    page = lay_out([*HEAD, title, f"{label} Đặng Thị Cấm", *[""] * 5, "| Đặng Thị Cẩm", "| Đặng Thị Cẩm"])
    assert values_of(page, "TOKHAI_KS", catalog)["nyc_ho_ten"] == "Đặng Thị Cẩm"
    alone = lay_out([*HEAD, title, f"{label} Đỉnh Thị Cấm"])
    assert values_of(alone, "TOKHAI_KS", catalog)["nyc_ho_ten"] == "Đỉnh Thị Cấm"


def test_words_say_a_day_whose_figures_were_not_read(catalog: Catalog) -> None:
    page = lay_out(
        [
            *HEAD,
            "^GIẤY KHAI SINH",
            "Họ, chữ đệm, tên: NGUYỄN VĂN MẪU",
            "Ngày, tháng, năm sinh: 1# tháng ö năm 2003",
            "Ghi bằng chữ: Ngày mười bốn, tháng năm, nâm hai nghin không trăm linh ba",
        ]
    )
    assert values_of(page, "GKS", catalog)["ngay_sinh"] == "14/05/2003"


def test_a_dead_person_and_the_notice_of_death_are_named_in_other_words(catalog: Catalog) -> None:
    page = lay_out(
        [
            *HEAD,
            "^TỜ KHAI ĐĂNG KÝ KHAI TỬ",
            "Họ, chữ đệm, tên người yêu cầu: Nguyễn Văn A",
            "Đề nghị cơ quan đăng ký khai tử cho người sau đây:",
            "Họ và tên người chết: NGUYỄN VĂN B",
            "Sinh ngày: 05.03.1940",
            "Số Giấy báo tử: 12/GBT do UBND xã Tân Lập cấp ngày 02/3/2024",
        ]
    )
    values = values_of(page, "TOKHAI_KT", catalog)
    assert (values["nyc_ho_ten"], values["ho_ten"], values["ngay_sinh"]) == (
        "Nguyễn Văn A",
        "NGUYỄN VĂN B",
        "05/03/1940",
    )
    assert (values["giay_bao_tu_noi_cap"], values["giay_bao_tu_ngay"]) == ("UBND xã Tân Lập", "02/03/2024")
