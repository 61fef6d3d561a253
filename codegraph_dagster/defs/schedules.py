"""The schedules: all repositories daily, those with a cron line of their own by that."""

from __future__ import annotations

import re
from collections.abc import Sequence

import dagster as dg
from dagster._utils.schedules import is_valid_cron_string

from codegraph_dagster.defs.jobs import INDEX_JOB
from codegraph_dagster.defs.partitions import Registry
from codegraph_dagster.errors import CodegraphError

DAILY = "0 3 * * *"


def build_schedules(registry: Registry) -> list[dg.ScheduleDefinition]:
    """The daily schedule, and one for each repository with its own. CodegraphError for what is no cron line."""
    daily = [name for name, settings in registry.items() if settings.schedule is None]
    schedules = [_schedule("index_daily", DAILY, daily, "Index every repository that has no schedule of its own.")]
    for name, settings in registry.items():
        if settings.schedule is None:
            continue
        if not is_valid_cron_string(settings.schedule):
            raise CodegraphError(f"repository {name!r}: `schedule`: {settings.schedule!r} is not a cron line")
        # Several names may become the same identifier; the number keeps them apart.
        identifier = re.sub(r"\W", "_", name)
        schedules.append(_schedule(f"index_{len(schedules)}_{identifier}", settings.schedule, [name], f"Index {name}."))
    return schedules


def _schedule(name: str, cron: str, repositories: Sequence[str], description: str) -> dg.ScheduleDefinition:
    @dg.schedule(name=name, cron_schedule=cron, job_name=INDEX_JOB, description=description)
    def requests(context: dg.ScheduleEvaluationContext) -> list[dg.RunRequest] | dg.SkipReason:
        if not repositories:
            return dg.SkipReason("Every repository has a schedule of its own.")
        # Dagster wants keys when there are several; the time in them makes every tick's runs new ones.
        tick = context.scheduled_execution_time.isoformat()
        return [dg.RunRequest(run_key=f"{repository} {tick}", partition_key=repository) for repository in repositories]

    return requests
