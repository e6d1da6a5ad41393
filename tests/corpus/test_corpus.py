from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pikepdf
import pytest
from PIL import Image

from bench.measure import measure
from bench.pages import load_page
from pipeline.separator import parse_separator
from tests.corpus.conftest import Made
from tests.corpus.context import Studio
from tests.corpus.damage import LEVELS, choose_wear, damage_page
from tests.corpus.dossiers import STORIES, make_setting
from tests.corpus.fonts import FontBook
from tests.corpus.generate import generate_corpus, read_codes, scan_sheets
from tests.corpus.page import Sheet, Span
from tests.corpus.papers.receipt import make_separator
from tests.corpus.writers import write_pdf, write_png, write_tiff


def test_the_same_seed_gives_the_same_truth(book: FontBook, tmp_path: Path) -> None:
    made = [generate_corpus(tmp_path / name, book, seed=8, level="office", dossiers=1) for name in ("a", "b")]
    files = [(tmp_path / name / "truth.json").read_bytes() for name in ("a", "b")]
    assert files[0] == files[1]
    assert made[0].pages


def test_types_that_chance_did_not_bring_are_added(book: FontBook, tmp_path: Path) -> None:
    truth = generate_corpus(tmp_path, book, seed=3, level="clean", pages=1, types=("BHYT", "TLKH_BS"))
    assert {"BHYT", "TLKH_BS"} <= {page.type for page in truth.pages}
    added = [document for dossier in truth.dossiers[1:] for document in dossier.documents]
    assert sorted(document.type for document in added) == ["BHYT", "TLKH_BS"]


def test_every_page_of_the_truth_can_be_opened(clean: Made, copies: Made) -> None:
    for folder, truth in (clean, copies):
        for page in truth.pages:
            image = load_page(folder / page.file, page.page, page.dpi)
            assert abs(image.width - page.width) <= 2
            assert abs(image.height - page.height) <= 2


def test_boxes_lie_on_the_page_and_hold_ink(clean: Made) -> None:
    folder, truth = clean
    for page in truth.pages:
        image = load_page(folder / page.file, page.page, page.dpi).convert("L").rotate(-page.rotation, expand=True)
        grey = np.asarray(image)
        for line in page.lines:
            x, y, w, h = line.box
            assert 0 <= x <= x + w <= 1.00001
            assert 0 <= y <= y + h <= 1.00001
            part = grey[
                int(y * grey.shape[0]) : int((y + h) * grey.shape[0]) + 1,
                int(x * grey.shape[1]) : int((x + w) * grey.shape[1]) + 1,
            ]
            assert part.min() < 170, line.text


def test_codes_on_clean_pages_are_readable(clean: Made) -> None:
    codes = [code for page in clean[1].pages for code in page.codes]
    assert codes
    assert [code for code in codes if not code.readable] == []


def test_documents_and_pages_agree(clean: Made) -> None:
    _, truth = clean
    kinds = {(page.file, page.page): page.type for page in truth.pages}
    for dossier in truth.dossiers:
        for document in dossier.documents:
            assert {kinds[document.file, page] for page in document.pages} == {document.type}
            assert all(field.page in document.pages for field in document.fields.values())


def test_a_perfect_reading_scores_perfectly(clean: Made) -> None:
    truth = json.loads((clean[0] / "truth.json").read_text(encoding="utf-8"))
    result = json.loads((clean[0] / "truth.json").read_text(encoding="utf-8"))
    for dossier in result["dossiers"]:
        for document in dossier["documents"]:
            for value in document["fields"].values():
                value["method"] = "label"
            if document["qr"]:
                document["fields"]["so_cmnd"] = {"value": document["qr"].split("|")[1], "method": "qr"}
    report = measure(truth, result)
    assert report.text["all pages"].cer.errors == 0
    assert report.documents.f1 == report.grouping.f1 == report.cards.f1 == 1.0
    assert report.fields["all documents"].percent == 100.0
    result["pages"][0]["text"] = ""
    result["dossiers"][0]["documents"][0]["type"] = "KHAC"
    worse = measure(truth, result)
    assert worse.text["all pages"].cer.errors > 0
    assert worse.classes["all documents"].recall < 1.0


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_turned_page_stands_upright_again_when_turned_clockwise(book: FontBook, rotation: int) -> None:
    sheet = Sheet(book, Random(1), 40, (100.0, 60.0))
    style = Studio(book, Random(1), 40).begin("X", STORIES and make_setting(Random(1), STORIES[0]).received, 1)[1].form
    sheet.write(Span("Góc trên bên trái", style), 5, 12, 80)
    wear = replace(choose_wear(Random(2), "clean"), rotation=rotation, skew=0.0, noise=0.0)
    damaged = damage_page(np.asarray(sheet.image), wear, Random(3), None)
    upright = np.asarray(Image.fromarray(damaged.pixels).rotate(-rotation, expand=True))
    assert np.array_equal(upright, np.asarray(sheet.image))


@pytest.mark.parametrize("level", LEVELS)
def test_a_separator_sheet_survives_every_damage(book: FontBook, level: str) -> None:
    case = make_setting(Random(4), STORIES[0])
    paper = make_separator(Studio(book, Random(5), 150), case)
    wear = replace(choose_wear(Random(6), level), dpi=150)
    scan = scan_sheets(paper, [wear], Random(7))
    found = [parse_separator(text) for text in read_codes(scan.pages[0].damaged)]
    assert [separator.code for separator in found if separator] == [case.code]


def test_bilevel_pages_keep_ink_black_in_every_kind_of_file(book: FontBook, tmp_path: Path) -> None:
    paper = make_separator(Studio(book, Random(5), 100), make_setting(Random(4), STORIES[0]))
    wear = replace(choose_wear(Random(6), "photocopy"), dpi=100, threshold=True, rotation=0, border=0.0)
    page = scan_sheets(paper, [wear], Random(7)).pages[0].damaged
    write_pdf(tmp_path / "a.pdf", [page, page], junk=True)
    write_tiff(tmp_path / "a.tif", [page, page])
    write_png(tmp_path / "a.png", page)
    for name, number in (("a.pdf", 2), ("a.tif", 2), ("a.png", 1)):
        grey = np.asarray(load_page(tmp_path / name, number, 100).convert("L"))
        assert grey.mean() > 150, name
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        assert pdf.pages[0].Resources.XObject.Im0.Filter == "/CCITTFaxDecode"
