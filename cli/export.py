"""A dossier as files for people and other systems."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cli.voice import write_json
from flows.desk import Desk
from flows.report import report_dossier
from pipeline.errors import SohoaError
from pipeline.model import Record


class UnknownFormat(SohoaError):
    code = "format"
    message_vi = "Không có dạng xuất này. Hãy chọn pdf hoặc json."
    message_en = "There is no such format. Choose pdf or json."
    exit_code = 2


def export_dossier(desk: Desk, record: Record, kind: str, out: Path) -> Iterator[Path]:
    """Write the dossier into the folder `out`; yields each file written. Raises UnknownFormat.

    Files are named by dossier code and number in the dossier (TT 05/2025/TT-BNV, Điều 8), or by the id without a code.
    """
    if kind not in ("pdf", "json"):
        raise UnknownFormat(kind)
    out.mkdir(parents=True, exist_ok=True)
    name = record.code or record.id
    if kind == "json":
        write_json(report_dossier(desk, record), out / f"{name}.json")
        yield out / f"{name}.json"
        return
    for document in record.documents:
        path = out / f"{name}.{document.no}.pdf"
        path.write_bytes(desk.records.load_document_pdf(record.id, document.no, record.version))
        yield path
