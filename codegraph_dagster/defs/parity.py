"""The check that a published database has the rows of a clean build, on demand: it takes as long as one."""

# No `from __future__ import annotations` here: Dagster reads the annotations of check functions.
import dagster as dg

from codegraph_dagster.defs.assets import PUBLISHED, users_mistakes
from codegraph_dagster.defs.partitions import Registry, repository_partitions, requested_repository
from codegraph_dagster.paths import DataLayout
from codegraph_dagster.store.working import WorkingStore

CHECK = "equals_clean_build"


def build_parity_check(registry: Registry) -> dg.AssetChecksDefinition:
    """The check for the repositories of a registry."""

    @dg.asset_check(
        name=CHECK,
        asset=PUBLISHED,
        partitions_def=repository_partitions(registry),
        description="Every table has the rows that a clean build of the repository has, internal tables included.",
    )
    def equals_clean_build(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        from codegraph_dagster.stages.clean_build import compare_with_clean_build

        settings = requested_repository(context, registry)
        store = WorkingStore(DataLayout.from_environment(), settings.name)
        with users_mistakes():
            parity = compare_with_clean_build(store, settings, log=context.log.info)
        different = [table for table in parity.tables if not table.passed]
        return dg.AssetCheckResult(
            passed=parity.passed,
            description=parity.reason or f"{len(different)} of {len(parity.tables)} tables differ",
            metadata={table.rule: f"{table.violations} rows, for example {table.example}" for table in different},
        )

    return equals_clean_build
