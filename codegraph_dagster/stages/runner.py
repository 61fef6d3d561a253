"""Runs a stage: pull its inputs under the shared lock, compute, write its rows in one transaction.

A stage whose inputs are those that its rows follow from does nothing: it is `cached`. One that is switched off
leaves its tables empty: it is `disabled`, and the stages after it work with the empty tables.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from codegraph_dagster.code_version import code_version
from codegraph_dagster.digests import digest
from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.settings import RepositorySettings
from codegraph_dagster.stages.per_file import find_stale_files, forget_files, record_files
from codegraph_dagster.stages.report import StageClock, StageReport, Status, record_run
from codegraph_dagster.store import database
from codegraph_dagster.store.bookkeeping import StageState, find_states, record_state
from codegraph_dagster.store.working import ALIAS, Inspect, WorkingStore, current_generation

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    import numpy.typing as npt

    Columns = Mapping[str, npt.NDArray[np.generic]]

__all__ = ["Log", "Stage", "StageReport", "StageSession", "run_stage"]

Log = Callable[[str], None]
Value = str | int | float | bool | None

_STORE = "codegraph_dagster.store"
_DIAGNOSTICS = "diagnostics"
_DISABLED: Final = "disabled"


@dataclass(frozen=True)
class Stage:
    """A stage after `ir`: what it computes, and into which tables of the working database."""

    name: str
    tables: tuple[str, ...]
    """Tables that it fills, with their schema: `main.chunks`. It is the only stage that writes to them."""
    compute: Callable[[StageSession], None]
    """Fills `out.<table>` for each of them, with exactly the table's columns. May leave a view there, also one that
    reads the working database: its rows are computed while they are written, under the exclusive lock."""
    kept: tuple[str, ...] = ()
    """Tables that it fills as well, but for its own next run."""
    is_per_file: bool = False
    """The rows of a file follow from that file alone, so that those of files that did not change can stay. Its
    `pull.sql` pulls the files for which is_pulled(file_no) holds, its `forget.sql` deletes the rows of `stale_files`,
    and those that are of no file. It has no diagnostics."""
    follows_reach: bool = False
    """Knows what a change of `stale_files` can reach. While the session's `others_stay`, it computes that alone, in
    place, and its `forget.sql` deletes what does not stay; or it takes that back, and computes everything. It has no
    diagnostics."""
    pull: Callable[[StageSession], None] | None = None
    """Runs instead of `pull.sql`."""
    reads_in_place: bool = False
    """Computes while the working database is attached, under the shared lock, instead of on copies of its tables."""
    shares_cpus: bool = False
    """Runs at the same time as other stages, as a rule."""
    package: str = ""
    """Where its SQL files are; empty: `codegraph_dagster.stages.<name>`."""
    inputs: tuple[str, ...] = ()
    """The stages besides `ir` whose tables it pulls."""
    options: tuple[str, ...] = ()
    """The settings of a repository that its rows follow from; it sees no others."""

    @property
    def looks_at_files(self) -> bool:
        """Whether the rows of files that did not change may stay."""
        return self.is_per_file or self.follows_reach

    @property
    def sql_package(self) -> str:
        """The package that has the stage's SQL files."""
        return self.package or f"codegraph_dagster.stages.{self.name}"

    @property
    def version(self) -> str:
        """Changes when the code does that makes rows of the same inputs."""
        return code_version((self.sql_package, "codegraph_dagster.languages"), ("duckdb",))


