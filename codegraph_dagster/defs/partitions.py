"""Repositories as partitions, and the repository that a step was asked for."""

from __future__ import annotations

from collections.abc import Mapping

import dagster as dg

from codegraph_dagster.settings import RepositorySettings

PARTITION_TAG = "dagster/partition"

Registry = Mapping[str, RepositorySettings]


def repository_partitions(registry: Registry) -> dg.StaticPartitionsDefinition:
    """One partition for each repository. Static, so that a new machine needs no registration before a run."""
    return dg.StaticPartitionsDefinition(list(registry))


def default_tags(registry: Registry) -> dict[str, str]:
    """Run tags that make a partition unnecessary to name when there is only one."""
    return {PARTITION_TAG: next(iter(registry))} if len(registry) == 1 else {}


def requested_repository(context: dg.AssetExecutionContext, registry: Registry) -> RepositorySettings:
    """The repository that the run is for; a Failure that lists the known ones when there is none such."""
    name = context.run.tags.get(PARTITION_TAG)
    known = ", ".join(registry)
    if name is None:
        raise dg.Failure(
            f"Which repository? Give the run the tag {PARTITION_TAG} with one of: {known}",
            allow_retries=False,
        )
    if name not in registry:
        raise dg.Failure(f"Unknown repository {name!r}; known: {known}", allow_retries=False)
    return registry[name]
