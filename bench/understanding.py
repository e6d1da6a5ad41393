"""How well readings become checked dossiers: boundaries, classes, fields, what passes without a clerk, rules, cost.

`python -m bench.understanding --dossiers 300 --seed N --keep DIR` makes dossiers of three levels of damage, reads them
once (the readings stay in DIR, so that a second run costs seconds) and prints markdown for docs/benchmarks.md;
`--corpus DIR ...` takes corpora made before.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bench.accuracy import field_rows, worst_keys
from bench.cases import list_cases, make_true_cases
from bench.injection import READING_RULES, alarm_lines, inject_errors, injection_table
from bench.measure import FieldScore, Report, documents_of, measure, pair_documents, same_value
from bench.reading import LEVELS
from bench.scoring import Counts, table
from bench.stored import Stored, open_stored
from flows.report import dossier_json
from pipeline.catalog import Catalog, load_catalog
from pipeline.model import Record
from pipeline.review import needs_clerk
from pipeline.understand import understand
from tests.corpus.edition import EDITIONS, find_edition
from tests.corpus.generate import generate_corpus

STRICT = frozenset({"id12", "id9", "date", "dossier_code"})
"""Kinds of fields that are asked for more: ID numbers, dates, dossier codes."""
RULES_OF_READING = READING_RULES | {
    "boundary_unsure",
    "dossier_code_missing",
    "procedure_unknown",
    "type_unknown",
    "type_unsure",
}
"""Findings that ask a clerk to look at what was read, and accuse the papers of nothing."""


@dataclass
class Passed:
    """Fields that pass without a clerk, and how many of them are wrong; of all fields."""

    passed: int = 0
    wrong: int = 0
    fields: int = 0
    mistakes: list[str] = field(default_factory=list)

    def __add__(self, other: Passed) -> Passed:
        return Passed(
            self.passed + other.passed,
            self.wrong + other.wrong,
            self.fields + other.fields,
            self.mistakes + other.mistakes,
        )


@dataclass
class Understanding:
    """Everything measured of one corpus."""

    level: str
    report: Report
    strict: FieldScore
    printed: FieldScore
    passed: Passed
    piles: dict[bool, Counts]
    """Dossiers with exactly their documents: those with a receipt or separator sheet, and those without."""
    accepted: Counts
    """Documents whose type is accepted without review: `found`; of these `right`; of `wanted` documents."""
    alarms: Counter[str]
    dossiers: int
    seconds: float
    reading: float


def understand_corpus(stored: Stored, catalog: Catalog) -> tuple[list[Record], float]:
    """The corpus's dossiers, and the CPU seconds that they took."""
    start = time.process_time()
    records = understand(
        stored.stacks, catalog=catalog, batch="bench", received=stored.received, procedure=None, reader="bench"
    )
    return records, time.process_time() - start


def as_result(stored: Stored, records: Sequence[Record]) -> dict[str, Any]:
    """The records as `sohoa digitise --json` writes them."""
    files = {source.sha256: source for source in stored.sources}
    names = {source.sha256: source.file for source in stored.sources}
    return {
        "pages": [
            {
                "file": names[reading.source],
                "page": reading.page,
                "rotation": reading.rotation,
                "blank": reading.blank,
                "text": reading.text,
            }
            for readings in stored.readings.values()
            for reading in readings
        ],
        "dossiers": [dossier_json(record, files) for record in records],
    }


def measure_corpus(stored: Stored, catalog: Catalog) -> Understanding:
    truth = stored.corpus.truth
    records, seconds = understand_corpus(stored, catalog)
    result = as_result(stored, records)
    pairs = list(pair_documents(truth, result))
    hands = find_handwritten(truth)
    strict, printed = FieldScore(), FieldScore()
    for wanted, found in pairs:
        kind = catalog.types[wanted["type"]]
        for key, value in wanted["fields"].items():
            if (wanted["file"], value["page"], value["raw"]) in hands:
                continue
            score_field(printed, value, (found or {}).get("fields", {}).get(key))
            spec = kind.field(key)
            if spec is not None and spec.kind in STRICT:
                score_field(strict, value, (found or {}).get("fields", {}).get(key))
    return Understanding(
        level=stored.corpus.level,
        report=measure(truth, result),
        strict=strict,
        printed=printed,
        passed=count_passed(pairs, records, catalog),
        piles=compare_piles(truth, result),
        accepted=count_accepted(pairs, records, catalog),
        alarms=Counter(
            finding.rule
            for record in records
            for finding in record.findings
            if finding.severity != "info" and finding.rule not in RULES_OF_READING
        ),
        dossiers=len(records),
        seconds=seconds,
        reading=stored.seconds,
    )


