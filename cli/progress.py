"""A live bar of pages on a terminal, fed by the run's own steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from cli.voice import Voice
from flows.progress import Step, listener


@contextmanager
def follow_run(voice: Voice) -> Iterator[Counter[str]]:
    """Show the run while it goes on; yields the count of steps by stage (`found`, `read`, `reused`, `failed`, ...)."""
    counts: Counter[str] = Counter()
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=voice.err, transient=True, disable=not voice.err.is_terminal) as bar:
        pages = bar.add_task(voice("Trang", "Pages"), total=None)

        def hear(step: Step) -> None:
            counts[step.stage] += step.count
            if step.stage == "found":
                bar.update(pages, total=counts["found"])
            elif step.stage in ("read", "reused", "failed"):
                bar.advance(pages, step.count)

        token = listener.set(hear)
        try:
            yield counts
        finally:
            listener.reset(token)
