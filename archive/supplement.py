"""The request to complete a dossier as a printed state paper: form 02 of TT 03/2025/TT-VPCP.

The order of its parts is from memory of the form; the wording has to be compared with the gazette.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from font_source_sans_pro import font_files_ttf
from fpdf import FPDF, FontFace
from fpdf.enums import Align, VAlign, XPos, YPos

from pipeline.supplement import Supplement, Wanted

_FACE: Final = "Source Sans Pro"
_LEFT, _RIGHT, _TOP, _BOTTOM = 30.0, 18.0, 20.0, 20.0
"""Millimetres: margins of NĐ 30/2020/NĐ-CP, Phụ lục I."""
_WIDTH: Final = 210.0 - _LEFT - _RIGHT
_HEAD: Final = (70.0, _WIDTH - 70.0)
"""Widths of the head's two columns: the agency and the national motto."""
_LINE: Final = 6.2
_CLOSE: Final = 85.0
"""Height of the closing words with room for two signatures."""
_BODY: Final = 13.0
_DOTS: Final = "." * 60

_TITLE: Final = "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ"
_STATE: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"


def write_supplement(request: Supplement, out: Path) -> None:
    """The request on A4; what was not read is dotted for the pen. Raises ValueError where nothing is wanted."""
    if not request.wanted:
        raise ValueError("nothing is wanted")
    pdf = FPDF(format="A4", unit="mm")
    pdf.set_margins(_LEFT, _TOP, _RIGHT)
    pdf.set_auto_page_break(True, _BOTTOM)
    pdf.set_title(_TITLE)
    pdf.set_lang("vi-VN")
    for style, name in (("", ""), ("B", "Bold"), ("I", "It"), ("BI", "BoldIt")):
        pdf.add_font(_FACE, style, font_files_ttf[f"SourceSansPro{name}"])
    pdf.add_page()
    _write_head(pdf, request)
    _write_title(pdf)
    _write_body(pdf, request)
    _write_close(pdf, request)
    pdf.output(str(out))


