"""The held-out edition makes the same papers of the same people: other faces, layouts and words, the same truth."""

from __future__ import annotations

import re
from datetime import date
from random import Random

import pytest

from tests.corpus.context import Studio
from tests.corpus.dossiers import COMPONENT_NAMES
from tests.corpus.edition import DEVELOPMENT
from tests.corpus.fonts import FontBook
from tests.corpus.form import F, Paper
from tests.corpus.heldout import HELDOUT
from tests.corpus.heldout.form import HeldoutForm
from tests.corpus.heldout.wording import DAYS, Wording, read_wordings, write_day
from tests.corpus.printed import print_papers
from tests.corpus.readings import read_truly

SMALL_DPI = 24


@pytest.fixture(scope="module")
def held() -> FontBook:
    return HELDOUT.open_fonts()


@pytest.fixture(scope="module")
def papers(held: FontBook) -> list[Paper]:
    return print_papers(held, HELDOUT)


def test_editions_share_no_face() -> None:
    files = [{file.lower() for spec in edition.specs for file in spec.files} for edition in (DEVELOPMENT, HELDOUT)]
    assert files[0] & files[1] == set()
    assert {spec.name for spec in DEVELOPMENT.specs} & {spec.name for spec in HELDOUT.specs} == set()


def test_no_wording_is_the_one_that_it_stands_for() -> None:
    tables = read_wordings()
    for table in (tables["common"], tables["headings"], *tables["types"].values()):
        same = {key for key, variants in table.items() if set(variants) == {key}}
        assert same == set()


def test_held_out_papers_are_of_every_type() -> None:
    assert set(read_wordings()["types"]) <= set(COMPONENT_NAMES) | {"TLKS_BS", "TLKH_BS", "CT07", "GCN_HKD", "GTN"}


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


def test_true_readings_hold_the_words_of_the_values(papers: list[Paper]) -> None:
    for paper in papers[:60]:
        words = " ".join(word.text for reading in read_truly(paper) for word in reading.words)
        name = paper.values.get("ho_ten")
        assert name is None or all(part in words for part in name.split())
