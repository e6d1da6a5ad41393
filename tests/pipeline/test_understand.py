from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.catalog import load_catalog
from pipeline.extract.mrz import check_digit
from pipeline.merge import merge
from pipeline.model import Edit, Method, PageRef, Reading, Record, Severity, from_json, to_json
from pipeline.separator import encode_separator
from pipeline.understand import recheck, understand
from tests.pipeline.papers import (
    CARD_QR,
    HEAD,
    MRZ,
    birth_certificate,
    card_back,
    card_front,
    decision,
    lay_out,
    receipt,
)

CATALOG = load_catalog()
RECEIVED = datetime(2026, 10, 6, 8, 0, tzinfo=UTC)


def run(*stacks: Sequence[Reading], procedure: str | None = None) -> list[Record]:
    return understand(stacks, catalog=CATALOG, batch="b1", received=RECEIVED, procedure=procedure, reader="r1")


def pile(*pages: Reading, source: str = "a" * 64) -> list[Reading]:
    return [replace(page, source=source, page=number) for number, page in enumerate(pages, 1)]


def plain(text: str = "Nội dung tiếp theo của trang trước, không có đầu đề.") -> Reading:
    return lay_out(["", text, "Điều 3. Các ông bà có tên trên chịu trách nhiệm thi hành Quyết định này."])


def separator(code: str | None) -> Reading:
    return lay_out(["^TỜ PHÂN CÁCH"], codes=[encode_separator(code)])


def types_of(record: Record) -> list[str]:
    return [document.type for document in record.documents]


def rules_of(record: Record) -> set[str]:
    return {finding.rule for finding in record.findings}


def test_a_separator_sheet_whose_code_is_spoilt_is_known_by_its_title() -> None:
    """Its dossier code counts only where it was read for sure: a wrong one would hide the dossier."""
    printed = lay_out(["^TỜ PHÂN CÁCH HÔ SƠ", "^SEPARATOR SHEET", "Mã hồ sơ: 000.00.31.H37-221229-0254"])
    sure = replace(printed, words=tuple(replace(word, confidence=0.99) for word in printed.words))
    for sheet, code in ((printed, None), (sure, "000.00.31.H37-221229-0254")):
        first, second = run(pile(separator("H47.06-261005-0155"), decision(), sheet, decision()))
        assert (first.code, second.code) == ("H47.06-261005-0155", code)
        assert [types_of(first), types_of(second)] == [["QD"], ["QD"]]


def test_a_decision_gives_the_fields_of_its_head_and_foot() -> None:
    (record,) = run(pile(decision()))
    fields = {key: value.value for key, value in record.documents[0].fields.items()}
    assert record.documents[0].type == "QD"
    assert fields == {
        "co_quan": "ỦY BAN NHÂN DÂN XÃ HÒA BÌNH",
        "so": "15",
        "ky_hieu": "QĐ-UBND",
        "so_ky_hieu": "15/QĐ-UBND",
        "dia_danh": "Hòa Bình",
        "ngay_ban_hanh": "05/09/2025",
        "loai": "QUYẾT ĐỊNH",
        "noi_nhan": "Như Điều 2",
        "trich_yeu": "Về việc thành lập Tổ công tác rà soát thủ tục hành chính trên địa bàn xã",
        "chuc_vu": "PHÓ CHỦ TỊCH",
        "nguoi_ky": "Lê Thị Mẫu",
    }


def test_a_handwritten_number_and_day_are_asked_for_and_not_invented() -> None:
    (record,) = run(pile(decision("      /QĐ-UBND", "ngày      tháng 9 năm 2025")))
    fields = record.documents[0].fields
    assert "so" not in fields
    assert "so_ky_hieu" not in fields
    assert "ngay_ban_hanh" not in fields
    assert fields["ky_hieu"].value == "QĐ-UBND"
    asked = {finding.field for finding in record.findings if finding.rule == "handwritten"}
    assert asked == {"so", "ngay_ban_hanh"}


