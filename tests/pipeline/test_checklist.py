"""What a dossier has, lacks and no longer needs, told once and completely."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipeline import catalog as package
from pipeline.catalog import Catalog, load_catalog
from pipeline.checklist import (
    Checklist,
    Item,
    NoChecklist,
    ProcedureUnknown,
    Status,
    check_dossier,
    find_receipt,
)
from pipeline.merge import merge
from pipeline.model import Grade, Quality, Reading, Record, Severity
from pipeline.supplement import make_supplement
from pipeline.understand import recheck, understand
from pipeline.workdays import VIETNAM_TIME
from tests.pipeline.papers import HEAD, birth_certificate, card_back, card_front, lay_out, receipt

CATALOG = load_catalog()
DELIVERED = Path(package.__file__).parent
SCANNED = datetime(2026, 10, 6, 8, 0, tzinfo=UTC)
TODAY = date(2026, 10, 6)
BIRTH, MARRIAGE, SINGLE, EXTRACT, COPY = "1.001193", "1.000894", "1.004873", "2.000635", "2.000815"


def understood(
    *pages: Reading, procedure: str | None = None, scanned: datetime = SCANNED, catalog: Catalog = CATALOG
) -> Record:
    stack = [replace(page, page=number) for number, page in enumerate(pages, 1)]
    (record,) = understand([stack], catalog=catalog, batch="b", received=scanned, procedure=procedure, reader="r")
    return record


def checked(*pages: Reading, procedure: str = BIRTH, scanned: datetime = SCANNED) -> Checklist:
    return check_dossier(understood(*pages, procedure=procedure, scanned=scanned), CATALOG, TODAY)


def item(checklist: Checklist, key: str) -> Item:
    return next(entry for entry in checklist.items if entry.requirement.id == key)


def status(checklist: Checklist, key: str) -> Status:
    return item(checklist, key).status


def birth_note(*extra: str) -> Reading:
    return lay_out(
        [
            "BỆNH VIỆN ĐA KHOA MẪU | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            " | Độc lập - Tự do - Hạnh phúc",
            "",
            "^GIẤY CHỨNG SINH",
            "",
            "Họ và tên mẹ: Trần Thị Thử",
            "Năm sinh: 1990",
            "Họ và tên cha: Nguyễn Văn Mẫu",
            "Giới tính của con: Nam",
            *extra,
        ]
    )


def application(applicant: str = "Nguyễn Văn Mẫu", number: str = "079203012345") -> Reading:
    return lay_out(
        [
            *HEAD[:1],
            "^TỜ KHAI ĐĂNG KÝ KHAI SINH",
            "Kính gửi: Ủy ban nhân dân xã Hòa Bình",
            f"Họ, chữ đệm, tên người yêu cầu: {applicant}",
            f"Giấy tờ tùy thân: Căn cước công dân số {number}",
            "Quan hệ với người được khai sinh: Cha",
            "Đề nghị cơ quan đăng ký khai sinh cho người dưới đây:",
            "Họ, chữ đệm, tên: NGUYỄN VĂN CON",
            "Giới tính: Nam   Dân tộc: Kinh",
        ]
    )


def single_status(day: str = "05 tháng 8 năm 2026", name: str = "TRẦN THỊ THỬ") -> Reading:
    return lay_out(
        [
            *HEAD,
            f"Số: 12/UBND-XNTTHN | Hòa Bình, ngày {day}",
            "^GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN",
            f"Họ, chữ đệm, tên: {name}",
            "Tình trạng hôn nhân: Hiện tại chưa đăng ký kết hôn với ai",
        ]
    )


def single_application(state: str) -> Reading:
    return lay_out(
        [
            "^TỜ KHAI CẤP GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN",
            "Họ, chữ đệm, tên người yêu cầu: Trần Thị Thử",
            f"Tình trạng hôn nhân: {state}",
            "Mục đích sử dụng: làm thủ tục vay vốn",
        ]
    )


def test_a_whole_dossier_is_complete_and_says_what_is_not_asked_for() -> None:
    checklist = checked(receipt(), application(), birth_note())
    assert {entry.requirement.id: entry.status.value for entry in checklist.items} == {
        "to_khai": "present",
        "giay_chung_sinh": "present",
        "can_cuoc_me": "not_needed",
        "can_cuoc_cha": "not_needed",
        "can_cuoc_nguoi_yeu_cau": "not_needed",
        "ket_hon_cha_me": "not_needed",
        "uy_quyen": "missing",
    }
    assert checklist.complete
    waived = item(checklist, "ket_hon_cha_me")
    assert waived.basis == "NĐ 07/2025/NĐ-CP"
    assert waived.note
    assert "đính kèm kết quả" in waived.note.vi
    assert item(checklist, "can_cuoc_me").basis == "NQ 66.7/2025/NQ-CP"


def test_everything_short_is_told_at_once() -> None:
    record = understood(receipt())
    found = [finding for finding in record.findings if finding.rule == "paper_missing"]
    assert [finding.severity for finding in found] == [Severity.BLOCK] * 2
    assert "“Tờ khai đăng ký khai sinh”" in found[0].message_vi
    assert "“Giấy chứng sinh”" in found[1].message_vi
    checklist = check_dossier(record, CATALOG, TODAY)
    assert [entry.requirement.id for entry in checklist.shortfalls] == ["to_khai", "giay_chung_sinh"]
    assert not checklist.complete


def test_what_is_from_memory_reminds_and_never_blocks() -> None:
    record = understood(receipt(), procedure=COPY)
    found = [finding for finding in record.findings if finding.rule.startswith("paper_")]
    assert {(finding.rule, finding.severity) for finding in found} == {("paper_reminder", Severity.INFO)}
    checklist = check_dossier(record, CATALOG, TODAY)
    assert checklist.complete
    assert [entry.requirement.id for entry in checklist.items if entry.reminder] == ["ban_sao"]
    assert status(checklist, "ban_chinh") is Status.SHOWN


def test_the_waiver_ends_with_its_law() -> None:
    after = datetime(2027, 3, 1, 2, tzinfo=UTC)
    page = receipt("H47.06-270301-0155", codes=["H47.06-270301-0155"])
    checklist = checked(page, procedure="2.000720", scanned=after)
    assert checklist.received.date() == date(2027, 3, 1)
    assert [entry.requirement.id for entry in checklist.shortfalls] == ["giay_de_nghi", "can_cuoc_chu_ho"]
    assert checklist.ask_by is None
    before = checked(receipt(), procedure="2.000720")
    assert status(before, "can_cuoc_chu_ho") is Status.NOT_NEEDED


def test_an_expired_paper_is_told_with_its_day(without_waivers: Catalog) -> None:
    record = understood(receipt(), single_status("05 tháng 02 năm 2026"), procedure=MARRIAGE, catalog=without_waivers)
    checklist = check_dossier(record, without_waivers, TODAY)
    found = item(checklist, "tinh_trang_hon_nhan")
    assert found.status is Status.EXPIRED
    assert found.documents == (record.documents[1].id,)
    assert found.finding in record.findings
    assert found.finding
    assert "05/08/2026" in found.finding.message_vi
    assert found.finding.document == record.documents[1].id
    fresh = understood(receipt(), single_status(), procedure=MARRIAGE, catalog=without_waivers)
    assert status(check_dossier(fresh, without_waivers, TODAY), "tinh_trang_hon_nhan") is Status.PRESENT
    waived = checked(receipt(), single_status("05 tháng 02 năm 2026"), procedure=MARRIAGE)
    assert status(waived, "tinh_trang_hon_nhan") is Status.NOT_NEEDED


def test_a_paper_beside_an_expired_one_is_enough(without_waivers: Catalog) -> None:
    pages = receipt(), single_status("05 tháng 02 năm 2026"), single_status()
    record = understood(*pages, procedure=MARRIAGE, catalog=without_waivers)
    found = item(check_dossier(record, without_waivers, TODAY), "tinh_trang_hon_nhan")
    assert (found.status, found.documents) == (Status.PRESENT, (record.documents[2].id,))


def test_a_page_that_cannot_be_read_makes_its_paper_unreadable() -> None:
    faint = replace(birth_note(), quality=Quality(Grade.UNREADABLE, ("low_contrast",)))
    record = understood(receipt(), application(), faint)
    checklist = check_dossier(record, CATALOG, TODAY)
    assert [entry.status for entry in checklist.shortfalls] == [Status.UNREADABLE]
    rules = {finding.rule: finding.severity for finding in record.findings}
    assert rules["page_unreadable"] is rules["paper_unreadable"] is Severity.WARN
    assert recheck(record, CATALOG) is record


def test_a_paper_with_most_of_its_fields_unread_is_unreadable(without_waivers: Catalog) -> None:
    lines = [*HEAD, "^GIẤY KHAI SINH", "Dân tộc: Kinh   Quốc tịch: Việt Nam", "Nơi sinh: Trạm Y tế xã Hòa Bình"]
    record = understood(receipt(), lay_out(lines), procedure="1.004884", catalog=without_waivers)
    assert record.documents[1].type == "GKS"
    found = item(check_dossier(record, without_waivers, TODAY), "giay_to_cu")
    assert found.status is Status.UNREADABLE
    whole = understood(receipt(), birth_certificate(), procedure="1.004884", catalog=without_waivers)
    assert status(check_dossier(whole, without_waivers, TODAY), "giay_to_cu") is Status.PRESENT


def test_whose_card_it_is_goes_by_number_and_name(without_waivers: Catalog) -> None:
    pages = [receipt(), application(), birth_note(), card_front(), card_back()]
    record = understood(*pages, catalog=without_waivers)
    checklist = check_dossier(record, without_waivers, TODAY)
    card = next(document.id for document in record.documents if document.type == "CCCD21")
    assert item(checklist, "can_cuoc_cha").documents == (card,)
    assert item(checklist, "can_cuoc_nguoi_yeu_cau").documents == (card,)
    assert status(checklist, "can_cuoc_me") is Status.SHOWN


def test_a_card_that_may_be_anybodys_is_not_called_missing(submitted_cards: Catalog) -> None:
    """The mother is named nowhere: the card may be hers. A named mother's is not this man's card."""
    nameless = lay_out([*HEAD, "^GIẤY CHỨNG SINH", "Giới tính của con: Nam"])
    record = understood(receipt(), nameless, card_front(), catalog=submitted_cards)
    found = item(check_dossier(record, submitted_cards, TODAY), "can_cuoc_me")
    assert found.status is Status.UNSURE
    assert found.finding
    assert found.finding.rule == "paper_unsure"
    named = understood(receipt(), birth_note(), card_front(), catalog=submitted_cards)
    assert status(check_dossier(named, submitted_cards, TODAY), "can_cuoc_me") is Status.MISSING


def test_bride_and_groom_are_told_by_sex_where_no_paper_names_them(submitted_cards: Catalog) -> None:
    other = "001190654321||Trần Thị Thử|14051990|Nữ|Tổ 1, Phường A, Quận 1, TP. Hồ Chí Minh|01062021"
    bride = card_front([other], "001190654321")
    record = understood(receipt(), card_front(), bride, procedure=MARRIAGE, catalog=submitted_cards)
    checklist = check_dossier(record, submitted_cards, TODAY)
    groom_card, bride_card = (document.id for document in record.documents[1:])
    assert item(checklist, "can_cuoc_nam").documents == (groom_card,)
    assert item(checklist, "can_cuoc_nu").documents == (bride_card,)
    alone = understood(receipt(), card_front(), procedure=MARRIAGE, catalog=submitted_cards)
    assert status(check_dossier(alone, submitted_cards, TODAY), "can_cuoc_nu") is Status.MISSING


def test_a_condition_asks_only_where_its_case_is_given() -> None:
    single = checked(receipt(), single_application("Hiện tại chưa đăng ký kết hôn với ai"), procedure=SINGLE)
    assert status(single, "ly_hon") is status(single, "vo_chong_chet") is Status.OPTIONAL
    divorced = checked(receipt(), single_application("Đã ly hôn theo Bản án số 12"), procedure=SINGLE)
    assert status(divorced, "ly_hon") is Status.MISSING
    assert item(divorced, "ly_hon").reminder
    assert status(divorced, "vo_chong_chet") is Status.OPTIONAL


def test_a_power_of_attorney_is_asked_for_where_somebody_else_hands_in() -> None:
    form = [
        "^TỜ KHAI CẤP BẢN SAO TRÍCH LỤC HỘ TỊCH",
        "Họ, chữ đệm, tên người yêu cầu: {name}",
        "Giấy tờ tùy thân: Căn cước công dân số {number}",
    ]

    def pages(name: str, number: str) -> Sequence[Reading]:
        return receipt(), lay_out([line.format(name=name, number=number) for line in form])

    herself = checked(*pages("Trần Thị Thử", "001180654321"), procedure=EXTRACT)
    assert status(herself, "uy_quyen") is Status.OPTIONAL
    another = checked(*pages("Lê Văn Khác", "079203012345"), procedure=EXTRACT)
    assert status(another, "uy_quyen") is Status.MISSING
    misread = checked(*pages("Tran Thị Thử", "001180654321"), procedure=EXTRACT)
    assert status(misread, "uy_quyen") is Status.OPTIONAL


def test_papers_of_no_known_type_are_counted_beside_what_is_missing() -> None:
    odd = lay_out([*HEAD, "", "^THƯ CẢM ƠN BÀ CON", "Nội dung của giấy tờ này được viết ở đây cho đủ một dòng."])
    assert len(checked(receipt(), odd).unrecognised) == 1


def test_receipt_due_day_and_day_to_ask_by() -> None:
    checklist = checked(receipt())
    assert checklist.received == datetime(2026, 10, 5, 8, 30, tzinfo=VIETNAM_TIME)
    assert checklist.due == date(2026, 10, 5)
    assert checklist.ask_by == date(2026, 10, 6)
    assert not checklist.late, "the clock stands still while papers are waited for"
    whole = understood(receipt(), application(), birth_note())
    assert check_dossier(whole, CATALOG, date(2026, 10, 6)).late
    assert not check_dossier(whole, CATALOG, date(2026, 10, 5)).late


def test_the_day_of_receipt_is_that_of_the_code() -> None:
    misread = understood(receipt("H47.06-261002-0155", codes=["H47.06-261002-0155"]))
    assert find_receipt(misread, CATALOG) == datetime(2026, 10, 2, tzinfo=VIETNAM_TIME)
    later = understood(receipt(), scanned=datetime(2026, 10, 1, 1, tzinfo=UTC))
    assert find_receipt(later, CATALOG) == datetime(2026, 10, 1, 8, tzinfo=VIETNAM_TIME)


def test_without_procedure_or_papers_there_is_no_checklist() -> None:
    record = understood(birth_certificate())
    assert not [finding for finding in record.findings if finding.rule.startswith("paper_")]
    with pytest.raises(ProcedureUnknown):
        check_dossier(record, CATALOG, TODAY)
    with pytest.raises(ProcedureUnknown):
        check_dossier(record, CATALOG, TODAY, "9.999999")
    with pytest.raises(NoChecklist):
        check_dossier(record, CATALOG, TODAY, "1.001699")
    assert check_dossier(record, CATALOG, TODAY, BIRTH).shortfalls


def test_a_paper_that_comes_later_is_missing_no_more() -> None:
    first = understood(receipt(), application())
    note = replace(birth_note(), source="b" * 64)
    (second,) = understand(
        [[replace(receipt(), source="b" * 64), replace(note, page=2)]],
        catalog=CATALOG, batch="c", received=SCANNED, procedure=None, reader="r",
    )  # fmt: skip
    assert "paper_missing" in {finding.rule for finding in first.findings}
    merged = recheck(merge(first, second), CATALOG)
    assert "paper_missing" not in {finding.rule for finding in merged.findings}
    assert recheck(merged, CATALOG) is merged
    assert recheck(first, CATALOG) is first


def test_the_request_holds_every_shortfall_with_its_reason() -> None:
    faint = replace(birth_note(), quality=Quality(Grade.UNREADABLE))
    record = understood(receipt(), faint)
    request = make_supplement(record, check_dossier(record, CATALOG, TODAY), CATALOG, TODAY, date(2026, 10, 20))
    assert [(wanted.name, wanted.number, wanted.reason) for wanted in request.wanted] == [
        ("Tờ khai đăng ký khai sinh", "01 bản chính", "Chưa có trong hồ sơ."),
        ("Giấy chứng sinh", "01 bản chính", "Bản đã nộp mờ, không đọc được."),
    ]
    assert (request.code, request.applicant) == ("H47.06-261005-0155", "Trần Thị Thử")
    assert (request.phone, request.email) == ("0901234567", "thu@mau.vn")
    assert (request.agency, request.desk, request.place) == ("ỦY BAN NHÂN DÂN XÃ HÒA BÌNH", "", "Hòa Bình")
    assert request.procedure == "Đăng ký khai sinh"


def test_the_request_takes_what_the_clerk_adds() -> None:
    record = understood(receipt(), application(), birth_note())
    checklist = check_dossier(record, CATALOG, TODAY)
    assert not make_supplement(record, checklist, CATALOG, TODAY).wanted
    also = [item(checklist, "can_cuoc_me"), item(checklist, "uy_quyen")]
    request = make_supplement(record, checklist, CATALOG, TODAY, also=also)
    assert [wanted.name for wanted in request.wanted] == ["Thẻ căn cước của mẹ", "Giấy ủy quyền"]
    assert "Đã tra cứu" in request.wanted[0].reason


def test_agency_and_desk_are_parted_where_the_receipt_prints_them_together() -> None:
    record = understood(receipt())
    whole = "UỶ BAN NHÂN DÂN PHƯỜNG SƠN MỸ TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG PHƯỜNG SƠN MỸ"
    paper = record.documents[0]
    fields = paper.fields | {"co_quan": replace(paper.fields["co_quan"], value=whole)}
    record = replace(record, documents=(replace(paper, fields=fields),))
    request = make_supplement(record, check_dossier(record, CATALOG, TODAY), CATALOG, TODAY)
    assert request.agency == "UỶ BAN NHÂN DÂN PHƯỜNG SƠN MỸ"
    assert request.desk == "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG PHƯỜNG SƠN MỸ"
    assert request.place == "Sơn Mỹ"


@pytest.fixture
def without_waivers() -> Catalog:
    return replace(CATALOG, waivers=())


@pytest.fixture
def submitted_cards(tmp_path: Path) -> Catalog:
    """As if cards had to be handed in: then what is not there is missing."""
    folder = Path(
        shutil.copytree(DELIVERED, tmp_path / "catalog", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    )
    path = folder / "procedures" / "ho_tich.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("need: show", "need: submit"), encoding="utf-8")
    return replace(load_catalog(folder), waivers=())
