"""Stage `references`: what every name refers to across files, through types, and who calls whom."""

from __future__ import annotations

from codegraph_dagster.stages.runner import Stage, StageSession

__all__ = ["STAGE"]


def _compute(session: StageSession) -> None:
    from codegraph_dagster.stages.references.compute import compute  # a run that finds nothing to do needs no numpy

    compute(session)


STAGE = Stage(
    name="references",
    inputs=("cross_file", "occurrences"),
    tables=("links.resolutions", "links.calls", "links.inferred_relationships"),
    compute=_compute,
    reads_in_place=True,
)
