"""The definitions as Dagster sees them: a snapshot of everything, and what must hold for any registry."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest

from codegraph_dagster.definitions import build_definitions
from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.settings import RepositorySettings

ROOT = Path(__file__).parents[2]
SNAPSHOT = Path(__file__).with_name("definitions.json")


def definitions(*names: str, **settings) -> dg.Definitions:
    return build_definitions({name: RepositorySettings(name, ROOT, **settings) for name in names})


def describe(defs: dg.Definitions) -> dict:
    """Everything about the definitions that users see, as plain values."""
    repository = defs.get_repository_def()
    assets = {}
    for key in sorted(repository.asset_graph.get_all_asset_keys()):
        node = repository.asset_graph.get(key)
        assets[key.to_user_string()] = {
            "deps": sorted(parent.to_user_string() for parent in node.parent_keys),
            "group": node.group_name,
            "kinds": sorted(node.kinds),
            "owners": sorted(node.owners),
            "description": node.description,
            "partitions": node.partitions_def.get_partition_keys() if node.partitions_def else None,
            "is_observable": node.is_observable,
            "checks": sorted(check.name for check in node.check_keys),
        }
    jobs = {
        job.name: {
            "assets": sorted(key.to_user_string() for key in job.asset_layer.selected_asset_keys),
            "description": job.description,
            "tags": dict(job.tags),
            "executor": job.executor_def.name,
        }
        for job in repository.get_all_jobs()
        if not job.name.startswith("__")
    }
    schedules = {
        schedule.name: {
            "cron": schedule.cron_schedule,
            "job": schedule.job_name,
            "description": schedule.description,
            "status": schedule.default_status.value,
        }
        for schedule in repository.schedule_defs
    }
    return {"assets": assets, "jobs": jobs, "schedules": schedules}


def test_snapshot():
    """After an intended change: UPDATE_SNAPSHOTS=1 make test TESTS="-k snapshot", and look at the diff."""
    described = json.dumps(describe(definitions("one", "two")), indent=2, sort_keys=True) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        SNAPSHOT.write_text(described)
    assert described == SNAPSHOT.read_text()


def test_the_four_stages_depend_on_ir_alone():
    assets = describe(definitions("one"))["assets"]
    for stage in ("chunks", "cross_file", "occurrences", "symbols"):
        assert assets[stage]["deps"] == ["ir"]
    assert assets["references"]["deps"] == ["cross_file", "occurrences", "symbols"]
    assert assets["published_index"]["deps"] == ["chunks", "ir", "references"]
    assert all(asset["description"] and asset["group"] != "default" for asset in assets.values())


def test_a_single_repository_needs_no_tag_and_several_do():
    (one, two) = (describe(definitions(*names))["jobs"]["index_repository"] for names in (["a"], ["a", "b"]))
    assert one["tags"] == {"dagster/partition": "a"}
    assert two["tags"] == {}


def test_the_schedule_requests_one_run_for_each_repository():
    repository = build_definitions(
        {
            "a": RepositorySettings("a", ROOT),
            "b": RepositorySettings("b", ROOT),
            "c.d": RepositorySettings("c.d", ROOT, schedule="30 4 * * 1"),
        }
    ).get_repository_def()
    schedules = {schedule.name: schedule for schedule in repository.schedule_defs}
    assert {name: schedule.cron_schedule for name, schedule in schedules.items()} == {
        "index_daily": "0 3 * * *",
        "index_1_c_d": "30 4 * * 1",
    }
    for name, partitions in (("index_daily", ["a", "b"]), ("index_1_c_d", ["c.d"])):
        with dg.DagsterInstance.ephemeral() as instance:
            context = dg.build_schedule_context(
                instance=instance, repository_def=repository, scheduled_execution_time=datetime.now(UTC)
            )
            requests = schedules[name].evaluate_tick(context).run_requests
        assert [request.partition_key for request in requests or []] == partitions


def test_a_cron_line_that_means_nothing():
    with pytest.raises(CodegraphError, match="'a': `schedule`: '99 99 \\* \\* \\*' is not a cron line"):
        definitions("a", schedule="99 99 * * *")


def test_dagster_validates_the_project(tmp_path: Path):
    done = subprocess.run(
        [Path(sys.executable).with_name("dagster"), "definitions", "validate"],
        cwd=ROOT,
        env={**os.environ, "DAGSTER_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "All code locations passed validation" in done.stdout + done.stderr


def test_definitions_load_the_same_module_everywhere():
    import tomllib

    import yaml

    tool = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    workspace = yaml.safe_load((ROOT / "workspace.yaml").read_text())
    module = workspace["load_from"][0]["python_module"]["module_name"]
    assert tool["dagster"]["module_name"] == module
    assert tool["dg"]["project"]["code_location_target_module"] == module
