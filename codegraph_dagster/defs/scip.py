"""The SCIP index of a repository as an asset of its own: not everybody wants one, so no other job makes it."""

# No `from __future__ import annotations` here: Dagster reads the annotations of asset functions.
from collections.abc import Iterator
from typing import TYPE_CHECKING

import dagster as dg

from codegraph_dagster.defs.assets import OWNERS, PUBLISHED, RETRY, users_mistakes
from codegraph_dagster.defs.begin import begin_step
from codegraph_dagster.defs.partitions import Registry, repository_partitions, requested_repository
from codegraph_dagster.paths import DataLayout
from codegraph_dagster.store.working import WorkingStore

if TYPE_CHECKING:
    from codegraph_dagster.rule_result import RuleResult
    from codegraph_dagster.scip import ScipReport

SCIP = "scip_index"
LINT = "scip_lint"


def build_scip_asset(registry: Registry) -> dg.AssetsDefinition:
    """The asset for the repositories of a registry."""

    @dg.asset(
        name=SCIP,
        deps=[PUBLISHED],
        partitions_def=repository_partitions(registry),
        group_name="publication",
        kinds={"file"},
        description="The published database as a SCIP index, the protobuf file that code hosts and editors read: "
        "every occurrence, symbol and relationship. Replaced in one step when it is complete.",
        owners=OWNERS,
        retry_policy=RETRY,
        check_specs=[
            dg.AssetCheckSpec(
                LINT, asset=SCIP, description="Finds nothing that the linter of SCIP's reference tool looks for."
            )
        ],
    )
    def scip_index(context: dg.AssetExecutionContext) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult[None]]:
        from codegraph_dagster.scip import lint_scip, write_scip

        name = requested_repository(context, registry).name
        layout = DataLayout.from_environment()
        store = WorkingStore(layout, name)
        with users_mistakes():
            begin_step(context, store)
            report = write_scip(
                layout.published(name), layout.scip(name), log=context.log.info, scratch=store.temporary("scip")
            )
            rules = lint_scip(report.path)
        yield dg.MaterializeResult(metadata=_metadata(report))
        yield dg.AssetCheckResult(
            check_name=LINT,
            asset_key=SCIP,
            passed=all(rule.passed for rule in rules),
            metadata={"violations": sum(rule.violations for rule in rules), "rules": _table(rules)},
        )

    return scip_index


def _metadata(report: "ScipReport") -> dict[str, dg.MetadataValue]:
    return {
        "file": dg.MetadataValue.path(report.path),
        "size_bytes": dg.MetadataValue.int(report.size_bytes),
        "seconds": dg.MetadataValue.float(round(report.seconds, 3)),
        "documents": dg.MetadataValue.int(report.documents),
        "occurrences": dg.MetadataValue.int(report.occurrences),
        "symbols": dg.MetadataValue.int(report.symbols),
        "relationships": dg.MetadataValue.int(report.relationships),
        "external_symbols": dg.MetadataValue.int(report.external_symbols),
    }


def _table(rules: "tuple[RuleResult, ...]") -> dg.MetadataValue:
    from codegraph_dagster.scip import RULES

    return dg.MetadataValue.table(
        [
            dg.TableRecord(
                {
                    "rule": rule.rule,
                    "violations": rule.violations,
                    "example": rule.example or "",
                    "meaning": RULES[rule.rule],
                }
            )
            for rule in rules
        ]
    )
