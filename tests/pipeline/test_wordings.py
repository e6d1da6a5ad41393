"""Papers as other offices word and set them: whose value a label names, lists without tables, titles in other words."""

from __future__ import annotations

import pytest

from pipeline.catalog import load_catalog
from pipeline.classify import PageView, classify_page
from pipeline.extract.fields import extract_fields
from pipeline.extract.identity import parse_identity
from pipeline.model import FieldValue

from .papers import HEAD, lay_out

CATALOG = load_catalog()


def read(code: str, *lines: str) -> dict[str, FieldValue]:
    view = PageView(lay_out([*HEAD, *lines]), CATALOG)
    return extract_fields("paper", CATALOG.types[code], [view], CATALOG)[0]


@pytest.mark.parametrize("kind", ["Căn cước công dân", "CCCD", "Hộ chiếu"])
@pytest.mark.parametrize("body", ["Cục Cảnh sát quản lý hành chính về trật tự xã hội", "CA TP. Hà Nội", "Bộ Công an"])
@pytest.mark.parametrize(
    "line",
    [
        "{kind} số: 079090123456, ngày cấp: 12/03/2021, nơi cấp: {body}",
        "{kind} 079090123456, {body}, 12/03/2021",
        "{kind} 079090123456, {body} cấp 12-3-2021",
        "{kind} số 079090123456 cấp ngày 12 tháng 3 năm 2021 bởi {body}",
        "{kind}: 079090123456 ({body} cấp ngày 12/03/2021)",
        "079090123456 ({kind}) do {body} cấp ngày 12/03/2021",
        "Loại giấy tờ: {kind}; số: 079090123456; ngày cấp: 12/03/2021; cơ quan cấp: {body}",
    ],
)
def test_papers_of_identity_are_named_in_many_ways(line: str, body: str, kind: str) -> None:
    assert parse_identity(line.format(kind=kind, body=body)) == {
        "loai": kind,
        "so": "079090123456",
        "noi_cap": body,
        "ngay_cap": "12/03/2021",
    }


def test_a_line_of_identity_holds_its_own_labels() -> None:
    found = read(
        "GBT",
        "Họ, chữ đệm, tên: NGUYỄN VĂN MẪU",
        "Giấy tờ tùy thân: CCCD số: 079090123456; ngày cấp: 12/03/2021;",
        "nơi cấp: Bộ Công an",
    )
    assert found["giay_to_so"].value == "079090123456"
    assert found["giay_to_noi_cap"].value == "Bộ Công an"
    assert found["giay_to_ngay_cap"].value == "12/03/2021"


def test_a_year_after_another_offices_wording_is_no_day() -> None:
    found = read("GKS", "Họ và tên mẹ: TRẦN THỊ THỬ", "Sinh năm: 1975   Dân tộc: Kinh")
    assert found["me_nam_sinh"].value == "1975"
    assert "me_ngay_sinh" not in found


def test_a_heading_says_whose_name_follows() -> None:
    found = read(
        "GKS",
        "Họ, chữ đệm, tên: NGUYỄN VĂN CON",
        "THÔNG TIN VỀ NGƯỜI MẸ",
        "Họ, chữ đệm, tên: TRẦN THỊ THỬ",
        "Dân tộc: Tày",
        "THÔNG TIN VỀ NGƯỜI CHA",
        "Họ, chữ đệm, tên: NGUYỄN VĂN MẪU",
        "Dân tộc: Kinh",
    )
    names = [found[key].value for key in ("ho_ten", "me_ho_ten", "cha_ho_ten")]
    assert names == ["NGUYỄN VĂN CON", "TRẦN THỊ THỬ", "NGUYỄN VĂN MẪU"]
    assert (found["me_dan_toc"].value, found["cha_dan_toc"].value) == ("Tày", "Kinh")


def test_spouses_under_each_other_are_told_apart_by_their_headings() -> None:
    found = read(
        "TOKHAI_KH",
        "BÊN NỮ",
        "Họ, chữ đệm, tên: TRẦN THỊ THỬ",
        "Dân tộc: Tày",
        "BÊN NAM",
        "Họ, chữ đệm, tên: LÊ VĂN MẪU",
        "Dân tộc: Kinh",
    )
    assert (found["nu_ho_ten"].value, found["nam_ho_ten"].value) == ("TRẦN THỊ THỬ", "LÊ VĂN MẪU")
    assert (found["nu_dan_toc"].value, found["nam_dan_toc"].value) == ("Tày", "Kinh")


def test_papers_handed_in_are_read_from_a_list() -> None:
    found = read("GTN", "Thành phần hồ sơ gồm:", "1. Tờ khai đăng ký khai sinh (01 bản chính)", "2. Giấy chứng sinh")
    assert [found[f"thanh_phan[{place}].ten"].value for place in (1, 2)] == [
        "Tờ khai đăng ký khai sinh",
        "Giấy chứng sinh",
    ]


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("ĐƠN XIN CẤP GIẤY VỀ TÌNH TRẠNG HÔN NHÂN", "TOKHAI_XNTTHN"),
        ("TỜ KHAI XIN ĐĂNG KÝ HỘ KINH DOANH CÁ THỂ", "TOKHAI_HKD"),
        ("TỜ KHAI NHẬN CHA, MẸ, CON", "TOKHAI"),
    ],
)
def test_what_an_application_asks_for_tells_its_kind(title: str, code: str) -> None:
    found = classify_page(PageView(lay_out([*HEAD, f"^{title}"]), CATALOG))
    assert found is not None
    assert found.type.code == code
