from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from fpdf import FPDF
from pikepdf import Dictionary, Name

from ocr.textlayer import may_hold_text, read_text_layer
from tests.ocr.drawing import LETTER, draw_page


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A page that is one picture."""
    draw_page(LETTER).save(tmp_path / "scan.pdf", resolution=300)
    return tmp_path / "scan.pdf"


def write_text(path: Path) -> Path:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica")
    pdf.cell(text="Quyet dinh")
    pdf.output(str(path))
    return path


def test_a_plain_scan_has_no_text_and_a_typed_page_has(scan: Path, tmp_path: Path) -> None:
    assert not may_hold_text(scan, 1)
    assert read_text_layer(scan, 1, 10.0) == []
    typed = write_text(tmp_path / "typed.pdf")
    assert may_hold_text(typed, 1)
    assert [word.text for word in read_text_layer(typed, 1, 10.0)] == ["Quyet", "dinh"]


def test_fonts_of_a_form_an_annotation_and_the_page_tree_count(scan: Path, tmp_path: Path) -> None:
    font = Dictionary(F1=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    with pikepdf.open(scan) as pdf:
        form = pdf.make_stream(b"BT ET", Type=Name.XObject, Subtype=Name.Form, Resources=Dictionary(Font=font))
        pdf.pages[0].obj.Resources.XObject["/Fm0"] = form
        pdf.save(tmp_path / "form.pdf")
    with pikepdf.open(scan) as pdf:
        pdf.pages[0].obj.Annots = pikepdf.Array()
        pdf.save(tmp_path / "annotated.pdf")
    with pikepdf.open(scan) as pdf:
        resources = pdf.pages[0].obj.Resources
        del pdf.pages[0].obj.Resources
        resources.Font = font
        pdf.Root.Pages.Resources = resources
        pdf.save(tmp_path / "inherited.pdf")
    for name in ("form", "annotated", "inherited"):
        assert may_hold_text(tmp_path / f"{name}.pdf", 1), name


def test_a_broken_page_is_left_to_poppler(tmp_path: Path, scan: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    assert may_hold_text(tmp_path / "broken.pdf", 1)
    assert may_hold_text(scan, 9)