def test_figures_of_the_pen_are_believed_little_and_shown() -> None:
    page = decision("15 /QĐ-UBND")
    tall = tuple(
        replace(word, box=word.box._replace(h=0.018)) if word.text in ("15", "05") and word.box.y < 0.12 else word
        for word in page.words
    )
    (record,) = run(pile(replace(page, words=tall)))
    fields = record.documents[0].fields
    assert fields["so_ky_hieu"].value == "15/QĐ-UBND"
    assert max(fields["so_ky_hieu"].confidence, fields["ngay_ban_hanh"].confidence) <= 0.3
    assert {found.field for found in record.findings if found.rule == "penned"} == {"so", "so_ky_hieu", "ngay_ban_hanh"}
    (plainly,) = run(pile(page))
    assert "penned" not in rules_of(plainly)


def test_a_birth_certificate_gives_its_people_by_section() -> None:
    (record,) = run(pile(birth_certificate()))
    document = record.documents[0]
    fields = {key: value.value for key, value in document.fields.items()}
    assert document.type == "GKS"
    assert fields["ho_ten"] == "NGUYỄN VĂN MẪU"
    assert fields["ngay_sinh"] == "14/05/2003"
    assert (fields["dan_toc"], fields["me_dan_toc"], fields["cha_dan_toc"]) == ("Kinh", "Tày", "Kinh")
    assert (fields["me_nam_sinh"], fields["cha_nam_sinh"]) == ("1980", "1978")
    assert fields["noi_sinh"] == "Trạm Y tế xã Hòa Bình, huyện Mẫu, tỉnh Thử Nghiệm"
    assert fields["so_dinh_danh"] == "079203012345"
    assert fields["so"] == "45/2025"
    assert fields["ngay_dang_ky"] == "20/05/2003"
    assert fields["nguoi_di_khai_giay_to"].endswith("001180654321")
    box = document.fields["noi_sinh"].box
    assert box.h > 0.025
    assert all(value.page == document.pages[0] for value in document.fields.values())


def test_labels_survive_the_slips_of_a_weak_scan() -> None:
    page = lay_out(
        [
            *HEAD,
            "^GIAY KHAI SlNH",
            "Ho, chữ đêm, tên:.........NGUYỄN VĂN MẪU",
            "Ngay, tháng năm sinh..14/O5/2003....",
            "Gìới tính: Nam  Dân tôc: Kinh  Quôc tịch: Việt Nam",
            "Sô định danh cá nhân: 079 2O3 012345",
        ]
    )
    (record,) = run(pile(page))
    fields = {key: value.value for key, value in record.documents[0].fields.items()}
    assert record.documents[0].type == "GKS"
    assert fields["ho_ten"] == "NGUYỄN VĂN MẪU"
    assert fields["ngay_sinh"] == "14/05/2003"
    assert (fields["gioi_tinh"], fields["dan_toc"], fields["quoc_tich"]) == ("Nam", "Kinh", "Việt Nam")
    assert fields["so_dinh_danh"] == "079203012345"


def test_the_qr_beats_the_print_and_the_disagreement_is_shown() -> None:
    (record,) = run(pile(card_front(number="079203012344")))
    number = record.documents[0].fields["so_dinh_danh"]
    assert (number.value, number.method) == ("079203012345", Method.QR)
    assert [(other.value, other.method) for other in number.others] == [("079203012344", Method.LABEL)]
    assert "sources_disagree" in rules_of(record)


def test_front_and_back_of_a_card_on_following_pages_are_one_document() -> None:
    (record,) = run(pile(card_front(), card_back()))
    (card,) = record.documents
    assert (card.type, card.boundary) == ("CCCD21", "card")
    fields = {key: value.value for key, value in card.fields.items()}
    assert fields["ho_ten"] == "Nguyễn Văn Mẫu"
    assert fields["ngay_cap"] == "01/06/2021"
    assert fields["co_gia_tri_den"] == "14/05/2043"
    assert fields["que_quan"] == "Phường A, Quận 1, TP. Hồ Chí Minh"
    assert fields["dac_diem_nhan_dang"] == "Nốt ruồi C: 2cm dưới sau mép phải"
    assert "sources_disagree" not in rules_of(record)


def test_both_faces_on_one_page_are_one_document() -> None:
    front, back = card_front(), card_back()
    shifted = tuple(
        replace(word, box=word.box._replace(y=word.box.y + 0.45), line=word.line + 100) for word in back.words
    )
    (record,) = run(pile(replace(front, words=(*front.words, *shifted))))
    (card,) = record.documents
    assert card.type == "CCCD21"
    assert {value.method for value in (card.fields["so_dinh_danh"], *card.fields["so_dinh_danh"].others)} == {
        Method.QR,
        Method.MRZ,
        Method.LABEL,
    }


