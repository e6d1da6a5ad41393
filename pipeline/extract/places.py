"""Values that stand at fixed places of a state paper (NĐ 30/2020, Phụ lục I): head, subject, signature block, foot."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Final

from pipeline.classify import PageView
from pipeline.extract.foot import DAY, SHORT_DAY, foot_of, foot_rows
from pipeline.extract.receivers import read_receivers
from pipeline.extract.signature import find_signature, read_position
from pipeline.layout import Row, row_pitch
from pipeline.letters import fold, squeeze
from pipeline.model import Word
from pipeline.wording import mend_ia

_HEADING: Final = re.compile(
    r"^\W*(can cu|kinh g[uo]i|noi nhan|xet de nghi|theo de nghi|thuc hien|dieu 1)\b"
    r"|^\W*([0-9]{1,2}|[ivx]{1,4})[.)]\s|^[-_=*~. ]+$"
)
_BODY: Final = re.compile(r"^\W*(uy ban|hoi dong|chu tich|giam doc|bo truong|chinh phu|thu tuong|truong phong|so )")
"""How the line begins that names who decides, in capitals under the subject."""
_DAY_WORD: Final = re.compile(r"(ngay|ngy)(\d\w?)?$")
_NEARLY_DAY: Final = re.compile(r"[a-z]gay|n[a-z]ay|ng[a-z]y|nga[a-z]")
"""The word for a day with a letter misread, believed after a comma."""
_SUBJECT: Final = re.compile(r"^\W*(ve viec|v\s?/\s?v)\b")
_CONCERNING: Final = re.compile(r"^\W*(v\s?/\s?v\b|ve viec\s*:)")
"""How the subject under a letter's number begins."""
_CONCERNS: Final = re.compile(r"^\W*(?:(v\s?/\s?v)|(về việc))\b[\s:.…]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """Text at a place, with its words and how sure the place is (0..1)."""

    text: str
    words: tuple[Word, ...]
    view: PageView
    sure: float


def find_at(where: str, views: Sequence[PageView]) -> Found | None:
    """What stands at the place `where` of the paper, or None. Raises KeyError for a place that does not exist."""
    return PLACES[where](views)


def has_blank_head(where: str, views: Sequence[PageView]) -> bool:
    """Whether the head has room for a number or date (`Số:   /QĐ-UBND`) that is blank or could not be read."""
    view = views[0]
    if where in ("head_number", "head_number_notation"):
        return view.number is not None and view.number[0].number is None
    return where == "head_date" and view.place_date is not None


def _head_agency(views: Sequence[PageView]) -> Found | None:
    view = views[0]
    motto = view.motto
    floor = min(
        (row.top for row in (view.number[1] if view.number else None, view.place_date) if row is not None), default=0.3
    )
    if view.title is not None:
        floor = min(floor, view.rows[view.title.first].top)
    edge = motto.box.x if motto is not None and motto.box.x > 0.25 else 0.5
    ceiling = motto.top - 2 * view.row_height if motto is not None else 0.0
    mirrored = motto is not None and motto.box.x < 0.25 and motto.middle < 0.45
    rows = [
        row
        for row in view.rows
        if ceiling < row.top < floor - 0.002
        and row is not motto
        and (
            motto.box.x + motto.box.w - 0.02 < row.box.x
            if mirrored and motto is not None
            else row.middle < min(0.5, edge + 0.05) and row.box.x + row.box.w < edge + 0.12
        )
        and row.capitals > 0.55
        and len(row.letters) >= 2
        and not re.match(r"\W*s[oó6]\s*[:.]", row.folded)
    ]
    rows = sorted(rows, key=lambda row: row.top)[:6]
    return _join(rows, view, 0.9 if motto is not None else 0.7) if rows else None


def _number_part(views: Sequence[PageView], part: Callable[[PageView], str | None]) -> Found | None:
    view = views[0]
    if view.number is None:
        return None
    text = part(view)
    return Found(text, view.number[1].words, view, 0.9) if text else None


def _head_number(views: Sequence[PageView]) -> Found | None:
    return _number_part(views, lambda view: view.number[0].number if view.number else None)


def _head_notation(views: Sequence[PageView]) -> Found | None:
    return _number_part(views, lambda view: view.number[0].notation if view.number else None)


def _head_number_notation(views: Sequence[PageView]) -> Found | None:
    return _number_part(views, lambda view: view.number[0].whole if view.number else None)


def looks_penned(found: Found) -> bool:
    """Whether the figures of a head line seem written by hand: taller than the print beside them, or hardly read.

    The pen's figures are compared with the printed year of the date or the printed notation of the number.
    """
    printed = [word for word in found.words if re.search(r"(?<!\d)(?:19|20)\d{2}\W*$|/\s*[^\W\d_]", word.text)]
    figures = [
        word for word in found.words if word not in printed and re.fullmatch(r"\W*\w{0,2}\d+\w{0,2}\W*", word.text)
    ]
    if not printed or not figures:
        return False
    height = min(word.box.h for word in printed)
    return any(word.box.h > 1.2 * height or word.confidence < 0.3 for word in figures)


def _place_of(row: Row, view: PageView) -> Found | None:
    """The capitalised words right before `, ngày`; letters of a notation on the same line are not among them."""
    start = next((place for place, word in enumerate(row.words) if _DAY_WORD.match(squeeze(word.text))), None)
    if start is None:
        after = (place for place in range(1, len(row.words)) if row.words[place - 1].text.endswith(","))
        start = next((place for place in after if _NEARLY_DAY.fullmatch(squeeze(row.words[place].text))), None)
    if start is None and SHORT_DAY.search(row.folded):
        start = next(place for place, word in enumerate(row.words) if any(char.isdigit() for char in word.text))
    if not start:
        return None
    taken: list[Word] = []
    for word in reversed(row.words[:start]):
        bare = word.text.strip(" ,.;:-")
        if not bare and (not taken or word.text.strip(" ,.;:") in ("-", "–")):
            taken[:0] = [word] if taken else []
            continue
        if len(taken) == 5 or not bare or any(char.isdigit() or char in "/:" for char in word.text.rstrip(",.")):
            break
        shouted = len(bare) > 1 and bare.isupper() and bare not in ("TP", "TX", "TT")
        if not (bare == "la" and taken) and (not bare[0].isupper() or shouted):
            break
        taken.insert(0, word)
    text = mend_ia(" ".join(word.text for word in taken).strip(" ,.;:-"))
    return Found(text, tuple(taken), view, 0.85) if len(squeeze(text)) > 1 else None


def _date_of(row: Row, view: PageView) -> Found:
    start = max(row.folded.find("ngay"), row.folded.rfind(",") if not DAY.search(row.folded) else -1)
    return Found(row.text[max(0, start) :], row.words, view, 0.9)


def _head_place(views: Sequence[PageView]) -> Found | None:
    row = views[0].place_date
    return _place_of(row, views[0]) if row is not None else None


def _head_date(views: Sequence[PageView]) -> Found | None:
    row = views[0].place_date
    if row is None:
        named = _named_days(views)
        return _date_of(*named[0]) if named else None
    if not re.search(r"\d{4}", row.text):
        below = [
            other
            for other in views[0].rows
            if 0.5 * row.box.h < other.top - row.top < 2.2 * row.box.h and re.fullmatch(r"\W*\d{4}\W*", other.text)
        ]
        row = Row(row.place, (*row.words, *(word for other in below[:1] for word in other.words)))
    return _date_of(row, views[0])


def _foot_date(views: Sequence[PageView]) -> Found | None:
    named, head = _named_days(views), views[0].place_date
    if not named and head is not None and _place_of(head, views[0]) is not None:
        return _head_date(views)
    found = named or [
        (row, view) for row, view in foot_rows(views) if row.middle > 0.45 or re.search(r",\s*ngay", row.folded)
    ]
    return _date_of(*found[0]) if found else None


def _named_days(views: Sequence[PageView]) -> list[tuple[Row, PageView]]:
    """The rows of the foot that name the place before the day."""
    return [(row, view) for row, view in foot_rows(views) if "," in row.text and _place_of(row, view) is not None]


def _foot_place(views: Sequence[PageView]) -> Found | None:
    named = (_place_of(row, view) for row, view in foot_rows(views))
    return next((found for found in named if found is not None), None) or _made_at(views)


def _made_at(views: Sequence[PageView]) -> Found | None:
    """The place after `Làm tại`, where the day stands apart from it."""
    for view in reversed(views):
        for row in reversed(view.rows):
            if row.letters.startswith(("lamtai", "laptai", "viettai", "khaitai")) and row.top > foot_of(view):
                named = [word for word in row.words[2:] if word.text.strip(" ,.:;-")]
                words = tuple(takewhile(lambda word: word.text[0].isupper(), named))
                text = mend_ia(" ".join(word.text for word in words).strip(" ,.;:-"))
                return Found(text, words, view, 0.8) if len(squeeze(text)) > 1 else None
    return None


def _under_title(views: Sequence[PageView]) -> Found | None:
    view = views[0]
    if view.title is None:
        return None
    last = view.rows[view.title.last]
    height, pitch = view.row_height, row_pitch(view.rows)
    taken: list[Row] = []
    bottom, middle = last.bottom, last.middle
    below = sorted((row for row in view.rows if row.top > last.top + 0.5 * last.box.h), key=lambda row: row.top)
    for whole in below:
        row = _from_subject(whole) if not taken else whole
        gap = row.top - bottom
        named = _SUBJECT.match(row.folded) is not None
        short = row.box.w < 0.6 and abs(row.middle - middle) < 0.05
        far = row.top - taken[-1].top > (1.7 if short else 1.3) * pitch if taken else gap > 3.5 * height
        if _HEADING.match(row.folded) or far or len(taken) == 6:
            break
        if abs(row.middle - middle) > 0.12 or (row.box.w > 0.78 and not taken and not named):
            break
        if taken and ((row.capitals > 0.8 and len(row.letters) > 6) or row.box.w > taken[-1].box.w + 0.2):
            break
        if not taken and row.capitals > 0.8 and _authority(row):
            break
        if taken and row.box.w > max(0.7, taken[-1].box.w + 0.1) and row.text[0].isupper():
            break
        taken.append(row)
        bottom = row.bottom
    return _join_subject(taken, view) if taken else None


def _from_subject(row: Row) -> Row:
    """The row from `Về việc` on, where a stamp or a note in the margin was read before it."""
    for place in range(1, len(row.words) - 2):
        if (
            squeeze(row.words[place].text + row.words[place + 1].text) == "veviec"
            and row.words[place].text[0].isupper()
        ):
            return Row(row.place, row.words[place:])
    return row


def _authority(row: Row) -> bool:
    return _BODY.match(row.folded) is not None


def _subject_line(views: Sequence[PageView]) -> Found | None:
    view = views[0]
    height = view.row_height
    start = next((row for row in view.rows if row.top < 0.5 and _CONCERNING.match(row.folded)), None)
    if start is None:
        return None
    taken = [start]
    for row in sorted((row for row in view.rows if row.top > start.top + 0.3 * height), key=lambda row: row.top):
        if row.top - taken[-1].bottom > 1.1 * height or _HEADING.match(row.folded) or len(taken) == 6:
            break
        if re.search("kinhg[uo]i", row.letters) or (row.capitals > 0.7 and len(row.letters) > 3):
            break
        if abs(row.middle - start.middle) > 0.15 or row.box.x > 0.5:
            continue
        taken.append(row)
    return _join_subject(taken, view)


def plain_subject(text: str) -> str:
    """A subject with what it begins with in one form each: `V/v`, `v/v:` and `V / v.` are `V/v`."""
    return _CONCERNS.sub(lambda found: "V/v " if found[1] else "Về việc ", text)


def _join_subject(rows: Sequence[Row], view: PageView) -> Found:
    there = _join(rows, view, 0.85)
    return replace(there, text=plain_subject(there.text))


def _title(views: Sequence[PageView]) -> Found | None:
    view = views[0]
    if view.title is None:
        return None
    return _join(view.rows[view.title.first : view.title.last + 1], view, 0.95)


def _receivers(views: Sequence[PageView]) -> Found | None:
    for view in reversed(views):
        found = read_receivers(view)
        if found is not None:
            text, words = found
            return Found(text, words, view, 0.8) if text else None
    return None


def _signed_date(views: Sequence[PageView]) -> Found | None:
    """The day that stands over a signature block: the last line of place and day above the signer."""
    block = find_signature(views)
    if block is not None:
        rows = [
            row
            for row in (*block.view.rows, *block.view.lines)
            if DAY.search(row.folded) and row.top < block.position.top and block.position.top - row.top < 0.12
        ]
        if rows:
            return _date_of(max(rows, key=lambda row: row.top), block.view)
    return _foot_date(views)


def _first_date(views: Sequence[PageView]) -> Found | None:
    """The day on the first page, wherever it stands: booklets are signed on their cover."""
    return _foot_date(views[:1]) or _head_date(views)


def _issue_date(views: Sequence[PageView]) -> Found | None:
    """The day in the head, else the one over the signatures: slips have it in either place."""
    return _head_date(views) or _foot_date(views)


def _signer_office(views: Sequence[PageView]) -> Found | None:
    """The body signed for, in capitals around the signer's position (`TM. ỦY BAN NHÂN DÂN HUYỆN ...`)."""
    block = find_signature(views)
    if block is None:
        return None
    height = block.view.row_height
    rows = [
        row
        for row in block.view.rows
        if row.capitals > 0.75
        and abs(row.middle - block.position.middle) < 0.12
        and -5 * height < row.top - block.position.top < 3 * height
        and re.search(r"\b(uy ban|so|phong|chi nhanh|van phong|cong an|bao hiem|cuc)\b", row.folded)
    ]
    rows += [
        row
        for row in block.view.rows
        if rows
        and row not in rows
        and row.capitals > 0.75
        and 0 < row.top - rows[-1].top < 1.9 * height
        and abs(row.middle - rows[-1].middle) < 0.12
        and row is not block.position
        and read_position(row, block.view) is None
    ]
    if not rows:
        return None
    joined = _join(sorted(rows, key=lambda row: row.top), block.view, 0.75)
    title = re.match(r"(?:tm|kt|tl|tuq|q)\s?[.,]\s*|(?:pho )?(?:giam doc|truong) (?=cong an\b)", fold(joined.text))
    text = joined.text[title.end() :] if title is not None else joined.text
    return Found(text, joined.words, block.view, 0.75)


def _signer_position(views: Sequence[PageView]) -> Found | None:
    block = find_signature(views)
    if block is None or squeeze(block.title).startswith("nguoiky"):
        return None
    return Found(block.title, block.position.words, block.view, 0.85)


def _signer_name(views: Sequence[PageView]) -> Found | None:
    block = find_signature(views)
    if block is None or block.name is None:
        return None
    text = re.sub(r"^(?:(?:GS|PGS|TS|ThS|BS|CN|KS)\.?\s?)+(?=\S{2,})", "", block.name.text)
    return Found(text, block.name.words, block.view, 0.3 if _may_lack_surname(block.name, block.view) else 0.75)


def _may_lack_surname(name: Row, view: PageView) -> bool:
    """Whether a seal lies where the name begins, as it does on a third of every signature: the surname may be under it.

    A name of three words is whole as a rule.
    """
    x, y = name.box.x - 0.5 * name.box.w / len(name.words), name.top + name.box.h / 2
    return len(name.words) < 3 and any(
        region.box.x <= x <= region.box.x + region.box.w and region.box.y <= y <= region.box.y + region.box.h
        for region in view.reading.regions
        if region.kind == "seal"
    )


def _join(rows: Sequence[Row], view: PageView, sure: float) -> Found:
    return Found(" ".join(row.text for row in rows), tuple(word for row in rows for word in row.words), view, sure)


PLACES: Final[dict[str, Callable[[Sequence[PageView]], Found | None]]] = {
    "head_agency": _head_agency,
    "head_number": _head_number,
    "head_notation": _head_notation,
    "head_number_notation": _head_number_notation,
    "head_place": _head_place,
    "head_date": _head_date,
    "under_title": _under_title,
    "subject_line": _subject_line,
    "title": _title,
    "receivers": _receivers,
    "issue_date": _issue_date,
    "signed_date": _signed_date,
    "first_date": _first_date,
    "signer_office": _signer_office,
    "signer_position": _signer_position,
    "signer_name": _signer_name,
    "foot_place": _foot_place,
    "foot_date": _foot_date,
}
