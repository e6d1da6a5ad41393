"""The long lists: whole, read late, and what is suggested from them."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline import catalog as package
from pipeline.catalog import load_catalog
from pipeline.errors import CatalogError
from pipeline.suggest import spell_agency, suggest_name
from pipeline.understand import understand
from pipeline.units import find_heirs, suggest_units
from tests.pipeline.papers import HEAD, lay_out

CATALOG = load_catalog()


def spelled(address: str) -> list[str]:
    return [candidate.commune.spelled for candidate in suggest_units(address, CATALOG)]


def test_the_map_of_today_is_whole_and_every_old_commune_has_heirs_in_its_province() -> None:
    lexicons = CATALOG.lexicons
    kinds = Counter(commune.name.split()[0] for commune in lexicons.communes.values())
    assert kinds == {"Xã": 2621, "Phường": 687, "Đặc": 13}
    assert len({commune.province for commune in lexicons.communes.values()}) == 34
    assert len(lexicons.old_communes) == 10040
    heirs = {row.legacy_name: row.name_2025 for row in CATALOG.provinces.values()}
    for old in lexicons.old_communes:
        assert {lexicons.communes[code].province for code in old.now} == {heirs[old.province]}, old


def test_a_broken_list_is_named_when_it_is_asked_for(tmp_path: Path) -> None:
    source = Path(package.__file__).parent
    folder = shutil.copytree(source, tmp_path / "catalog", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    path = folder / "lists" / "communes.csv"
    path.write_text(path.read_text(encoding="utf-8") + "99999,Xã Thừa\n", encoding="utf-8")
    catalog = load_catalog(folder)
    with pytest.raises(CatalogError, match=r"lists/communes\.csv: line 3323"):
        catalog.lexicons.check()
    assert load_catalog(folder).version != CATALOG.version


@pytest.mark.parametrize(
    ("address", "units"),
    [
        ("Phường Phúc Xá, Quận Ba Đình, Hà Nội", ["Phường Hồng Hà, Thành phố Hà Nội"]),
        ("Tổ 1, Phúc Xá, Ba Đình, Thành phố Hà Nội", ["Phường Hồng Hà, Thành phố Hà Nội"]),
        ("P. Bến Nghé, Q.1, TP. Hồ Chí Minh", ["Phường Sài Gòn, Thành phố Hồ Chí Minh"]),
        ("P.Bến Nghé, Q1, TPHCM", ["Phường Sài Gòn, Thành phố Hồ Chí Minh"]),
        ("Mỹ Thuận, Hòn Đất, Kiên Giang", ["Xã Mỹ Thuận, Tỉnh An Giang"]),
        ("xã Ẳng Cang huyện Mường Ảng tỉnh Điện Biên", ["Xã Mường Ảng, Tỉnh Điện Biên"]),
        ("huyện Côn Đảo, Bà Rịa - Vũng Tàu", ["Đặc khu Côn Đảo, Thành phố Hồ Chí Minh"]),
        ("Phường 4, TP. Tân An, Long An, Việt Nam", ["Phường Long An, Tỉnh Tây Ninh"]),
        ("Xã Tân Thạnh, huyện Thới Lai, Cần Thơ", ["Xã Trường Thành, Thành phố Cần Thơ"]),
    ],
)
def test_an_old_address_is_led_to_the_commune_of_today(address: str, units: list[str]) -> None:
    assert spelled(address) == units
    assert all(candidate.was for candidate in find_heirs(address, CATALOG))
    assert find_heirs(address, CATALOG)


def test_of_a_commune_that_was_split_all_heirs_are_offered() -> None:
    assert spelled("Thị trấn Tây Đằng, huyện Ba Vì, Hà Nội") == [
        "Xã Minh Châu, Thành phố Hà Nội",
        "Xã Quảng Oai, Thành phố Hà Nội",
    ]


def test_an_address_of_today_is_not_renamed() -> None:
    for address in ("Phường Ba Đình, Thành phố Hà Nội", "Đặc khu Côn Đảo, TP HCM", "Xã Ba Dinh, tỉnh Quảng Ngãi"):
        assert suggest_units(address, CATALOG)[0].was is None
        assert not find_heirs(address, CATALOG)


def test_slips_are_suggested_but_are_not_sure() -> None:
    address = "Phường Phúc Xà, quận Ba Đinh, TP Hà Nội"
    assert spelled(address)[0] == "Phường Hồng Hà, Thành phố Hà Nội"
    assert not suggest_units(address, CATALOG)[0].sure
    assert not find_heirs(address, CATALOG)


@pytest.mark.parametrize(
    "address", ["", "Hà Nội", "Xã Hòa Bình, huyện Mẫu, tỉnh Thử Nghiệm", "Trạm Y tế", ", , ,", "Pháp"]
)
def test_what_names_no_commune_is_left_alone(address: str) -> None:
    assert not find_heirs(address, CATALOG)


def test_a_name_that_two_old_communes_of_a_district_have_is_left_open() -> None:
    assert spelled("Yên Viên, Gia Lâm, Hà Nội")
    assert not find_heirs("Yên Viên, Gia Lâm, Hà Nội", CATALOG)
    assert find_heirs("thị trấn Yên Viên, Gia Lâm, Hà Nội", CATALOG)


def test_an_old_address_on_a_paper_is_told_and_stays() -> None:
    page = lay_out(
        [
            *HEAD,
            "^GIẤY KHAI SINH",
            "Họ, chữ đệm, tên: NGUYỄN VĂN MẪU",
            "Quê quán: xã Mỹ Thuận, huyện Hòn Đất, tỉnh Kiên Giang",
        ]
    )
    times = datetime(2026, 10, 6, tzinfo=UTC), datetime(2025, 6, 30, tzinfo=UTC)
    now, before = (
        understand([[page]], catalog=CATALOG, batch="b", received=day, procedure=None, reader="r")[0] for day in times
    )
    assert now.documents[0].fields["que_quan"].value == "xã Mỹ Thuận, huyện Hòn Đất, tỉnh Kiên Giang"
    (told,) = [finding for finding in now.findings if finding.rule == "place_renamed"]
    assert (told.field, "nay là Xã Mỹ Thuận, Tỉnh An Giang; hãy chọn" in told.message_vi) == ("que_quan", True)
    assert not [finding for finding in before.findings if finding.rule == "place_renamed"]


def test_countries_go_by_their_usual_names() -> None:
    countries = CATALOG.options("countries")
    for said in ("mỹ", "Hoa Kỳ", "Hợp chúng quốc Hoa Kỳ"):
        assert countries[said.lower().translate(str.maketrans("ỹỳợúốợ", "yyouoo"))] == "Hoa Kỳ"
    assert {countries["viet nam"], countries["uc"], countries["australia"], countries["han quoc"]} == {
        "Việt Nam",
        "Úc",
        "Hàn Quốc",
    }
    spec = CATALOG.types["GKS"].field("quoc_tich")
    assert spec is not None
    from pipeline.extract.normalise import normalise

    by_list = spec.model_copy(update={"kind": "enum", "options": "countries", "choices": {}})
    for raw, value in (("Viêt Nam", "Việt Nam"), ("Mỹ.", "Hoa Kỳ"), ("Nhật Bản", "Nhật Bản")):
        found = normalise(raw, by_list, CATALOG)
        assert found is not None
        assert found.value == value


@pytest.mark.parametrize(
    ("read", "meant"),
    [("Nguyên Thi Hoa", "Nguyễn Thị Hoa"), ("NGUYỂN VĂN MINH", "NGUYỄN VĂN MINH"), ("Tran Van Dũng", "Trần Văn Dũng")],
)
def test_a_slip_in_a_name_is_suggested(read: str, meant: str) -> None:
    assert meant in suggest_name(read, CATALOG)


@pytest.mark.parametrize("name", ["Nguyễn Thị Hoa", "Trần Văn Dũng", "Hoa", ""])
def test_a_known_name_needs_no_suggestion(name: str) -> None:
    assert suggest_name(name, CATALOG) == ()


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("UBND xã Hòa Bình", "Ủy ban nhân dân xã Hòa Bình"),
        ("Ủy ban nhân dân phường 4", "Ủy ban nhân dân phường 4"),
        ("Cục CSQLHC về TTXH", "Cục Cảnh sát quản lý hành chính về trật tự xã hội"),
        ("CA tỉnh Kiên Giang", "Công an tỉnh Kiên Giang"),
        ("TAND tối cao", "Tòa án nhân dân tối cao"),
        ("Ca sĩ tự do", None),
        ("Công ty Hoa Mai", None),
        ("Bộ Công an huyện Lạ", None),
    ],
)
def test_issuers_are_spelled_out(read: str, name: str | None) -> None:
    assert spell_agency(read, CATALOG) == name


def test_a_partial_list_says_so() -> None:
    assert CATALOG.lexicons.vsic["5610"].startswith("Nhà hàng")
    text = (Path(package.__file__).parent / "lists" / "README.md").read_text(encoding="utf-8")
    assert "partial" in text


def test_lexicons_follow_their_folder() -> None:
    other = replace(CATALOG.lexicons, root=CATALOG.lexicons.root / "nowhere")
    with pytest.raises(CatalogError):
        _ = other.roles


def test_every_paper_that_can_be_used_again_has_a_holder_among_its_persons() -> None:
    for code, holder in CATALOG.lexicons.holders.items():
        roles = {CATALOG.lexicons.role_of(code, person.role) for person in CATALOG.types[code].persons}
        assert holder in roles, code
    assert set(CATALOG.lexicons.roles) >= set(CATALOG.lexicons.holders.values())
