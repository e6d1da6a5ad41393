"""How far a run is: told to whoever listens in this process (the command line's bar) and to Prefect's artifact."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One step done: `stage` is `found` (pages ahead), `read`, `reused`, `failed` (pages), `kept` (dossiers)."""

    batch: str
    stage: str
    count: int


def ignore(step: Step) -> None:
    """Nobody listens."""


listener: ContextVar[Callable[[Step], None]] = ContextVar("listener", default=ignore)
"""Who hears of each step; set around a run, inherited by its task threads."""
