"""How well the product reads and understands a generated corpus.

`python -m bench.accuracy --pages 100 --level office --seed 5` makes a corpus, digitises it and prints markdown for
docs/benchmarks.md; `--corpus DIR` takes one made before, `--json-file` scores a result written before.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.measure import FieldScore, Report, measure
from bench.plain_tesseract import score_plain
from bench.run import Run, digitise, load_run
from bench.scoring import Counts, table, total

COUNTED = ("rotation", "turned", "blank", "documents", "starts", "dossier_codes", "grouping", "cards")


def text_table(report: Report, plain: list[dict[str, Any]]) -> str:
    """Error rates by type beside those of plain Tesseract, where it was run."""
    rows = []
    for name, score in sorted(report.text.items(), key=lambda item: (item[0] == "all pages", item[0])):
        members = [page for page in plain if name in ("all pages", page["page"]["type"])]
        base: list[object] = (
            [total(page[key] for page in members).percent for key in ("cer", "lines")] if members else ["-", "-"]
        )
        rows.append([name, score.pages, score.cer.percent, score.lines.percent, score.words.percent, *base])
    head = [
        "type",
        "pages",
        "CER in order %",
        "CER order aside %",
        "words missing %",
        "plain Tesseract: CER %",
        "order aside %",
    ]
    return table(head, rows)


def share(counts: Counts) -> str:
    return f"{counts.right} of {counts.wanted} ({100 * counts.recall:.1f} %)"


def summary_table(report: Report) -> str:
    """The measures of a whole run, one a line."""
    rows = [
        ["pages turned upright rightly", share(report.rotation)],
        ["of these, pages that had to be turned", share(report.turned)],
        ["blank pages found", f"{share(report.blank)}, {report.blank.found - report.blank.right} wrongly"],
        ["documents with exactly their pages, F1", f"{report.documents.f1:.3f}"],
        ["document starts, F1", f"{report.starts.f1:.3f}"],
        ["documents of the right class", share(report.classes["all documents"])],
        ["dossier codes", share(report.dossier_codes)],
        ["neighbours in one dossier, F1", f"{report.grouping.f1:.3f}"],
        ["cards with a readable QR code: all seven fields exact", share(report.cards)],
        ["pages missing in the result", len(report.missing_pages)],
    ]
    return table(["measure", "result"], rows)


def field_rows(scores: dict[Any, FieldScore], last: str = "") -> list[list[object]]:
    ordered = sorted(scores.items(), key=lambda item: (item[0] == last, str(item[0])))
    return [[name, s.wanted, s.percent, s.right, s.wrong, s.missed, s.invented] for name, s in ordered]


def field_tables(report: Report) -> str:
    """Exact matches by type and by method."""
    head = ["type", "fields", "exact %", "right", "wrong", "missed", "not in the truth"]
    by_type = table(head, field_rows(report.fields, "all documents"))
    by_method = table(["method", *head[1:]], field_rows(report.methods))
    return f"{by_type}\n\n{by_method}"


def worst_keys(report: Report, count: int = 25) -> str:
    """The fields that cost most."""
    scores = sorted(report.keys.items(), key=lambda item: item[1].right - item[1].wanted)[:count]
    return table(
        ["field", "in the truth", "exact %", "wrong", "missed"],
        [[f"{k[0]}.{k[1]}", s.wanted, s.percent, s.wrong, s.missed] for k, s in scores],
    )


def confusion_table(report: Report) -> str:
    rows = sorted(report.confusions.items(), key=lambda item: -item[1])
    return table(["is", "taken for", "times"], [[pair[0], pair[1], times] for pair, times in rows])


def as_json(report: Report, plain: list[dict[str, Any]], run: Run) -> dict[str, Any]:
    """The report as plain data."""
    return {
        "seconds": run.seconds,
        "text": {
            name: {"pages": s.pages, "cer": s.cer.percent, "lines": s.lines.percent, "words": s.words.percent}
            for name, s in report.text.items()
        },
        "plain": {key: total(page[key] for page in plain).percent for key in ("cer", "lines", "words")}
        if plain
        else None,
        "counts": {name: asdict(getattr(report, name)) for name in COUNTED},
        "boundary_f1": report.documents.f1,
        "classes": {name: asdict(counts) for name, counts in report.classes.items()},
        "fields": {name: asdict(score) for name, score in report.fields.items()},
        "keys": {f"{key[0]}.{key[1]}": asdict(score) for key, score in report.keys.items()},
        "methods": {name: asdict(score) for name, score in report.methods.items()},
    }


def prepare_corpus(folder: Path, pages: int, level: str, seed: int) -> None:
    """Make a corpus with its scans in `scans/` and truth.json beside them, out of digitise's way."""
    from tests.corpus.fonts import open_font_book  # noqa: PLC0415 - only where a corpus is to be made
    from tests.corpus.generate import generate_corpus  # noqa: PLC0415

    generate_corpus(
        folder / "scans", open_font_book(), seed=seed, level=level, pages=pages, truth_file=folder / "truth.json"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.accuracy", description=__doc__)
    parser.add_argument("--corpus", type=Path, help="folder with scans and truth.json")
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--level", default="office")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--json-file", type=Path, help="a result of `sohoa digitise --json` to score; none: run it")
    parser.add_argument("--json", type=Path, help="write the figures here as JSON")
    parser.add_argument("--no-plain", action="store_true", help="leave plain Tesseract out")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sohoa-bench-") as temporary:
        corpus, truth_file = args.corpus, None
        if corpus is None:
            corpus = Path(temporary)
            prepare_corpus(corpus, args.pages, args.level, args.seed)
        truth_file = corpus / "truth.json"
        scans = next((path for path in (corpus / "scans", corpus / "dossiers") if path.is_dir()), corpus)
        run = load_run(args.json_file) if args.json_file else digitise(scans, Path(temporary) / "result.json")
        truth = json.loads(truth_file.read_text(encoding="utf-8"))
        plain = [] if args.no_plain else score_plain(scans, truth, len(os.sched_getaffinity(0)))
        report = measure(truth, run.result)
    took = f", {run.seconds:.0f} s in all" if run.seconds else ""
    sizes = f"{len(truth['pages'])} pages, {len(truth['dossiers'])} dossiers"
    print(f"### {truth['level']}, seed {truth['seed']}: {sizes}{took}\n")
    for part in (
        summary_table(report),
        text_table(report, plain),
        field_tables(report),
        worst_keys(report),
        confusion_table(report),
    ):
        print(part + "\n")
    if args.json:
        args.json.write_text(json.dumps(as_json(report, plain, run), ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
