"""Errors such as people and machines make, put into the readings of a dossier one at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from bench.cases import Case, TruePaper, Value
from pipeline.catalog import Catalog
from pipeline.catalog.procedure import Requirement, is_in_force
from pipeline.checklist import find_receipt
from pipeline.model import Box, Reading, Word
from pipeline.validate import add_months
from pipeline.wording import read_date
from tests.corpus.cards import check_digit

NUMBER = re.compile(r"(?<!\d)\d{12}(?!\d)")
ROW = re.compile(r"(.+\[\d+\])\.so_dinh_danh")
ZONE = re.compile(r"\d{7}[MF<]\d{7}VNM<{11}\d")
MAY_LIE_AHEAD = frozenset(
    (
        "co_gia_tri_den",
        "gia_tri_den",
        "den_ngay",
        "thoi_han_bo_sung",
        "thoi_gian_tra",
        "thoi_han",
        "gia_tri_tu",
        "du_5_nam",
    )
)
"""Days that a paper may name before they come."""
CARDS = frozenset(("CCCD21", "CC24"))
ABSENT = "paper missing that the procedure requires"
UNLISTED = "paper missing that the receipt lists"
EXPIRED = "expired paper"
REVERSED = "wrong year, before what the paper tells of"
SWAPPED = "two digits of an ID number swapped"
OTHER_NUMBER = "mixed-up persons: another's number"


@dataclass(frozen=True)
class Error:
    """One error: its kind, the type of paper (and field) that it is in, what was done, and the readings with it."""

    kind: str
    where: str
    what: str
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class Fact:
    """A person on a paper: name and 12-digit number, and the keys of what else stands there."""

    paper: TruePaper
    name: Value
    number: str
    number_key: str
    birth_key: str | None
    sex_key: str | None

    @property
    def person(self) -> str:
        return " ".join(self.name.value.casefold().split())


def make_errors(case: Case, others: Sequence[Case], catalog: Catalog, rng: Random, each: int = 2) -> Iterator[Error]:
    """Errors of every kind that fits the dossier, at most `each` of a kind, from papers of `others` where need be."""
    facts = [fact for paper in case.papers for fact in list_facts(paper, catalog)]
    makers: tuple[Callable[[], Iterator[Error]], ...] = (
        lambda: wrong_sex(case, facts),
        lambda: wrong_birth(case, facts, rng),
        lambda: wrong_in_figures(case, catalog, rng),
        lambda: day_ahead(case, catalog, rng),
        lambda: days_reversed(case, catalog),
        lambda: one_digit(case, facts, rng),
        lambda: digits_swapped(case, facts, rng),
        lambda: another_name(case, facts, rng),
        lambda: another_number(case, facts, rng),
        lambda: another_paper(case, others, rng),
        lambda: expired_paper(case, catalog),
        lambda: absent_paper(case, catalog),
        lambda: unlisted_paper(case, rng),
    )
    for make in makers:
        made = list(make())
        yield from rng.sample(made, min(each, len(made)))


def list_facts(paper: TruePaper, catalog: Catalog) -> Iterator[Fact]:
    """The persons whom a paper names with their numbers, those in rows of tables too."""
    for person in catalog.types[paper.type].persons:
        name, number = paper.fields.get(person.name), paper.fields.get(person.id or "")
        found = NUMBER.search(number.value) if number else None
        if name and found and person.id:
            yield Fact(paper, name, found[0], person.id, person.birth, person.sex)
    for key, value in paper.fields.items():
        row = ROW.fullmatch(key)
        name = paper.fields.get(f"{row[1]}.ho_ten") if row else None
        if row and name and NUMBER.fullmatch(value.value):
            yield Fact(paper, name, value.value, key, f"{row[1]}.ngay_sinh", f"{row[1]}.gioi_tinh")


def wrong_sex(case: Case, facts: Sequence[Fact]) -> Iterator[Error]:
    for fact in facts:
        sex = fact.paper.fields.get(fact.sex_key or "")
        if sex and sex.value in {"Nam", "Nữ"}:
            other = "Nữ" if sex.value == "Nam" else "Nam"
            yield from write(case, fact.paper, fact.sex_key or "", sex.raw, other, "wrong sex")


def wrong_birth(case: Case, facts: Sequence[Fact], rng: Random) -> Iterator[Error]:
    for fact in facts:
        birth = fact.paper.fields.get(fact.birth_key or "")
        if birth and (year := year_of(birth)):
            yield from write(case, fact.paper, fact.birth_key or "", year, shift_year(year, rng), "wrong year of birth")


def wrong_in_figures(case: Case, catalog: Catalog, rng: Random) -> Iterator[Error]:
    """The year in figures, where the paper repeats the day in words."""
    for paper in case.papers:
        pairs = {(key.removesuffix("_chu"), key) for key in paper.fields if key.endswith("_chu")}
        pairs |= {(rule.field or "", rule.words or "") for rule in catalog.types[paper.type].rules if rule.words}
        for key, words in sorted(pairs):
            value = paper.fields.get(key)
            if value and words in paper.fields and (year := year_of(value)):
                yield from write(case, paper, key, year, shift_year(year, rng), "wrong year in figures, right in words")


def day_ahead(case: Case, catalog: Catalog, rng: Random) -> Iterator[Error]:
    for paper in case.papers:
        kind = catalog.types[paper.type]
        for key, value in paper.fields.items():
            spec = kind.field(key)
            if spec and spec.kind == "date" and key not in MAY_LIE_AHEAD and (year := year_of(value)):
                wrong = str(case.received.year + rng.randint(1, 6))
                yield from write(case, paper, key, year, wrong, "wrong year, after the scan")


def days_reversed(case: Case, catalog: Catalog) -> Iterator[Error]:
    """A paper dated before the birth or death that it tells of."""
    for paper in case.papers:
        for rule in catalog.types[paper.type].rules:
            early, late = paper.fields.get(rule.earlier or ""), paper.fields.get(rule.later or "")
            if rule.rule == "not_after" and early and late and year_of(early) and (year := year_of(late)):
                wrong = str(int(year_of(early)) - 1)
                yield from write(case, paper, rule.later or "", year, wrong, REVERSED)


def repeated(facts: Sequence[Fact]) -> Iterator[Fact]:
    """Persons whose number stands on several papers, so that one tells of an error on the other."""
    for fact in facts:
        if any(fact.number == other.number and fact.paper is not other.paper for other in facts):
            yield fact


def one_digit(case: Case, facts: Sequence[Fact], rng: Random) -> Iterator[Error]:
    for fact in repeated(facts):
        place = rng.randrange(6, 12)
        digit = str((int(fact.number[place]) + rng.randint(1, 9)) % 10)
        wrong = fact.number[:place] + digit + fact.number[place + 1 :]
        yield from write(case, fact.paper, fact.number_key, fact.number, wrong, "one digit of an ID number")


def digits_swapped(case: Case, facts: Sequence[Fact], rng: Random) -> Iterator[Error]:
    for fact in repeated(facts):
        places = [place for place in range(6, 11) if fact.number[place] != fact.number[place + 1]]
        if places:
            place = rng.choice(places)
            a, b = fact.number[place], fact.number[place + 1]
            wrong = fact.number[:place] + b + a + fact.number[place + 2 :]
            yield from write(case, fact.paper, fact.number_key, fact.number, wrong, SWAPPED)


def another_name(case: Case, facts: Sequence[Fact], rng: Random) -> Iterator[Error]:
    """The name of another person of the dossier beside a number that other papers give too."""
    for fact in repeated(facts):
        names = sorted(
            {other.name.value for other in facts if other.number != fact.number and other.person != fact.person}
        )
        if names:
            name = rng.choice(names)
            wrong = name.upper() if fact.name.raw.isupper() else name.title()
            yield from overwrite(case, fact.paper, fact.name, wrong, "mixed-up persons: another's name")


def another_number(case: Case, facts: Sequence[Fact], rng: Random) -> Iterator[Error]:
    """The number of another person of the dossier beside a name."""
    for fact in facts:
        numbers = sorted({other.number for other in facts if other.person != fact.person} - {fact.number})
        if numbers:
            wrong = rng.choice(numbers)
            yield from write(case, fact.paper, fact.number_key, fact.number, wrong, OTHER_NUMBER)


def another_paper(case: Case, others: Sequence[Case], rng: Random) -> Iterator[Error]:
    """The same kind of paper of somebody of an earlier dossier in its place, so that its days do not betray it."""
    for paper in case.papers:
        if paper.part == "result" or "ho_ten" not in paper.fields:
            continue
        strangers = [
            (other, found)
            for other in others
            if other is not case and other.received <= case.received
            for found in other.papers
            if found.type == paper.type and found.fields.get("ho_ten") not in {None, paper.fields["ho_ten"]}
        ]
        if not strangers or len(papers_naming(case, paper)) < 2:
            continue
        other, stranger = rng.choice(strangers)
        kind = "card" if paper.type in CARDS else "paper"
        what = f"{stranger.fields['ho_ten'].value} for {paper.fields['ho_ten'].value}"
        readings: list[Reading] = []
        for reading in case.readings:
            if reading.ref == paper.pages[0]:
                readings += other.pages_of(stranger)
            elif reading.ref not in paper.pages:
                readings.append(reading)
        yield Error(f"mixed-up persons: another's {kind}", paper.type, what, tuple(readings))


def papers_naming(case: Case, paper: TruePaper) -> list[TruePaper]:
    """The papers that name the one whom this paper is about."""
    name = paper.fields["ho_ten"].value.casefold()
    return [other for other in case.papers if any(name == value.value.casefold() for value in other.fields.values())]


def list_validity(case: Case, catalog: Catalog) -> Iterator[tuple[TruePaper, str, int]]:
    """Papers handed in that are valid for a time: the key of a day, and the months for which they are valid from it."""
    for paper in case.papers:
        for rule in catalog.types[paper.type].rules:
            if rule.rule in {"expired", "expires_after"} and rule.field in paper.fields and paper.part != "result":
                yield paper, rule.field, rule.months or 0


def list_expired(case: Case, catalog: Catalog) -> list[TruePaper]:
    """Papers that had truly run out when the dossier was filed."""
    filed = find_receipt(case.record, catalog).date()
    days = [(paper, read_date(paper.fields[key].value), months) for paper, key, months in list_validity(case, catalog)]
    return [paper for paper, day, months in days if day and add_months(day, months) < filed]


def expired_paper(case: Case, catalog: Catalog) -> Iterator[Error]:
    """The last day of a paper, or the day from which it counts, moved to before the dossier was filed."""
    filed = find_receipt(case.record, catalog).date()
    for paper, key, months in list_validity(case, catalog):
        year = year_of(paper.fields[key])
        wrong = str(filed.year - 1 - (months + 11) // 12)
        for error in write(case, paper, key, year, wrong, EXPIRED) if year else ():
            renewed = [renew_zone(page, wrong) if page.ref in paper.pages else page for page in error.readings]
            yield replace(error, readings=tuple(renewed))


def absent_paper(case: Case, catalog: Catalog) -> Iterator[Error]:
    """A paper left out that the procedure requires without conditions, where it is the only one that meets this."""
    day = find_receipt(case.record, catalog).date()
    procedure = catalog.procedure_on(case.record.procedure, day) if case.record.procedure else None
    for requirement in procedure.requires if procedure and not procedure.remembered else ():
        meeting = [paper for paper in case.papers if paper.type in requirement.any_of and paper.part != "result"]
        results = [paper for paper in case.papers if paper.type in requirement.any_of and paper.part == "result"]
        if is_binding(requirement, day, catalog) and len(meeting) == 1 and not results:
            yield leave_out(case, meeting[0], ABSENT)


def is_binding(requirement: Requirement, day: date, catalog: Catalog) -> bool:
    """Whether the paper must lie in every dossier of the procedure."""
    waived = any(
        is_in_force(waiver, day) and set(waiver.papers) & set(requirement.any_of) for waiver in catalog.waivers
    )
    free = requirement.optional or requirement.when or requirement.remembered or requirement.need != "submit"
    return is_in_force(requirement, day) and not free and not waived


def unlisted_paper(case: Case, rng: Random) -> Iterator[Error]:
    """A paper left out that the receipt lists as handed in."""
    if case.papers[0].type == "GTN":
        parts = [paper for paper in case.papers[1:] if paper.part != "result"]
        yield from (leave_out(case, paper, UNLISTED) for paper in parts)


def leave_out(case: Case, paper: TruePaper, kind: str) -> Error:
    return Error(kind, paper.type, "left out", tuple(page for page in case.readings if page.ref not in paper.pages))


def year_of(value: Value) -> str:
    """The year of a day as it stands on the paper; nothing where it has none."""
    day = read_date(value.value) if "/" in value.value else None
    year = str(day.year) if day else value.value[-4:]
    return year if year.isdigit() and len(year) == 4 and year in value.raw else ""


def shift_year(year: str, rng: Random) -> str:
    return str(int(year) + rng.choice((-10, -3, -1, 1, 2, 9)))


def write(case: Case, paper: TruePaper, key: str, old: str, new: str, kind: str) -> Iterator[Error]:
    """`new` for `old` where it stands by itself in the field's place; nothing where it was not read there."""
    value = paper.fields[key]
    pattern = rf"(?<![^\W_]){re.escape(old)}(?![^\W_])"

    def change(word: Word) -> Word:
        return replace(word, text=re.sub(pattern, new, word.text)) if lies_in(word.box, value.box) else word

    error = Error(kind, f"{paper.type}.{key}", f"{new} for {old}", case.readings)
    yield from changed(error, value, lambda words: [change(word) for word in words])


