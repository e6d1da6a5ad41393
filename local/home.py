"""The folder of everything embedded: where each part keeps its state, secrets, logs and marks of running."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PRIVATE_FOLDER = 0o700
PASSABLE_FOLDER = 0o711


@dataclass(frozen=True, slots=True)
class Home:
    """Paths below `SOHOA_DATA`; `data` is absolute."""

    data: Path

    @property
    def run(self) -> Path:
        return self.data / "run"

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def secrets(self) -> Path:
        return self.data / "secrets"

    def record(self, name: str) -> Path:
        """Where the running server of part `name` is written down."""
        return self.run / f"{name}.json"

    def lock(self, name: str) -> Path:
        return self.run / f"{name}.lock"

    def ports(self, name: str) -> Path:
        return self.run / f"{name}.ports.json"

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"


def open_home(data: Path) -> Home:
    """The home at `data`, made where it is missing, its inner folders closed to everybody else.

    As root the outer folder lets others pass (not list), since PostgreSQL must run under a user of its own; an
    existing folder keeps its mode.
    """
    home = locate_home(data)
    outer = PASSABLE_FOLDER if os.geteuid() == 0 else PRIVATE_FOLDER
    if not home.data.exists():
        home.data.mkdir(parents=True, exist_ok=True)
        home.data.chmod(outer)
    for folder in (home.run, home.logs, home.secrets):
        make_private_folder(folder)
    return home


def locate_home(data: Path) -> Home:
    """The home at `data` without making anything."""
    return Home(data.expanduser().resolve())


def make_private_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(PRIVATE_FOLDER)


def write_private(path: Path, content: bytes) -> None:
    """Puts `content` at `path` in one step, readable by the owner alone from the first byte on."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def read_json(path: Path) -> dict[str, str] | None:
    """The flat JSON object in `path`, or None where it is missing or was cut short."""
    try:
        value = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return value if isinstance(value, dict) else None


def keep_secrets(path: Path, make: Callable[[], dict[str, str]]) -> dict[str, str]:
    """The secrets in `path`; those missing there are made and kept. Call it under the part's lock."""
    kept = read_json(path) or {}
    missing = {name: value for name, value in make().items() if name not in kept}
    if missing:
        kept = {**kept, **missing}
        write_private(path, json.dumps(kept, indent=1).encode())
    return kept
