"""Stage `symbols`: SCIP's symbol information for every definition except imports.

One row of `symbols` for each definition that has a symbol, local ones included (`local N`, unique within
the path), with its kind as SCIP's number (kinds.sql). `relationships` gets what one file alone says:
base classes defined in the same file (is_implementation), and the nearest method in them that a method
overrides (is_implementation and is_reference); stage `references` adds those of other files.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from codegraph_dagster.languages import languages
from codegraph_dagster.stages.runner import Stage, StageSession

_SCRIPTS: Final = ("kinds", "bases", "relationships", "symbols")


def _compute(session: StageSession) -> None:
    constructors = [
        (language.name, name) for language in languages().values() for name in sorted(language.constructors)
    ]
    table = pa.table(
        {
            "language": pa.array([language for language, _ in constructors], pa.string()),
            "name": pa.array([name for _, name in constructors], pa.string()),
        }
    )
    session.connection.register("constructors", table)
    for script in _SCRIPTS:
        session.execute(script)
    session.connection.unregister("constructors")


STAGE: Final = Stage(
    name="symbols",
    tables=("main.symbols", "links.relationships"),
    compute=_compute,
    is_per_file=True,
    shares_cpus=True,
    reads_in_place=True,
)
