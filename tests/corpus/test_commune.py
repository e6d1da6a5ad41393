"""The commune edition runs rows together, heads, frames and words them in ways that no other edition has."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest

from tests.corpus.blocks import Cell, Signer, write_table
from tests.corpus.commune import COMMUNE
from tests.corpus.commune.form import CommuneForm
from tests.corpus.commune.manner import JOINS, SECTIONS, choose_manner
from tests.corpus.commune.parts import ORDERS, brief, signing_for
from tests.corpus.commune.wording import CommuneWording, form_code, read_wordings
from tests.corpus.context import Studio
from tests.corpus.edition import DEVELOPMENT
from tests.corpus.fonts import FontBook
from tests.corpus.form import F, Paper
from tests.corpus.heldout.wording import read_wordings as read_heldout
from tests.corpus.page import PixelBox
from tests.corpus.printed import print_papers, shape
from tests.corpus.regional.wording import YEARS
from tests.corpus.regional.wording import read_wordings as read_regional

CARDS = {"CCCD21", "CC24", "CMND", "BHYT"}
DAY = date(2024, 5, 6)
LEGIBLE_DPI = 72


@pytest.fixture(scope="module")
def faces() -> FontBook:
    return COMMUNE.open_fonts()


@pytest.fixture(scope="module")
def papers(faces: FontBook) -> list[Paper]:
    return print_papers(faces, COMMUNE, each=1)


def begin(faces: FontBook, kind: str, **manner: object) -> CommuneForm:
    """An empty paper of the type with the manner's choices as told."""
    plain = {"rows": "inline", "counting": "", "labels": "plain", "sections": "", "swaps": {}, "joins": {}, "names": ""}
    form, _ = Studio(faces, Random(1), LEGIBLE_DPI, COMMUNE).begin(kind, DAY, 2, printed=True)
    assert isinstance(form, CommuneForm)
    form.manner = replace(form.manner, **plain | manner)
    form.wording = CommuneWording(kind, Random(1), old_spelling=False, bilingual=False, mark="1.", usual=1.0)
    return form


def lines(form: CommuneForm) -> list[str]:
    form.release()
    return [line.text for sheet in form.paper.sheets for line in sheet.lines if "Ban hành" not in line.text]


