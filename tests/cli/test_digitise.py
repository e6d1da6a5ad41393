"""`sohoa digitise` on a folder of everything: the JSON for other programs, the words for the clerk, the exit code."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from PIL import Image

from pipeline.model import SourceStatus
from tests.cli.conftest import Digitised
from tests.cli.office import CODE, Office, Result, age, draw_slip
from tests.cli.shape import Report

EXPECTED = {
    "01.quyet-dinh.pdf": ("ok", 2),
    "02.ban-sao.pdf": ("duplicate", 2),
    "03.cong-van.tif": ("ok", 2),
    "04.to-1.jpg": ("ok", 1),
    "04.to-2.jpg": ("ok", 1),
    "05.ho-so/01.pdf": ("ok", 1),
    "05.ho-so/02.png": ("ok", 1),
    "06.dien-thoai.heic": ("ok", 1),
    "07.hong.pdf": ("problem", 0),
    "08.rong.png": ("problem", 0),
}


def test_the_json_has_exactly_the_shape_others_rely_on(digitised: Digitised) -> None:
    Report.model_validate_json(json.dumps(digitised.report), strict=True)


def test_every_file_is_told_with_its_state_and_what_to_do(digitised: Digitised) -> None:
    sources = {source["file"]: source for source in digitised.report["sources"]}
    assert {name: (source["status"], source["pages"]) for name, source in sources.items()} == EXPECTED
    for source in sources.values():
        assert (source["problem"] is None) == (source["status"] == "ok")


def test_every_stored_page_stands_there_once_in_the_order_of_the_files(digitised: Digitised) -> None:
    stored = [source for source in digitised.report["sources"] if source["status"] == "ok"]
    expected = [(source["file"], page) for source in stored for page in range(1, source["pages"] + 1)]
    assert [(page["file"], page["page"]) for page in digitised.report["pages"]] == expected


def test_every_page_lies_in_one_document_at_most_and_fields_on_their_document_s_pages(digitised: Digitised) -> None:
    owned: Counter[tuple[str, int]] = Counter()
    for dossier in digitised.report["dossiers"]:
        for document in dossier["documents"]:
            parts = document.get("files", [{"file": document["file"], "pages": document["pages"]}])
            here = [(part["file"], page) for part in parts for page in part["pages"]]
            owned.update(here)
            assert parts[0] == {"file": document["file"], "pages": document["pages"]}
            for field in document["fields"].values():
                assert (field.get("file", document["file"]), field["page"]) in here
    assert set(owned.values()) == {1}
    assert set(owned) <= {(page["file"], page["page"]) for page in digitised.report["pages"]}


def test_what_was_read_is_what_was_printed(digitised: Digitised) -> None:
    texts = {(page["file"], page["page"]): page["text"] for page in digitised.report["pages"]}
    assert "15/QĐ-UBND" in texts["01.quyet-dinh.pdf", 1]
    assert "con đường liên thôn" in texts["01.quyet-dinh.pdf", 1]
    assert "Dương Quốc Khánh" in texts["03.cong-van.tif", 1]
    assert "Phạm Văn Lượng" in texts["04.to-1.jpg", 1]


def test_the_separator_sheet_gives_its_pile_the_code(digitised: Digitised) -> None:
    dossiers = [dossier for dossier in digitised.report["dossiers"] if dossier["code"] == CODE]
    assert len(dossiers) == 1
    files = {document["file"] for document in dossiers[0]["documents"]}
    assert "05.ho-so/02.png" in files


def test_the_clerk_is_told_in_vietnamese_what_went_wrong(digitised: Digitised) -> None:
    assert digitised.result.code == 1
    said = digitised.result.text
    for words in ("Tệp cần xem", "07.hong.pdf", "08.rong.png", "Hãy quét lại", "Tệp trùng", CODE, "Vừa đọc 9 trang."):
        assert words in said
    assert "Traceback" not in said
    assert "079203012345" not in said, "personal numbers are masked in lists"


def test_a_second_run_reads_no_page_and_writes_the_same(office: Office, digitised: Digitised, tmp_path: Path) -> None:
    again = office.run("digitise", digitised.folder, "--json", tmp_path / "again.json")
    assert json.loads((tmp_path / "again.json").read_text("utf-8")) == digitised.report
    assert again.code == 1
    assert "0 trang phải đọc" in again.text
    assert not list(tmp_path.glob("*.part"))


def test_a_single_file_goes_by_its_name_and_its_content_is_not_read_again(
    office: Office, digitised: Digitised, tmp_path: Path
) -> None:
    done = office.run("--lang", "en", "digitise", digitised.folder / "03.cong-van.tif", "--json", tmp_path / "one.json")
    report = json.loads((tmp_path / "one.json").read_text("utf-8"))
    Report.model_validate_json(json.dumps(report), strict=True)
    assert [(source["file"], source["status"]) for source in report["sources"]] == [("03.cong-van.tif", "duplicate")]
    assert [page["page"] for page in report["pages"]] == [1, 2]
    assert "0 pages read" in done.text
    assert done.code == 0


def test_a_page_that_cannot_be_read_is_named_and_the_others_are_kept(
    office: Office, digitised: Digitised, tmp_path: Path
) -> None:
    scan = tmp_path / "scan" / "tờ khai.tif"
    scan.parent.mkdir()
    pages = [draw_slip((f"Biên bản số {number}/BB-UBND", "Hôm nay ngày 05/10/2026")) for number in (71, 72, 73)]
    pages[0].save(scan, save_all=True, append_images=pages[1:], compression="tiff_lzw", dpi=(200, 200))
    spoil_frame(scan, 1)
    age(scan.parent)
    done = office.run("digitise", scan, "--json", tmp_path / "out.json")
    report = json.loads((tmp_path / "out.json").read_text("utf-8"))
    Report.model_validate_json(json.dumps(report), strict=True)
    (source,) = report["sources"]
    assert done.code == 1
    assert (source["status"], source["pages"]) == ("partial", 3)
    assert "1 trang chưa đọc được" in source["problem"]["message_vi"]
    assert [page["grade"] == "unreadable" for page in report["pages"]] == [False, True, False]
    assert "Traceback" not in done.out + done.err
    with office.desk() as desk:
        row = desk.catalogue.source(source["sha256"])
        assert row is not None
        assert row.status is SourceStatus.PARTIAL


def spoil_frame(path: Path, frame: int) -> None:
    """Overwrite the pixels of one page of a TIFF, as a broken disk or copy does; its header stays."""
    with Image.open(path) as image:
        image.seek(frame)
        places = zip(image.tag_v2[273], image.tag_v2[279], strict=True)  # type: ignore[attr-defined]
    with path.open("r+b") as file:
        for offset, length in places:
            file.seek(offset)
            file.write(b"\xff" * length)


def test_bad_usage_ends_with_2(office: Office, tmp_path: Path) -> None:
    def used(*arguments: str) -> int:
        return office.run(*arguments).code

    assert used("digitise", str(tmp_path / "nowhere")) == 2
    assert used("digitise") == 2
    assert used("no-such-command") == 2
    wrong: Result = office.with_settings(processes="many").run("status")
    assert wrong.code == 2
    assert "processes" in wrong.text
