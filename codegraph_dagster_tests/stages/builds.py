"""Whole builds of a folder in this process, again and again, and a clean one beside to compare with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from codegraph_dagster.ir.build import build_ir
from codegraph_dagster.paths import DataLayout
from codegraph_dagster.settings import RepositorySettings
from codegraph_dagster.stages.report import StageReport
from codegraph_dagster.stages.runner import run_stage
from codegraph_dagster.store.parity import compare_databases
from codegraph_dagster.store.publish import publish
from codegraph_dagster.store.working import WorkingStore
from codegraph_dagster_tests.stages.stages import ALL_STAGES


def silent(line: str) -> None:
    """Logs nothing."""


class Builds:
    """The repository in `root`, indexed into `data`."""

    def __init__(self, root: Path, data: Path, **settings: Any) -> None:
        self.store = WorkingStore(DataLayout(data), "small")
        self.settings = RepositorySettings("small", root, **{"parallel_workers": 1, **settings})
        self.lines: list[str] = []

    def run(self, *, full: bool = False, publishing: bool = False) -> dict[str, StageReport]:
        """Every stage once; their reports by name."""
        reports = [self.run_ir(full=full)]
        reports += [run_stage(stage, self.store, self.settings, log=self.lines.append) for stage in ALL_STAGES]
        if publishing:
            publication = publish(self.store, log=self.lines.append)
            assert publication.report is not None, publication.refusal
            reports.append(publication.report)
        return {report.name: report for report in reports}

    def run_ir(self, *, full: bool = False) -> StageReport:
        """Stage `ir` alone."""
        return build_ir(self.store, self.settings, log=self.lines.append, full=full)

    def statuses(self, **options: bool) -> dict[str, str]:
        """Every stage once; what each says of it."""
        return {name: report.status for name, report in self.run(**options).items()}

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with self.store.connect() as connection, self.store.reading(connection):
            return connection.execute(sql).fetchall()

    def differences(self, clean: Path) -> list[str]:
        """What differs from a clean build, which is made in the folder `clean`: internal tables count too."""
        other = Builds(self.settings.path, clean)
        other.settings = self.settings
        other.run()
        return self.differences_from(other)

    def differences_from(self, other: Builds) -> list[str]:
        """What differs from another build, table by table."""
        with self.store.connect() as connection:
            tables = compare_databases(connection, self.store.path, other.store.path)
        assert len(tables) > 30
        return [f"{table.rule}: {table.violations} rows, {table.example}" for table in tables if not table.passed]
