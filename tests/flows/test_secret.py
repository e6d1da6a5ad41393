"""A secret paper among others: nothing that stands on it is kept, found or written anywhere but in the scan itself."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from flows.desk import Desk
from flows.secret import hide_secret
from pipeline.catalog import WITHHELD, load_catalog
from pipeline.model import Box, Region
from storage.fixity import verify
from storage.keys import original_key
from tests.cli.office import Office, age
from tests.conftest import make_home
from tests.ocr.drawing import find_font
from tests.pipeline.papers import HEAD as HEAD_LINES
from tests.pipeline.papers import lay_out

DPI = 200
SIZE = (1654, 2339)
MARK = (230, 430)
RED, BLUE = (205, 35, 40), (25, 40, 150)
SECRETS = ("diễn tập", "đêm rằm", "kín đáo", "Kinh Kha")
HEAD = (
    (150, 120, "ỦY BAN NHÂN DÂN"),
    (790, 120, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    (185, 175, "XÃ TÂN HÒA"),
    (900, 175, "Độc lập - Tự do - Hạnh phúc"),
    (800, 290, "Tân Hòa, ngày 05 tháng 9 năm 2026"),
)


def draw_page(*lines: str, number: str = "", mark: str = "", colour: object = 0) -> Image.Image:
    """A page of a decision at 200 dpi; with `number` its first one, with `mark` one that is secret."""
    page = Image.new("RGB", SIZE, "white")
    pen = ImageDraw.Draw(page)
    if number:
        for x, y, text in HEAD:
            pen.text((x, y), text, "black", find_font(32))
        pen.text((150, 290), number, "black", find_font(32))
    if mark:
        pen.text(MARK, mark, colour, find_font(44))
        left, top, right, bottom = pen.textbbox(MARK, mark, find_font(44))
        pen.rectangle((left - 24, top - 20, right + 24, bottom + 20), outline=colour, width=5)
    for row, line in enumerate(lines):
        pen.text((190, 620 + 80 * row), line, "black", find_font(36))
    return page


SECRET_PAGES = (
    ("QUYẾT ĐỊNH", "Về việc phê duyệt phương án diễn tập", "Điều 1. Tập trung lúc nửa đêm rằm tại nhà ông Kinh Kha."),
    ("Điều 2. Mọi người đi lại kín đáo.", "Điều 3. Quyết định này có hiệu lực từ ngày ký."),
)
OPEN_PAGE = ("QUYẾT ĐỊNH", "Về việc sửa chữa con đường liên thôn", "Điều 1. Giao thôn Thượng sửa chữa mặt đường.")


@dataclass(frozen=True)
class Done:
    office: Office
    code: int
    said: str
    report: dict[str, Any]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Done]:
    folder = tmp_path_factory.mktemp("scans")
    first, second = SECRET_PAGES
    number = "Số: 15/QĐ-UBND"
    bound = [
        draw_page(*first, number=number, mark="MẬT"),
        draw_page(*second),
        draw_page(*OPEN_PAGE, number="Số: 16/QĐ-UBND"),
    ]
    bound[0].save(folder / "01.pdf", save_all=True, append_images=bound[1:], resolution=DPI)
    draw_page(*first, number=number, mark="TUYỆT MẬT", colour=RED).save(folder / "02.to-1.png", dpi=(DPI, DPI))
    draw_page(*second).save(folder / "02.to-2.png", dpi=(DPI, DPI))
    age(folder)
    with make_home() as settings:
        office = Office(settings.data)
        result = office.run("digitise", folder, "--json", folder / "report.json")
        assert (folder / "report.json").exists(), result
        yield Done(office, result.code, result.text, json.loads((folder / "report.json").read_text("utf-8")))


def has_secrets(text: str) -> list[str]:
    return [word for word in SECRETS if word in text]


def test_the_clerk_is_told_which_pages_to_hand_over(done: Done) -> None:
    told = [
        finding for dossier in done.report["dossiers"] for finding in dossier["findings"] if finding["rule"] == "secret"
    ]
    assert {finding["severity"] for finding in told} == {"block"}
    assert any(finding["message_vi"].startswith("Trang 1, 2 có dấu độ mật: dừng số hóa") for finding in told)
    assert done.code == 1
    assert "dấu độ mật" in done.said


def test_all_pages_of_the_secret_paper_are_withheld_and_no_other(done: Done) -> None:
    papers = [paper for dossier in done.report["dossiers"] for paper in dossier["documents"]]
    assert [(paper["type"], paper["fields"] == {}) for paper in papers if paper["type"] == WITHHELD] == [
        (WITHHELD, True)
    ] * 2
    assert [paper["fields"]["so_ky_hieu"]["value"] for paper in papers if paper["type"] == "QD"] == ["16/QĐ-UBND"]
    texts = {(page["file"], page["page"]): page["text"] for page in done.report["pages"]}
    assert "sửa chữa" in texts.pop(("01.pdf", 3))
    assert set(texts.values()) == {""}
    assert not has_secrets(json.dumps(done.report, ensure_ascii=False))


def test_no_word_of_it_is_found(done: Done) -> None:
    for query in (*SECRETS, "15/QĐ-UBND"):
        assert done.office.run("search", query, "--json").json["total"] == 0, query
    assert done.office.run("search", '"con đường liên thôn"', "--json").json["total"] == 1


def test_nothing_stored_but_the_scan_holds_a_word_of_it(done: Done) -> None:
    with done.office.desk() as desk:
        stored = [found.key for found in desk.objects.list("") if not found.key.startswith("originals/")]
        assert {key.rsplit(".", 1)[-1] for key in stored} >= {"json", "pdf", "png"}
        for key in stored:
            assert not has_secrets(read_object(desk, key)), key
        for source in done.report["sources"]:
            assert desk.objects.exists(original_key(source["sha256"]))
        assert verify(desk.objects, desk.catalogue, desk.records).faults == ()
        assert any(entry.action == "withhold" for entry in desk.audit.entries())


@pytest.mark.parametrize(
    ("mark", "colour", "reasons"),
    [
        ("MẬT", RED, {"secret"}),
        ("TỐI MẬT", BLUE, {"secret"}),
        ("TUYỆT MẬT", BLUE, {"secret"}),
        ("HỎA TỐC", RED, set()),
        ("- - - -", RED, {"stamp_unread"}),
    ],
)
def test_framed_stamps_in_the_head_are_read_and_decide(
    mark: str, colour: object, reasons: set[str], tmp_path: Path
) -> None:
    image = io.BytesIO()
    page = draw_page(*SECRET_PAGES[0], number="Số: 15/QĐ-UBND", mark=mark, colour=colour)
    page.save(image, "PNG")
    left, top, right, bottom = ImageDraw.Draw(page).textbbox(MARK, mark, find_font(44))
    box = Box((left - 30) / SIZE[0], (top - 26) / SIZE[1], (right - left + 60) / SIZE[0], (bottom - top + 52) / SIZE[1])
    words = lay_out([*HEAD_LINES, "Số: 15/QĐ-UBND"], width=SIZE[0], height=SIZE[1])
    reading = replace(words, dpi=DPI, regions=(Region("stamp", box),))
    kept, shown = hide_secret(reading, image.getvalue(), load_catalog(), tmp_path)
    assert set(kept.quality.reasons) == reasons
    assert (kept.words == ()) is ("secret" in reasons)
    assert (shown == image.getvalue()) is ("secret" not in reasons)


def read_object(desk: Desk, key: str) -> str:
    """The text of what is stored; an image of a withheld page must be blank, which is checked on the way."""
    data = desk.objects.get(key)
    if key.endswith(".pdf"):
        return "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(data))
    if key.endswith(".json"):
        return data.decode()
    reading = json.loads(desk.objects.get(f"{key.rsplit('.', 1)[0]}.json"))
    if "secret" in "".join(reading["quality"]["reasons"]):
        assert np.asarray(Image.open(io.BytesIO(data))).min() == 255
    return ""


def test_running_the_batch_again_changes_nothing(done: Done, tmp_path: Path) -> None:
    with done.office.desk() as desk:
        before = desk.catalogue.feed_position()
        (batch,) = [row.id for row in desk.catalogue.batches()]
        manifest = desk.records.load_manifest(batch)
        sources = {source.file: desk.objects.get(original_key(source.sha256)) for source in manifest.sources}
    for file, data in sources.items():
        (tmp_path / file).write_bytes(data)
    age(tmp_path)
    assert done.office.run("digitise", tmp_path).code in (0, 1)
    with done.office.desk() as desk:
        assert desk.catalogue.feed_position() == before
