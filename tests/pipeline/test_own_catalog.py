"""An office adds a kind of paper that nobody delivered: one YAML file, no code."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.catalog import load_catalog
from pipeline.errors import CatalogError
from pipeline.model import Reading
from pipeline.understand import understand
from tests.pipeline.papers import HEAD, birth_certificate, lay_out

BUS_PASS = """\
types:
  - code: THE_XE_BUYT
    name_vi: Đơn xin cấp thẻ xe buýt học sinh
    name_en: Application for a pupil's bus pass
    titles: [ĐƠN XIN CẤP THẺ XE BUÝT HỌC SINH]
    fields:
      - {key: ho_ten, name_vi: Họ tên học sinh, name_en: Pupil, kind: name, labels: [Họ tên học sinh], required: true}
      - {key: ngay_sinh, name_vi: Ngày sinh, name_en: Born, kind: date, labels: [Sinh ngày]}
      - {key: tuyen, name_vi: Tuyến xe, name_en: Line, kind: text, labels: [Đăng ký đi tuyến]}
    rules: [{rule: not_future, field: ngay_sinh}]
"""
RECEIVED = datetime(2026, 10, 6, 8, 0, tzinfo=UTC)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "types").mkdir()
    (tmp_path / "types" / "xe_buyt.yaml").write_text(BUS_PASS, encoding="utf-8")
    return tmp_path


def bus_pass(born: str = "14/05/2015") -> Reading:
    return lay_out(
        [
            *HEAD,
            "",
            "^ĐƠN XIN CẤP THẺ XE BUÝT HỌC SINH",
            "",
            "Họ tên học sinh: Nguyễn Văn Mẫu",
            f"Sinh ngày: {born}",
            "Đăng ký đi tuyến: số 12, Hòa Bình đi Tân Hòa",
        ],
        source="b" * 64,
    )


def test_a_type_from_one_file_is_known_read_and_checked(own: Path) -> None:
    catalog = load_catalog(own=own)
    stack = [birth_certificate(), bus_pass("14/05/2030")]
    [record] = understand([stack], catalog=catalog, batch="b", received=RECEIVED, procedure=None, reader="r")
    assert [document.type for document in record.documents] == ["GKS", "THE_XE_BUYT"]
    values = {key: field.value for key, field in record.documents[1].fields.items()}
    assert values == {
        "ho_ten": "Nguyễn Văn Mẫu",
        "ngay_sinh": "14/05/2030",
        "tuyen": "số 12, Hòa Bình đi Tân Hòa",
    }
    assert ("not_future", record.documents[1].id) in {(found.rule, found.document) for found in record.findings}


def test_without_the_file_the_paper_is_an_application_of_no_special_kind() -> None:
    [record] = understand(
        [[bus_pass()]], catalog=load_catalog(), batch="b", received=RECEIVED, procedure=None, reader="r"
    )
    assert [document.type for document in record.documents] == ["TOKHAI"]


def test_an_own_type_or_procedure_takes_the_place_of_a_delivered_one(own: Path) -> None:
    (own / "types" / "qd.yaml").write_text(
        "types: [{code: QD, name_vi: Quyết định của xã, name_en: Decision, titles: [QUYẾT ĐỊNH]}]", encoding="utf-8"
    )
    (own / "procedures").mkdir()
    (own / "procedures" / "own.yaml").write_text(
        'field: {vi: Hộ tịch, en: Civil status}\nprocedures: [{code: "1.001193", name: Đăng ký khai sinh tại xã}]',
        encoding="utf-8",
    )
    catalog = load_catalog(own=own)
    assert catalog.types["QD"].name_vi == "Quyết định của xã"
    assert catalog.procedures["1.001193"].name == "Đăng ký khai sinh tại xã"
    assert catalog.types["GKS"] == load_catalog().types["GKS"]
    assert catalog.version != load_catalog().version


def test_a_mistake_in_an_own_file_is_named_by_file_and_place(own: Path) -> None:
    broken = BUS_PASS.replace("kind: date", "kind: dates")
    (own / "types" / "xe_buyt.yaml").write_text(broken, encoding="utf-8")
    with pytest.raises(CatalogError, match=r"types/xe_buyt\.yaml: types\.0\.fields\.1\.kind"):
        load_catalog(own=own)


def test_an_empty_folder_is_an_error_and_not_silently_nothing(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="no catalogue files"):
        load_catalog(own=tmp_path)
