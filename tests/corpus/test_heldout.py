"""The held-out edition makes the same papers of the same people: other faces, layouts and words, the same truth."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from pathlib import Path
from random import Random

import pytest

from tests.corpus.context import Studio
from tests.corpus.dossiers import COMPONENT_NAMES
from tests.corpus.edition import DEVELOPMENT, EDITIONS, find_edition
from tests.corpus.fonts import FontBook, vietnamese_letters
from tests.corpus.form import F, Paper
from tests.corpus.generate import generate_corpus
from tests.corpus.heldout import HELDOUT
from tests.corpus.heldout.form import HeldoutForm
from tests.corpus.heldout.wording import DAYS, Wording, read_wordings, write_day
from tests.corpus.phrases import KINDS
from tests.corpus.printed import known_keys, print_papers, shape
from tests.corpus.readings import read_truly

SMALL_DPI = 24


@pytest.fixture(scope="module")
def held() -> FontBook:
    return HELDOUT.open_fonts()


@pytest.fixture(scope="module")
def papers(held: FontBook) -> list[Paper]:
    return print_papers(held, HELDOUT)


@pytest.fixture(scope="module")
def developed(book: FontBook) -> list[Paper]:
    return print_papers(book, DEVELOPMENT)


def test_editions_share_no_face() -> None:
    files = [{file.lower() for spec in edition.specs for file in spec.files} for edition in (DEVELOPMENT, HELDOUT)]
    assert files[0] & files[1] == set()
    assert {spec.name for spec in DEVELOPMENT.specs} & {spec.name for spec in HELDOUT.specs} == set()


def test_editions_share_no_sentence() -> None:
    sentences = [
        set(edition.phrases.read_text(encoding="utf-8").splitlines()[1:]) for edition in (DEVELOPMENT, HELDOUT)
    ]
    assert {line for line in sentences[0] & sentences[1] if line.startswith("  - ")} == set()


def test_no_wording_is_the_one_that_it_stands_for() -> None:
    tables = read_wordings()
    for table in (tables["common"], tables["headings"], *tables["types"].values()):
        same = {key for key, variants in table.items() if set(variants) == {key}}
        assert same == set()


def test_held_out_papers_are_of_every_type() -> None:
    assert set(read_wordings()["types"]) <= set(COMPONENT_NAMES) | {"TLKS_BS", "TLKH_BS", "CT07", "GCN_HKD", "GTN"}


def test_types_of_both_editions_are_the_same(developed: list[Paper], papers: list[Paper]) -> None:
    kinds = [{paper.type for paper in made} for made in (developed, papers)]
    assert kinds[0] ^ kinds[1] <= {"BHYT", "GBT", "GTN_BS", "SHK", "GUQ", *KINDS}


def test_every_value_noted_stands_on_its_paper_with_a_box(papers: list[Paper]) -> None:
    for paper in papers:
        shown = {key for sheet in paper.sheets for key in sheet.fields}
        assert shown <= paper.values.keys()
        assert paper.values.keys() - shown <= {"so", "ky_hieu"}
        assert all(mark.box is not None for sheet in paper.sheets for mark in sheet.fields.values())


def test_papers_have_the_keys_of_their_type(developed: list[Paper], papers: list[Paper]) -> None:
    known = known_keys(developed)
    for paper in papers:
        assert set(map(shape, paper.values)) <= known[paper.type], paper.type


def test_dates_are_real_and_normalised(papers: list[Paper]) -> None:
    for paper in papers:
        for key, value in paper.values.items():
            if key.startswith("ngay_") and not key.endswith("_chu"):
                assert datetime.strptime(value, "%d/%m/%Y").date() > date(1930, 1, 1), key  # noqa: DTZ007


def test_text_stays_on_its_sheet(papers: list[Paper]) -> None:
    for paper in papers:
        for sheet in paper.sheets:
            for line in sheet.lines:
                left, top, right, low = line.box
                assert left >= -1
                assert top >= -1
                assert right <= sheet.image.width * 1.04, (paper.type, line.text)
                assert low <= sheet.image.height + 1, (paper.type, line.text)


def test_leaders_are_no_part_of_the_text(papers: list[Paper]) -> None:
    texts = [line.text for paper in papers for sheet in paper.sheets for line in sheet.lines]
    assert not [text for text in texts if "..." in text or "__" in text or "……" in text]


def test_all_accented_letters_can_be_written(held: FontBook) -> None:
    for family in (family for families in held.families.values() for family in families if not family.composed):
        font = held.load(family, 40)
        assert all(font.getlength(letter) > 0 for letter in vietnamese_letters())


def test_most_labels_are_worded_otherwise(papers: list[Paper]) -> None:
    texts = "\n".join(line.text for paper in papers for sheet in paper.sheets for line in sheet.lines)
    plain = texts.count("Tiếp nhận hồ sơ của")
    others = sum(texts.count(label) for label in read_wordings()["types"]["GTN"]["Tiếp nhận hồ sơ của"])
    assert others > plain


def test_a_label_is_the_same_wherever_it_stands_on_a_paper() -> None:
    wording = Wording("GKS", Random(4), old_spelling=True, bilingual=False, mark="1)")
    said = {wording.say("Nơi cư trú:") for _ in range(9)}
    assert len(said) == 1
    assert said != {"Nơi cư trú:"}
    assert wording.say("3. Số điện thoại:").startswith("3) ")
    assert "uỷ" in wording.say("Ủy ban, giấy ủy quyền")


@pytest.mark.parametrize("manner", DAYS)
def test_days_keep_their_digits(manner: str) -> None:
    digits = [int(part) for part in re.findall(r"\d+", write_day(date(2024, 3, 5), manner))]
    assert digits == [5, 3, 2024]


def test_a_day_written_otherwise_keeps_its_normal_form(papers: list[Paper], held: FontBook) -> None:
    form, _ = Studio(held, Random(3), SMALL_DPI, HELDOUT).begin("GUQ", date(2024, 5, 6), 2, printed=True)
    assert isinstance(form, HeldoutForm)
    item = form.dated(F("tu_ngay", "06/05/2024"))
    assert item.value == "06/05/2024"
    assert item.raw != item.value


def test_identity_is_noted_as_printed(papers: list[Paper]) -> None:
    whole = [(paper, key) for paper in papers for key in paper.values if f"{key}_so" in paper.values]
    assert whole
    for paper, key in whole:
        assert paper.values[f"{key}_so"] in paper.values[key]
        for part in ("loai", "noi_cap"):
            assert paper.values.get(f"{key}_{part}", "") in paper.values[key]


def test_true_readings_hold_the_words_of_the_values(papers: list[Paper]) -> None:
    for paper in papers[:60]:
        words = " ".join(word.text for reading in read_truly(paper) for word in reading.words)
        name = paper.values.get("ho_ten")
        assert name is None or all(part in words for part in name.split())


def test_a_corpus_of_the_edition_is_made_again_from_its_seed(held: FontBook, tmp_path: Path) -> None:
    truths = []
    for name in ("a", "b"):
        generate_corpus(tmp_path / name, held, seed=6, level="clean", dossiers=1, edition=HELDOUT)
        truths.append(json.loads((tmp_path / name / "truth.json").read_text(encoding="utf-8")))
    assert truths[0] == truths[1]
    assert {face for page in truths[0]["pages"] for face in page["fonts"]} <= {spec.name for spec in HELDOUT.specs}


def test_editions_are_found_by_name() -> None:
    assert [find_edition(name).name for name in EDITIONS] == ["development", "heldout", "regional"]
