"""What the catalogue holds, for people and machines."""

from __future__ import annotations

from typing import Any

from rich.table import Table

from cli.voice import Voice
from pipeline.catalog import Catalog, Procedure


def tell_size(voice: Voice, catalog: Catalog) -> None:
    procedures = [version for versions in catalog.versions.values() for version in versions]
    listed = sum(bool(procedure.requires) for procedure in procedures)
    voice.say(
        f"Danh mục hợp lệ: {len(catalog.types)} loại giấy tờ, {len(procedures)} thủ tục, {listed} có thành phần hồ sơ.",
        f"The catalogue is valid: {len(catalog.types)} types, {len(procedures)} procedures, {listed} with papers.",
    )


def types_json(catalog: Catalog) -> list[dict[str, Any]]:
    return [
        {"code": kind.code, "name": kind.name_vi, "fields": [field.key for field in kind.fields]}
        for kind in catalog.types.values()
    ]


def procedures_json(catalog: Catalog) -> list[dict[str, Any]]:
    """Every version of every procedure as the files say it."""
    return [
        procedure.model_dump(mode="json", exclude_defaults=True)
        for versions in catalog.versions.values()
        for procedure in versions
    ]


def procedures_table(voice: Voice, catalog: Catalog) -> Table:
    table = Table()
    for title in (voice("Mã", "Code"), voice("Thủ tục", "Procedure"), voice("Hiệu lực", "In force")):
        table.add_column(title)
    table.add_column(voice("Giấy tờ", "Papers"), justify="right")
    for versions in catalog.versions.values():
        for procedure in versions:
            name = voice(procedure.name, procedure.name_en or procedure.name)
            papers = str(len(procedure.requires)) if procedure.requires else "-"
            table.add_row(procedure.code, name, _span(procedure), papers)
    return table


def _span(procedure: Procedure) -> str:
    return " - ".join(f"{day:%d/%m/%Y}" if day else "…" for day in (procedure.valid_from, procedure.valid_to))
