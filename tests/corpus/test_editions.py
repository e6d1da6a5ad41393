"""Every edition beside that of development makes the same papers of the same people, and a sound truth of them."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.corpus.commune import COMMUNE
from tests.corpus.commune.faces import SHARED as SHARED_BY_COMMUNE
from tests.corpus.district import DISTRICT
from tests.corpus.district.faces import SHARED as SHARED_BY_DISTRICT
from tests.corpus.edition import DEVELOPMENT, EDITIONS, Edition, find_edition
from tests.corpus.fonts import FontBook, vietnamese_letters
from tests.corpus.form import Paper
from tests.corpus.generate import generate_corpus
from tests.corpus.heldout import HELDOUT
from tests.corpus.phrases import KINDS
from tests.corpus.printed import known_keys, print_papers, shape
from tests.corpus.regional import REGIONAL
from tests.corpus.regional.faces import SHARED as SHARED_BY_REGIONAL

RARE = {"BHYT", "CC24", "GBT", "GTN_BS", "SHK", "GUQ", *KINDS}
"""Types that a dossier of every story need not hold."""


@pytest.fixture(scope="module", params=[HELDOUT, REGIONAL, COMMUNE, DISTRICT], ids=lambda edition: edition.name)
def edition(request: pytest.FixtureRequest) -> Edition:
    return request.param


@pytest.fixture(scope="module")
def faces(edition: Edition) -> FontBook:
    return edition.open_fonts()


@pytest.fixture(scope="module")
def papers(faces: FontBook, edition: Edition) -> list[Paper]:
    return print_papers(faces, edition, each=1)


@pytest.fixture(scope="module")
def developed(book: FontBook) -> list[Paper]:
    return print_papers(book, DEVELOPMENT, each=1)


def test_editions_are_found_by_name() -> None:
    names = ["development", "heldout", "regional", "commune", "district"]
    assert list(EDITIONS) == names
    assert [find_edition(name).name for name in EDITIONS] == names


@pytest.mark.parametrize(
    ("made", "shared"),
    [(REGIONAL, SHARED_BY_REGIONAL), (COMMUNE, SHARED_BY_COMMUNE), (DISTRICT, SHARED_BY_DISTRICT)],
)
def test_most_faces_are_of_one_edition_alone(made: Edition, shared: frozenset[str]) -> None:
    others = [find_edition(name) for name in EDITIONS if name != made.name]
    taken = {file.lower() for edition in others for spec in edition.specs for file in spec.files}
    own = {spec.name for spec in made.specs if not {file.lower() for file in spec.files} & taken}
    assert own == {spec.name for spec in made.specs} - shared
    assert len([spec for spec in made.specs if spec.name in own and not spec.composed]) >= 8


def test_all_faces_are_installed_and_draw_their_letters(edition: Edition, faces: FontBook) -> None:
    families = [family for families in faces.families.values() for family in families]
    assert {family.name for family in families} == {spec.name for spec in edition.specs}
    for family in (family for family in families if not family.composed):
        font = faces.load(family, 40)
        assert all(font.getlength(letter) > 0 for letter in vietnamese_letters())


def test_no_sentence_is_of_another_edition(edition: Edition) -> None:
    own = {line for line in edition.phrases.read_text(encoding="utf-8").splitlines() if line.startswith("  - ")}
    for other in (find_edition(name) for name in EDITIONS if name != edition.name):
        assert not own & set(other.phrases.read_text(encoding="utf-8").splitlines())


def test_papers_are_of_every_type(developed: list[Paper], papers: list[Paper]) -> None:
    kinds = [{paper.type for paper in made} for made in (developed, papers)]
    assert kinds[0] ^ kinds[1] <= RARE


def test_papers_have_the_keys_of_their_type(developed: list[Paper], papers: list[Paper]) -> None:
    known = known_keys(developed)
    for paper in papers:
        assert set(map(shape, paper.values)) <= known[paper.type], paper.type


def test_every_value_noted_stands_on_its_paper_with_a_box(papers: list[Paper]) -> None:
    for paper in papers:
        shown = {key for sheet in paper.sheets for key in sheet.fields}
        assert shown <= paper.values.keys()
        assert paper.values.keys() - shown <= {"so", "ky_hieu"}
        assert all(mark.box is not None for sheet in paper.sheets for mark in sheet.fields.values())


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


def test_identity_is_noted_as_printed(papers: list[Paper]) -> None:
    whole = [(paper, key) for paper in papers for key in paper.values if f"{key}_so" in paper.values]
    assert whole
    for paper, key in whole:
        assert paper.values[f"{key}_so"] in paper.values[key]
        for part in ("loai", "noi_cap"):
            assert paper.values.get(f"{key}_{part}", "") in paper.values[key]


def test_a_corpus_is_made_again_from_its_seed(edition: Edition, faces: FontBook, tmp_path: Path) -> None:
    truths = []
    for name in ("a", "b"):
        generate_corpus(tmp_path / name, faces, seed=6, level="clean", dossiers=1, edition=edition)
        truths.append(json.loads((tmp_path / name / "truth.json").read_text(encoding="utf-8")))
    assert truths[0] == truths[1]
    assert {face for page in truths[0]["pages"] for face in page["fonts"]} <= {spec.name for spec in edition.specs}
