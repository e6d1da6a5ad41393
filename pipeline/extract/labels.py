"""Labels found in print, whatever the scan did to them, and the words that stand after or under each."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Final

from rapidfuzz import fuzz

from pipeline.catalog import DocumentType, FieldSpec
from pipeline.extract.identity_labels import add_identity, add_wrapped
from pipeline.extract.label_book import HEAD, SHORT, LabelBook, label_book
from pipeline.extract.label_ends import read_on, stands_under
from pipeline.extract.label_hits import SURE, LabelHit, ends_phrase, find_label, is_wild, say_whose, snap
from pipeline.extract.lines import PrintLine
from pipeline.extract.requests import find_requests
from pipeline.extract.roles import PLAIN_NAMES
from pipeline.letters import squeeze

_TAIL: Final = 65.0
"""How like its own a longer label's rest must be read to stand against the shorter one."""
_HEAD_TOO: Final = 70.0
"""The same of what a longer label has before the shorter one: a name's end is no part of it."""

_PART: Final = re.compile(
    r"(?:so|ngay|noi|capngay|ngaycap|noicap|capboi|coquancap|cap|do|tai|loaigiayto|ngayky"
    r"|(?:so|giay)?(?:the)?(?:cccd|cmnd|cancuoc|cancuoccongdan|chungminhnhandan|hochieu|dinhdanhcanhan)+(?:so)?)"
)
"""Labels that are words of a line that names a paper of identity."""
_NUMBERED: Final = re.compile(r"[a-z]?\d{7}")
"""What follows the word before the number of a paper of identity."""
_CELL: Final = 3
"""The cell beside a label's is read within so many lines after it."""
_OWN_LABELS: Final = 2
"""So many labels of a section alone tell it without its heading."""
_PART_LINES: Final = 4
"""A line that names a paper of identity runs over so many more."""


@dataclass(frozen=True)
class LabelMap:
    """All labels, anchors and stops of a type found on a document's lines, none overlapping."""

    lines: list[PrintLine]
    hits: dict[int, list[LabelHit]]
    """By line, from left to right."""
    sections: dict[str, list[tuple[int, int]]]
    """Section -> where its anchors stand (line, letter)."""
    lent: dict[str, list[LabelHit]] = field(default_factory=dict)
    """Key of a person's name -> a plain label under the person's heading."""

    def section_at(self, hit: LabelHit) -> str | None:
        """The section that the hit's own words name, else the one whose anchor is the last before it."""
        if hit.whose is not None:
            return hit.whose or None
        at = bisect_left(self._anchors, (hit.line, hit.start), key=lambda anchor: anchor[0])
        return self._anchors[at - 1][1] if at else None

    @cached_property
    def edges(self) -> dict[int, float]:
        """By the `id` of a page's view: how far right its lines reach."""
        edges: dict[int, float] = {}
        for line in self.lines:
            box = line.row.box
            edges[id(line.view)] = max(edges.get(id(line.view), 0.0), box.x + box.w)
        return edges

    @cached_property
    def _anchors(self) -> list[tuple[tuple[int, int], str]]:
        return sorted((place, key) for key, places in self.sections.items() for place in places)


def map_labels(lines: list[PrintLine], kind: DocumentType) -> LabelMap:
    """Finds what the type knows of on the lines; where labels overlap the longer, better one stays."""
    book = label_book(kind)
    hits: dict[int, list[LabelHit]] = {}
    for number, likely in enumerate(book.may_hold([line.letters for line in lines])):
        line = lines[number]
        found = [
            hit
            for one in likely
            for hit in find_label(line, number, one.text, lone=one.lone)
            if not (one.guessed and is_wild(line, hit, one.text)) and not (one.heading and hit.score < SURE)
            if not (one.text in book.anchors and ends_phrase(line, hit))
        ]
        apart = add_identity(line, number, _keep_apart(_without_guesses(line, found)), book)
        hits[number] = say_whose(line, _fill_cell(line, apart), book.roles)
    add_wrapped(lines, hits, book)
    _drop_beside(lines, hits)
    _add_broken(lines, book, hits)
    read_on(lines, book.composed, hits)
    sections: dict[str, list[tuple[int, int]]] = {
        key: [(number, hit.start) for number, on_line in hits.items() for hit in on_line if hit.label in anchors]
        for key, anchors in book.sections.items()
    }
    for key, numbers in find_requests(lines, book.sections).items():
        for number in numbers if not sections[key] else ():
            sections[key].append((number, 0))
            hits[number] = hits[number] or [LabelHit(number, 0, len(lines[number].owners), "", 1.0)]
    _lead(sections, kind)
    _open_silently(sections, hits, book)
    _drop_parts(lines, book, hits)
    whole = LabelMap(lines, hits, sections)
    kept = LabelMap(lines, _drop_strays(whole, kind, book), sections)
    return LabelMap(lines, kept.hits, sections, _lend_names(kept, kind, book))


