"""What each program read and cost, side by side, as markdown and as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench import charts
from bench.peers import OURS, Cost, PeerRun
from bench.reading_score import TextScore
from bench.scoring import Rate, table, total

NAMES = {
    OURS: "Sohoa, PDF/A",
    "plain": "`tesseract -l vie`, text only",
    "ocrmypdf": "OCRmyPDF, fastest",
    "ocrmypdf-cleaned": "OCRmyPDF with cleaning",
}
RATES = ("lost %", "misread %", "in order %", "words wrong %", "marks only %")
TITLES = ("Lines lost, %", "Characters misread in the lines found, %", "Character error in reading order, %")


def rates(scores: Sequence[TextScore]) -> list[float]:
    """The figures of RATES."""
    return [
        total(score.lost_rate for score in scores).percent,
        total(score.misread for score in scores).percent,
        total(score.order for score in scores).percent,
        total(score.words for score in scores).percent,
        total(score.marks for score in scores).percent,
    ]


def text_of(runs: Sequence[PeerRun]) -> dict[tuple[str, str], list[float]]:
    """The rates of each program at each level."""
    return {(run.bundle.level, run.name): rates(run.scores) for run in runs}


def costs_of(runs: Sequence[PeerRun]) -> dict[str, tuple[int, Cost]]:
    """Pages and cost of each program over all levels."""
    costs: dict[str, tuple[int, Cost]] = {}
    for run in runs:
        pages, cost = costs.get(run.name, (0, Cost()))
        costs[run.name] = pages + len(run.bundle.pages), cost + run.cost
    return costs


def part(ours: float, theirs: float) -> str:
    """Ours as a share of theirs."""
    return f"{ours / theirs:.2f}" if theirs else "-"


def accuracy_table(runs: Sequence[PeerRun]) -> str:
    """Errors by level and program; the last columns say what share of that program's errors ours makes."""
    figures = text_of(runs)
    rows = []
    for (level, name), own in sorted(figures.items(), key=lambda item: list(figures).index(item[0])):
        ours = figures[level, OURS]
        shares = ["", "", ""] if name == OURS else [part(a, b) for a, b in zip(ours[:3], own[:3], strict=True)]
        rows.append([level, NAMES[name], *own, *shares])
    rows.sort(key=lambda row: list(dict.fromkeys(level for level, _ in figures)).index(str(row[0])))
    return table(["level", "program", *RATES, "ours / its: lost", "misread", "in order"], rows)


def shared_table(runs: Sequence[PeerRun]) -> str:
    """Characters misread in the lines that both find: who loses the hardest lines misreads fewer of the rest."""
    ours = {run.bundle.path: run.scores for run in runs if run.name == OURS}
    rows = []
    for run in runs:
        if run.name != OURS:
            own, its = compare_found(ours[run.bundle.path], run.scores)
            shares = [own.percent, its.percent, part(own.percent, its.percent)]
            rows.append([run.bundle.level, NAMES[run.name], own.length, *shares])
    return table(["level", "program", "characters", "ours misread %", "it misread %", "ours / its"], rows)


def compare_found(ours: Sequence[TextScore], its: Sequence[TextScore]) -> tuple[Rate, Rate]:
    """Character errors of two readings of the same pages in the printed lines that both find."""
    both = [
        (one, other)
        for own, peer in zip(ours, its, strict=True)
        for one, other in zip(own.printed, peer.printed, strict=True)
        if one.found and other.found
    ]
    own_errors, its_errors = sum(one.errors for one, _ in both), sum(other.errors for _, other in both)
    length = sum(one.length for one, _ in both)
    return Rate(own_errors, length), Rate(its_errors, length)


def draw_errors(runs: Sequence[PeerRun], out: Path) -> None:
    """A chart of each of the first three rates."""
    for column, name in enumerate(("lost", "misread", "in-order")):
        errors = {key: figures[column] for key, figures in text_of(runs).items()}
        charts.draw_errors(errors, NAMES, TITLES[column], out / f"{name}.svg")


def speed_table(runs: Sequence[PeerRun]) -> str:
    """Pages a minute, CPU seconds a page, and how many times faster ours is; below, how far ours is from its limit."""
    costs = costs_of(runs)
    pages, cost = costs[OURS]
    pace = 60 * pages / cost.wall
    rows = []
    for name, (count, own) in costs.items():
        speed = 60 * count / own.wall
        rows.append([NAMES[name], count, speed, own.cpu / count, "" if name == OURS else pace / speed])
    speeds = table(["program", "pages", "pages a minute", "CPU s a page", "ours is times as fast"], rows)
    return f"{speeds}\n\n{limit_table(runs)}"


def limit_table(runs: Sequence[PeerRun]) -> str:
    """Our CPU seconds a page beside what recognition alone takes."""
    pages, cost = costs_of(runs)[OURS]
    limits = [run.limit for run in runs if run.limit]
    engine, second = (sum(limit[name] for limit in limits) for name in ("engine", "second"))
    steps = [
        ("from scan to searchable PDF", cost.cpu),
        ("of this, recognition", cost.engine or 0.0),
        ("engine alone, once over the cleaned pages", engine),
        ("engine and second reader alone, each once over the cleaned pages", engine + second),
    ]
    rows = [[name, seconds / pages, cost.cpu / seconds if seconds else 0.0] for name, seconds in steps]
    return table(["Sohoa", "CPU s a page", "the whole is times as much"], rows)


def as_data(runs: Sequence[PeerRun]) -> list[dict[str, Any]]:
    """Each run with its rates, cost and texts."""
    return [
        {
            "program": run.name,
            "level": run.bundle.level,
            "pages": [[page["file"], page["page"]] for page in run.bundle.pages],
            "cost": asdict(run.cost),
            "limit": run.limit,
            "rates": dict(zip(RATES, rates(run.scores), strict=True)),
            "texts": list(run.texts),
        }
        for run in runs
    ]