def _write_head(pdf: FPDF, request: Supplement) -> None:
    agency = (request.agency or _DOTS[:40]).upper()
    desk = request.desk or "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ"
    left = _write_column(pdf, _LEFT, _HEAD[0], ((agency, 11, ""), (desk.upper(), 11, "B")))
    _rule(pdf, _LEFT + _HEAD[0] / 2, left, 20)
    right = _write_column(pdf, _LEFT + _HEAD[0], _HEAD[1], ((_STATE, 11.5, "B"), (_MOTTO, 12.5, "B")))
    _rule(pdf, _LEFT + _HEAD[0] + _HEAD[1] / 2, right, 48)
    line = max(left, right) + 3
    pdf.set_y(line)
    pdf.set_font(_FACE, "", 12)
    pdf.cell(_HEAD[0], _LINE, f"Mã hồ sơ: {request.code or _DOTS[:24]}", align="C")
    pdf.set_font(_FACE, "I", 12)
    place = request.place or _DOTS[:16]
    day = f"{place}, ngày {request.day.day:02d} tháng {request.day.month:02d} năm {request.day.year}"
    pdf.cell(_HEAD[1], _LINE, day, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _write_column(pdf: FPDF, left: float, width: float, lines: tuple[tuple[str, float, str], ...]) -> float:
    """Centred lines from the top margin; where they end."""
    pdf.set_y(_TOP)
    for text, points, style in lines:
        pdf.set_font(_FACE, style, points)
        pdf.set_x(left)
        pdf.multi_cell(width, 5.2, text, align="C", new_x=XPos.LEFT, new_y=YPos.NEXT)
    return pdf.get_y()


def _rule(pdf: FPDF, middle: float, y: float, length: float) -> None:
    pdf.set_line_width(0.25)
    pdf.line(middle - length / 2, y + 0.8, middle + length / 2, y + 0.8)


def _write_title(pdf: FPDF) -> None:
    pdf.ln(9)
    pdf.set_font(_FACE, "B", 15)
    pdf.cell(_WIDTH, 8, _TITLE, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    _rule(pdf, _LEFT + _WIDTH / 2, pdf.get_y(), 40)
    pdf.ln(7)


def _write_body(pdf: FPDF, request: Supplement) -> None:
    for label, value in (
        ("Hồ sơ của:", request.applicant),
        ("Địa chỉ:", request.address),
        ("Nội dung yêu cầu giải quyết:", request.procedure),
    ):
        _write_entry(pdf, label, value)
    _write_entry(pdf, "Số điện thoại:", request.phone, "Email:", request.email)
    pdf.ln(2)
    _write_text(pdf, "Đề nghị ông/bà bổ sung, hoàn thiện hồ sơ gồm những nội dung sau:")
    pdf.ln(1.5)
    _write_table(pdf, request.wanted)


def _write_close(pdf: FPDF, request: Supplement) -> None:
    """Until when, whom to ask, who signs: together on one page."""
    if pdf.will_page_break(_CLOSE):
        pdf.add_page()
    pdf.ln(3)
    until = request.until
    day = f"{until.day:02d}/{until.month:02d}/{until.year}" if until else _DOTS[:24]
    _write_text(
        pdf,
        f"Thời hạn bổ sung: trước hết ngày {day}. Thời gian chờ bổ sung không tính vào thời hạn giải quyết hồ sơ.",
    )
    _write_text(
        pdf,
        f"Trong quá trình hoàn thiện hồ sơ, nếu có vướng mắc, ông/bà liên hệ với {_DOTS[:34]} "
        f"số điện thoại {_DOTS[:22]} để được hướng dẫn./.",
    )
    _write_signatures(pdf)


def _write_entry(pdf: FPDF, *parts: str) -> None:
    """Labels and values in turn on one line; an empty value is dotted."""
    share = _WIDTH / (len(parts) // 2)
    for place in range(0, len(parts), 2):
        label, value = parts[place : place + 2]
        top, left = pdf.get_y(), _LEFT + share * place / 2
        pdf.set_xy(left, top)
        pdf.set_font(_FACE, "", _BODY)
        width = pdf.get_string_width(label) + 2.5
        pdf.cell(width, _LINE, label)
        last = place + 2 == len(parts)
        pdf.set_font(_FACE, "B" if label == "Hồ sơ của:" else "", _BODY)
        dots = "." * int((share - width - 4) / pdf.get_string_width("."))
        below = YPos.NEXT if last else YPos.TOP
        pdf.multi_cell(share - width, _LINE, value or dots, align="L", new_x=XPos.LMARGIN, new_y=below)
    pdf.ln(0.8)


def _write_text(pdf: FPDF, text: str) -> None:
    pdf.set_font(_FACE, "", _BODY)
    pdf.multi_cell(_WIDTH, _LINE, text, align="J", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(1)


def _write_table(pdf: FPDF, wanted: tuple[Wanted, ...]) -> None:
    pdf.set_font(_FACE, "", 12)
    with pdf.table(
        width=_WIDTH,
        align=Align.L,
        col_widths=(10, 66, 30, 56),
        line_height=5.6,
        padding=1.4,
        text_align=(Align.C, Align.L, Align.C, Align.L),
        v_align=VAlign.M,
        headings_style=FontFace(emphasis="BOLD"),
    ) as table:
        head = table.row()
        for title in ("TT", "Giấy tờ, nội dung", "Số lượng", "Lý do"):
            head.cell(title, align=Align.C)
        for number, paper in enumerate(wanted, 1):
            row = table.row()
            name = f"{paper.name}\n{paper.note}" if paper.note else paper.name
            for text in (str(number), name, paper.number, paper.reason):
                row.cell(text)


def _write_signatures(pdf: FPDF) -> None:
    pdf.ln(5)
    half = _WIDTH / 2
    for style, points, texts in (
        ("B", 12.5, ("NGƯỜI NỘP HỒ SƠ", "NGƯỜI HƯỚNG DẪN")),
        ("I", 12, ("(Ký và ghi rõ họ tên)", "(Ký và ghi rõ họ tên)")),
    ):
        pdf.set_font(_FACE, style, points)
        pdf.cell(half, _LINE, texts[0], align="C")
        pdf.cell(half, _LINE, texts[1], align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
