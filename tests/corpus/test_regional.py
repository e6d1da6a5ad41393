"""The regional edition makes the same papers of the same people, as offices of several provinces and years do."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from random import Random

import pytest

from tests.corpus.context import Studio
from tests.corpus.edition import DEVELOPMENT, EDITIONS, find_edition
from tests.corpus.fonts import FontBook, vietnamese_letters
from tests.corpus.form import F, Paper
from tests.corpus.generate import generate_corpus
from tests.corpus.phrases import KINDS
from tests.corpus.printed import SMALL_DPI, known_keys, print_papers, shape
from tests.corpus.regional import REGIONAL
from tests.corpus.regional.faces import SHARED
from tests.corpus.regional.form import RegionalForm, apart
from tests.corpus.regional.manner import choose_manner
from tests.corpus.regional.wording import RegionalWording, read_wordings, wordings_of

OTHERS = [find_edition(name) for name in EDITIONS if name != REGIONAL.name]


@pytest.fixture(scope="module")
def faces() -> FontBook:
    return REGIONAL.open_fonts()


@pytest.fixture(scope="module")
def papers(faces: FontBook) -> list[Paper]:
    return print_papers(faces, REGIONAL, each=1)


@pytest.fixture(scope="module")
def developed(book: FontBook) -> list[Paper]:
    return print_papers(book, DEVELOPMENT, each=1)


def word(kind: str, seed: int, **changes: object) -> RegionalWording:
    return RegionalWording(kind, Random(seed), old_spelling=False, bilingual=False, mark="1.", **changes)  # type: ignore[arg-type]


def test_most_faces_are_of_this_edition_alone() -> None:
    taken = {file.lower() for edition in OTHERS for spec in edition.specs for file in spec.files}
    own = {spec.name for spec in REGIONAL.specs if not {file.lower() for file in spec.files} & taken}
    assert own == {spec.name for spec in REGIONAL.specs} - SHARED
    assert len([spec for spec in REGIONAL.specs if spec.name in own and not spec.composed]) >= 8


def test_all_faces_are_installed_and_draw_their_letters(faces: FontBook) -> None:
    families = [family for families in faces.families.values() for family in families]
    assert {family.name for family in families} == {spec.name for spec in REGIONAL.specs}
    for family in (family for family in families if not family.composed):
        font = faces.load(family, 40)
        assert all(font.getlength(letter) > 0 for letter in vietnamese_letters())


def test_no_sentence_is_of_another_edition() -> None:
    own = set(REGIONAL.phrases.read_text(encoding="utf-8").splitlines())
    for edition in OTHERS:
        shared = own & set(edition.phrases.read_text(encoding="utf-8").splitlines())
        assert not {line for line in shared if line.startswith("  - ")}


def test_papers_are_of_every_type(developed: list[Paper], papers: list[Paper]) -> None:
    kinds = [{paper.type for paper in made} for made in (developed, papers)]
    assert kinds[0] ^ kinds[1] <= {"BHYT", "CC24", "GBT", "GTN_BS", "SHK", "GUQ", *KINDS}


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
        for part in ("so", "loai", "noi_cap"):
            assert paper.values.get(f"{key}_{part}", "") in paper.values[key]


def test_labels_have_their_usual_words_six_times_of_ten() -> None:
    said = [word("TOKHAI_KS", seed).say("Nơi sinh:") for seed in range(400)]
    assert 0.5 < said.count("Nơi sinh:") / len(said) < 0.7
    assert set(said) == {"Nơi sinh:", *(f"{words}:" for words in read_wordings()["common"]["Nơi sinh"])}


def test_words_of_a_year_stand_on_papers_of_that_time_alone() -> None:
    variants = ["a |-2015", "b |2016-2020", "c |2021-", "d"]
    assert [wordings_of(variants, year) for year in (2010, 2018, 2024)] == [["a", "d"], ["b", "d"], ["c", "d"]]


def test_labels_of_father_and_mother_are_alike() -> None:
    for seed in range(30):
        wording = word("GKS", seed)
        assert wording.say("Họ, chữ đệm, tên người cha:").replace("cha", "mẹ") == wording.say(
            "Họ, chữ đệm, tên người mẹ:"
        )


def test_every_manner_of_setting_rows_is_drawn() -> None:
    kinds = ("GKS", "GCNKH", "TOKHAI_KT", "GUQ", "CT07", "GCN_DAT", "CV")
    drawn = [choose_manner(Random(seed), kind).rows for kind in kinds for seed in range(60)]
    assert set(drawn) == {"inline", "pairs", "boxed", "colon", "above"}
    assert drawn.count("inline") > len(drawn) / 2


def test_short_rows_stand_beside_each_other(faces: FontBook) -> None:
    form = next(
        form
        for seed in range(200)
        for form, _ in [
            Studio(faces, Random(seed), SMALL_DPI, REGIONAL).begin("GUQ", date(2024, 5, 6), 2, printed=True)
        ]
        if isinstance(form, RegionalForm) and form.manner.rows == "pairs" and not form.manner.counting
    )
    form.row("Dân tộc:", F("dan_toc", "Kinh"))
    form.row("Quốc tịch:", F("quoc_tich", "Việt Nam"))
    assert [line.text for line in form.sheet.lines] == ["Dân tộc: Kinh Quốc tịch: Việt Nam"]


def test_days_behind_one_label_are_set_alike(faces: FontBook) -> None:
    form, _ = Studio(faces, Random(1), SMALL_DPI, REGIONAL).begin("TLKH_BS", date(2024, 5, 6), 2, printed=True)
    for key, style in (("vo_ngay_sinh", 0), ("chong_ngay_sinh", 1)):
        form.day_row("Ngày, tháng, năm sinh:", key, date(1990, 2, 8), style)
    form.release()
    words = [" ".join(mark.raw) for sheet in form.paper.sheets for mark in sheet.fields.values()]
    assert len(set(words)) == 1


def test_rows_are_taken_apart_where_each_label_can_stand_alone() -> None:
    first, second = F("a", "1"), F("b", "2")
    assert apart(("Dân tộc:", first, "Quốc tịch:", second))
    assert not apart(("Số:", first, "quyển số:", second))
    assert not apart(("Số lượng:", first, "bản"))


def test_a_corpus_of_the_edition_is_made_again_from_its_seed(faces: FontBook, tmp_path: Path) -> None:
    truths = []
    for name in ("a", "b"):
        generate_corpus(tmp_path / name, faces, seed=3, level="clean", dossiers=1, edition=REGIONAL)
        truths.append(json.loads((tmp_path / name / "truth.json").read_text(encoding="utf-8")))
    assert truths[0] == truths[1]
    assert {face for page in truths[0]["pages"] for face in page["fonts"]} <= {spec.name for spec in REGIONAL.specs}
