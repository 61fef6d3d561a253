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
    kept=(
        "known.definitions",
        "known.class_members",
        "known.parameters",
        "known.class_bases",
        "known.facts",
        "known.reads",
        "known.imports",
        "known.members",
        "known.external_modules",
        "known.circumstances",
    ),
    compute=_compute,
    follows_reach=True,
    reads_in_place=True,
)
