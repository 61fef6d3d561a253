"""Stage `references`: what every name refers to across files, through types, and who calls whom."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from codegraph_dagster.languages import languages
from codegraph_dagster.stages.references.mro import linearize
from codegraph_dagster.stages.references.spread import Spreader
from codegraph_dagster.stages.runner import Stage, StageSession

__all__ = ["STAGE"]

# A round goes one attribute or call further. The rounds end when nothing new is found; a repository's longest chain
# is shorter than this in practice.
_MAX_ROUNDS: Final = 24
# Below, waking a second thread for each of the many small statements costs more than it saves.
_NAMES_FOR_THREADS: Final = 100_000


def _compute(session: StageSession) -> None:
    if session.count("names") < _NAMES_FOR_THREADS:
        session.connection.execute("SET threads = 1")
    session.connection.execute("CREATE TABLE language_words (language VARCHAR, word VARCHAR, meaning VARCHAR)")
    for language in languages().values():
        session.connection.execute(
            "INSERT INTO language_words SELECT $language, unnest($words), unnest($meanings)",
            {
                "language": language.name,
                "words": [word for word, _ in language.words],
                "meanings": [meaning for _, meaning in language.words],
            },
        )
    session.execute("direct")
    session.execute("outside")
    session.execute("graph")
    session.execute("containers")
    _propagate(session, "modules and classes")
    session.execute("bases")
    _linearize(session)
    session.execute("receivers")
    session.execute("narrow")
    _propagate(session, "values")
    session.execute("keywords")
    session.execute("resolutions")
    session.execute("calls")


def _propagate(session: StageSession, what: str) -> None:
    """Find all that follows from the facts in `delta`."""
    session.execute("all_copies")
    spreader = Spreader(session)
    total = 0
    for number in range(_MAX_ROUNDS):
        found = spreader.spread()
        if not found:
            session.log(f"references: {what}: {total:,} facts in {number} rounds")
            return
        total += found
        session.execute("members")
    session.log(f"references: {what}: {total:,} facts, stopped after {_MAX_ROUNDS} rounds")


def _linearize(session: StageSession) -> None:
    bases: dict[int, list[int]] = {}
    rows = session.connection.execute("SELECT class, base FROM class_bases ORDER BY class, position").fetchall()
    for class_, base in rows:
        found = bases.setdefault(class_, [])
        if base not in found:
            found.append(base)
    orders = linearize(bases)
    table = pa.table(
        {
            "class": pa.array([of for of in bases for _ in orders[of]], pa.int64()),
            "ancestor": pa.array([ancestor for of in bases for ancestor in orders[of]], pa.int64()),
            "position": pa.array([place for of in bases for place in range(len(orders[of]))], pa.int32()),
        }
    )
    session.connection.register("orders", table)
    session.execute("mro")
    session.connection.unregister("orders")


STAGE = Stage(
    name="references",
    inputs=("cross_file", "occurrences"),
    tables=("links.resolutions", "links.calls", "links.inferred_relationships"),
    compute=_compute,
)
