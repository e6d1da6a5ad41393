"""Charts for the docs: errors of each program by level, and how far confidence can be trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl

mpl.use("svg")
from matplotlib import pyplot as plt

from bench.calibration import Bin

COLOURS = ("#c8102e", "#8a8d91", "#5b8db8", "#c9a227", "#6b9b5a")
mpl.rcParams.update({"svg.hashsalt": "bench", "font.family": "DejaVu Sans", "font.size": 9})


def draw_errors(errors: Mapping[tuple[str, str], float], names: Mapping[str, str], title: str, path: Path) -> None:
    """Bars of percent for each level, a bar a program; keys are (level, program)."""
    levels = list(dict.fromkeys(level for level, _ in errors))
    programs = list(dict.fromkeys(program for _, program in errors))
    figure, axes = plt.subplots(figsize=(8, 3.6), layout="constrained")
    breadth = 0.8 / len(programs)
    for number, program in enumerate(programs):
        values = [errors.get((level, program), 0.0) for level in levels]
        places = [index - 0.4 + breadth * (number + 0.5) for index in range(len(levels))]
        label = names.get(program, program).replace("`", "")
        bars = axes.bar(places, values, breadth, label=label, color=COLOURS[number % len(COLOURS)])
        axes.bar_label(bars, fmt="%.1f", padding=2, fontsize=7)
    axes.set_xticks(range(len(levels)), levels)
    axes.set_ylabel("%")
    axes.set_title(title)
    axes.spines[["top", "right"]].set_visible(False)
    figure.legend(frameon=False, loc="outside lower center", ncols=2)
    save(figure, path)


def draw_reliability(bins: Sequence[Bin], error: float, path: Path) -> None:
    """The share of words that are right over their confidence, and how many words there are."""
    figure, (upper, lower) = plt.subplots(
        2, 1, figsize=(4.6, 4.6), layout="constrained", height_ratios=(3, 1), sharex=True
    )
    middles = [(entry.low + entry.high) / 2 for entry in bins]
    widths = [(entry.high - entry.low) * 0.92 for entry in bins]
    upper.bar(middles, [entry.right for entry in bins], widths, color=COLOURS[2])
    upper.plot([0, 1], [0, 1], color="#444444", linewidth=1, linestyle="--")
    upper.scatter(
        [entry.confidence for entry in bins], [entry.right for entry in bins], s=12, color=COLOURS[0], zorder=3
    )
    upper.set_ylabel("share right")
    upper.set_title(f"Expected calibration error {error:.3f}")
    lower.bar(middles, [entry.words for entry in bins], widths, color=COLOURS[1])
    lower.set_yscale("log")
    lower.set_ylabel("words")
    lower.set_xlabel("confidence")
    save(figure, path)


def save(figure: plt.Figure, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
