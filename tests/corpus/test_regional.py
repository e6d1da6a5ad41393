"""The regional edition makes the same papers of the same people, as offices of several provinces and years do."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from tests.corpus.context import Studio
from tests.corpus.fonts import FontBook
from tests.corpus.form import F
from tests.corpus.printed import SMALL_DPI
from tests.corpus.regional import REGIONAL
from tests.corpus.regional.form import RegionalForm, apart
from tests.corpus.regional.manner import choose_manner
from tests.corpus.regional.wording import RegionalWording, read_wordings, wordings_of


@pytest.fixture(scope="module")
def faces() -> FontBook:
    return REGIONAL.open_fonts()


def word(kind: str, seed: int, **changes: object) -> RegionalWording:
    return RegionalWording(kind, Random(seed), old_spelling=False, bilingual=False, mark="1.", **changes)  # type: ignore[arg-type]


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