def _lead(sections: dict[str, list[tuple[int, int]]], kind: DocumentType) -> None:
    """Opens the section that comes before all others at the first line where nothing opens it."""
    leading = next((section.key for section in kind.sections if section.leads), None)
    others = [place for key, places in sections.items() if key != leading for place in places]
    if leading is not None and others and min(sections[leading], default=min(others)) >= min(others):
        sections[leading].append((0, 0))


def _fill_cell(line: PrintLine, hits: list[LabelHit]) -> list[LabelHit]:
    """In a cell with nothing but a label the first hit, which takes all of it: `Số` of `Số giấy tờ`."""
    if not line.row.label or not hits or line.letters[: hits[0].start].strip("0123456789"):
        return hits
    return [replace(hits[0], end=len(line.letters))]


def _open_silently(
    sections: dict[str, list[tuple[int, int]]], hits: dict[int, list[LabelHit]], book: LabelBook
) -> None:
    """Opens a section whose heading nobody knows before the first of its labels, where two of them are its alone.

    Labels that other sections have too belong to it as far up as nothing else and none of them twice comes between.
    """
    ordered = [hit for number in sorted(hits) for hit in hits[number] if hit.label and hit.whose is None]
    opened = {place for places in sections.values() for place in places}
    for key, places in sections.items():
        own = [
            number
            for number, hit in enumerate(ordered)
            if book.places.get(hit.label) == frozenset({key}) and hit.label not in book.words
        ]
        if places or len({ordered[number].label for number in own}) < _OWN_LABELS:
            continue
        first, seen = own[0], {ordered[own[0]].label}
        for number in range(own[0] - 1, -1, -1):
            hit = ordered[number]
            shared = key in book.places.get(hit.label, ()) and (hit.line, hit.start) not in opened
            if not shared or hit.label in seen:
                break
            first = number
            seen.add(hit.label)
        places.append((ordered[first].line, ordered[first].start))


def _lend_names(found: LabelMap, kind: DocumentType, book: LabelBook) -> dict[str, list[LabelHit]]:
    """A person's plain label under a heading that says whose it is (`Thông tin về người mẹ` over `Họ và tên`)."""
    lent: dict[str, list[LabelHit]] = {}
    hits = [hit for number in sorted(found.hits) for hit in found.hits[number]]
    for spec in kind.fields:
        section = book.openers.get(spec.key)
        own = {squeeze(label) for label in spec.labels}
        if section is None or not found.sections.get(section) or any(hit.label in own for hit in hits):
            continue
        plain = [hit for hit in hits if hit.label in PLAIN_NAMES and found.section_at(hit) == section]
        if plain:
            lent[spec.key] = plain[:1]
    return lent


def _without_guesses(line: PrintLine, found: Sequence[LabelHit]) -> list[LabelHit]:
    """The hits without those that only stretch a label read rightly over its value (`Quốc tịch Việt Nam`)."""
    exact = [hit for hit in found if hit.score == 1.0]
    return [hit for hit in found if hit.score == 1.0 or not any(_stretches(line, hit, one) for one in exact)]


def _stretches(line: PrintLine, guess: LabelHit, exact: LabelHit) -> bool:
    if guess.end == exact.end and guess.start < exact.start and guess.label.endswith(exact.label):
        head = line.letters[guess.start : exact.start]
        return fuzz.ratio(guess.label[: -len(exact.label)], head) < _HEAD_TOO
    if guess.start != exact.start or guess.end <= exact.end:
        return False
    if not guess.label.startswith(exact.label):
        return guess.score < SURE
    tail = line.letters[exact.end : guess.end]
    return fuzz.ratio(guess.label[len(exact.label) :], tail) < _TAIL


def _keep_apart(found: Sequence[LabelHit]) -> list[LabelHit]:
    """The hits from left to right without those that overlap a better one."""
    kept: list[LabelHit] = []
    for hit in sorted(found, key=lambda hit: (-hit.weight, hit.start)):
        at = bisect_left(kept, hit.start, key=lambda other: other.start)
        free = at == 0 or kept[at - 1].end <= hit.start
        if free and (at == len(kept) or hit.end <= kept[at].start):
            kept.insert(at, hit)
    return kept


