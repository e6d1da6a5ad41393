"""Secret papers: their pages are stored as white sheets without a word, whatever was read of them before is destroyed.

The scanned file itself stays, create-only like every original: nothing that was acknowledged is lost, and what becomes
of it is for the security officer to decide, not for a program. No command shows originals.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import structlog
from PIL import Image

from flows.desk import Desk
from ocr.stamp_words import read_stamps
from pipeline.catalog import WITHHELD, Catalog
from pipeline.classify import PageView
from pipeline.errors import NotFound, SohoaError
from pipeline.model import Box, Manifest, Reading, Record
from pipeline.secret import (
    UNREAD_STAMP,
    find_secret_mark,
    is_legible,
    is_withheld,
    says_secret,
    stamps_to_read,
    withhold,
)

log = structlog.get_logger()


def hide_secret(reading: Reading, image: bytes, catalog: Catalog, workspace: Path) -> tuple[Reading, bytes]:
    """The reading and its image as they may be stored: a page that bears the mark of secrecy without its content.

    The mark is mostly a stamp in red, which is no text of the page, so small stamps in the head are read here. Where
    one cannot be read the page says so.
    """
    view = PageView(reading, catalog)
    said = [] if find_secret_mark(view) else _read_stamps(stamps_to_read(view), image, workspace)
    if find_secret_mark(view) or any(says_secret(text, view) for text in said):
        hidden = withhold(reading, marked=True)
        return hidden, empty_sheet(hidden)
    if not all(is_legible(text) for text in said):
        quality = replace(reading.quality, reasons=(*reading.quality.reasons, UNREAD_STAMP))
        return replace(reading, quality=quality), image
    return reading, image


def _read_stamps(boxes: Sequence[Box], image: bytes, workspace: Path) -> list[str]:
    try:
        return read_stamps(image, boxes, workspace)
    except SohoaError as error:
        log.warning("stamps not read", stamps=len(boxes), code=error.code)
        return [""] * len(boxes)


def withhold_secret(desk: Desk, manifest: Manifest, records: Sequence[Record], when: datetime) -> int:
    """Destroy what was stored of the secret papers' pages before they were known as such; returns how many there were.

    Safe to repeat: a page that was cut off in between is read again by the next run, and hidden again.
    """
    hidden = 0
    for record in records:
        for document in record.documents:
            if document.type != WITHHELD:
                continue
            for place, ref in enumerate(document.pages):
                try:
                    reading = desk.records.load_reading(ref.source, ref.page, record.reader)
                except NotFound:
                    continue
                if not is_withheld(reading):
                    left = withhold(reading, marked=place == 0)
                    desk.records.replace_reading(left, empty_sheet(left))
                    hidden += 1
    if hidden:
        desk.audit.append(manifest.operator, "withhold", None, {"batch": manifest.id, "pages": hidden}, when)
        log.warning("secret pages withheld", batch=manifest.id, pages=hidden)
    return hidden


def empty_sheet(reading: Reading) -> bytes:
    """A white page in the place of one that has no image: pages in the archive stay as many as on paper."""
    sheet = io.BytesIO()
    Image.new("L", (reading.width, reading.height), 255).save(sheet, "PNG", dpi=(reading.dpi, reading.dpi))
    return sheet.getvalue()
