"""Stage `symbols`: SCIP's symbol information for every definition except imports.

One row of `symbols` for each definition that has a symbol, local ones included (`local N`, unique within
the path), with its kind as SCIP's number (kinds.sql). `relationships` gets what one file alone says:
base classes defined in the same file (is_implementation), and the nearest method in them that a method
overrides (is_implementation and is_reference); stage `references` adds those of other files.
"""

from __future__ import annotations

from typing import Final

from codegraph_dagster.languages import languages
from codegraph_dagster.stages.runner import Stage, StageSession

_SCRIPTS: Final = ("kinds", "bases", "relationships", "symbols")


def _compute(session: StageSession) -> None:
    session.add_table(
        "constructors",
        {"language": "VARCHAR", "name": "VARCHAR"},
        [(language.name, name) for language in languages().values() for name in sorted(language.constructors)],
    )
    for script in _SCRIPTS:
        session.execute(script)


STAGE: Final = Stage(
    name="symbols",
    tables=("main.symbols", "links.relationships"),
    compute=_compute,
    is_per_file=True,
    shares_cpus=True,
    reads_in_place=True,
)
