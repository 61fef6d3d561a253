"""Tells Dagster in which state a run has found a repository, so that it can say later whether that is still so."""

from __future__ import annotations

import dagster as dg
from dagster._core.definitions.data_version import (
    DATA_VERSION_IS_USER_PROVIDED_TAG,
    DATA_VERSION_TAG,
    get_input_data_version_tag,
    get_input_event_pointer_tag,
)

SOURCE = "source"


def observe_source(context: dg.AssetExecutionContext, repository: str, version: str) -> dict[str, str]:
    """Record that `source` was seen in this state; the tags say that the asset was made from what was seen then.

    Dagster would take an older observation for what the asset was made from, the last one before the step began.
    """
    key = dg.AssetKey(SOURCE)
    context.log_event(
        dg.AssetObservation(
            asset_key=key,
            partition=repository,
            tags={DATA_VERSION_TAG: version, DATA_VERSION_IS_USER_PROVIDED_TAG: "true"},
        )
    )
    seen = context.instance.fetch_observations(
        dg.AssetRecordsFilter(asset_key=key, asset_partitions=[repository]), limit=1
    ).records
    return {
        get_input_data_version_tag(key): version,
        get_input_event_pointer_tag(key): str(seen[0].storage_id),
    }
