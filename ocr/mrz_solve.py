"""The likeliest TD1 zone of a Vietnamese card given how unlikely each letter is in each cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import heappop, heappush
from itertools import cycle

import numpy as np
from numpy.typing import NDArray

from ocr.mrz_cells import ALPHABET, COLUMNS, Costs
from ocr.syllables import is_bare_syllable

_TRIED = 500
_KEPT = 40
_SPAN = 12.0
"""How much less likely (nats) than the likeliest a field may be: past excess and margin together nothing is decided."""
_FILLER = ALPHABET.index("<")
_UNLIMITED = "991231"
_AGES = (14, 25, 40, 60)
"""The birthdays on which a card is renewed (Luật Căn cước, Điều 21)."""
_AGAINST_RULE = 4.0
"""What a zone costs that breaks a rule of the cards, though its check digits hold."""
_NO_BIRTHDAY = 6.0
_NO_SYLLABLE, _NAME_SPAN = 2.0, 5.0


@dataclass(frozen=True, slots=True)
class Solved:
    """A zone whose check digits hold: how much less likely it is than what its cells say one by one, and how much more
    likely than the next zone whose check digits hold (both in nats)."""

    first: str
    second: str
    excess: float
    margin: float


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    cost: float


def check_digit(text: str) -> int:
    """The check digit of ICAO 9303: weights 7, 3, 1 over digits, letters from 10, fillers 0."""
    values = (0 if letter == "<" else int(letter, 36) for letter in text)
    return sum(value * weight for value, weight in zip(values, cycle((7, 3, 1)), strict=False)) % 10


def solve_numbers(costs: Costs) -> Solved | None:
    """The first two lines as one code word: what stands in them twice and their five check digits, all at once.

    The document number is the end of the personal number; that holds the year of birth and the sex (NĐ 137/2015/NĐ-CP,
    Điều 7); a card is valid until a birthday or without limit (Luật Căn cước, Điều 21).
    """
    firsts = _list_firsts(costs[0])
    dates = _list_dates(costs[1])
    tails = [check_digit("<" * 25 + days.text) for days in dates]
    ranked: dict[tuple[str, str], float] = {}
    likeliest = np.inf
    for first in firsts:
        person = first.text[15:27]
        sex = "MF"[int(person[3]) % 2]
        head = check_digit(first.text[5:30])
        sexes = {one: costs[1, 7, ALPHABET.index(one)] + _AGAINST_RULE * (one != sex) for one in "MF"}
        for days, tail in zip(dates, tails, strict=True):
            if first.cost + days.cost > likeliest + _SPAN:
                break
            birth, expiry = days.text[:7], days.text[7:]
            last = (head + tail) % 10
            cost = first.cost + days.cost + costs[1, 29, last] + _AGAINST_RULE * (birth[:2] != person[4:6])
            for one, more in sexes.items():
                second = f"{birth}{one}{expiry}VNM{'<' * 11}{last}"
                ranked[first.text, second] = cost + more
                likeliest = min(likeliest, cost + more)
    if not ranked:
        return None
    best, *others = sorted(ranked, key=lambda pair: ranked[pair])[:2]
    cells = (*range(5, 27), 29)
    least = costs[0][cells, :].min(axis=1).sum() + costs[1][(*range(15), 29), :].min(axis=1).sum()
    margin = ranked[others[0]] - ranked[best] if others else np.inf
    return Solved(*best, ranked[best] - float(least), margin)


def read_cells(costs: NDArray[np.float64]) -> str:
    """The likeliest letter of each cell of a row."""
    return "".join(ALPHABET[code] for code in costs.argmin(axis=1))


def solve_names(costs: NDArray[np.float64]) -> str:
    """The third line: names to the first three fillers, each the likeliest that can be a syllable if any nearly is."""
    text = read_cells(costs)
    end = text.find("<<<")
    text = text[: end if end >= 0 else COLUMNS]
    names, start = [], 0
    for name in text.split("<"):
        names.append(_solve_name(name, costs[start : start + len(name)]))
        start += len(name) + 1
    return "<".join(names).ljust(COLUMNS, "<")[:COLUMNS]


def _solve_name(name: str, costs: NDArray[np.float64]) -> str:
    if not name or is_bare_syllable(name):
        return name
    letters = costs.copy()
    letters[:, :10] = letters[:, _FILLER] = np.inf
    least = float(letters.min(axis=1).sum())
    found = []
    for codes, cost in _list_likeliest(letters, 200):
        if cost > least + _NAME_SPAN:
            break
        text = "".join(ALPHABET[code] for code in codes)
        if is_bare_syllable(text):
            found.append((text, cost))
    if not found or (len(found) > 1 and found[1][1] - found[0][1] < _NO_SYLLABLE):
        return name
    return found[0][0]


def _list_firsts(costs: NDArray[np.float64]) -> list[_Part]:
    """First lines with both check digits right, likeliest first.

    A personal number starts with a province, and those count from 001 to 096.
    """
    person = costs[15:27, :10].copy()
    person[3:] += costs[5:14, :10]
    person[0, 1:] += _AGAINST_RULE

    def build(codes: Sequence[int]) -> _Part:
        number = "".join(map(str, codes))
        short, whole = check_digit(number[3:]), check_digit(number)
        return _Part(f"IDVNM{number[3:]}{short}{number}<<{whole}", float(costs[14, short] + costs[29, whole]))

    return _keep_likeliest(person, build)


def _list_dates(costs: NDArray[np.float64]) -> list[_Part]:
    """Days of birth and of expiry with their check digits, likeliest first."""
    birth, expiry = costs[0:6, :10], costs[8:14, :10]

    def end(born: str, until: str, more: float = 0.0) -> _Part | None:
        if not (_is_day(born) and _is_day(until)):
            return None
        checks = check_digit(born), check_digit(until)
        cost = float(costs[6, checks[0]] + costs[14, checks[1]]) + more
        return _Part(f"{born}{checks[0]}{until}{checks[1]}", cost)

    def build_limited(codes: Sequence[int]) -> _Part | None:
        text = "".join(map(str, codes))
        years = (int(text[6:]) - int(text[:2])) % 100
        return end(text[:6], text[6:] + text[2:6], _AGAINST_RULE * (years not in _AGES))

    def build_unlimited(codes: Sequence[int]) -> _Part | None:
        fixed = sum(float(expiry[place, int(digit)]) for place, digit in enumerate(_UNLIMITED))
        return end("".join(map(str, codes)), _UNLIMITED, fixed)

    def build_free(codes: Sequence[int]) -> _Part | None:
        text = "".join(map(str, codes))
        return end(text[:6], text[6:], _NO_BIRTHDAY)

    limited = np.concatenate([birth[:2], birth[2:] + expiry[2:], expiry[:2]])
    parts = [
        *_keep_likeliest(limited, build_limited),
        *_keep_likeliest(birth, build_unlimited),
        *_keep_likeliest(np.concatenate([birth, expiry]), build_free),
    ]
    least: dict[str, float] = {}
    for part in parts:
        least[part.text] = min(part.cost, least.get(part.text, np.inf))
    return sorted((_Part(text, cost) for text, cost in least.items()), key=lambda part: part.cost)[:_KEPT]


def _keep_likeliest(costs: NDArray[np.float64], build: Callable[[Sequence[int]], _Part | None]) -> list[_Part]:
    """The likeliest of the fields that `build` makes of the likeliest digits; it adds what its check digits cost."""
    made: list[_Part] = []
    least = np.inf
    for codes, cost in _list_likeliest(costs, _TRIED):
        if cost > least + _SPAN:
            break
        if (part := build(codes)) is not None:
            made.append(_Part(part.text, part.cost + cost))
            least = min(least, made[-1].cost)
    return sorted(made, key=lambda part: part.cost)[:_KEPT]


def _list_likeliest(costs: NDArray[np.float64], most: int) -> Iterator[tuple[list[int], float]]:
    """Choices of one letter a row with what they cost together, cheapest first."""
    order = np.argsort(costs, axis=1, kind="stable")
    steps = np.take_along_axis(costs, order, axis=1)
    heap = [(float(steps[:, 0].sum()), (0,) * len(costs), 0)]
    for _ in range(most):
        if not heap:
            return
        cost, places, since = heappop(heap)
        yield [int(order[row, place]) for row, place in enumerate(places)], cost
        for row in range(since, len(places)):
            place = places[row]
            if place + 1 < steps.shape[1] and np.isfinite(steps[row, place + 1]):
                more = float(steps[row, place + 1] - steps[row, place])
                heappush(heap, (cost + more, (*places[:row], place + 1, *places[row + 1 :]), row))


def _is_day(text: str) -> bool:
    """Whether yymmdd is a day of some century."""
    try:
        date(2000 + int(text[:2]), int(text[2:4]), int(text[4:]))
    except ValueError:
        return False
    return True
