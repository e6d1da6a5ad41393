from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline import catalog as package
from pipeline.catalog import OTHER, load_catalog
from pipeline.errors import CatalogError
from pipeline.extract.normalise import KINDS
from pipeline.extract.places import PLACES
from pipeline.validate import RULES

DELIVERED = Path(package.__file__).parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DELIVERED, tmp_path / "catalog", ignore=shutil.ignore_patterns("*.py", "__pycache__")))


def test_the_delivered_catalogue_knows_the_papers_of_a_one_stop_shop() -> None:
    catalog = load_catalog()
    civil = ("GKS", "TLKS_BS", "GCS", "GCNKH", "XNTTHN", "TLKT", "TLKH_BS", "GBT", "GUQ", "CHUNGTHUC", "TOKHAI_KS")
    others = ("CCCD21", "CC24", "BHYT", "CT07", "SHK", "GCN_DAT", "GCN_HKD", "GTN", "QD", "CV", OTHER)
    assert not [code for code in (*civil, *others) if code not in catalog.types]
    assert len(set(catalog.ethnic_groups.values())) == 54
    assert len(catalog.provinces) == 63
    assert catalog.procedures["1.001193"].name == "Đăng ký khai sinh"
    assert catalog.provinces["079"].legacy_name == "Thành phố Hồ Chí Minh"


def test_every_kind_place_and_rule_that_files_name_is_carried_out() -> None:
    for kind in load_catalog().types.values():
        for spec in kind.fields:
            assert spec.kind in KINDS
            assert spec.where in {*PLACES, "label", "issuer", "dossier_code", "serial", "new_owner"}
        assert {rule.rule for rule in kind.rules} <= set(RULES)


def test_the_version_changes_with_the_data(folder: Path) -> None:
    before = load_catalog(folder).version
    assert load_catalog(folder).version == before
    path = folder / "procedures" / "khac.yaml"
    added = '  - {code: "1.999999", name: Thủ tục mới}\n'
    path.write_text(path.read_text(encoding="utf-8") + added, encoding="utf-8")
    changed = load_catalog(folder)
    assert changed.version != before
    assert changed.procedures["1.999999"].name == "Thủ tục mới"


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        ("types/ho_tich.yaml", "kind: id12", "kind: id13", r"types/ho_tich\.yaml: types\.0\.fields\.\d+\.kind"),
        (
            "types/ho_tich.yaml",
            "section: me",
            "section: ba",
            r"types\.0 \(GKS\): fields\.me_.*no section ba",
        ),
        ("types/ho_tich.yaml", "rule: id12_sex", "rule: id12_sexy", r"rules: id12_sexy has no words"),
        ("types/ho_tich.yaml", "code: GCS", "code: GKS", r"GKS is used twice"),
        ("types/ho_tich.yaml", "birth: ngay_sinh", "birth: ngay_sinhh", r"no field ngay_sinhh"),
        ("types/ho_tich.yaml", "uses: [registration]", "uses: [nothing]", r"no field set nothing"),
        ("types/ho_tich.yaml", "  - code: GKS", "  - code GKS", r"types/ho_tich\.yaml"),
        ("types/ho_tich.yaml", r"pattern: '\d'", "pattern: '('", r"not a regular expression"),
        ("types/ho_tich.yaml", "options: ethnic_groups", "options: planets", r"no code list planets"),
        ("types/hanh_chinh.yaml", "code: KHAC", "code: KHACH", r"the type KHAC is missing"),
        ("lists/provinces.csv", "\n001,", "\n01,", r"lists/provinces\.csv: line 2: id_prefix"),
        ("lists/workdays.csv", ",work,", ",play,", r"lists/workdays\.csv: line \d+: kind"),
    ],
)
def test_a_mistake_is_named_by_file_and_place(folder: Path, file: str, old: str, new: str, place: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(CatalogError, match=place):
        load_catalog(folder)


def test_a_missing_file_or_folder_is_an_error_of_the_catalogue(folder: Path) -> None:
    (folder / "rules.yaml").unlink()
    with pytest.raises(CatalogError, match=r"rules\.yaml"):
        load_catalog(folder)
    shutil.rmtree(folder)
    with pytest.raises(CatalogError, match="no catalogue files"):
        load_catalog(folder)
