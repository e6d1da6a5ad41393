"""What the rules say of a paper and of papers that lie together, and where they stay silent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from pipeline.catalog import load_catalog
from pipeline.compare import validate_persons
from pipeline.listed import find_unscanned
from pipeline.model import Document, Finding
from pipeline.people import resolve_people
from pipeline.understand import find_procedure
from pipeline.validate import validate_document
from tests.pipeline.test_people import card, paper

CATALOG = load_catalog()
SCANNED = datetime(2026, 10, 6, 8, 0, tzinfo=UTC)
MAN, WOMAN = "079085012345", "079190054321"


def rows(**columns: str) -> dict[str, str]:
    return {f"thanh_vien[1].{key}": value for key, value in columns.items()}


def alone(document: Document) -> list[Finding]:
    return list(validate_document(document, SCANNED, date(2026, 10, 6), CATALOG))


def rules_of(document: Document) -> set[str]:
    return {found.rule for found in alone(document)}


def between(*documents: Document) -> list[str]:
    return [found.rule for found in validate_persons(documents, CATALOG)]


def unscanned(*documents: Document) -> list[str]:
    return [found.message_vi for found in find_unscanned(documents, CATALOG)]


def receipt(*names: str, applicant: str = "Nguyễn Văn Mẫu", form: str = "ban_chinh") -> Document:
    listed = {f"thanh_phan[{place}].ten": name for place, name in enumerate(names, 1)}
    counts = {f"thanh_phan[{place}].{form}": "1" for place in range(1, len(names) + 1)}
    return paper("GTN", nguoi_nop=applicant, **listed, **counts)


@pytest.mark.parametrize("number", ["so_dinh_danh", "giay_to"])
@pytest.mark.parametrize(("sex", "told"), [("Nam", False), ("Nữ", True)])
def test_the_sex_is_held_against_a_number_by_itself_or_in_a_line(number: str, sex: str, told: bool) -> None:
    said = {"so_dinh_danh": MAN, "giay_to": f"Căn cước công dân số {MAN} do Bộ Công an cấp"}
    kind = "CT07" if number == "so_dinh_danh" else "XNTTHN"
    found = rules_of(paper(kind, ho_ten="Nguyễn Văn Mẫu", gioi_tinh=sex, **{number: said[number]}))
    assert ("id12_sex" in found) is told


@pytest.mark.parametrize(("birth", "told"), [("14/05/1985", False), ("14/05/1958", True)])
def test_the_year_of_birth_is_held_against_the_number_of_both_parties(birth: str, told: bool) -> None:
    contract = paper("HOPDONG", ben_a_ho_ten="Nguyễn Văn Mẫu", ben_a_so=MAN, ben_a_ngay_sinh=birth)
    agent = paper("GUQ", ben_duoc_uy_quyen_ho_ten="Lê Thử", ben_duoc_uy_quyen_so=MAN, ben_duoc_uy_quyen_ngay_sinh=birth)
    assert [("id12_birth" in rules_of(document)) for document in (contract, agent)] == [told, told]


def test_a_member_of_a_household_is_checked_as_anybody_is() -> None:
    right = rows(ho_ten="Trần Thị Thử", ngay_sinh="14/05/1990", gioi_tinh="Nữ", so_dinh_danh=WOMAN)
    assert not rules_of(paper("CT07", **right))
    for wrong, rule in (
        (rows(gioi_tinh="Nam"), "id12_sex"),
        (rows(ngay_sinh="14/05/1991"), "id12_birth"),
        (rows(ngay_sinh="14/05/2027"), "not_future"),
        (rows(so_dinh_danh="999190054321"), "id12"),
    ):
        (found,) = [found for found in alone(paper("CT07", **right | wrong)) if found.rule == rule]
        assert found.field is not None and found.field.startswith("thanh_vien[1].")
        assert "Thành viên 1" in found.message_vi or rule != "not_future"


def test_a_member_of_a_household_is_one_of_the_dossiers_persons() -> None:
    members = rows(ho_ten="Trần Thị Thử", ngay_sinh="14/05/1990", so_dinh_danh=WOMAN)
    house = paper("CT07", ho_ten="Nguyễn Văn Mẫu", so_dinh_danh=MAN, **members)
    mother = card(WOMAN, "TRẦN THỊ THỬ", "14/05/1990")
    assert len(resolve_people([house, mother], CATALOG)) == 2
    assert not between(house, mother)
    assert between(paper("CT07", **members | rows(so_dinh_danh="079190054322")), mother) == ["person_id_slip"]
    assert between(paper("CT07", **members | rows(ho_ten="Lê Thị Khác")), mother) == ["person_name_differs"]


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("GTN", "ngay_cap"),
        ("SHK", "ngay_cap"),
        ("TLKT", "nguoi_di_khai_giay_to_ngay_cap"),
        ("XNTTHN", "tu_ngay"),
        ("TLKT", "giay_bao_tu_ngay"),
    ],
)
def test_a_day_may_not_lie_ahead(kind: str, key: str) -> None:
    assert "not_future" in rules_of(paper(kind, **{key: "07/10/2026"}))
    assert "not_future" not in rules_of(paper(kind, **{key: "06/10/2026"}))


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("CCCD21", "co_gia_tri_den"),
        ("GUQ", "den_ngay"),
        ("GUQ", "tu_ngay"),
        ("GTN", "thoi_gian_tra"),
        ("BHYT", "du_5_nam"),
    ],
)
def test_a_term_may_end_later(kind: str, key: str) -> None:
    assert "not_future" not in rules_of(paper(kind, **{key: "07/10/2030"}))


def test_days_of_birth_beside_one_name_are_compared_without_numbers() -> None:
    certificate = paper("GKS", ho_ten="NGUYỄN VĂN MẪU", ngay_sinh="14/05/2020", me_ho_ten="TRẦN THỊ THỬ")
    form = paper("TOKHAI_KS", ks_ho_ten="Nguyễn Văn Mẫu", ks_ngay_sinh="14/05/2021")
    assert between(certificate, form) == ["person_birth_differs"]
    namesake = paper("TOKHAI_KS", ks_ho_ten="Nguyễn Văn Mẫu", ks_ngay_sinh="02/11/1985")
    assert not between(certificate, namesake)
    year = paper("TOKHAI_KS", ks_ho_ten="Nguyễn Văn Mẫu", ks_ngay_sinh="2020")
    assert not between(certificate, year)


def birth_papers() -> list[Document]:
    form = paper(
        "TOKHAI_KS",
        nyc_ho_ten="Nguyễn Văn Mẫu",
        nyc_giay_to=f"CCCD {MAN}",
        me_ho_ten="Trần Thị Thử",
        ks_ho_ten="Nguyễn Bé",
    )
    return [receipt(), form, card(MAN, "NGUYỄN VĂN MẪU", "14/05/1985")]


def test_a_card_of_somebody_whom_no_other_paper_names_is_told() -> None:
    stranger = card("001199000111", "ĐẶNG QUỲNH HOA", "01/02/1999")
    (found,) = validate_persons([*birth_papers(), stranger], CATALOG)
    assert (found.rule, found.document, found.field) == ("stranger", stranger.id, "ho_ten")
    assert "ĐẶNG QUỲNH HOA" in found.message_vi


@pytest.mark.parametrize(
    "owner",
    [
        card("001190000222", "TRẦN THỊ THỬ", "01/02/1990"),
        card("079085012346", "NGUYỄN VĂN MẬU", "14/05/1985", coded=False),
        card("001190000222", "TRÂN THI THƯ", "01/02/1990", coded=False),
        paper("BHYT", ho_ten="Nguyễn Bé"),
    ],
    ids=["the mother", "a digit and a letter misread", "marks misread", "the child"],
)
def test_papers_of_those_whom_the_form_names_are_no_strangers(owner: Document) -> None:
    assert "stranger" not in between(*birth_papers(), owner)


def test_nobody_is_a_stranger_where_the_others_do_not_tell_who_belongs() -> None:
    stranger = card("001199000111", "ĐẶNG QUỲNH HOA", "01/02/1999")
    whole = birth_papers()
    nameless = replace(whole[1], fields={key: v for key, v in whole[1].fields.items() if key != "nyc_ho_ten"})
    faint = {"ho_ten": replace(stranger.fields["ho_ten"], confidence=0.2)}
    assert not between(stranger)
    assert not between(receipt(applicant="Lê Văn Nộp"), stranger)
    assert not between(whole[0], nameless, whole[2], stranger)
    assert not between(*whole, paper("KHAC"), stranger)
    assert not between(*whole, paper("GCN_DAT", so_thua="12"), stranger)
    assert between(*whole, paper("CHUNGTHUC", quyen_so="12"), stranger) == ["stranger"]
    assert not between(*whole, replace(stranger, fields=stranger.fields | faint))


def test_a_paper_that_the_receipt_lists_and_nobody_scanned_is_told() -> None:
    (said,) = unscanned(receipt("Tờ khai đăng ký khai sinh", "Giấy chứng sinh"), paper("TOKHAI_KS"))
    assert "Giấy chứng sinh" in said
    assert len(unscanned(receipt("Thẻ căn cước của cha", "Căn cước công dân của mẹ"), paper("CCCD21"))) == 1


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Bản sao CCCD của người yêu cầu", "CC24"),
        ("Giây chưng sinh (bản chính)", "GCS"),
        ("Giấy chứng nhận kết hôn của cha mẹ", "TLKH_BS"),
        ("Đơn đăng ký biến động đất đai", "TOKHAI_DAT"),
        ("Tờ khai đăng ký khai sinh", "TOKHAI"),
        ("Giấy báo tử", "KHAC"),
        ("Bản vẽ tách thửa", "GKS"),
    ],
)
def test_what_may_be_the_listed_paper_is_not_called_missing(name: str, kind: str) -> None:
    assert not unscanned(receipt(name), paper(kind))


def test_the_extract_that_is_made_out_is_not_the_certificate_that_was_handed_in() -> None:
    listed, extract = receipt("Giấy khai sinh"), paper("TLKS_BS")
    assert not list(find_unscanned([listed, extract], CATALOG))
    assert list(find_unscanned([listed, extract], CATALOG, ["TLKS_BS"]))
    assert not list(find_unscanned([listed, extract, paper("GKS")], CATALOG, ["TLKS_BS", "GKS"]))


def test_a_line_without_copies_and_a_receipt_alone_ask_for_no_paper() -> None:
    listed = receipt("Giấy khai sinh", "Giấy chứng sinh")
    assert len(unscanned(listed, paper("GKS"))) == 1
    none = {"thanh_phan[2].ban_chinh": replace(listed.fields["thanh_phan[2].ban_chinh"], value="0")}
    assert not unscanned(replace(listed, fields=listed.fields | none), paper("GKS"))
    assert not unscanned(listed)


def test_a_change_of_land_registration_is_a_procedure_of_its_own() -> None:
    asked = paper("GTN", noi_dung="Đăng ký biến động đất đai, tài sản gắn liền với đất")
    assert find_procedure([asked], CATALOG) == "1.013831"
    first = paper("GTN", noi_dung="Đăng ký, cấp Giấy chứng nhận quyền sử dụng đất lần đầu")
    assert find_procedure([first], CATALOG) == "1.013978"
