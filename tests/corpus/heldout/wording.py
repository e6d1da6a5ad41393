"""What the held-out edition's forms say where those of development say something else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from tests.corpus.numbers import long_date, short_date

NUMBER = re.compile(r"^(?:(\d{1,2}(?:\.\d{1,2})*)\.|([a-zđ])\)|(-))\s+")
SPELLINGS = (
    ("òa", "oà"), ("óa", "oá"), ("ỏa", "oả"), ("ủy", "uỷ"), ("ùy", "uỳ"), ("úy", "uý"), ("ỏe", "oẻ"), ("ÒA", "OÀ"),
    ("ÓA", "OÁ"), ("Ủy", "Uỷ"), ("ỦY", "UỶ"), ("ÙY", "UỲ"),
)  # fmt: skip
"""Tone marks of open syllables: `tùy, hòa, ủy` of today, `tuỳ, hoà, uỷ` of schoolbooks."""
DAYS = ("dash", "dot", "bare", "long", "spaced")
PAPERS = {
    "Căn cước công dân": ("CCCD", "Thẻ CCCD", "Thẻ căn cước công dân"),
    "CMND": ("Giấy CMND", "Chứng minh nhân dân", "Giấy chứng minh nhân dân"),
}
ISSUERS = ("Cục CSQLHC về TTXH", "Cục Cảnh sát QLHC về TTXH")
MARKS = {"1)": "{})", "(1)": "({})", "01.": "{:0>2}.", "1/": "{}/", "*": "*", "": ""}


@cache
def read_wordings(path: Path = Path(__file__).parent / "wordings.yaml") -> dict[str, Any]:
    """The tables of an edition's wordings, this one's by default; keys without the colon at their end."""
    tables = yaml.safe_load(path.read_text(encoding="utf-8"))

    def strip(table: dict[str, list[str]]) -> dict[str, list[str]]:
        return {key.rstrip(" :"): values for key, values in table.items()}

    return tables | {
        "common": strip(tables["common"]),
        "types": {kind: strip(table) for kind, table in tables["types"].items()},
    }


def write_day(day: date, manner: str) -> str:
    """A day in one of `DAYS`."""
    if manner == "dash":
        return day.strftime("%d-%m-%Y")
    if manner == "dot":
        return day.strftime("%d.%m.%Y")
    if manner == "bare":
        return f"{day.day}/{day.month}/{day.year}"
    if manner == "spaced":
        return day.strftime("%d / %m / %Y")
    return long_date(day) if manner == "long" else short_date(day)


@dataclass
class Wording:
    """The words of one paper's form: each label as one of its variants, always the same on the same paper."""

    kind: str
    rng: Random
    old_spelling: bool
    bilingual: bool
    mark: str
    """How numbers of items are set, one of `MARKS`."""
    share: float = 1.0
    """How many of the labels differ from those of development: the law's own words are much the same everywhere."""
    colon: str = ":"
    chosen: dict[str, str] = field(default_factory=dict)

    def say(self, text: str) -> str:
        """The text in this edition's words; space around it stays."""
        inner = text.strip()
        if not inner:
            return text
        lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return f"{lead}{self._whole(inner)}{tail}"

    def heading(self, text: str) -> str:
        """The head of a table's column."""
        variants = read_wordings()["headings"].get(text)
        return self._choose(f"heading: {text}", variants) if variants else self.spell(text)

    def spell(self, text: str) -> str:
        """The words with the tone marks of the paper's time and place."""
        if self.old_spelling:
            for new, old in SPELLINGS:
                text = re.sub(rf"(?<![qQ]){new}(?!\w)", old, text)
            text = text.replace("quý cơ quan", "quí cơ quan")
        return text

    def _whole(self, text: str) -> str:
        number = NUMBER.match(text)
        rest = text[number.end() :] if number else text
        core = rest.rstrip(" :")
        words = self._core(core)
        if rest.endswith(":") and not words.endswith((":", ".")):
            words += self.colon
        return self.numbered(number, self.spell(words))

    def _core(self, core: str) -> str:
        tables = read_wordings()
        variants = tables["types"].get(self.kind, {}).get(core) or tables["common"].get(core)
        words = self._choose(core, variants) if variants else core
        english = tables["english"].get(core)
        return f"{words} / {english}" if self.bilingual and english else words

    def _choose(self, key: str, variants: list[str]) -> str:
        if key not in self.chosen:
            kept = key.removeprefix("heading: ")
            self.chosen[key] = self.rng.choice(variants) if self.rng.random() < self.share else kept
        return self.chosen[key]

    def numbered(self, number: re.Match[str] | None, words: str) -> str:
        """The words behind the number of their item, which is set in the paper's own way."""
        if number is None:
            return words
        sign = number[1] or number[2]
        if sign is None or (number[1] and "." in number[1]):
            return f"{'+' if sign is None else sign} {words}"
        if number[2]:
            return f"{sign}{'.' if self.mark in {'1)', '01.', '*'} else '/'} {words}"
        return f"{MARKS[self.mark].format(sign)} {words}".strip()
