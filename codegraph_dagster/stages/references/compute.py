"""The steps of stage `references`, in their order."""

from __future__ import annotations

from typing import Final

from codegraph_dagster.languages import languages
from codegraph_dagster.stages.references.inference import Inference
from codegraph_dagster.stages.references.mro import MAX_ANCESTORS, linearize, order_rows
from codegraph_dagster.stages.runner import StageSession

# Below, waking a second thread for each of the many small statements costs more than it saves.
_NAMES_FOR_THREADS: Final = 100_000


def compute(session: StageSession) -> None:
    """Fill `out.resolutions`, `out.calls` and `out.inferred_relationships`."""
    if session.count("names") < _NAMES_FOR_THREADS:
        session.connection.execute("SET threads = 1")
    session.add_table(
        "language_words",
        {"language": "VARCHAR", "word": "VARCHAR", "meaning": "VARCHAR"},
        [(language.name, *word) for language in languages().values() for word in language.words],
    )
    session.execute("direct")
    session.execute("outside")
    session.execute("demand")
    session.execute("graph")
    session.execute("containers")
    inference = Inference(session)
    inference.propagate("modules and classes")
    session.execute("bases")
    _linearize(session)
    session.execute("receivers")
    session.execute("narrow")
    session.execute("forget_regions")
    inference.narrow()
    inference.propagate("values")
    del inference  # it holds more than what follows needs
    session.execute("keywords")
    session.execute("resolutions")
    session.execute("calls")


def _linearize(session: StageSession) -> None:
    bases: dict[int, list[int]] = {}
    rows = session.connection.execute("SELECT class, base FROM class_bases ORDER BY class, position").fetchall()
    for class_, base in rows:
        found = bases.setdefault(class_, [])
        if base not in found:
            found.append(base)
    orders = linearize(bases)
    cut = sum(len(order) > MAX_ANCESTORS for order in orders.values())
    if cut:
        session.log(f"references: {cut:,} classes have {MAX_ANCESTORS} ancestors or more: the nearest are searched")
    table = order_rows({of: orders[of] for of in bases})
    session.connection.register("orders", table)
    session.execute("mro")
    session.connection.unregister("orders")
