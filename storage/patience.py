"""Waiting out a server that is away for a moment."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_delay, wait_exponential, wait_random

PATIENCE = 45.0
"""Seconds; SeaweedFS and PostgreSQL are back within 24 after being killed."""

_log = structlog.get_logger(__name__)


def retrying(may_pass: Callable[[BaseException], bool], seconds: float) -> Retrying:
    """Calls a function again for that many seconds while it raises what may pass, then lets the last error out."""
    return Retrying(
        retry=retry_if_exception(may_pass),
        wait=wait_exponential(multiplier=0.1, max=2.0) + wait_random(0, 0.2),
        stop=stop_after_delay(seconds),
        before_sleep=_log_retry,
        reraise=True,
    )


def _log_retry(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    _log.info("server_away", attempt=state.attempt_number, error=type(error).__name__)
