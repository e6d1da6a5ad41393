"""The checklist of a dossier for people and machines, and the request to complete it as a PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from rich.table import Table
from rich.text import Text

from archive.supplement import write_supplement
from cli.tables import LISTING, place_of
from cli.voice import Voice
from pipeline.catalog.procedure import Deadline, Fee, Requirement, Words
from pipeline.checklist import Checklist, Item, Status
from pipeline.errors import SohoaError
from pipeline.model import Record
from pipeline.supplement import Supplement
from pipeline.wording import format_date


class NoSuchItem(SohoaError):
    code = "no_such_item"
    message_vi = "Không có số thứ tự này trong bảng thành phần hồ sơ."
    message_en = "There is no such number in the table of required papers."
    exit_code = 2


WORDS: Final = {
    Status.PRESENT: ("có", "present", "green"),
    Status.MISSING: ("thiếu", "missing", "bold red"),
    Status.EXPIRED: ("hết hiệu lực", "expired", "bold red"),
    Status.UNREADABLE: ("không đọc được", "unreadable", "bold red"),
    Status.UNSURE: ("cần xem", "look at it", "yellow"),
    Status.NOT_NEEDED: ("không cần nộp nữa", "no longer needed", "cyan"),
    Status.SHOWN: ("chỉ xuất trình", "shown only", "cyan"),
    Status.OPTIONAL: ("không bắt buộc", "optional", "dim"),
}
REMINDER: Final = ("nhắc", "reminder", "dim yellow")


def show_checklist(voice: Voice, checklist: Checklist, dossier: Mapping[str, Any]) -> None:
    """Every requirement with what there is for it, then what the clerk has to know: receipt, due day, fee."""
    procedure = checklist.procedure
    name = procedure.name if voice.lang == "vi" else procedure.name_en or procedure.name
    voice.say(
        f"Hồ sơ {dossier['code'] or dossier['id']} · {procedure.code} {name}",
        f"Dossier {dossier['code'] or dossier['id']} · {procedure.code} {name}",
    )
    voice.out.print(items_table(voice, checklist, dossier))
    for line in list_facts(voice, checklist):
        voice.out.print(Text(line))
    if checklist.unrecognised:
        count = len(checklist.unrecognised)
        voice.say(
            f"Có {count} giấy tờ chưa nhận ra loại, có thể là giấy đang thiếu. Hãy xem trước khi yêu cầu bổ sung.",
            f"Papers not recognised: {count}; what is missing may be among them. Look before asking for it.",
        )
    voice.say(*_sum_up(checklist))


def _sum_up(checklist: Checklist) -> tuple[str, str]:
    shortfalls, reminders = len(checklist.shortfalls), sum(item.reminder for item in checklist.items)
    if shortfalls:
        return f"Cần bổ sung {shortfalls} giấy tờ.", f"Papers to be handed in: {shortfalls}."
    if not checklist.complete:
        return "Không thiếu giấy tờ, nhưng có mục cần xem.", "Nothing is missing, but some papers need a look."
    if reminders:
        return f"Hồ sơ đã đủ; còn {reminders} mục nhắc.", f"The dossier is complete. Reminders: {reminders}."
    return "Hồ sơ đã đủ.", "The dossier is complete."


def items_table(voice: Voice, checklist: Checklist, dossier: Mapping[str, Any]) -> Table:
    table = Table(title=voice("Thành phần hồ sơ", "Required papers"), **LISTING)
    table.add_column(voice("TT", "No"), justify="right")
    table.add_column(voice("Giấy tờ", "Paper"), ratio=3)
    table.add_column(voice("Tình trạng", "Status"), no_wrap=True)
    table.add_column(voice("Trong hồ sơ, việc cần làm", "In the dossier, what to do"), ratio=5)
    places = {document["id"]: place_of(document) for document in dossier["documents"]}
    said: set[Words] = set()
    for number, item in enumerate(checklist.items, 1):
        vi, en, style = REMINDER if item.reminder else WORDS[item.status]
        name = _name(voice, item.requirement)
        table.add_row(
            str(number), name, Text(voice(vi, en), style=style), Text("\n".join(_explain(voice, item, places, said)))
        )
    return table


def _name(voice: Voice, requirement: Requirement) -> Text:
    name = Text(voice(requirement.name_vi, requirement.name_en))
    counts = (
        (requirement.originals, voice("bản chính", "original")),
        (requirement.copies, voice("bản sao", "copy")),
    )
    number = ", ".join(f"{count} {what}" for count, what in counts if count)
    return name.append(f" ({number})", style="dim") if number else name


def _explain(voice: Voice, item: Item, places: Mapping[str, str], said: set[Words]) -> list[str]:
    """Where the papers lie and what to do; what stands in `said` already is not told again."""
    lines = [places[name] for name in item.documents if name in places]
    if item.finding is not None:
        lines.append(voice(item.finding.message_vi, item.finding.message_en))
    if item.status is Status.SHOWN:
        lines.append(voice("Đối chiếu bản chính, không phải quét.", "Compare the original; no scan is needed."))
    if item.note is not None:
        lines.append(voice("Như trên.", "As above.") if item.note in said else voice(item.note.vi, item.note.en))
        said.add(item.note)
    if item.status is Status.NOT_NEEDED and item.basis:
        lines.append(voice(f"Căn cứ: {item.basis}", f"Basis: {item.basis}"))
    return lines


def list_facts(voice: Voice, checklist: Checklist) -> list[str]:
    """Receipt, due day and fee; what comes from memory says so."""
    procedure = checklist.procedure
    moment = f"{checklist.received:%H:%M} {format_date(checklist.received.date())}"
    facts = [voice(f"Tiếp nhận: {moment}", f"Received: {moment}")]
    if procedure.deadline is not None and checklist.due is not None:
        due = format_date(checklist.due)
        term = _term(voice, procedure.deadline)
        late = voice(", ĐÃ QUÁ HẠN", ", OVERDUE") if checklist.late else ""
        facts.append(voice(f"Hẹn trả: {due} ({term}){late}", f"Due: {due} ({term}){late}"))
    if procedure.fee is not None:
        facts.append(voice("Phí, lệ phí: ", "Fee: ") + _fee(voice, procedure.fee))
    if checklist.shortfalls and checklist.ask_by is not None:
        last = format_date(checklist.ask_by)
        facts.append(voice(f"Yêu cầu bổ sung chậm nhất: {last}", f"To be asked for by: {last}"))
    return facts


def _term(voice: Voice, deadline: Deadline) -> str:
    if deadline.same_day:
        term = voice("trong ngày", "the same day")
    elif deadline.working_days:
        term = voice(f"{deadline.working_days} ngày làm việc", f"{deadline.working_days} working days")
    elif deadline.hours:
        term = voice(f"{deadline.hours} giờ làm việc", f"{deadline.hours} working hours")
    else:
        term = voice(f"{deadline.calendar_days} ngày", f"{deadline.calendar_days} days")
    return term + _from_memory(voice, deadline.remembered)


def _fee(voice: Voice, fee: Fee) -> str:
    if fee.vnd == 0:
        said = voice("không thu", "none")
    elif fee.vnd is not None:
        said = f"{fee.vnd:,} đồng".replace(",", ".") if voice.lang == "vi" else f"VND {fee.vnd:,}"
    else:
        said = voice(fee.words.vi, fee.words.en) if fee.words else ""
    return said + (f", {fee.basis}" if fee.basis else "") + _from_memory(voice, fee.remembered)


def _from_memory(voice: Voice, remembered: bool) -> str:
    return voice("; cần đối chiếu văn bản", "; compare with the regulation") if remembered else ""


def write_slip(voice: Voice, request: Supplement, out: Path) -> bool:
    """Write the request; whether there was anything to ask for."""
    if not request.wanted:
        voice.say("Không có giấy tờ nào phải bổ sung, không ghi phiếu.", "Nothing to ask for: no slip was written.")
        return False
    write_supplement(request, out)
    voice.say(f"Đã ghi {out}.", f"Wrote {out}.")
    return True


def pick_items(checklist: Checklist, numbers: Sequence[int]) -> list[Item]:
    """The items by their numbers in the table, from 1. Raises NoSuchItem."""
    lost = [number for number in numbers if not 1 <= number <= len(checklist.items)]
    if lost:
        raise NoSuchItem(", ".join(map(str, lost)))
    return [checklist.items[number - 1] for number in numbers]


def checklist_json(record: Record, checklist: Checklist) -> dict[str, Any]:
    """The dictionary that `sohoa check --json` writes."""
    procedure = checklist.procedure
    fee, deadline = procedure.fee, procedure.deadline
    return {
        "id": record.id,
        "code": record.code,
        "procedure": {"code": procedure.code, "name": procedure.name},
        "received": checklist.received.isoformat(),
        "due": checklist.due and format_date(checklist.due),
        "due_remembered": bool(deadline and deadline.remembered),
        "late": checklist.late,
        "ask_by": checklist.ask_by and format_date(checklist.ask_by),
        "fee": fee and {"vnd": fee.vnd, "text": fee.words and fee.words.vi, "remembered": fee.remembered},
        "complete": checklist.complete,
        "items": [item_json(item) for item in checklist.items],
        "unrecognised": list(checklist.unrecognised),
    }


def item_json(item: Item) -> dict[str, Any]:
    said = item.finding and Words(vi=item.finding.message_vi, en=item.finding.message_en)
    words = said or item.note
    return {
        "id": item.requirement.id,
        "name": item.requirement.name_vi,
        "status": item.status.value,
        "reminder": item.reminder,
        "documents": list(item.documents),
        "message_vi": words.vi if words else "",
        "message_en": words.en if words else "",
        "basis": item.basis,
    }
