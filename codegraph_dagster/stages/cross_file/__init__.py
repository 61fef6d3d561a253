"""Stage `cross_file`: what imports bring in, what modules offer, which file depends on which.

The steps are set-based: module paths to files, export lists, names that come with a star, then re-exports hop
by hop until nothing moves. A chain of n hops takes n rounds; chains are short, a circle ends the rounds. Where nothing
is imported, the steps about imports are left out: modules still have their own names, and packages their submodules.

After a change the same steps run over fewer rows: `reach.sql` finds the names that the changed files can reach, and
what these lead to besides is taken from the tables as it was (`kept`). What every name of a module or every import
depends on is in the outline of its file: when one of these is another, all names are computed.
"""

from __future__ import annotations

from typing import Final

from codegraph_dagster.languages import languages
from codegraph_dagster.languages.imports import import_rules
from codegraph_dagster.stages.cross_file.components import cycles
from codegraph_dagster.stages.per_file import pull_all_files
from codegraph_dagster.stages.runner import Stage, StageSession
from codegraph_dagster.store.database import script_text

__all__ = ["STAGE"]


def _pull(session: StageSession) -> None:
    """Pull the changed files; or all of them, when a change may reach more than single names."""
    _load_import_rules(session)
    session.execute("outlines")
    session.others_stay = session.others_stay and bool(session.fetch("others_stay")[0][0])
    if not session.others_stay:
        pull_all_files(session.connection)
    session.execute("pull")
    if session.others_stay:
        session.execute("restated")


def _compute(session: StageSession) -> None:
    others_stay = session.others_stay
    has_statements = session.count("imports") > 0  # of files whose statements are not what they were
    has_imports = has_statements or others_stay
    session.execute("tree")
    if has_statements:
        _load_standard_modules(session)
        session.execute("modules")
        session.execute("statements")
        session.execute("components")
    else:
        session.execute("no_statements")
    session.execute("changes" if others_stay else "everything")
    session.execute("own_names")
    session.execute("exports")
    _repeat(session, "include_lists", "fresh")
    session.execute("stars")
    session.execute("reach" if others_stay else "every_name")
    if others_stay:
        session.log(f"cross_file: the changes can reach {session.count('wanted'):,} names of modules")
    session.execute("names")
    if has_imports:
        _repeat(session, "spread_stars", "fresh")
        _repeat(session, "spread_origins", "fresh_origins")
    session.execute("bindings")
    _follow_links(session)
    session.execute("circles")
    session.execute("members")
    if has_imports:
        session.execute("imports")
        session.execute("moved_ends" if others_stay else "all_ends")
        session.execute("dependencies")
        _find_cycles(session)
    else:
        session.log("cross_file: nothing is imported")
        session.execute("without_imports")


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
    session.set_variables({"is_stuck": False, "is_late": False})
    left = session.count("pending")
    while left:
        session.execute("follow_links")
        now_left = session.count("pending")
        if now_left == left:
            # What is left waits for each other: a name's other bindings decide; without one it is a circle.
            session.set_variables({"is_stuck": True, "is_late": True})
            session.execute("follow_links")
            session.set_variables({"is_stuck": False})
            now_left = session.count("pending")
            if now_left == left:
                return
        left = now_left


def _find_cycles(session: StageSession) -> None:
    cycles_stay = session.others_stay and bool(session.fetch("cycles_stay")[0][0])
    session.set_variables({"cycles_stay": cycles_stay})
    if cycles_stay:
        session.execute("same_cycles")
        return
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
    kept=("links.statements", "links.own_names", "links.listed", "links.outlines"),
    compute=_compute,
    follows_reach=True,
    pull=_pull,
    shares_cpus=True,
)
