"""How a run executes its steps: each in a process forked from the run's, or one after the other in the run's own.

Dagster's configuration offers `spawn` and `forkserver`, which import everything and build the definitions once more
before the first step can begin, and in part in every step. A fork has all of that at once, and shares its memory.
Dagster leaves `fork` out because another thread may hold a lock at that moment, for which the child would wait for
ever. Two other threads may be there: the one that follows the event log (defs/follow.py), which never reads while a
step is forked, and in a run that the web server has launched Dagster's own, which waits to be told to end the run.
"""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from importlib import import_module
from typing import Final, cast

import dagster as dg
from dagster._core.definitions.executor_definition import multiple_process_executor_requirements
from dagster._core.execution.context.system import PlanOrchestrationContext
from dagster._core.execution.plan.plan import ExecutionPlan
from dagster._core.execution.retries import RetryMode
from dagster._core.executor import child_process_executor
from dagster._core.executor.base import Executor
from dagster._core.executor.in_process import InProcessExecutor
from dagster._core.executor.init import InitExecutorContext
from dagster._core.executor.multiprocess import MultiprocessExecutor

from codegraph_dagster.defs.observation import SOURCE
from codegraph_dagster.defs.partitions import require_tag

# The stages that need nothing but `ir` run at once, on however few CPUs: none of them may wait for another.
SIMULTANEOUS_STEPS: Final = 4

# Dagster asks one step after the other for one event each, and waits so long for one that has none. Where several run,
# what one says, its end too, would be heard late; where one runs, to ask more often would only cost.
_WAIT_SECONDS: Final = 0.02
_SHORT_WAIT_SECONDS: Final = 0.003

# What the steps import when they begin; found by comparing what one has imported before and after. The names of
# Dagster's inner modules may change: one that is not there is left to the steps.
_OF_DAGSTER: Final = (
    "dagster._core.execution.plan.execute_plan",
    "dagster._core.storage.event_log.sqlite.sqlite_event_log",
    "dagster._core.storage.local_compute_log_manager",
    "dagster._core.storage.noop_compute_log_manager",
    "dagster._core.storage.runs.sqlite.sqlite_run_storage",
    "dagster._core.storage.schedules.sqlite.sqlite_schedule_storage",
    "dagster._core.storage.sqlite_storage",
)
_OF_STAGES: Final = (
    "duckdb",
    "pyarrow.ipc",
    "codegraph_dagster.stages.chunks.cut",
    "codegraph_dagster.stages.references.compute",
    "codegraph_dagster.store.publish",
    "codegraph_dagster.defs.metadata",
)


def _require_repository(plan_context: PlanOrchestrationContext, execution_plan: ExecutionPlan) -> None:
    """Raise a Failure when the run names no repository. Without that Dagster fails by itself, as soon as an input has a
    version that it looks up, and does not say which tag is missing."""
    partitions = plan_context.job.get_definition().partitions_def
    if partitions is not None and execution_plan.step_keys_to_execute != [SOURCE]:  # observed for all at once
        require_tag(plan_context.dagster_run.tags, partitions.get_partition_keys())


class SequentialExecutor(InProcessExecutor):
    """Dagster's in-process executor."""

    def __init__(self) -> None:
        super().__init__(retries=RetryMode.ENABLED)

    def execute(
        self, plan_context: PlanOrchestrationContext, execution_plan: ExecutionPlan
    ) -> Iterator[dg.DagsterEvent]:
        """Run the plan."""
        _require_repository(plan_context, execution_plan)
        yield from super().execute(plan_context, execution_plan)


class ForkingExecutor(MultiprocessExecutor):
    """Dagster's multiprocess executor, with steps that are forked."""

    def __init__(self, max_concurrent: int) -> None:
        super().__init__(retries=RetryMode.ENABLED, max_concurrent=max_concurrent, start_method="fork")

    def execute(
        self, plan_context: PlanOrchestrationContext, execution_plan: ExecutionPlan
    ) -> Iterator[dg.DagsterEvent]:
        """Run the plan. What later steps need is imported while the first step, which does so itself, already runs."""
        _require_repository(plan_context, execution_plan)
        for name in _OF_DAGSTER:
            with suppress(ImportError):
                import_module(name)
        gc.freeze()  # a step that looks for garbage among what it inherited would copy that memory
        imported = False
        with ExitStack() as stack:
            # What is frozen is not taken apart at the end, and some libraries complain of that.
            stack.callback(gc.unfreeze)
            stack.enter_context(warnings.catch_warnings())
            # Python warns of a fork beside another thread; the module's docstring says why it is right here.
            warnings.simplefilter("ignore", DeprecationWarning)
            stack.callback(_wait_for_steps, _WAIT_SECONDS)
            running: set[str | None] = set()
            for event in super().execute(plan_context, execution_plan):
                yield event
                if event.event_type_value == "STEP_WORKER_STARTING":
                    running.add(event.step_key)
                elif event.is_step_success or event.is_step_failure or event.is_step_up_for_retry:
                    running.discard(event.step_key)
                if len(running) > 1:
                    _wait_for_steps(_SHORT_WAIT_SECONDS)
                elif not running:
                    _wait_for_steps(_WAIT_SECONDS)
                if not imported and event.event_type_value == "STEP_WORKER_STARTED":
                    for name in _OF_STAGES:
                        import_module(name)
                    gc.freeze()
                    imported = True


def _wait_for_steps(seconds: float) -> None:
    child_process_executor.TICK = seconds


def _requirements(config: Mapping[str, object]) -> list[dg.ExecutorRequirement]:
    return [] if config.get("sequential") else list(multiple_process_executor_requirements())


@dg.executor(
    name="stages",
    config_schema={
        "sequential": dg.Field(
            bool, default_value=False, description="Run all steps in one process, one after the other."
        ),
        "max_concurrent": dg.Field(
            int, default_value=SIMULTANEOUS_STEPS, description="Steps that run at once at most."
        ),
    },
    requirements=_requirements,
)
def stage_executor(context: InitExecutorContext) -> Executor:
    """One process for each step, forked from the run's; or `sequential`."""
    config = context.executor_config
    if config["sequential"]:
        return SequentialExecutor()
    return ForkingExecutor(cast("int", config["max_concurrent"]))
