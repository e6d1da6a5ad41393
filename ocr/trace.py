"""What a second reader saw of a line frame by frame, and how well any text fits it (connectionist temporal
classification: a letter lasts for one frame or some, and none or some stand between two)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BLANK = 0
_STRANGE = -5.0
"""Log probability in each frame of a letter that the reader does not know."""
_LOOK_ALIKES = {"–": "-", "—": "-", "²": "2", "“": "”", '"': "”", "‘": "’"}
_NEVER = -1e9


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """Log probabilities of a line: a row a frame, a column a letter of `alphabet` (column 0: none).

    `start` is where the first frame begins and `step` how wide one is, in pixels of the page.
    """

    frames: NDArray[np.float32]
    alphabet: Mapping[str, int]
    start: float
    step: float

    def frame_at(self, x: float) -> int:
        """The frame in which the pixel column lies."""
        return min(len(self.frames), max(0, round((x - self.start) / self.step - 0.5)))

    def score(self, texts: Sequence[str], first: int, last: int) -> NDArray[np.float64]:
        """The log probability of each text in the frames from `first` to before `last`."""
        return score_texts(self.frames[first:last], [self._spell(text) for text in texts])

    def list_likely(self, first: int, last: int, least: float) -> dict[str, float]:
        """Letters with a log probability of `least` or more in one of the frames, each with its greatest."""
        best = self.frames[first:last].max(axis=0, initial=_NEVER)
        names = {column: letter for letter, column in self.alphabet.items()}
        return {names[int(column)]: float(best[column]) for column in np.flatnonzero(best >= least) if column in names}

    def _spell(self, text: str) -> list[int]:
        strange = self.frames.shape[1]
        return [self.alphabet.get(_LOOK_ALIKES.get(letter, letter), strange) for letter in text]


def score_texts(frames: NDArray[np.float32], texts: Sequence[Sequence[int]]) -> NDArray[np.float64]:
    """The log probability of each text (its letters' columns) over all frames, its likeliest spread alone counted."""
    longest = 2 * max((len(text) for text in texts), default=0) + 1
    states = np.zeros((len(texts), longest), dtype=np.intp)
    for row, text in enumerate(texts):
        states[row, 1 : 2 * len(text) : 2] = text
    skips = np.full(states.shape, _NEVER)
    skips[:, 3::2] = np.where(states[:, 3::2] != states[:, 1:-2:2], 0.0, _NEVER)
    seen = np.pad(frames, ((0, 0), (0, 1)), constant_values=_STRANGE)[:, states].astype(np.float64)
    reached = np.full((len(texts), longest + 2), _NEVER)
    reached[:, 2] = 0.0
    for number, row in enumerate(seen):
        after = np.maximum(reached[:, 2:], reached[:, 1:-1])
        after = np.maximum(after, reached[:, :-2] + skips) + row
        if number == 0:
            after[:, 2:] = _NEVER
        reached[:, 2:] = after
    ends = np.array([2 * len(text) for text in texts], dtype=np.intp)
    rows = np.arange(len(texts))
    earlier = np.where(ends > 0, reached[rows, ends + 1], _NEVER)
    found: NDArray[np.float64] = np.maximum(reached[rows, ends + 2], earlier)
    return found
