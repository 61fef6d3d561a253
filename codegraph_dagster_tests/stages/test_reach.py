"""Stage `references` computes the files that a change can reach, and has the rows of a clean build then."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codegraph_dagster.ir import kept
from codegraph_dagster.stages import per_file
from codegraph_dagster.stages.references import STAGE, reach
from codegraph_dagster_tests.stages.builds import Builds
from codegraph_dagster_tests.stages.programs import Programs

KEPT = {table: "* EXCLUDE (found)" if table == "known.facts" else "*" for table in STAGE.kept}


class Edited(Builds):
    """A repository of few small files, to be treated as one of many large ones."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        patch.setattr(kept, "_MOST_CHANGED", 1.0)
        patch.setattr(per_file, "_MOST_STALE", 1.0)
        patch.setattr(reach, "_MOST_REACHED", 1.0)
        root = folder / "source"
        root.mkdir()
        super().__init__(root, folder / "data")

    def reached(self) -> str:
        """What the last run of the stage said about its files."""
        said = [line for line in self.lines if line.startswith("references: ") and " files are " in line]
        return said[-1].removeprefix("references: ") if said else ""

    def kept_differences(self, clean: Path) -> list[str]:
        """What differs from a clean build in the tables that the stage keeps."""
        with self.store.connect() as connection, self.store.reading(connection):
            connection.execute(f"ATTACH '{clean / 'work' / 'small.duckdb'}' AS clean (READ_ONLY)")
            return [
                table
                for table, columns in KEPT.items()
                if connection.execute(
                    f"(SELECT {columns} FROM work.{table} EXCEPT ALL SELECT {columns} FROM clean.{table}) UNION ALL "
                    f"(SELECT {columns} FROM clean.{table} EXCEPT ALL SELECT {columns} FROM work.{table})"
                ).fetchall()
            ]


@settings(max_examples=2, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_random_programs(seed: int):
    import tempfile

    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        builds = Edited(Path(name), patch)
        programs = Programs(seed)
        programs.write(builds.settings.path)
        builds.run()
        for number in range(4):
            done = programs.edit()
            programs.write(builds.settings.path)
            builds.lines.clear()
            builds.run()
            clean = Path(name) / f"clean{number}"
            assert builds.differences(clean) == [], (seed, number, done, builds.reached())
            assert builds.kept_differences(clean) == [], (seed, number, done, builds.reached())
