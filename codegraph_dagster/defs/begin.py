"""What a step does before its stage: it ends with its run, clears up after dead ones, and waits for a living one."""

from __future__ import annotations

import multiprocessing
from typing import Any

import dagster as dg

from codegraph_dagster import processes
from codegraph_dagster.store.ownership import Run, claim
from codegraph_dagster.store.working import WorkingStore


def begin_step(context: dg.AssetExecutionContext, store: WorkingStore) -> None:
    """Prepare this process, and the repository's folders, for a stage of a run.

    Waits while another run is at work on the same repository.
    """
    run_process = _end_with_run(context)
    store.remove_abandoned()
    run = Run(context.run.run_id, run_process)
    gone = claim(
        store.layout.owner(store.name),
        run,
        is_over=lambda run_id: _is_over(context.instance, run_id),
        waiting=lambda other: context.log.info(
            f"{store.name}: waits for run {other.run_id} of it to end (process {other.pid})"
        ),
    )
    if gone is not None:
        _report_killed(context.instance, gone)


def _end_with_run(context: dg.AssetExecutionContext) -> str:
    """Let a step process die with the process of its run; returns the identity of the latter."""
    parent = multiprocessing.parent_process()
    if parent is None or _is_sequential(context):
        return processes.own_identity()
    # Over a fork server, too, this is the process that asked for the step, and its sentinel is a pipe from there.
    processes.end_with(parent.sentinel)
    return processes.identity_of(parent.pid or 0) or ""


def _is_sequential(context: dg.AssetExecutionContext) -> bool:
    execution: Any = context.run.run_config.get("execution") or {}
    return bool((execution.get("config") or {}).get("sequential"))


def _is_over(instance: dg.DagsterInstance, run_id: str) -> bool:
    run = instance.get_run_by_id(run_id)
    return run is not None and run.is_finished


def _report_killed(instance: dg.DagsterInstance, gone: Run) -> None:
    """Nobody else says so, and a run that counts as running keeps queued runs of its repository waiting for ever."""
    run = instance.get_run_by_id(gone.run_id)
    if run is not None and not run.is_finished:
        instance.report_run_failed(run, f"The process of this run ({gone.pid}) is gone: it was killed.")
