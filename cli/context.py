"""What every command starts from: settings, language, servers, the desk, and the options that commands share."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.voice import Voice
from flows.desk import Desk, open_desk
from local.stack import ensure, prefect_environment
from pipeline.errors import NotFound
from pipeline.model import Record
from pipeline.settings import Settings, to_environment

ALL_PARTS = frozenset({"s3", "postgres", "prefect"})
STORES = frozenset({"s3", "postgres"})

DAYS = ["%d/%m/%Y", "%Y-%m-%d"]
"""How days are typed."""

AsJson = Annotated[bool, typer.Option("--json", help="JSON cho máy đọc / for machines.")]
JsonFile = Annotated[Path | None, typer.Option("--json", help="Ghi kết quả ra tệp JSON / write the result to a file.")]
Paths = Annotated[list[Path], typer.Argument(exists=True, help="Tệp, thư mục bản quét / scans or folders of scans.")]
Procedure = Annotated[str | None, typer.Option(help="Mã thủ tục / procedure code, e.g. 1.001193.")]
Dossier = Annotated[str, typer.Argument(help="Mã hồ sơ hoặc mã trong kho / dossier code or id.")]


class Context:
    """What stands before the command: the settings and the language."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.voice = Voice(settings.lang)

    @contextmanager
    def working(self, parts: frozenset[str]) -> Iterator[Desk]:
        """Start the embedded servers that the command needs, make them known to child processes, open the desk.

        Errors are told in the user's language and end the command with their exit code.
        """
        with self.voice.errors():
            settings = ensure(self.settings, parts)
            os.environ.update(to_environment(settings))
            if "prefect" in parts:
                os.environ.update(prefect_environment(settings))
            with open_desk(settings) as desk:
                yield desk


def now() -> datetime:
    return datetime.now(UTC).astimezone()


def load_dossier(desk: Desk, name: str, action: str) -> Record:
    """The latest record by dossier code or id; the view is in the audit log before anything is shown."""
    dossier = desk.catalogue.find_by_code(name) or name
    row = desk.catalogue.dossier(dossier)
    if row is None:
        raise NotFound(name)
    desk.audit.append(getpass.getuser(), action, dossier, {}, now())
    return desk.records.load_record(row.id, row.version)
