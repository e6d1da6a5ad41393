"""How far a label goes: a note in brackets after it, and words on the line below that read on up to the colon."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from pipeline.extract.label_hits import LabelHit
from pipeline.extract.lines import PrintLine
from pipeline.layout import Row

_NOTE: Final = 60
"""Notes in brackets have up to so many letters."""
_TAIL: Final = 16
"""What a label has on its second line, up to the colon, has up to so many letters."""
_INDENT: Final = 0.06
_PAPER_WORDS: Final = re.compile(r"(?:so|va|ngaycap|noicap|ngay|thang|nam|noi|cap|coquancap|coquan|loai)+")
"""What the label of a paper of identity names besides (`Giấy tờ tùy thân, số, ngày cấp, nơi cấp:`)."""

Hits = dict[int, list[LabelHit]]


def stands_under(upper: Row, lower: Row, height: float) -> bool:
    """Whether the lower row is the next one below the upper, some of it right under it."""
    gap = lower.top - upper.bottom
    beside = lower.box.x < upper.box.x + upper.box.w and upper.box.x < lower.box.x + lower.box.w
    return -0.8 * height < gap < 2.2 * max(height, lower.box.h) and beside


def read_on(lines: Sequence[PrintLine], composed: Collection[str], hits: Hits) -> None:
    """Makes each label end where its words do, so that none of them is taken for its value."""
    for number, line in enumerate(lines):
        for hit in hits[number]:
            if not hit.label or hit not in hits[number]:
                continue
            end = _end_of_note(line, hit, hits[number]) or _end_of_list(line, hit, composed)
            if end:
                _replace(hits, number, hit, replace(hit, end=end))
    for number, (upper, lower) in enumerate(pairwise(lines)):
        if not hits[number]:
            continue
        hit = next((hit for hit in hits[number] if hit.label and _opens(upper, hit)), hits[number][-1])
        if not hit.label or upper.view is not lower.view or not lower.letters:
            continue
        if stands_under(upper.row, lower.row, upper.view.row_height):
            _read_below(upper, lower, hit, composed, hits)


def _end_of_note(line: PrintLine, hit: LabelHit, on_line: Sequence[LabelHit]) -> int | None:
    """The end of the note in brackets right after the label; one that is a label itself is no note."""
    if not line.mark_after(hit.end).lstrip().startswith("("):
        return None
    end = _closes(line, hit.end)
    if end is None or not 0 < end - hit.end <= _NOTE:
        return None
    inner = [other for other in on_line if hit.end <= other.start < end]
    if any(other.end > end or (other.start, other.end) == (hit.end, end) for other in inner):
        return None
    after = line.mark_after(end)
    return end if ":" in after or "/" in after else None


def _end_of_list(line: PrintLine, hit: LabelHit, composed: Collection[str]) -> int | None:
    """The end of what the label of a paper of identity names besides on its own line, up to the colon."""
    if hit.label not in composed or ":" in line.mark_after(hit.end):
        return None
    stop = line.piece_end(hit.start)
    if stop <= hit.end or ":" not in line.mark_after(stop):
        return None
    return stop if _PAPER_WORDS.fullmatch(line.letters, hit.end, stop) else None


def _opens(line: PrintLine, hit: LabelHit) -> bool:
    """Whether a bracket within the label or right after it is left open on its line."""
    if _closes(line, hit.end) is not None:
        return False
    label = "".join(bit.text for bit in line.bits(hit.start, hit.end))
    return label.count("(") > label.count(")") or line.mark_after(hit.end).lstrip().startswith("(")


def _closes(line: PrintLine, start: int) -> int | None:
    return next((end for end in range(start + 1, len(line.owners) + 1) if ")" in line.mark_after(end)), None)


def _read_below(upper: PrintLine, lower: PrintLine, hit: LabelHit, composed: Collection[str], hits: Hits) -> None:
    stop = upper.piece_end(hit.start)
    if hit.end > stop or ":" in upper.mark_after(hit.end) or not _under_itself(upper, lower, hit):
        return
    if _opens(upper, hit):
        end = _closes(lower, 0)
        if end is None or end + stop - hit.end > _NOTE or (stop < len(upper.owners) and end < len(lower.owners)):
            return
    else:
        rest = upper.letters[hit.end : stop]
        end = tail_end(lower)
        named = hit.label in composed and _PAPER_WORDS.fullmatch(rest) is not None
        if end is None or not lower.starts_small(0) or (rest and not named) or stop < len(upper.owners):
            return
        if named and not _PAPER_WORDS.fullmatch(lower.letters[:end]):
            return
        if not named and any(other.start < end for other in hits[hit.line + 1]):
            return
    below = [other for other in hits[hit.line + 1] if other.start >= end]
    if any(other.start < end < other.end for other in hits[hit.line + 1]):
        return
    if stop < len(upper.owners):
        _replace(hits, hit.line, hit, replace(hit, end=stop))
        hits[hit.line + 1] = [LabelHit(hit.line + 1, 0, end, "", 1.0), *below]
        return
    _replace(hits, hit.line, hit, LabelHit(hit.line, hit.start, len(upper.owners), "", 1.0))
    hits[hit.line + 1] = [replace(hit, line=hit.line + 1, start=0, end=end), *below]


def tail_end(line: PrintLine) -> int | None:
    """The letter at which a label's second line ends, before its first colon; None where there is none so early."""
    return next((end for end in range(1, _TAIL) if end <= len(line.owners) and ":" in line.mark_after(end)), None)


def _under_itself(upper: PrintLine, lower: PrintLine, hit: LabelHit) -> bool:
    """Whether the lower line begins under the label or the row that it stands in."""
    x = upper.row.words[upper.owners[hit.start][0]].box.x
    return min(abs(lower.row.box.x - x), abs(lower.row.box.x - upper.row.box.x)) < _INDENT


def _replace(hits: Hits, number: int, hit: LabelHit, other: LabelHit) -> None:
    """Puts the other hit in the one's place and takes out those that it runs over."""
    hits[number] = [
        other if one is hit else one for one in hits[number] if one is hit or not other.start <= one.start < other.end
    ]
