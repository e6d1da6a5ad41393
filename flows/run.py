"""Run: files taken in and digitised here and now, whatever an earlier run that was cut off left behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flows.desk import Desk
from flows.intake import Found, take_in
from pipeline.errors import SohoaError
from pipeline.model import Manifest, SourceStatus
from storage.catalogue import BatchState


class BatchFailed(SohoaError):
    """The flow came to rest in a state that is not Completed; its own page in Prefect tells more."""

    code = "batch_failed"
    message_vi = "Lô quét chưa xử lý xong. Không mất dữ liệu: hãy chạy lại lệnh này để làm tiếp."
    message_en = "The batch did not finish. Nothing is lost: run the command again to go on."
    retryable = True


def digitise_files(
    desk: Desk,
    files: Sequence[Found],
    *,
    received: datetime,
    operator: str,
    name: str = "",
    procedure: str | None = None,
) -> Manifest:
    """Take the files in and run every batch of theirs that is not finished. Raises BatchFailed or ServiceError."""
    manifest = take_in(desk, files, received=received, operator=operator, name=name, procedure=procedure)
    for batch in unfinished_batches(desk, manifest):
        run_batch(batch)
    return manifest


def unfinished_batches(desk: Desk, manifest: Manifest) -> list[str]:
    """This batch and the earlier ones that hold its duplicates, as far as they have pages still to be read or kept."""
    duplicates = [source.sha256 for source in manifest.sources if source.status is SourceStatus.DUPLICATE]
    batches = [*sorted(set(desk.catalogue.known_sources(duplicates).values())), manifest.id]
    return [batch for batch in dict.fromkeys(batches) if not is_finished(desk, batch)]


def is_finished(desk: Desk, batch: str) -> bool:
    """Whether running the batch again would do nothing; pages that could not be read are worth another try."""
    row = desk.catalogue.batch(batch)
    if row is None or row.state not in (BatchState.DONE, BatchState.PARTIAL):
        return False
    return not any(problem.page is not None for problem in row.problems)


def run_batch(batch: str) -> None:
    """Run one batch's flow in this process. Raises BatchFailed where it did not complete."""
    from flows.digitise import digitise  # noqa: PLC0415  Prefect takes a second and a half to import

    state = digitise(batch, return_state=True)
    if not state.is_completed():
        raise BatchFailed(state.message or "")
