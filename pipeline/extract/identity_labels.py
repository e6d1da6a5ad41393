"""Labels for papers of identity, in whatever words and order (`Số CMND, CCCD hoặc giấy tờ khác`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from pipeline.extract.label_book import LabelBook
from pipeline.extract.label_ends import stands_under, tail_end
from pipeline.extract.label_hits import LabelHit
from pipeline.extract.lines import PrintLine

_PAPER: Final = (
    r"(?:(?:giay|the)?(?:cmnd|cmt|cccd|cc|chungminhnhandan|cancuoccongdan|cancuoc)|hochieu|giaythonghanh"
    r"|(?:so|ma)?dinhdanhcanhan|(?:so|ma)dinhdanh|soddcn"
    r"|giayto(?:tuythan|phaply|nhanthan|venhanthan|vecancuoc|chungminhnhanthan)?"
    r"(?:khac|hople)?(?:cogiatri)?(?:thaythe|tuongduong)?)"
)
_ANY: Final = (
    r"giayto(?:chungminh|vechungminh|xacminh|ve)?(?:nhanthan|tuythan|cancuoc|phaply)"
    r"(?:(?:phapnhan|loai|so|ngay|thang|nam|noi|coquan|cap|va|neuco)*)"
)
_LIST: Final = re.compile(
    rf"[0-9]?[a-h]?(?P<list>(?:thongtin)?(?:ve)?(?:loai|so|loaivaso)?"
    rf"(?:{_PAPER}(?:(?:so|hoac|va|hay|ve)*{_PAPER})+(?:so)?|{_ANY}))"
)


def add_identity(line: PrintLine, number: int, hits: Sequence[LabelHit], book: LabelBook) -> list[LabelHit]:
    """The line's hits with a label that lists papers of identity, in place of what was known of it in part."""
    if book.identity is None or ("c" not in line.letters and "giayto" not in line.letters):
        return list(hits)
    for begins, end in _pieces(line):
        before = next((hit for hit in hits if hit.end == begins and hit.label in book.composed), None)
        start = before.start if before is not None else begins
        if any(hit.start <= start and hit.end >= end for hit in hits):
            continue
        if any(hit.start < start < hit.end or hit.start < end < hit.end for hit in hits):
            continue
        others = [hit for hit in hits if hit.end <= start or hit.start >= end]
        return sorted([*others, LabelHit(number, start, end, book.identity, 1.0)], key=lambda hit: hit.start)
    return list(hits)


def add_wrapped(lines: Sequence[PrintLine], hits: dict[int, list[LabelHit]], book: LabelBook) -> None:
    """Puts in labels of this kind that end on the line below, up to their colon."""
    for number, (upper, lower) in enumerate(pairwise(lines)) if book.identity is not None else ():
        if upper.view is not lower.view or not stands_under(upper.row, lower.row, upper.view.row_height):
            continue
        end = tail_end(lower)
        if end is None or any(hit.start < end for hit in hits[number + 1]):
            continue
        found = _LIST.fullmatch(upper.letters + lower.letters[:end])
        if found is None or ":" in upper.row.text or found.start("list") >= len(upper.owners):
            continue
        hits[number] = [LabelHit(number, 0, len(upper.owners), "", 1.0)]
        hits[number + 1] = [LabelHit(number + 1, 0, end, str(book.identity), 1.0), *hits[number + 1]]


def _pieces(line: PrintLine) -> Iterator[tuple[int, int]]:
    """From where to where words up to a colon or a wide gap list papers and nothing else, numbering aside."""
    start = 0
    while start < len(line.owners):
        end = line.piece_end(start)
        found = _LIST.fullmatch(line.letters, start, end)
        if found:
            yield found.start("list"), end
        start = end
