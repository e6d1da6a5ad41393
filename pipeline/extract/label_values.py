"""The words that belong to a label: after it, in the cell beside it or under it, on as many lines as they run over."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from pipeline.classify import PageView
from pipeline.extract.label_ends import stands_under
from pipeline.extract.label_hits import LabelHit
from pipeline.extract.labels import LabelMap
from pipeline.extract.lines import Bit, PrintLine
from pipeline.letters import fold
from pipeline.model import Box, union

_PLACE_AND_DAY: Final = re.compile(
    r"\W*[^\d:]{2,40},\s*ngay\b.{1,25}\bthang\b.{1,15}\bnam\b"
    r"|\W*[^\d:]{2,40},\s*(?:ngay\W{0,3})?\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}\W*$"
    r"|(?!.*\bcap\b)\W*[^\d:]{2,30}\s+ngay\W{1,3}\d{1,2}\W{1,3}thang\W{1,3}\d{1,2}\W{1,3}nam\W{1,3}\d{4}\W*$"
)
_PAPER_PART: Final = re.compile(r"\W*(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\W+)?(?:ngay cap|noi cap|cap ngay|co quan cap)\b")
"""What goes on naming a paper of identity."""
_PAPER_GOES_ON: Final = re.compile(r"[\W\d]+(?:(?:cap|ngay|noi|thang|nam|co quan|do|tai)[\W\d]*)+:")
"""The same where the line begins within its number or its day (`2023, nơi cấp: ...`)."""
_PAPER: Final = re.compile(
    r"\W*(?:the |giay )?(?:cccd|cmnd|can cuoc(?: cong dan)?|chung minh(?: nhan dan)?|ho chieu)(?: so)?"
    r"\W{0,3}[a-z]?\d{7}"
)
"""A paper of identity with its number: a value, whatever colon it has."""
_DAY_PARTS: Final = re.compile(r"\W*(?:ngay\W{0,3})?\d{1,2}\W{1,3}thang\b")
"""A day whose parts have colons of their own (`08 tháng: 02 năm: 1945`)."""
_MARK: Final = re.compile(r"\(?\d{1,2}[.)/]?|[*+•-]|[a-hA-H][.)]|\([a-hA-H]\)")
"""What numbers the item after the value on the same line."""
_BRACKETED: Final = re.compile(r"\((\d{1,2})\)")
_LOOK_AHEAD: Final = 4
"""The cell beside a label is read within so many lines after it."""

_CLOSES: Final = re.compile(r"\W*(?:chung )?toi (?:xin )?cam (?:doan|ket)\b|\W*(?:[(\[]?(?:[*]{1,3}|\d)[)\]]\W*)ghi\b")
"""How the words before the signature, and notes at the foot of a form, begin."""
_HEADING: Final = 8
"""Capital letters that a heading has at least."""
_HALF: Final = 0.25
"""Two labels so far apart head columns of their own."""


def value_bits(found: LabelMap, hit: LabelHit, most_lines: int) -> tuple[tuple[Bit, ...], ...]:
    """The words that belong to the label, line by line: after it, else beside it, else under it."""
    line = found.lines[hit.line]
    on_line = found.hits[hit.line]
    following = on_line[bisect_left(on_line, hit.end, key=lambda other: other.start) :][:1]
    first = line.bits(hit.end, following[0].start if following else None)
    if following and _MARK.fullmatch(first[-1].text if first else ""):
        first = first[:-1] if any(_says_something(bit.text) for bit in first[:-1]) else first
    if ":" not in line.mark_after(hit.end):
        first = _after_colon(first)
    taken = [first] if any(_says_something(bit.text) for bit in first) else []
    column = _column_of_pair(found, hit) if taken and most_lines > 1 else None
    if column and not any(_crosses(bit.word.box, column[1]) for bit in first):
        under = _lines_under(found, hit, column, most_lines - 1)
        return _while_full(found, hit, column, (first, *under))
    if following and taken:
        return tuple(taken)
    if not taken and not following:
        cell = _cell_beside(found, hit, most_lines)
        if cell:
            return cell
    column = None if taken or _ends_sentence(line, hit) else _column(found, hit)
    under = _lines_under(found, hit, column, most_lines - len(taken))
    return (*taken, *under) if taken else _while_full(found, hit, column, under)


def _column_of_pair(found: LabelMap, hit: LabelHit) -> tuple[float, float] | None:
    """The column of a label that stands beside another one, far from it: its value goes on under itself."""
    line = found.lines[hit.line]
    own = _label_box(line, hit)
    first = hit.start == 0 or line.starts_row(hit.start)
    beside = [box for box in _labels_beside(found, hit) if abs(box.x - own.x) > _HALF]
    if not first or not beside or (own.x > _HALF and not _parted_left(line, hit)):
        return None
    return own.x - 0.02, min((box.x for box in beside if box.x > own.x), default=1.01) - 0.005


def _crosses(box: Box, border: float) -> bool:
    """Whether the word stands across a column's right border or beyond: no column of the label's own then."""
    return box.x + box.w > border + 0.01


def _ends_sentence(line: PrintLine, hit: LabelHit) -> bool:
    """Whether the label's words go on from others (`..., được sử dụng để:`): the value begins the next line."""
    return hit.start > 0 and line.starts_small(hit.start) and not line.starts_row(hit.start)


