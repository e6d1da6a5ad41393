"""Errors put into readings on purpose: how many of those that a rule can see are reported, and how often none is there.

Each error is put into a dossier that was read rightly, alone; it counts as reported where a finding comes up that was
not there before and is more than a remark.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from bench.measure import same_value
from bench.scoring import Counts
from bench.stored import Stored
from pipeline.catalog import Catalog
from pipeline.checklist import CHECKLIST_RULES
from pipeline.model import PageRef, Reading, Record, Severity
from pipeline.understand import understand

READING_RULES = frozenset(
    (
        *CHECKLIST_RULES,
        "collated",
        "date_part",
        "handwritten",
        "page_unreadable",
        "penned",
        "required",
        "stamp_unread",
        "unreadable",
    )
)


@dataclass
class InjectionReport:
    """By kind of error: times put in (`wanted`) and reported (`right`); dossiers read rightly, their alarms."""

    kinds: dict[str, Counts] = field(default_factory=dict)
    clean: int = 0
    alarmed: int = 0
    missed: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Case:
    """One dossier of the truth, its readings in order, and what they were understood as."""

    truth: dict[str, Any]
    readings: list[Reading]
    record: Record


def inject_errors(stored: Sequence[Stored], catalog: Catalog, seed: int = 5) -> InjectionReport:
    """Put errors into every dossier that was read rightly, each kind as often as it fits."""
    report = InjectionReport()
    kinds: dict[str, list[bool]] = defaultdict(list)
    for one in stored:
        rng = Random(f"{seed}/{one.corpus.level}")
        for case in list_cases(one, catalog):
            if not is_right(case):
                continue
            report.clean += 1
            accused = {f"{rule}: {message}" for rule, message in accusations(case.record)}
            report.alarmed += bool(accused)
            report.alarms += sorted(accused)
            for kind, changed, what in make_errors(case, catalog, rng):
                records = read(changed, one, catalog)
                new = {found for record in records for found in accusations(record, all_rules=True)}
                seen = bool(new - accusations(case.record, all_rules=True))
                kinds[kind].append(seen)
                if not seen:
                    report.missed.append(f"{kind}: {what}")
    report.kinds = {kind: Counts(sum(seen), len(seen), len(seen)) for kind, seen in sorted(kinds.items())}
    return report


def list_cases(stored: Stored, catalog: Catalog) -> Iterator[Case]:
    """The dossiers that can be understood on their own: those whose pages make one record."""
    sha = {source.file: source.sha256 for source in stored.sources}
    for dossier in stored.corpus.truth["dossiers"]:
        refs = [PageRef(sha[document["file"]], page) for document in dossier["documents"] for page in document["pages"]]
        readings = [stored.readings[ref.source][ref.page - 1] for ref in refs]
        records = read(readings, stored, catalog)
        if len(records) == 1:
            yield Case(dossier, readings, records[0])


def read(readings: Sequence[Reading], stored: Stored, catalog: Catalog) -> list[Record]:
    return understand(
        [readings], catalog=catalog, batch="bench", received=stored.received, procedure=None, reader="bench"
    )


def is_right(case: Case) -> bool:
    """Whether every paper was found with its type, and no value of it was read wrongly."""
    found = {document.pages: document for document in case.record.documents}
    if len(found) != len(case.truth["documents"]):
        return False
    for wanted, document in zip(case.truth["documents"], case.record.documents, strict=True):
        if wanted["type"] != document.type:
            return False
        for key, value in document.fields.items():
            true = wanted["fields"].get(key)
            if true is not None and not same_value(true["value"], value.value):
                return False
    return True


def accusations(record: Record, *, all_rules: bool = False) -> set[tuple[str, str]]:
    """What the findings say against the papers; of what could not be read only with `all_rules`."""
    return {
        (found.rule, found.message_vi)
        for found in record.findings
        if found.severity is not Severity.INFO and (all_rules or found.rule not in READING_RULES)
    }


def make_errors(case: Case, catalog: Catalog, rng: Random) -> Iterator[tuple[str, list[Reading], str]]:
    """The dossier with one error each: its kind, the changed readings, and what was done (no rule could see others)."""
    numbers = count_numbers(case)
    for wanted, document in zip(case.truth["documents"], case.record.documents, strict=True):
        kind = catalog.types[document.type]
        for rule in kind.rules:
            number, birth, sex = (wanted["fields"].get(key or "") for key in (rule.number, rule.birth, rule.sex))
            if rule.rule == "id12_sex" and number and sex and len(number["value"]) == 12:
                other = {"Nam": "Nữ", "Nữ": "Nam"}.get(sex["value"], "")
                yield from change(case, document.pages, sex["raw"], other, "wrong sex")
            if rule.rule == "id12_birth" and number and birth and len(number["value"]) == 12:
                year = birth["value"][-4:]
                yield from change(case, document.pages, year, shift_year(year, rng), "wrong year of birth")
            if rule.rule in {"expired", "expires_after"} and (day := wanted["fields"].get(rule.field or "")):
                old = re.sub(r"\d{4}$", lambda found: str(int(found[0]) - 16), day["value"])
                yield from change(case, document.pages, day["value"], old, "expired paper")
        for person in kind.persons:
            number = wanted["fields"].get(person.id or "")
            if number and re.fullmatch(r"\d{12}", number["value"]) and numbers[number["value"]] > 1:
                place = rng.randrange(6, 12)
                digit = str((int(number["value"][place]) + rng.randint(1, 9)) % 10)
                wrong = number["value"][:place] + digit + number["value"][place + 1 :]
                yield from change(case, document.pages, number["value"], wrong, "one digit of an ID number")


def count_numbers(case: Case) -> dict[str, int]:
    """In how many papers of the dossier each ID number was read."""
    counts: dict[str, int] = defaultdict(int)
    for document in case.record.documents:
        for number in {value.value for value in document.fields.values() if re.fullmatch(r"\d{12}", value.value)}:
            counts[number] += 1
    return counts


def shift_year(year: str, rng: Random) -> str:
    return str(int(year) + rng.choice((-10, -3, -1, 1, 2, 9)))


def change(
    case: Case, pages: Sequence[PageRef], old: str, new: str, kind: str
) -> Iterator[tuple[str, list[Reading], str]]:
    """The readings with `old` as `new` where it stands by itself on these pages; nothing where it does not."""
    changed, times = [], 0
    for reading in case.readings:
        if reading.ref in pages and new:
            words = tuple(
                replace(word, text=word.text.replace(old, new)) if holds(word.text, old) else word
                for word in reading.words
            )
            times += sum(one.text != other.text for one, other in zip(words, reading.words, strict=True))
            changed.append(replace(reading, words=words))
        else:
            changed.append(reading)
    if times:
        yield kind, changed, f"{old} as {new}"


def holds(word: str, text: str) -> bool:
    return re.search(rf"(?<![\w]){re.escape(text)}(?![\w])", word) is not None
