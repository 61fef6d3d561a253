"""The assets that are made of a published database are made again when something is not as it was, and only then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.data_version import CachingStaleStatusResolver, StaleStatus
from dagster._core.loader import LoadingContextForTest

from codegraph_dagster.definitions import build_definitions
from codegraph_dagster.paths import DataLayout
from codegraph_dagster.settings import RepositorySettings
from codegraph_dagster_tests.repositories import write_repository

JOBS = {"scip_index": "export_scip", "repository_map": "map_repository", "overview": "draw_overview"}


class Runs:
    """Runs of the jobs of one repository, in this process, with one history."""

    def __init__(self, folder: Path, instance: dg.DagsterInstance) -> None:
        self.root = write_repository(folder / "source", modules=3)
        self.layout = DataLayout(folder / "data")
        self.instance = instance
        self.define()

    def define(self) -> None:
        settings = RepositorySettings("small", self.root, parallel_workers=1)
        self.definitions = build_definitions({"small": settings})

    def run(self, job: str) -> dg.ExecuteInProcessResult:
        result = self.definitions.resolve_job_def(job).execute_in_process(instance=self.instance, partition_key="small")
        assert result.success
        return result

    def make(self) -> dict[str, dg.AssetMaterialization]:
        """Each of the assets once; what it says."""
        made = {}
        for asset, job in JOBS.items():
            (materialization,) = self.run(job).asset_materializations_for_node(asset)
            made[asset] = materialization
        return made

    def statuses(self) -> set[str]:
        return {str(made.metadata["status"].value) for made in self.make().values()}

    def stale(self) -> set[str]:
        graph = self.definitions.resolve_asset_graph()
        resolver = CachingStaleStatusResolver(self.instance, graph, LoadingContextForTest(self.instance))
        return {name for name in JOBS if resolver.get_status(dg.AssetKey(name), "small") != StaleStatus.FRESH}

    def files(self) -> list[Path]:
        places: list[Callable[[str], Path]] = [self.layout.scip, self.layout.repository_map, self.layout.overview]
        return [place("small") for place in places]


def test_cached_until_something_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CODEGRAPH_DATA_DIR", str(tmp_path / "data"))
    with dg.DagsterInstance.ephemeral() as instance:
        runs = Runs(tmp_path, instance)
        runs.run("index_repository")
        assert runs.stale() == set(JOBS)
        first = runs.make()
        assert {str(made.metadata["status"].value) for made in first.values()} == {"computed"}
        assert runs.stale() == set()
        states = [path.stat() for path in runs.files()]

        again = runs.make()
        for name, made in again.items():
            assert made.metadata["status"].value == "cached"
            assert made.tags["dagster/data_version"] == first[name].tags["dagster/data_version"]
            assert {**made.metadata, "status": None} == {**first[name].metadata, "status": None}
        assert [path.stat() for path in runs.files()] == states
        (check,) = runs.run("export_scip").get_asset_check_evaluations()
        assert (check.passed, check.metadata["violations"].value) == (True, 0)

        for path in runs.files():
            path.write_bytes(b"something else")
        assert runs.statuses() == {"computed"}
        for path in runs.files():
            path.unlink()
        assert runs.statuses() == {"computed"}
        assert runs.statuses() == {"cached"}

        (runs.root / "package" / "m1.py").write_text("class Thing:\n    pass\n")
        runs.run("index_repository")
        assert runs.stale() == set(JOBS)
        assert runs.statuses() == {"computed"}
        assert runs.stale() == set()
        # A run that finds nothing to do is one more in the picture of the times, and nothing else.
        runs.run("index_repository")
        assert runs.stale() == set()
        made = runs.make()
        assert [str(one.metadata["status"].value) for one in made.values()] == ["cached", "cached", "computed"]

        for module in ("scip", "repository_map", "overview"):
            monkeypatch.setattr(f"codegraph_dagster.defs.{module}.code_version", lambda *_: "another")
        runs.define()
        assert runs.stale() == set(JOBS)
        assert runs.statuses() == {"computed"}
        assert runs.stale() == set()