def _parted_left(line: PrintLine, hit: LabelHit) -> bool:
    return hit.start == 0 or line.gap_at(hit.start) > 0.02


def _lines_under(
    found: LabelMap, hit: LabelHit, column: tuple[float, float] | None, most: int
) -> tuple[tuple[Bit, ...], ...]:
    """The lines under the label while nothing else begins; of a label among others, what stands in its `column`."""
    line = found.lines[hit.line]
    height = line.view.row_height
    taken: list[tuple[Bit, ...]] = []
    above, skipped = line, 0
    for number in range(hit.line + 1, len(found.lines)):
        if len(taken) >= most or number > hit.line + most + skipped + (_LOOK_AHEAD if column else 1):
            break
        below = found.lines[number]
        if not taken and skipped < _LOOK_AHEAD and below.view is line.view and below.row.bottom < line.row.top:
            skipped += 1
            continue
        inside = [one for one in found.hits[number] if column is None or _within(below, one, column)]
        cut = inside[0].start if inside else None
        if column and not taken and below.view is line.view and not _meets(below, column, line):
            continue
        begins = found.hits[number][0].end if cut == 0 and number == hit.line + 1 else 0
        if begins and not found.hits[number][0].label and begins < len(below.owners):
            cut = found.hits[number][1].start if len(found.hits[number]) > 1 else None
        else:
            begins = 0
        if cut is not None and cut < 3:
            break
        if below.view is not above.view or not stands_under(above.row, below.row, height):
            break
        if hit.start == 0 and not column and below.row.box.x < line.row.box.x - 0.08:
            break
        bits = below.bits(begins, cut)
        paper = not taken and column is None and _PAPER.match(fold(" ".join(bit.text for bit in bits))) is not None
        if _ends_values(bits, taken or [line.bits(hit.end, None)]):
            break
        counted = paper or _counts_on(bits, [line.bits(hit.end, None), *taken])
        if _looks_like_label(bits, cut is not None) and not counted:
            break
        if column is not None:
            bits = tuple(bit for bit in bits if column[0] <= bit.word.box.x < column[1])
            if cut is not None and not any(_says_something(bit.text) for bit in bits):
                break
        if any(_says_something(bit.text) for bit in bits):
            taken.append(bits[1:] if bits[0].text.strip() == ":" else bits)
        if cut is not None:
            break
        above = below
    return tuple(taken)