def find_handwritten(truth: dict[str, Any]) -> set[tuple[str, int, str]]:
    """Values of fields (file, page, raw) that were written by hand."""
    hands: dict[tuple[str, int], list[str]] = defaultdict(list)
    for page in truth["pages"]:
        for line in page["lines"]:
            hands[page["file"], page["page"]] += [line["text"][start:end].strip() for start, end in line["hand"]]
    return {
        (document["file"], value["page"], value["raw"])
        for _, document in documents_of(truth)
        for value in document["fields"].values()
        if any(written and written in value["raw"] for written in hands[document["file"], value["page"]])
    }


def score_field(score: FieldScore, wanted: dict[str, Any], got: dict[str, Any] | None) -> None:
    if got is None or not got["value"]:
        score.missed += 1
    elif same_value(wanted["value"], got["value"]):
        score.right += 1
    else:
        score.wrong += 1


def count_passed(
    pairs: Sequence[tuple[dict[str, Any], dict[str, Any] | None]], records: Sequence[Record], catalog: Catalog
) -> Passed:
    """Of the fields that pass without a clerk, those that are wrong: another value, or a paper that has no such one.

    What a card's codes hold beyond its print cannot be judged and is left out.
    """
    total = Passed()
    asked = {key for record in records for key in needs_clerk(record)}
    for wanted, found in pairs:
        total.fields += len(wanted["fields"])
        for key, got in (found or {}).get("fields", {}).items():
            true = wanted["fields"].get(key)
            if found is not None and (found["id"], key) in asked:
                continue
            if true is None and wanted["qr"]:
                continue
            right = true is not None and same_value(true["value"], got["value"])
            total.passed += 1
            total.wrong += not right
            if not right:
                said = f"`{true['value']}`" if true else "nothing"
                total.mistakes.append(f"{wanted['type']}.{key}: {said} read as `{got['value']}`")
    return total


def count_accepted(
    pairs: Sequence[tuple[dict[str, Any], dict[str, Any] | None]], records: Sequence[Record], catalog: Catalog
) -> Counts:
    """Documents whose type no finding asks a clerk to check, and how many of these are of the right type."""
    asked = {
        finding.document
        for record in records
        for finding in record.findings
        if finding.rule in {"type_unknown", "type_unsure", "boundary_unsure"}
    }
    accepted = [(wanted, found) for wanted, found in pairs if found is not None and found["id"] not in asked]
    right = sum(wanted["type"] == found["type"] for wanted, found in accepted)
    return Counts(right, len(accepted), len(pairs))


def compare_piles(truth: dict[str, Any], result: dict[str, Any]) -> dict[bool, Counts]:
    """Dossiers that hold exactly the pages that they should, apart for those that a code opens and the others."""
    found = [
        frozenset((document["file"], page) for document in dossier["documents"] for page in document["pages"])
        for dossier in result["dossiers"]
    ]
    counts = {True: Counts(), False: Counts()}
    for dossier in truth["dossiers"]:
        pages = frozenset((document["file"], page) for document in dossier["documents"] for page in document["pages"])
        counts[dossier["code"] is not None] += Counts(int(pages in found), 1, 1)
    return counts


def summary_table(runs: Sequence[Understanding]) -> str:
    """The measures of every level, one a line."""

    def share(counts: Counts) -> str:
        return f"{counts.right} of {counts.wanted} ({100 * counts.recall:.1f} %)" if counts.wanted else "none"

    def exact(score: FieldScore) -> str:
        return f"{score.percent:.2f} % of {score.wanted}"

    def wrongly(run: Understanding) -> str:
        wrong = run.accepted.found - run.accepted.right
        return f"{wrong} of {run.accepted.found} ({100 * wrong / max(1, run.accepted.found):.2f} %)"

    def passing(run: Understanding) -> str:
        return f"{100 * run.passed.passed / max(1, run.passed.fields):.1f} %"

    def failing(run: Understanding) -> str:
        return f"{run.passed.wrong} of {run.passed.passed} ({100 * run.passed.wrong / max(1, run.passed.passed):.2f} %)"

    rows = [
        ["dossiers / documents", *(f"{run.dossiers} / {run.report.documents.wanted}" for run in runs)],
        ["document boundaries, F1", *(f"{run.report.documents.f1:.4f}" for run in runs)],
        ["dossiers with a receipt or separator sheet whole", *(share(run.piles[True]) for run in runs)],
        ["dossiers without one whole", *(share(run.piles[False]) for run in runs)],
        ["documents of the right class", *(share(run.report.classes["all documents"]) for run in runs)],
        ["of a wrong class, accepted without review", *(wrongly(run) for run in runs)],
        ["fields exact, print", *(exact(run.printed) for run in runs)],
        ["ID numbers, dates, dossier codes exact, print", *(exact(run.strict) for run in runs)],
        ["fields exact, handwriting too", *(exact(run.report.fields["all documents"]) for run in runs)],
        ["fields that pass without a clerk", *(passing(run) for run in runs)],
        ["of these wrong", *(failing(run) for run in runs)],
        ["CPU of understanding, share of reading's", *(f"{100 * run.seconds / run.reading:.2f} %" for run in runs)],
    ]
    return table(["measure", *(run.level for run in runs)], rows)


