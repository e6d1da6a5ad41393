"""`sohoa catalog`: what the catalogue holds, for people and machines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from cli.tables import types_table
from cli.voice import Voice, write_json
from pipeline.catalog import Catalog, Procedure, load_catalog

catalog_app = typer.Typer(no_args_is_help=True, help="Danh mục giấy tờ, thủ tục / papers and procedures.")


@catalog_app.command("check")
def catalog_check(ctx: typer.Context, folder: Annotated[Path | None, typer.Argument(exists=True)] = None) -> None:
    """Kiểm tra danh mục giấy tờ, thủ tục / check the catalogue's files."""
    with ctx.obj.voice.errors():
        catalog = load_own(folder or ctx.obj.settings.catalog)
        catalog.lexicons.check()
        tell_size(ctx.obj.voice, catalog)


@catalog_app.command("list")
def catalog_list(
    ctx: typer.Context,
    procedures: Annotated[bool, typer.Option("--procedures", help="Thủ tục hành chính / the procedures.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON cho máy đọc / for machines.")] = False,
) -> None:
    """Liệt kê loại giấy tờ hoặc thủ tục / list the document types or the procedures."""
    catalog = load_own(ctx.obj.settings.catalog)
    if as_json:
        write_json(procedures_json(catalog) if procedures else types_json(catalog))
    else:
        table = procedures_table if procedures else types_table
        ctx.obj.voice.out.print(table(ctx.obj.voice, catalog))


def load_own(folder: Path | None) -> Catalog:
    """The delivered catalogue with an office's own laid over it, or the whole one that lies in the folder."""
    whole = folder is not None and (folder / "rules.yaml").exists()
    return load_catalog(folder) if whole else load_catalog(own=folder)


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
