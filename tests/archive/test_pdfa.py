"""The archive file: valid PDF/A-2b, the same bytes each time, images untouched, bounded memory."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Event, Thread

import pikepdf
import pytest
from pikepdf.pdfa import Flavour, validate_written

from archive.pdfa import PdfPage, write_document_pdf
from pipeline.errors import ArchiveError
from tests.archive.papers import A4, META, make_page, make_reading


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("pdfa") / "document.pdf"
    blank = PdfPage(make_reading((), number=2), make_page().image)
    write_document_pdf([make_page(), blank], out, **META)
    return out


def test_is_approved_as_pdfa_2b(written: Path) -> None:
    report = validate_written(written, Flavour.PDFA_2B)
    assert report.verdict == "pass"
    assert report.output_intent == "RGB"


def test_states_conformance_title_language_and_vietnamese_time(written: Path) -> None:
    with pikepdf.open(written) as pdf:
        xmp = pdf.open_metadata()
        assert xmp.pdfa_status == "2B"
        assert xmp["dc:title"] == "Quyết định"
        assert xmp["dc:identifier"] == "01JABCDEF"
        assert {xmp[f"xmp:{key}"] for key in ("CreateDate", "ModifyDate", "MetadataDate")} == {
            "2026-10-07T03:30:00+07:00"
        }
        assert pdf.Root.Lang == "vi-VN"
        assert str(pdf.docinfo.CreationDate) == "D:20261007033000+07'00'"
        assert "pikepdf" not in bytes(pdf.Root.Metadata.read_bytes()).decode()


def test_pages_are_as_large_as_the_paper(written: Path) -> None:
    shown = subprocess.run(["pdfinfo", str(written)], capture_output=True, text=True, check=True).stdout
    assert "(A4)" in shown
    listed = subprocess.run(["pdfimages", "-list", str(written)], capture_output=True, text=True, check=True).stdout
    assert [row.split()[12:14] for row in listed.splitlines()[2:]] == [["300", "300"]] * 2


def test_the_only_font_is_inside_and_maps_to_unicode(written: Path) -> None:
    shown = subprocess.run(["pdffonts", str(written)], capture_output=True, text=True, check=True).stdout
    (row,) = shown.splitlines()[2:]
    assert row.split()[-5:-2] == ["yes", "no", "yes"]


def test_the_kept_jpeg_lies_inside_byte_for_byte(written: Path) -> None:
    with pikepdf.open(written) as pdf:
        for page in pdf.pages:
            assert bytes(page.Resources.XObject.Im0.read_raw_bytes()) == make_page().image


def test_the_same_pages_give_the_same_bytes_whatever_the_clock_says(written: Path, tmp_path: Path) -> None:
    code = (
        "from pathlib import Path\n"
        "from archive.pdfa import PdfPage, write_document_pdf\n"
        "from tests.archive.papers import META, make_page, make_reading\n"
        "blank = PdfPage(make_reading((), number=2), make_page().image)\n"
        f"write_document_pdf([make_page(), blank], Path({str(tmp_path / 'again.pdf')!r}), **META)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2], env={"PYTHONHASHSEED": "7"})
    assert (tmp_path / "again.pdf").read_bytes() == written.read_bytes()


def test_the_words_are_invisible(written: Path, tmp_path: Path) -> None:
    wordless = tmp_path / "wordless.pdf"
    page = make_page()
    write_document_pdf([replace(page, reading=make_reading(()))], wordless, **META)
    shown = [
        subprocess.run(["pdftoppm", "-r", "60", "-l", "1", str(path)], capture_output=True, check=True).stdout
        for path in (written, wordless)
    ]
    assert shown[0] == shown[1]


def test_memory_does_not_grow_with_the_images_of_a_generator(tmp_path: Path) -> None:
    """Random samples, 4 MB a page: 240 MB of images in parts of 16 MB must not be held at once."""
    code = f"""
import archive.pdfa, random, resource
from pathlib import Path
from PIL import Image
from archive.pdfa import PdfPage, write_document_pdf
from tests.archive.papers import META, make_reading, save_image

def pages():
    for number in range(1, 61):
        samples = random.Random(number).randbytes(2000 * 2000)
        image = save_image(Image.frombytes("L", (2000, 2000), samples), "PNG", compress_level=0)
        yield PdfPage(make_reading((), (2000, 2000), number=number), image)

archive.pdfa.SPILL_BYTES = 16 * 1024**2
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
write_document_pdf(pages(), Path({str(tmp_path / "large.pdf")!r}), **META)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2], capture_output=True, text=True
    )
    assert (tmp_path / "large.pdf").stat().st_size > 240_000_000
    assert int(done.stdout.split()[-1]) < 120
    with pikepdf.open(tmp_path / "large.pdf") as pdf:
        assert len(pdf.pages) == 60
    assert [path.name for path in tmp_path.iterdir()] == ["large.pdf"]


def test_no_page_is_an_error_and_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError):
        write_document_pdf([], tmp_path / "none.pdf", **META)
    assert list(tmp_path.iterdir()) == []


def test_an_image_of_another_page_is_refused(tmp_path: Path) -> None:
    page = make_page()
    with pytest.raises(ArchiveError, match="2480 x 3508"):
        write_document_pdf([replace(page, reading=make_reading((), (A4[1], A4[0])))], tmp_path / "x.pdf", **META)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_what_is_no_image_is_an_archive_error(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ArchiveError):
        write_document_pdf([PdfPage(make_reading(()), data)], tmp_path / "x.pdf", **META)
    assert list(tmp_path.iterdir()) == []


def test_an_invalid_result_never_appears_and_an_older_file_stays(tmp_path: Path) -> None:
    """A page of 250 m is beyond PDF/A's limits."""
    out = tmp_path / "document.pdf"
    out.write_bytes(b"older")
    page = make_page()
    with pytest.raises(ArchiveError, match=r"6\.1"):
        write_document_pdf([replace(page, reading=replace(page.reading, dpi=1, words=()))], out, **META)
    assert out.read_bytes() == b"older"


def test_a_date_without_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="zone"):
        write_document_pdf([make_page()], tmp_path / "x.pdf", **{**META, "created": datetime(2026, 1, 1)})  # noqa: DTZ001


def test_a_reader_that_fails_midway_leaves_nothing(tmp_path: Path) -> None:
    def pages() -> Iterator[PdfPage]:
        yield make_page()
        raise ConnectionError

    with pytest.raises(ConnectionError):
        write_document_pdf(pages(), tmp_path / "x.pdf", **META)
    assert list(tmp_path.iterdir()) == []


def test_documents_written_side_by_side_are_all_valid(tmp_path: Path) -> None:
    """Writers share one process, and what other threads warn of meanwhile is no fault of a file."""
    stop = Event()

    def grumble() -> None:
        while not stop.wait(0.02):
            warnings.warn("something else", UserWarning, stacklevel=1)

    def write(number: int) -> None:
        write_document_pdf([make_page()], tmp_path / f"{number}.pdf", **META)

    grumbler = Thread(target=grumble)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        grumbler.start()
        try:
            with ThreadPoolExecutor(4) as pool:
                list(pool.map(write, range(8)))
        finally:
            stop.set()
            grumbler.join()
    assert all(validate_written(path, Flavour.PDFA_2B).verdict == "pass" for path in tmp_path.glob("*.pdf"))
    assert len(list(tmp_path.glob("*.pdf"))) == 8
