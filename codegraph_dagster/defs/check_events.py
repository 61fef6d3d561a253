"""Tells Dagster what came of the checks of an asset that the asset's own step has made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import dagster as dg
from dagster._core.definitions.asset_checks.asset_check_evaluation import AssetCheckEvaluationTargetMaterializationData

from codegraph_dagster.rule_result import RuleResult


def check_events(
    context: dg.AssetExecutionContext, asset: str, rules: Iterable[RuleResult], *, is_materialized: bool
) -> Iterator[dg.Output[None] | dg.AssetCheckEvaluation]:
    """What a step yields for its blocking checks, one for each rule.

    `is_materialized`: the step has yielded the materialization that they are about. Dagster makes the same events of an
    AssetCheckResult, but it looks up the last materialization, with all its metadata, for each of them.
    """
    key = dg.AssetKey(asset)
    target = _last_materialization(context, key) if is_materialized else None
    for rule in rules:
        check = dg.AssetCheckKey(key, rule.rule)
        if check in context.selected_asset_check_keys:
            yield dg.Output(None, output_name=dg.AssetCheckSpec(rule.rule, asset=key).get_python_identifier())
        yield dg.AssetCheckEvaluation(
            asset_key=key,
            check_name=rule.rule,
            passed=rule.passed,
            metadata={"violations": rule.violations, "example": rule.example or ""},
            target_materialization_data=target,
            blocking=True,
        )


def _last_materialization(
    context: dg.AssetExecutionContext, key: dg.AssetKey
) -> AssetCheckEvaluationTargetMaterializationData | None:
    found = context.instance.fetch_materializations(
        dg.AssetRecordsFilter(asset_key=key, asset_partitions=[context.partition_key]), limit=1
    ).records
    if not found:
        return None
    return AssetCheckEvaluationTargetMaterializationData(
        storage_id=found[0].storage_id, run_id=found[0].run_id, timestamp=found[0].timestamp
    )
