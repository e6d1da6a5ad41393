from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from random import Random

import pytest
from PIL import ImageFont

from tests.corpus.context import Studio
from tests.corpus.dossiers import STORIES, TYPES, Dossier, make_dossier
from tests.corpus.fonts import (
    FOLDERS,
    FontBook,
    TooFewFonts,
    find_files,
    installed_families,
    open_font_book,
    vietnamese_letters,
)

SMALL_DPI = 24
CODE = re.compile(r"^(?:\d{3}(?:\.\d{2}){2}\.)?[A-K]\d{2}(?:\.\d{1,4})*-\d{6}-\d{3,8}$")


@pytest.fixture(scope="module")
def dossiers(book: FontBook) -> list[Dossier]:
    """Dossiers of every story with thumbnails for pages: their text is what the tests look at."""
    return [
        make_dossier(Studio(book, Random(f"papers/{number}"), SMALL_DPI), STORIES[number % len(STORIES)])
        for number in range(44)
    ] + [make_dossier(Studio(book, Random(f"letters/{number}"), SMALL_DPI), STORIES[-1]) for number in range(16)]


def test_there_are_134_accented_letters() -> None:
    assert len(vietnamese_letters()) == 134


def test_all_accented_letters_occur(dossiers: list[Dossier]) -> None:
    seen = {letter for d in dossiers for p in d.papers for s in p.sheets for line in s.lines for letter in line.text}
    assert vietnamese_letters() - seen == set()


def test_the_list_of_types_is_whole(dossiers: list[Dossier]) -> None:
    assert {paper.type for dossier in dossiers for paper in dossier.papers} == set(TYPES)


def test_every_value_noted_stands_on_its_paper_with_a_box(dossiers: list[Dossier]) -> None:
    for dossier in dossiers:
        for paper in dossier.papers:
            shown = {key for sheet in paper.sheets for key in sheet.fields}
            assert shown <= paper.values.keys()
            assert paper.values.keys() - shown <= {"so", "ky_hieu"}


def test_dates_are_real_and_normalised(dossiers: list[Dossier]) -> None:
    for dossier in dossiers:
        for paper in dossier.papers:
            for key, value in paper.values.items():
                if key.startswith("ngay_") and not key.endswith("_chu"):
                    assert datetime.strptime(value, "%d/%m/%Y").date() > date(1930, 1, 1)  # noqa: DTZ007


def test_receipts_carry_a_dossier_code_of_a_known_pattern(dossiers: list[Dossier]) -> None:
    receipts = [paper for dossier in dossiers for paper in dossier.papers if paper.type == "GTN"]
    assert receipts
    for paper in receipts:
        assert CODE.match(paper.values["ma_ho_so"])
        assert {code.text for sheet in paper.sheets for code in sheet.codes} == {paper.values["ma_ho_so"]}


def test_core_types_come_in_several_layouts(dossiers: list[Dossier]) -> None:
    layouts: dict[str, set[str]] = {}
    for dossier in dossiers:
        for paper in dossier.papers:
            layouts.setdefault(paper.type, set()).add(paper.layout)
    for kind in ("GKS", "CCCD21", "GTN", "QD", "CV", "XNTTHN"):
        assert len(layouts[kind]) >= 3, kind
    assert {"TLKS_BS", "TLKT", "GCNKH", "GCS", "GUQ", "CT07", "GCN_HKD", "TOKHAI_KS"} <= layouts.keys()


def test_leaders_are_no_part_of_the_text(dossiers: list[Dossier]) -> None:
    assert not [line for d in dossiers for p in d.papers for s in p.sheets for line in s.lines if "..." in line.text]


def test_a_machine_without_the_fonts_is_told_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(TooFewFonts, match="apt-get install"):
        open_font_book([tmp_path])


def test_no_face_prints_one_vietnamese_letter_for_another() -> None:
    faces = [path for family in installed_families(find_files(FOLDERS)) if not family.composed for path in family.paths]
    assert faces
    for path in faces:
        face = ImageFont.truetype(str(path), 60, layout_engine=ImageFont.Layout.BASIC)
        for one, other in ("ỌỘ", "ẠẬ", "ẸỆ", "ọộ", "ơờ", "ưứ"):
            assert bytes(face.getmask(one)) != bytes(face.getmask(other)), f"{path.name}: {one} for {other}"
