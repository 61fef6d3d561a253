"""Stages that are switched off: their tables are empty, the rest works and is published."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from codegraph_dagster.settings import OPTIONAL_STAGES
from codegraph_dagster_tests.stages.builds import Builds
from codegraph_dagster_tests.stages.stages import ALL_STAGES
from codegraph_dagster_tests.stages.test_parity import write_files


def test_each_stage_alone_and_all_of_them(tmp_path: Path):
    write_files(tmp_path / "source")
    builds = Builds(tmp_path / "source", tmp_path / "data")
    whole = builds.run(publishing=True)
    for off in [*((stage,) for stage in OPTIONAL_STAGES), OPTIONAL_STAGES, ()]:
        builds.settings = replace(builds.settings, disabled_stages=off)
        reports = builds.run(publishing=True)
        assert {name for name, report in reports.items() if report.status == "disabled"} == set(off)
        assert reports["ir"].status == "cached"
        for stage in ALL_STAGES:
            counts = {table: builds.query(f"SELECT count(*) FROM work.{table}")[0][0] for table in stage.tables}
            assert counts == reports[stage.name].rows
            assert bool(sum(counts.values())) == (stage.name not in off) or stage.name == "references"
    assert {name: report.rows for name, report in reports.items() if name != "published_index"} == {
        name: report.rows for name, report in whole.items() if name != "published_index"
    }