def _add_broken(lines: Sequence[PrintLine], book: LabelBook, hits: dict[int, list[LabelHit]]) -> None:
    """Labels that begin at the end of one line and end on the next; the first line's part ends what is before it."""
    for number, (upper, lower) in enumerate(pairwise(lines)):
        if upper.view is not lower.view or not stands_under(upper.row, lower.row, upper.view.row_height):
            continue
        if _add_broken_beside(lines, number, book, hits):
            continue
        last = max((hit.start for hit in hits[number]), default=0)
        best: tuple[float, int, int, str] | None = None
        for start in _word_starts(upper, last):
            head = upper.letters[start:]
            spoken = upper.starts_small(start) and not upper.starts_row(start)
            for label in book.broken.get(head[:HEAD], ()) if len(head) >= 4 else ():
                rest = len(label) - len(head)
                if rest < 2 or (spoken and label not in book.small):
                    continue
                other = [hit for hit in hits[number] if hit.end > start and not label.startswith(hit.label)]
                if any(hit.score == 1.0 for hit in other):
                    continue
                end = snap(lower, rest) if rest <= len(lower.letters) else None
                if not end or any(hit.start < end for hit in _in_the_way(lower, end, label, head, hits[number + 1])):
                    continue
                whole = any((hit.start, hit.end) == (start, len(upper.letters)) for hit in hits[number])
                if whole and lower.letters[:end] != label[len(head) :]:
                    continue  # `Họ, chữ đệm, tên` over `LÊ` is no `Họ, chữ đệm, tên mẹ`
                score = fuzz.ratio(label, head + lower.letters[:end]) / 100
                if other and score < 1.0:
                    continue
                if score >= 0.9 and (best is None or score * len(label) > best[0]):
                    best = score * len(label), start, end, label
        if best is not None:
            weight, start, end, label = best
            hits[number] = [hit for hit in hits[number] if hit.end <= start]
            hits[number].append(LabelHit(number, start, len(upper.letters), "", 1.0))
            hits[number + 1] = [hit for hit in hits[number + 1] if hit.start >= end]
            hits[number + 1].insert(0, LabelHit(number + 1, 0, end, label, weight / len(label)))


def _in_the_way(line: PrintLine, end: int, label: str, head: str, hits: Sequence[LabelHit]) -> list[LabelHit]:
    """The hits that a broken label's second part may not run over: all but words within it where it is read rightly."""
    exact = line.letters[:end] == label[len(head) :]
    words = (
        [hit for hit in hits if hit.start < end >= hit.end and (hit.start or len(hit.label) <= SHORT)] if exact else []
    )
    return [hit for hit in hits if hit not in words]


def _add_broken_beside(
    lines: Sequence[PrintLine], number: int, book: LabelBook, hits: dict[int, list[LabelHit]]
) -> bool:
    """A label that goes on under itself while its value stands right of it, on the first of its lines."""
    upper, lower = lines[number], lines[number + 1]
    first = next((letter for letter in range(len(upper.owners)) if upper.letters[letter].isalpha()), None)
    if first is None or not lower.letters or not upper.starts_row(first):
        return False
    end = upper.piece_end(first)
    if end == len(upper.owners) or abs(upper.row.box.x - lower.row.box.x) > 0.06:
        return False
    head = upper.letters[first:end]
    for label in sorted(book.broken.get(head[:HEAD], ()), key=len, reverse=True) if len(head) >= 4 else ():
        rest = len(label) - len(head)
        if rest < 2 or rest > len(lower.letters):
            continue
        stop = snap(lower, rest)
        if not stop or fuzz.ratio(label, head + lower.letters[:stop]) < 94:
            continue
        if any(hit.start < stop for hit in hits[number + 1]) or (
            stop < len(lower.owners) and lower.gap_at(stop) < 0.02
        ):
            continue
        hits[number] = [hit for hit in hits[number] if hit.end <= first or hit.start >= end]
        hits[number] = sorted([*hits[number], LabelHit(number, first, end, label, 0.97)], key=lambda hit: hit.start)
        hits[number + 1].insert(0, LabelHit(number + 1, 0, stop, "", 1.0))
        return True
    return False


def _word_starts(line: PrintLine, after: int) -> list[int]:
    """The letters from `after` on that begin one of the line's last words."""
    starts = [letter for letter in range(after, len(line.owners)) if line.starts_word(letter)]
    return [letter for letter in starts if letter == 0 or line.ends_word(letter)][-8:]