def test_all_fronts_then_all_backs_are_paired_by_number() -> None:
    other = CARD_QR.replace("079203012345", "001190654321").replace("|Nam|", "|Nữ|")
    short, tail = "190654321", "001190654321<<"
    back = (f"IDVNM{short}{check_digit(short)}{tail}{check_digit(tail)}", *MRZ[1:])
    stack = pile(card_front(), card_front([other], "001190654321"), card_back(back), card_back())
    (record,) = run(stack)
    assert [tuple(page.page for page in document.pages) for document in record.documents] == [(1, 4), (2, 3)]


def test_the_zone_never_fills_the_accented_name() -> None:
    (record,) = run(pile(card_back()))
    assert "ho_ten" not in record.documents[0].fields
    assert record.documents[0].fields["so_dinh_danh"].method is Method.MRZ


def test_pages_without_a_title_go_on_with_the_paper_before() -> None:
    (record,) = run(pile(decision(), plain(), birth_certificate(), decision()))
    assert [len(document.pages) for document in record.documents] == [2, 1, 1]
    assert [document.no for document in record.documents] == [1, 2, 3]


def test_the_operative_heading_on_a_second_page_starts_no_paper() -> None:
    second = lay_out(["^2", "", "^QUYẾT ĐỊNH:", "Điều 1. Thành lập Tổ công tác.", "Điều 2. Hiệu lực."])
    (record,) = run(pile(decision(), second))
    assert [document.type for document in record.documents] == ["QD"]


def test_an_attachment_stays_with_its_decision() -> None:
    attached = lay_out(
        ["^QUY CHẾ", "^Làm việc của Tổ công tác", "(Ban hành kèm theo Quyết định số 15/QĐ-UBND)", "Điều 1. Phạm vi"]
    )
    (record,) = run(pile(decision(), attached))
    assert [len(document.pages) for document in record.documents] == [2]


def test_a_form_that_names_its_circular_above_its_title_is_no_attachment() -> None:
    form = lay_out(
        [
            "(Ban hành kèm theo Thông tư số 04/2024/TT-BTP)", "^CỘNG HÒA XÃ", "^TỜ KHAI ĐĂNG KÝ KHAI SINH",
            "Họ, chữ đệm, tên người yêu cầu: LÊ VĂN AN",
        ]
    )  # fmt: skip
    (record,) = run(pile(decision(), form))
    assert [document.type for document in record.documents] == ["QD", "TOKHAI_KS"]


TRAPS = [
    (["^TỜ KHAI", "^CẤP BẢN SAO TRÍCH LỤC HỘ TỊCH"], "TOKHAI_TL"),
    (["^TỜ KHAI ĐĂNG KÝ KHAI SINH"], "TOKHAI_KS"),
    (["^TỜ KHAI CẤP GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN"], "TOKHAI_XNTTHN"),
    (["^TỜ KHAI XÁC NHẬN VIỆC KHÁC"], "TOKHAI"),
    (["^GIẤY BÁO TỬ"], "GBT"),
    (["^THÔNG BÁO TỪ CHỐI TIẾP NHẬN HỒ SƠ"], "GTN_TC"),
    (["^THÔNG BÁO"], "TB"),
    (["^TRÍCH LỤC KHAI SINH", "^(BẢN SAO)"], "TLKS_BS"),
    (["^GIẤY KHAI SINH", "^(BẢN SAO)"], "TLKS_BS"),
    (["^GIẤY KHAI SINH"], "GKS"),
    (["^GIẤY KHAI SANH"], "GKS"),
    (["^TRÍCH LỤC KHAI TỬ"], "TLKT"),
    (["^TRÍCH LỤC KẾT HÔN", "^(BẢN SAO)"], "TLKH_BS"),
    (["^GIẤY CHỨNG NHẬN KẾT HÔN"], "GCNKH"),
    (["^GIẤY XÁC NHẬN", "^TÌNH TRẠNG HÔN NHÂN"], "XNTTHN"),
    (["^GIẤY CHỨNG SINH"], "GCS"),
    (["^GIẤY TIẾP NHẬN HỒ SƠ", "^VÀ HẸN TRẢ KẾT QUẢ"], "GTN"),
    (["^GIẤY CHỨNG NHẬN", "^ĐĂNG KÝ HỘ KINH DOANH"], "GCN_HKD"),
    (["^GIẤY CHỨNG NHẬN", "^QUYỀN SỬ DỤNG ĐẤT, QUYỀN SỞ HỮU", "^TÀI SẢN GẮN LIỀN VỚI ĐẤT"], "GCN_DAT"),
    (["^XÁC NHẬN THÔNG TIN VỀ CƯ TRÚ"], "CT07"),
    (["^GIẤY ỦY QUYỀN"], "GUQ"),
    (["^NGHỊ QUYẾT"], "NQ"),
    (["^QUYÊT ĐINH"], "QD"),
    (["^Q U Y Ế T   Đ Ị N H"], "QD"),
    (["^CHỈ THỊ", "^Về việc tăng cường công tác"], "CT"),
    (["^BIÊN BẢN HỌP TỔ DÂN PHỐ"], "BB"),
    (["^TỜ TRÌNH"], "TTR"),
    (["^GIẤY MỜI"], "GM"),
    (["Căn cứ Quyết định số 15/QĐ-UBND;", "^THƯ CẢM ƠN BÀ CON"], "KHAC"),
    (["Theo GIẤY KHAI SINH số 12", "^THƯ CẢM ƠN BÀ CON"], "KHAC"),
    (["1. GIẤY KHAI SINH", "2. GIẤY CHỨNG SINH"], "KHAC"),
]


