"""Secret papers: their pages are stored as white sheets without a word, whatever was read of them before is destroyed.

The scanned file itself stays, create-only like every original: nothing that was acknowledged is lost, and what becomes
of it is for the security officer to decide, not for a program. No command shows originals.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

import structlog
from PIL import Image

from flows.desk import Desk
from pipeline.catalog import WITHHELD, Catalog
from pipeline.classify import PageView
from pipeline.errors import NotFound
from pipeline.model import Manifest, Reading, Record
from pipeline.secret import find_secret_mark, is_withheld, withhold

log = structlog.get_logger()


def hide_secret(reading: Reading, image: bytes, catalog: Catalog) -> tuple[Reading, bytes]:
    """The reading and its image as they may be stored: a page that bears the mark of secrecy without its content."""
    if find_secret_mark(PageView(reading, catalog)) is None:
        return reading, image
    hidden = withhold(reading, marked=True)
    return hidden, empty_sheet(hidden)


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
