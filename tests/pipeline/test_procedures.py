"""Procedures are data: what the delivered files say, what a new file can say, and what a mistake is told."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipeline import catalog as package
from pipeline.catalog import load_catalog
from pipeline.checklist import Status, check_dossier
from pipeline.errors import CatalogError
from pipeline.understand import understand
from tests.pipeline.papers import birth_certificate, receipt

DELIVERED = Path(package.__file__).parent
CATALOG = load_catalog()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DELIVERED, tmp_path / "catalog", ignore=shutil.ignore_patterns("*.py", "__pycache__")))


def test_a_one_stop_shops_procedures_are_there_with_their_papers() -> None:
    listed = {code: versions for code, versions in CATALOG.versions.items() if versions[-1].requires}
    assert len(listed) >= 20
    assert {"1.001193", "1.000656", "1.000894", "2.000635", "1.004873", "2.000815", "1.004222", "2.000720"} <= set(
        listed
    )
    for versions in listed.values():
        procedure = versions[-1]
        assert procedure.name_en
        assert procedure.legal_basis
        assert procedure.agency
        assert procedure.deadline
        assert procedure.fee
        assert len({entry.id for entry in procedure.requires}) == len(procedure.requires)


def test_what_comes_from_memory_says_so() -> None:
    """Only papers, forms and waivers were found in sources; every term and fee is still to be compared."""
    for procedure in CATALOG.procedures.values():
        assert procedure.deadline is None or procedure.deadline.remembered
        assert procedure.fee is None or procedure.fee.remembered


def test_a_procedure_is_taken_as_it_was_in_force() -> None:
    before = CATALOG.procedure_on("1.001193", date(2015, 12, 31))
    within = CATALOG.procedure_on("1.001193", date(2016, 1, 1))
    last = CATALOG.procedure_on("1.001193", date(2027, 2, 28))
    after = CATALOG.procedure_on("1.001193", date(2027, 3, 1))
    assert (before, after) == (None, None)
    assert within is last is CATALOG.procedures["1.001193"]
    assert CATALOG.procedure_on("9.999999", date(2026, 1, 1)) is None


PROCEDURE = """
field: {vi: Môi trường, en: Environment}
procedures:
  - code: "1.999999"
    name: Đăng ký môi trường
    valid_from: 2026-01-01
    valid_to: 2026-06-30
    deadline: {working_days: 5}
    requires: [{id: don, name_vi: Đơn, name_en: Application, any_of: [TOKHAI]}]
  - code: "1.999999"
    name: Đăng ký môi trường
    valid_from: 2026-07-01
    deadline: {working_days: 2}
    forms: [TOKHAI]
    requires:
      - {id: don, name_vi: Đơn, name_en: Application, any_of: [TOKHAI], originals: 1}
      - {id: quyet_dinh, name_vi: Quyết định, name_en: Decision, any_of: [QD], copies: 1}
      - {id: cu_tru, name_vi: Thông tin cư trú, name_en: Residence, any_of: [CT07], need: lookup}
      - {id: khai_sinh, name_vi: Giấy khai sinh, name_en: Birth certificate, any_of: [GKS], valid_from: 2028-01-01}
"""


def test_a_new_procedure_needs_nothing_but_a_file(folder: Path) -> None:
    (folder / "procedures" / "moi_truong.yaml").write_text(PROCEDURE, encoding="utf-8")
    catalog = load_catalog(folder)
    (record,) = understand(
        [[receipt(), birth_certificate(page=2)]],
        catalog=catalog,
        batch="b",
        received=datetime(2026, 10, 6, 1, tzinfo=UTC),
        procedure="1.999999",
        reader="r",
    )
    checklist = check_dossier(record, catalog, date(2026, 10, 6))
    assert [(item.requirement.id, item.status) for item in checklist.items] == [
        ("don", Status.MISSING),
        ("quyet_dinh", Status.MISSING),
        ("cu_tru", Status.NOT_NEEDED),
    ]
    assert checklist.due == date(2026, 10, 7)
    assert [found.rule for found in record.findings if found.rule.startswith("paper_")] == ["paper_missing"] * 2


def test_the_guides_example_is_one_that_works(folder: Path) -> None:
    guide = (DELIVERED.parent.parent / "docs" / "procedures.md").read_text(encoding="utf-8")
    example = guide.split("```yaml\n")[1].split("```")[0]
    shutil.rmtree(folder / "procedures")
    (folder / "procedures").mkdir()
    (folder / "procedures" / "example.yaml").write_text(example, encoding="utf-8")
    (folder / "waivers.yaml").write_text("waivers: []\n", encoding="utf-8")
    assert len(load_catalog(folder).procedures["1.000656"].requires) == 2


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('code: "1.999999"', "code: 1.999999", r"procedures\.0\.code: .*in quotes"),
        ('code: "1.999999"', 'code: "999"', r"procedures\.0\.code"),
        ("any_of: [QD]", "any_of: [QDD]", r"procedures\.1 \(1\.999999\): requires\.quyet_dinh: any_of: .*QDD"),
        ("forms: [TOKHAI]", "forms: [TOKHAI_KT]", r"forms: no requirement takes TOKHAI_KT"),
        ("forms: [TOKHAI]", "results: [XX]", r"forms, results: no document type XX"),
        ("any_of: [QD]", "any_of: [QD], of: [vua]", r"requires\.quyet_dinh: of: .*vua"),
        ("any_of: [QD]", "any_of: [QD], need: beg", r"procedures\.1\.requires\.1\.need"),
        ("any_of: [QD]", "any_of: [QD], wen: {}", r"procedures\.1\.requires\.1\.wen"),
        ("id: quyet_dinh", "id: don", r"requires\.don: .*two versions"),
        ("valid_from: 2026-07-01", "valid_from: 2026-06-30", r"\(1\.999999\): .*two versions are in force"),
        ("valid_to: 2026-06-30", "valid_to: 2025-06-30", r"procedures\.0: .*valid_from lies after"),
        ("{working_days: 2}", "{working_days: 2, same_day: true}", r"procedures\.1\.deadline: .*exactly one"),
        (
            "any_of: [QD]",
            "any_of: [QD], when: {words: {vi: a, en: a}, field: {type: GKS, key: vua, contains: [x]}}",
            r"when\.field: GKS has no field vua",
        ),
        ("any_of: [QD]", "any_of: [QD], when: {words: {vi: a, en: a}}", r"requires\.1\.when: .*exactly one"),
    ],
)
def test_a_mistake_is_named_by_file_and_place(folder: Path, old: str, new: str, place: str) -> None:
    assert old in PROCEDURE
    (folder / "procedures" / "moi_truong.yaml").write_text(PROCEDURE.replace(old, new), encoding="utf-8")
    with pytest.raises(CatalogError, match=r"procedures/moi_truong\.yaml: " + f".*{place}"):
        load_catalog(folder)


def test_a_waiver_for_what_is_not_there_is_a_mistake(folder: Path) -> None:
    path = folder / "waivers.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"1.000894"', '"1.000895"'), encoding="utf-8")
    with pytest.raises(
        CatalogError, match=r"waivers\.yaml: waivers\.nd_07_ket_hon: procedures: no procedure 1\.000895"
    ):
        load_catalog(folder)
    path.write_text(text.replace("[XNTTHN]", "[XN]"), encoding="utf-8")
    with pytest.raises(CatalogError, match=r"waivers\.nd_07_ket_hon: papers: no document type XN"):
        load_catalog(folder)
