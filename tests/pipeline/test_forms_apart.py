"""Forms whose parts were read in another order, whose labels list or star more, and whose figures look like letters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.catalog import Catalog, load_catalog
from pipeline.classify import PageView, classify_page
from pipeline.extract.fields import extract_fields
from pipeline.extract.normalise import as_figures
from pipeline.extract.pairs import pair_rows
from pipeline.model import Reading

from .papers import HEAD, lay_out
from .test_apart import paired, read
from .test_layouts import put, values_of

APPLICATION = ("^CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "^TỜ KHAI ĐĂNG KÝ KHAI TỬ")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def lean(reading: Reading, slope: float) -> Reading:
    """The reading of a page that sinks by `slope` page heights over its width."""
    return replace(
        reading,
        words=tuple(
            replace(word, box=word.box._replace(y=word.box.y + slope * (word.box.x + word.box.w / 2)))
            for word in reading.words
        ),
    )


def test_values_that_were_read_before_their_labels_come_behind_them() -> None:
    names = ("Họ và tên mẹ", "Dân tộc", "Ngày cấp", "Nơi cấp")
    values = [(0.4, 0.2 + 0.02 * place, f": {place} giờ") for place in range(len(names))]
    labels = [(0.1, 0.2 + 0.02 * place, name) for place, name in enumerate(names)]
    assert paired(*values, *labels) == [f"{name} : {place} giờ" for place, name in enumerate(names)]


def test_a_torn_line_is_joined_wherever_its_rest_was_read() -> None:
    first, rest = "Sinh con lúc : 04 giờ 01 phút, ngày", "18 tháng 08 năm 2026"
    assert paired((0.1, 0.2, first), (0.1, 0.3, "Nơi sinh"), (0.1 + 0.0095 * (len(first) + 1), 0.2, rest)) == [
        f"{first} {rest}",
        "Nơi sinh",
    ]


def test_labels_without_colons_are_paired_where_they_are_known() -> None:
    names = ("Họ và tên", "Dân tộc", "Quốc tịch", "Giới tính")
    said = ("LÊ VĂN AN", "Kinh", "Việt Nam", "Nam")
    pieces = [(0.5, 0.2 + 0.02 * place, text) for place, text in enumerate(said)]
    pieces += [(0.1, 0.2 + 0.02 * place, f"{place + 1} {name}") for place, name in enumerate(names)]
    view = PageView(put(replace(lay_out(["x"]), words=()), *pieces), load_catalog())
    known = {"hovaten", "dantoc", "quoctich", "gioitinh"}
    texts = [row.text for row in pair_rows(list(view.lines), view.row_height, known)]
    assert texts == [f"{place + 1} {name} {text}" for place, (name, text) in enumerate(zip(names, said, strict=True))]


@pytest.mark.parametrize("slope", [-0.03, 0.02])
def test_boxes_of_values_are_of_the_page_as_scanned(slope: float, catalog: Catalog) -> None:
    level = lay_out(
        [*HEAD, "", "^GIẤY KHAI SINH", "Họ, chữ đệm, tên: NGUYỄN VĂN AN", "Giới tính: Nam", "Dân tộc: Kinh"]
    )
    pages = (level, lean(level, slope))
    one, other = (
        extract_fields("paper", catalog.types["GKS"], [PageView(page, catalog)], catalog)[0]["ho_ten"] for page in pages
    )
    assert one.value == other.value == "NGUYỄN VĂN AN"
    middle = one.box.x + one.box.w / 2
    assert other.box.y + other.box.h / 2 == pytest.approx(one.box.y + one.box.h / 2 + slope * middle, abs=0.004)


def test_who_asks_comes_first_though_nothing_opens_his_part(catalog: Catalog) -> None:
    page = lay_out(
        [
            *APPLICATION, "Người yêu cầu: Trần Thị Bình", "Nơi cư trú: Tổ 1, xã Hòa Bình, tỉnh Bắc Ninh",
            "Giấy tờ tùy thân: CMND/CCCD/Hộ chiếu: CCCD số 079190012345, cấp ngày 01/02/2022",
            "Đề nghị cơ quan đăng ký khai tử cho người có tên dưới đây:",
            "Họ, chữ đệm, tên: TRẦN VĂN CẢNH", "Nơi cư trú: Tổ 9, xã Kim Sơn, tỉnh Bắc Ninh",
        ]
    )  # fmt: skip
    values = read(page, "TOKHAI_KT", catalog)
    assert values["nyc_ho_ten"] == "Trần Thị Bình"
    assert values["nyc_noi_cu_tru"] == "Tổ 1, xã Hòa Bình, tỉnh Bắc Ninh"
    assert values["nyc_giay_to_so"] == "079190012345"
    assert values["noi_cu_tru"] == "Tổ 9, xã Kim Sơn, tỉnh Bắc Ninh"


@pytest.mark.parametrize(
    "lines",
    [
        ("Loại giấy tờ tùy thân, số, ngày cấp, nơi cấp: CCCD số 079203012345, cấp ngày 01/02/2022",),
        ("Giấy tờ chứng minh nhân thân (***): CCCD số 079203012345, cấp ngày 01/02/2022",),
        ("Giấy tờ tùy thân: CCCD số", "079203012345, cấp ngày 01/02/2022, nơi cấp: Công an tỉnh Bắc Ninh"),
        ("Giấy tờ tùy thân: CCCD số 079203012345, cấp ngày 01 tháng 02 năm", "2022, nơi cấp: Công an tỉnh Bắc Ninh"),
    ],
)
def test_a_paper_of_identity_is_named_in_many_ways(lines: tuple[str, ...], catalog: Catalog) -> None:
    page = lay_out([*HEAD, "", "^TRÍCH LỤC KHAI TỬ", "Họ và tên: NGUYỄN VĂN AN", *lines, "Nơi chết: Tại nhà"])
    values = read(page, "TLKT", catalog)
    assert values["giay_to_so"] == "079203012345"
    assert values["giay_to_ngay_cap"] == "01/02/2022"


def test_a_heading_of_another_person_opens_no_part(catalog: Catalog) -> None:
    page = lay_out(
        [
            *HEAD, "", "^TRÍCH LỤC KHAI TỬ", "Người được khai tử", "Họ và tên: NGUYỄN VĂN AN",
            "Giấy tờ tùy thân: CCCD số 079203012345, cấp ngày 01/02/2022",
            "Họ và tên người đi khai tử: Trần Thị Bình",
            "Giấy tờ tùy thân: CCCD số 079190099999, cấp ngày 05/06/2021",
        ]
    )  # fmt: skip
    values = read(page, "TLKT", catalog)
    assert values["giay_to_so"] == "079203012345"
    assert values["nguoi_di_khai_giay_to_so"] == "079190099999"


def test_a_name_may_stand_behind_its_person(catalog: Catalog) -> None:
    page = lay_out(
        [
            *HEAD, "", "^GIẤY CHỨNG NHẬN KẾT HÔN",
            "Vợ (họ và tên): TRẦN THỊ BÌNH", "Dân tộc: Tày", "Chồng (họ và tên): LÊ VĂN AN", "Dân tộc: Kinh",
        ]
    )  # fmt: skip
    values = read(page, "GCNKH", catalog)
    assert (values["vo_ho_ten"], values["vo_dan_toc"]) == ("TRẦN THỊ BÌNH", "Tày")
    assert (values["chong_ho_ten"], values["chong_dan_toc"]) == ("LÊ VĂN AN", "Kinh")


def test_a_table_may_have_no_head_over_its_labels(catalog: Catalog) -> None:
    head = lay_out(["^CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "^TỜ KHAI ĐĂNG KÝ KẾT HÔN"])
    rows = (
        ("Họ, chữ đệm, tên", "TRẦN THỊ BÌNH", "LÊ VĂN AN"),
        ("Dân tộc", "Tày", "Kinh"),
        ("Quốc tịch", "Việt Nam", "Việt Nam"),
        ("Ngày, tháng, năm sinh", "10/06/1998", "05/02/1989"),
    )
    pieces = [(0.47, 0.24, "Bên nữ"), (0.76, 0.24, "Bên nam")]
    for place, row in enumerate(rows):
        pieces += [(x, 0.27 + 0.03 * place, text) for x, text in zip((0.12, 0.36, 0.66), row, strict=True)]
    values = values_of(put(head, *pieces), "TOKHAI_KH", catalog)
    assert (values["nu_ho_ten"], values["nam_ho_ten"]) == ("TRẦN THỊ BÌNH", "LÊ VĂN AN")
    assert (values["nu_dan_toc"], values["nam_dan_toc"]) == ("Tày", "Kinh")
    assert (values["nu_ngay_sinh"], values["nam_ngay_sinh"]) == ("10/06/1998", "05/02/1989")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("o355518423", "0355518423"),
        ("ngày 3o tháng 8 năm zo21", "ngày 30 tháng 8 năm 2021"),
        ("oi (bộ)", "01 (bộ)"),
        ("Số 12, xã Lộc Sơn", "Số 12, xã Lộc Sơn"),
    ],
)
def test_old_style_figures_look_like_letters(text: str, wanted: str) -> None:
    assert as_figures(text) == wanted


def test_titles_say_the_event_in_other_words(catalog: Catalog) -> None:
    for title, code in (
        ("TRÍCH LỤC ĐĂNG KÝ KHAI TỬ", "TLKT"),
        ("TỜ KHAI ĐĂNG KÝ VIỆC CHẾT", "TOKHAI_KT"),
    ):
        found = classify_page(PageView(lay_out([*HEAD, "", f"^{title}", "Họ và tên: LÊ VĂN AN"]), catalog))
        assert found is not None
        assert found.type.code == code


@pytest.mark.parametrize(
    "after",
    ["Tôi xin cam kết lời khai là đúng sự thật.", "(*) Ghi theo giấy khai sinh.", "THÔNG TIN VỀ VIỆC CHẾT"],
)
def test_closing_words_notes_and_headings_end_a_value(after: str, catalog: Catalog) -> None:
    asks = "Đề nghị cơ quan đăng ký khai tử cho người có tên dưới đây:"
    address = ("Nơi cư trú: Tổ 9, xã Kim Sơn,", "tỉnh Bắc Ninh")
    page = lay_out([*APPLICATION, asks, "Họ và tên: TRẦN VĂN CẢNH", *address, after])
    assert read(page, "TOKHAI_KT", catalog)["noi_cu_tru"] == "Tổ 9, xã Kim Sơn, tỉnh Bắc Ninh"
