"""Builds a repository anew, beside its working database, to see that the rows are the same."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.ir.build import build_ir
from codegraph_dagster.paths import DataLayout
from codegraph_dagster.rule_result import RuleResult
from codegraph_dagster.settings import OPTIONAL_STAGES, RepositorySettings
from codegraph_dagster.stages.runner import run_stage
from codegraph_dagster.store import database
from codegraph_dagster.store.parity import compare_databases
from codegraph_dagster.store.working import ALIAS, WorkingStore

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Parity:
    """One result for each table. `reason` says why nothing was compared, None when it was."""

    tables: tuple[RuleResult, ...]
    reason: str | None = None

    @property
    def passed(self) -> bool:
        """Every table has the rows of a clean build."""
        return self.reason is None and all(table.passed for table in self.tables)


def compare_with_clean_build(
    store: WorkingStore, settings: RepositorySettings, *, log: Callable[[str], None]
) -> Parity:
    """Build the repository anew in a folder of its own, and compare the published database with that.

    Raises CodegraphError when nothing is published, or when the repository cannot be read.
    """
    published = store.layout.published(store.name)
    if not published.is_file():
        raise CodegraphError(f"{store.name}: nothing is published; run the job `index_repository` first")
    folder = store.scratch / "clean"
    shutil.rmtree(folder, ignore_errors=True)
    clean = WorkingStore(DataLayout(folder), store.name)
    try:
        build_ir(clean, settings, log=log)
        with store.connect() as connection:
            database.attach(connection, published, ALIAS, read_only=True)
            identity, disabled = _identity(connection), _disabled_stages(connection)
        with clean.connect() as connection, clean.reading(connection):
            if _identity(connection) != identity:
                return Parity((), "the repository, or this project, has changed since it was indexed: index it again")
        settings = replace(settings, disabled_stages=disabled)
        for name in OPTIONAL_STAGES:
            stage = import_module(f"codegraph_dagster.stages.{name}").STAGE
            run_stage(stage, clean, settings, log=log)
        with store.connect() as connection:
            return Parity(compare_databases(connection, published, clean.path))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _identity(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Of which rows of stage `ir`, at which commit, the database attached as `work` is."""
    return tuple(connection.execute(database.script_text("codegraph_dagster.ir", "repository.sql")).fetchall()[0])


def _disabled_stages(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """The stages that were switched off in the run that wrote the database."""
    rows = connection.execute(database.script_text("codegraph_dagster.store", "disabled_stages.sql")).fetchall()
    return tuple(stage for (stage,) in rows)
