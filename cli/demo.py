"""The demonstration: the made-up dossiers digitised, shown as tables, and found again by a name that was read."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from cli.find import find_pages
from cli.progress import follow_run
from cli.tables import show_batch, show_hits
from cli.voice import Voice
from flows.desk import Desk
from flows.intake import find_files
from flows.report import report_batch
from flows.run import digitise_files
from pipeline.vietnamese import fold

OPERATOR = "demo"


def run_demo(voice: Voice, desk: Desk, samples: Path, *, received: datetime) -> None:
    """Digitise `samples`, show what came of it, then search a person's name with and without its marks."""
    voice.say(f"Số hóa các hồ sơ mẫu trong {samples} ...", f"Digitising the samples in {samples} ...")
    with follow_run(voice) as steps:
        manifest = digitise_files(desk, find_files([samples]), received=received, operator=OPERATOR, name="demo")
    report = report_batch(desk, manifest)
    show_batch(voice, report, steps, desk.types)
    name = a_name(report)
    if name:
        for query, limit in ((name, 3), (fold(name), 1)):
            found = find_pages(desk, f'"{query}"', limit=limit, who=OPERATOR, when=received)
            voice.say(f"Tìm “{query}”: {found['total']} trang", f"Search “{query}”: {found['total']} pages")
            show_hits(voice, found, desk.types)
            voice.out.print()
    voice.say(
        'Tìm tiếp: .venv/bin/sohoa search "..."   Số hóa bản quét của bạn: .venv/bin/sohoa digitise THƯ_MỤC',
        'Search on: .venv/bin/sohoa search "..."   Digitise your own scans: .venv/bin/sohoa digitise FOLDER',
    )


def a_name(report: dict[str, Any]) -> str | None:
    """A person's name that was read with the most confidence."""
    names = [
        (field["confidence"], field["value"].title())
        for dossier in report["dossiers"]
        for document in dossier["documents"]
        for key, field in document["fields"].items()
        if key == "ho_ten"
    ]
    return max(names)[1] if names else None
