"""The font of the invisible text layer: every character of the document has a blank glyph of its own.

A font made for each document needs no font file on the host, holds any character that was read, and is a few kilobytes.
Each glyph has its letter's usual width, so that selecting part of a word takes the letters under the pointer, and an
outline without area that only spans its box: PDFium, and so Chromium, loses words of a single glyph that spans nothing.
"""

from __future__ import annotations

from io import BytesIO

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._g_l_y_f import Glyph
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from archive.letters import UNITS_PER_EM, measure_advance

ASCENT, DESCENT = 900, -250
_NAME = "SohoaInvisible"
_FONT_DATE = 3_850_070_400
"""2026-01-01 in seconds since 1904, as TrueType counts; fixed, so that a font depends on its characters alone."""
_ENTRIES_PER_SECTION = 100
"""Most entries between beginbfchar and endbfchar (Adobe Technical Note 5014)."""


class GlyphTable:
    """Numbers characters as they are met: glyph 0 stays .notdef, which PDF/A forbids to be shown."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    @property
    def characters(self) -> tuple[str, ...]:
        """In the order of their glyphs, the first being glyph 1."""
        return tuple(self._numbers)

    def encode(self, text: str) -> str:
        """The text as hexadecimal two-byte glyph numbers."""
        return "".join(f"{self._numbers.setdefault(char, len(self._numbers) + 1):04X}" for char in text)


def build_font_file(characters: tuple[str, ...]) -> bytes:
    """A TrueType font with one blank glyph per character; the same characters give the same bytes."""
    names = [".notdef", *(f"g{number}" for number in range(1, len(characters) + 1))]
    builder = FontBuilder(UNITS_PER_EM, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(char): name for char, name in zip(characters, names[1:], strict=True)})
    advances = [UNITS_PER_EM // 2, *(measure_advance(char) for char in characters)]
    builder.setupGlyf({name: _span_box(advance) for name, advance in zip(names, advances, strict=True)})
    builder.setupHorizontalMetrics({name: (advance, 0) for name, advance in zip(names, advances, strict=True)})
    builder.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    builder.setupNameTable({"familyName": _NAME, "styleName": "Regular", "psName": _NAME})
    builder.setupOS2(sTypoAscender=ASCENT, sTypoDescender=DESCENT, usWinAscent=ASCENT, usWinDescent=-DESCENT)
    builder.setupPost()
    builder.updateHead(created=_FONT_DATE, modified=_FONT_DATE)
    builder.font.recalcTimestamp = False
    out = BytesIO()
    builder.save(out)
    return out.getvalue()


def _span_box(advance: int) -> Glyph:
    pen = TTGlyphPen(None)
    pen.moveTo((0, DESCENT))
    pen.lineTo((advance, ASCENT))
    pen.closePath()
    return pen.glyph()


def build_to_unicode(characters: tuple[str, ...]) -> bytes:
    """The CMap that turns glyph numbers back into characters."""
    entries = [
        f"<{number:04X}> <{char.encode('utf-16-be').hex().upper()}>" for number, char in enumerate(characters, start=1)
    ]
    sections = [entries[start : start + _ENTRIES_PER_SECTION] for start in range(0, len(entries), _ENTRIES_PER_SECTION)]
    body = "\n".join(f"{len(section)} beginbfchar\n" + "\n".join(section) + "\nendbfchar" for section in sections)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")


def embed_font(pdf: Pdf, characters: tuple[str, ...]) -> Object:
    """The font as an indirect object of `pdf`, its codes being glyph numbers."""
    file = build_font_file(characters)
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name(f"/{_NAME}"),
        Flags=4,
        FontBBox=Array([0, DESCENT, UNITS_PER_EM, ASCENT]),
        ItalicAngle=0,
        Ascent=ASCENT,
        Descent=DESCENT,
        CapHeight=670,
        StemV=80,
        FontFile2=pdf.make_indirect(Stream(pdf, file, Length1=len(file))),
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name(f"/{_NAME}"),
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
        DW=UNITS_PER_EM // 2,
        W=Array([1, Array([measure_advance(char) for char in characters])]),
        CIDToGIDMap=Name.Identity,
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name(f"/{_NAME}"),
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_indirect(Stream(pdf, build_to_unicode(characters))),
        )
    )