@dataclass
class StageSession:
    """What a stage computes with: an in-memory DuckDB with the pulled tables and an empty schema `out`."""

    stage: Stage
    connection: duckdb.DuckDBPyConnection
    options: Mapping[str, Any]
    log: Log
    others_stay: bool = False
    """Whether the rows of files that are not computed stay as they are."""

    def execute(self, script: str, tables: Mapping[str, Columns] | None = None) -> None:
        """Run every statement of the stage's file `<script>.sql`, which may read `tables` meanwhile."""
        # Columns of numpy, because the first Arrow array that Python makes imports pandas, for a quarter of a second.
        for name, columns in (tables or {}).items():
            self.connection.register(name, dict(columns))
        database.run_script(self.connection, self.stage.sql_package, f"{script}.sql")
        for name in tables or {}:
            self.connection.unregister(name)

    def fetch(self, script: str) -> list[Any]:
        """The columns of what the stage's query `<script>.sql` selects, as numpy arrays."""
        text = database.script_text(self.stage.sql_package, f"{script}.sql")
        return list(self.connection.execute(text).fetchnumpy().values())

    def count(self, table: str) -> int:
        """The number of rows of one of the session's tables."""
        return _count(self.connection, f"SELECT count(*) FROM {database.identifier(table)}")

    def add_table(self, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[Value]]) -> None:
        """Create a table for the scripts. `columns`: names with their types; for a few thousand rows at most."""
        values = list(zip(*rows, strict=True)) or [()] * len(columns)
        fields = [
            f"unnest(${place}::{kind}[]) AS {database.identifier(column)}"
            for place, (column, kind) in enumerate(columns.items(), start=1)
        ]
        query = f"CREATE TABLE {database.identifier(name)} AS SELECT {', '.join(fields)}"
        self.connection.execute(query, [list(column) for column in values])

    def set_variables(self, values: Mapping[str, Value]) -> None:
        """Set DuckDB variables, which the scripts read with getvariable('name')."""
        for name, value in values.items():
            self.connection.execute(f"SET VARIABLE {database.identifier(name)} = ?", [value])

    @property
    def has_diagnostics(self) -> bool:
        """Whether the stage has a table of diagnostics."""
        return database.has_tables(self.connection, _out(_DIAGNOSTICS))

    @property
    def error_count(self) -> int:
        """The number of errors among the diagnostics that the stage has written so far."""
        if not self.has_diagnostics:
            return 0
        return _count(self.connection, "SELECT count(*) FROM out.diagnostics WHERE severity = 'error'")


def run_stage(
    stage: Stage,
    store: WorkingStore,
    settings: RepositorySettings,
    *,
    log: Log,
    run_id: str = "",
    enabled: bool = True,
    inspect: Inspect = lambda connection: None,
) -> StageReport:
    """Compute one stage of one repository and write its rows, unless they are there already.

    Not `enabled`, or switched off in the settings: its tables become empty. `inspect` sees the database with the rows,
    attached as `work`, before it is let go. Raises CodegraphError when there is no working database, or when stage `ir`
    has replaced it meanwhile.
    """
    clock = StageClock()
    run_id = run_id or uuid.uuid4().hex
    enabled = enabled and stage.name not in settings.disabled_stages
    log(f"{stage.name}: start, process {os.getpid()}")
    status: Status = "computed"
    items, errors, has_diagnostics = 0, 0, False
    rows: dict[str, int] = {}
    with store.connect(shares_cpus=stage.shares_cpus) as connection:
        with store.reading(connection):
            generation = current_generation(connection)
            states = find_states(connection)
            inputs = _inputs(stage, generation, states, settings) if enabled else _DISABLED
            state = states.get(stage.name)
            if state is not None and state.inputs != inputs:
                state = None
            session: StageSession | None = None
            others_stay = False
            if state is None and enabled:
                connection.execute("CREATE SCHEMA out")
                if stage.looks_at_files:
                    rules = digest(_rules(stage, settings))
                    others_stay = find_stale_files(connection, stage.name, rules, stage.inputs)
                items = _count(connection, database.script_text(_STORE, "count_items.sql"))
                options = {name: getattr(settings, name) for name in stage.options}
                session = StageSession(stage, connection, options, log, others_stay)
                if stage.pull is None:
                    session.execute("pull")
                else:
                    stage.pull(session)
            pulled = clock.seconds
            in_place = stage.reads_in_place or (stage.follows_reach and session is not None and session.others_stay)
            if session is not None and in_place:
                stage.compute(session)
        if session is not None:
            if not in_place:
                stage.compute(session)
            errors, has_diagnostics, others_stay = session.error_count, session.has_diagnostics, session.others_stay
        elif not enabled:
            status, rows = "disabled", dict.fromkeys(stage.tables, 0)
        elif state is not None:
            status, items, errors, rows = "cached", state.items, state.errors, dict(state.rows)
        computed = clock.seconds
        with store.writing(connection):
            if current_generation(connection) != generation or (state and find_states(connection)[stage.name] != state):
                raise CodegraphError(
                    f"{settings.name}: stage `ir` ran again while `{stage.name}` was computing; "
                    f"run `{stage.name}` again"
                )
            if state is None:
                if others_stay:
                    database.run_script(connection, stage.sql_package, "forget.sql")
                for table in stage.tables:
                    rows[table] = _replace_rows(connection, table, given=enabled, others_stay=others_stay)
                for table in stage.kept:
                    _replace_rows(connection, table, given=enabled, others_stay=others_stay)
                if stage.looks_at_files and enabled:
                    record_files(connection)
                elif stage.looks_at_files:
                    forget_files(connection, stage.name)
                _replace_diagnostics(connection, stage.name, has_diagnostics)
                record_state(connection, StageState(stage.name, inputs, inputs, uuid.uuid4().hex, rows))
            report = StageReport(
                name=stage.name,
                status=status,
                generation=generation,
                data_version=inputs,
                seconds=clock.seconds,
                cpu_seconds=clock.cpu_seconds,
                peak_rss_bytes=clock.peak_rss_bytes,
                rows=rows,
                errors=errors,
                items=items,
                run_id=run_id,
                started_at=clock.started_at,
            )
            record_run(connection, report)
            inspect(connection)
    log(
        f"{stage.name}: end, process {os.getpid()}, {status}, {sum(rows.values()):,} rows in {clock.seconds:.2f} s "
        f"(read {pulled:.2f} s, compute {computed - pulled:.2f} s, write {clock.seconds - computed:.2f} s)"
    )
    return report


