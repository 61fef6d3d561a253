"""Index on disks that are full or read-only, in a mount namespace of its own; run by test_disk.py under `unshare`.

    python -m codegraph_dagster_tests.faults.disk FOLDER SCENARIO

Prints the result as JSON: what each attempt said, and the contents of the published database in the end.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.ir.build import build_ir
from codegraph_dagster.settings import RepositorySettings
from codegraph_dagster.stages.runner import run_stage
from codegraph_dagster.store.faults import explained
from codegraph_dagster.store.publish import publish
from codegraph_dagster_tests.faults.runs import NAME, Workplace, same_file
from codegraph_dagster_tests.stages.stages import ALL_STAGES


def index(place: Workplace) -> str:
    """Run every stage in this process, as the assets do; returns the stage that fails and what it says, or nothing."""
    settings = RepositorySettings(NAME, place.source, parallel_workers=2)
    before = same_file(place.published) if place.published.exists() else None
    current = "ir"
    try:
        with explained():
            build_ir(place.store, settings, log=quiet, full=True)
            for stage in ALL_STAGES:
                current = stage.name
                run_stage(stage, place.store, settings, log=quiet)
            current = "published_index"
            assert publish(place.store, log=quiet).refusal is None
    except CodegraphError as error:
        assert before is None or same_file(place.published) == before
        return f"{current}: {error}"
    return ""


def mount(folder: Path, size: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", folder], check=True)


def remount(folder: Path, option: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{option}", folder], check=True)


def staging_full(place: Workplace) -> list[str]:
    """The folder of staged rows is full; then there is room again."""
    good = index(place)
    mount(place.store.scratch, "200k")
    return [good, index(place), _with_room(place, place.store.scratch)]


def writing_full(place: Workplace) -> list[str]:
    """The folder of the working database is: too small for it, then for what the stages after `ir` write."""
    said = [index(place)]
    for size in ("1m", "7m"):
        mount(place.data / "work", size)
        said.append(index(place))
    return [*said, _with_room(place, place.data / "work")]


def publishing_full(place: Workplace) -> list[str]:
    """The folder of the published database is."""
    mount(place.data / "index", "100m")
    good = index(place)
    remount(place.data / "index", f"size={place.published.stat().st_size // 1024 + 500}k")
    return [good, index(place), _with_room(place, place.data / "index")]


def read_only(place: Workplace) -> list[str]:
    """All of the data folder can only be read; then the two folders below it in turn."""
    mount(place.data, "100m")
    said = [index(place)]
    for folder in (place.data, place.data / "work", place.data / "index"):
        if folder != place.data:
            mount(folder, "50m")
            said.append(index(place))
        remount(folder, "ro")
        said.append(index(place))
        remount(folder, "rw")
    return [*said, index(place)]


def _with_room(place: Workplace, folder: Path) -> str:
    remount(folder, "size=100m")
    return index(place)


def quiet(line: str) -> None:
    """Say nothing."""


SCENARIOS: dict[str, Callable[[Workplace], list[str]]] = {
    scenario.__name__: scenario for scenario in (staging_full, writing_full, publishing_full, read_only)
}


if __name__ == "__main__":
    workplace = Workplace(Path(sys.argv[1]))
    answers = SCENARIOS[sys.argv[2]](workplace)
    with duckdb.connect(str(workplace.published), read_only=True) as connection:
        files = connection.execute("SELECT count(*) FROM files WHERE status = 'indexed'").fetchall()[0][0]
    print(json.dumps({"said": answers, "files": files, "left_over": workplace.left_over()}))
