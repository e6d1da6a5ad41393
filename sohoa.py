"""Sohoa: số hóa hồ sơ giấy, chạy trong cơ quan. Paper dossiers in, checked and searchable digital dossiers out.

Mã thoát / exit codes: 0 xong / done, 1 xong nhưng có vấn đề / done with problems, 2 dùng sai / bad usage,
3 thiếu dịch vụ / a service is missing.
"""

from __future__ import annotations

import getpass
import os
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from cli.catalog import catalog_app
from cli.context import ALL_PARTS, DAYS, STORES, AsJson, Context, Dossier, JsonFile, Paths, Procedure, load_dossier, now
from cli.dossier import dossier_app
from cli.signals import stopping_at_sigterm
from cli.tables import parts_table, show_batch, show_dossier, show_hits, show_papers
from cli.upkeep import upkeep_app
from cli.voice import Voice, write_json
from flows.desk import Desk
from local.stack import down as stop_servers
from local.stack import ensure
from local.stack import status as probe_parts
from pipeline.errors import BadSettings
from pipeline.logs import configure_logging
from pipeline.model import Manifest
from pipeline.settings import load_settings

SERVANTS = frozenset({"up", "worker"})
"""Commands whose processes write logs for the administrator; the others speak to a person."""
SAMPLES = Path(__file__).parent / "samples" / "dossiers"

app = typer.Typer(no_args_is_help=True, pretty_exceptions_show_locals=False, help=__doc__)
app.add_typer(catalog_app, name="catalog")
app.add_typer(dossier_app)
app.add_typer(upkeep_app)


def main() -> None:
    app()


@app.callback()
def start(
    ctx: typer.Context,
    lang: Annotated[str | None, typer.Option(help="vi | en")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Hiện nhật ký / show the log.")] = False,
) -> None:
    if verbose:
        os.environ["SOHOA_LOG_LEVEL"] = "info"
    elif ctx.invoked_subcommand in SERVANTS:
        os.environ.setdefault("SOHOA_LOG_LEVEL", "info")
    if not verbose and ctx.invoked_subcommand not in SERVANTS:
        os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    if lang:
        os.environ["SOHOA_LANG"] = lang
    try:
        ctx.obj = Context(load_settings())
        configure_logging(ctx.obj.settings.log_level)
    except ValidationError as error:
        with Voice("en" if lang == "en" else "vi").errors():
            raise BadSettings(", ".join(".".join(map(str, item["loc"])) for item in error.errors())) from None


# --- servers ----------------------------------------------------------------------------------------------------------


@app.command()
def up(ctx: typer.Context) -> None:
    """Khởi động các dịch vụ trên máy này / start this machine's servers and a worker."""
    with ctx.obj.voice.errors():
        ensure(ctx.obj.settings, ALL_PARTS | {"worker"})
    show_status(ctx.obj)


@app.command()
def down(ctx: typer.Context) -> None:
    """Dừng mọi dịch vụ trên máy này / stop this machine's servers."""
    with ctx.obj.voice.errors():
        names = ", ".join(stop_servers(ctx.obj.settings))
    ctx.obj.voice.say(f"Đã dừng: {names or 'không có gì đang chạy'}.", f"Stopped: {names or 'nothing was running'}.")


@app.command()
def status(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Địa chỉ, phiên bản, tình trạng, dung lượng từng dịch vụ / each part's address, version, health, disk use."""
    if not show_status(ctx.obj, as_json=as_json):
        raise typer.Exit(3)


@app.command()
def worker(ctx: typer.Context) -> None:
    """Nhận việc từ hàng đợi, chạy trên bao nhiêu máy cũng được / serve the queue; run it on any number of hosts."""
    with ctx.obj.working(ALL_PARTS) as desk:
        from flows.deploy import prepare_work_pool, worker_command  # noqa: PLC0415  Prefect is slow to import

        prepare_work_pool(desk.settings.work_pool)
        command = worker_command(desk.settings.work_pool)
    os.execvp(command[0], command)


# --- taking in --------------------------------------------------------------------------------------------------------


@app.command()
def digitise(
    ctx: typer.Context,
    paths: Paths,
    procedure: Procedure = None,
    batch: Annotated[str, typer.Option(help="Tên lô quét / name of the batch.")] = "",
    json_file: JsonFile = None,
    queue: Annotated[
        bool, typer.Option("--queue", help="Chỉ xếp hàng cho `sohoa worker` / leave it to workers.")
    ] = False,
) -> None:
    """Số hóa tệp và thư mục bản quét / digitise scans."""
    from cli.progress import follow_run  # noqa: PLC0415
    from flows.intake import find_files, take_in  # noqa: PLC0415
    from flows.report import has_problems, report_batch  # noqa: PLC0415
    from flows.run import digitise_files  # noqa: PLC0415

    with ctx.obj.working(ALL_PARTS) as desk:
        files = find_files(paths)
        intake: dict[str, Any] = {
            "received": now(),
            "operator": getpass.getuser(),
            "name": batch,
            "procedure": procedure,
        }
        if queue:
            queue_batch(ctx.obj.voice, desk, take_in(desk, files, **intake))
            return
        with follow_run(ctx.obj.voice) as counts:
            manifest = digitise_files(desk, files, **intake)
        report = report_batch(desk, manifest)
        if json_file:
            write_json(report, json_file)
        show_batch(ctx.obj.voice, report, counts, desk.types)
    raise typer.Exit(1 if has_problems(report) else 0)


@app.command()
def watch(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, writable=True)],
) -> None:
    """Theo dõi thư mục máy quét, số hóa tệp mới / digitise whatever a scanner puts into the folder."""
    from flows.report import report_batch  # noqa: PLC0415
    from flows.watch import watch_folder  # noqa: PLC0415

    voice = ctx.obj.voice
    with ctx.obj.working(ALL_PARTS) as desk:
        voice.say(f"Đang theo dõi {folder}. Nhấn Ctrl+C để dừng.", f"Watching {folder}. Press Ctrl+C to stop.")

        def tell(manifest: Manifest) -> None:
            show_batch(voice, report_batch(desk, manifest), None, desk.types)

        with stopping_at_sigterm() as stop:
            watch_folder(desk, folder, operator=getpass.getuser(), now=now, stop=stop, tell=tell)