def _inputs(stage: Stage, generation: str, states: Mapping[str, StageState], settings: RepositorySettings) -> str:
    """All that the stage's rows follow from, as a digest: the rows it pulls, its code, and its settings."""
    pulled = [states[name].data_version if name in states else None for name in stage.inputs]
    return digest((generation, pulled, _rules(stage, settings)))


def _rules(stage: Stage, settings: RepositorySettings) -> tuple[object, ...]:
    """All that the stage's rows follow from besides what it pulls."""
    return stage.name, stage.version, [(name, getattr(settings, name)) for name in stage.options]


def _out(table: str) -> str:
    return database.qualified("memory", "out", table.rpartition(".")[2])


def _replace_rows(connection: duckdb.DuckDBPyConnection, table: str, *, given: bool, others_stay: bool) -> int:
    """Put the rows of `out.<table>`, none when there are none `given`, in place of the working database's.

    `others_stay`: beside those that are still there. Returns the number of rows that the table then has.
    """
    target = database.qualified(ALIAS, *table.split("."))
    if not given:
        connection.execute(f"DELETE FROM {target}")
        return 0
    # BY NAME fills a column that is missing with NULL, which would hide a stage's mistake.
    expected, computed = _columns(connection, target), _columns(connection, _out(table))
    if set(expected) != set(computed):
        difference = sorted(set(expected) ^ set(computed))
        raise RuntimeError(f"out.{table}: the columns are not those of {table}, but for {difference}")
    if not others_stay:
        connection.execute(f"DELETE FROM {target}")
    added = _count(connection, f"INSERT INTO {target} BY NAME FROM {_out(table)}")
    return _count(connection, f"SELECT count(*) FROM {target}") if others_stay else added


def _replace_diagnostics(connection: duckdb.DuckDBPyConnection, stage: str, has_new: bool) -> None:
    connection.execute(database.script_text(_STORE, "forget_diagnostics.sql"), {"stage": stage})
    if has_new:
        connection.execute(database.script_text(_STORE, "add_diagnostics.sql"), {"stage": stage})


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    return [str(row[0]) for row in connection.execute(f"DESCRIBE {table}").fetchall()]


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(connection.execute(query).fetchall()[0][0])
