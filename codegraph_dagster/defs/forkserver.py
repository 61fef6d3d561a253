"""The process from which a run forks its step processes, with everything imported."""

from __future__ import annotations

import multiprocessing
import multiprocessing.forkserver

PRELOAD = ("dagster._core.executor.multiprocess", "codegraph_dagster.defs.preload")
"""Modules that it imports. Dagster takes an explicit list only; the default one is not preloaded."""


def start() -> None:
    """Start it now, so that its imports and this process's go on at the same time.

    Without this call the executor starts it, when the run has begun. Both must name the same modules.
    """
    multiprocessing.get_context("forkserver").set_forkserver_preload(list(PRELOAD))
    multiprocessing.forkserver.ensure_running()