@app.command()
def scan(
    ctx: typer.Context,
    device: Annotated[
        str | None, typer.Option(help="Tên máy quét SANE / SANE device; none: the only one there.")
    ] = None,
    source: Annotated[str | None, typer.Option(help="flatbed | adf | duplex")] = None,
    resolution: Annotated[int, typer.Option(help="dpi")] = 300,
    procedure: Procedure = None,
    list_only: Annotated[bool, typer.Option("--list", help="Chỉ liệt kê máy quét / only list scanners.")] = False,
) -> None:
    """Quét từ máy quét rồi số hóa / scan pages and digitise them."""
    from cli.progress import follow_run  # noqa: PLC0415
    from cli.scanning import scan_and_digitise, show_scanners  # noqa: PLC0415
    from flows.report import has_problems, report_batch  # noqa: PLC0415

    if list_only:
        with ctx.obj.voice.errors():
            show_scanners(ctx.obj.voice)
        return
    with ctx.obj.working(ALL_PARTS) as desk, follow_run(ctx.obj.voice) as counts:
        intake = {"received": now(), "operator": getpass.getuser(), "procedure": procedure}
        manifest = scan_and_digitise(desk, device, source=source, resolution=resolution, **intake)
        report = report_batch(desk, manifest)
        show_batch(ctx.obj.voice, report, counts, desk.types)
    raise typer.Exit(1 if has_problems(report) else 0)


