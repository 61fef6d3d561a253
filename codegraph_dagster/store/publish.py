"""Checks the working database and publishes it: one atomic replacement of the file that users open."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from codegraph_dagster.code_version import code_version
from codegraph_dagster.digests import digest
from codegraph_dagster.rule_result import RuleResult
from codegraph_dagster.stages.report import StageClock, StageReport, record_run
from codegraph_dagster.store import database
from codegraph_dagster.store.aside import move_foreign_aside, move_log_aside
from codegraph_dagster.store.bookkeeping import StageState, find_states, record_state
from codegraph_dagster.store.changes import ChangeSummary, Comparison, compare, read_summary, record_comparison
from codegraph_dagster.store.faults import explained
from codegraph_dagster.store.replacing import beside, replace_durably, sync
from codegraph_dagster.store.working import ALIAS, Inspect, WorkingStore, current_generation

if TYPE_CHECKING:
    import duckdb

_PACKAGE = "codegraph_dagster.store"

STAGE_NAME = "published_index"
REQUIRED_STAGES = ("ir", "chunks", "cross_file", "occurrences", "symbols", "references")
"""What a published database must hold, all computed from the same rows of `ir`."""

RULES = {
    "same_generation": "Every stage has run, on the rows that the last run of stage ir wrote.",
    "unique_keys": "No two files, nodes, occurrences, chunks or symbols have the same key.",
    "known_files": "Every path and file number is that of a file of the repository.",
    "known_definitions": "Every definition that is referred to exists.",
    "known_symbols": "Every symbol that is referred to has its row, and every definition its symbol.",
    "known_parents": "Every node but a module, and every chunk but the repository, has a parent that exists.",
    "ranges_inside_files": "Every range lies inside its file and does not end before it starts.",
    "known_changes": "Every change has the sides and aspects of its kind, and its symbol and file are there.",
}
"""The rules of integrity.sql and known_changes.sql, as they are shown to people."""
_RULE_OF_CHANGES = "known_changes"


@dataclass(frozen=True, slots=True)
class Publication:
    """What publishing did. `path` is the published file, left as it was when `refusal` says what is wrong.

    `changes`: what is new in comparison with the database that was published before.
    """

    path: Path
    rules: tuple[RuleResult, ...]
    report: StageReport | None
    refusal: str | None
    changes: ChangeSummary


def publish(
    store: WorkingStore,
    *,
    log: Callable[[str], None],
    run_id: str = "",
    inspect: Inspect = lambda connection: None,
) -> Publication:
    """Copy the working database, check its rows meanwhile, and put the copy in the place of the published one.

    Nothing is done, and the report says `cached`, when the published one is a copy of these very rows. The lock is
    held only so long; readers of the published file are never disturbed. A database that breaks a rule is not
    published: the answer then has `refusal`. `inspect` sees what is published, attached as `work`, before it is let
    go. Raises CodegraphError when there is nothing to publish.
    """
    clock = StageClock()
    run_id = run_id or uuid.uuid4().hex
    target = store.layout.published(store.name)
    log(f"{STAGE_NAME}: start, process {os.getpid()}")
    with store.connect() as connection:
        published = _find_published(store, connection, clock, run_id, inspect)
        if published is not None:
            log(f"{STAGE_NAME}: end, process {os.getpid()}, cached, {target} in {clock.seconds:.2f} s")
            return published
        with explained(target):
            target.parent.mkdir(parents=True, exist_ok=True)
        new = beside(target)
        try:
            rules, comparison = _copy_and_check(store, connection, new, run_id)
            checked = clock.seconds
            with _attached(store, connection, new, read_only=False):
                # What the working database says of the last publication.
                connection.execute(database.script_text(_PACKAGE, "forget_run.sql"), {"stage": STAGE_NAME})
                changes = record_comparison(connection, comparison)
                rules = (*rules, _check_changes(connection))
                refusal = _refusal(store.name, rules)
                if refusal is not None:
                    return Publication(target, rules, None, refusal, changes)
                report = _record(connection, clock, run_id, changes.total)
                inspect(connection)
                connection.execute(f"CHECKPOINT {ALIAS}")
            with explained(target):
                # One that cannot be read, or is foreign, is somebody's all the same.
                if not comparison.is_previous_ours:
                    move_foreign_aside(target, log, comparison.unreadable)
                move_log_aside(target, log)
                replace_durably(new, target)
            _note(store, connection, report)
        finally:
            new.unlink(missing_ok=True)
            new.with_name(new.name + ".wal").unlink(missing_ok=True)
    log(f"{STAGE_NAME}: changes: {changes}")
    log(
        f"{STAGE_NAME}: end, process {os.getpid()}, {target} in {clock.seconds:.2f} s "
        f"(copy, compare and check {checked:.2f} s, replace {clock.seconds - checked:.2f} s)"
    )
    return Publication(target, rules, report, None, changes)


def _copy_and_check(
    store: WorkingStore, connection: duckdb.DuckDBPyConnection, new: Path, run_id: str
) -> tuple[tuple[RuleResult, ...], Comparison]:
    """Copy the working database to `new`, check its rows, and compare them with the published ones, at the same time.

    The lock keeps them as they are until all three are done.
    """
    with store.settled() as path, ThreadPoolExecutor(2) as pool:
        copying = pool.submit(_copy, path, new)
        comparing = pool.submit(compare, store, path, run_id=run_id)
        with _attached(store, connection, path, read_only=True):
            rules = _check_rows(connection)
        copying.result()
        return rules, comparing.result()


def _copy(path: Path, new: Path) -> None:
    with explained(new):
        shutil.copyfile(path, new)
        sync(new)


@contextmanager
def _attached(
    store: WorkingStore, connection: duckdb.DuckDBPyConnection, path: Path, *, read_only: bool
) -> Iterator[None]:
    """Attach a database as `work`."""
    with store.reporting_damage():
        database.attach(connection, path, ALIAS, read_only=read_only, is_logged=False)
        try:
            yield
        finally:
            connection.execute(f"DETACH {ALIAS}")


def _record(connection: duckdb.DuckDBPyConnection, clock: StageClock, run_id: str, changes: int) -> StageReport:
    """Write to the database that is attached as `work` that it is published."""
    states = find_states(connection)
    report = StageReport(
        name=STAGE_NAME,
        status="computed",
        generation=current_generation(connection),
        data_version=_data_version(states),
        seconds=clock.seconds,
        cpu_seconds=clock.cpu_seconds,
        peak_rss_bytes=clock.peak_rss_bytes,
        rows={"main.changes": changes},
        items=1,
        run_id=run_id,
        started_at=clock.started_at,
    )
    record_run(connection, report)
    state = StageState(STAGE_NAME, _identity(states), report.data_version, uuid.uuid4().hex, report.rows)
    record_state(connection, state)
    return report


def publication_version() -> str:
    """The version of the code that checks, compares and publishes."""
    return code_version(("codegraph_dagster.store",), ("duckdb",))


def _data_version(states: Mapping[str, StageState]) -> str:
    """What is published, as a digest: the data versions of all stages."""
    facts = (publication_version(), [(name, states[name].data_version) for name in REQUIRED_STAGES if name in states])
    return digest(facts)


def _identity(states: Mapping[str, StageState]) -> str | None:
    """Identifies the rows in a database: which runs have written them. None when a stage has left no word."""
    if not states.keys() >= set(REQUIRED_STAGES):
        return None
    facts = (publication_version(), [(states[name].data_version, states[name].computation) for name in REQUIRED_STAGES])
    return digest(facts)


def _find_published(
    store: WorkingStore, connection: duckdb.DuckDBPyConnection, clock: StageClock, run_id: str, inspect: Inspect
) -> Publication | None:
    """The published database, when it is a copy of what is in the working one; None when it must be made."""
    import duckdb

    target = store.layout.published(store.name)
    if not target.is_file():
        return None
    with store.reading(connection):
        asked = {"run_id": run_id, "stages": list(REQUIRED_STAGES)}
        is_new = connection.execute(database.script_text(_PACKAGE, "computed_in_run.sql"), asked).fetchall()[0][0]
        states, generation = find_states(connection), current_generation(connection)
    if is_new:
        return None
    try:
        # A connection of its own: a damaged file can make a whole DuckDB unusable.
        with store.connect() as other:
            database.attach(other, target, ALIAS, read_only=True)
            published = find_states(other).get(STAGE_NAME)
            if published is None or published.inputs is None or published.inputs != _identity(states):
                return None
            changes = read_summary(other)
            inspect(other)
    except duckdb.Error:  # damaged, in use, or of another version: it is replaced
        return None
    report = StageReport(
        name=STAGE_NAME,
        status="cached",
        generation=generation,
        data_version=published.data_version,
        seconds=clock.seconds,
        cpu_seconds=clock.cpu_seconds,
        peak_rss_bytes=clock.peak_rss_bytes,
        rows=dict(published.rows),
        items=published.items,
        run_id=run_id,
        started_at=clock.started_at,
    )
    _note(store, connection, report)
    # Nothing is published that breaks a rule.
    return Publication(target, tuple(RuleResult(rule, 0, None) for rule in RULES), report, None, changes)


def _note(store: WorkingStore, connection: duckdb.DuckDBPyConnection, report: StageReport) -> None:
    """Write to the working database too what became of the publication, beside what the stages have written."""
    with store.writing(connection):
        record_run(connection, report)


def _check_rows(connection: duckdb.DuckDBPyConnection) -> tuple[RuleResult, ...]:
    """Check the rules in the database that is attached as `work`, but for what it says of changes."""
    connection.execute("SET VARIABLE stages = ?", [list(REQUIRED_STAGES)])
    for script in ("doubtful_keys.sql", "integrity.sql"):
        database.run_script(connection, _PACKAGE, script)
    rows = connection.execute("SELECT rule, violations, example FROM integrity").fetchall()
    found = {rule: RuleResult(rule, violations, example) for rule, violations, example in rows}
    return tuple(found[rule] for rule in RULES if rule != _RULE_OF_CHANGES)


def _check_changes(connection: duckdb.DuckDBPyConnection) -> RuleResult:
    """Check what the database that is attached as `work` says of changes."""
    found = connection.execute(database.script_text(_PACKAGE, "known_changes.sql")).fetchall()
    return RuleResult(*found[0])


def _refusal(name: str, rules: tuple[RuleResult, ...]) -> str | None:
    broken = [
        f"{result.rule} ({result.violations:,} rows, for example: {result.example})"
        for result in rules
        if not result.passed
    ]
    if not broken:
        return None
    return f"{name}: not published, the last published database stays: it breaks {'; '.join(broken)}"
