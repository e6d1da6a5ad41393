"""The district edition sets rows at stops, in boxes and as sentences, and words them in ways no other edition has."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest

from tests.corpus.blocks import Cell, Signer, place_date_spans, write_head, write_signatures, write_table
from tests.corpus.commune.wording import read_wordings as read_commune
from tests.corpus.context import Studio
from tests.corpus.district import DISTRICT
from tests.corpus.district.form import DistrictForm
from tests.corpus.district.manner import choose_manner
from tests.corpus.district.tables import find_group
from tests.corpus.district.wording import DistrictWording, form_code, read_wordings, write_day
from tests.corpus.dossiers import TYPES
from tests.corpus.fonts import FontBook, vietnamese_letters
from tests.corpus.form import F, Paper
from tests.corpus.heldout.wording import read_wordings as read_heldout
from tests.corpus.page import PixelBox, Span
from tests.corpus.printed import print_papers
from tests.corpus.readings import words_only
from tests.corpus.regional.wording import YEARS
from tests.corpus.regional.wording import read_wordings as read_regional

CARDS = {"CCCD21", "CC24", "CMND", "BHYT"}
DAY = date(2024, 5, 6)
LEGIBLE_DPI = 60
KINDS = ("GKS", "GCNKH", "TOKHAI_KT", "GUQ", "GCS", "TLKT", "GTN", "CV", "TOKHAI_HKD")


@pytest.fixture(scope="module")
def faces() -> FontBook:
    return DISTRICT.open_fonts()


@pytest.fixture(scope="module")
def papers(faces: FontBook) -> list[Paper]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.corpus.printed.SMALL_DPI", LEGIBLE_DPI)
        return print_papers(faces, DISTRICT, each=1)


def begin(faces: FontBook, kind: str, **manner: object) -> DistrictForm:
    """An empty paper of the type with the manner's choices as told."""
    plain = {
        "rows": "inline",
        "counting": "",
        "labels": "plain",
        "sections": "",
        "swaps": {},
        "values": "",
        "day": "short",
    }
    form, _ = Studio(faces, Random(1), LEGIBLE_DPI, DISTRICT).begin(kind, DAY, 2, printed=True)
    assert isinstance(form, DistrictForm)
    form.manner = replace(form.manner, **plain | {"addressed": False, "foot": False} | manner)
    form.wording = DistrictWording(kind, Random(1), old_spelling=False, bilingual=False, mark="1.", usual=1.0)
    form.sheet.lines.clear()
    return form


def lines(form: DistrictForm) -> list[str]:
    form.release()
    return [line.text for sheet in form.paper.sheets for line in sheet.lines]


