"""Separator sheets for printing: laid on top of a dossier, one tells where it starts and which code it has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import segno
from font_source_sans_pro import font_files_ttf
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from pipeline.separator import encode_separator

_FACE = "Source Sans Pro"
_WIDTH, _MARGIN = 210.0, 20.0
_MAIN_SIZE, _SPARE_SIZE = 90.0, 40.0
"""Millimetres across the codes; the second one still reads where the first is creased or cut off."""
_QUIET_MODULES = 4
_CODE_POINTS = 44.0

_TITLE = "TỜ PHÂN CÁCH HỒ SƠ"
_NO_CODE = "HỒ SƠ MỚI"
_USE = "Đặt tờ này lên trên cùng của hồ sơ rồi quét chung cả chồng. In trên giấy trắng, cỡ thật."
_USE_ENGLISH = "Separator sheet: lay it on top of the dossier and scan the whole stack. Print at actual size."


def write_separator_sheets(codes: Sequence[str | None], out: Path) -> None:
    """One A4 page per dossier code, in their order; None makes a sheet that starts a dossier without giving its code.

    Raises ValueError where there is no code at all or one cannot be a dossier code.
    """
    if not codes:
        raise ValueError("no separator sheet asked for")
    pdf = FPDF(format="A4", unit="mm")
    pdf.set_auto_page_break(False)
    pdf.set_title(_TITLE)
    pdf.set_lang("vi-VN")
    pdf.add_font(_FACE, "", font_files_ttf["SourceSansPro"])
    pdf.add_font(_FACE, "B", font_files_ttf["SourceSansProBold"])
    for code in codes:
        pdf.add_page()
        _draw_sheet(pdf, code)
    pdf.output(str(out))


def _draw_sheet(pdf: FPDF, code: str | None) -> None:
    payload = encode_separator(code)
    pdf.set_y(_MARGIN)
    _write_centred(pdf, _TITLE, 28, bold=True)
    _draw_code(pdf, payload, (_WIDTH - _MAIN_SIZE) / 2, 45, _MAIN_SIZE)
    pdf.set_y(148)
    _write_centred(pdf, code or _NO_CODE, _fit_points(pdf, code or _NO_CODE), bold=True)
    pdf.set_y(178)
    _write_centred(pdf, _USE, 13, bold=False)
    _write_centred(pdf, _USE_ENGLISH, 11, bold=False)
    _draw_code(pdf, payload, (_WIDTH - _SPARE_SIZE) / 2, 225, _SPARE_SIZE)


def _fit_points(pdf: FPDF, text: str) -> float:
    """The largest size up to _CODE_POINTS at which the text stands on one line."""
    pdf.set_font(_FACE, "B", _CODE_POINTS)
    return min(_CODE_POINTS, _CODE_POINTS * (_WIDTH - 2 * _MARGIN - 4) / pdf.get_string_width(text))


def _write_centred(pdf: FPDF, text: str, points: float, *, bold: bool) -> None:
    pdf.set_font(_FACE, "B" if bold else "", points)
    pdf.set_x(_MARGIN)
    pdf.multi_cell(_WIDTH - 2 * _MARGIN, None, text, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _draw_code(pdf: FPDF, payload: str, left: float, top: float, size: float) -> None:
    """A QR code with the highest error correction, its quiet zone within `size`."""
    rows = [list(row) for row in segno.make_qr(payload, error="h").matrix_iter(border=_QUIET_MODULES)]
    module = size / len(rows)
    pdf.set_fill_color(0)
    for row, dots in enumerate(rows):
        for start, length in _find_runs(dots):
            pdf.rect(left + start * module, top + row * module, length * module, module, style="F")


def _find_runs(dots: Sequence[int]) -> list[tuple[int, int]]:
    """Starts and lengths of the dark runs in a row: drawn whole, no printer leaves hairlines between modules."""
    runs: list[tuple[int, int]] = []
    for column, dark in enumerate(dots):
        if dark and runs and sum(runs[-1]) == column:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((column, 1))
    return runs
