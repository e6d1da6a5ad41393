"""A label found on a printed line, whatever the scan did to its letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rapidfuzz import fuzz

from pipeline.extract.label_book import SHORT
from pipeline.extract.lines import PrintLine
from pipeline.letters import squeeze

_WHOLE: Final = 8
"""Labels of up to so many letters end where a word ends: `Địa chỉ` does not begin `địa chính`."""
SURE: Final = 0.93
"""A label read with slips as well as this stands against a shorter one read without."""


_OF, _NUMBER = "cua", "so"
_WIDE: Final = 0.02
"""A gap that parts a label from what stands in the next cell."""


@dataclass(frozen=True)
class LabelHit:
    """A label read on line `line` from letter `start` to `end`; `score` 0..1."""

    line: int
    start: int
    end: int
    label: str
    score: float
    whose: str | None = None
    """The section of whom the label itself speaks (`Năm sinh của mẹ`), empty for the paper's own person."""

    @property
    def weight(self) -> float:
        return self.score**2 * len(self.label)


def find_label(line: PrintLine, number: int, label: str, *, lone: bool = False) -> list[LabelHit]:
    """Every place on the line where the label stands; long labels may have slips, short ones may not.

    A label in capitals (`TRƯỞNG PHÒNG`) is found in capitals only: in small letters it is part of a sentence. With
    `lone`, a label that ends in a colon counts without it where nothing else stands beside it.
    """
    hits = _find_spelled(line, number, label)
    if lone and not hits and label.endswith(":"):
        hits = [hit for hit in _find_spelled(line, number, label[:-1]) if line.stands_alone(hit.start, hit.end)]
        hits = [hit for hit in hits if not line.starts_small(hit.start)]
    if label.isupper():
        return [hit for hit in hits if _in_capitals(line, hit)]
    return hits if label[:1].islower() else [hit for hit in hits if not in_sentence(line, hit)]


def in_sentence(line: PrintLine, hit: LabelHit, *, anywhere: bool = False) -> bool:
    """Whether the words stand in small letters amid others, with neither a mark nor figures after them.

    With `anywhere`, those that begin a row too: it may go on with the sentence of the row above.
    """
    if not line.starts_small(hit.start) or (line.starts_row(hit.start) and not anywhere):
        return False
    marked = any(mark in line.mark_after(hit.end)[:3] for mark in ":;.…_/(")
    return not marked and not line.letters[hit.end : hit.end + 1].isdigit()


def ends_phrase(line: PrintLine, hit: LabelHit) -> bool:
    """Whether the words only end a longer label (`Tên đầy đủ của hộ kinh doanh:`): in small letters behind a word."""
    if not line.starts_small(hit.start) or line.starts_row(hit.start):
        return False
    place, spot = line.owners[hit.start]
    before = line.row.words[place].text[:spot] or line.row.words[place - 1].text
    return before[-1].isalpha()


def is_wild(line: PrintLine, hit: LabelHit, label: str) -> bool:
    """Whether a wording that the type does not know is rather words of a sentence: misread, or in small letters."""
    after = line.mark_after(hit.end)[:3]
    marked = any(mark in after for mark in (":", "…", "_", ".."))
    if hit.score < SURE and not marked and line.letters[: hit.start].strip("0123456789"):
        return True
    if not label[0].isupper():
        return False
    spoken = line.starts_small(hit.start)
    return in_sentence(line, hit, anywhere=True) or (spoken and not marked and not line.starts_row(hit.start))


def _in_capitals(line: PrintLine, hit: LabelHit) -> bool:
    letters = [char for bit in line.bits(hit.start, hit.end) for char in bit.text if char.isalpha()]
    return sum(char.isupper() for char in letters) > 0.6 * len(letters)


