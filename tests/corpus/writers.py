"""Damaged pages as files of the kinds that scanners make."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pikepdf
from PIL import Image, ImageOps

from tests.corpus.damage import Damaged

JUNK = "VNPT CA  Ky boi: UY BAN NHAN DAN  Thoi gian ky: 2024.05.14 09:21:33 +07:00"


def page_image(page: Damaged) -> Image.Image:
    """The stored pixels as an image, 1-bit where the page is bilevel."""
    image = Image.fromarray(page.pixels)
    return image.convert("1", dither=Image.Dither.NONE) if page.bilevel else image


def jpeg_bytes(page: Damaged) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(page.pixels).save(buffer, "JPEG", quality=page.wear.quality, dpi=(page.wear.dpi, page.wear.dpi))
    return buffer.getvalue()


def g4_bytes(image: Image.Image) -> bytes:
    """CCITT group 4 data of a 1-bit image, as a PDF wants it: the one strip of a TIFF of the inverted image."""
    buffer = io.BytesIO()
    ImageOps.invert(image.convert("L")).convert("1").save(
        buffer, "TIFF", compression="group4", tiffinfo={278: image.height}
    )
    buffer.seek(0)
    with Image.open(buffer) as tiff:
        offset, count = tiff.tag_v2[273][0], tiff.tag_v2[279][0]  # type: ignore[attr-defined]
    return buffer.getvalue()[offset : offset + count]


def write_pdf(path: Path, pages: Sequence[Damaged], *, junk: bool) -> None:
    """A scanned PDF: one full-page image a page (JPEG or G4), `junk` adds the text layer of a signature's caption."""
    with pikepdf.new() as pdf:
        for index, page in enumerate(pages):
            height, width = page.pixels.shape[:2]
            size = (width * 72 / page.wear.dpi, height * 72 / page.wear.dpi)
            pdf.add_blank_page(page_size=size)
            sheet = pdf.pages[index]
            content = b"q %.3f 0 0 %.3f 0 0 cm /Im0 Do Q" % size
            sheet.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image_object(pdf, page)))
            if junk and index == 0:
                font = pikepdf.Dictionary(
                    Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
                )
                sheet.Resources.Font = pikepdf.Dictionary(F1=pdf.make_indirect(font))
                content += b" BT /F1 6 Tf 3 Tr %.1f %.1f Td (%s) Tj ET" % (
                    size[0] - 260,
                    size[1] - 24,
                    JUNK.encode("ascii"),
                )
            sheet.Contents = pdf.make_stream(content)
        pdf.save(path, deterministic_id=True)


def image_object(pdf: pikepdf.Pdf, page: Damaged) -> pikepdf.Object:
    """The page's image as a PDF object."""
    height, width = page.pixels.shape[:2]
    common = {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": width, "/Height": height}
    if page.bilevel:
        parms = pikepdf.Dictionary(K=-1, Columns=width, Rows=height, BlackIs1=False)
        stream = pdf.make_stream(g4_bytes(page_image(page)), common)
        stream.update(
            {
                "/ColorSpace": pikepdf.Name.DeviceGray,
                "/BitsPerComponent": 1,
                "/Filter": pikepdf.Name.CCITTFaxDecode,
                "/DecodeParms": parms,
            }
        )
        return stream
    space = pikepdf.Name.DeviceGray if page.pixels.ndim == 2 else pikepdf.Name.DeviceRGB
    stream = pdf.make_stream(jpeg_bytes(page), common)
    stream.update({"/ColorSpace": space, "/BitsPerComponent": 8, "/Filter": pikepdf.Name.DCTDecode})
    return stream


def write_tiff(path: Path, pages: Sequence[Damaged]) -> None:
    """A multi-page TIFF: G4 for 1-bit pages, JPEG otherwise."""
    images = [page_image(page) for page in pages]
    frames = [frame if page.bilevel else frame.convert("RGB") for frame, page in zip(images, pages, strict=True)]
    bilevel = all(page.bilevel for page in pages)
    if not bilevel:
        frames = [frame.convert("RGB") for frame in frames]
    dpi = pages[0].wear.dpi
    extra = {"compression": "group4"} if bilevel else {"compression": "jpeg", "quality": pages[0].wear.quality}
    frames[0].save(path, "TIFF", save_all=True, append_images=frames[1:], dpi=(dpi, dpi), **extra)


def write_png(path: Path, page: Damaged) -> None:
    page_image(page).save(path, "PNG", dpi=(page.wear.dpi, page.wear.dpi))


def write_jpeg(path: Path, page: Damaged) -> None:
    path.write_bytes(jpeg_bytes(page))


def heic_encoder() -> str | None:
    """Debian's heif-enc, where it is installed (package libheif-examples)."""
    return shutil.which("heif-enc")


def write_heic(path: Path, pixels: np.ndarray, encoder: str) -> None:
    """A HEIC photograph of a grey or RGB page, as telephones make them."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.png"
        Image.fromarray(np.ascontiguousarray(pixels)).convert("RGB").save(source)
        subprocess.run(
            [encoder, "-q", "45", "-o", str(path), str(source)], check=True, capture_output=True, timeout=120
        )
