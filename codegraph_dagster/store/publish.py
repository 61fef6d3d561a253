"""Checks the working database and publishes it: one atomic replacement of the file that users open."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from codegraph_dagster.rule_result import RuleResult
from codegraph_dagster.stages.report import StageClock, StageReport, record_run
from codegraph_dagster.store import database
from codegraph_dagster.store.aside import move_foreign_aside, move_log_aside
from codegraph_dagster.store.changes import ChangeSummary, compare, record_comparison
from codegraph_dagster.store.faults import explained
from codegraph_dagster.store.replacing import beside, replace_durably
from codegraph_dagster.store.working import ALIAS, WorkingStore, current_generation

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
"""The rules of integrity.sql, as they are shown to people."""


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


def publish(store: WorkingStore, *, log: Callable[[str], None], run_id: str = "") -> Publication:
    """Copy the working database, check the copy, and put it in the place of the published one.

    The lock is held only while copying; readers of the published file are never disturbed. A database that
    breaks a rule is not published: the answer then has `refusal`. Raises CodegraphError when there is nothing
    to publish.
    """
    clock = StageClock()
    run_id = run_id or uuid.uuid4().hex
    target = store.layout.published(store.name)
    log(f"{STAGE_NAME}: start, process {os.getpid()}")
    with explained(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    new = beside(target)
    try:
        with explained(new):
            store.copy_to(new)
        copied = clock.seconds
        comparison = compare(store, new, run_id=run_id)
        with store.connect() as connection:
            with store.reporting_damage():
                database.attach(connection, new, ALIAS, read_only=False, is_logged=False)
                changes = record_comparison(connection, comparison)
                compared = clock.seconds
                rules = check_integrity(connection)
            checked = clock.seconds
            refusal = _refusal(store.name, rules)
            if refusal is not None:
                return Publication(target, rules, None, refusal, changes)
            report = StageReport(
                name=STAGE_NAME,
                status="computed",
                generation=current_generation(connection),
                seconds=clock.seconds,
                cpu_seconds=clock.cpu_seconds,
                peak_rss_bytes=clock.peak_rss_bytes,
                rows={"main.changes": changes.total},
                items=1,
                run_id=run_id,
                started_at=clock.started_at,
            )
            record_run(connection, report)
            connection.execute(f"CHECKPOINT {ALIAS}")
            connection.execute(f"DETACH {ALIAS}")
        with explained(target):
            # One that cannot be read, or is foreign, is somebody's all the same.
            move_foreign_aside(target, log, comparison.unreadable)
            move_log_aside(target, log)
            replace_durably(new, target)
    finally:
        new.unlink(missing_ok=True)
        new.with_name(new.name + ".wal").unlink(missing_ok=True)
    log(f"{STAGE_NAME}: changes: {changes}")
    log(
        f"{STAGE_NAME}: end, process {os.getpid()}, {target} in {clock.seconds:.2f} s (copy {copied:.2f} s, "
        f"compare {compared - copied:.2f} s, check {checked - compared:.2f} s, replace {clock.seconds - checked:.2f} s)"
    )
    return Publication(target, rules, report, None, changes)


def check_integrity(connection: duckdb.DuckDBPyConnection) -> tuple[RuleResult, ...]:
    """Check the rules in the database that is attached as `work`."""
    connection.execute("SET VARIABLE stages = ?", [list(REQUIRED_STAGES)])
    database.run_script(connection, _PACKAGE, "integrity.sql")
    found = {
        rule: RuleResult(rule, violations, example)
        for rule, violations, example in connection.execute(
            "SELECT rule, violations, example FROM integrity"
        ).fetchall()
    }
    return tuple(found[rule] for rule in RULES)


def _refusal(name: str, rules: tuple[RuleResult, ...]) -> str | None:
    broken = [
        f"{result.rule} ({result.violations:,} rows, for example: {result.example})"
        for result in rules
        if not result.passed
    ]
    if not broken:
        return None
    return f"{name}: not published, the last published database stays: it breaks {'; '.join(broken)}"
