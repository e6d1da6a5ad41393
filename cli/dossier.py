"""Commands on one dossier: hold it against its procedure, put its papers right, hand it out."""

from __future__ import annotations

import getpass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.context import DAYS, STORES, AsJson, Dossier, Procedure, load_dossier, now
from cli.voice import Voice, write_json

dossier_app = typer.Typer()


@dossier_app.command()
def check(
    ctx: typer.Context,
    dossier: Dossier,
    procedure: Procedure = None,
    pdf: Annotated[
        Path | None, typer.Option(help="Ghi phiếu yêu cầu bổ sung / write the request to complete it.")
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(formats=DAYS, help="Hạn bổ sung ghi trên phiếu / last day, for the request."),
    ] = None,
    ask: Annotated[
        list[int] | None,
        typer.Option(help="Ghi thêm vào phiếu mục số ... của bảng / ask for this number of the table too; repeatable."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Đối chiếu hồ sơ với thủ tục: đủ, thiếu, hết hạn / hold a dossier against its procedure's papers."""
    from cli.check import checklist_json, pick_items, show_checklist, write_slip  # noqa: PLC0415
    from flows.report import report_dossier  # noqa: PLC0415
    from pipeline.checklist import check_dossier  # noqa: PLC0415
    from pipeline.supplement import make_supplement  # noqa: PLC0415

    voice = ctx.obj.voice
    with ctx.obj.working(STORES) as desk:
        record, today = load_dossier(desk, dossier, "check"), now().date()
        checklist = check_dossier(record, desk.types, today, procedure)
        also = pick_items(checklist, ask or [])
        if as_json:
            write_json(checklist_json(record, checklist))
            voice = Voice(voice.lang, out=voice.err)
        else:
            show_checklist(voice, checklist, report_dossier(desk, record))
        if pdf:
            request = make_supplement(record, checklist, desk.types, today, until and until.date(), also)
            if write_slip(voice, request, pdf):
                desk.audit.append(getpass.getuser(), "request", record.id, {"papers": len(request.wanted)}, now())
    raise typer.Exit(0 if checklist.complete else 1)


@dossier_app.command()
def arrange(
    ctx: typer.Context,
    dossier: Dossier,
    split: Annotated[list[str] | None, typer.Option(help="Giấy tờ bắt đầu ở TỆP:TRANG / a paper begins there.")] = None,
    join: Annotated[list[str] | None, typer.Option(help="TỆP:TRANG thuộc giấy trước nó / it goes on there.")] = None,
    type_: Annotated[
        list[str] | None, typer.Option("--type", help="TỆP:TRANG=MÃ: loại của giấy bắt đầu ở đó / its type.")
    ] = None,
) -> None:
    """Tách, ghép, đổi loại giấy tờ rồi làm lại mọi bước sau / cut, join or retype papers; all else is done anew."""
    from cli.again import arrange_dossier, show_changes  # noqa: PLC0415

    with ctx.obj.working(STORES) as desk:
        record = load_dossier(desk, dossier, "arrange")
        wishes = {"split": split or [], "join": join or [], "type": type_ or []}
        result = arrange_dossier(desk, record, wishes, who=getpass.getuser(), when=now())
        show_changes(ctx.obj.voice, desk.types, result)


@dossier_app.command()
def export(
    ctx: typer.Context,
    dossier: Dossier,
    out: Annotated[Path, typer.Option(help="Thư mục xuất / folder to write to.")],
    as_: Annotated[str, typer.Option("--as", help="pdf | json")] = "pdf",
) -> None:
    """Xuất hồ sơ: PDF/A từng giấy tờ hoặc JSON / export a dossier as PDF/A files or JSON."""
    from cli.export import export_dossier  # noqa: PLC0415

    with ctx.obj.working(STORES) as desk:
        for path in export_dossier(desk, load_dossier(desk, dossier, "export"), as_, out):
            ctx.obj.voice.say(f"Đã ghi {path}.", f"Wrote {path}.")
