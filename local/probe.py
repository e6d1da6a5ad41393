"""Short questions to servers over HTTP: never through a proxy, never for long."""

from __future__ import annotations

import http.client
import json
from base64 import b64encode
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

PROBE_SECONDS = 10.0


def ask_status(url: str, auth: str | None = None) -> int | None:
    """The HTTP status with which `url` answers, None where nothing does; `auth` is user:password."""
    answer = _ask(url, auth)
    return answer[0] if answer else None


def ask_json(url: str, auth: str | None = None) -> Any:
    """The JSON that stands at `url`, None where there is none."""
    answer = _ask(url, auth)
    if answer is None or answer[0] != http.HTTPStatus.OK:
        return None
    try:
        return json.loads(answer[1])
    except ValueError:
        return None


def _ask(url: str, auth: str | None) -> tuple[int, bytes] | None:
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    headers = {"Authorization": "Basic " + b64encode(auth.encode()).decode()} if auth else {}
    try:
        with closing(kind(parts.netloc, timeout=PROBE_SECONDS)) as connection:
            connection.request("GET", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return None
