"""The mark of secrecy (dấu độ mật): where it stands, and what is left of a page that bears it.

Secret papers are not digitised (TT 03/2025/TT-VPCP Đ.5.2.d). The mark stands under the number of a state paper, at the
left, often in a frame (NĐ 30/2020/NĐ-CP, phụ lục I, ô 10a); the words alone, in a sentence or a title, are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from pipeline.catalog import Catalog
from pipeline.classify import PageView
from pipeline.layout import Row
from pipeline.letters import legal_syllable, nfc, squeeze
from pipeline.model import Box, Quality, Reading, Word

MARKED: Final = "secret"
"""Reason code of a withheld page that bears the mark."""
UNREAD_STAMP: Final = "stamp_unread"
"""Reason code of a page with a small framed stamp in its head that could not be read."""
GOES_ON: Final = "secret_goes_on"
"""Reason code of a withheld page that goes on with one that bears it."""

_ZONE: Final = 0.38
"""The mark stands above this share of the page's height."""
_LEFT: Final = 0.5
_LONG_NEAR: Final = 65.0
_SHORT_NEAR: Final = 75.0
_FAR: Final = 50.0
"""Likeness, 0..100, of what a stamp says to a mark of several syllables, to MẬT, and of what is none."""
_MAT: Final = "mậ"
_STAMP_MM: Final = (75.0, 20.0)
"""Stamps of receipt are larger than marks of secrecy."""
_SLIPS: Final = str.maketrans("0145", "oias")
_FRAME: Final = re.compile(r"^[\W_IlL1]{1,2}$")
"""What the sides of a frame are read as."""
_SAID: Final = re.compile(r"^\W*(?:do|muc do|dau) mat\W+(.+)$")


def find_secret_mark(view: PageView) -> str | None:
    """The mark of secrecy in the page's head, as the catalogue writes it; None where there is none."""
    marks = view.catalog.lexicons.secret_marks
    rows = [row for row in view.rows if row.top < _ZONE]
    for row in rows:
        for words in _apart(row, view):
            mark = _read_mark(words, marks)
            if mark and _stands_as_mark(Row(row.place, tuple(words)), mark, view, rows):
                return mark
        said = _SAID.match(row.folded)
        if said and (mark := marks.get(squeeze(said[1]))):
            return mark
    return None


def stamps_to_read(view: PageView) -> tuple[Box, ...]:
    """Framed stamps in the page's head, no larger than marks of secrecy are: what they say decides."""
    reading = view.scanned
    wide, high = (side / reading.dpi * 25.4 if reading.dpi else 0.0 for side in (reading.width, reading.height))
    return tuple(
        region.box
        for region in reading.regions
        if region.kind == "stamp"
        and region.box.y < _ZONE
        and region.box.w * wide <= _STAMP_MM[0]
        and region.box.h * high <= _STAMP_MM[1]
    )


def says_secret(text: str, catalog: Catalog) -> bool:
    """Whether what was read in a stamp's frame is a mark of secrecy; in doubt it is, for few words stand there."""
    letters = squeeze(text)
    near = any(
        fuzz.ratio(letters, key) >= (_LONG_NEAR if len(key) > 5 else _SHORT_NEAR) or letters.endswith(key)
        for key in catalog.lexicons.secret_marks
    )
    return near or (len(letters) <= 4 and _MAT in nfc(text).lower())


def is_harmless(text: str, catalog: Catalog) -> bool:
    """Whether a stamp surely says something else: a mark of urgency, or words that are nowhere near a mark."""
    letters = squeeze(text)
    if any(fuzz.ratio(letters, key) >= _LONG_NEAR for key in catalog.lexicons.urgency_marks):
        return True
    words = [word for word in re.findall(r"[^\W\d_]+", text.lower()) if len(word) > 2 and legal_syllable(word)]
    return len(words) > 1 and all(fuzz.ratio(letters, key) < _FAR for key in catalog.lexicons.secret_marks)


def is_withheld(reading: Reading) -> bool:
    """Whether the reading only stands for a page of a secret paper."""
    return MARKED in reading.quality.reasons or GOES_ON in reading.quality.reasons


def bears_mark(view: PageView) -> bool:
    """Whether the page bears the mark, or bore it before its words were taken away."""
    return MARKED in view.reading.quality.reasons or (
        not is_withheld(view.reading) and find_secret_mark(view) is not None
    )


def withhold(reading: Reading, *, marked: bool) -> Reading:
    """What is kept of a secret page: that it is there, and how large; no word, code or region of it."""
    return replace(
        reading,
        words=(),
        codes=(),
        regions=(),
        steps=(),
        quality=Quality(reading.quality.grade, (MARKED if marked else GOES_ON,)),
        image_type="image/png",
    )


def _apart(row: Row, view: PageView) -> Iterator[Sequence[Word]]:
    """Words that may be a mark: a whole row, or the end of the row of the number and the start of that of the date."""
    words = [word for word in row.words if not _FRAME.match(word.text)]
    if not words:
        return
    yield words
    numbered = view.number is not None and view.number[1].place == row.place
    dated = view.place_date is not None and view.place_date.place == row.place
    for count in (3, 2, 1) if numbered or dated else ():
        if len(words) > count:
            yield words[-count:]
            yield words[:count]


def _read_mark(words: Sequence[Word], marks: Mapping[str, str]) -> str | None:
    """The mark that the capitals read like; longer ones with one slip."""
    return _is_mark("".join(word.text for word in words), marks)


def _is_mark(text: str, marks: Mapping[str, str]) -> str | None:
    letters = [char for char in text if char.isalpha()]
    if not letters or sum(char.isupper() for char in letters) < 0.6 * len(letters):
        return None
    plain = squeeze(text).translate(_SLIPS)
    near = (mark for key, mark in marks.items() if len(key) > 5 and Levenshtein.distance(plain, key) <= 1)
    return marks.get(plain) or next(near, None)


def _stands_as_mark(row: Row, mark: str, view: PageView, rows: Sequence[Row]) -> bool:
    """Whether the words stand where marks stand, and do not end a title that speaks of secrets (`BẢO VỆ BÍ / MẬT`)."""
    long = " " in mark
    if not (view.head or (long and row.top < 0.25)):
        return False
    above = [other for other in rows if other.place < row.place and other.bottom <= row.top + 0.5 * row.box.h]
    if above and above[-1].letters.endswith("bi"):
        return False
    framed = any(
        region.box.x <= row.middle <= region.box.x + region.box.w
        and region.box.y <= row.top + row.box.h / 2 <= region.box.y + region.box.h
        for region in view.reading.regions
    )
    return long or framed or row.middle < _LEFT