def _while_full(
    found: LabelMap, hit: LabelHit, column: tuple[float, float] | None, under: tuple[tuple[Bit, ...], ...]
) -> tuple[tuple[Bit, ...], ...]:
    """Of the lines under a label those that go on: the line before was full, or broke within its words.

    A line that had room for the next one's first word has ended: what follows is a label that the type does not know.
    """
    view = found.lines[hit.line].view
    edge = min(column[1] if column else 1.0, found.edges[id(view)])
    kept = list(under[:1])
    for upper, lower in pairwise(under):
        last, first = upper[-1], lower[0]
        broken = last.text[-1] in ",;-–" or first.text[0].islower() or first.text[0].isdigit()
        room = edge - (last.word.box.x + last.word.box.w) - first.word.box.w
        if not broken and room > (0.08 if column else 0.03) and not _in_table(view, first.word.box):
            break
        kept.append(lower)
    return tuple(kept)


def _in_table(view: PageView, box: Box) -> bool:
    return any(
        region.kind == "table" and region.box.y < box.y + box.h / 2 < region.box.y + region.box.h
        for region in view.reading.regions
    )


def _labels_beside(found: LabelMap, hit: LabelHit) -> list[Box]:
    """The other labels at this one's height: it heads a column then."""
    line = found.lines[hit.line]
    own = _label_box(line, hit)
    return [
        box
        for number in range(max(0, hit.line - _LOOK_AHEAD), min(len(found.lines), hit.line + _LOOK_AHEAD + 1))
        for other in found.hits[number]
        if other is not hit and other.label and found.lines[number].view is line.view
        for box in [_label_box(found.lines[number], other)]
        if abs(box.y + box.h / 2 - own.y - own.h / 2) < 0.7 * line.view.row_height
    ]


def _column(found: LabelMap, hit: LabelHit) -> tuple[float, float] | None:
    """From where to where words under the label are its own: up to the next label beside it; None if it is alone."""
    own = _label_box(found.lines[hit.line], hit)
    beside = [box.x for box in _labels_beside(found, hit)]
    if not beside:
        return None
    left = own.x if any(x < own.x for x in beside) else 0.02
    return left - 0.02, min((x for x in beside if x > own.x), default=1.01) - 0.01


def _meets(below: PrintLine, column: tuple[float, float], line: PrintLine) -> bool:
    """Whether words of the line stand under the label, in its column."""
    under = below.row.top > line.row.top + 0.5 * line.row.box.h
    return under and any(column[0] <= word.box.x < column[1] for word in below.row.words)


def _within(line: PrintLine, hit: LabelHit, column: tuple[float, float]) -> bool:
    x = line.row.words[line.owners[hit.start][0]].box.x if hit.start < len(line.owners) else 0.0
    return column[0] <= x < column[1]


def _label_box(line: PrintLine, hit: LabelHit) -> Box:
    return union([line.row.words[line.owners[letter][0]].box for letter in range(hit.start, hit.end)])


def _cell_beside(found: LabelMap, hit: LabelHit, most: int) -> tuple[tuple[Bit, ...], ...]:
    """The lines of the cell right of the label's: they follow it and stand together around its height."""
    line = found.lines[hit.line]
    height = line.view.row_height
    label = _whole_label_box(found, hit)
    taken: list[PrintLine] = []
    for number in range(hit.line + 1, min(hit.line + 1 + _LOOK_AHEAD + most, len(found.lines))):
        other = found.lines[number]
        box = other.row.box
        if other.view is not line.view or (found.hits[number] and found.hits[number][0].start < 3):
            break
        if box.x < label.x + label.w - 0.005 or (taken and abs(box.x - taken[0].row.box.x) > 0.02):
            break
        if taken and not -0.5 * height < box.y - taken[-1].row.bottom < 0.9 * height:
            break
        if not taken and abs(box.y - label.y) > 2.2 * height:
            break
        taken.append(other)
    middle = label.y + label.h / 2
    reach = max(0.6 * height, label.h / 2)
    if not taken or not taken[0].row.top - reach < middle < taken[-1].row.bottom + reach:
        return ()
    return tuple(other.bits(0, None) for other in taken[:most])


