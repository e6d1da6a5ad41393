"""What lists and known wording may put right in a value, and what they must leave as it was printed."""

from __future__ import annotations

import pytest

from pipeline.catalog import Catalog, FieldSpec, load_catalog
from pipeline.extract.normalise import normalise
from pipeline.extract.spelling import respell_number


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def value_of(text: str, kind: str, catalog: Catalog, **more: object) -> str | None:
    spec = FieldSpec(key="x", name_vi="x", name_en="x", kind=kind, labels=("x",), **more)  # type: ignore[arg-type]
    normal = normalise(text, spec, catalog)
    return normal.value if normal else None


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Tố 6, xã Đức Phố, huyện Mộ Đức, tỉnh Quảng Ngãi", "Tổ 6, xã Đức Phổ, huyện Mộ Đức, tỉnh Quảng Ngãi"),
        ("Xóm 3, phường Ẩng Nưa, tính Điện Biên", "Xóm 3, phường Ẳng Nưa, tỉnh Điện Biên"),
        ("Ang Nưa, Mường Ảng, Điện Biên", "Ẳng Nưa, Mường Ảng, Điện Biên"),
        ("Số 5 đường Nguyễn Trải, thành phó Huế", "Số 5 đường Nguyễn Trãi, thành phố Huế"),
        ("Ấp 2, xã Tân Lập huyện Mộc Châu, tỉnh Sơn La", "Ấp 2, xã Tân Lập, huyện Mộc Châu, tỉnh Sơn La"),
    ],
)  # fmt: skip
def test_units_are_put_right_where_one_name_is_left(read: str, meant: str, catalog: Catalog) -> None:
    assert value_of(read, "addr", catalog) == meant


@pytest.mark.parametrize(
    "printed",
    [
        "Thôn Thạch Bằng, xã Thạch Bằng, huyện Lộc Hà, tỉnh Hà Tĩnh",  # a commune of older times, near one of today
        "xã Hoà Bình, thị xã Nghĩa Lộ, tỉnh Yên Bái",  # marks set the old way
        "Phường Tịnh Ấn, tỉnh Quảng Ngãi",
        "Trạm Y tế xã Hòa Bình, huyện Mẫu, tỉnh Thử Nghiệm",
    ],
)
def test_what_may_have_been_printed_stays(printed: str, catalog: Catalog) -> None:
    assert value_of(printed, "addr", catalog) == printed


@pytest.mark.parametrize(
    ("kind", "read", "meant"),
    [
        ("text", "Cấp Giấy xác nhận tình trạrg hôn nhân", "Cấp Giấy xác nhận tình trạng hôn nhân"),
        ("text", "Cống Thông tin điện tử; Luu: VT", "Cổng Thông tin điện tử; Lưu: VT"),
        ("text", "Về việc bố nhiệm công chức", "Về việc bổ nhiệm công chức"),
        ("text", "Đột quy", "Đột quỵ"),
        ("text", "Có đăng.ký kết hôn, nhưng đã.ly hôn", "Có đăng ký kết hôn, nhưng đã ly hôn"),
        ("text", "uỷ ban nhân dân, thi đua quí I", "uỷ ban nhân dân, thi đua quí I"),
        ("org", "Ly ban nhân dân phường Tam Ky", "Ủy ban nhân dân phường Tam Kỳ"),
        ("org", "CÔNG ẶN TÌNH ĐỒNG NAI", "CÔNG AN TỈNH ĐỒNG NAI"),
        (
            "identity",
            "Găm cước sông đân số.024173313491 do.Cuc Cảnh sát quản lý. hành chính về trật tự xã hội cấp 28/3/2022",
            "Căn cước công dân số 024173313491 do Cục Cảnh sát quản lý hành chính về trật tự xã hội cấp 28/3/2022",
        ),
        (
            "identity",
            "CMND số 31.1365042.do.Công an tỉnh Đông Nai.cấp ngày 17/02/2003",
            "CMND số 311365042 do Công an tỉnh Đồng Nai cấp ngày 17/02/2003",
        ),
    ],
)
def test_known_wording_is_put_right(kind: str, read: str, meant: str, catalog: Catalog) -> None:
    assert value_of(read, kind, catalog) == meant


def test_numbers_in_words_are_put_right_and_other_words_are_none() -> None:
    read = "Ngày nười tám, tháng tắm, nâm hai nghỉn không trăm hai mưai mất"
    assert respell_number(read) == "Ngày mười tám, tháng tám, năm hai nghìn không trăm hai mươi mốt"
    assert respell_number("Thanh tra tỉnh và phòng ban") == "Thanh tra tỉnh và phòng ban"


def test_a_mended_value_is_believed_less(catalog: Catalog) -> None:
    spec = FieldSpec(key="x", name_vi="x", name_en="x", kind="addr", labels=("x",))
    clean, mended = (normalise(f"tỉnh {name}", spec, catalog) for name in ("Đồng Nai", "Đông Nai"))
    assert clean is not None
    assert mended is not None
    assert (mended.value, mended.sure < clean.sure) == (clean.value, True)


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Tổ. 18 phường Ngũ Hiệp, quận Hữu Lũng thành phố Đà Nẵng",
         "Tổ 18, phường Ngũ Hiệp, quận Hữu Lũng, thành phố Đà Nẵng"),
        ("Thôn 2, thị trấn Yên Lạc, huyện Yên Lạc", "Thôn 2, thị trấn Yên Lạc, huyện Yên Lạc"),
        ("Tổ 9, thị xã Từ Sơn, tỉnh Bắc Ninh", "Tổ 9, thị xã Từ Sơn, tỉnh Bắc Ninh"),
        ("Thôn Thượng xã Bình Khánh tỉnh Điện Biên", "Thôn Thượng xã Bình Khánh tỉnh Điện Biên"),
    ],
)  # fmt: skip
def test_an_address_that_kept_some_commas_gets_the_others_back(catalog: Catalog, read: str, meant: str) -> None:
    assert value_of(read, "addr", catalog) == meant


def test_noughts_of_a_sum_that_were_read_as_letters_are_figures(catalog: Catalog) -> None:
    assert value_of("Ioo.ooo đồng", "text", catalog) == "100.000 đồng"
    assert value_of("loại hồ sơ", "text", catalog) == "loại hồ sơ"
