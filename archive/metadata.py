"""What a PDF says of itself: XMP and the information dictionary, which must agree."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta, timezone

from pikepdf import Dictionary, Pdf, String

VIETNAM_TIME = timezone(timedelta(hours=7))
_PRODUCER = "Sohoa"
_LOCALES = {"vi": "vi-VN", "en": "en-US"}


def describe_document(pdf: Pdf, *, title: str, created: datetime, document_id: str, language: str) -> None:
    """Titles, dates and identifies the document; nothing comes from the clock or the host.

    `created` must know its zone (ValueError otherwise); it is written in Vietnamese time.
    """
    if created.tzinfo is None:
        raise ValueError("created needs a time zone")
    stamp = created.astimezone(VIETNAM_TIME).replace(microsecond=0)
    name = unicodedata.normalize("NFC", title)
    locale = _LOCALES.get(language, language)
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        xmp["dc:title"] = name
        xmp["dc:format"] = "application/pdf"
        xmp["dc:language"] = {locale}
        xmp["dc:identifier"] = document_id
        xmp["pdf:Producer"] = _PRODUCER
        xmp["xmp:CreatorTool"] = _PRODUCER
        for date in ("CreateDate", "ModifyDate", "MetadataDate"):
            xmp[f"xmp:{date}"] = stamp.isoformat()
    moment = stamp.strftime("D:%Y%m%d%H%M%S+07'00'")
    for key, value in (
        ("/Title", name),
        ("/Creator", _PRODUCER),
        ("/Producer", _PRODUCER),
        ("/CreationDate", moment),
        ("/ModDate", moment),
    ):
        pdf.docinfo[key] = String(value)
    pdf.Root.Lang = String(locale)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
