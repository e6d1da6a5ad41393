"""A printed line as letters that know their words: what labels are looked for in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from pipeline.classify import PageView
from pipeline.layout import Row
from pipeline.letters import fold
from pipeline.model import Word


@dataclass(frozen=True, slots=True)
class Bit:
    """A piece of a word: its text and the word whose box it shares."""

    text: str
    word: Word


@dataclass(frozen=True)
class PrintLine:
    """A printed line with its letters, each knowing the word and place it came from."""

    view: PageView
    row: Row

    @cached_property
    def owners(self) -> tuple[tuple[int, int], ...]:
        """For each letter: the index of its word and of its character."""
        return tuple(
            (place, spot)
            for place, word in enumerate(self.row.words)
            for spot, char in enumerate(word.text)
            for kept in fold(char)
            if kept.isascii() and kept.isalnum()
        )

    @cached_property
    def letters(self) -> str:
        folded = (fold(char) for word in self.row.words for char in word.text)
        return "".join(kept for chars in folded for kept in chars if kept.isascii() and kept.isalnum())

    def starts_word(self, letter: int) -> bool:
        place, spot = self.owners[letter]
        before = self.row.words[place].text[:spot]
        return not before or not before[-1].isalnum()

    def ends_word(self, letter: int) -> bool:
        """Whether a word ends before this letter (the end of a span)."""
        if letter >= len(self.owners):
            return True
        return self.owners[letter - 1][0] != self.owners[letter][0] or self.starts_word(letter)

    def starts_row(self, letter: int) -> bool:
        """Whether nothing, or only a wide gap or a mark, stands before the letter on its line."""
        place, spot = self.owners[letter]
        if self.row.words[place].text[:spot].strip("(*-–•. "):
            return False
        if place == 0:
            return True
        before, here = self.row.words[place - 1], self.row.words[place]
        gap = here.box.x - (before.box.x + before.box.w)
        if before.text[-1] == ":":
            return False
        return gap > 0.02 or before.text[-1] in ".;)…_|" or not any(char.isalpha() for char in before.text)

    def starts_small(self, letter: int) -> bool:
        """Whether the letter is a small one."""
        place, spot = self.owners[letter]
        return self.row.words[place].text[spot].islower()

    def stands_alone(self, start: int, end: int) -> bool:
        """Whether nothing else, or only what is a wide gap away, stands beside the span."""
        return self.starts_row(start) and (end >= len(self.owners) or (self.ends_word(end) and self.gap_at(end) > 0.02))

    def gap_at(self, letter: int) -> float:
        """The gap between the words on both sides of a border between letters; 0 within a word."""
        left, right = self.owners[letter - 1][0], self.owners[letter][0]
        if left == right:
            return 0.0
        before, here = self.row.words[right - 1], self.row.words[right]
        return here.box.x - (before.box.x + before.box.w)

    def piece_end(self, start: int) -> int:
        """The letter at which the words from `start` on end before a wide gap or after a colon."""
        for letter in range(start + 1, len(self.owners)):
            left, right = self.owners[letter - 1][0], self.owners[letter][0]
            if left != right and (self.gap_at(letter) > 0.02 or ":" in self.mark_after(letter)):
                return letter
        return len(self.owners)

    def bits(self, start: int, end: int | None) -> tuple[Bit, ...]:
        """The words from letter `start` up to letter `end` (to the end of the line where it is None)."""
        place, spot = 0, 0
        if start > 0:
            place, spot = self.owners[start - 1]
            spot += 1
        stop_place, stop_spot = (len(self.row.words), 0) if end is None or end >= len(self.owners) else self.owners[end]
        bits: list[Bit] = []
        for at in range(place, min(stop_place + 1, len(self.row.words))):
            text = self.row.words[at].text
            cut = text[spot if at == place else 0 : stop_spot if at == stop_place else None]
            if cut.strip():
                bits.append(Bit(cut, self.row.words[at]))
        return tuple(bits)

    def mark_after(self, letter: int) -> str:
        """The characters that stand between the letter before and the next letter or digit."""
        first, spot = 0, 0
        if letter > 0:
            first, spot = self.owners[letter - 1]
            spot += 1
        marks = ""
        for place in range(first, len(self.row.words)):
            text = self.row.words[place].text[spot if place == first else 0 :]
            cut = next((at for at, char in enumerate(text) if char.isalnum()), None)
            marks += text[:cut]
            if cut is not None:
                break
        return marks
