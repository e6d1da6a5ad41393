"""The main job as Prefect runs it: a batch taken in goes from stored originals to kept, searchable dossiers.

Every task can run again: what is stored is not done twice, so a batch killed anywhere is finished by running it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from prefect import flow, runtime, task, unmapped
from prefect.artifacts import create_progress_artifact, create_table_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, PrefectFutureList, as_completed
from prefect.states import Completed, Failed, State
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.tasks import exponential_backoff

from flows.desk import Desk, open_desk
from flows.keep import keep_dossier
from flows.progress import Step, listener
from flows.read import SourceReadings, load_stacks, read_pages, readable
from flows.report import load_dossiers
from flows.reuse import note_reuse
from flows.secret import withhold_secret
from ocr.worker import ReadingPool
from pipeline.errors import SohoaError
from pipeline.logs import configure_logging
from pipeline.model import Manifest, Record, Source, SourceStatus
from pipeline.settings import load_settings
from pipeline.understand import understand
from storage.catalogue import BatchProblem, BatchState

TAKEOVERS = 5
"""How often a run may be taken over after a crash: a batch that kills every worker must come to rest and be seen."""


def worth_retrying(_task: Any, _run: Any, state: State[Any]) -> bool:
    """Only a passing fault (a server that restarts, a race lost) is worth another try."""
    error = state.result(raise_on_failure=False)
    return error.retryable if isinstance(error, SohoaError) else isinstance(error, OSError)


robust: dict[str, Any] = {
    "cache_policy": NO_CACHE,
    "persist_result": False,
    "retries": 3,
    "retry_delay_seconds": exponential_backoff(backoff_factor=2),
    "retry_jitter_factor": 0.3,
    "retry_condition_fn": worth_retrying,
}


@flow(
    name="digitise",
    flow_run_name="digitise-{batch}",
    task_runner=ThreadPoolTaskRunner(max_workers=8),
    persist_result=False,
)
def digitise(batch: str) -> State[None]:
    """Read, understand and keep the batch with this id, which was taken in before."""
    if (runtime.flow_run.run_count or 0) > TAKEOVERS:
        return Failed(message=f"Taken over {TAKEOVERS} times and crashed each time: look at the batch's last pages.")
    settings = load_settings()
    configure_logging(settings.log_level)
    with open_desk(settings) as desk:
        manifest = desk.records.load_manifest(batch)
        listener.get()(Step(batch, "found", sum(source.pages for source in readable(manifest))))
        with ReadingPool(settings.processes, settings.limits, log_level=settings.log_level) as pool:
            reading = read_source.map(unmapped(desk), unmapped(pool), unmapped(batch), list(readable(manifest)))
            readings = follow_reading(manifest, reading)
            records = understand_batch(desk, manifest, pool.fingerprint)
        keeping = archive_dossier.map(unmapped(desk), unmapped(manifest), records)
        not_kept = failures(keeping)
        if not_kept:
            return Failed(message=f"{len(not_kept)} of {len(records)} dossiers could not be kept; run the batch again.")
        problems = list_problems(manifest, readings)
        publish_problems(manifest, problems)
        close_batch(desk, manifest, readings, problems)
    return Completed(name="CompletedWithProblems" if problems else None, message=f"{len(problems)} problems")


def close_batch(
    desk: Desk, manifest: Manifest, readings: Sequence[SourceReadings], problems: Sequence[BatchProblem]
) -> None:
    """Write who had what digitised into the audit log, lock the log's end away, and call the batch finished."""
    partial = {source.source for source in readings if source.problems}
    desk.catalogue.mark_sources(partial, SourceStatus.PARTIAL)
    desk.catalogue.mark_sources({source.source for source in readings} - partial, SourceStatus.OK)
    now = datetime.now(UTC)
    detail = {"batch": manifest.id, "sources": len(manifest.sources), "problems": len(problems)}
    desk.audit.append(manifest.operator, "digitise", None, detail, now)
    desk.audit.anchor(now.date(), now + timedelta(days=desk.settings.audit_days))
    desk.catalogue.finish_batch(manifest.id, BatchState.PARTIAL if problems else BatchState.DONE, problems)


@task(task_run_name="read {source.sha256}", **robust)
def read_source(desk: Desk, pool: ReadingPool, batch: str, source: Source) -> SourceReadings:
    return read_pages(desk, pool, batch, source)


@task(**robust)
def understand_batch(desk: Desk, manifest: Manifest, fingerprint: str) -> list[Record]:
    records = understand(
        load_stacks(desk, manifest, fingerprint),
        catalog=desk.types,
        batch=manifest.id,
        received=manifest.received,
        procedure=manifest.procedure,
        reader=fingerprint,
        decisions=[
            decision
            for record in load_dossiers(desk, {source.sha256 for source in readable(manifest)})
            for decision in record.decisions
        ],
    )
    withhold_secret(desk, manifest, records, datetime.now(UTC))
    return records


@task(task_run_name="keep {record.id}", **robust)
def archive_dossier(desk: Desk, manifest: Manifest, record: Record) -> str:
    kept = keep_dossier(desk, note_reuse(desk, record, manifest.agency))
    listener.get()(Step(manifest.id, "kept", 1))
    return kept.id


def follow_reading(manifest: Manifest, reading: PrefectFutureList[SourceReadings]) -> list[SourceReadings]:
    """Wait for the sources, keeping the progress bar in Prefect's page up to date; raises what reading raised."""
    total = sum(source.pages for source in readable(manifest)) or 1
    bar = create_progress_artifact(0.0, key=f"pages-{manifest.id}", description=f"{total} pages to read")
    done = 0
    futures: list[PrefectFuture[SourceReadings]] = list(reading)
    for future in as_completed(futures):
        result = future.result()
        done += result.read + result.reused + len(result.problems)
        update_progress_artifact(bar, 100.0 * done / total)
    if not futures:
        update_progress_artifact(bar, 100.0)
    return [future.result() for future in futures]


def failures(futures: PrefectFutureList[Any]) -> list[State[Any]]:
    """The end states of those that failed, once all are done: one bad dossier does not stop the others."""
    futures.wait()
    return [future.state for future in futures if not future.state.is_completed()]


def list_problems(manifest: Manifest, readings: Sequence[SourceReadings]) -> list[BatchProblem]:
    """What a person should look at: refused files, then pages that could not be read."""
    names = {source.sha256: source.file for source in readable(manifest)}
    refused = [
        BatchProblem(source.problem, source.file)
        for source in manifest.sources
        if source.problem is not None and source.status is not SourceStatus.DUPLICATE
    ]
    unread = [
        BatchProblem(item.problem, names[item.source], item.page) for source in readings for item in source.problems
    ]
    return refused + unread


def publish_problems(manifest: Manifest, problems: Sequence[BatchProblem]) -> None:
    """The batch's table of problems in Prefect's page; files by their number, for a file name may name a citizen."""
    numbers = {source.file: number for number, source in enumerate(manifest.sources, 1)}
    rows = [
        {
            "file": numbers.get(item.file or "", ""),
            "page": item.page or "",
            "code": item.problem.code,
            "problem": item.problem.message_vi,
            "retry helps": item.problem.retryable,
        }
        for item in problems
    ]
    create_table_artifact(rows, key=f"problems-{manifest.id}", description=f"{len(rows)} problems")