@pytest.mark.parametrize(("title", "code"), TRAPS, ids=[" / ".join(title) for title, _ in TRAPS])
def test_titles_and_their_traps(title: list[str], code: str) -> None:
    (record,) = run(pile(lay_out([*HEAD, "", *title, "", "Nội dung của giấy tờ này được viết ở đây cho đủ một dòng."])))
    assert types_of(record) == [code]


def test_letters_have_no_title() -> None:
    page = lay_out(
        [
            *HEAD,
            "Số: 507/UBND-KGVX | Hòa Bình, ngày 24 tháng 01 năm 2025",
            "V/v góp ý dự thảo Quyết định",
            "sửa đổi, bổ sung một số điều",
            "",
            "            Kính gửi: Sở Khoa học và Công nghệ",
            "Theo đề nghị của Sở, Ủy ban nhân dân xã có ý kiến như sau.",
        ]
    )
    (record,) = run(pile(page))
    fields = record.documents[0].fields
    assert record.documents[0].type == "CV"
    assert fields["so_ky_hieu"].value == "507/UBND-KGVX"
    assert fields["trich_yeu"].value == "V/v góp ý dự thảo Quyết định sửa đổi, bổ sung một số điều"
    assert fields["noi_nhan_chinh"].value == "Sở Khoa học và Công nghệ"


def test_a_receipt_names_the_dossier_and_its_procedure() -> None:
    (record,) = run(pile(receipt(), birth_certificate()))
    assert (record.code, record.procedure) == ("H47.06-261005-0155", "1.001193")
    fields = record.documents[0].fields
    assert fields["ma_ho_so"].method is Method.QR
    assert fields["nguoi_nop"].value == "Trần Thị Thử"
    assert fields["thoi_gian_nhan"].value == "08:30 05/10/2026"
    assert types_of(record) == ["GTN", "GKS"]


def test_the_given_procedure_wins_and_print_stands_in_for_a_lost_code() -> None:
    (record,) = run(pile(receipt(codes=[])), procedure="2.000635")
    assert (record.code, record.procedure) == ("H47.06-261005-0155", "2.000635")
    assert record.documents[0].fields["ma_ho_so"].method is Method.LABEL


def test_each_receipt_opens_a_dossier() -> None:
    records = run(pile(receipt(), birth_certificate(), receipt("H47.06-261005-0156"), decision()))
    assert [(record.code, types_of(record)) for record in records] == [
        ("H47.06-261005-0155", ["GTN", "GKS"]),
        ("H47.06-261005-0156", ["GTN", "QD"]),
    ]


def test_papers_before_the_only_receipt_belong_to_it() -> None:
    (record,) = run(pile(birth_certificate(), receipt(), decision()))
    assert (record.code, types_of(record)) == ("H47.06-261005-0155", ["GKS", "GTN", "QD"])


