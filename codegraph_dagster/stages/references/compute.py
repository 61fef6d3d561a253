"""The steps of stage `references`, in their order: for the files that a change can reach, or for all files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from codegraph_dagster.languages import languages
from codegraph_dagster.resources import usable_cpus
from codegraph_dagster.stages.references.inference import Inference
from codegraph_dagster.stages.references.mro import MAX_ANCESTORS, linearize, order_columns
from codegraph_dagster.stages.references.reach import Reach
from codegraph_dagster.stages.runner import StageSession

_NAMES_FOR_THREADS: Final = 100_000

# What follows from the syntax, in the order in which it is read.
_SYNTAX: Final = (
    "direct",
    "outside",
    "demand",
    "graph",
    "containers",
    "container_functions",
    "implied_calls",
    "generics",
    "class_members",
)

# What is computed for some files only has these tables of theirs, instead of views of all.
_SMALL_TABLES: Final = ("narrowings", "annotations", "bases")
_LARGE_TABLES: Final = (
    "names",
    "occurrences",
    "definitions",
    "expressions",
    "arguments",
    "flows",
    "imports",
    "import_targets",
    "import_components",
    "members",
)


def compute(session: StageSession) -> None:
    """Fill the stage's tables: of all files, or, when the session's `others_stay`, of those that a change reaches.

    Takes `others_stay` back when that cannot be told, or is no less work.
    """
    session.add_table(
        "language_words",
        {"language": "VARCHAR", "word": "VARCHAR", "meaning": "VARCHAR"},
        [(language.name, *word) for language in languages().values() for word in language.words],
    )
    reach = Reach(session)
    while reach.files is not None:
        if _compute_reached(session, reach):
            return
    session.others_stay = False
    _begin(session, "everything", None)
    _read_syntax(session)
    inference = _find_inheritance(session)
    _find_values(session, inference)
    _finish(session, is_complete=inference.is_complete)


def _compute_reached(session: StageSession, reach: Reach) -> bool:
    """Compute the files that a change reaches. False when they turn out to be more, or not to be told."""
    _begin(session, f"attempt_{reach.attempt}", reach.files)
    _read_syntax(session)
    if reach.grows_by_name():
        return False
    inference = _find_inheritance(session)
    if reach.ends_by_inheritance():
        return False
    _find_values(session, inference)
    if reach.grows_by_facts(is_complete=inference.is_complete):
        return False
    _finish(session, is_complete=True)
    return True


def _begin(session: StageSession, schema: str, files: Sequence[int] | None) -> None:
    """Use a schema of its own, with the tables of these files, None: of all."""
    connection = session.connection
    connection.execute(f"CREATE SCHEMA {schema}")
    connection.execute(f"SET search_path = 'memory.{schema},memory.main'")
    session.add_table("computed", {"file_no": "INTEGER"}, [(number,) for number in files or ()])
    is_computed = "true" if files is None else "number IN (SELECT file_no FROM computed)"
    connection.execute(f"CREATE MACRO is_computed(number) AS {is_computed}")
    connection.execute("CREATE MACRO is_other(key) AS NOT is_computed(file_of(key))")
    for table in (*_SMALL_TABLES, *_LARGE_TABLES):
        kind = "VIEW" if files is None and table in _LARGE_TABLES else "TABLE"
        connection.execute(f"CREATE {kind} {table} AS FROM all_{table} WHERE is_computed(file_no)")
    # Waking a second thread for each of the many small statements costs more than it saves.
    threads = 1 if session.count("names") < _NAMES_FOR_THREADS else usable_cpus()
    connection.execute(f"SET threads = {threads}")


def _read_syntax(session: StageSession) -> None:
    for script in _SYNTAX:
        session.execute(script)


def _find_inheritance(session: StageSession) -> Inference:
    inference = Inference(session)
    inference.propagate("modules and classes")
    session.execute("bases")
    _linearize(session)
    return inference


def _find_values(session: StageSession, inference: Inference) -> None:
    for script in ("receivers", "narrow", "forget_regions"):
        session.execute(script)
    inference.narrow()
    inference.inherit()
    inference.propagate("values")
    inference.leave_boundary()


def _finish(session: StageSession, *, is_complete: bool) -> None:
    session.set_variables({"is_complete": is_complete})
    for script in ("keywords", "resolutions", "calls", "keep"):
        session.execute(script)


def _linearize(session: StageSession) -> None:
    bases: dict[int, list[int]] = {}
    query = "SELECT class, base FROM all_class_bases ORDER BY class, position"
    for class_, base in session.connection.execute(query).fetchall():
        found = bases.setdefault(class_, [])
        if base not in found:
            found.append(base)
    orders = linearize(bases)
    cut = sum(len(order) > MAX_ANCESTORS for order in orders.values())
    if cut:
        session.log(f"references: {cut:,} classes have {MAX_ANCESTORS} ancestors or more: the nearest are searched")
    session.execute("mro", {"orders": order_columns({of: orders[of] for of in bases})})
