"""Commands of whoever keeps the archive: process anew, compare the stores, rebuild the index, check the audit log."""

from __future__ import annotations

import getpass
from datetime import datetime
from typing import Annotated

import typer

from cli.context import ALL_PARTS, DAYS, STORES, AsJson, JsonFile, now
from cli.tables import show_reuse
from cli.voice import write_json

upkeep_app = typer.Typer()
audit_app = typer.Typer(no_args_is_help=True, help="Nhật ký truy cập / the audit log.")
upkeep_app.add_typer(audit_app, name="audit")


@upkeep_app.command()
def reread(
    ctx: typer.Context,
    dossier: Annotated[list[str] | None, typer.Argument(help="Không ghi: mọi hồ sơ / none: all dossiers.")] = None,
    from_: Annotated[
        str, typer.Option("--from", help="understanding: không đọc lại / no OCR. reading: đọc lại / read again.")
    ] = "understanding",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ báo, không lưu / only tell.")] = False,
    json_file: JsonFile = None,
) -> None:
    """Xử lý lại sau khi sửa danh mục hay bộ đọc, báo những gì thay đổi / do it again after a change of the catalogue
    or the reader, and tell what changed."""
    from cli.again import read_again, show_reread, understand_dossiers  # noqa: PLC0415

    with ctx.obj.working(ALL_PARTS if from_ == "reading" else STORES) as desk:
        chosen = [desk.catalogue.find_by_code(name) or name for name in dossier or []]
        if from_ == "reading":
            report = read_again(desk, chosen, dry=dry_run)
        elif from_ == "understanding":
            report = understand_dossiers(desk, chosen, dry=dry_run)
        else:
            raise typer.BadParameter("understanding | reading", param_hint="--from")
        desk.audit.append(getpass.getuser(), "reread", None, {"from": from_, "changed": report["changed"]}, now())
        if json_file:
            write_json(report, json_file)
        show_reread(ctx.obj.voice, desk.types, report, dry=dry_run)
    raise typer.Exit(1 if report["damaged"] else 0)


@upkeep_app.command()
def reuse(
    ctx: typer.Context,
    from_: Annotated[datetime | None, typer.Option("--from", formats=DAYS, help="Từ ngày / first day.")] = None,
    to: Annotated[datetime | None, typer.Option(formats=DAYS, help="Đến hết ngày / last day.")] = None,
    as_json: AsJson = False,
) -> None:
    """Chỉ tiêu 4.3: hồ sơ có giấy tờ dùng lại từ kho; không ghi ngày: từ đầu tháng / dossiers with papers the store
    had already; without days: this month."""
    from cli.find import count_reuse  # noqa: PLC0415

    with ctx.obj.working(STORES) as desk:
        found = count_reuse(desk, from_, to, now())
        if as_json:
            write_json(found)
        else:
            show_reuse(ctx.obj.voice, found)


@upkeep_app.command()
def verify(
    ctx: typer.Context,
    adopt: Annotated[
        bool, typer.Option("--adopt", help="Nhận lại bản ghi chưa có trong danh mục / adopt orphans.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Đối chiếu từng đối tượng với mã kiểm tra, bản ghi, danh mục / compare every object, checksum, record and row."""
    from cli.care import verify_stores  # noqa: PLC0415

    with ctx.obj.working(STORES) as desk:
        clean = verify_stores(ctx.obj.voice, desk, adopt=adopt, as_json=as_json)
    raise typer.Exit(0 if clean else 1)


@upkeep_app.command()
def reindex(ctx: typer.Context) -> None:
    """Dựng lại chỉ mục tìm kiếm từ bản ghi đã lưu / rebuild the search index from the stored records alone."""
    from cli.care import rebuild_index  # noqa: PLC0415

    with ctx.obj.working(STORES) as desk:
        rebuild_index(ctx.obj.voice, desk)


@audit_app.command("check")
def audit_check(ctx: typer.Context) -> None:
    """Kiểm tra chuỗi nhật ký truy cập / check the chain of the audit log."""
    from cli.care import check_audit  # noqa: PLC0415

    with ctx.obj.working(STORES) as desk:
        whole = check_audit(ctx.obj.voice, desk)
    raise typer.Exit(0 if whole else 1)
