"""Stage `occurrences`: every definition and reference of a name, resolved inside its own file by scopes."""

from __future__ import annotations

from codegraph_dagster.languages import languages
from codegraph_dagster.stages.runner import Stage, StageSession

__all__ = ["STAGE"]


def _compute(session: StageSession) -> None:
    session.add_table(
        "builtin_names",
        {"language": "VARCHAR", "name": "VARCHAR"},
        [(language.name, name) for language in languages().values() for name in sorted(language.builtins())],
    )
    session.execute("lookup")
    session.execute("occurrences")


STAGE = Stage(
    name="occurrences",
    tables=("links.occurrences",),
    compute=_compute,
    is_per_file=True,
    reads_in_place=True,
    # Runs beside others too, but takes longest, and they wait for its lock: it gets all CPUs.
    shares_cpus=False,
)
