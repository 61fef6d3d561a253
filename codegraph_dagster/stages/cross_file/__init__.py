"""Stage `cross_file`: what imports bring in, what modules offer, which file depends on which.

The steps are set-based: module paths to files, export lists, names that come with a star, then re-exports hop
by hop until nothing moves. A chain of n hops takes n rounds; chains are short, a circle ends the rounds. Where nothing
is imported, the steps about imports are left out: modules still have their own names, and packages their submodules.
"""

from __future__ import annotations

from typing import Final

from codegraph_dagster.languages import languages
from codegraph_dagster.languages.imports import import_rules
from codegraph_dagster.stages.cross_file.components import cycles
from codegraph_dagster.stages.runner import Stage, StageSession
from codegraph_dagster.store.database import script_text

__all__ = ["STAGE"]


def _compute(session: StageSession) -> None:
    has_imports = session.count("imports") > 0
    if not has_imports:
        session.log("cross_file: nothing is imported")
    _load_import_rules(session)
    session.execute("tree")
    if has_imports:
        _load_standard_modules(session)
        session.execute("modules")
        session.execute("statements")
    else:
        session.execute("without_imports")
    session.execute("exports")
    _repeat(session, "include_lists", "fresh")
    session.execute("names")
    if has_imports:
        _repeat(session, "spread_stars", "fresh")
        _repeat(session, "spread_origins", "fresh_origins")
    session.execute("bindings")
    _follow_links(session)
    session.execute("circles")
    if has_imports:
        session.execute("imports")
    session.execute("members")
    if has_imports:
        session.execute("dependencies")
        _number_cycles(session)


def _load_import_rules(session: StageSession) -> None:
    columns = {
        "language": "VARCHAR",
        "private_prefix": "VARCHAR",
        "dynamic_member": "VARCHAR",
        "declarations_hide_imports": "BOOLEAN",
    }
    rules = {name: import_rules(name) for name in sorted(languages())}
    session.add_table(
        "import_rules",
        columns,
        [
            (name, rule.private_prefix, rule.dynamic_member, rule.declarations_hide_imports)
            for name, rule in rules.items()
        ],
    )


def _load_standard_modules(session: StageSession) -> None:
    session.add_table(
        "standard_modules",
        {"language": "VARCHAR", "module": "VARCHAR"},
        [(name, module) for name in sorted(languages()) for module in sorted(languages()[name].standard_modules())],
    )


def _repeat(session: StageSession, script: str, fresh: str) -> None:
    """Run a script until the table `fresh`, which has what a round newly found, stays empty."""
    session.execute(script)
    while session.count(fresh):
        session.execute(script)


def _follow_links(session: StageSession) -> None:
    session.set_variables({"is_stuck": False})
    left = session.count("pending")
    while left:
        session.execute("follow_links")
        now_left = session.count("pending")
        if now_left == left:
            # What is left waits for each other: a name's other bindings decide; without one it is a circle.
            session.set_variables({"is_stuck": True})
            session.execute("follow_links")
            session.set_variables({"is_stuck": False})
            now_left = session.count("pending")
            if now_left == left:
                return
        left = now_left


def _number_cycles(session: StageSession) -> None:
    query = script_text(session.stage.sql_package, "dependency_edges.sql")
    edges = session.connection.execute(query).fetchall()
    found = cycles([source for source, _ in edges], [target for _, target in edges])
    session.add_table(
        "components",
        {"file_no": "INTEGER", "component": "INTEGER"},
        [(file, number) for number, files in enumerate(found) for file in files],
    )
    session.execute("cycles")


STAGE: Final = Stage(
    name="cross_file",
    tables=(
        "links.imports",
        "links.import_components",
        "links.members",
        "main.file_dependencies",
        "main.exports",
        "main.dependency_cycles",
    ),
    compute=_compute,
    shares_cpus=True,
)
