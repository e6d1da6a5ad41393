"""Sheets with next to nothing on them: empty backs, and pages of one line, stamp or number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PIL import Image

from tests.corpus.context import Setting, Studio
from tests.corpus.damage import Wear, choose_wear
from tests.corpus.form import HAND_COLOURS, Form, Paper
from tests.corpus.lettering import Colour, Style
from tests.corpus.marks import draw_receipt_stamp, draw_seal, draw_signature, draw_urgent_stamp
from tests.corpus.page import Span
from tests.corpus.papers.letter import make_letter
from tests.corpus.people import Person

SPARSE_KINDS = (
    "hand-line",
    "pencil",
    "page-number",
    "receipt-stamp",
    "urgent-stamp",
    "seal",
    "signature",
    "signed-name",
    "heading",
    "typed-line",
)
NOTES = (
    "Chuyển đ/c {} giải quyết", "Đã nhận đủ hồ sơ ngày {}/{}", "Kính chuyển Văn phòng xem xét", "Lưu hồ sơ",
    "Đ/c {} kiểm tra lại", "Bổ sung bản sao giấy khai sinh", "Hẹn trả ngày {}/{}", "Thiếu CCCD của mẹ", "Sao 03 bản",
    "Trả lại, chưa đủ chữ ký", "Đã đối chiếu bản chính",
)  # fmt: skip
HEADINGS = ("PHỤ LỤC", "Phụ lục {}", "DANH SÁCH KÈM THEO", "HẾT", "TRANG TRỐNG", "Mẫu số {}", "TÀI LIỆU ĐÍNH KÈM")
TYPED = ("Ghi chú: {}", "Nơi nhận: như trên.", "(Kèm theo Tờ trình số {}/TTr-UBND)", "Người lập biểu: {}", "Tờ số: {}")


def choose_back_wear(studio: Studio, level: str) -> Wear:
    """The wear of an empty back at a level: what shows through, soaks through and pierces the sheet."""
    rng = studio.rng
    wear = choose_wear(rng, level)
    through = rng.choice((0.0, 0.05, 0.1, 0.15, 0.2)) if level != "clean" else rng.choice((0.0, 0.0, 0.04))
    return replace(
        wear,
        dpi=studio.dpi,
        bleed=max(wear.bleed, through),
        soak=rng.choice((0.0, 0.0, 0.2, 0.45)) if through else 0.0,
        folds=wear.folds + rng.choice((0, 0, 1)),
        holes=wear.holes or rng.choice((0, 0, 2)),
        specks=wear.specks + (rng.choice((0, 10, 40)) if level != "clean" else 0),
        staples=rng.choice((0, 0, 1, 2)),
        border=wear.border or rng.choice((0.0, 0.0, 0.012, 0.02)),
    )


def make_front(studio: Studio, case: Setting) -> Image.Image:
    """The written other side of an empty back: a full letter, sealed."""
    paper = make_letter(studio, case, studio.rng.choice(("CV", "QD", "TB", "BC")), case.received)
    sheet = paper.sheets[0]
    if studio.rng.random() < 0.7:
        draw_seal(sheet, studio.rng, studio.rng.uniform(60, 160), studio.rng.uniform(90, 260))
    return sheet.image


def make_sparse(studio: Studio, case: Setting, kind: str, writer: Person) -> Paper:
    """A page of type KHAC with one of `SPARSE_KINDS` on it and nothing else."""
    form, _ = studio.begin("KHAC", case.received, 1, printed=True)
    form.paper.layout = kind
    rng, sheet = form.rng, form.sheet
    x, y = rng.uniform(30, 150), rng.uniform(25, 260)
    if kind in {"hand-line", "pencil"}:
        pencil: tuple[Colour, ...] = ((95, 95, 100), (120, 120, 122), (135, 132, 130))
        style = Style(
            sheet.book.pick("hand", rng),
            rng.uniform(14, 20),
            colour=rng.choice(pencil if kind == "pencil" else HAND_COLOURS),
            way="hand",
        )
        _write(form, _note(form, case.received, writer), style, min(x, 90), y)
    elif kind == "page-number":
        number = rng.randint(1, 48)
        text = rng.choice(("{}", "{}", "- {} -", "Trang {}", "{}/48")).format(number)
        left, top = rng.choice(((103.0, 12.0), (103.0, 285.0), (188.0, 286.0), (188.0, 12.0)))
        _write(form, text, form.style(), min(left, 210 - 16 - 2.4 * len(text)), top)
    elif kind == "receipt-stamp":
        draw_receipt_stamp(sheet, rng, x, y)
    elif kind == "urgent-stamp":
        draw_urgent_stamp(sheet, rng, x, y)
    elif kind == "seal":
        draw_seal(sheet, rng, x, y)
    elif kind == "signature":
        draw_signature(sheet, rng, x, y, 40)
    elif kind == "signed-name":
        draw_signature(sheet, rng, x, y - 14, 40)
        _write(form, writer.name, form.style(bold=True), min(x - 15, 150), y)
    elif kind == "heading":
        text = rng.choice(HEADINGS).format(rng.choice(("I", "II", "01", "3")))
        _write(form, text, form.style(bold=rng.random() < 0.6), rng.uniform(60, 120), y)
    else:
        text = rng.choice(TYPED).format(rng.choice((writer.name, f"{rng.randint(1, 300)}")))
        _write(form, text, form.style(), min(x, 100), y)
    return form.paper


def _note(form: Form, day: date, writer: Person) -> str:
    rng = form.rng
    text = rng.choice(NOTES)
    return text.format(day.day, day.month) if "/{}" in text else text.format(writer.given)


def _write(form: Form, text: str, style: Style, x: float, y: float) -> None:
    form.sheet.write([Span(text, style)], x, y, 205 - x)