def overlap(one: PixelBox, other: PixelBox) -> bool:
    """Whether words cover each other by half their height and a quarter of the shorter one."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    shorter = min(one[2] - one[0], other[2] - other[0])
    return wide > shorter / 4 and high > min(one[3] - one[1], other[3] - other[1]) / 2


def test_about_half_of_the_labels_have_the_statutory_words() -> None:
    said = [
        CommuneWording("TOKHAI_KS", Random(seed), False, False, "1.", usual=0.45).say("Quê quán:")
        for seed in range(400)
    ]
    assert 0.4 < said.count("Quê quán:") / len(said) < 0.7


def test_most_wordings_stand_in_no_other_edition() -> None:
    known: dict[str, set[str]] = {}
    for tables in (read_heldout(), read_regional()):
        for table in (tables["common"], *tables["types"].values()):
            for key, variants in table.items():
                known.setdefault(key, set()).update(YEARS.sub("", words) for words in variants)
    own = read_wordings()
    made = [
        (key, YEARS.sub("", words))
        for table in (own["common"], *own["types"].values())
        for key, variants in table.items()
        for words in variants
    ]
    others = [(key, words) for key, words in made if words != key]
    assert len(others) > 500
    assert sum(words not in known.get(key, ()) for key, words in others) > 0.65 * len(others)


def test_every_manner_of_setting_rows_is_drawn() -> None:
    kinds = ("GKS", "GCNKH", "TOKHAI_KT", "GUQ", "GCS", "TLKT", "CV")
    drawn = [choose_manner(Random(seed), kind).rows for kind in kinds for seed in range(60)]
    assert set(drawn) == {"inline", "pairs", "ledger", "cells", "colon", "above"}
    assert drawn.count("inline") > len(drawn) / 2


def test_words_do_not_cover_each_other(faces: FontBook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.corpus.printed.SMALL_DPI", LEGIBLE_DPI)
    for paper in (paper for paper in print_papers(faces, COMMUNE, each=1) if paper.type not in CARDS):
        for sheet in paper.sheets:
            words = [word for line in sheet.lines for word in line.words]
            for place, (text, box) in enumerate(words):
                assert not [other for other, there in words[:place] if overlap(box, there)], (paper.type, text)


def test_papers_have_the_values_that_every_paper_of_their_type_has(book: FontBook, papers: list[Paper]) -> None:
    always: dict[tuple[str, str], set[str]] = {}
    for paper in print_papers(book, DEVELOPMENT, each=2):
        keys = {shape(key) for key in paper.values if not key.endswith(("_loai", "_noi_cap", "_ngay_cap"))}
        always[paper.type] = always.get(paper.type, keys) & keys
    for paper in papers:
        assert always.get((paper.type, paper.layout), set()) <= set(map(shape, paper.values)), paper.type


def test_a_row_goes_on_from_the_one_before_it(faces: FontBook) -> None:
    form = begin(faces, "TLKT", joins=dict(JOINS["TLKT"]))
    form.row("Họ, chữ đệm, tên:", F("ho_ten", "LÊ THỊ NA"))
    form.day_row("Ngày, tháng, năm sinh:", "ngay_sinh", date(1950, 2, 8), 0)
    form.row("Số định danh cá nhân:", F("so_dinh_danh", "001150000001"))
    first, second = lines(form)
    assert first.startswith("Họ, chữ đệm, tên: LÊ THỊ NA Ngày, tháng, năm sinh: ")
    assert second == "Số định danh cá nhân: 001150000001"


def test_a_row_that_waits_is_written_when_another_follows(faces: FontBook) -> None:
    form = begin(faces, "TLKT", joins=dict(JOINS["TLKT"]))
    form.row("Họ, chữ đệm, tên:", F("ho_ten", "LÊ THỊ NA"))
    form.row("Nơi chết:", F("noi_chet", "xã Hòa Bình"))
    assert lines(form) == ["Họ, chữ đệm, tên: LÊ THỊ NA", "Nơi chết: xã Hòa Bình"]


def test_below_a_heading_labels_do_not_name_the_person(faces: FontBook) -> None:
    form = begin(faces, "TOKHAI_KS", sections="roman")
    form.row("Họ, chữ đệm, tên người mẹ:", F("me_ho_ten", "LÊ THỊ NA"))
    assert lines(form) == [f"I. {SECTIONS['TOKHAI_KS']['me_ho_ten'].upper()}", "Họ, chữ đệm, tên: LÊ THỊ NA"]


def test_labels_and_values_of_a_row_share_cells(faces: FontBook) -> None:
    form = begin(faces, "GCS", rows="cells")
    form.row("Giới tính:", F("gioi_tinh", "Nữ"), "Dân tộc:", F("dan_toc", "Kinh"))
    form.release()
    cells: dict[int, list[str]] = {}
    for line in form.sheet.lines:
        cells.setdefault(line.block, []).append(line.text)
    assert [cells[block] for block in sorted(cells) if block] == [["Giới tính", "Nữ"], ["Dân tộc", "Kinh"]]


def test_each_value_has_a_numbered_line_of_a_table(faces: FontBook) -> None:
    form = begin(faces, "TOKHAI_KT", rows="ledger")
    form.row("Kính gửi:", F("kinh_gui", "Ủy ban nhân dân xã Hòa Bình"))
    form.row("Giới tính:", F("gioi_tinh", "Nữ"), "Dân tộc:", F("dan_toc", "Kinh"))
    assert lines(form)[1:] == ["TT", "Thông tin", "Nội dung kê khai", "1", "Giới tính", "Nữ", "2", "Dân tộc", "Kinh"]
    assert [kind for kind, _ in form.sheet.regions] == ["table"]


def test_columns_of_a_table_change_places_and_are_numbered(faces: FontBook) -> None:
    heads = ("STT", "Tên ngành", "Mã ngành")
    form = begin(faces, "GCN_HKD", columns=1, lettered=True)
    write_table(form, [14, 100, 38], [[Cell(head) for head in heads], [Cell("1"), Cell("Bán buôn"), Cell("4641")]])
    said = lines(form)
    assert said[3:] == ["(1)", "(2)", "(3)", "1", "4641", "Bán buôn"]
    assert all(len(order) <= len(columns) for columns, orders in ORDERS.items() for order in orders)


def test_deputies_sign_for_the_chairman(faces: FontBook) -> None:
    form = begin(faces, "GKS", signer=0.3)
    deputy = Signer(("NGƯỜI KÝ GIẤY KHAI SINH", "PHÓ CHỦ TỊCH"), "Lê Na", "nguoi_ky", "chuc_vu")
    assert signing_for(form, deputy) == (f"TM. {form.look.people} NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    clerk = replace(deputy, office_key=None)
    assert signing_for(begin(faces, "TLKS_BS", signer=0.1), clerk)[-1] == "CÔNG CHỨC TƯ PHÁP - HỘ TỊCH"


def test_committees_are_shortened_with_their_place() -> None:
    assert brief(["TỈNH A", "HUYỆN B", "ỦY BAN NHÂN DÂN", "XÃ C"]) == ["UBND HUYỆN B", "UBND XÃ C"]
    assert brief(["ỦY BAN NHÂN DÂN", "XÃ C", "HUYỆN B, TỈNH A"]) == ["UBND XÃ C", "HUYỆN B, TỈNH A"]
    assert brief(["SỞ Y TẾ A", "BỆNH VIỆN B"]) == ["SỞ Y TẾ A", "BỆNH VIỆN B"]


def test_numbers_of_forms_are_those_of_the_year() -> None:
    assert "15/2015" in form_code("TOKHAI_KS", date(2018, 1, 1))
    assert "04/2024" in form_code("TOKHAI_KS", date(2026, 1, 1))
    assert form_code("TOKHAI_KS", date(2009, 1, 1)) == form_code("CV", DAY) == ""


def test_names_are_filled_in_as_the_office_does(faces: FontBook) -> None:
    assert begin(faces, "GUQ", names="capital").dated(F("ho_ten", "Lê Thị Na")).raw == "LÊ THỊ NA"
    assert begin(faces, "GUQ", names="plain").dated(F("ho_ten", "LÊ THỊ NA")).raw == "Lê Thị Na"
    assert begin(faces, "GUQ", names="capital").dated(F("noi_cu_tru", "xã Na")).raw == "xã Na"


def test_brackets_stay_in_pairs(faces: FontBook) -> None:
    form = begin(faces, "TOKHAI_HKD", rows="ledger")
    assert form.title("(bằng chữ):") == "Bằng chữ:"
    assert form.title("b) Địa chỉ:") == "b) Địa chỉ:"


@pytest.mark.parametrize(("year", "first"), [(2010, "chong"), (2020, "vo")])
def test_wives_come_first_on_certificates_since_2016(faces: FontBook, year: int, first: str) -> None:
    form, _ = Studio(faces, Random(1), LEGIBLE_DPI, COMMUNE).begin("GCNKH", date(year, 5, 6), 2)
    assert form.order("couple", ("vo", "chong"))[0] == first