def _whole_label_box(found: LabelMap, hit: LabelHit) -> Box:
    """The label's box, with that of its first part on the line above."""
    own = _label_box(found.lines[hit.line], hit)
    above = found.hits.get(hit.line - 1, []) if hit.start == 0 else []
    if not above or above[-1].label or above[-1].end < len(found.lines[hit.line - 1].owners):
        return own
    return union([own, _label_box(found.lines[hit.line - 1], above[-1])])


def level_bits(found: LabelMap, hit: LabelHit) -> tuple[Bit, ...]:
    """All words at the label's height right of it, up to the next label: for lines torn at their leaders."""
    line = found.lines[hit.line]
    label = _label_box(line, hit)
    middle = label.y + label.h / 2
    level = next((row for row in line.view.levels if abs(row.top + row.box.h / 2 - middle) < 0.6 * row.box.h), None)
    if level is None:
        return ()
    starts = [
        other.row.words[other.owners[one.start][0]].box
        for number, other in enumerate(found.lines)
        for one in found.hits[number]
        if other.view is line.view and (number, one.start) != (hit.line, hit.start)
    ]
    right = min(
        (box.x for box in starts if box.x > label.x + label.w and abs(box.y + box.h / 2 - middle) < box.h), default=1.0
    )
    first = line.bits(hit.end, None)
    begin = first[0].word.box.x if first else label.x + label.w
    own = {id(bit.word): bit for bit in first}
    return tuple(
        own.get(id(word), Bit(word.text, word)) for word in level.words if begin - 0.001 <= word.box.x < right - 0.001
    )


def _after_colon(bits: tuple[Bit, ...]) -> tuple[Bit, ...]:
    """Without the rest of a label that was only partly known: all before a colon among the first words."""
    for place, bit in enumerate(bits[:5]):
        at = bit.text.find(":")
        if at > 0 or (at == 0 and place > 0):
            return (Bit(bit.text[at + 1 :], bit.word), *bits[place + 1 :])
    return bits


def _says_something(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _counts_on(bits: Sequence[Bit], before: Sequence[Sequence[Bit]]) -> bool:
    """Whether the line's number in brackets follows one among the words before (`(1) ...;` / `(2) ...`)."""
    number = _BRACKETED.match(bits[0].text) if bits else None
    if number is None or number[1] == "1":
        return False
    return any(bit.text.startswith(f"({int(number[1]) - 1})") for line in before for bit in line)


def _ends_values(bits: Sequence[Bit], before: Sequence[Sequence[Bit]]) -> bool:
    """Whether a form's closing words, a footnote or, after words that are not, a heading in capitals begins here."""
    text = " ".join(bit.text for bit in bits)
    if _CLOSES.match(fold(text)):
        return True
    above = [char for line in before for bit in line for char in bit.text if char.isalpha()]
    own = [char for char in text if char.isalpha()]
    small = any(char.islower() for char in above)
    return small and len(own) >= _HEADING and text.isupper() and not any(char.isdigit() for char in text)


def _looks_like_label(bits: Sequence[Bit], cut: bool) -> bool:
    """A line with a colon early on is a label that the type does not know; a numbered one is the next item."""
    text = " ".join(bit.text for bit in bits)
    colon = text.find(":")
    if _PAPER_PART.match(fold(text)) or _PAPER_GOES_ON.match(fold(text)) or _DAY_PARTS.match(fold(text)):
        return False
    if 0 < colon < 45 and not cut and len(text[:colon].split()[-1]) > 1 and not text[0].islower():
        return True
    if _PLACE_AND_DAY.match(fold(text)):
        return True
    return re.match(r"\d{1,2}[.)/]\s|\(\d{1,2}\)\s|[*+]\s|[-–]\s[A-ZĐÁÀÂẤÊÉÍÌÓÔÚƯ]", text) is not None
