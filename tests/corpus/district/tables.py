"""Tables of the district edition: heads of two lines, and lines numbered with two figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PIL import ImageDraw

from tests.corpus.blocks import Cell, write_table
from tests.corpus.form import Form
from tests.corpus.heldout.parts import say_cells
from tests.corpus.page import POINT, Span
from tests.corpus.regional.parts import fitting_scale

if TYPE_CHECKING:
    from tests.corpus.district.form import DistrictForm

GROUPS = {
    ("Bản chính", "Bản sao"): "Số lượng (bản)",
    ("Họ, chữ đệm và tên", "Ngày, tháng, năm sinh", "Giới tính", "Số định danh cá nhân"): "Thông tin về thành viên",
    ("Bên nữ", "Bên nam"): "Thông tin của hai bên",
    ("Bên nam", "Bên nữ"): "Thông tin của hai bên",
    ("Tên ngành", "Mã ngành"): "Ngành, nghề kinh doanh",
    ("Số tờ bản đồ", "Số thửa"): "Thửa đất",
    ("Kế hoạch", "Thực hiện"): "Kết quả",
}
"""What stands above the heads of columns that belong together."""
NUMBER_HEADS = frozenset(("TT", "STT"))


def write_columns(
    form: DistrictForm,
    widths: Sequence[float],
    rows: Sequence[Sequence[Cell]],
    *,
    scale: float,
    x: float | None,
    ruled: bool,
    upright: bool,
) -> None:
    """A table in the paper's manner."""
    heads = tuple(cell.text for cell in rows[0])
    said = say_cells(form, rows)
    if form.manner.padded and heads[0] in NUMBER_HEADS:
        said = [[replace(row[0], text=padded(row[0].text)), *row[1:]] for row in said]
    scale *= fitting_scale(form, widths, said, scale)
    group = find_group(heads) if form.manner.grouped and ruled and upright else None
    if group is not None:
        write_heads(form, widths, said[0], group, scale, form.look.left if x is None else x)
        said = said[1:]
    write_table.dispatch(Form)(form, widths, said, scale=scale, x=x, ruled=ruled, upright=upright)
    if group is not None:
        (kind, low), (_, top) = form.sheet.regions.pop(), form.sheet.regions.pop()
        form.sheet.regions.append((kind, (*top[:3], low[3])))


def padded(text: str) -> str:
    return f"{text:0>2}" if text.isdigit() else text


def find_group(heads: Sequence[str]) -> tuple[int, int, str] | None:
    """The first and the last column of a group, and what stands above them."""
    for columns, above in GROUPS.items():
        for place in range(len(heads) - len(columns) + 1):
            if tuple(heads[place : place + len(columns)]) == columns:
                return place, place + len(columns) - 1, above
    return None


def write_heads(
    form: DistrictForm,
    widths: Sequence[float],
    heads: Sequence[Cell],
    group: tuple[int, int, str],
    scale: float,
    left: float,
) -> None:
    """The heads of the columns, those of a group in a second line below the words that they share."""
    first, last, above = group
    sheet = form.sheet
    line = form.look.form.points * scale * POINT
    style = replace(form.style(scale=scale), bold=True)
    top = form.y - line * 1.05
    edges = [left + sum(widths[:place]) for place in range(len(widths) + 1)]
    cell = max((printed.block for printed in sheet.lines), default=0)

    def write(words: str, start: float, end: float, y: float) -> float:
        nonlocal cell
        cell += 1
        sheet.cell = cell
        low = sheet.write(Span(words, style), start + 1.4, y + 0.8, end - start - 2.8, align="centre", leading=1.15)
        return max(low, y + line * 1.2) - line * 0.55

    lows = []
    middle = top
    for place, head in enumerate(heads):
        if place == first:
            middle = write(above, edges[first], edges[last + 1], form.y)
        if not first <= place <= last:
            lows.append(write(head.text, edges[place], edges[place + 1], form.y))
    lows += [
        write(heads[place].text, edges[place], edges[place + 1], middle + line * 1.05)
        for place in range(first, last + 1)
    ]
    sheet.cell = 0
    low, draw, pen = max(lows), ImageDraw.Draw(sheet.image), max(1, sheet.px(0.2))
    boxes = [(edges[place], top, edges[place + 1], low) for place in range(len(heads)) if not first <= place <= last]
    boxes.append((edges[first], top, edges[last + 1], middle))
    boxes += [(edges[place], middle, edges[place + 1], low) for place in range(first, last + 1)]
    for box in boxes:
        draw.rectangle(tuple(sheet.px(edge) for edge in box), outline=(30, 30, 30), width=pen)
    sheet.regions.append(("table", tuple(float(sheet.px(edge)) for edge in (left, top, edges[-1], low))))
    form.y = low + line * 1.05
