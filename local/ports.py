"""Loopback ports: chosen free once, remembered, and moved only when a stranger has taken one."""

from __future__ import annotations

import json
import random
import socket
from collections.abc import Iterable
from pathlib import Path

from local.home import read_json, write_private
from pipeline.errors import ServiceError

LOOPBACK = "127.0.0.1"
LOWEST, HIGHEST = 12000, 21999
"""Below the range from which systems hand out client ports, also with the neighbour's offset added."""


def port_is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def claim_ports(path: Path, names: Iterable[str], offsets: tuple[int, ...] = (0,)) -> dict[str, int]:
    """A port for each name, the remembered one where it is still free.

    Each port is taken together with the ports `offsets` above it (SeaweedFS puts gRPC 10000 above HTTP). Raises
    ServiceError where no free port is left.
    """
    remembered = remembered_ports(path)
    claimed: dict[str, int] = {}
    for name in names:
        taken = set(claimed.values())
        candidates = [remembered[name]] if name in remembered else []
        candidates += random.SystemRandom().sample(range(LOWEST, HIGHEST + 1), 200)
        claimed[name] = _first_free(candidates, taken, offsets)
    if claimed != remembered:
        write_private(path, json.dumps(claimed).encode())
    return claimed


def remembered_ports(path: Path) -> dict[str, int]:
    return {name: int(port) for name, port in (read_json(path) or {}).items()}


def _first_free(candidates: list[int], taken: set[int], offsets: tuple[int, ...]) -> int:
    for port in candidates:
        if port not in taken and all(port_is_free(port + offset) for offset in offsets):
            return port
    raise ServiceError(f"{LOOPBACK}:{LOWEST}-{HIGHEST}")
