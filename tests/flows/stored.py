"""What the store holds of a batch while it runs."""

from __future__ import annotations

from collections.abc import Iterable

from flows.desk import Desk


def count_readings(desk: Desk, sources: Iterable[str]) -> int:
    """Pages of the sources (SHA-256) with a stored reading."""
    keys = (stored.key for source in sources for stored in desk.objects.list(f"readings/{source}/"))
    return sum(key.endswith(".json") for key in keys)