def _drop_beside(lines: Sequence[PrintLine], hits: dict[int, list[LabelHit]]) -> None:
    """Takes out what is only nearly a label, and has no mark after it, where it begins the cell beside a label's."""
    for number, line in enumerate(lines):
        first = hits[number][0] if hits[number] else None
        if first is None or first.start or first.score == 1.0 or ":" in line.mark_after(first.end):
            continue
        height = 1.6 * line.view.row_height
        for other in (lines[at] for at in range(max(0, number - _CELL), number)):
            box = other.row.box
            level = abs(other.row.top - line.row.top) < height and box.x + box.w < line.row.box.x
            if level and other.view is line.view and other.row.text.endswith(":"):
                hits[number] = hits[number][1:]
                break


def _drop_strays(found: LabelMap, kind: DocumentType, book: LabelBook) -> dict[int, list[LabelHit]]:
    """Hits without labels that are mere words (`ngày`, `cấp ngày`) outside of their sections: words of a value."""
    composed = any(spec.kind == "identity" for spec in kind.fields)
    return {
        number: [
            hit
            for hit in hits
            if (not composed or not _goes_on_identity(found.lines, hit))
            and (
                hit.label not in book.words
                or None in book.places.get(hit.label, {None})
                or found.section_at(hit) in book.places[hit.label]
            )
        ]
        for number, hits in found.hits.items()
    }


def _drop_parts(lines: Sequence[PrintLine], book: LabelBook, hits: dict[int, list[LabelHit]]) -> None:
    """Takes out labels that are words of a composed line (`CCCD số: ...; ngày cấp: ...; nơi cấp: ...`)."""
    opened: LabelHit | None = None
    for number in range(len(lines)) if book.composed else ():
        kept: list[LabelHit] = []
        for hit in hits[number]:
            part = _PART.fullmatch(hit.label) is not None
            if hit.label == "so" and not _is_numbered(lines, number, hit):
                part = False
            if opened is None or not part or number > opened.line + _PART_LINES:
                kept.append(hit)
                opened = hit if hit.label in book.composed else None if hit.label or not part else opened
        hits[number] = kept


def _is_numbered(lines: Sequence[PrintLine], number: int, hit: LabelHit) -> bool:
    """Whether the number of a paper of identity follows, on the next line where this one ends."""
    line = lines[number]
    if hit.end < len(line.letters) or number + 1 == len(lines):
        return _NUMBERED.match(line.letters, hit.end) is not None
    return hit.start > 0 and _NUMBERED.match(lines[number + 1].letters) is not None


def _goes_on_identity(lines: Sequence[PrintLine], hit: LabelHit) -> bool:
    """Whether a short label is a word of a composed line (`... công dân` / `số 079...`, `... cấp` / `ngày ...`)."""
    line = lines[hit.line]
    if hit.label == "ngay" and hit.start == 0 and hit.line > 0:
        return lines[hit.line - 1].letters.endswith("cap")
    if hit.label != "so" or ":" in line.mark_after(hit.end):
        return False
    return re.match(r"\d{8}", line.letters[hit.end :]) is not None


def hits_of(found: LabelMap, spec: FieldSpec, kind: DocumentType) -> list[LabelHit]:
    """The hits that may be this field's, best first: those in its own section before those outside of any."""
    if spec.key in found.lent:
        return found.lent[spec.key]
    book = label_book(kind)
    wanted = {squeeze(label) for label in spec.labels}
    taken = {id(hit) for hits in found.lent.values() for hit in hits}
    anchors = book.sections.get(spec.section or "", frozenset())
    shared: dict[str, set[str | None]] = {}
    fitting: list[tuple[int, int, LabelHit]] = []
    for on_line in found.hits.values():
        for hit in on_line:
            if hit.label not in wanted or id(hit) in taken:
                continue
            section = found.section_at(hit)
            if hit.whose is not None and section != spec.section:
                continue
            if spec.section is not None and section != spec.section and hit.label not in anchors:
                continue
            outside = spec.section is None and section is not None
            if outside and section in shared.setdefault(hit.label, _sections_of(spec, hit.label, kind)):
                continue
            fitting.append((int(outside), hit.line, hit))
    return [hit for _, _, hit in sorted(fitting, key=lambda entry: entry[:2])]


def _sections_of(spec: FieldSpec, squeezed: str, kind: DocumentType) -> set[str | None]:
    label = next(label for label in spec.labels if squeeze(label) == squeezed)
    return {other.section for other in kind.fields if label in other.labels}
