"""Work on many machines: the work pool, the deployment its workers run, and how a crashed run is taken over."""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import timedelta

from prefect.automations import AutomationCore
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.objects import StateType
from prefect.deployments import run_deployment
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification
from prefect.exceptions import ObjectAlreadyExists
from prefect.types.entrypoint import EntrypointType

from flows.digitise import digitise

SILENCE = timedelta(seconds=70)
"""A run without a heartbeat for this long is dead: workers send one every 30 seconds."""
HEARTBEAT = "prefect.flow-run.heartbeat"
STARTS = {f"prefect.flow-run.{state}" for state in ("Pending", "Running")}
"""Told by the server when a worker takes a run, so that one which dies before its first heartbeat is missed too."""
ENDS = {f"prefect.flow-run.{state}" for state in ("Completed", "Failed", "Cancelled", "Crashed")}


def prepare_work_pool(pool: str) -> None:
    """Make the work pool, its deployment and the two automations that take over crashed runs; safe to repeat."""
    with get_client(sync_client=True) as client, suppress(ObjectAlreadyExists):
        client.create_work_pool(WorkPoolCreate(name=pool, type="process"))
    digitise.to_deployment(
        name=pool,
        work_pool_name=pool,
        entrypoint_type=EntrypointType.MODULE_PATH,
        description="Digitises one batch that was taken in.",
    ).apply()
    for automation in (crash_silent_runs(pool), take_over_crashed_runs(pool)):
        _put_automation(automation)


def submit_batch(batch: str, pool: str) -> str:
    """Put a batch into the pool's queue; the same batch twice is one run. Returns the flow run's id."""
    run = run_deployment(f"{digitise.name}/{pool}", parameters={"batch": batch}, timeout=0, as_subflow=False)
    return str(run.id)


def worker_command(pool: str) -> list[str]:
    """The command line of one worker; it inherits the settings and Prefect's address from its environment."""
    return [sys.executable, "-m", "prefect", "worker", "start", "--pool", pool, "--type", "process", "--limit", "1"]


def crash_silent_runs(pool: str) -> AutomationCore:
    """A run whose worker and machine died together sends nothing more: after a silence it is called crashed."""
    return AutomationCore(
        name=f"{pool}: silent runs are crashed",
        trigger=EventTrigger(
            match=ResourceSpecification({"prefect.resource.id": "prefect.flow-run.*"}),
            match_related=_of_pool(pool),
            for_each={"prefect.resource.id"},
            after={HEARTBEAT, *STARTS},
            expect={HEARTBEAT, *ENDS},
            posture=Posture.Proactive,
            threshold=1,
            within=SILENCE,
        ),
        actions=[ChangeFlowRunState(state=StateType.CRASHED, message="No heartbeat from its worker.")],
    )


def take_over_crashed_runs(pool: str) -> AutomationCore:
    """A crashed run goes back into the queue for whichever worker is free; what it stored is not done again."""
    return AutomationCore(
        name=f"{pool}: crashed runs are taken over",
        trigger=EventTrigger(
            match=ResourceSpecification({"prefect.resource.id": "prefect.flow-run.*"}),
            match_related=_of_pool(pool),
            for_each={"prefect.resource.id"},
            expect={"prefect.flow-run.Crashed"},
            posture=Posture.Reactive,
            threshold=1,
        ),
        actions=[
            ChangeFlowRunState(state=StateType.SCHEDULED, name="AwaitingRetry", message="Taken over.", force=True)
        ],
    )


def _of_pool(pool: str) -> ResourceSpecification:
    return ResourceSpecification({"prefect.resource.role": "work-pool", "prefect.resource.name": pool})


def _put_automation(automation: AutomationCore) -> None:
    """Make it, or mend one of an earlier release; an equal one is let be, for an update forgets the runs it watches."""
    with get_client(sync_client=True) as client:
        known = client.read_automations_by_name(automation.name)
        if not known:
            client.create_automation(automation)
        elif known[0].trigger != automation.trigger:
            client.update_automation(known[0].id, automation)