def overwrite(case: Case, paper: TruePaper, value: Value, new: str, kind: str) -> Iterator[Error]:
    """Other words in a field's place, on its one line."""

    def change(words: Sequence[Word]) -> list[Word]:
        inside = [word for word in words if lies_in(word.box, value.box)]
        if " ".join(word.text for word in inside) != value.raw or len({word.line for word in inside}) != 1:
            return list(words)
        parts, first = new.split(), words.index(inside[0])
        width = value.box.w / len(parts)
        made = [
            replace(inside[0], text=part, box=inside[0].box._replace(x=value.box.x + width * place, w=width * 0.9))
            for place, part in enumerate(parts)
        ]
        return [*words[:first], *made, *(word for word in words[first:] if word not in inside)]

    yield from changed(Error(kind, paper.type, f"{new} for {value.raw}", case.readings), value, change)


def changed(error: Error, value: Value, change: Callable[[Sequence[Word]], Sequence[Word]]) -> Iterator[Error]:
    """The error with the words of the value's page changed; nothing where they stay the same."""
    readings = tuple(
        replace(reading, words=tuple(change(reading.words))) if reading.ref == value.page else reading
        for reading in error.readings
    )
    if readings != error.readings:
        yield replace(error, readings=readings)


def lies_in(word: Box, field: Box) -> bool:
    x, y = word.x + word.w / 2, word.y + word.h / 2
    return field.x <= x <= field.x + field.w and field.y <= y <= field.y + field.h


def renew_zone(reading: Reading, year: str) -> Reading:
    """The zone for machines of a card with another year of expiry, its check digits right."""
    lines = [word.text for word in reading.words if len(word.text) == 30]
    first = next((line for line in lines if line.startswith("IDVNM")), "")
    old = next((line for line in lines if ZONE.fullmatch(line)), "")
    if not first or not old:
        return reading
    expiry = year[2:] + old[10:14]
    body = f"{old[:8]}{expiry}{check_digit(expiry)}{old[15:29]}"
    new = body + check_digit(first[5:30] + body[0:7] + body[8:15] + body[18:29])
    return replace(
        reading, words=tuple(replace(word, text=new) if word.text == old else word for word in reading.words)
    )
