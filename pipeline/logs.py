"""What the programs write down for the administrator: events with numbers and codes, nothing that a paper says."""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Literal

import structlog

LogLevel = Literal["debug", "info", "warning", "error"]


def configure_logging(level: LogLevel) -> None:
    """Sends this process's events of `level` and above to its standard error; every process calls it for itself."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            # Never a traceback with its variables: those hold what stands on the page.
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            ),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def describe_place(error: BaseException, *, frames: int = 4) -> str:
    """Where an error was raised, innermost last (`file:line function`), without its message, which may quote a page."""
    found = traceback.extract_tb(error.__traceback__)[-frames:]
    return " > ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in found)