def _find_spelled(line: PrintLine, number: int, label: str) -> list[LabelHit]:
    wanted = squeeze(label)
    letters = line.letters
    if not wanted or len(letters) < len(wanted) - 2:
        return []
    colon = label.rstrip().endswith(":")
    hits: list[LabelHit] = []
    at = letters.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        short = len(wanted) <= SHORT
        fits = line.starts_word(at) and (line.ends_word(end) or len(wanted) > _WHOLE)
        if short and not colon:
            dated = wanted == "ngay" and letters[end : end + 1].isdigit() and not letters[:at].endswith("cap")
            fits = fits and (dated or line.starts_row(at) or (wanted == "do" and _names_body(line, end)))
        if colon:
            marks = ":" if short and not line.starts_row(at) else ":;.…"
            fits = fits and any(mark in line.mark_after(end)[:3] for mark in marks)
        else:
            fits = fits and ":" not in "".join(bit.text for bit in line.bits(at, end - 1))
        if fits:
            hits.append(LabelHit(number, at, end, wanted, 1.0))
        at = letters.find(wanted, at + 1)
    if hits or len(wanted) <= SHORT:
        return hits
    near = fuzz.partial_ratio_alignment(wanted, letters, score_cutoff=82 if len(wanted) > 10 else 86)
    if near is None or near.dest_end - near.dest_start < 0.75 * len(wanted):
        return []
    first, last = snap(line, near.dest_start), snap(line, near.dest_end)
    if first is None or last is None or last <= first:
        return []
    if _figures(letters[first:last]) > _figures(wanted) + 1:
        return []
    if colon and not any(mark in line.mark_after(last)[:3] for mark in ":;.…"):
        return []
    if ":" not in label and ":" in "".join(bit.text for bit in line.bits(first, last)).rstrip(":. "):
        return []
    if "," not in label and any("," in bit.text for bit in line.bits(first, last)[:-1]):
        return []  # `Giáo, tỉnh` is no `Giới tính`
    score = fuzz.ratio(wanted, letters[first:last]) / 100
    if (
        wanted.endswith(_NUMBER)
        and not letters[first:last].endswith(_NUMBER)
        and not letters[last : last + 1].isdigit()
    ):
        return []  # the name of a paper, no label of its number
    marked = any(mark in line.mark_after(last)[:3] for mark in ":;.…_")
    if not marked and score < SURE and not label.isupper() and _in_capitals(line, LabelHit(0, first, last, "", 0)):
        return []  # a name in capitals
    if not marked and last - first < len(wanted) - 1 and wanted.endswith(letters[first:last]):
        return []  # `Đăng ký tạm trú` is no `Nơi đăng ký tạm trú`
    if score < (0.88 if marked else 0.92) and not line.starts_row(first):
        return []
    return [LabelHit(number, first, last, wanted, score)] if score >= 0.8 else []


def _names_body(line: PrintLine, end: int) -> bool:
    """Whether a name in capitals follows (`12/GBT do Ủy ban nhân dân xã ... cấp`)."""
    following = line.bits(end, None)
    return bool(following) and following[0].text[:1].isupper()


def _figures(letters: str) -> int:
    return sum(char.isdigit() for char in letters)


def snap(line: PrintLine, letter: int) -> int | None:
    """The border between words next to a letter, at most two letters away."""
    for step in (0, 1, -1, 2, -2):
        at = letter + step
        if at == 0 or at == len(line.owners):
            return at
        if 0 < at < len(line.owners) and line.ends_word(at):
            return at
    return None


def say_whose(line: PrintLine, hits: Sequence[LabelHit], roles: Mapping[str, str]) -> list[LabelHit]:
    """The hits, each with the role that stands behind it as its own words; labels within the role are none."""
    said: list[LabelHit] = []
    for hit in hits:
        if said and hit.start < said[-1].end:
            continue
        said.append(_with_role(line, hit, roles))
    return said


def _with_role(line: PrintLine, hit: LabelHit, roles: Mapping[str, str]) -> LabelHit:
    start = hit.end
    if start >= len(line.owners) or any(mark in line.mark_after(start) for mark in ":;.,…_"):
        return hit
    if not line.ends_word(start) or line.gap_at(start) > _WIDE:
        return hit
    following = line.letters[start:]
    said = following.startswith(_OF)
    bare = following.removeprefix(_OF)
    role = max((role for role in roles if bare.startswith(role)), key=len, default=None)
    if role is None:
        return hit
    end = start + said * len(_OF) + len(role)
    if not line.ends_word(end):
        return hit
    marked = any(mark in line.mark_after(end)[:3] for mark in (":", "…", "_", ".."))
    parted = said and (end >= len(line.owners) or line.gap_at(end) > _WIDE)
    return replace(hit, end=end, whose=roles[role]) if marked or parted else hit
