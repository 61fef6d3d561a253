"""Repositories as partitions, and the repository that a step was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import dagster as dg

from codegraph_dagster.settings import RepositorySettings

PARTITION_TAG = "dagster/partition"

Registry = Mapping[str, RepositorySettings]


class RepositoryPartitions(dg.StaticPartitionsDefinition):
    """One partition for each repository; an unknown one is refused with the list of the known ones.

    Dagster looks an asset's inputs up before its body runs, so there it would speak of ranges of partitions.
    """

    def get_partition_keys_in_range(
        self, partition_key_range: dg.PartitionKeyRange, *args: Any, **options: Any
    ) -> Sequence[str]:
        """The keys of a range, as the base class has them. Raises Failure for a key that is none."""
        known = self.get_partition_keys()
        for name in (partition_key_range.start, partition_key_range.end):
            if name not in known:
                raise _unknown(name, known)
        return super().get_partition_keys_in_range(partition_key_range, *args, **options)


def repository_partitions(registry: Registry) -> dg.StaticPartitionsDefinition:
    """One partition for each repository. Static, so that a new machine needs no registration before a run."""
    return RepositoryPartitions(list(registry))


def default_tags(registry: Registry) -> dict[str, str]:
    """Run tags that make a partition unnecessary to name when there is only one."""
    return {PARTITION_TAG: next(iter(registry))} if len(registry) == 1 else {}


def requested_repository(
    context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext, registry: Registry
) -> RepositorySettings:
    """The repository that the run is for; a Failure that lists the known ones when there is none such."""
    require_tag(context.run.tags, registry)
    name = context.run.tags[PARTITION_TAG]
    if name not in registry:
        raise _unknown(name, registry)
    return registry[name]


def require_tag(tags: Mapping[str, str], known: Iterable[str]) -> None:
    """Raise a Failure that lists the known repositories when the tags of a run name none."""
    if PARTITION_TAG not in tags:
        raise dg.Failure(
            f"Which repository? Give the run the tag {PARTITION_TAG} with one of: {', '.join(known)}",
            allow_retries=False,
        )


def _unknown(name: str, known: Iterable[str]) -> dg.Failure:
    return dg.Failure(f"Unknown repository {name!r}; known: {', '.join(known)}", allow_retries=False)
