"""Headings that forms of the district edition print before the rows of a person or a matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import ImageDraw

from tests.corpus.page import POINT

if TYPE_CHECKING:
    from tests.corpus.district.form import DistrictForm

SECTIONS = {
    "TOKHAI_KS": {
        "nyc_ho_ten": "Phần khai của người đi đăng ký",
        "ks_ho_ten": "Phần khai về trẻ được đăng ký khai sinh",
        "me_ho_ten": "Phần khai về mẹ của trẻ",
        "cha_ho_ten": "Phần khai về cha của trẻ",
    },
    "TOKHAI_XNTTHN": {"nyc_ho_ten": "Người khai", "ho_ten": "Người đề nghị xác nhận"},
    "TOKHAI_KT": {"nyc_ho_ten": "Người khai", "ho_ten": "Người đã chết"},
    "TOKHAI_TL": {
        "nyc_ho_ten": "Người khai",
        "ho_ten": "Người có tên trong sổ hộ tịch",
        "noi_dang_ky": "Sự kiện hộ tịch đã đăng ký",
    },
    "TLKH_BS": {"chong_ho_ten": "Bên chồng", "vo_ho_ten": "Bên vợ"},
    "GCS": {
        "me_ho_ten": "Thông tin hành chính của sản phụ",
        "cha_ho_ten": "Thông tin về bố của trẻ",
        "thoi_diem_sinh": "Thông tin trẻ sơ sinh",
    },
    "GBT": {"ho_ten": "Phần hành chính", "thoi_diem_chet": "Tình trạng tử vong"},
    "TLKT": {"ho_ten": "Người được khai tử", "thoi_diem_chet": "Thông tin về việc chết"},
    "GTN_BS": {"nguoi_nop": "Thông tin hồ sơ", "bo_sung": "Nội dung yêu cầu"},
}
"""By the type and the key that begins the rows."""
ROMAN = ("I", "II", "III", "IV", "V")
DARK = (70, 84, 100)
PALE = (222, 226, 230)


def write_heading(form: DistrictForm, number: int, heading: str) -> None:
    """The heading of rows in the paper's manner."""
    manner = form.manner.sections
    if manner == "band":
        write_band(form, heading.upper())
        return
    if manner == "letter":
        heading = f"{'ABCDE'[number - 1]}. {heading.upper()}"
    elif manner == "part":
        heading = f"PHẦN {ROMAN[number - 1]}: {heading.upper()}"
    form.text(heading, bold=True)
    if manner == "underlined":
        sheet = form.sheet
        left, _, right, low = sheet.lines[-1].box
        level = low - sheet.px(0.4)
        ImageDraw.Draw(sheet.image).line((left, level, right, level), fill=(25, 25, 25), width=max(1, sheet.px(0.25)))
        form.y += 0.8


def write_band(form: DistrictForm, heading: str) -> None:
    """A heading on a shaded strip as wide as the text."""
    form.need(14)
    sheet, line = form.sheet, form.look.form.points * POINT
    form.y += 1.2
    box = (form.look.left, form.y - line * 1.15, form.look.left + form.width, form.y + line * 0.5)
    ImageDraw.Draw(sheet.image).rectangle(tuple(sheet.px(edge) for edge in box), fill=PALE, outline=DARK)
    form.text(f" {heading}", bold=True, indent=1.5)
    form.y += 1.0
