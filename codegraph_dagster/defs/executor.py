"""How a run executes its steps: each in a process of its own, or one after the other."""

from __future__ import annotations

from typing import Any

import dagster as dg

from codegraph_dagster.defs.forkserver import PRELOAD

# The stages that need nothing but `ir` run at once, on however few CPUs: none of them may wait for another.
SIMULTANEOUS_STEPS = 4


@dg.configured(
    dg.multi_or_in_process_executor,
    config_schema={
        "sequential": dg.Field(
            bool, default_value=False, description="Run all steps in one process, one after the other."
        ),
        "max_concurrent": dg.Field(
            int, default_value=SIMULTANEOUS_STEPS, description="Steps that run at once at most."
        ),
    },
)
def stage_executor(config: dict[str, Any]) -> dict[str, Any]:
    """One process for each step, forked from a process that has everything imported; or `sequential`."""
    if config["sequential"]:
        return {"in_process": {}}
    return {
        "multiprocess": {
            "max_concurrent": config["max_concurrent"],
            "start_method": {"forkserver": {"preload_modules": list(PRELOAD)}},
        }
    }
