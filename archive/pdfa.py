"""One searchable PDF/A-2b per document: the page images as kept, with the words invisible on top."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from pikepdf import Array, Dictionary, Job, Name, Page, Pdf, Stream
from pikepdf.pdfa import Flavour, PdfaError, prepare, save
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_random

from archive.glyphless import GlyphTable, embed_font
from archive.images import EncodedImage, embed_image, encode_image, place_image
from archive.metadata import describe_document
from archive.textlayer import FONT, measure_page, write_text_layer
from pipeline.errors import ArchiveError
from pipeline.model import Reading

SPILL_BYTES = 64 * 1024**2
"""Image data held in memory before it goes to a temporary file beside the result."""
_SHAPE_TOLERANCE = 0.02
_VALIDATING = Lock()
"""Python's warning filters belong to the whole process, so two validations at once would disturb each other."""


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page's reading and its kept image: the upright page that the reading's boxes speak of."""

    reading: Reading
    image: bytes


def write_document_pdf(
    pages: Iterable[PdfPage],
    out: Path,
    *,
    title: str,
    created: datetime,
    document_id: str,
    language: str = "vi",
) -> None:
    """Writes the pages, in their order, to `out` as PDF/A-2b checked by a validator; the same input, the same bytes.

    `pages` may be a generator: images are let go as they are written, so memory stays bounded for any number of pages.
    `title` is seen by everybody who sees the file: the kind of paper, never a name. `out` appears only once valid.
    Raises ArchiveError where an image cannot be embedded, there is no page, or the result is not valid PDF/A-2b.
    """
    glyphs = GlyphTable()
    with TemporaryDirectory(dir=out.parent, prefix=".pdfa-") as folder:
        parts = list(_spill_pages(pages, Path(folder), glyphs))
        if not parts:
            raise ArchiveError("0 pages")
        with Pdf.open(_join_parts(parts, Path(folder) / "joined.pdf")) as pdf:
            _share_font(pdf, glyphs)
            try:
                prepare(pdf, Flavour.PDFA_2B)
                describe_document(pdf, title=title, created=created, document_id=document_id, language=language)
                _save_valid(pdf, out)
            except PdfaError as error:
                rules = sorted({finding.rule for finding in error.report.findings})
                raise ArchiveError("PDF/A-2b: " + ", ".join(rules)) from error


@retry(
    retry=retry_if_exception_type(PdfaError),
    stop=stop_after_attempt(4),
    wait=wait_random(0, 0.2),
    reraise=True,
)
def _save_valid(pdf: Pdf, out: Path) -> None:
    """The validator takes any Python warning for one about the file, also another thread's, so a finding must recur."""
    with _VALIDATING:
        save(pdf, out, Flavour.PDFA_2B, repair=False, deterministic_id=True, force_version="1.7")


def _join_parts(parts: list[Path], joined: Path) -> Path:
    """One file of all the parts' pages, made by qpdf from disk to disk: `pages.extend` would hold every image."""
    Job(["qpdf", "--deterministic-id", "--empty", "--pages", *map(str, parts), "--", str(joined)]).run()
    return joined


def _spill_pages(pages: Iterable[PdfPage], folder: Path, glyphs: GlyphTable) -> Iterable[Path]:
    """Files of consecutive pages, each with about SPILL_BYTES of images."""
    part, held, count = Pdf.new(), 0, 0
    for page in pages:
        image = encode_image(page.image)
        _check_shape(image, page.reading)
        _append_page(part, page.reading, image, glyphs)
        held += len(image.data)
        if held >= SPILL_BYTES:
            yield _spill(part, folder / f"{count}.pdf")
            part, held, count = Pdf.new(), 0, count + 1
    if part.pages:
        yield _spill(part, folder / f"{count}.pdf")


def _spill(part: Pdf, path: Path) -> Path:
    part.save(path)
    part.close()
    return path


def _check_shape(image: EncodedImage, reading: Reading) -> None:
    """The image must be the page that was read, or the words would lie elsewhere."""
    width, height = image.upright_size
    if abs(width * reading.height / (height * reading.width) - 1) > _SHAPE_TOLERANCE:
        raise ArchiveError(f"{width} x {height} px, {reading.width} x {reading.height} px")


def _append_page(pdf: Pdf, reading: Reading, image: EncodedImage, glyphs: GlyphTable) -> None:
    width, height = measure_page(reading)
    content = f"q {place_image(image, (width, height))} cm /Im0 Do Q\n".encode("ascii")
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, round(width, 4), round(height, 4)]),
        Resources=Dictionary(XObject=Dictionary(Im0=embed_image(pdf, image))),
        Contents=pdf.make_indirect(Stream(pdf, content + write_text_layer(reading, glyphs))),
    )
    pdf.pages.append(Page(pdf.make_indirect(page)))


def _share_font(pdf: Pdf, glyphs: GlyphTable) -> None:
    if not glyphs.characters:
        return
    font = embed_font(pdf, glyphs.characters)
    for page in pdf.pages:
        page.obj.Resources.Font = Dictionary({FONT: font})