def test_papers_before_the_first_of_several_codes_stay_apart_and_are_shown() -> None:
    records = run(pile(birth_certificate(), receipt(), receipt("H47.06-261005-0156")))
    assert [record.code for record in records] == [None, "H47.06-261005-0155", "H47.06-261005-0156"]
    assert "codes_mixed" in rules_of(records[0])


def test_separator_sheets_open_dossiers_and_are_kept_as_blanks() -> None:
    stack = pile(separator("H47.06-261005-0155"), birth_certificate(), separator(None), decision())
    first, second = run(stack)
    assert (first.code, types_of(first), first.blanks) == ("H47.06-261005-0155", ["GKS"], (stack[0].ref,))
    assert (second.code, types_of(second), second.blanks) == (None, ["QD"], (stack[2].ref,))
    assert first.documents[0].boundary == "separator"


def test_a_receipt_under_its_own_separator_opens_no_second_dossier() -> None:
    (record,) = run(pile(separator("H47.06-261005-0155"), receipt(), birth_certificate()))
    assert types_of(record) == ["GTN", "GKS"]


def test_stacks_with_one_code_are_one_dossier() -> None:
    records = run(
        pile(receipt(), source="a" * 64),
        pile(separator("H47.06-261005-0155"), decision(), source="b" * 64),
        pile(birth_certificate(), source="c" * 64),
    )
    assert [(record.code, types_of(record)) for record in records] == [
        ("H47.06-261005-0155", ["GTN", "QD"]),
        (None, ["GKS"]),
    ]


def test_blank_backs_are_marked_and_part_nothing() -> None:
    empty = lay_out([], blank=True)
    stack = pile(decision(), empty, plain(), empty)
    (record,) = run(stack)
    assert [tuple(page.page for page in document.pages) for document in record.documents] == [(1, 3)]
    assert record.blanks == (stack[1].ref, stack[3].ref)


def test_rules_speak_in_both_languages_with_their_severity() -> None:
    late = birth_certificate(id12="079303012345")
    (record,) = run(pile(late))
    found = next(finding for finding in record.findings if finding.rule == "id12_sex")
    assert found.severity is Severity.WARN
    assert found.message_vi
    assert found.message_en
    assert found.document == record.documents[0].id


def test_words_and_figures_of_a_date_check_each_other() -> None:
    page = birth_certificate()
    words = tuple(replace(word, text="14/06/2003" if word.text == "14/05/2003" else word.text) for word in page.words)
    (record,) = run(pile(replace(page, words=words)))
    assert next(found for found in record.findings if found.rule == "date_words").severity is Severity.BLOCK


def test_one_person_with_two_numbers_is_shown_and_a_single_slip_is_told_apart() -> None:
    (slip,) = run(pile(card_front(), birth_certificate(id12="079203012346")))
    assert "person_id_slip" in rules_of(slip)
    (other,) = run(pile(card_front(), birth_certificate(id12="079203998877")))
    differs = next(found for found in other.findings if found.rule == "person_id_differs")
    assert (differs.severity, differs.document) == (Severity.BLOCK, other.documents[1].id)
    (same,) = run(pile(card_front(), birth_certificate()))
    assert not {"person_id_slip", "person_id_differs", "person_name_differs"} & rules_of(same)


def marital_status(day: str = "ngày 05 tháng 02 năm 2026") -> Reading:
    return lay_out(
        [
            *HEAD,
            f"Số: 12/UBND-XNTTHN | Hòa Bình, {day}",
            "^GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN",
            "Họ, chữ đệm, tên: TRẦN THỊ THỬ",
            "Tình trạng hôn nhân: Hiện tại chưa đăng ký kết hôn với ai",
        ]
    )


def test_a_marital_status_paper_expires_after_six_months() -> None:
    (record,) = run(pile(marital_status()))
    assert "expires_after" in rules_of(record)