@app.command()
def separator(
    ctx: typer.Context,
    dossier: Annotated[list[str], typer.Option("--dossier", help="Mã hồ sơ; lặp lại được / dossier code, repeatable.")],
    out: Annotated[Path, typer.Option(help="Tệp PDF để in / the PDF to print.")] = Path("separator.pdf"),
) -> None:
    """In tờ phân cách có mã QR, đặt trên mỗi hồ sơ / separator sheets with a QR code, one on top of each dossier."""
    from archive.separator import write_separator_sheets  # noqa: PLC0415

    with ctx.obj.voice.errors():
        write_separator_sheets(dossier, out)
    ctx.obj.voice.say(f"Đã ghi {out}.", f"Wrote {out}.")


@app.command()
def demo(ctx: typer.Context) -> None:
    """Số hóa các hồ sơ mẫu rồi tìm thử / digitise the made-up samples, then search them."""
    from cli.demo import run_demo  # noqa: PLC0415

    with ctx.obj.working(ALL_PARTS) as desk:
        run_demo(ctx.obj.voice, desk, SAMPLES, received=now())


# --- finding ----------------------------------------------------------------------------------------------------------


@app.command()
def search(
    ctx: typer.Context,
    query: Annotated[str, typer.Argument(help="Từ, cụm từ trong ngoặc kép, số / words, quoted phrases, numbers.")],
    type_: Annotated[str | None, typer.Option("--type", help="Loại giấy tờ / document type, e.g. GKS.")] = None,
    from_: Annotated[datetime | None, typer.Option("--from", formats=DAYS)] = None,
    to: Annotated[datetime | None, typer.Option("--to", formats=DAYS)] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    as_json: AsJson = False,
) -> None:
    """Tìm trong mọi giấy tờ đã số hóa / search everything that was digitised."""
    from cli.find import find_pages  # noqa: PLC0415

    with ctx.obj.working(STORES) as desk:
        filters: dict[str, Any] = {"type": type_, "date_from": from_, "date_to": to}
        found = find_pages(desk, query, who=getpass.getuser(), when=now(), limit=limit, **filters)
        if as_json:
            write_json(found)
        else:
            show_hits(ctx.obj.voice, found, desk.types)


@app.command()
def lookup(
    ctx: typer.Context,
    person: Annotated[str, typer.Argument(help="Số định danh hoặc họ tên / ID number or name.")],
    as_json: AsJson = False,
) -> None:
    """Trước khi quét: giấy tờ của một người đã có trong kho / what the store holds of a person, before scanning."""
    from cli.find import look_up_person  # noqa: PLC0415

    with ctx.obj.working(STORES) as desk:
        found = look_up_person(desk, person, who=getpass.getuser(), when=now())
        if as_json:
            write_json(found)
        else:
            show_papers(ctx.obj.voice, found, desk.types)


@app.command()
def show(ctx: typer.Context, dossier: Dossier, as_json: AsJson = False) -> None:
    """Xem một hồ sơ: giấy tờ, trường, vấn đề / show a dossier's documents, fields and findings."""
    from flows.report import report_dossier  # noqa: PLC0415

    with ctx.obj.working(STORES) as desk:
        report = report_dossier(desk, load_dossier(desk, dossier, "view"))
        if as_json:
            write_json(report)
        else:
            show_dossier(ctx.obj.voice, report, desk.types)


def show_status(context: Context, *, as_json: bool = False) -> bool:
    """Print every part's state; whether the servers are healthy."""
    with context.voice.errors():
        parts = [part.as_dict() for part in probe_parts(context.settings)]
    if as_json:
        write_json({"parts": parts})
    else:
        context.voice.out.print(parts_table(context.voice, parts))
    return all(part["healthy"] for part in parts if part["name"] in ALL_PARTS)


def queue_batch(voice: Voice, desk: Desk, manifest: Manifest) -> None:
    from flows.deploy import prepare_work_pool, submit_batch  # noqa: PLC0415

    prepare_work_pool(desk.settings.work_pool)
    submit_batch(manifest.id, desk.settings.work_pool)
    voice.say(f"Đã xếp hàng lô {manifest.id}.", f"Queued batch {manifest.id}.")


if __name__ == "__main__":
    main()
