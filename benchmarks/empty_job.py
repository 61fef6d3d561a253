"""An empty job of the same shape as `index_repository`: what Dagster itself takes for seven steps.

`cold.py` runs it beside the index command, once with the project's executor and once in one process.
"""

from __future__ import annotations

import dagster as dg

from codegraph_dagster.defs.executor import stage_executor

PARTITIONS = dg.StaticPartitionsDefinition(["empty"])
TAG = '{"dagster/partition": "empty"}'
DEPENDENCIES = {
    "source": (),
    "ir": ("source",),
    "chunks": ("ir",),
    "cross_file": ("ir",),
    "occurrences": ("ir",),
    "symbols": ("ir",),
    "references": ("cross_file", "occurrences", "symbols"),
    "published_index": ("chunks", "references"),
}


def _asset(name: str, deps: tuple[str, ...]) -> dg.AssetsDefinition:
    @dg.asset(name=name, deps=deps, partitions_def=PARTITIONS)
    def empty() -> dg.MaterializeResult:
        return dg.MaterializeResult()

    return empty


def _job(name: str, executor: dg.ExecutorDefinition) -> dg.UnresolvedAssetJobDefinition:
    return dg.define_asset_job(name, selection=dg.AssetSelection.all(), executor_def=executor)


defs = dg.Definitions(
    assets=[
        dg.AssetSpec("source", partitions_def=PARTITIONS),
        *(_asset(name, deps) for name, deps in DEPENDENCIES.items() if name != "source"),
    ],
    jobs=[_job("empty", stage_executor), _job("empty_in_process", dg.in_process_executor)],
)