PAGES = {
    "decision": decision(),
    "plain": plain(),
    "birth": birth_certificate(),
    "front": card_front(),
    "back": card_back(),
    "back without zone": card_back(("rác", "", "")),
    "receipt": receipt(),
    "other receipt": receipt("H47.06-261005-0156"),
    "unread receipt": receipt(codes=[], code="không đọc được"),
    "separator": separator("H47.06-261005-0156"),
    "nameless separator": separator(None),
    "blank": lay_out([], blank=True),
    "page 2": lay_out(["2"]),
    "landscape": lay_out(["^1/2", "Một trang rời"], width=3508, height=2480),
}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(st.sampled_from(list(PAGES)), max_size=7), max_size=3), st.booleans())
def test_every_page_is_in_exactly_one_record(stacks: list[list[str]], repeated: bool) -> None:
    piles = [pile(*(PAGES[name] for name in names), source=str(place) * 64) for place, names in enumerate(stacks)]
    if repeated:
        piles.append(list(piles[0]) if piles else [])
    records = run(*piles)
    placed = [page for record in records for document in record.documents for page in document.pages]
    placed += [page for record in records for page in record.blanks]
    assert len(placed) == len(set(placed))
    assert set(placed) == {reading.ref for stack in piles for reading in stack}
    assert len({record.id for record in records}) == len(records)
    ids = [document.id for record in records for document in record.documents]
    assert len(set(ids)) == len(ids)
    assert run(*piles) == records
    for record in records:
        assert [document.no for document in record.documents] == list(range(1, len(record.documents) + 1))
        assert from_json(Record, to_json(record)) == record
        assert {found.document for found in record.findings} <= {None, *ids}
        assert {value.page for document in record.documents for value in document.fields.values()} <= set(placed)


def scans() -> tuple[Record, Record]:
    (first,) = run(pile(receipt(), birth_certificate(), source="a" * 64))
    (second,) = run(pile(receipt(), decision(), source="b" * 64))
    return first, second


def test_a_later_scan_adds_its_papers_and_keeps_the_clerks_edits() -> None:
    first, second = scans()
    edit = Edit(first.documents[1].id, "ho_ten", "NGUYỄN VĂN MẪU", "NGUYỄN VĂN MẬU", "an", RECEIVED)
    merged = merge(replace(first, edits=(edit,)), second)
    assert (merged.id, merged.version, merged.edits) == (first.id, 2, (edit,))
    assert types_of(merged) == ["GTN", "GKS", "GTN", "QD"]
    assert [document.no for document in merged.documents] == [1, 2, 3, 4]


def test_the_same_scan_again_changes_nothing() -> None:
    first, second = scans()
    assert merge(first, first) is first
    merged = merge(first, second)
    assert merge(merged, second) is merged


def test_pages_read_again_replace_their_document_and_edits_follow() -> None:
    first, _ = scans()
    edit = Edit(first.documents[1].id, "ho_ten", None, "NGUYỄN VĂN MẬU", "an", RECEIVED)
    (again,) = run(pile(receipt(), birth_certificate("NGUYỄN VĂN MỚI"), source="a" * 64))
    merged = merge(replace(first, edits=(edit,)), again)
    assert merged.version == 2
    assert len(merged.documents) == 2
    assert merged.documents[1].fields["ho_ten"].value == "NGUYỄN VĂN MỚI"
    assert merged.edits[0].document == merged.documents[1].id


def test_no_page_is_lost_when_a_paper_is_replaced_in_part() -> None:
    (first,) = run(pile(decision(), plain(), plain()))
    fewer = replace(first, documents=(replace(first.documents[0], pages=first.documents[0].pages[:1]),))
    merged = merge(first, fewer)
    pages = [page for document in merged.documents for page in document.pages]
    assert len(pages) == 3
    assert set(pages) == {PageRef("a" * 64, page) for page in (1, 2, 3)}


def test_rules_are_run_again_over_a_merged_dossier() -> None:
    (front,) = run(pile(receipt(), card_front(), source="a" * 64))
    (paper,) = run(pile(receipt(), birth_certificate(id12="079203998877"), source="b" * 64))
    merged = merge(front, paper)
    assert "person_id_differs" not in rules_of(merged)
    assert "person_id_differs" in rules_of(recheck(merged, CATALOG))
    assert recheck(front, CATALOG) is front


def test_a_paper_that_was_valid_when_the_dossier_was_filed_is_not_called_expired() -> None:
    """Archives are scanned years later: the day in the dossier's code counts."""
    status = marital_status("ngày 02 tháng 3 năm 2025")
    (now,) = run(pile(status))
    assert "expires_after" in rules_of(now)
    (filed,) = run(pile(receipt("H47.06-250405-0155"), status))
    assert "expires_after" not in rules_of(filed)
    (late,) = run(pile(receipt("H47.06-251005-0155"), status))
    assert "expires_after" in rules_of(late)
