"""`codegraph ui`: Dagster's server, with the runs of the data folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from codegraph_dagster_tests.defs.test_webserver import ask, free_port, listening_addresses, wait_for
from codegraph_dagster_tests.repositories import write_repository

ROOT = Path(__file__).parents[2]


def test_the_settings_are_those_of_the_project():
    own = yaml.safe_load(files("codegraph_dagster.cli").joinpath("instance.yaml").read_text("utf-8"))
    project = yaml.safe_load((ROOT / "dagster.yaml").read_text())
    # By default these are below Dagster's home, as there.
    del project["local_artifact_storage"], project["storage"]["custom"]["config"], project["compute_logs"]["config"]
    assert own == project


@pytest.mark.slow
def test_it_starts_where_a_repository_is_and_imports_nothing_of_it(tmp_path: Path):
    repository = write_repository(tmp_path / "r", modules=2)
    for module in ("yaml", "dagster", "sitecustomize"):
        (repository / f"{module}.py").write_text("raise SystemExit('imported from the repository')\n")
    (tmp_path / "repositories.yaml").write_text("repositories: [{name: here, path: r}]\n")
    port = free_port()
    command = [
        str(Path(sys.executable).with_name("codegraph")),
        "ui",
        "--port",
        str(port),
        "--data",
        str(tmp_path / "d"),
    ]
    environment = {**os.environ, "CODEGRAPH_REPOSITORIES": str(tmp_path / "repositories.yaml")}
    with subprocess.Popen(
        command, cwd=repository, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as server:
        try:
            nodes = wait_for(port, server)["data"]["repositoriesOrError"]["nodes"]
            assert "index_repository" in {job["name"] for node in nodes for job in node["jobs"]}
            assert listening_addresses(port) == {"0100007F"}
            assert ask(port, "{ version }")["data"]["version"]
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=60)
    assert (tmp_path / "d" / "dagster" / "dagster.yaml").is_file()