def type_table(runs: Sequence[Understanding]) -> str:
    """Classes and fields by type over all levels."""
    rows = []
    for name in sorted({name for run in runs for name in run.report.classes} - {"all documents"}):
        classes = sum((run.report.classes[name] for run in runs), Counts())
        scores = [run.report.fields[name] for run in runs]
        wanted, right = sum(score.wanted for score in scores), sum(score.right for score in scores)
        rows.append([name, classes.wanted, 100 * classes.recall, wanted, 100 * right / wanted if wanted else "-"])
    return table(["type", "documents", "right class %", "fields", "exact %"], rows)


def growth_table(stored: Stored, catalog: Catalog, sizes: Sequence[int] = (60, 500, 2000)) -> str:
    """CPU milliseconds a page for one pile of so many pages: the corpus's readings again and again as other pages."""
    pages = [reading for stack in stored.stacks for reading in stack]
    rows = []
    for size in sizes:
        copies = -(-size // len(pages))
        pile = [
            replace(reading, source=f"{copy:08x}{reading.source[8:]}") for copy in range(copies) for reading in pages
        ]
        start = time.process_time()
        understand([pile[:size]], catalog=catalog, batch="b", received=stored.received, procedure=None, reader="bench")
        rows.append([size, 1000 * (time.process_time() - start) / size])
    return table(["pages in one pile", "CPU ms a page"], rows)


def make_stored(
    folder: Path, dossiers: int, seed: int, levels: Sequence[str], edition: str = "development"
) -> list[Path]:
    """Corpora of `dossiers` dossiers between the levels, of an edition of the generator."""
    made, papers = [], find_edition(edition)
    for level in levels:
        where = folder / level
        made.append(where)
        if not (where / "truth.json").exists():
            each = -(-dossiers // len(levels))
            scans, truth = where / "scans", where / "truth.json"
            generate_corpus(
                scans, papers.open_fonts(), seed=seed, level=level, dossiers=each, truth_file=truth, edition=papers
            )
    return made


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.understanding", description=__doc__)
    parser.add_argument("--corpus", type=Path, nargs="+", help="folders with scans and truth.json; none: make them")
    parser.add_argument("--dossiers", type=int, default=300)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--levels", default=",".join(LEVELS))
    parser.add_argument("--edition", choices=EDITIONS, default="development", help="layouts, fonts and wordings")
    parser.add_argument("--true-dossiers", type=int, default=60, help="dossiers with true readings to put errors into")
    parser.add_argument("--keep", type=Path, help="make the corpora here and keep them and their readings")
    parser.add_argument("--mistakes", type=int, default=0, help="print so many wrong values that passed")
    args = parser.parse_args()
    catalog = load_catalog()
    with tempfile.TemporaryDirectory(prefix="sohoa-bench-") as folder:
        levels = args.levels.split(",")
        where = args.corpus or make_stored(args.keep or Path(folder), args.dossiers, args.seed, levels, args.edition)
        stored = [open_stored(path) for path in where]
        runs = [measure_corpus(one, catalog) for one in stored]
        print(summary_table(runs) + "\n")
        print(type_table(runs) + "\n")
        head = ["type", "fields", "exact %", "right", "wrong", "missed", "not in the truth"]
        for run in runs:
            print(f"{run.level}:\n\n{table(head, field_rows(run.report.fields, 'all documents'))}\n")
            print(worst_keys(run.report) + "\n")
            print(f"alarms of rules: {dict(run.alarms)}\n")
            for line in run.passed.mistakes[: args.mistakes]:
                print(f"- {line}")
        read = inject_errors((case for one in stored for case in list_cases(one, catalog)), catalog)
        true = inject_errors(make_true_cases(args.true_dossiers, args.seed, catalog, args.edition), catalog)
        injected = {"true readings": true, "as read": read}
        print(f"{injection_table(injected)}\n\n{alarm_lines(injected)}\n")
        print(growth_table(stored[0], catalog) + "\n")


if __name__ == "__main__":
    main()
