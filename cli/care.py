"""Looking after what is kept: the audit of every object, the index made anew, the log's chain checked."""

from __future__ import annotations

from dataclasses import asdict

from rich.table import Table

from cli.voice import Voice, write_json
from flows.desk import Desk
from storage.fixity import Fault, FaultKind, adopt_all, verify
from storage.search import SearchIndex

WORDS = {
    FaultKind.MISSING: ("thiếu", "missing"),
    FaultKind.ALTERED: ("bị thay đổi", "altered"),
    FaultKind.ORPHANED: ("chưa có trong danh mục", "not in the catalogue"),
}


def verify_stores(voice: Voice, desk: Desk, *, adopt: bool, as_json: bool) -> bool:
    """Compare everything and tell what is wrong; whether all is whole (after adopting what can be adopted)."""
    report = verify(desk.objects, desk.catalogue, desk.records)
    if adopt and any(fault.adoptable for fault in report.faults):
        adopt_all(report.faults, desk.catalogue, desk.records)
        report = verify(desk.objects, desk.catalogue, desk.records)
    if as_json:
        write_json(asdict(report))
        return report.whole
    if report.faults:
        voice.out.print(_faults_table(voice, report.faults))
    voice.say(
        f"Đã đối chiếu {report.objects} đối tượng ({report.bytes / 1e6:,.1f} MB): {len(report.faults)} sai lệch.",
        f"Compared {report.objects} objects ({report.bytes / 1e6:,.1f} MB): {len(report.faults)} faults.",
    )
    if any(fault.adoptable for fault in report.faults):
        voice.say("Chạy `sohoa verify --adopt` để nhận lại.", "Run `sohoa verify --adopt` to take them in.")
    return report.whole


def _faults_table(voice: Voice, faults: tuple[Fault, ...]) -> Table:
    table = Table(expand=True)
    table.add_column(voice("Sai lệch", "Fault"))
    table.add_column(voice("Đối tượng", "Object"), ratio=1)
    table.add_column(voice("Lý do", "Why"))
    for fault in faults:
        table.add_row(voice(*WORDS[fault.kind]), fault.key, fault.why)
    return table


def rebuild_index(voice: Voice, desk: Desk) -> None:
    """Make this host's search index and the catalogue's rows of persons anew from what is stored alone."""
    position = desk.catalogue.feed_position()
    count = SearchIndex(desk.settings.index_folder).rebuild(desk.records.with_readings(), position)
    desk.people.renew(desk.records.manifests(), desk.records.latest_records(), desk.types)
    voice.say(f"Đã dựng lại chỉ mục: {count} hồ sơ.", f"The index is made anew: {count} dossiers.")


def check_audit(voice: Voice, desk: Desk) -> bool:
    """Whether the audit log is whole; tells every break of its chain."""
    breaks = list(desk.audit.check())
    for item in breaks:
        voice.warn(f"Mục {item.seq}: {item.kind.value}", f"Entry {item.seq}: {item.kind.value}")
    voice.say(f"Nhật ký: {len(breaks)} chỗ sai.", f"Audit log: {len(breaks)} breaks.")
    return not breaks
