"""The one Definitions object: what `dagster`, `dg` and the web UI load."""

from __future__ import annotations

import warnings

import dagster as dg

from codegraph_dagster.defs.assets import build_assets
from codegraph_dagster.defs.executor import stage_executor
from codegraph_dagster.defs.jobs import INDEX_JOB, build_jobs
from codegraph_dagster.defs.overview import build_overview_asset
from codegraph_dagster.defs.parity import build_parity_check
from codegraph_dagster.defs.partitions import Registry
from codegraph_dagster.defs.repository_map import build_map_asset
from codegraph_dagster.defs.schedules import build_schedules
from codegraph_dagster.defs.scip import build_scip_asset
from codegraph_dagster.defs.sensors import build_sensor
from codegraph_dagster.defs.sources import with_sources
from codegraph_dagster.registry import load_registry


def build_definitions(registry: Registry) -> dg.Definitions:
    """The definitions for the repositories of a registry."""
    with warnings.catch_warnings():
        # Observable source assets and code references are marked as beta, partitioned checks as a preview: the warnings
        # would be shown at every command.
        warnings.simplefilter("ignore", dg.BetaWarning)
        warnings.simplefilter("ignore", dg.PreviewWarning)
        checks = [build_parity_check(registry)]
        assets = with_sources(
            [
                *build_assets(registry),
                build_overview_asset(registry),
                build_map_asset(registry),
                build_scip_asset(registry),
            ]
        )
    return dg.Definitions(
        assets=assets,
        asset_checks=checks,
        jobs=build_jobs(registry),
        schedules=build_schedules(registry),
        sensors=[build_sensor(registry)],
        executor=stage_executor,
    )


defs = build_definitions(load_registry())


def index_job() -> dg.JobDefinition:
    """The job that runs every stage; a function, so that step processes can build it again."""
    return defs.resolve_job_def(INDEX_JOB)