def overlap(one: PixelBox, other: PixelBox) -> bool:
    """Whether words cover each other by half their height and a quarter of the shorter one."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    shorter = min(one[2] - one[0], other[2] - other[0])
    return wide > shorter / 4 and high > min(one[3] - one[1], other[3] - other[1]) / 2


def test_wordings_are_many_and_mostly_of_this_edition_alone() -> None:
    known: dict[str, set[str]] = {}
    for tables in (read_heldout(), read_regional(), read_commune()):
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
    new = [words for key, words in made if words != key and words not in known.get(key, ())]
    assert len(made) > 900
    assert len(new) > 600


def test_tables_of_wordings_are_of_types_that_dossiers_hold() -> None:
    assert set(read_wordings()["types"]) <= set(TYPES)
    assert set(read_wordings()["codes"]) <= set(TYPES)


def test_at_least_ten_families_have_all_letters(faces: FontBook) -> None:
    assert len(vietnamese_letters()) == 134
    assert len([spec for spec in DISTRICT.specs if not spec.composed]) > 10


def test_every_manner_of_setting_rows_is_drawn() -> None:
    drawn = [choose_manner(Random(seed), kind, DAY).rows for kind in KINDS for seed in range(60)]
    assert set(drawn) == {"inline", "stops", "tabbed", "run", "quad", "field", "lined"}
    assert drawn.count("inline") < len(drawn) / 2


def test_words_do_not_cover_each_other_or_reach_the_edge(papers: list[Paper]) -> None:
    for paper in (paper for paper in papers if paper.type not in CARDS):
        for sheet in paper.sheets:
            words = [word for line in sheet.lines for word in line.words]
            for place, (text, box) in enumerate(words):
                assert not [other for other, there in words[:place] if overlap(box, there)], (paper.type, text)
                assert box[0] > 0, (paper.type, text)
                assert box[2] < sheet.image.width, (paper.type, text)
                assert box[3] < sheet.image.height, (paper.type, text)


def test_names_stand_on_their_paper_whole(papers: list[Paper]) -> None:
    for paper in papers:
        printed = {key: " ".join(mark.raw) for sheet in paper.sheets for key, mark in sheet.fields.items()}
        for key, value in paper.values.items():
            if key.endswith(("ho_ten", "so_dinh_danh", "noi_cu_tru", "so_seri")) and key in printed:
                assert value.replace(" ", "") == printed[key].replace(" ", ""), (paper.type, key)


@pytest.mark.parametrize("rows", ["inline", "stops", "tabbed", "run", "quad", "field", "lined"])
def test_no_value_is_dropped(faces: FontBook, rows: str) -> None:
    form = begin(faces, "TOKHAI_KS", rows=rows)
    values = {
        "ks_ho_ten": "LÊ THỊ NA", "ks_gioi_tinh": "Nữ", "ks_dan_toc": "Kinh", "ks_quoc_tich": "Việt Nam",
        "ks_noi_sinh": "Trung tâm Y tế huyện Ba Vì, thị trấn Tây Đằng, huyện Ba Vì, thành phố Hà Nội",
    }  # fmt: skip
    with words_only():
        form.row("Họ, chữ đệm, tên:", F("ks_ho_ten", values["ks_ho_ten"]))
        form.day_row("Ngày, tháng, năm sinh:", "ks_ngay_sinh", DAY, 1)
        sex, folk, state = (F(key, values[key]) for key in ("ks_gioi_tinh", "ks_dan_toc", "ks_quoc_tich"))
        form.row("Giới tính:", sex, "Dân tộc:", folk, "Quốc tịch:", state)
        form.row("Nơi sinh:", F("ks_noi_sinh", values["ks_noi_sinh"]))
        form.release()
    marks = {key: " ".join(mark.raw) for key, mark in form.sheet.fields.items()}
    assert {key: marks[key] for key in values} == values
    assert form.paper.values == values | {"ks_ngay_sinh": "06/05/2024"}
    assert all(part in marks["ks_ngay_sinh"] for part in ("06", "5", "2024"))


def test_rows_run_together_as_one_sentence(faces: FontBook) -> None:
    form = begin(faces, "GUQ", rows="run")
    form.row("Họ và tên:", F("ho_ten", "LÊ NA"), "Sinh ngày:", F("ngay_sinh", "01/02/1990"))
    form.row("Email:", F("email", ""))
    form.row("CCCD số:", F("so", "001190000001"))
    assert " ".join(lines(form)).startswith("Họ và tên: LÊ NA, sinh ngày: 01/02/1990;")
    assert " ".join(lines(form)).endswith("CCCD số: 001190000001.")


def test_values_stand_at_tab_stops(faces: FontBook) -> None:
    form = begin(faces, "GUQ", rows="tabbed")
    form.row("Họ và tên:", F("ho_ten", "LÊ NA"), "Sinh ngày:", F("ngay_sinh", "01/02/1990"))
    places = [form.sheet.mm(mark.box[0]) - form.look.left for mark in form.sheet.fields.values() if mark.box]
    assert all(min(place % 12.7, 12.7 - place % 12.7) < 1.0 for place in places)
    assert len(form.sheet.lines) == 1


def test_short_labels_and_values_share_a_line_of_four_cells(faces: FontBook) -> None:
    form = begin(faces, "GCS", rows="quad")
    form.row("Giới tính:", F("gioi_tinh", "Nữ"), "Dân tộc:", F("dan_toc", "Kinh"))
    form.row("Họ, chữ đệm, tên:", F("ho_ten", "LÊ NA"))
    form.release()
    assert lines(form)[:4] == ["Giới tính", "Nữ", "Dân tộc", "Kinh"]
    assert len({line.block for line in form.sheet.lines}) == len(form.sheet.lines)
    assert [kind for kind, _ in form.sheet.regions] == ["table"]


def test_heads_of_columns_have_a_head_above_them(faces: FontBook) -> None:
    form = begin(faces, "GTN", grouped=True, padded=True)
    heads = ("TT", "Tên thành phần hồ sơ", "Bản chính", "Bản sao", "Ghi chú")
    assert find_group(heads) == (2, 3, "Số lượng (bản)")
    rows = [[Cell(head) for head in heads], [Cell("1"), Cell("Tờ khai"), Cell("01"), Cell(), Cell()]]
    write_table(form, [10, 70, 25, 25, 25], rows)
    said = lines(form)
    assert said.index("Số lượng (bản)") < said.index(form.wording.heading("Bản chính"))
    assert said[-3:] == ["01", "Tờ khai", "01"]
    assert len(form.sheet.regions) == 1


def test_counted_rows_keep_the_words_of_their_labels(faces: FontBook) -> None:
    form = begin(faces, "TOKHAI_KT", counting="1-")
    form.wording.usual = 0.0
    form.row("Nơi chết:", F("noi_chet", "xã Hòa Bình"))
    assert lines(form)[0].startswith(f"1- {form.wording.say('Nơi chết:')}")


def test_heads_hold_agency_number_and_day_in_each_manner(faces: FontBook) -> None:
    for manner in ("standard", "wide", "centred", "spread", "triple"):
        form = begin(faces, "GCS", head=manner, date_line="figures")
        number = [Span("Số: ", form.style()), Span("15", form.style(), form.note("so", "15"))]
        day = place_date_spans(form, "Ba Vì", DAY) if manner != "triple" else ()
        write_head(form, ["SỞ Y TẾ HÀ NỘI", "BỆNH VIỆN BA VÌ"], number=number, place_date=day, agency_key="co_quan")
        text = " ".join(lines(form))
        assert form.look.republic in text
        assert {"co_quan", "so"} <= set(form.sheet.fields)
        assert manner == "triple" or "Ba Vì, ngày 06/05/2024" in text


def test_a_clerk_or_receivers_stand_beside_the_signer(faces: FontBook) -> None:
    signer = Signer(("CHỦ TỊCH",), "Lê Na", "nguoi_ky", sealed=True)
    for beside, words in (("clerk", "TƯ PHÁP - HỘ TỊCH"), ("receivers", "Nơi nhận:")):
        form = begin(faces, "XNTTHN", beside_signer=beside)
        write_signatures(form, [signer], x=form.middle, width=form.width / 2)
        assert any(words in line for line in lines(form))
        assert form.paper.values == {"nguoi_ky": "Lê Na"}


def test_asterisks_refer_to_notes_below(faces: FontBook) -> None:
    form = begin(faces, "TOKHAI_KT")
    form.wording.starred = True
    form.row("Giấy tờ tùy thân:", F("giay_to", "CMND"))
    write_signatures(form, [Signer(("Người yêu cầu",), "Lê Na")], x=form.middle, width=form.width / 2, height=18)
    said = lines(form)
    assert "(*)" in said[0]
    assert said[-1].startswith("(*) Ghi rõ loại giấy tờ")


def test_days_are_written_as_the_office_does() -> None:
    written = [write_day(date(2026, 2, 5), manner) for manner in ("hyphen", "words", "wide", "short")]
    assert written == ["5-2-2026", "05 tháng 02 năm 2026", "05 - 02 - 2026", "05/02/2026"]


def test_numbers_of_forms_are_those_of_the_year() -> None:
    assert form_code("GTN", date(2026, 1, 1)).endswith("TT 03/2025/TT-VPCP")
    assert form_code("GTN", date(2010, 1, 1)) == form_code("CV", DAY) == ""
