"""A service is stopped with SIGTERM: between two batches it leaves at once, within one after what it does."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event


@contextmanager
def stopping_at_sigterm() -> Iterator[Event]:
    """An event that SIGTERM sets; the handler before it stands again afterwards."""
    stop = Event()
    before = signal.signal(signal.SIGTERM, lambda *_: stop.set())
    try:
        yield stop
    finally:
        signal.signal(signal.SIGTERM, before)
