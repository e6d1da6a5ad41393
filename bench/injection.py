"""Errors put into readings on purpose: how many of those that a rule can see are reported, and how often none is there.

Each error is put into a dossier that was understood rightly, alone; it counts as reported where a finding comes up that
was not there before and is more than a remark. An error that another source of the same value outweighs (the code on a
card, say) changes nothing in the record and is not counted.

`python -m bench.injection --dossiers 60 --seed N` takes readings that are right word for word, so that every dossier
counts, and prints markdown and what was not reported.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random

from bench.cases import Case, list_misread, make_true_cases, understand_alone
from bench.errors import ABSENT, UNLISTED, Error, list_expired, make_errors
from bench.scoring import Counts, table
from pipeline.catalog import Catalog, load_catalog
from pipeline.checklist import CHECKLIST_RULES
from pipeline.model import Record, Severity
from tests.corpus.edition import EDITIONS

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
"""Findings that say what is short or could not be read, and accuse the papers of nothing."""
Accusation = tuple[str, str]
"""Rule and message of a finding."""


@dataclass(frozen=True)
class Missed:
    """An error that no finding told of."""

    kind: str
    where: str
    what: str
    procedure: str


@dataclass
class InjectionReport:
    """By kind of error: times put in (`wanted`) and reported (`right`); dossiers, those understood rightly, alarms."""

    kinds: dict[str, Counts] = field(default_factory=dict)
    dossiers: int = 0
    clean: int = 0
    expired: int = 0
    """Dossiers of which a paper had truly run out when they were filed: they are not without an error."""
    alarmed: int = 0
    asked: int = 0
    """Dossiers without an error that a clerk is asked to look at for anything at all, short or unread papers too."""
    outweighed: int = 0
    """Errors that changed nothing in the record."""
    missed: list[Missed] = field(default_factory=list)
    misread: list[str] = field(default_factory=list)
    """What was understood wrongly in the dossiers left out."""
    alarms: list[str] = field(default_factory=list)
    shortfalls: Counter[str] = field(default_factory=Counter)
    """What the checklist and reading say of dossiers without an error: papers that truly are not there."""
    told: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often a rule reported a kind of error."""


def inject_errors(cases: Iterable[Case], catalog: Catalog, seed: int = 5) -> InjectionReport:
    """Put errors of every kind that fits into each dossier that was understood rightly."""
    known = list(cases)
    report = InjectionReport(dossiers=len(known))
    kinds: dict[str, list[bool]] = defaultdict(list)
    for number, case in enumerate(known):
        misread = list_misread(case)
        if misread:
            report.misread += misread
            continue
        if list_expired(case, catalog):
            report.expired += 1
            continue
        report.clean += 1
        before = accusations([case.record])
        accused = {f"{rule}: {message}" for rule, message in before if rule not in READING_RULES}
        report.alarmed += bool(accused)
        report.asked += bool(before)
        report.alarms += sorted(accused)
        report.shortfalls.update(rule for rule, _ in before if rule in READING_RULES)
        for error in make_errors(case, known, catalog, Random(f"{seed}/{number}")):
            records = understand_alone(error.readings, case.received, catalog)
            if not is_felt(records, case):
                report.outweighed += 1
                continue
            new = accusations(records) - before
            seen = is_told(error, new)
            kinds[error.kind].append(seen)
            report.told.update((error.kind, rule) for rule in {rule for rule, _ in new})
            if not seen:
                report.missed.append(Missed(error.kind, error.where, error.what, case.record.procedure or "unknown"))
    report.kinds = {kind: Counts(sum(seen), len(seen), len(seen)) for kind, seen in sorted(kinds.items())}
    return report


def accusations(records: Sequence[Record]) -> set[Accusation]:
    """What the findings say that is more than a remark."""
    return {
        (found.rule, found.message_vi)
        for record in records
        for found in record.findings
        if found.severity is not Severity.INFO
    }


def is_felt(records: Sequence[Record], case: Case) -> bool:
    """Whether the record differs for the error: in its papers or in a value."""

    def said(made: Sequence[Record]) -> list[tuple[str, str, str]]:
        return [
            (document.type, key, value.value)
            for record in made
            for document in record.documents
            for key, value in sorted(document.fields.items())
        ]

    return said(records) != said([case.record])


def is_told(error: Error, new: set[Accusation]) -> bool:
    """Whether the new findings report the error: a missing paper only what speaks of papers."""
    if error.kind in {ABSENT, UNLISTED}:
        return any(rule in CHECKLIST_RULES or rule.startswith(("paper_", "receipt_")) for rule, _ in new)
    return bool(new)


def injection_table(reports: dict[str, InjectionReport]) -> str:
    """Errors by kind, one pair of columns for each way of making the readings."""
    kinds = sorted({kind for report in reports.values() for kind in report.kinds})
    rows = [[kind, *_cells([report.kinds.get(kind, Counts()) for report in reports.values()])] for kind in kinds]
    totals = [sum(report.kinds.values(), Counts()) for report in reports.values()]
    rows.append(["all", *_cells(totals)])
    heads = [head for name in reports for head in (f"{name}: times", "reported", "%")]
    return table(["error put into the readings", *heads], rows)


def _cells(counts: Sequence[Counts]) -> list[object]:
    return [
        cell
        for one in counts
        for cell in ((one.wanted, one.right, f"{100 * one.recall:.1f}") if one.wanted else ("-", "-", "-"))
    ]


def alarm_lines(reports: dict[str, InjectionReport]) -> str:
    """False alarms, and of how many dossiers."""
    return "\n".join(
        f"{name}: false alarms in {report.alarmed} of {report.clean} dossiers without an error "
        f"({report.asked} with what is short or hard to read). "
        f"Of {report.dossiers} in all, {report.dossiers - report.clean - report.expired} were not understood rightly, "
        f"{report.expired} hold a paper that had run out; {report.outweighed} errors were outweighed by other sources."
        for name, report in reports.items()
    )


def missed_lines(report: InjectionReport) -> str:
    """Errors not reported, one line for each kind, type of paper and field, with an example."""
    groups: dict[tuple[str, str], list[Missed]] = defaultdict(list)
    for missed in report.missed:
        groups[missed.kind, re.sub(r"\[\d+\]", "[]", missed.where)].append(missed)
    return "\n".join(
        f"- {kind}, {where}: {len(group)} ({group[0].what}; procedure {group[0].procedure})"
        for (kind, where), group in sorted(groups.items())
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.injection", description=__doc__)
    parser.add_argument("--dossiers", type=int, default=60)
    parser.add_argument("--seed", type=int, default=20261231)
    parser.add_argument("--edition", choices=EDITIONS, default="development", help="layouts, fonts and wordings")
    args = parser.parse_args()
    catalog = load_catalog()
    report = inject_errors(make_true_cases(args.dossiers, args.seed, catalog, args.edition), catalog)
    print(injection_table({"true readings": report}) + "\n")
    print(alarm_lines({"true readings": report}) + "\n")
    print(f"not reported:\n\n{missed_lines(report)}\n\nfalse alarms:\n")
    print("\n".join(f"- {count} x {alarm}" for alarm, count in sorted(Counter(report.alarms).items())) + "\n")
    print("understood wrongly:\n\n" + "\n".join(f"- {line}" for line in report.misread) + "\n")
    print(f"said of what is short or unread: {dict(report.shortfalls)}\n\nreported by:\n")
    for (kind, rule), count in sorted(report.told.items()):
        print(f"- {kind}: {count} x {rule}")


if __name__ == "__main__":
    main()
