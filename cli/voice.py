"""The command line's voice: Vietnamese or English on a terminal, errors on stderr, nothing but JSON for machines."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from pipeline.errors import SohoaError

WIDTH = 120
"""Columns where there is no terminal to ask: a pipe, a log."""


def make_console(*, stderr: bool) -> Console:
    console = Console(stderr=stderr, highlight=False)
    return console if console.is_terminal else Console(stderr=stderr, highlight=False, width=WIDTH)


@dataclass(frozen=True)
class Voice:
    """Speaks `lang` (`vi` or `en`)."""

    lang: str
    out: Console = field(default_factory=lambda: make_console(stderr=False))
    err: Console = field(default_factory=lambda: make_console(stderr=True))

    def __call__(self, vi: str, en: str) -> str:
        return en if self.lang == "en" else vi

    def say(self, vi: str, en: str) -> None:
        self.out.print(self(vi, en), markup=False, soft_wrap=True)

    def warn(self, vi: str, en: str) -> None:
        self.err.print(self(vi, en), style="yellow", markup=False, soft_wrap=True)

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Tell an error in the user's language and leave with its exit code."""
        try:
            yield
        except SohoaError as error:
            self.err.print(error.message(self.lang), style="red", markup=False, soft_wrap=True)
            raise typer.Exit(error.exit_code) from error
        except KeyboardInterrupt:
            self.warn(
                "Đã dừng. Chạy lại lệnh để làm tiếp, không mất dữ liệu.",
                "Stopped. Run again to go on; nothing is lost.",
            )
            raise typer.Exit(130) from None


def write_json(data: Any, file: Path | None = None) -> None:
    """JSON for machines: UTF-8, to `file` (whole or not at all) or to stdout."""
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    if file is None:
        sys.stdout.write(text)
        return
    part = file.with_name(file.name + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(file)
