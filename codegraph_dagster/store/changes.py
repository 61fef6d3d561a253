"""What changed: compares a database that is about to be published with the one that users have."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codegraph_dagster.store import database
from codegraph_dagster.store.aside import why_not_ours
from codegraph_dagster.store.faults import first_line, is_damage
from codegraph_dagster.store.working import ALIAS, WorkingStore

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_PACKAGE = "codegraph_dagster.store"
_PREVIOUS = "previous"
_OLD = ("old_revision", "old_generation", "old_run_id", "old_indexed_at")
_FACTS = ("revision", "generation", "run_id", *_OLD, "reason")
_SHOWN = 50


@dataclass(frozen=True)
class Comparison:
    """The rows of `changes`, None for none, and the row of `comparison` by its columns.

    `reason` says why nothing was compared, None when it was. `is_kept`: the databases are of the same rows and the
    same revision, so this is what the previous one says. `unreadable`: what is wrong with a published file that is
    damaged, or no database of this project; `is_previous_ours` that nothing is.
    """

    facts: Mapping[str, str | None]
    changes: pa.Table | None = field(default=None, repr=False)
    is_kept: bool = False
    unreadable: str | None = None
    is_previous_ours: bool = False

    @property
    def reason(self) -> str | None:
        """Why nothing was compared."""
        return self.facts["reason"]


@dataclass(frozen=True, slots=True)
class Change:
    """A row of `changes` as people are shown it; lines count from 0. Without a new or an old side these are None."""

    change: str
    aspects: tuple[str, ...]
    kind: str
    name: str
    may_break: bool
    path: str | None
    line: int | None
    signature: str | None
    old_path: str | None
    old_line: int | None
    old_signature: str | None


@dataclass(frozen=True, slots=True)
class ChangeSummary:
    """How many symbols were added, removed and changed, and the first of them, the most important ones."""

    comparison: Comparison
    counts: Mapping[str, int]
    may_break: int
    first: Sequence[Change]

    @property
    def total(self) -> int:
        """The number of rows of `changes`."""
        return sum(self.counts.values())

    def __str__(self) -> str:
        if self.comparison.reason is not None:
            return f"not compared: {self.comparison.reason}"
        old = self.comparison.facts["old_revision"] or f"run {self.comparison.facts['old_run_id']}"
        counted = ", ".join(f"{self.counts[change]:,} {change}" for change in ("added", "removed", "changed"))
        kept = " (kept, nothing is new)" if self.comparison.is_kept else ""
        return f"{counted} since {old}, {self.may_break:,} may break other code{kept}"


def compare(store: WorkingStore, new: Path, *, run_id: str) -> Comparison:
    """Compare the database `new` with the one that is published; writes nothing.

    A published database that is missing, damaged, in use, or of another version is a reason, not an error. Raises
    CodegraphError when `new` cannot be read.
    """
    import duckdb

    previous = store.layout.published(store.name)
    # A connection of its own: a damaged file can make a whole DuckDB unusable.
    with store.connect() as connection:
        with store.reporting_damage():
            database.attach(connection, new, ALIAS, read_only=True)
            store.require_schema(connection)
            revision, generation, extractor = _one(connection, "current_state.sql")
        facts: dict[str, str | None] = dict.fromkeys((*_OLD, "reason"))
        facts |= {"revision": revision, "generation": generation, "run_id": run_id}
        if not os.path.lexists(previous):
            return Comparison({**facts, "reason": "nothing was published before"})
        if previous.is_dir():
            return _unreadable(facts, previous, "is a folder")
        try:
            database.attach(connection, previous, _PREVIOUS, read_only=True)
        except duckdb.Error as error:
            if is_damage(error):
                return _unreadable(facts, previous, f"cannot be read ({first_line(error)})")
            return Comparison({**facts, "reason": f"{previous} cannot be opened: {first_line(error)}"})
        foreign = why_not_ours(connection, _PREVIOUS)
        if foreign is not None:
            return _unreadable(facts, previous, foreign)
        try:
            return replace(_compare(connection, facts, extractor), is_previous_ours=True)
        except duckdb.Error as error:
            if not is_damage(error):
                raise
            return _unreadable(facts, previous, f"cannot be read ({first_line(error)})")


def record_comparison(connection: duckdb.DuckDBPyConnection, comparison: Comparison) -> ChangeSummary:
    """Write a comparison to the database that is attached as `work`, whose tables for it are empty."""
    if comparison.changes is not None:
        connection.register("incoming", comparison.changes)
        connection.execute(f"INSERT INTO {database.qualified(ALIAS, 'main', 'changes')} BY NAME FROM incoming")
        connection.unregister("incoming")
    connection.execute(database.script_text(_PACKAGE, "record_comparison.sql"), dict(comparison.facts))
    return _summary(connection, comparison)


def read_summary(connection: duckdb.DuckDBPyConnection) -> ChangeSummary:
    """What the published database that is attached as `work` says of its changes."""
    facts = dict(zip(_FACTS, _one(connection, "recorded_comparison.sql"), strict=True))
    return _summary(connection, Comparison(facts, is_kept=True))


def _compare(connection: duckdb.DuckDBPyConnection, facts: dict[str, str | None], extractor: str | None) -> Comparison:
    differing = connection.execute(database.script_text(_PACKAGE, "incomparable.sql")).fetchall()
    if differing:
        return Comparison({**facts, "reason": f"not of the same version of this project: {differing[0][0]} differs"})
    old_revision, old_generation, old_extractor, old_run_id, old_indexed_at = _one(connection, "previous_state.sql")
    if (old_revision, old_generation) == (facts["revision"], facts["generation"]):
        kept = dict(zip(_FACTS, _one(connection, "previous_comparison.sql"), strict=True))
        changes = connection.sql(f"FROM {database.qualified(_PREVIOUS, 'main', 'changes')}").to_arrow_table()
        return Comparison(kept, changes, is_kept=True)
    facts |= dict(zip(_OLD, (old_revision, old_generation, old_run_id, old_indexed_at), strict=True))
    if old_extractor != extractor:
        reason = f"version {old_extractor} of the extraction wrote the previous database, this one is of {extractor}"
        return Comparison({**facts, "reason": reason})
    for name in ("revision", "run_id", "old_revision", "old_run_id"):
        connection.execute(f"SET VARIABLE {name} = ?", [facts[name]])
    database.run_script(connection, _PACKAGE, "changes.sql")
    return Comparison(facts, connection.sql("FROM changes").to_arrow_table())


def _summary(connection: duckdb.DuckDBPyConnection, comparison: Comparison) -> ChangeSummary:
    counted = connection.execute(database.script_text(_PACKAGE, "count_changes.sql")).fetchall()
    first = connection.execute(database.script_text(_PACKAGE, "first_changes.sql"), {"limit": _SHOWN}).fetchall()
    return ChangeSummary(
        comparison,
        {"added": 0, "removed": 0, "changed": 0} | {change: count for change, count, _ in counted},
        sum(may_break for _, _, may_break in counted),
        [Change(change, tuple(aspects), *rest) for change, aspects, *rest in first],
    )


def _unreadable(facts: Mapping[str, str | None], previous: Path, problem: str) -> Comparison:
    return Comparison({**facts, "reason": f"{previous} {problem}"}, unreadable=problem)


def _one(connection: duckdb.DuckDBPyConnection, script: str) -> tuple[Any, ...]:
    row: tuple[Any, ...] = connection.execute(database.script_text(_PACKAGE, script)).fetchall()[0]
    return row
