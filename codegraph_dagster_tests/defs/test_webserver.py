"""The web server as README says to start it for others: it shows everything and starts nothing."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from codegraph_dagster_tests.defs.commands import MODULE, Workplace
from codegraph_dagster_tests.repositories import write_repository

LAUNCH = """mutation { launchRun(executionParams: {
    selector: {
        repositoryLocationName: "%s", repositoryName: "__repository__", jobName: "index_repository"
    }, runConfigData: "{}", mode: "default"
}) { __typename ... on UnauthorizedError { message } ... on PythonError { message } } }"""
JOBS = "{ repositoriesOrError { ... on RepositoryConnection { nodes { jobs { name } location { name } } } } }"

RUNS = "{ runsOrError { ... on Runs { results { runId } } } }"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(port: int, query: str) -> dict:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/graphql",
        json.dumps({"query": query}).encode(),
        {"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error)


def wait_for(port: int, server: subprocess.Popen[bytes]) -> dict:
    end = time.monotonic() + 120
    while True:
        try:
            return ask(port, JOBS)
        except OSError:
            assert server.poll() is None, "the server ended"
            assert time.monotonic() < end, "the server did not answer"
            time.sleep(0.2)


def listening_addresses(port: int) -> set[str]:
    """Local addresses on which something listens on a port, as /proc/net has them."""
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path("/proc/net", table).read_text().splitlines()[1:]:
            _, local, _, state, *_ = line.split()
            address, _, number = local.partition(":")
            if state == "0A" and int(number, 16) == port:
                found.add(address)
    return found


@pytest.mark.slow
@pytest.mark.skipif("not config.getoption('-m')", reason="starts a server: pytest -m slow")
def test_a_read_only_server_shows_and_starts_nothing(tmp_path: Path):
    write_repository(tmp_path / "r", modules=2)
    workplace = Workplace(tmp_path / "w", "repositories: [{name: one, path: ../r}]")
    port = free_port()
    command = [Path(sys.executable).with_name("dagster-webserver"), "--read-only", "-m", MODULE, "-p", str(port)]
    log = (tmp_path / "log").open("wb")
    server = subprocess.Popen(
        command, cwd=workplace.folder, env=workplace.environment, stdout=log, stderr=subprocess.STDOUT
    )
    try:
        (repository,) = wait_for(port, server)["data"]["repositoriesOrError"]["nodes"]
        assert "index_repository" in {job["name"] for job in repository["jobs"]}
        refused = ask(port, LAUNCH % repository["location"]["name"])
        assert "UnauthorizedError" in json.dumps(refused), refused
        assert ask(port, RUNS) == {"data": {"runsOrError": {"results": []}}}
        assert listening_addresses(port) == {"0100007F"}  # 127.0.0.1: loopback unless told otherwise
    finally:
        server.terminate()
        server.wait(30)
        log.close()
    assert not (workplace.folder / "data" / "index").exists()


def test_the_make_target_binds_the_loopback_address():
    makefile = (Path(__file__).parents[2] / "Makefile").read_text()
    assert "dagster dev --host 127.0.0.1" in makefile
