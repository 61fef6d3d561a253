"""The sensor that indexes repositories when they have changed."""

from __future__ import annotations

import json
from collections.abc import Iterator

import dagster as dg

from codegraph_dagster.defs.jobs import INDEX_JOB
from codegraph_dagster.defs.partitions import Registry
from codegraph_dagster.errors import CodegraphError

SENSOR = "index_changed"
_SECONDS = 60


def build_sensor(registry: Registry) -> dg.SensorDefinition:
    """Requests a run for exactly the repositories whose commit changed; without a commit, whose files did."""

    @dg.sensor(
        name=SENSOR,
        job_name=INDEX_JOB,
        minimum_interval_seconds=_SECONDS,
        description="Index each repository whose commit has changed; outside of git, whose files have.",
    )
    def index_changed(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        from codegraph_dagster.ir.source import commit_or_digest

        seen: dict[str, str] = json.loads(context.cursor) if context.cursor else {}
        found: dict[str, str] = {}
        for name, settings in registry.items():
            try:
                found[name] = commit_or_digest(settings)
            except CodegraphError as error:  # one that cannot be read keeps none of the others waiting
                context.log.warning(str(error))
                if name in seen:
                    found[name] = seen[name]
        return dg.SensorResult(run_requests=list(_requests(seen, found)), cursor=json.dumps(found, sort_keys=True))

    return index_changed


def _requests(seen: dict[str, str], found: dict[str, str]) -> Iterator[dg.RunRequest]:
    for name, state in found.items():
        if seen.get(name) != state:
            # Dagster starts no second run of a key, also when the cursor is lost.
            yield dg.RunRequest(run_key=f"{name} {state}", partition_key=name)
